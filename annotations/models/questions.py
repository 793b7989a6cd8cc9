"""Questions that every page or save asks: their SQL is made once, because making it anew costs ten times its answer."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial, update_wrapper
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from annotations.models.fetching import Answer, ask_rows, made

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
# Each a UUID, or a text as the database itself gives it.
Keys = Sequence[Any]
Given = uuid.UUID | int | str | Keys
Converter = Callable[..., Any]

# A list of keys is one parameter: its SQL is the same for two and for two thousand, and read by the database once.
MANY = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::uuid[])"}
PLACES = re.compile(r"%s|\b21474\d{5}\b")


class Made(NamedTuple):
    """SQL, its parameters (or which of those given stands there), and what turns a column into what Django gives.

    A column's converters stand by its place among the columns, with the expression that Django gives them to know.
    """

    sql: str
    parameters: list[tuple[int | None, Any]]
    converters: list[tuple[int, Converter, Any]]

    def filled(self, given: list[Any]) -> list[Any]:
        """Put the parameters in their places."""
        return [fixed if place is None else given[place] for place, fixed in self.parameters]


class Question:
    """A query of the ORM with places for parameters, kept as SQL for all threads.

    Its function takes keys, numbers and texts by position, or a list of keys (`Keys`) for `__in`, names their types,
    and gives a `values_list`. Numbers may also be the ends of a slice. None has no place in it: it makes other SQL.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Any]]) -> None:
        self.query = query
        self.made: Made | None = None
        update_wrapper(self, query)

    def __call__(self, *given: Given) -> list[Row]:
        """Give the rows, each a tuple of its columns."""
        return self.ask(*given)()

    def ask(self, *given: Given) -> Answer:
        """Ask, and give what reads the rows: several questions can be on their way at once."""
        connection = connections[DEFAULT_DB_ALIAS]
        made = self.made
        if made is None:
            made = self.made = self._make(connection)
        parameters = made.filled([as_parameter(connection, value) for value in given])
        rows = ask_rows(made.sql, parameters)
        return partial(_answer, rows, made.converters, connection) if made.converters else rows

    def _make(self, connection: Any) -> Made:
        hints = get_type_hints(self.query)
        names = [name for name in hints if name != "return"]
        stand_ins = [_stand_in(hints[name], place) for place, name in enumerate(names)]
        asked = self.query(
            *([value] if hints[name] == Keys else value for name, value in zip(names, stand_ins, strict=True))
        )
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        known = {as_parameter(connection, value): place for place, value in enumerate(stand_ins)}
        fixed = iter(parameters)
        found: list[tuple[int | None, Any]] = []

        def note(match: re.Match[str]) -> str:
            # The ends of a slice stand in the SQL itself.
            value = next(fixed) if match[0] == "%s" else int(match[0])
            place = known.get(value) if isinstance(value, uuid.UUID | int | str) else None
            if place is None and isinstance(value, str):
                return _quoted(value)
            found.append((place, value))
            return MANY[connection.vendor] if place is not None and hints[names[place]] == Keys else "%s"

        sql = PLACES.sub(note, sql)
        lost = [names[place] for place in range(len(names)) if place not in {place for place, _ in found}]
        if lost:
            raise TypeError(f"{self.query.__name__} asks nothing of {', '.join(lost)}.")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return Made(
            sql, found, [(at, step, expression) for at, (steps, expression) in converters.items() for step in steps]
        )


def _quoted(text: str) -> str:
    """Write a text that is the same each time into the SQL, where it chooses an index.

    SQLite makes a plan anew each time where a partial index hangs on a parameter, and PostgreSQL has no use for it in a
    plan that it keeps.
    """
    return "'" + str(text).replace("'", "''").replace("%", "%%") + "'"


def question(query: Callable[..., QuerySet[Any, Any]]) -> Question:
    return Question(query)


def _stand_in(kind: Any, place: int) -> uuid.UUID | int | str:
    """Make a value by which a parameter is found again in the SQL."""
    if kind in (uuid.UUID, Keys):
        return uuid.UUID(int=place + 1)
    # The largest numbers that a column takes, so that no limit or constant of a query is one of them.
    return 2_147_400_000 + place if kind is int else f"stand-in {place}"


def as_parameter(connection: Any, value: Any) -> Any:
    """Turn a key, a list of keys (for MANY), a number or a text into what the driver takes."""
    if connection.features.has_native_uuid_field:
        return value
    if isinstance(value, list | tuple):
        return json.dumps(value, default=_digits)
    return _digits(value) if isinstance(value, uuid.UUID) else value


def _digits(key: uuid.UUID) -> str:
    return key.hex


def _answer(rows: Answer, converters: list[tuple[int, Converter, Any]], connection: Any) -> list[Row]:
    return [_converted(row, converters, connection) for row in rows()]


def _converted(row: Row, converters: list[tuple[int, Converter, Any]], connection: Any) -> Row:
    values = list(row)
    for at, step, expression in converters:
        values[at] = step(values[at], expression, connection)
    return tuple(values)


class Columns(Generic[M]):
    """The columns of one table in the rows of a question, from which its objects are made.

    `way` leads to the table from the one asked, e.g. "citations__source__"; `only` names some of its columns.
    """

    def __init__(self, model: type[M], way: str = "", only: tuple[str, ...] = (), key: str = "id") -> None:
        self.model = model
        self.names = [
            column.attname for column in model._meta.concrete_fields if not only or column.name in (*only, key)
        ]
        self.lookups = [f"{way}{name}" for name in self.names]
        self.key = self.names.index(key)

    def __len__(self) -> int:
        return len(self.names)

    def made(self, values: Row) -> M | None:
        """Make the object of a row's values; None where the row has none."""
        return None if values[self.key] is None else made(self.model, self.names, values)


def parted(row: Row, *columns: Columns[Any]) -> Iterator[Any]:
    """Make the objects that a row holds one after another."""
    at = 0
    for each in columns:
        yield each.made(row[at : at + len(each)])
        at += len(each)
