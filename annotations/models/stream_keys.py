"""The keys of streams: text such as "article:0192…" everywhere, but for 17 bytes in the tables."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

# By the byte that stands for it in the tables. No UTF-8 text begins with one of these, and they sort as the words do.
KINDS = {0x81: "article", 0x82: "project", 0x83: "source"}
_CODES = {kind: bytes([code]) for code, kind in KINDS.items()}
LOOKUPS = {"exact", "in", "isnull", "gt", "gte", "lt", "lte", "range", "of_kind"}
_KEY = re.compile(rf"({'|'.join(_CODES)}):([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})").fullmatch


def packed(key: str) -> bytes:
    """Write a key as the tables hold it: a byte for the kind, and 16 of the row's own key. Other text stays text."""
    found = _KEY(key)
    if not found:
        return key.encode(errors="surrogateescape")
    return _CODES[found[1]] + bytes.fromhex(found[2].replace("-", ""))


def unpacked(raw: Any) -> str:
    """Read what the tables hold as a key; bytes that are none come as another text, of which `packed` makes them again.

    SQLite lets a column hold text too. The text of a key is not that key: no event of its stream would be found by it.
    """
    if type(raw) is not bytes:
        return repr(raw)
    if len(raw) != 17 or raw[0] not in KINDS:
        return raw.decode(errors="surrogateescape")
    key = raw[1:].hex()
    return f"{KINDS[raw[0]]}:{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


# Django's class takes type arguments only in its stubs, not when it runs.
class StreamKeyField(models.CharField):  # type: ignore[type-arg]
    """A column of such keys. They sort as their text does; of the lookups of text those in LOOKUPS hold.

    Of the others, such as `startswith`, the database would find nothing: Django raises FieldError. A Subquery of a key
    that points at one has to be told this class (`output_field`), or it gives the bytes.
    """

    def get_lookup(self, lookup: str) -> Any:
        return super().get_lookup(lookup) if lookup in LOOKUPS else None

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        return packed(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, *args: Any) -> Any:
        return None if value is None else unpacked(value)


@StreamKeyField.register_lookup
class OfKind(models.Lookup):
    """The keys of streams of one kind, by its word, as a range of the index."""

    lookup_name = "of_kind"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        code = _CODES[self.rhs]
        return f"({column} >= %s AND {column} < %s)", (*given, code, *given, bytes([code[0] + 1]))
