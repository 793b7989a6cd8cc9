"""An article as it stood at some moment: what its events make of it, laid over its tables.

Both databases look for a name among a connection's temporary tables first. So every report reads the past without
knowing of it, and none of the desk's own rows is touched.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField, Field, ForeignKey, Model, TextField, UniqueConstraint

from annotations.history.canonical import restored
from annotations.history.folding import Folding
from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of, insert, recorded
from annotations.models import Audited, Citation, Event, Membership, Revision, Source, Stream, Value
from annotations.models.fetching import on_sqlite, to_database
from annotations.proof.raw import own_column
from annotations.reports.events.moments import Moment
from annotations.reports.snapshot import snapshot
from annotations.text.addresses import normalised_url

Item = TypeVar("Item")
Columns = tuple[Any, ...]
Read = Callable[[str | None], Any]

# Who may see what is decided by today's members, also of what was before.
LAID = [model for model in audited_models() if model is not Membership]
# Fewer rows than this are looked through sooner than an index is made.
FEW = 100
# What stands in the place of words that were erased since.
ERASED = "[erased]"


@contextmanager
def as_of(moment: Moment | None) -> Iterator[None]:
    """Let every query of the block see an article, its project and its sources as they stood; None is now.

    Nothing can be written in the block. Of other articles there is nothing in it. Members are those of today, and what
    is confidential or erased today is so before, too.
    """
    if moment is None:
        yield
        return
    with snapshot(read_only=False), _taken_back(), _unprepared():
        _lay(moment)
        with _reading_only():
            yield


def rows_as_of(moment: Moment | None, rows: Generator[Item, None, None]) -> Generator[Item, None, None]:
    """Hand out the rows of a report as they stood; the past ends with the generator: close it."""
    with as_of(moment), closing(rows):
        yield from rows


@contextmanager
def _taken_back() -> Iterator[None]:
    """Undo in the end whatever the block made, so that nobody who is served by this connection next meets it."""
    _run("SAVEPOINT past")
    try:
        yield
    finally:
        _run("ROLLBACK TO SAVEPOINT past")
        _run("RELEASE SAVEPOINT past")


@contextmanager
def _unprepared() -> Iterator[None]:
    """Keep PostgreSQL from plans that it has made: they go on reading the tables that they were made for."""
    if on_sqlite():
        yield  # SQLite makes its own anew whenever a temporary table comes or goes
        return
    driver = connection.connection
    threshold, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = threshold


@contextmanager
def _reading_only() -> Iterator[None]:
    if not on_sqlite():
        _run("SET TRANSACTION READ ONLY")  # for as long as the savepoint
        yield
        return
    _run("PRAGMA query_only = ON")
    try:
        yield
    finally:
        _run("PRAGMA query_only = OFF")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _lay(moment: Moment) -> None:
    real, before = _schema(), _before(moment)
    _view(Event, "e", f"{real}.annotations_event e WHERE {before}")
    _view(Value, "v", f"{real}.annotations_value v JOIN {real}.annotations_event e ON e.id = v.event_id WHERE {before}")
    folding = _folded(moment)
    for model, rows in _rows(folding).items():
        _table(model, rows)
    _table(Stream, _streams(folding))


def _streams(folding: Folding) -> list[Columns]:
    rows: list[Columns] = []
    for stream in Stream.objects.filter(pk__in=folding.ends):
        stream.length, stream.head, stream.moved_at = folding.ends[stream.pk]
        columns = stream._meta.concrete_fields
        rows.append(tuple([column.get_db_prep_save(getattr(stream, column.attname), connection) for column in columns]))
    return rows


def _schema() -> str:
    """Name where the real tables are."""
    if on_sqlite():
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def _before(moment: Moment) -> str:
    """Say as SQL whether an event, called e, was before a moment."""
    if moment.last is not None:
        return f"e.id <= {moment.last}"
    return f"e.at <= '{connection.ops.adapt_datetimefield_value(moment.at)}'"


def _view(model: type[Model], name: str, chosen: str) -> None:
    _run(f"CREATE TEMPORARY VIEW {model._meta.db_table} AS SELECT {name}.* FROM {chosen}")  # noqa: S608  our own names


def _folded(moment: Moment) -> Folding:
    """Fold the streams of an article and its project, and of every source that was cited or changed along with it."""
    folding = Folding()
    article = f"article:{moment.article}"
    project = Stream.objects.values_list("project_id", flat=True).get(pk=article)
    folding.take([article, f"project:{project}"])
    along = Event.objects.filter(action__in=Event.objects.filter(stream=article).values("action"))
    streams = set(along.filter(kind=Source.object_kind()).values_list("stream_id", flat=True))
    cited = Value.objects.filter(field="source", event__stream=article, event__kind=Citation.object_kind())
    streams |= {f"source:{json.loads(key)}" for key in cited.values_list("value", flat=True)}
    folding.take(streams)
    return folding


def _rows(folding: Folding) -> dict[type[Model], list[Columns]]:
    """Give the rows of each table as the driver takes them, column by column."""
    keys: dict[str, list[uuid.UUID]] = {}
    for key, row in folding.rows.items():
        keys.setdefault(row.kind, []).append(key)
    texts = dict(Revision.objects.filter(pk__in=keys["revision"]).values_list("pk", "text"))
    secret = set(Source.objects.filter(pk__in=keys.get("source", ()), confidential=True).values_list("pk", flat=True))
    laid: dict[type[Model], list[Columns]] = {}
    for model in LAID:
        readers, defaults = _readers(model), _defaults(model)
        laid[model] = []
        for key in keys.get(model.object_kind(), ()):
            row = folding.rows[key]
            said = {"id": to_database(key), "version": row.version}
            said |= {name: readers[name](value) for name, value in row.fields.items() if name in readers}
            if model is Revision:
                said["text"] = texts[key]
            if model is Source:
                said["normalised_url"] = _normalised(said.get("url", ""))
                said["confidential"] = key in secret or said.get("confidential", False)
            laid[model].append(tuple([said.get(name, default) for name, default in defaults]))
    return laid


def _normalised(url: str) -> str:
    try:
        return normalised_url(url)
    except ValueError:
        return ""


@cache
def _readers(model: type[Audited]) -> dict[str, Read]:
    """Give what turns a field's canonical JSON, or None where it was erased, into what the driver takes."""
    return {name: _reader(column.field, column.default) for name, column in recorded(model).items()}


def _reader(column: Field[Any, Any], default: Any) -> Read:
    words = type(column) in (CharField, TextField) and not column.choices
    erased = ERASED if words else default
    column = own_column(column)
    kind = column.get_internal_type()
    if kind == "UUIDField":
        return lambda said: _key(json.loads(said)) if said else erased
    if kind == "DateTimeField":
        return lambda said: to_database(restored(column, json.loads(said))) if said else erased
    return lambda said: json.loads(said) if said else erased


def _key(text: str | None) -> str | None:
    return text.replace("-", "") if text and on_sqlite() else text


@cache
def _defaults(model: type[Audited]) -> list[tuple[str, Any]]:
    """List the columns of a table in order, each with what stands there where nothing was said."""
    defaults = defaults_of(model)
    return [(column.name, defaults.get(column.name)) for column in model._meta.concrete_fields]


def _table(model: type[Model], rows: Sequence[Columns]) -> None:
    """Make a temporary table with rows in the place of the model's own."""
    quote, table, columns = connection.ops.quote_name, model._meta.db_table, model._meta.concrete_fields
    names = tuple(str(column.column) for column in columns)
    listed = (
        f"{quote(name)} {column.db_type(connection)}{' PRIMARY KEY' if column.primary_key else ''}"
        for name, column in zip(names, columns, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {quote(table)} ({', '.join(listed)})")
        if rows:
            insert(cursor, table, names, rows)
        for place, of in enumerate(_looked_up_by(model) if len(rows) > FEW else ()):
            cursor.execute(f"CREATE INDEX past_{table}_{place} ON {quote(table)} ({', '.join(map(quote, of))})")


def _looked_up_by(model: type[Model]) -> list[list[str]]:
    """List the columns that a table's own indexes begin with."""
    columns = {column.name: str(column.column) for column in model._meta.concrete_fields}
    unique = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    together = [[columns[name] for name in one.fields] for one in unique]
    keys = [[str(column.column)] for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
    return [*together, *(key for key in keys if key[0] not in {first for first, *_ in together})]
