"""Take words out of the history: the only code that deletes values, each after an event that says so."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Field, QuerySet, SlugField, TextField
from django.db.models import Value as Literal
from django.db.models.functions import StrIndex

from annotations.history.canonical import canonical
from annotations.history.guards import audited_models
from annotations.history.record import Record
from annotations.history.rows import insert, recorded_fields
from annotations.models import Audited, Event, Project, Value

# The field by which an event commits to what it erases, a list of [stream, number of the event, field]; and why.
ERASED, WHY = "erased", "erased_for"
# The field by which a revision's event says what the SHA-256 of its text is once words were blacked out of it.
LEFT = "left_sha256"
REDACTION = ("event_id", "field", "by_event_id")


class Held(NamedTuple):
    """A value of the history, without what it says: the key of its event, where that stands, and what it is about."""

    event: int
    stream: str
    n: int
    kind: str
    object: uuid.UUID
    field: str

    @property
    def place(self) -> list[str | int]:
        """Write it as the event that erases it does."""
        return [self.stream, self.n, self.field]


@cache
def words_of(model: type[Audited]) -> dict[str, Field[Any, Any]]:
    """Give the recorded columns that hold words which somebody wrote, by name: those that can be erased."""
    return {
        column.name: column
        for column in recorded_fields(model)
        if isinstance(column, CharField | TextField)
        and not isinstance(column, SlugField)
        and not column.choices
        and column.name not in model.audit.codes
    }


@cache
def holds_words(kind: str, field: str) -> bool:
    """Tell whether a field of the history is a column that holds words."""
    return any(model.object_kind() == kind and field in words_of(model) for model in audited_models())


def whole(words: str) -> re.Pattern[str]:
    """Make the pattern of these very words, not as a part of longer ones: of Brook, but not of Brooklyn."""
    before, after = (r"\b" if re.match(r"\w", sign) else "" for sign in (words[0], words[-1]))
    return re.compile(f"{before}{re.escape(words)}{after}")


def values_with(words: str, project: Project) -> Iterator[Held]:
    """Find every value in a project's streams in which these words stand whole."""
    # Each sign is written for itself in JSON, so what holds the words holds them in JSON too.
    written, these = Literal(canonical(words)[1:-1]), whole(words)
    found = Value.objects.filter(event__stream__project=project).annotate(at=StrIndex("value", written))
    for held, value in _held(found.filter(at__gt=0)):
        if holds_words(held.kind, held.field) and these.search(json.loads(value)):
            yield held


def values_saying(row: Audited, field: str) -> Iterator[Held]:
    """Find every value of a row's field that is what its column holds now."""
    now = canonical(getattr(row, field))
    yield from (held for held, _ in _held(Value.objects.filter(event__object=row.pk, field=field, value=now)))


def _held(values: QuerySet[Value]) -> Iterator[tuple[Held, str]]:
    names = ("event_id", "event__stream_id", "event__n", "event__kind", "event__object", "field")
    for *where, value in values.values_list(*names, "value").iterator():
        yield Held(*where), value


def without(text: str, words: str, put: str) -> str:
    """Put something in the place of words, wherever they stand whole."""
    return whole(words).sub(lambda found: put, text)


def take_away(record: Record, erased: Mapping[uuid.UUID, Sequence[Held]]) -> None:
    """Delete values, by the object whose event of this action says so, with a redaction for each."""
    record.flush()
    told = dict(Event.objects.filter(action=record.act.action_id).values_list("object", "pk"))
    taken = [(held.event, held.field, told[key]) for key, values in erased.items() for held in values]
    gone = [(event, field) for event, field, _ in taken]
    with connection.cursor() as cursor:
        insert(cursor, "annotations_redaction", REDACTION, taken)
        cursor.executemany("DELETE FROM annotations_value WHERE event_id = %s AND field = %s", gone)
