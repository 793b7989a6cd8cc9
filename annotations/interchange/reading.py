"""Take a checked article in: every field of its type, no field that the format does not know, and say where not."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import re
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from annotations.interchange.errors import BadArticle, shown
from annotations.interchange.holding import check_number, placed
from annotations.interchange.json_values import Twice
from annotations.interchange.shape import FORMAT, Article, Link, Unit

T = TypeVar("T")
Reader = Callable[[Any, str], Any]

NOT_A_CHARACTER = re.compile("[\0\ud800-\udfff]")
# What PostgreSQL takes as a whole number.
LARGEST = 2**31 - 1


def read_article(value: Any) -> Article:
    """Read one article from JSON that is parsed; in what it gives back every place has its start and end.

    Raises BadArticle at the first thing that is not as it should be.
    """
    if isinstance(value, dict) and value.get("format") != FORMAT:
        raise BadArticle("format", f"say “{FORMAT}”, so that nothing else is taken for a checked article.")
    if isinstance(value, dict) and isinstance(value.get("claims"), list):
        # Before each of them is read.
        check_number(value["claims"])
    return placed(read(Article, value))


def read(kind: type[T], value: Any) -> T:
    """Read JSON that is parsed as a dataclass; raises BadArticle. A `loose` one leaves fields that it does not know."""
    made: T = _reader(kind)(value, "")
    return made


@cache
def _reader_of(kind: Any) -> Reader:
    """Give what reads a value of a type and says where it is wrong."""
    if dataclasses.is_dataclass(kind):
        return _object_reader(kind)
    if kind in (Unit, Link):
        return _row_reader(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _code_reader(kind)
    parts = typing.get_args(kind)
    if typing.get_origin(kind) is list:
        return _list_reader(_reader(parts[0]))
    if isinstance(kind, types.UnionType):
        several = [part for part in parts if part is not types.NoneType]
        return _reader(several[0]) if len(several) == 1 else _either_reader(*several)
    raise TypeError(f"The format has no fields of the type {kind}.")


def _reader(kind: Any) -> Reader:
    found: Reader = _reader_of(kind)
    return found


def _object_reader(kind: Any) -> Reader:
    hints = typing.get_type_hints(kind)
    fields = {named(each): (each.name, hints[each.name]) for each in dataclasses.fields(kind)}
    needed = [
        named(each)
        for each in dataclasses.fields(kind)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    ]

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            raise BadArticle(where, f"{kind.called} is an object in braces, and this is {shown(value)}.")
        if isinstance(value, Twice):
            raise BadArticle(where, f"{shown(value.name)} stands here twice.")
        given = {}
        for name, held in value.items():
            if name not in fields:
                if getattr(kind, "loose", False):
                    continue
                raise BadArticle(where, f"{kind.called} has no field {shown(name)}. It may have: {', '.join(fields)}.")
            attribute, hint = fields[name]
            if held is not None:
                given[attribute] = _reader(hint)(held, _inside(where, name))
        for name in needed:
            if fields[name][0] not in given:
                raise BadArticle(where, f"{kind.called} needs a field “{name}”.")
        return kind(**given)

    return read


def named(field: dataclasses.Field[Any]) -> str:
    """Give the name of a field as the file has it."""
    return str(field.metadata.get("name", field.name))


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _list_reader(one: Reader) -> Reader:
    def read(value: Any, where: str) -> list[Any]:
        if not isinstance(value, list):
            raise BadArticle(where, f"it is a list in brackets, and this is {shown(value)}.")
        return [one(each, f"{where}[{number}]") for number, each in enumerate(value)]

    return read


def _either_reader(*kinds: Any) -> Reader:
    """Read an object as the kind that is one, true and false as such, and all else as the kind that is neither."""
    (simple,) = (kind for kind in kinds if kind is not bool and not dataclasses.is_dataclass(kind))
    object_ = next(filter(dataclasses.is_dataclass, kinds), simple)
    truth = bool if bool in kinds else simple

    def read(value: Any, where: str) -> Any:
        kind = object_ if isinstance(value, dict) else truth if isinstance(value, bool) else simple
        return _reader(kind)(value, where)

    return read


def _code_reader(codes: type[enum.Enum]) -> Reader:
    known = {each.value: each for each in codes}

    def read(value: Any, where: str) -> enum.Enum:
        if not isinstance(value, str) or value not in known:
            raise BadArticle(where, f"{shown(value)} is none of {', '.join(known)}.")
        return known[value]

    return read


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise BadArticle(where, f"it is words in quotation marks, and this is {shown(value)}.")
    found = NOT_A_CHARACTER.search(value)
    if found:
        what = "a zero character" if found[0] == "\0" else "half a character"
        raise BadArticle(where, f"at character {found.start():,} it holds {what}, which no text has.")
    return value


def _number(value: Any, where: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise BadArticle(where, f"it is a whole number from 0 on, and this is {shown(value)}.")
    return value


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadArticle(where, f"it is true or false, and this is {shown(value)}.")
    return value


def _day(value: Any, where: str) -> datetime.date:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass  # the thirteenth month
    raise BadArticle(where, f"{shown(value)} is no date; write it as 2026-11-24.")


def _moment(value: Any, where: str) -> datetime.datetime:
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value, re.ASCII):
        try:
            read = datetime.datetime.fromisoformat(value.upper())
            if read.tzinfo:
                return read.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass  # no such hour, or before the first year
    raise BadArticle(where, f"{shown(value)} is no time with its zone; write it as 2026-11-24T13:05:00Z.")


def _row_reader(kind: Any) -> Reader:
    """Read a list whose items are each something else."""
    hints = typing.get_type_hints(kind)
    names = kind._fields

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, list) or len(value) != len(names):
            raise BadArticle(where, f"it is [{', '.join(names)}], and this is {shown(value)}.")
        return kind(*(_reader(hints[name])(each, where) for name, each in zip(names, value, strict=True)))

    return read


_SIMPLE: dict[Any, Reader] = {
    str: _text,
    int: _number,
    bool: _truth,
    datetime.date: _day,
    datetime.datetime: _moment,
}
