"""Rows as the events of some streams make them: of each field the last that was said.

For reading, so nothing is checked here; `annotations.proof` folds with every hash, and says what is wrong.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from annotations.models import Event, Redaction, Revision, Sentence, Value

# A field to what it became, as canonical JSON; None where that was erased.
Fields = dict[str, str | None]


@dataclass
class FoldedRow:
    """A row with what its events say of it; what none of them says is at its default."""

    kind: str
    version: int = 0
    fields: Fields = field(default_factory=dict)


@dataclass
class Folding:
    """Rows by key, and of each stream that was read its last event: number, hash and time."""

    rows: dict[uuid.UUID, FoldedRow] = field(default_factory=dict)
    ends: dict[str, tuple[int, str, datetime.datetime]] = field(default_factory=dict)

    def take(self, streams: Collection[str]) -> None:
        """Read the events of streams, and put them to the rows; three queries."""
        opened = _opened(streams)
        events = Event.objects.filter(stream__in=streams).order_by("id")
        columns = events.values_list("id", "stream_id", "n", "kind", "object", "version", "at", "hash")
        for event, stream, n, kind, key, version, at, head in columns.iterator():
            row = self.rows.setdefault(key, FoldedRow(kind))
            row.version = version
            row.fields |= opened.get(event, {})
            self.ends[stream] = n, head, at
            if kind == Revision.object_kind() and version == 1:
                self._describe(key, row)

    def _describe(self, revision: uuid.UUID, row: FoldedRow) -> None:
        """Bring in the sentences of a draft: its first event names them all."""
        for place, (start, end, paragraph, kind) in enumerate(json.loads(row.fields.get("units") or "[]"), start=1):
            said: Fields = {"revision": f'"{revision}"', "paragraph": str(paragraph), "start": str(start)}
            said |= {"end": str(end), "kind": f'"{kind}"'}
            self.rows[uuid.UUID(int=revision.int + place)] = FoldedRow(Sentence.object_kind(), 1, said)


def _opened(streams: Collection[str]) -> dict[int, Fields]:
    """Give the fields of events by their id."""
    opened: dict[int, Fields] = defaultdict(dict)
    said = Value.objects.filter(event__stream__in=streams).values_list("event_id", "field", "value")
    for event, name, value in said.iterator():
        opened[event][name] = value
    for event, name in Redaction.objects.filter(event__stream__in=streams).values_list("event_id", "field"):
        opened[event][name] = None
    return opened
