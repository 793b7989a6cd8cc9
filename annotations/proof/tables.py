"""Today's tables against what the history makes of them, in both directions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from annotations.history.canonical import canonical
from annotations.history.erase import LEFT
from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of, recorded_fields
from annotations.models import Action, Audited, Event, Redaction, Revision, Sentence, Source, Stream, Value
from annotations.proof.chains import Folded, Rows, StreamEnd
from annotations.proof.findings import BROKEN_CHAIN, UNTOLD, Finding
from annotations.proof.raw import Row, Write, key_for_driver, key_text, rows_among, writer
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
        """Compare the rows that some streams tell of with the tables."""
        by_kind: dict[str, list[str]] = {}
        for key, row in told.items():
            by_kind.setdefault(row.kind, []).append(key)
        for kind, keys in by_kind.items():
            table = table_of(kind)
            for begin in range(0, len(keys), CHUNK):
                yield from self._compare(table, keys[begin : begin + CHUNK], told)

    def _compare(self, table: Table, keys: Sequence[str], told: Rows) -> Iterator[Finding]:
        found = rows_among(table.model, table.names, "id", [key_for_driver(key) for key in keys])
        rows = {key_text(row[0]): row for row in found}
        self.seen[table.name] += len(rows)
        for key in keys:
            folded = told[key]
            if key not in rows:
                yield Finding(f"{table.name} {key}", "it is missing, though the history tells of it", UNTOLD)
                continue
            for name in differences(table, rows[key], folded):
                yield Finding(f"{table.name} {key}", f"{name} is not what the history says", UNTOLD)
            if not _at_home(table, key, told):
                what = f"its history stands in {folded.stream}, where nobody looks for it"
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

    def undescribed(self, told: Rows) -> Iterator[Finding]:
        """Find sentences of a revision that neither its list of units nor an event of their own brought in."""
        revisions = [key_for_driver(key) for key, row in told.items() if row.kind == Revision.object_kind()]
        for (raw,) in rows_among(Sentence, ("id",), "revision_id", revisions, " ORDER BY id"):
            if key_text(raw) not in told:
                yield _is_there(Sentence, key_text(raw))


def left_over() -> Iterator[Finding]:
    """Find what no stream leads to: its own stream taken away, or never brought in by an event."""
    events = Event.objects.filter(~Exists(Stream.objects.filter(pk=OuterRef("stream_id"))))
    for stream, n in events.order_by("stream_id", "n").values_list("stream_id", "n"):
        yield Finding(f"{stream} event {n}", "its stream is missing", BROKEN_CHAIN)
    for model in (Value, Redaction):
        nowhere = model._base_manager.filter(~Exists(Event.objects.filter(pk=OuterRef("event_id"))))
        for key in nowhere.order_by("pk").values_list("pk", flat=True):
            yield Finding(f"{model._meta.model_name} {key}", "its event is missing", BROKEN_CHAIN)
    idle = Action.objects.filter(~Exists(Event.objects.filter(action=OuterRef("pk"))))
    for action in idle.order_by("pk").values_list("pk", flat=True):
        yield Finding(f"action {action}", "it did nothing that the history tells of", BROKEN_CHAIN)


def misplaced(stream: StreamEnd, told: Rows) -> Iterator[Finding]:
    """Hold a stream to the project of what it tells of: whoever reads a project's history is to find it there."""
    kind, _, key = stream.key.partition(":")
    owner = told.get(key)
    if owner and owner.kind == kind and owner.fields.get("project", f'"{key}"') != f'"{stream.project}"':
        yield Finding(stream.key, "it is not in its project’s history", BROKEN_CHAIN)


def differences(table: Table, row: Row, folded: Folded) -> Iterator[str]:
    """Name each column of a row that is not what its events, or the columns it is derived from, make it."""
    told = folded.fields
    if row[1] != folded.version:
        yield "version"
    # What no event says is at its default, as are columns that came later than the events.
    expected = [told.get(name, default) for name, _, default in table.columns]
    columns = zip(table.columns, row[2:], strict=False)
    try:
        found = ["null" if raw is None else write(raw) for (_, write, _), raw in columns]
    except (TypeError, ValueError, AttributeError):  # SQLite lets a column hold what is not of its type
        found = [_written(write, raw) for (_, write, _), raw in zip(table.columns, row[2:], strict=False)]
    if found != expected:
        yield from (name for (name, *_), one, other in zip(table.columns, found, expected, strict=True) if one != other)
    derived = row[2 + len(table.columns) :]
    if table.model is Revision and f'"{text_sha256(str(derived[0]))}"' != told.get(LEFT, told.get("sha256")):
        yield "text"
    if table.model is Source and not _normalises(told.get("url", '""'), derived[0]):
        yield "normalised_url"


def _written(write: Write, raw: Any) -> str:
    try:
        return "null" if raw is None else write(raw)
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


def _at_home(table: Table, key: str, told: Rows) -> bool:
    """Tell whether a row is told of in the stream of the article, source or project that it belongs to."""
    row, stream = told[key], told[key].stream
    for step in table.way:
        key = row.fields.get(step, "").strip('"')
        if key not in told:
            return False
        row = told[key]
    return stream == f"{row.kind}:{key}"


def _is_there(model: type[Audited], key: object) -> Finding:
    return Finding(f"{model._meta.db_table} {key}", "it is there, though the history does not tell of it", UNTOLD)
