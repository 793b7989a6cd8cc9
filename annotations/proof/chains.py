"""One stream after another: its chain, its openings, and what they make of each row.

An event is right when it is, byte for byte, what the desk would have written of its columns and its values. So that is
written anew and compared; only where it differs is the event taken apart to say why.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256 as _sha256
from typing import Any, NamedTuple

from annotations.history.act import SYSTEM
from annotations.history.canonical import event_hash, is_canonical, opens
from annotations.history.guards import audited_models
from annotations.models import Action, Event, Revision, User, Value
from annotations.proof.erasures import Erasures
from annotations.proof.findings import (
    ALTERED,
    ANOTHER_VALUE,
    BROKEN_CHAIN,
    TAKEN_AWAY,
    UNTOLD,
    Finding,
)
from annotations.proof.raw import Row, key_text, moment_text, number, rows_among, rows_where, text

# So many events at once: their values and actions come with one query each.
CHUNK = 1000
COLUMNS = ("id", "stream_id", "n", "action_id", "kind", "object", "version", "at", "body", "hash")
SALTS = re.compile("(?:[0-9a-f]{32} )*").fullmatch
KINDS = frozenset(model.object_kind() for model in audited_models())


class StreamEnd(NamedTuple):
    """A stream as its own row tells it."""

    key: str
    project: str
    length: int
    head: str
    at: str


class Entry(NamedTuple):
    """An event's columns, keys and times as the history writes them."""

    id: int
    stream: str
    n: int
    action: str
    kind: str
    object: str
    version: int
    at: str
    body: str
    hash: str


class Done(NamedTuple):
    """An action, as far as its events repeat it."""

    verb: str
    at: str
    actor: str


@dataclass
class Folded:
    """One row as its events tell it: each field that they name, as canonical JSON."""

    kind: str
    stream: str
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)


# A value of an event, as it stands beside it: field, salt, canonical JSON.
Opened = tuple[str, str, str]
Rows = dict[str, Folded]
Told = tuple[Entry, Done | None, Sequence[Opened]]


def told(streams: Sequence[StreamEnd], *, with_values: bool = True) -> Iterator[Told]:
    """Yield the events of streams in their order, each with its action and its values."""
    if len(streams) > 1:
        keys = [stream.key for stream in streams]
        yield from _gathered(rows_among(Event, COLUMNS, "stream_id", keys, " ORDER BY stream_id, n"), with_values)
        return
    # One long stream is read piece by piece, also what has a number that no event has or that another has too.
    (stream,), after = streams, ""
    last: tuple[Any, ...] = ()
    while rows := rows_where(
        Event, COLUMNS, f"stream_id = %s{after} ORDER BY n, id LIMIT {CHUNK}", [stream.key, *last]
    ):
        yield from _gathered(rows, with_values)
        after, last = " AND (n, id) > (%s, %s)", (rows[-1][2], rows[-1][0])


def _gathered(events: Sequence[Row], with_values: bool) -> Iterator[Told]:
    # Nowhere a join: it would hide the row whose other end was taken away.
    actions = _actions({event[3] for event in events})
    values = _values([event[0] for event in events]) if with_values else {}
    for key, stream, n, action, kind, row, version, at, body, hash_ in events:
        entry = Entry(
            key,
            stream,
            number(n),
            key_text(action),
            text(kind),
            key_text(row),
            number(version),
            moment_text(at),
            text(body),
            text(hash_),
        )
        yield entry, actions.get(action), values.get(key, [])


def _actions(keys: set[Any]) -> dict[Any, Done]:
    rows = rows_among(Action, ("id", "actor_id", "verb", "at"), "id", list(keys))
    names: dict[Any, str] = dict(rows_among(User, ("id", "username"), "id", list({row[1] for row in rows} - {None})))
    return {
        key: Done(verb, moment_text(at), SYSTEM if actor is None else names.get(actor, ""))
        for key, actor, verb, at in rows
    }


def _values(events: Sequence[int]) -> dict[int, list[Opened]]:
    found: dict[int, list[Opened]] = {}
    for event, name, salt, value in rows_among(Value, ("event_id", "field", "salt", "value"), "event_id", events):
        opened = (text(name), text(salt), text(value))
        if event in found:
            found[event].append(opened)
        else:
            found[event] = [opened]
    for values in found.values():
        values.sort()  # as the body has them; a database sorts by the rules of some language
    return found


class Chain:
    """The check of one stream, event by event."""

    def __init__(self, stream: StreamEnd, rows: Rows, erasures: Erasures, *, with_values: bool = True) -> None:
        self.stream = stream
        self.rows = rows
        self.erasures = erasures
        self.with_values = with_values
        self.length, self.head, self.at = 0, "", ""

    def take(self, event: Entry, action: Done | None, values: Sequence[Opened]) -> Iterator[Finding]:
        """Check the next event; a broken link does not stop the rest from being checked."""
        if not self._is_as_written(event, action, values):
            where = f"{self.stream.key} event {event.n}"
            explained = [*self._explained(event, action, values)]
            # A body can say more than is looked for, or true where it should say 1.
            if not explained and not self._is_as_written(event, action, values, self._erased(event)):
                explained = [("it is not written as the desk writes its history", ALTERED)]
            for found in explained:
                yield Finding(where, *found)
        if self.with_values:
            yield from self._fold(event, values)
        self.length, self.head, self.at = event.n, event.hash, event.at

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

    def _erased(self, event: Entry) -> list[tuple[str, str]]:
        """List the commitments of an event to what was erased, as its body has them."""
        fields = _parsed(event.body).get("fields")
        items = fields.items() if isinstance(fields, dict) else ()
        return [(name, commitment) for name, commitment in items if self.erasures.took(event.stream, event.n, name)]

    def _is_as_written(
        self, event: Entry, action: Done | None, values: Sequence[Opened], erased: Sequence[tuple[str, str]] = ()
    ) -> bool:
        if action is None or event.n != self.length + 1 or event.at != max(action.at, self.at):
            return False
        begins = f'{{"action":"{event.action}","actor":"{action.actor}","at":"{event.at}","fields":{{'
        ends = (
            f'}},"n":{event.n},"object":"{event.kind}:{event.object}","prev":"{self.head}"'
            f',"stream":"{self.stream.key}","v":1,"verb":"{action.verb}","version":{event.version}}}'
        )
        if _sha256(b"\x00" + event.body.encode()).hexdigest() != event.hash:
            return False
        if not self.with_values:
            return event.body.startswith(begins) and event.body.endswith(ends)
        if not (
            SALTS("".join([f"{salt} " for _, salt, _ in values])) and all(name.isidentifier() for name, *_ in values)
        ):
            return False
        committed = [(name, _commitment(salt, name, value)) for name, salt, value in values]
        if erased:
            committed = sorted([*committed, *erased])
        fields = ",".join([f'"{name}":"{commitment}"' for name, commitment in committed])
        return event.body == f"{begins}{fields}{ends}"

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
        for field_, salt, value in values:
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

    def _fold(self, event: Entry, values: Sequence[Opened]) -> Iterator[Finding]:
        where = f"{self.stream.key} event {event.n}"
        if event.kind not in KINDS:
            yield Finding(where, f"there is no such thing as a {event.kind}", ALTERED)
            return
        row = self.rows.get(event.object)
        if row is None:
            row = self.rows[event.object] = Folded(event.kind, self.stream.key)
        if event.version != row.version + 1 or event.kind != row.kind:
            what = f"{event.kind} {event.object} goes from version {row.version} to {event.version}"
            yield Finding(where, what, BROKEN_CHAIN)
        if row.stream != self.stream.key:
            what = f"it tells of {event.kind} {event.object}, where nobody looks for it"
            yield Finding(where, what, UNTOLD)
        row.version = event.version
        for name, _, value in values:
            # The last of each is compared with the table; what it took the place of is compared with nothing.
            if name in row.fields and not is_canonical(row.fields[name]):
                yield Finding(where, f"what {name} was before is not canonical JSON", ANOTHER_VALUE)
            row.fields[name] = value
        if event.kind == Revision.object_kind() and event.version == 1:
            yield from self._units(where, event, row)

    def _units(self, where: str, event: Entry, revision: Folded) -> Iterator[Finding]:
        """Bring in the sentences that a revision's first event describes."""
        try:
            units = [
                (int(start), int(end), int(paragraph), str(kind)) for start, end, paragraph, kind in _units(revision)
            ]
            first = uuid.UUID(event.object).int + 1
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
                    "revision": f'"{event.object}"',
                    "start": str(start),
                    "end": str(end),
                    "paragraph": str(paragraph),
                    "kind": f'"{kind}"',
                },
            )


def _units(revision: Folded) -> Any:
    return json.loads(revision.fields.get("units", "[]"))


def _commitment(salt: str, name: str, value: str) -> str:
    """Commit as `canonical.commitment` does, where the name of a field is its own JSON."""
    return _sha256(b"\x02" + bytes.fromhex(salt) + f'["{name}",{value}]'.encode()).hexdigest()


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
