"""Today's tables against what the history makes of them, in both directions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from annotations.history.canonical import canonical
from annotations.history.erase import LEFT
from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of, recorded_fields
from annotations.models import Action, Audited, Event, Redaction, Revision, Sentence, Source, Stream, Value
from annotations.models.fetching import Answer
from annotations.proof.findings import BROKEN_CHAIN, UNTOLD, Finding
from annotations.proof.folded import Folded, Rows
from annotations.proof.raw import Row, Write, any_of, ask_where, key_for_driver, key_texts, writer
from annotations.proof.telling import StreamEnd
from annotations.text.addresses import normalised_url
from annotations.text.decoding import text_sha256

CHUNK = 1000


class Table(NamedTuple):
    """How a table is compared: its recorded columns, each with what writes it as JSON and its default as JSON.

    `way` leads from a row to the one whose stream it is told in. `names` are the columns that are read: key, version,
    the recorded ones, the derived ones.
    """

    model: type[Audited]
    name: str
    way: tuple[str, ...]
    columns: tuple[tuple[str, Write, str], ...]
    names: tuple[str, ...]


class Tables:
    """The comparison of every table, some streams at a time."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def compare(self, told: Rows) -> Iterator[Finding]:
        """Ask for the rows that some streams tell of; what is given reads and compares them."""
        by_kind: dict[str, list[str]] = {}
        for key, row in told.items():
            by_kind.setdefault(row.kind, []).append(key)
        asked = []
        for kind, keys in by_kind.items():
            table = table_of(kind)
            for begin in range(0, len(keys), CHUNK):
                some = keys[begin : begin + CHUNK]
                asked.append((table, some, _asked_for(table.model, table.names, "id", some)))
        drafts = by_kind.get(Revision.object_kind(), [])
        sentences = [_asked_for(Sentence, ("id",), "revision_id", drafts)] if drafts else []
        return chain(
            chain.from_iterable(self._compare(*each, told) for each in asked),
            chain.from_iterable(_undescribed(each, told) for each in sentences),
        )

    def _compare(self, table: Table, keys: Sequence[str], asked: Answer, told: Rows) -> Iterator[Finding]:
        found = asked()
        self.seen[table.name] += len(found)
        there = key_texts([row[0] for row in found])
        if len(there) < len(keys):
            missing = set(keys).difference(there)
            for key in keys:
                if key in missing:
                    yield Finding(f"{table.name} {key}", "it is missing, though the history tells of it", UNTOLD)
        folded = [told[key] for key in there]
        if not as_told(table, found, folded):
            for key, row, one in zip(there, found, folded, strict=True):
                for name in differences(table, row, one):
                    yield Finding(f"{table.name} {key}", f"{name} is not what the history says", UNTOLD)
        if not all(_at_home(table, *each, told) for each in _places(table, there, folded)):
            for key, one in zip(there, folded, strict=True):
                if not all(_at_home(table, *each, told) for each in _places(table, [key], [one])):
                    what = f"its history stands in {one.stream}, where nobody looks for it"
                    yield Finding(f"{table.name} {key}", what, UNTOLD)

    def untold(self) -> Iterator[Finding]:
        """Find rows that no event brought in; to be asked when every stream was compared."""
        for model in audited_models():
            if model._base_manager.count() == self.seen[model._meta.db_table]:
                continue  # each was told of
            known = Q(object=OuterRef("pk"), kind=model.object_kind())
            if model is Sentence:
                known |= Q(object=OuterRef("revision_id"), kind=Revision.object_kind())
            rows = model._base_manager.filter(~Exists(Event.objects.filter(known, version=1)))
            for key in rows.order_by("pk").values_list("pk", flat=True):
                yield _is_there(model, key)


def _asked_for(model: type[Audited], names: Sequence[str], column: str, keys: Sequence[str]) -> Answer:
    asked, given = any_of([*map(key_for_driver, keys)])
    return ask_where(model, names, f"{column} {asked}", given)


def _undescribed(sentences: Answer, told: Rows) -> Iterator[Finding]:
    """Find sentences of a draft that neither its list of units nor an event of their own brought in."""
    for key in key_texts([key for (key,) in sentences()]):
        if key not in told:
            yield _is_there(Sentence, key)


def left_over() -> Iterator[Finding]:
    """Find what no stream leads to: its own stream taken away, or never brought in by an event."""
    events = Event.objects.filter(~Exists(Stream.objects.filter(pk=OuterRef("stream_id"))))
    for stream, n in events.order_by("stream_id", "n").values_list("stream_id", "n"):
        yield Finding(f"{stream} event {n}", "its stream is missing", BROKEN_CHAIN)
    for model in (Value, Redaction):
        nowhere = model._base_manager.filter(~Exists(Event.objects.filter(pk=OuterRef("event_id"))))
        if _lead_nowhere(model):
            for row in nowhere.order_by("event_id", "field"):
                yield Finding(f"{model._meta.model_name} {row}", "its event is missing", BROKEN_CHAIN)
    idle = Action.objects.filter(~Exists(Event.objects.filter(action=OuterRef("pk"))))
    for action in idle.order_by("pk").values_list("pk", flat=True):
        yield Finding(f"action {action}", "it did nothing that the history tells of", BROKEN_CHAIN)


def _lead_nowhere(model: type[Value | Redaction]) -> bool:
    """Tell whether there are rows without their event, of which each is asked for once, however many rows it has."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT event_id FROM {table} EXCEPT SELECT id FROM annotations_event LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def misplaced(stream: StreamEnd, told: Rows) -> Iterator[Finding]:
    """Hold a stream to the project of what it tells of: whoever reads a project's history is to find it there."""
    kind, _, key = stream.key.partition(":")
    owner = told.get(key)
    if owner and owner.kind == kind and owner.fields.get("project", f'"{key}"') != f'"{stream.project}"':
        yield Finding(stream.key, "it is not in its project’s history", BROKEN_CHAIN)


def as_told(table: Table, rows: Sequence[Row], folded: Sequence[Folded]) -> bool:
    """Tell whether rows are, column by column, what their events make of them; `differences` says what is not."""
    if not rows:
        return True
    _, versions, *columns = zip(*rows, strict=True)
    fields = [row.fields for row in folded]
    named = set().union(*fields)
    try:
        for (name, write, default), column in zip(table.columns, columns, strict=False):
            # What no event says is at its default, as are columns that came later than the events.
            if name not in named and alike(column):
                if write(column[:1]) != [default]:
                    return False
            elif write(column) != [said.get(name, default) for said in fields]:
                return False
    except (TypeError, ValueError, AttributeError):  # SQLite lets a column hold what is not of its type
        return False
    if table.model.audit.derived and any(
        name for row, said in zip(rows, fields, strict=True) for name in _underived(table, row, said)
    ):
        return False
    return [*versions] == [row.version for row in folded]


def alike(column: Sequence[Any]) -> bool:
    """Tell whether all rows hold the same; 1 and 1.0 are not."""
    return column.count(column[0]) == len(column) == [*map(type, column)].count(type(column[0]))


def differences(table: Table, row: Row, folded: Folded) -> Iterator[str]:
    """Name each column of a row that is not what its events, or the columns it is derived from, make it."""
    told = folded.fields
    if row[1] != folded.version:
        yield "version"
    for (name, write, default), raw in zip(table.columns, row[2:], strict=False):
        if _written(write, raw) != told.get(name, default):
            yield name
    yield from _underived(table, row, told)


def _underived(table: Table, row: Row, told: Mapping[str, str]) -> Iterator[str]:
    """Name each derived column that does not follow."""
    if table.model is Revision:
        if type(row[-1]) is not str or f'"{text_sha256(row[-1])}"' != told.get(LEFT, told.get("sha256")):
            yield "text"
    elif table.model is Source and not _normalises(told.get("url", '""'), row[-1]):
        yield "normalised_url"


def _written(write: Write, raw: Any) -> str:
    try:
        return write([raw])[0]
    except (TypeError, ValueError, AttributeError):
        return "?"


def _normalises(url: str, normalised: Any) -> bool:
    try:
        return bool(normalised_url(json.loads(url)) == normalised)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


@cache
def table_of(kind: str) -> Table:
    model = next(model for model in audited_models() if model.object_kind() == kind)
    columns = recorded_fields(model)
    return Table(
        model,
        model._meta.db_table,
        tuple(filter(None, model.audit.stream.split("."))),
        tuple((column.name, writer(column), canonical(defaults_of(model)[column.name])) for column in columns),
        ("id", "version", *(column.attname for column in columns), *model.audit.derived),
    )


def _places(table: Table, keys: Sequence[str], folded: Sequence[Folded]) -> set[tuple[str, str]]:
    """Give the row that each of these hangs on, as JSON, or the row itself, with the stream that tells of it."""
    if not table.way:
        return {(f'"{key}"', row.stream) for key, row in zip(keys, folded, strict=True)}
    way = table.way[0]
    return {(row.fields.get(way, ""), row.stream) for row in folded}


def _at_home(table: Table, above: str, stream: str, told: Rows) -> bool:
    """Tell whether rows are told of in the stream of the article, source or project that they belong to.

    That is the stream of the row that they hang on; whether that one is at home is asked of that one.
    """
    if not table.way:
        return stream == f"{table.model.object_kind()}:{above[1:-1]}"
    row = told.get(above[1:-1])
    return row is not None and row.stream == stream


def _is_there(model: type[Audited], key: object) -> Finding:
    return Finding(f"{model._meta.db_table} {key}", "it is there, though the history does not tell of it", UNTOLD)
