"""The claims whose words a new draft changed, moved or lost, with the sentences in which they stood and stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.models import STANDING, Anchor, AnchorState, Claim, Revision
from annotations.reports.comparison import NOWHERE, Side, side_of
from annotations.reports.events.differences import Run, exact_runs

# What most needs a person comes first.
WEIGHT = {AnchorState.LOST: 0, AnchorState.CHANGED: 1, AnchorState.MOVED: 2}


@dataclass(frozen=True)
class Affected:
    """A place of a claim in a draft, and what it was in the draft before (`was`, None where it is new there).

    `stood` and `stands` number the sentences of either draft that it touches; `runs` are those sentences, with what
    was taken out and put in.
    """

    anchor: Anchor
    was: Anchor | None
    stood: range
    stands: range
    runs: tuple[Run, ...]

    @property
    def claim(self) -> Claim:
        return self.anchor.claim

    @property
    def lost(self) -> bool:
        return self.anchor.state == AnchorState.LOST

    @property
    def undecided(self) -> bool:
        """Tell whether somebody has still to say what becomes of the claim."""
        return self.anchor.state in (AnchorState.CHANGED, AnchorState.LOST)

    @property
    def a_part(self) -> bool:
        """Tell whether the claim stands on a part of its sentence, so that its own words are worth saying."""
        return bool(self.stands) and self.anchor.quote != "".join(run.text for run in self.runs if run.kind != "del")


def affected_in(draft: Revision) -> list[Affected]:
    """List the places in a draft that are not simply where they were in the one before; four queries.

    Those of withdrawn claims are left out; first what most needs a person, then by the number of the claim.
    """
    before = Revision.objects.filter(article=draft.article_id, number__lt=draft.number).order_by("-number").first()
    if before is None:
        return []
    found = Anchor.objects.filter(STANDING, revision=draft, claim__withdrawn="", state__in=WEIGHT)
    anchors = found.select_related("claim__verdict", "carried_from")
    for anchor in anchors:
        anchor.revision, anchor.claim.article = draft, draft.article
    return affected_by(anchors, side_of(before), side_of(draft))


def lost_in(draft: Revision) -> list[Anchor]:
    """List what standing claims stood on that is not in this draft, by the number of the claim; one query."""
    lost = Anchor.objects.filter(STANDING, revision=draft, claim__withdrawn="", state=AnchorState.LOST)
    return list(lost.select_related("claim").order_by("claim__number", "start", "pk"))


def affected_by(anchors: Iterable[Anchor], older: Side, newer: Side) -> list[Affected]:
    """Tell of places in a draft, stored or not, what they were in the one before."""
    found = (_affected(anchor, older, newer) for anchor in anchors if anchor.state in WEIGHT)
    return sorted(found, key=lambda one: (WEIGHT[AnchorState(one.anchor.state)], one.claim.number, one.anchor.start))


def _affected(anchor: Anchor, older: Side, newer: Side) -> Affected:
    was = anchor.carried_from
    stood = _touched(older, was) if was and was.revision_id == older.revision.pk else NOWHERE
    stands = _touched(newer, anchor)
    words = older.words(stood) if stood else was.quote if was else ""
    return Affected(anchor, was, stood, stands, exact_runs(words, newer.words(stands) if stands else ""))


def _touched(side: Side, place: Anchor) -> range:
    """Number the sentences of a draft that share a character with a place."""
    if place.start >= place.end:
        return NOWHERE
    first = bisect_right(side.ends, place.start)
    return range(first + 1, bisect_left(side.starts, place.end) + 1)
