"""JSON from a file: one article after the other, however they are put together, and nothing that JSON does not know.

RFC 8259, but for what programs read in different ways: a name twice in one object, NaN and Infinity.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from annotations.text.decoding import megabytes

# So many digits are a number of Python's own for certain, and no file needs more.
MOST_DIGITS = 18


class BadJson(ValueError):
    """The file, or one article of it, is no JSON that can be used; the message says where and why."""


class Twice(dict[str, Any]):
    """An object in which a name stands twice: `name`."""

    name = ""


class Value(NamedTuple):
    """One of the values that a file holds, counted from 1, or else what is wrong with it; 0 is the only one."""

    number: int
    value: Any
    wrong: str = ""


def values_in(file: BinaryIO, limit: int) -> Iterator[Value]:
    """Yield each object of a file: one for itself, a list of them, or one a line (JSON Lines).

    No more than one line, or else the whole of a file of at most `limit` bytes, is held at a time. A line that is no
    JSON does not end it. Raises BadJson where no value can be told from the next.
    """
    at, first = 1, _line(file, limit)
    while first and not first.strip():
        at, first = at + 1, _line(file, limit)
    if not first:
        raise BadJson("There is nothing in this file.")
    if first.rstrip().endswith(b"}"):
        try:
            value = _parsed(first, at)
        except BadJson:
            pass  # the first line of an object over several
        else:
            others = _lines(file, limit, at)
            second = next(others, None)
            yield Value(0 if second is None else 1, value)
            if second:
                yield second
            yield from others
            return
    value = _parsed(first + _rest(file, limit - len(first)), at)
    if isinstance(value, list):
        yield from (Value(number, each) for number, each in enumerate(value, start=1))
    else:
        yield Value(0, value)


def _lines(file: BinaryIO, limit: int, at: int) -> Iterator[Value]:
    number = 1
    while line := _line(file, limit):
        at += 1
        if not line.strip():
            continue
        number += 1
        try:
            yield Value(number, _parsed(line.rstrip(), at))
        except BadJson as bad:
            yield Value(number, None, str(bad))


def _line(file: BinaryIO, limit: int) -> bytes:
    line = file.readline(limit + 1)
    _check_size(len(line), limit)
    return line


def _rest(file: BinaryIO, limit: int) -> bytes:
    rest = file.read(limit + 1)
    _check_size(len(rest), limit)
    return rest


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise BadJson(
            f"This is more than {megabytes(limit)}, the most that the desk takes at once. Write one article a line"
            " (JSON Lines), or a file for each."
        )


def _parsed(data: bytes, at: int) -> Any:
    """Parse what begins in this line of the file."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + at
        raise BadJson(f"Line {line} holds a byte that is no UTF-8. Write the file as UTF-8.") from None
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno - 1 + at}, column {error.colno}"
        raise BadJson(f"This is no JSON from {where} on: {error.msg.lower().rstrip(':')}.") from None
    except RecursionError:
        raise BadJson("This is nested too deeply to be an article.") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = Twice(made)
    twice.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return twice


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def _constant(name: str) -> None:
    raise BadJson(f"It holds {name}, which is no JSON.")


DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_whole, parse_constant=_constant)
