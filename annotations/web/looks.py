"""How codes look: the glyph and the tone beside each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.models import Stance, WorkStatus

STATUS_TONES = {
    WorkStatus.UNCHECKED: "plain",
    WorkStatus.IN_PROGRESS: "blue",
    WorkStatus.QUERY: "violet",
    WorkStatus.CHECKED: "green",
    WorkStatus.SECOND_CHECK: "teal",
    WorkStatus.DISPUTED: "red",
    WorkStatus.SIGNED_OFF: "green",
    WorkStatus.REOPENED: "amber",
    WorkStatus.NOT_CHECKABLE: "plain",
}

STANCE_TONES = {Stance.SUPPORTS: "green", Stance.REFUTES: "red", Stance.CONTEXT: "blue"}

# Their word stands beside the glyph in the rail; the others have theirs for screen readers.
LOUD = {WorkStatus.QUERY, WorkStatus.SECOND_CHECK, WorkStatus.DISPUTED, WorkStatus.REOPENED}


@dataclass(frozen=True)
class Fate:
    """How many claims of a draft came to the same end in the next one, and how that looks."""

    count: int
    word: str
    glyph: str
    tone: str


# In the order in which a draft's event counts them.
FATES = (
    ("kept", "anchor-exact", "plain"),
    ("moved", "anchor-moved", "plain"),
    ("changed", "anchor-changed", "amber"),
    ("lost", "anchor-lost", "red"),
)


def fates(carried: Sequence[int]) -> list[Fate]:
    """Name what became of the claims in a new draft; of the first draft, and where there were none, nothing."""
    return [Fate(count, *looks) for count, looks in zip(carried, FATES, strict=True)] if any(carried) else []
