"""What every audited table has: a key made before the insert, a version, and no way round the history."""

from __future__ import annotations

import os
import time
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound="Audited")


def new_key() -> uuid.UUID:
    """Make a time-ordered UUID (RFC 9562, version 7), so that an event can name a row before it is there.

    Below the millisecond the clock goes on in the next twelve bits (6.2, method 3): what is made later sorts later.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | (rest << 12) // 1_000_000 << 64 | 2 << 62 | random)


class RoundTheHistory(TypeError):
    """An audited row was to be written without its event. Call a verb of `annotations.desk` instead."""


def _refuse(what: str) -> NoReturn:
    raise RoundTheHistory(f"{what} would not stand in the history; call a verb of annotations.desk.")


class AuditedQuerySet(models.QuerySet[Row]):
    """Questions only. The guards in the database refuse these writes too; this gives the better message."""

    def create(self, **kwargs: Any) -> NoReturn:
        _refuse("create()")

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse("update()")

    def delete(self) -> NoReturn:
        _refuse("delete()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("bulk_create()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("bulk_update()")


@dataclass(frozen=True)
class Audit:
    """How a table is audited; the guards, the recording, the replay and the proof all follow from it.

    stream: the way from a row to the article, source or project whose history it is in, e.g. "claim.article".
    computed: columns that are a consequence of other rows: recorded, but nobody edits them, so they never clash.
    derived: columns that no event holds, because `verify_history` works them out again from the others.
    also: fields of the row's events that are no column.
    codes: columns of text that hold no words, besides slugs and those with choices: dates, languages, hashes.
    typed: columns that people set by themselves, and so can set back to any earlier value.
    """

    stream: str = ""
    computed: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()


class Audited(models.Model):
    audit: ClassVar[Audit]

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("save()")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("delete()")

    @classmethod
    def object_kind(cls) -> str:
        """Name the table as events do: "claim", "signoff"."""
        return str(cls._meta.model_name)

    @property
    def stream_key(self) -> str:
        """Name the stream that this row's events stand in, e.g. "article:0192…"."""
        owner = self._stream_owner
        return f"{owner.object_kind()}:{owner.pk}"

    @property
    def stream_project(self) -> uuid.UUID:
        """Give the key of the project whose history this row's events are part of."""
        owner = self._stream_owner
        project: uuid.UUID = getattr(owner, "project_id", owner.pk)
        return project

    @property
    def _stream_owner(self) -> Any:
        owner: Any = self
        for step in filter(None, self.audit.stream.split(".")):
            owner = getattr(owner, step)
        return owner


class Withdrawable(Audited):
    """A row that can be withdrawn, with a reason, and restored; never deleted."""

    withdrawn = models.TextField(blank=True, default="", help_text="Why it was withdrawn; empty while it stands.")

    class Meta:
        abstract = True


STANDING = Q(withdrawn="")


def one_of(field: str, choices: type[models.TextChoices], *, or_empty: bool = False) -> models.CheckConstraint:
    """Let the database hold a code to its list."""
    codes = [*choices.values, *([""] if or_empty else [])]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": codes}), name=f"%(class)s_{field}_known")
