"""One event of an action, with what it did, whose row it is about, and what of it a reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.models import Event, Source, User
from annotations.reports.events.owners import Owner
from annotations.reports.events.steps import Steps


@dataclass(frozen=True, order=True)
class ClaimName:
    """A claim as an entry names it."""

    number: int
    key: uuid.UUID
    article: uuid.UUID


@dataclass(frozen=True)
class Happened:
    """An event with its steps and the owner of its row, if the row is about a claim."""

    event: Event
    steps: Steps
    owner: Owner | None

    @property
    def in_draft(self) -> bool:
        """Tell whether what it did is unsubmitted work today."""
        since = self.owner.draft_since if self.owner else None
        return since is not None and self.event.pk >= since

    @property
    def claims(self) -> Sequence[ClaimName]:
        """Name the claim that the row is about, if there is one."""
        return [ClaimName(self.owner.number, self.owner.claim, self.owner.article)] if self.owner else []

    @property
    def source(self) -> uuid.UUID | None:
        if self.event.kind == Source.object_kind():
            return self.event.object
        return self.owner.source if self.owner else None

    def visible_steps(self, reader: User | None) -> Steps:
        """Leave out what only the checker who drafts it may see; that a verdict was taken back is no secret."""
        if not self.in_draft or self.is_of(reader):
            return self.steps
        verdict = self.steps.get("verdict")
        return {"verdict": verdict} if verdict and verdict.before else {}

    def hidden_from(self, reader: User | None) -> bool:
        """Tell whether all of it is somebody else's draft."""
        return self.in_draft and not self.is_of(reader) and not self.visible_steps(reader)

    def is_of(self, reader: User | None) -> bool:
        """Tell whether the row is part of the reader's own check."""
        return self.owner is not None and reader is not None and self.owner.checker == reader.pk
