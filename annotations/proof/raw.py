"""Rows as the driver gives them, and their values as the history writes them: canonical JSON, without a detour.

Of each event and each row every column is compared; to make an instance of each, and to write each statement anew, took
most of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from annotations.history.canonical import moment
from annotations.models.fetching import on_sqlite

Row = tuple[Any, ...]
Write = Callable[[Any], str]
MADE = ("DateTimeField", "DateField", "BooleanField")
TRUTHS = {False: "false", True: "true", "0": "false", "1": "true"}


def rows_where(model: type[Model], names: Sequence[str], asked: str, given: Sequence[Any]) -> list[Row]:
    """Read the named columns of the rows for which a condition holds; times and dates are text on SQLite.

    `asked` is SQL with %s for each of `given`, and may end with an order and a limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_select(model, tuple(names))} WHERE {asked}", given)
        rows: list[Row] = cursor.fetchall()
        return rows


def rows_among(
    model: type[Model], names: Sequence[str], column: str, values: Sequence[Any], end: str = ""
) -> list[Row]:
    """Read the rows whose column has one of these values, as the driver takes them."""
    if not values:
        return []
    quoted = connection.ops.quote_name(column)
    if on_sqlite():
        return rows_where(model, names, f"{quoted} IN ({', '.join(['%s'] * len(values))}){end}", values)
    return rows_where(model, names, f"{quoted} = ANY(%s){end}", [list(values)])


@cache
def _select(model: type[Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    columns = {column.attname: column for column in model._meta.concrete_fields}
    listed = []
    for name in names:
        column = quote(str(columns[name].column))
        # Django has SQLite's driver make objects of times and truths, but not of what is worked out.
        made = on_sqlite() and columns[name].get_internal_type() in MADE
        listed.append(
            f"CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} || '' END" if made else column
        )
    return f"SELECT {', '.join(listed)} FROM {quote(model._meta.db_table)}"  # noqa: S608  names of columns


def text(raw: Any) -> str:
    """Give the text that should be there; SQLite lets a column hold what is not of its type."""
    return raw if type(raw) is str else repr(raw)


def number(raw: Any) -> int:
    """Give the number that should be there, or -1."""
    return raw if type(raw) is int else -1


def key_text(raw: Any) -> str:
    """Write a key as 0192…-…: SQLite keeps 32 hexadecimal digits, and one that has dashes is found by no question."""
    if type(raw) is str:
        return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
    return str(raw)


def key_for_driver(text: str) -> str:
    """Turn such a key into what the driver takes."""
    return text.replace("-", "") if on_sqlite() else text


def moment_text(raw: Any) -> str:
    """Write a time as the history does; SQLite keeps a text, and leaves out microseconds that are none."""
    if type(raw) is str:
        return f"{raw[:10]}T{raw[11:]}{'' if len(raw) > 19 else '.000000'}Z" if raw[10:11] == " " else repr(raw)
    return moment(raw)


@cache
def writer(column: Field[Any, Any]) -> Write:
    """Give the function that writes what the driver gives for a column, if that is something, as canonical JSON."""
    while column.remote_field:
        column = column.target_field  # type: ignore[attr-defined]
    kind = column.get_internal_type()
    if kind == "BooleanField":
        return lambda raw: TRUTHS.get(raw, "?")
    if kind == "UUIDField":
        return lambda raw: f'"{key_text(raw)}"'
    if kind == "DateTimeField":
        return lambda raw: f'"{moment_text(raw)}"'
    if kind == "DateField":
        return lambda raw: f'"{raw}"'
    return str if kind.endswith(("IntegerField", "AutoField")) else encode_basestring
