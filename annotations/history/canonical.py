"""The bytes that are hashed: canonical JSON, commitments to values, and event hashes.

Canonical JSON is RFC 8785 for what we use: ASCII keys, integers below 2**53, no floats, text as it is.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import re
import uuid
from json.encoder import encode_basestring
from typing import Any

from django.db.models import Field, Model

LARGEST_INTEGER = 2**53 - 1
# Made once: json.dumps would make one for each value.
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
PLAIN = (str, int, bool, type(None))
SALT_BYTES = 16


def canonical(value: Any) -> str:
    """Write a value of None, bool, int, str, list and dict as canonical JSON.

    Raises ValueError for what the format cannot hold: floats, large integers, keys that are not ASCII, lone surrogates.
    """
    # Most of what is written is one text or number: as json would write it, without the way there.
    kind = type(value)
    if kind is str:
        value.encode()  # UnicodeEncodeError, a ValueError, for a lone surrogate
        return str(encode_basestring(value))
    if kind is int and abs(value) <= LARGEST_INTEGER:
        return str(value)
    _check(value)
    return _WRITER.encode(value)


def event_body(
    *,
    action: str,
    actor: str,
    at: str,
    fields: dict[str, str],
    n: int,
    object: str,
    prev: str,
    stream: str,
    verb: str,
    version: int,
) -> str:
    """Write the hashed body of an event as canonical JSON, straight away: all of it but one name is ours.

    `fields` are commitments by name, `at` is a `moment`. Raises ValueError as `canonical` does.
    """
    committed = ",".join([f'{_key(name)}:"{fields[name]}"' for name in sorted(fields)])
    return (
        f'{{"action":"{action}","actor":{canonical(actor)},"at":"{at}","fields":{{{committed}}},"n":{n},'
        f'"object":"{object}","prev":"{prev}","stream":"{stream}","v":1,"verb":"{verb}","version":{version}}}'
    )


def _check(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        value.encode()  # UnicodeEncodeError, a ValueError, for a lone surrogate
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} is too large an integer for the history.")
    elif isinstance(value, list):
        for item in value:
            if type(item) is not int or abs(item) > LARGEST_INTEGER:  # a draft's units are long lists of small numbers
                _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError(f"{key!r} cannot be a key in the history.")
            _check(item)
    else:
        raise ValueError(f"{type(value).__name__} cannot stand in the history.")


def plain(value: Any) -> Any:
    """Turn a column's Python value into what canonical JSON can hold; times are UTC to the microsecond."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Model):
        return plain(value.pk)
    if isinstance(value, str):
        return str(value)  # a TextChoices member as its code
    return value


def moment(at: datetime.datetime) -> str:
    """Write a time as the history does, e.g. 2026-11-24T06:50:46.000000Z."""
    return at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def restored(field: Field[Any, Any], value: Any) -> Any:
    """Turn a value of the history back into the column's Python value."""
    if value is not None and field.get_internal_type() == "DateTimeField":
        return datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")
    return field.to_python(value)


def commitment(salt: bytes, field: str, value: str) -> str:
    """Commit to a field's value without showing it: SHA-256(0x02 | salt | canonical [field, value]), hexadecimal.

    `salt` is 16 random bytes, `value` canonical JSON.
    """
    return hashlib.sha256(b"\x02" + salt + f"[{_name(field)},{value}]".encode()).hexdigest()


# The names of columns come again with every event.
_name = functools.lru_cache(maxsize=1024)(canonical)


@functools.lru_cache(maxsize=1024)
def _key(name: str) -> str:
    if not name.isascii():
        raise ValueError(f"{name!r} cannot be a key in the history.")
    return canonical(name)


def opens(salt: bytes, field: str, value: str, committed: Any) -> bool:
    """Tell whether a salt and a value are what a commitment was made of."""
    return len(salt) == SALT_BYTES and commitment(salt, field, value) == committed


# What can only be one thing: a text of nothing that is escaped, a number, a truth.
_PLAINLY = re.compile(r'"[^"\\\x00-\x1f\ud800-\udfff]*"|null|true|false|0|-?[1-9][0-9]{0,14}').fullmatch


def is_canonical(text: str) -> bool:
    """Tell whether a text is canonical JSON, byte for byte."""
    if _PLAINLY(text):
        return True
    try:
        return canonical(json.loads(text)) == text
    except (ValueError, RecursionError):
        return False


def event_hash(body: str) -> str:
    """Hash an event: SHA-256(0x00 | body), hexadecimal."""
    return hashlib.sha256(b"\x00" + body.encode()).hexdigest()
