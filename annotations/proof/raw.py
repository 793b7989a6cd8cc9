"""Rows as the driver gives them, and their values as the history writes them: canonical JSON, without a detour.

Of each event and each row every column is compared; to make an instance of each, and to write each statement anew, took
most of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from annotations.models.fetching import Answer, ask_rows, on_sqlite

Row = tuple[Any, ...]
Write = Callable[[Sequence[Any]], list[str]]
TRUTHS = {False: "false", True: "true"}  # which are 0 and 1
# What drivers make objects of, each of which takes longer to make and to write than all else that is done with it.
AS_TEXT = ("UUIDField", "DateTimeField", "DateField")


def ask_where(model: type[Model], names: Sequence[str], asked: str, given: Sequence[Any]) -> Answer:
    """Ask for the named columns of the rows for which a condition holds; keys, times and dates are text.

    `asked` is SQL with %s for each of `given`, and may end with an order and a limit. In the block of `ahead`
    PostgreSQL looks for the rows while something else is done.
    """
    return ask_rows(f"{_select(model, tuple(names))} WHERE {asked}", given)


def rows_where(model: type[Model], names: Sequence[str], asked: str, given: Sequence[Any]) -> list[Row]:
    return ask_where(model, names, asked, given)()


def rows_among(
    model: type[Model], names: Sequence[str], column: str, values: Sequence[Any], end: str = ""
) -> list[Row]:
    """Read the rows whose column has one of these values, as the driver takes them."""
    if not values:
        return []
    asked, given = any_of(values)
    return rows_where(model, names, f"{connection.ops.quote_name(column)} {asked}{end}", given)


@contextmanager
def ahead() -> Iterator[None]:
    """Let PostgreSQL be asked more before its last answer was read; SQLite is asked when it is read."""
    connection.ensure_connection()
    with nullcontext() if on_sqlite() else connection.connection.pipeline():
        yield


def all_answered() -> None:
    """Wait for all answers; who reads one waits for those to what was asked since, too."""
    with ahead():  # one in another waits, where it begins
        return


def any_of(values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Write, after a column, that it has one of these values; gives the SQL and what it takes."""
    if on_sqlite():
        return f"IN ({', '.join(['%s'] * len(values))})", [*values]
    # One text for all, as PostgreSQL writes a list: its driver looks at each. No text there has the character 0.
    written = [rf"\x{value.hex()}" for value in values] if type(values[0]) is bytes else map(str, values)
    listed = "\0".join(written).replace("\\", r"\\").replace('"', r"\"").replace("\0", '","')
    return "= ANY(%s)", [f'{{"{listed}"}}']


def any_in(model: type[Model], column: str, asked: str) -> str:
    """Write, after a column, that its value is in a column of the rows for which a condition holds."""
    rows = f"SELECT {column} FROM {model._meta.db_table} WHERE {asked}"  # noqa: S608  names of columns
    # As a list, because PostgreSQL may join two tables by reading all of the larger one.
    return f"IN ({rows})" if on_sqlite() else f"= ANY(ARRAY({rows}))"


@cache
def _select(model: type[Model], names: tuple[str, ...]) -> str:
    columns = {column.attname: column for column in model._meta.concrete_fields}
    listed = ", ".join(_read(columns[name]) for name in names)
    return f"SELECT {listed} FROM {connection.ops.quote_name(model._meta.db_table)}"  # noqa: S608  names of columns


@cache
def as_text() -> str:
    """Tell what to write before a column in brackets whose values the driver would make objects of."""
    # On SQLite it makes some of columns, but none of what is worked out; "::text" an order by the name would go by.
    return "+" if on_sqlite() else "text"


def _read(column: Field[Any, Any]) -> str:
    name = connection.ops.quote_name(str(column.column))
    return f"{as_text()}({name})" if on_sqlite() or own_column(column).get_internal_type() in AS_TEXT else name


def own_column(column: Field[Any, Any]) -> Field[Any, Any]:
    """Give the column that a key points at, in the end, or the column itself."""
    while column.remote_field:
        column = column.target_field  # type: ignore[attr-defined]  # which the stubs give to keys alone
    return column


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
    return dashed([raw])[0] if on_sqlite() and type(raw) is str else str(raw)


def key_for_driver(text: str) -> str:
    """Turn such a key into what the driver takes."""
    return text.replace("-", "") if on_sqlite() else text


def moment_text(raw: Any) -> str:
    """Write a time as the history does; both databases leave out microseconds that are none, PostgreSQL any last 0."""
    if type(raw) is not str or raw[10:11] != " ":
        return repr(raw)
    if on_sqlite():
        return f"{raw[:10]}T{raw[11:]}{'' if len(raw) > 19 else '.000000'}Z"
    time, _, fraction = raw[11:].removesuffix("+00").partition(".")
    return f"{raw[:10]}T{time}.{fraction:0<6}Z"


def texts(column: Sequence[Any]) -> Sequence[str]:
    """Give the texts that should be there, as `text` does; looked at one by one only where one is none."""
    return column if set(map(type, column)) == {str} else [text(raw) for raw in column]


def numbers(column: Sequence[Any]) -> Sequence[int]:
    return column if set(map(type, column)) == {int} else [number(raw) for raw in column]


def key_texts(column: Sequence[Any]) -> Sequence[str]:
    if set(map(type, column)) != {str}:
        return [key_text(raw) for raw in column]
    return dashed(column) if on_sqlite() else column


def dashed(keys: Sequence[str]) -> list[str]:
    """Write keys of 32 hexadecimal digits as 0192…-…."""
    return [f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" for key in keys]


def moment_texts(column: Sequence[Any]) -> Sequence[str]:
    """Write times, most of which are those of several rows."""
    written = {raw: moment_text(raw) for raw in set(column)}
    return [written[raw] for raw in column]


@cache
def writer(column: Field[Any, Any]) -> Write:
    """Give the function that writes what the driver gives for a column of several rows as canonical JSON.

    It raises TypeError, ValueError or AttributeError where SQLite holds what is not of the column's type.
    """
    kind = own_column(column).get_internal_type()
    if kind in AS_TEXT:
        return _writer_of_few(key_text if kind == "UUIDField" else moment_text if kind == "DateTimeField" else str)
    one: Callable[[Any], str] = encode_basestring
    if kind == "BooleanField":
        one = _truth
    elif kind.endswith(("IntegerField", "AutoField")):
        one = int.__repr__  # not str: to a question for 1, SQLite does not show the text 1

    def write(raw: Sequence[Any]) -> list[str]:
        if None in raw:
            return ["null" if each is None else one(each) for each in raw]
        return [*map(one, raw)]

    return write


def _writer_of_few(one: Callable[[str], str]) -> Write:
    """Give what writes keys or times, which are often those of a few rows; what is no text is neither."""

    def write(raw: Sequence[Any]) -> list[str]:
        few = {*raw} - {None}
        if any(type(each) is not str for each in few):
            raise TypeError("Keys and times are read as text.")
        written = {each: f'"{one(each)}"' for each in few} | {None: "null"}
        return [written[each] for each in raw]

    return write


def _truth(raw: Any) -> str:
    return TRUTHS.get(raw, "?")
