"""Rows as the events of some streams tell them, and what is wrong with that before any table is looked at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotations.history.canonical import is_canonical
from annotations.history.guards import audited_models
from annotations.models import Revision, Sentence
from annotations.proof.findings import ALTERED, ANOTHER_VALUE, BROKEN_CHAIN, UNTOLD, Finding
from annotations.proof.raw import dashed
from annotations.proof.telling import Piece

KINDS = frozenset(model.object_kind() for model in audited_models())
REVISION, SENTENCE = Revision.object_kind(), Sentence.object_kind()


@dataclass(slots=True)
class Folded:
    """One row as its events tell it: each field that they name, as canonical JSON."""

    kind: str
    stream: str
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)


Rows = dict[str, Folded]


def fold(piece: Piece, rows: Rows) -> Iterator[Finding]:
    """Put what events say to their rows, and find what is wrong with that."""
    _, streams, ns, _, kinds, keys, versions, *_ = piece.columns
    names, values = piece.names, piece.values
    for stream, n, kind, key, version, (begin, end) in zip(
        streams, ns, kinds, keys, versions, piece.bounds, strict=True
    ):
        said = dict(zip(names[begin:end], values[begin:end], strict=True))
        # Most events bring in a row, and are as they should be.
        if key not in rows and version == 1 and kind in KINDS:
            rows[key] = Folded(kind, stream, 1, said)
        else:
            yield from _changed(Folded(kind, stream, version, said), key, rows, f"{stream} event {n}")
        if kind == REVISION and version == 1:
            yield from _described(rows[key], key, rows, f"{stream} event {n}")


def _changed(told: Folded, key: str, rows: Rows, where: str) -> Iterator[Finding]:
    """Put what one event tells of a row to what the earlier ones told."""
    if told.kind not in KINDS:
        yield Finding(where, f"there is no such thing as a {told.kind}", ALTERED)
        return
    row = rows.setdefault(key, Folded(told.kind, told.stream))
    if told.version != row.version + 1 or told.kind != row.kind:
        what = f"{told.kind} {key} goes from version {row.version} to {told.version}"
        yield Finding(where, what, BROKEN_CHAIN)
    if row.stream != told.stream:
        yield Finding(where, f"it tells of {told.kind} {key}, where nobody looks for it", UNTOLD)
    row.version = told.version
    # The last of each is compared with the table; what it took the place of is compared with nothing.
    for name in row.fields.keys() & told.fields.keys():
        if not is_canonical(row.fields[name]):
            yield Finding(where, f"what {name} was before is not canonical JSON", ANOTHER_VALUE)
    row.fields |= told.fields


def _described(revision: Folded, key: str, rows: Rows, where: str) -> Iterator[Finding]:
    """Bring in the sentences that a revision's first event describes."""
    try:
        units = [(int(start), int(end), int(paragraph), str(kind)) for start, end, paragraph, kind in _units(revision)]
        first = uuid.UUID(key).int + 1
        keys = dashed([f"{first + place:032x}" for place in range(len(units))])
    except (TypeError, ValueError, OverflowError, RecursionError):
        yield Finding(where, "its list of units cannot be read", ANOTHER_VALUE)
        return
    for sentence, (start, end, paragraph, kind) in zip(keys, units, strict=True):
        if sentence in rows:
            what = f"one of its units has the key of {rows[sentence].kind} {sentence}"
            yield Finding(where, what, UNTOLD)
            continue
        fields = {
            "revision": f'"{key}"',
            "start": str(start),
            "end": str(end),
            "paragraph": str(paragraph),
            "kind": f'"{kind}"',
        }
        rows[sentence] = Folded(SENTENCE, revision.stream, 1, fields)


def _units(revision: Folded) -> Any:
    return json.loads(revision.fields.get("units", "[]"))
