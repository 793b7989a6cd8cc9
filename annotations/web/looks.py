"""How codes look: the glyph and the tone beside each word."""

from __future__ import annotations

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
