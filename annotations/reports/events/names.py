"""Words for what the history holds as keys and codes: people, verdicts, sources, drafts, claims, labels."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, F, Field, ForeignKey, QuerySet
from django.db.models.functions import Substr

from annotations.history.canonical import restored
from annotations.history.erase import WHY
from annotations.models import (
    Article,
    Claim,
    ErasureReason,
    Event,
    Membership,
    Note,
    Revision,
    Sentence,
    Source,
    Stance,
    User,
    Verdict,
    WorkStatus,
)
from annotations.reports.events.differences import clipped
from annotations.reports.events.fields import OPEN_OF_CONFIDENTIAL
from annotations.reports.events.steps import Gone, Steps

NAMED = (User, Verdict, Source, Revision, Claim, Note)
# Rows that an entry names where what happened to them does not.
KNOWN_BY = {model.object_kind(): model for model in (Membership, Sentence, Source, Verdict)}


@dataclass(frozen=True)
class Shown:
    """A value as it is shown: its words, and what kind of sign stands beside them.

    look: "" for plain words, "status", "verdict" or "stance" for a glyph (`code` names it), "quiet" for what is not
    there, "code" for what is to be compared letter by letter.
    """

    label: str
    look: str = ""
    code: str = ""

    @property
    def tone(self) -> str:
        """Give a verdict's tone, which is what its glyph goes by."""
        return self.code


NONE = Shown("none", "quiet")
WITHHELD = Shown("Confidential", "quiet")
CONFIDENTIAL = Shown("Confidential source", "quiet")


@dataclass
class Names:
    """The names that a page needs, each table read once; of a source also whether the reader may not know it."""

    people: dict[int, str] = field(default_factory=dict)
    verdicts: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)
    sources: dict[uuid.UUID, tuple[str, bool]] = field(default_factory=dict)
    drafts: dict[uuid.UUID, int] = field(default_factory=dict)
    claims: dict[uuid.UUID, int] = field(default_factory=dict)
    notes: dict[uuid.UUID, str] = field(default_factory=dict)
    members: dict[uuid.UUID, str] = field(default_factory=dict)
    articles: dict[uuid.UUID, str] = field(default_factory=dict)
    sentences: dict[uuid.UUID, str] = field(default_factory=dict)

    @classmethod
    def read(cls, keys: Iterable[tuple[type[Any], Any]], *, reviewed: Collection[uuid.UUID]) -> Names:
        """Look up the rows behind these (model, key); at most one query a model.

        `reviewed`: the projects whose confidential sources the reader may know.
        """
        wanted: dict[type[Any], set[Any]] = {}
        for model, key in keys:
            wanted.setdefault(model, set()).add(key if model is User else uuid.UUID(str(key)))

        def rows(model: type[Any], *columns: Any) -> QuerySet[Any, Any]:
            found: QuerySet[Any, Any] = (
                model._default_manager.filter(pk__in=wanted.get(model, ())).order_by().values_list("pk", *columns)
            )
            return found

        sources = rows(Source, "title", "confidential", "project_id")
        return cls(
            people=dict(rows(User, "username")),
            verdicts={key: (label, tone) for key, label, tone in rows(Verdict, "label", "tone")},
            sources={key: (title, secret and project not in reviewed) for key, title, secret, project in sources},
            drafts=dict(rows(Revision, "number")),
            claims=dict(rows(Claim, "number")),
            notes=dict(rows(Note, "text")),
            members=dict(rows(Membership, "user__username")),
            articles=dict(rows(Article, "title")),
            # As the draft has them now: no event holds the words.
            sentences=dict(rows(Sentence, Substr("revision__text", F("start") + 1, F("end") - F("start")))),
        )

    def withholds(self, source: uuid.UUID | None) -> bool:
        """Tell whether this source is not to be known to the reader."""
        return source is not None and self.sources.get(source, ("", False))[1]

    def conceals(self, source: uuid.UUID | None, kind: str, name: str) -> bool:
        """Tell whether a field of this source, or of what is cited from it, is not to be known to the reader."""
        return self.withholds(source) and (name == "title" or name not in OPEN_OF_CONFIDENTIAL[kind])

    def shown(self, kind: str, name: str, value: Any) -> Shown:
        """Put a value of the history into words."""
        if isinstance(value, Gone):
            return Shown(str(value), "quiet")
        if name == WHY and value in ErasureReason.values:
            return Shown(ErasureReason(value).label)
        if value is None or value == "":
            return NONE
        column = column_of(kind, name)
        if isinstance(column, ForeignKey):
            return self._named(column.related_model, value)
        if name == "units":
            return Shown(f"{len(value):,}")
        if isinstance(value, bool):
            return Shown("yes" if value else "no")
        choices = dict(column.flatchoices) if column is not None else {}
        if value in choices:
            return Shown(str(choices[value]), *_sign(kind, name, value))
        if isinstance(column, DateField):
            return Shown(_date(restored(column, value)))
        look = "code" if name.endswith("sha256") else ""
        return Shown(clipped(str(value)), look)

    def label(self, kind: str, name: str, value: Any) -> str:
        """Put a key or a code of the history, or what was erased, into words; "" for what is in words already."""
        if value in (None, ""):
            return ""
        column = column_of(kind, name)
        coded = isinstance(column, ForeignKey) or (column is not None and bool(column.choices))
        coded = coded or isinstance(value, Gone) or name == WHY
        return self.shown(kind, name, value).label if coded else ""

    def _named(self, model: Any, value: Any) -> Shown:
        if model is User:
            return Shown(self.people.get(value, "somebody"))
        key = uuid.UUID(value)
        if model is Verdict:
            label, tone = self.verdicts.get(key, ("Verdict", "plain"))
            return Shown(label, "verdict", tone)
        if model is Source:
            return CONFIDENTIAL if self.withholds(key) else Shown(self.sources.get(key, ("Source", False))[0])
        if model is Revision:
            return Shown(f"Draft {self.drafts.get(key, '')}".strip())
        if model is Claim:
            return Shown(f"Claim {self.claims.get(key, '')}".strip())
        return Shown(clipped(self.notes.get(key, str(key))))


def keys_in(events: Iterable[Event], steps: Mapping[int, Steps]) -> Iterator[tuple[type[Any], Any]]:
    """Find the rows that events and their values point at, as (model, key)."""
    for event in events:
        if event.kind in KNOWN_BY:
            yield KNOWN_BY[event.kind], event.object
        for step in steps[event.pk].values():
            column = column_of(event.kind, step.field)
            if isinstance(column, ForeignKey) and column.related_model in NAMED:
                yield from (
                    (column.related_model, key)
                    for key in (step.before, step.after)
                    if key and not isinstance(key, Gone)
                )


@cache
def column_of(kind: str, name: str) -> Field[Any, Any] | None:
    """Give the column behind a field of the history; None for one that is no column, such as a draft's units."""
    try:
        column = apps.get_model("annotations", kind)._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return column if isinstance(column, Field) else None


def _sign(kind: str, name: str, value: str) -> tuple[str, str]:
    if (kind, name) == ("claim", "work_status"):
        return "status", WorkStatus(value)
    if (kind, name) == ("citation", "stance"):
        return "stance", Stance(value)
    return "", ""


def _date(value: datetime.date) -> str:
    day = f"{value.day} {value:%B %Y}"
    return f"{day}, {value:%H:%M} UTC" if isinstance(value, datetime.datetime) else day
