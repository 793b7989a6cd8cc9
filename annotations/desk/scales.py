"""The presets that a project's rating scale is copied from.

The names of the outside scales are those that their publishers print (PolitiFact's Truth-O-Meter, Snopes' ratings,
AVeriTeC's labels, The Washington Post's Pinocchios).
"""

from __future__ import annotations

from typing import NamedTuple

from annotations.models import Tone


class Step(NamedTuple):
    code: str
    label: str
    tone: Tone
    number: int | None = None


class Preset(NamedTuple):
    name: str
    steps: tuple[Step, ...]


PRESETS: dict[str, Preset] = {
    "desk": Preset(
        "Desk",
        (
            Step("accurate", "Accurate", Tone.GREEN),
            Step("accurate_with_change", "Accurate with change", Tone.TEAL),
            Step("needs_context", "Needs context", Tone.AMBER),
            Step("inaccurate", "Inaccurate", Tone.RED),
            Step("unverifiable", "Unverifiable", Tone.PLAIN),
            Step("conflicting_evidence", "Conflicting evidence", Tone.VIOLET),
        ),
    ),
    "politifact": Preset(
        "PolitiFact",
        (
            Step("true", "True", Tone.GREEN, 5),
            Step("mostly_true", "Mostly True", Tone.TEAL, 4),
            Step("half_true", "Half True", Tone.AMBER, 3),
            Step("mostly_false", "Mostly False", Tone.AMBER, 2),
            Step("false", "False", Tone.RED, 1),
            Step("pants_on_fire", "Pants on Fire", Tone.RED, 0),
        ),
    ),
    "snopes": Preset(
        "Snopes",
        (
            Step("true", "True", Tone.GREEN),
            Step("mostly_true", "Mostly True", Tone.TEAL),
            Step("mixture", "Mixture", Tone.AMBER),
            Step("mostly_false", "Mostly False", Tone.AMBER),
            Step("false", "False", Tone.RED),
            Step("unproven", "Unproven", Tone.PLAIN),
            Step("unfounded", "Unfounded", Tone.PLAIN),
            Step("outdated", "Outdated", Tone.BLUE),
            Step("miscaptioned", "Miscaptioned", Tone.AMBER),
            Step("correct_attribution", "Correct Attribution", Tone.GREEN),
            Step("misattributed", "Misattributed", Tone.RED),
            Step("satire", "Labeled Satire", Tone.VIOLET),
        ),
    ),
    "averitec": Preset(
        "AVeriTeC",
        (
            Step("supported", "Supported", Tone.GREEN),
            Step("refuted", "Refuted", Tone.RED),
            Step("not_enough_evidence", "Not Enough Evidence", Tone.PLAIN),
            Step("conflicting", "Conflicting Evidence/Cherrypicking", Tone.VIOLET),
        ),
    ),
    "washington_post": Preset(
        "Washington Post",
        (
            Step("geppetto", "Geppetto Checkmark", Tone.GREEN, 0),
            Step("one_pinocchio", "One Pinocchio", Tone.TEAL, 1),
            Step("two_pinocchios", "Two Pinocchios", Tone.AMBER, 2),
            Step("three_pinocchios", "Three Pinocchios", Tone.AMBER, 3),
            Step("four_pinocchios", "Four Pinocchios", Tone.RED, 4),
        ),
    ),
    "true_false": Preset("True or false", (Step("true", "True", Tone.GREEN, 1), Step("false", "False", Tone.RED, 0))),
}
