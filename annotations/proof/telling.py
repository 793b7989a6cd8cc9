"""The events of streams as they are read: some hundreds at once, column by column, each with its action and values.

What one column holds is looked at in one step: to call a function for each of ten columns of an event, and for each of
its values, took most of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from annotations.history.act import SYSTEM
from annotations.models import Action, Event, User, Value
from annotations.proof.raw import (
    Row,
    key_text,
    key_texts,
    moment_text,
    moment_texts,
    numbers,
    rows_among,
    rows_where,
    text,
    texts,
)

# So many events at once: their values and actions come with one query each.
CHUNK = 1000
COLUMNS = ("id", "stream_id", "n", "action_id", "kind", "object", "version", "at", "body", "hash")
SALTS = re.compile("(?:[0-9a-f]{32} )*").fullmatch
# A commitment begins with one byte, and the salt has 16.
SALTED = 17


class StreamEnd(NamedTuple):
    """A stream as its own row tells it."""

    key: str
    project: str
    length: int
    head: str
    at: str


Columns = tuple[int, str, int, str, str, str, int, str, str, str]


class Entry(NamedTuple):
    """An event's columns by name, keys and times as the history writes them; while it is right nobody needs names."""

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
    """An action, as far as its events repeat it; `begins` is how the bodies of all of them begin."""

    verb: str
    at: str
    actor: str
    begins: str


# A value of an event, as it stands beside it: event, field, salt in hexadecimal, canonical JSON.
Opened = tuple[int, str, str, str]


class Said(NamedTuple):
    """The values of an event by the names of their fields, each with how a body commits to it.

    `commits` is None where a salt or a name is none: no body commits to that.
    """

    opened: Sequence[Opened]
    commits: Sequence[str] | None


Told = tuple[Columns, Done | None, Said]
NOTHING = Said((), ())


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
    if not events:
        return
    # Nowhere a join: it would hide the row whose other end was taken away.
    keys, streams, ns, actions, kinds, rows, versions, ats, bodies, hashes = zip(*events, strict=True)
    done = _actions(set(actions))
    said = _said(keys) if with_values else {}
    columns = (
        keys,
        streams,
        numbers(ns),
        key_texts(actions),
        texts(kinds),
        key_texts(rows),
        numbers(versions),
        moment_texts(ats),
        texts(bodies),
        texts(hashes),
    )
    for entry, action in zip(zip(*columns, strict=True), actions, strict=True):
        yield entry, done.get(action), said.get(entry[0], NOTHING)


def _actions(keys: set[Any]) -> dict[Any, Done]:
    rows = rows_among(Action, ("id", "actor_id", "verb", "at"), "id", list(keys))
    names: dict[Any, str] = dict(rows_among(User, ("id", "username"), "id", list({row[1] for row in rows} - {None})))
    done = {}
    for key, actor, verb, at in rows:
        name = SYSTEM if actor is None else names.get(actor, "")
        begins = f'{{"action":"{key_text(key)}","actor":"{name}","at":"'
        done[key] = Done(verb, moment_text(at), name, begins)
    return done


def _said(events: Sequence[int]) -> dict[int, Said]:
    """Read the values of events, and commit to them."""
    rows = rows_among(Value, ("event_id", "field", "salt", "value"), "event_id", events)
    if not rows:
        return {}
    if any(set(map(type, column)) != {str} for column in [*zip(*rows, strict=True)][1:]):
        rows = [(event, text(name), text(salt), text(value)) for event, name, salt, value in rows]
    # As the body has them; a database sorts by the rules of some language.
    opened: list[Opened] = sorted(rows)
    try:
        commits: list[str] | None = commitments(opened)
    except ValueError:  # somewhere among them: of which event is seen below
        commits = None
    said, begin = {}, 0
    for event, some in groupby(opened, itemgetter(0)):
        end = begin + len([*some])
        said[event] = Said(opened[begin:end], commits[begin:end]) if commits else _alone(opened[begin:end])
        begin = end
    return said


def _alone(opened: Sequence[Opened]) -> Said:
    try:
        return Said(opened, commitments(opened))
    except ValueError:
        return Said(opened, None)


def commitments(opened: Sequence[Opened]) -> list[str]:
    """Write what a body says of values, each as `"field":"commitment"`; raise ValueError where that cannot be.

    A commitment is that of `canonical.commitment`, where the name of a field is its own JSON.
    """
    _, names, salts, _ = zip(*opened, strict=True)
    if not SALTS(" ".join(salts) + " ") or not all(map(str.isidentifier, set(names))):
        raise ValueError("A salt or the name of a field is none.")
    salted = bytes.fromhex("02" + "02".join(salts))
    hashed = [
        sha256(salted[at : at + SALTED] + f'["{name}",{value}]'.encode()).hexdigest()
        for at, (_, name, _, value) in zip(range(0, len(salted), SALTED), opened, strict=True)
    ]
    return [f'"{name}":"{each}"' for name, each in zip(names, hashed, strict=True)]
