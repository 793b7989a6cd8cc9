"""Who does something, once: the head of an action, and what is said when its id was used before."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from annotations.models import Action, User

SYSTEM = "system"


@dataclass(frozen=True)
class Act:
    """Who does something, once, and when. `by` is None for the system; `at` is UTC.

    `verb` and `request` (a SHA-256 of what was asked) are filled in by the verb itself.
    """

    by: User | None
    action_id: uuid.UUID = field(default_factory=uuid.uuid4)
    at: datetime.datetime = field(default_factory=timezone.now)
    verb: str = ""
    request: str = ""

    @property
    def actor(self) -> str:
        return self.by.username if self.by else SYSTEM


class AlreadyDone(Exception):
    """This very action is in the history already; `result` is what it gave back, as (kind, key)."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"Action {action.id} was done before.")
        kind, _, key = action.result.partition(":")
        self.result = (kind, uuid.UUID(key))


class OtherRequest(Exception):
    """The action's id was used before, by somebody else or for something else."""
