"""Rows as the driver gives them, and their values as the history writes them: canonical JSON, without a detour.

Of each event and each row every column is compared; to make an instance of each, and to write each statement anew, took
most of the time.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from annotations.history.canonical import moment
from annotations.models.fetching import on_sqlite

Row = tuple[Any, ...]
Write = Callable[[Sequence[Any]], list[str]]
TRUTHS = {False: "false", True: "true"}  # which are 0 and 1


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
    columns = {column.attname: quote(str(column.column)) for column in model._meta.concrete_fields}
    # Django has SQLite's driver make objects of times and truths, but not of what is worked out.
    sign = "+" if on_sqlite() else ""
    listed = ", ".join(f"{sign}{columns[name]}" for name in names)
    return f"SELECT {listed} FROM {quote(model._meta.db_table)}"  # noqa: S608  names of columns


def text(raw: Any) -> str:
    """Give the text that should be there; SQLite lets a column hold what is not of its type."""
    return raw if type(raw) is str else repr(raw)


def salt_bytes(raw: Any) -> bytes:
    """Give the bytes that should be there, or none."""
    return raw if type(raw) is bytes else b""


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
    return moment(raw) if isinstance(raw, datetime.datetime) else repr(raw)


def texts(column: Sequence[Any]) -> Sequence[str]:
    """Give the texts that should be there, as `text` does; looked at one by one only where one is none."""
    return column if set(map(type, column)) == {str} else [text(raw) for raw in column]


def numbers(column: Sequence[Any]) -> Sequence[int]:
    return column if set(map(type, column)) == {int} else [number(raw) for raw in column]


def key_texts(column: Sequence[Any]) -> Sequence[str]:
    if set(map(type, column)) == {str}:
        return [f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}" for raw in column]
    return [key_text(raw) for raw in column]


def moment_texts(column: Sequence[Any]) -> Sequence[str]:
    """Write times, most of which are those of several rows."""
    written = {raw: moment_text(raw) for raw in set(column)}
    return [written[raw] for raw in column]


@cache
def writer(column: Field[Any, Any]) -> Write:
    """Give the function that writes what the driver gives for a column of several rows as canonical JSON.

    It raises TypeError, ValueError or AttributeError where SQLite holds what is not of the column's type.
    """
    while column.remote_field:
        column = column.target_field  # type: ignore[attr-defined]
    kind = column.get_internal_type()
    if kind == "UUIDField":
        return _written_keys
    one: Callable[[Any], str] = encode_basestring
    if kind == "BooleanField":
        one = _truth
    elif kind in ("DateTimeField", "DateField"):
        one = _quoted_moment if kind == "DateTimeField" else _quoted
    elif kind.endswith(("IntegerField", "AutoField")):
        one = str

    def write(raw: Sequence[Any]) -> list[str]:
        if None in raw:
            return ["null" if each is None else one(each) for each in raw]
        return [*map(one, raw)]

    return write


def _written_keys(raw: Sequence[Any]) -> list[str]:
    """Write keys, which are often those of a few rows."""
    few = [*set(raw)]
    written = dict(zip(few, [f'"{key}"' for key in key_texts(few)], strict=True)) | {None: "null"}
    return [written[key] for key in raw]


def _truth(raw: Any) -> str:
    return TRUTHS.get(raw, "?")


def _quoted_moment(raw: Any) -> str:
    return f'"{moment_text(raw)}"'


def _quoted(raw: Any) -> str:
    return f'"{raw}"'
