"""The rows themselves: which columns are recorded, what they may hold, and how they are written.

Only `annotations.history.record` writes with these, and never without an event.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
)

from annotations.history.canonical import plain
from annotations.models import Audited
from annotations.models.fetching import on_sqlite, to_database

INTEGER_RANGES = BaseDatabaseOperations.integer_field_ranges
# Half a character can be in no UTF-8, a zero in no text of PostgreSQL.
NOT_A_CHARACTER = re.compile("[\0\ud800-\udfff]")
# The columns that are nothing but a value of this class, of so many characters or in this range.
CLASSES: dict[type[Field[Any, Any]], type] = {
    CharField: str,
    TextField: str,
    BooleanField: bool,
    DateField: datetime.date,
    DateTimeField: datetime.datetime,
    IntegerField: int,
    PositiveIntegerField: int,
    PositiveSmallIntegerField: int,
}
# A value of an event: field, salt, canonical JSON.
Opening = tuple[str, bytes, str]

VALUE = ("event_id", "field", "salt", "value")
EVENT = ("stream_id", "n", "action_id", "kind", "object", "version", "at", "body", "hash")
# From here on COPY is faster on PostgreSQL than one long INSERT.
MANY = 100


class Clash(Exception):
    """The row is no longer at the version that was read."""

    def __init__(self, row: Audited) -> None:
        super().__init__(f"{row.object_kind()} {row.pk} is no longer at version {row.version}.")
        self.row = row


class Recorded(NamedTuple):
    """A column whose values stand in events.

    `default` is in the history's plain form; `fits` tells of most good values quickly that they are good.
    `may_be_left`: the default is a good value, so that a row that holds it need not be looked at.
    """

    name: str
    attname: str
    field: Field[Any, Any]
    default: Any
    fits: Callable[[Any], bool]
    may_be_left: bool

    def is_left(self, value: Any) -> bool:
        """Tell quickly of most values that are the default that they are, and good."""
        return self.may_be_left and type(value) is type(self.default) and bool(value == self.default)


@cache
def recorded(model: type[Audited]) -> dict[str, Recorded]:
    """Give the recorded columns of a table by name, in order."""
    columns = {}
    for column in recorded_fields(model):
        default, fits = column.get_default(), _quick_check(column)
        columns[column.name] = Recorded(column.name, column.attname, column, plain(default), fits, fits(default))
    return columns


def recorded_fields(model: type[Audited]) -> list[Field[Any, Any]]:
    """List the columns whose values stand in events: all but the key, the version and what is derived."""
    left_out = {"id", "version", *model.audit.derived}
    return [column for column in model._meta.concrete_fields if column.name not in left_out]


@cache
def defaults_of(model: type[Audited]) -> dict[str, Any]:
    """Give the default of each recorded column, in the history's plain form: what holds where no event says more."""
    return {column.name: column.default for column in recorded(model).values()}


def check_columns(row: Audited, names: Iterable[str]) -> None:
    """Hold values to their columns' own rules, in the same words on both databases; foreign keys are the database's.

    Raises ValidationError, by column: SQLite would keep what PostgreSQL answers with an error of its own.
    """
    columns = recorded(type(row))
    for name in names:
        column = columns[name]
        value = getattr(row, column.attname)
        if not column.fits(value):
            _check_slowly(column.field, value, row)


def _check_slowly(column: Field[Any, Any], value: Any, row: Audited) -> None:
    try:
        if isinstance(value, str) and NOT_A_CHARACTER.search(value):
            raise ValidationError("This holds a character that is not one. Type it again, or paste it anew.")
        low, high = INTEGER_RANGES.get(column.get_internal_type(), (0, 0))
        if isinstance(value, int) and high and not low <= value <= high:
            raise ValidationError(f"Choose a number from {low:,} to {high:,}.")
        column.clean(value, row)
    except ValidationError as invalid:
        raise ValidationError({column.name: invalid.messages}) from None


def _quick_check(column: Field[Any, Any]) -> Callable[[Any], bool]:
    """Give a function that is true only of values that the column takes for certain.

    Of the others Django decides, with the words for people: that takes 5 to 20 µs a value, this a half.
    """
    if column.remote_field:
        return lambda value: True
    none_is_good, empty_is_good = column.null and column.blank, column.blank
    own_rules = column._validators or type(column) not in CLASSES  # type: ignore[attr-defined]
    if own_rules:
        # An address or a short name is tried at length; but that there is none is soon seen.
        return lambda value: value == "" and empty_is_good
    low, high = INTEGER_RANGES.get(column.get_internal_type(), (0, 0))
    codes = {code for code, _ in column.flatchoices} if column.choices else None
    longest = column.max_length or 2**31

    def fits(value: Any) -> bool:
        if isinstance(value, str):
            if not value or CLASSES[type(column)] is not str:
                return empty_is_good and not value
            return len(value) <= longest and (codes is None or value in codes) and not NOT_A_CHARACTER.search(value)
        if value is None:
            return none_is_good
        return low <= value <= high if type(value) is int else type(value) is CLASSES[type(column)]

    return fits


def insert_models(cursor: Any, model: type[Model], rows: Iterable[Model]) -> None:
    """Insert whole rows of one table."""
    columns, names = _columns(model)
    # Of a new row every column is at hand, without the way through Django's descriptors.
    insert(cursor, model._meta.db_table, columns, [tuple(map(to_database, names(vars(row)))) for row in rows])


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, ...], Callable[[dict[str, Any]], Iterable[Any]]]:
    columns = model._meta.concrete_fields
    return tuple(str(column.column) for column in columns), itemgetter(*(column.attname for column in columns))


@contextmanager
def without_waiting(rows: int = 0) -> Iterator[None]:
    """Send PostgreSQL statements, which write so many rows, one after another, and wait for its answers at the end.

    Where there are many rows COPY is faster, and cannot be sent so. On SQLite there is nobody to wait for.
    """
    if on_sqlite() or rows >= MANY:
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert_events(cursor: Any, events: Sequence[tuple[Any, ...]], opened: Sequence[Sequence[Opening]]) -> None:
    """Insert events of one action, each with the columns EVENT, and the values that each commits to.

    One by one, because the guard of each looks at the one before it: PostgreSQL calls the triggers that come after a
    row only when the statement has ended.
    """
    statement = _insert_statement("annotations_event", EVENT, 1)
    if on_sqlite() or len(events) >= MANY:
        keys = _inserted(cursor, statement, events)
        values = [(key, *value) for key, values in zip(keys, opened, strict=True) for value in values]
        insert(cursor, "annotations_value", VALUE, values)
        return
    for event, values_of in zip(events, opened, strict=True):
        cursor.execute(statement, event)
        if values_of:
            cursor.execute(_values_statement(len(values_of)), [each for value in values_of for each in value])


@cache
def _values_statement(values: int) -> str:
    """Write the INSERT of the values of the event before it, whose key nobody has to wait for."""
    named = ", ".join(VALUE)
    marks = ", ".join(["(currval('annotations_event_id_seq'), %s, %s, %s)"] * values)
    return f"INSERT INTO annotations_value ({named}) VALUES {marks}"


def _inserted(cursor: Any, statement: str, events: Sequence[tuple[Any, ...]]) -> list[int]:
    """Insert events and give their keys."""
    if len(events) == 1:
        cursor.execute(statement, events[0])
        return [cursor.lastrowid]
    cursor.executemany(statement, events)
    action = events[0][EVENT.index("action_id")]
    cursor.execute("SELECT stream_id, n, id FROM annotations_event WHERE action_id = %s", [action])
    keys = {(stream, n): key for stream, n, key in cursor.fetchall()}
    return [keys[stream, n] for stream, n, *_ in events]


def insert(cursor: Any, table: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of what the driver takes, in few steps."""
    if len(rows) == 1:
        cursor.execute(_insert_statement(table, columns, 1), rows[0])
    elif on_sqlite():
        cursor.executemany(_insert_statement(table, columns, 1), rows)
    elif len(rows) < MANY:
        cursor.execute(_insert_statement(table, columns, len(rows)), [value for row in rows for value in row])
    else:
        named = ", ".join(map(connection.ops.quote_name, columns))
        with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@cache
def _insert_statement(table: str, columns: tuple[str, ...], rows: int) -> str:
    quote = connection.ops.quote_name
    marks = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES {', '.join([marks] * rows)}"


def update_row(row: Audited, fields: Iterable[str]) -> Any:
    """Write named columns only, with the version that was read in the WHERE clause; gives the cursor that counts it."""
    statement, names = _update_statement(type(row), frozenset(fields))
    parameters = [to_database(getattr(row, name)) for name in names]
    cursor = connection.cursor()
    cursor.execute(statement, [*parameters, row.version, to_database(row.pk), row.version - 1])
    return cursor


@cache
def _update_statement(model: type[Audited], fields: frozenset[str]) -> tuple[str, list[str]]:
    columns = [column for column in model._meta.concrete_fields if column.name in fields]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(name)} = %s" for name in (*(str(column.column) for column in columns), "version"))
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE id = %s AND version = %s"
    return statement, [column.attname for column in columns]
