"""One stream after another: its chain, its openings, and what they make of each row.

An event is right when it is, byte for byte, what the desk would have written of its columns and its values. So that is
written anew and compared; only where it differs is the event taken apart to say why.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from annotations.history.canonical import event_hash, is_canonical, opens
from annotations.history.guards import audited_models
from annotations.models import Revision
from annotations.proof.erasures import Erasures
from annotations.proof.findings import (
    ALTERED,
    ANOTHER_VALUE,
    BROKEN_CHAIN,
    TAKEN_AWAY,
    UNTOLD,
    Finding,
)
from annotations.proof.telling import Columns, Done, Entry, Opened, Said, StreamEnd

KINDS = frozenset(model.object_kind() for model in audited_models())
REVISION = Revision.object_kind()


@dataclass
class Folded:
    """One row as its events tell it: each field that they name, as canonical JSON."""

    kind: str
    stream: str
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)


Rows = dict[str, Folded]


class Chain:
    """The check of one stream, event by event."""

    def __init__(self, stream: StreamEnd, rows: Rows, erasures: Erasures, *, with_values: bool = True) -> None:
        self.stream = stream
        self.rows = rows
        self.erasures = erasures
        self.with_values = with_values
        self.length, self.head, self.at = 0, "", ""
        self.ends = f'","stream":"{stream.key}","v":1,"verb":"'

    def take(self, columns: Columns, action: Done | None, said: Said) -> Iterable[Finding]:
        """Check the next event; a broken link does not stop the rest from being checked."""
        found: list[Finding] = []
        if not self._is_as_written(columns, action, said.commits):
            event = Entry(*columns)
            where = f"{self.stream.key} event {event.n}"
            explained = [*self._explained(event, action, said.opened)]
            # A body can say more than is looked for, or true where it should say 1.
            if not explained and not self._is_as_written(columns, action, self._with_erased(event, said)):
                explained = [("it is not written as the desk writes its history", ALTERED)]
            found += [Finding(where, *what) for what in explained]
        if self.with_values:
            self._fold(columns, said.opened, found)
        _, _, self.length, _, _, _, _, self.at, _, self.head = columns
        return found

    def end(self) -> Iterator[Finding]:
        """Hold the stream's own row to where its events end."""
        end = self.stream
        if (end.length, end.head) != (self.length, self.head):
            what = f"it should end at event {end.length}, and ends at event {self.length}"
            yield Finding(end.key, what, BROKEN_CHAIN)
        elif end.at != self.at:
            yield Finding(end.key, "its last event was at another time than it says", BROKEN_CHAIN)
        elif not self.length:
            yield Finding(end.key, "it has no events", BROKEN_CHAIN)

    def _with_erased(self, event: Entry, said: Said) -> list[str] | None:
        """Add to what an event commits to the commitments to what was erased, as its body has them."""
        fields = _parsed(event.body).get("fields")
        items = fields.items() if isinstance(fields, dict) else ()
        erased = [f'"{name}":"{each}"' for name, each in items if self.erasures.took(event.stream, event.n, name)]
        return None if said.commits is None else sorted([*said.commits, *erased])

    def _is_as_written(self, event: Columns, action: Done | None, commits: Sequence[str] | None) -> bool:
        _, _, n, _, kind, row, version, at, body, hash_ = event
        if action is None or n != self.length + 1 or at != max(action.at, self.at):
            return False
        if sha256(b"\x00" + body.encode()).hexdigest() != hash_:
            return False
        begins = f'{action.begins}{at}","fields":{{'
        ends = f'}},"n":{n},"object":"{kind}:{row}","prev":"{self.head}{self.ends}{action.verb}","version":{version}}}'
        if not self.with_values:
            return body.startswith(begins) and body.endswith(ends)
        return commits is not None and body == f"{begins}{','.join(commits)}{ends}"

    def _explained(self, event: Entry, action: Done | None, values: Sequence[Opened]) -> Iterator[tuple[str, str]]:
        body = _parsed(event.body)
        if event.n != self.length + 1:
            yield f"events {self.length + 1} to {event.n - 1} are missing", BROKEN_CHAIN
        if event.hash != event_hash(event.body):
            yield "its hash is not that of its body", ALTERED
        if not is_canonical(event.body):
            yield "its body is not canonical JSON", ALTERED
        if body.get("prev") != self.head:
            yield "it does not follow from the event before it", BROKEN_CHAIN
        if event.at < self.at:
            yield "it is earlier than the event before it", BROKEN_CHAIN
        for name in _columns_that_differ(event, action, self.at, body):
            yield f"its {name} is not what its body says", ALTERED
        if self.with_values:
            yield from self._explained_values(event, values, body)

    def _explained_values(
        self, event: Entry, values: Sequence[Opened], body: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        fields = body.get("fields")
        commitments = dict(fields) if isinstance(fields, dict) else {}
        for _, field_, salt, value in values:
            committed = commitments.pop(field_, None)
            if committed is None:
                yield f"a value of {field_} is there that it does not commit to", ANOTHER_VALUE
            elif not opens(salt, field_, value, committed):
                yield f"its value of {field_} is not the one it commits to", ANOTHER_VALUE
            elif not is_canonical(value):
                yield f"its value of {field_} is not canonical JSON", ANOTHER_VALUE
        for name in commitments:
            if not self.erasures.took(event.stream, event.n, name):
                yield f"its value of {name} is missing", TAKEN_AWAY

    def _fold(self, event: Columns, values: Sequence[Opened], found: list[Finding]) -> None:
        """Put what an event says to its row, and what is wrong with that to `found`."""
        _, stream, n, _, kind, key, version, *_ = event

        def wrong(what: str, means: str) -> None:
            found.append(Finding(f"{stream} event {n}", what, means))

        if kind not in KINDS:
            return wrong(f"there is no such thing as a {kind}", ALTERED)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = Folded(kind, stream)
        if version != row.version + 1 or kind != row.kind:
            wrong(f"{kind} {key} goes from version {row.version} to {version}", BROKEN_CHAIN)
        if row.stream != stream:
            wrong(f"it tells of {kind} {key}, where nobody looks for it", UNTOLD)
        row.version = version
        said = {name: value for _, name, _, value in values}
        if row.fields:
            # The last of each is compared with the table; what it took the place of is compared with nothing.
            for name in row.fields.keys() & said.keys():
                if not is_canonical(row.fields[name]):
                    wrong(f"what {name} was before is not canonical JSON", ANOTHER_VALUE)
            row.fields |= said
        else:
            row.fields = said
        if kind == REVISION and version == 1:
            found += self._units(f"{stream} event {n}", key, row)
        return None

    def _units(self, where: str, draft: str, revision: Folded) -> Iterator[Finding]:
        """Bring in the sentences that a revision's first event describes."""
        try:
            units = [
                (int(start), int(end), int(paragraph), str(kind)) for start, end, paragraph, kind in _units(revision)
            ]
            first = uuid.UUID(draft).int + 1
            keys = [str(uuid.UUID(int=first + place)) for place in range(len(units))]
        except (TypeError, ValueError, OverflowError, RecursionError):
            yield Finding(where, "its list of units cannot be read", ANOTHER_VALUE)
            return
        for key, (start, end, paragraph, kind) in zip(keys, units, strict=True):
            if key in self.rows:
                yield Finding(where, f"one of its units has the key of {self.rows[key].kind} {key}", UNTOLD)
                continue
            self.rows[key] = Folded(
                "sentence",
                self.stream.key,
                1,
                {
                    "revision": f'"{draft}"',
                    "start": str(start),
                    "end": str(end),
                    "paragraph": str(paragraph),
                    "kind": f'"{kind}"',
                },
            )


def _units(revision: Folded) -> Any:
    return json.loads(revision.fields.get("units", "[]"))


def _parsed(body: str) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _columns_that_differ(event: Entry, action: Done | None, before: str, body: Mapping[str, Any]) -> Iterator[str]:
    if action is None:
        yield "action"
        return
    columns = {
        "v": 1,
        "stream": event.stream,
        "n": event.n,
        "object": f"{event.kind}:{event.object}",
        "version": event.version,
        "action": event.action,
        "at": event.at,
        "verb": action.verb,
        "actor": action.actor,
    }
    yield from (name for name, value in columns.items() if body.get(name) != value)
    if event.at != max(action.at, before):
        yield "action’s time"
