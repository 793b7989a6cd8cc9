"""Write a checked article as JSON; what a field holds anyway is left out."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
from typing import Any

from annotations.interchange.reading import named
from annotations.interchange.shape import Article

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def written(article: Article) -> str:
    """Write an article as one line of JSON, which `read_article` reads as the very same."""
    return _WRITER.encode(plain(article))


def plain(value: Any) -> Any:
    """Turn what the format holds into what JSON holds; times are UTC to the microsecond."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        held = ((each, getattr(value, each.name)) for each in dataclasses.fields(value))
        return {named(each): plain(said) for each, said in held if not _is_left(each, said)}
    return value


def _is_left(field: dataclasses.Field[Any], value: Any) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(value == field.default)
    return field.default_factory is not dataclasses.MISSING and not value
