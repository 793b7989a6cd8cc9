"""The events of streams as they are read: some hundreds at once, column by column, with their actions and values.

What one column holds is looked at in one step: to call a function for each of ten columns of an event, and for each of
its values, took most of the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice, pairwise
from typing import Any, NamedTuple

from annotations.history.act import SYSTEM
from annotations.history.canonical import SALT_BYTES
from annotations.models import Action, Event, User, Value
from annotations.models.fetching import Answer
from annotations.models.stream_keys import packed, unpacked
from annotations.proof.raw import (
    Row,
    all_answered,
    any_in,
    any_of,
    ask_where,
    key_text,
    key_texts,
    moment_text,
    moment_texts,
    numbers,
    rows_where,
    salt_bytes,
    text,
    texts,
)

# So many events at once: their values and actions come with one query each. Twice as many no longer fit where the
# processor has them at hand, and take longer.
CHUNK = 1000
COLUMNS = ("id", "stream_id", "n", "action_id", "kind", "object", "version", "at", "body", "hash")


class StreamEnd(NamedTuple):
    """A stream as its own row tells it."""

    key: str
    project: str
    length: int
    head: str
    at: str


class End(NamedTuple):
    """Where a stream ends: the number, hash, time and key of its last event."""

    length: int
    head: str
    at: str
    key: int


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


DONE = ("id", "actor_id", "verb", "at")
OPENED = ("event_id", "field", "salt", "value")
# A value of an event, as it stands beside it: event, field, salt, canonical JSON.
Opened = tuple[int, str, bytes, str]


@dataclass(slots=True)
class Piece:
    """Some events in the order of their streams: the columns of Entry, and what was done with each of them.

    `names` and `values` are what all of them say, those of one event together and in order: `bounds` are where those
    of each begin and end. `commits` is how the bodies commit to them, each as `"field":"commitment"`, or None where a
    salt or a name is none, to which no body commits.
    """

    columns: Sequence[Sequence[Any]]
    done: Sequence[Done | None]
    bounds: Sequence[tuple[int, int]]
    opened: Sequence[Opened]
    names: Sequence[str]
    values: Sequence[str]
    commits: Sequence[str] | None

    def __len__(self) -> int:
        return len(self.done)

    def halves(self) -> Iterator[Piece]:
        """Give the earlier and the later of more than one event."""
        middle = len(self) // 2
        for half in (slice(0, middle), slice(middle, None)):
            columns, done, bounds = [column[half] for column in self.columns], self.done[half], self.bounds[half]
            if self.commits is None:  # because of one of the events
                yield piece_of(columns, done, [each for begin, end in bounds for each in self.opened[begin:end]])
            else:
                yield replace(self, columns=columns, done=done, bounds=bounds)


def piece_of(columns: Sequence[Sequence[Any]], done: Sequence[Done | None], opened: Sequence[Opened]) -> Piece:
    """Put events and their values together; those of one event stand together, in the order of their names."""
    of, names, salts, values = [*zip(*opened, strict=True)] or [(), (), (), ()]
    if not ({str}.issuperset({*map(type, names), *map(type, values)}) and {bytes}.issuperset({*map(type, salts)})):
        read = [(event, text(name), salt_bytes(salt), text(value)) for event, name, salt, value in opened]
        return piece_of(columns, done, sorted(read))
    commits = commitments(names, salts, values)
    return Piece(columns, done, _bounds(columns[0], of), opened, names, values, commits)


class Telling:
    """Some streams, with what was asked of them and is told next."""

    def __init__(self, streams: Sequence[StreamEnd], names: Mapping[int, str], *, with_values: bool) -> None:
        self.streams, self._names, self._with_values = streams, names, with_values
        self._parts = _parts(streams)
        self._ask()

    @property
    def where(self) -> str:
        first, last = self.streams[0].key, self.streams[-1].key
        return first if len(self.streams) == 1 else f"{first} to {last}"

    def pieces(self) -> Iterator[Piece]:
        """Give their events in their order, each with its action and its values."""
        while self._asked:
            events, actions, values = [answer() for answer in self._asked]
            self._ask()
            if events:
                yield _gathered(events, _done(actions, self._names), values)

    def _ask(self) -> None:
        self._asked: tuple[Answer, ...] = ()
        for asked, given in islice(self._parts, 1):
            # Nowhere a join: it would hide the row whose other end was taken away.
            actions = ask_where(Action, DONE, f"id {any_in(Event, 'action_id', asked)}", given)
            values = f"event_id {any_in(Event, 'id', asked)}"
            self._asked = (
                ask_where(Event, COLUMNS, f"{asked} ORDER BY stream_id, n, id", given),
                actions,
                ask_where(Value, OPENED, values, given) if self._with_values else list,
            )


def _parts(streams: Sequence[StreamEnd]) -> Iterator[tuple[str, list[Any]]]:
    """Write which events are read at once, as SQL with what it takes: those of some streams, or a part of a long one.

    All are read, also what has a number that no event has or that another has too.
    """
    asked, given = any_of([packed(stream.key) for stream in streams])
    asked = f"stream_id {asked}"
    ends = range(CHUNK, _length(streams[0]), CHUNK) if len(streams) == 1 else range(0)
    if not ends:
        yield asked, given
        return
    # Not so many after the last one: to find those PostgreSQL sorts all the rest of the stream each time.
    yield f"{asked} AND (n <= %s OR n IS NULL)", [*given, ends[0]]
    for begin, end in pairwise(ends):
        yield f"{asked} AND n > %s AND n <= %s", [*given, begin, end]
    yield f"{asked} AND n > %s", [*given, ends[-1]]


def _length(stream: StreamEnd) -> int:
    """Count the events of a stream, which can say that it is longer than it is."""
    return min(stream.length, Event.objects.filter(stream=stream.key).count()) if stream.length > CHUNK else 0


def told(together: Iterable[Sequence[StreamEnd]], *, with_values: bool = True) -> Iterator[Telling]:
    """Give some streams at a time; in the block of `ahead` the next are asked for before these are told."""
    names: dict[int, str] = dict(rows_where(User, ("id", "username"), "1 = 1", ()))
    before = None
    for streams in together:
        all_answered()
        telling = Telling(streams, names, with_values=with_values)
        if before:
            yield before
        before = telling
    if before:
        yield before


def _gathered(events: Sequence[Row], done: Mapping[Any, Done], opened: list[Opened]) -> Piece:
    keys, streams, ns, actions, kinds, rows, versions, ats, bodies, hashes = zip(*events, strict=True)
    stream_keys = {raw: unpacked(raw) for raw in set(streams)}
    columns = (
        keys,
        [stream_keys[raw] for raw in streams],
        numbers(ns),
        key_texts(actions),
        texts(kinds),
        key_texts(rows),
        numbers(versions),
        moment_texts(ats),
        texts(bodies),
        texts(hashes),
    )
    with suppress(TypeError):  # where not all is text, which is sorted when it is
        opened.sort()  # as the body has them; a database sorts by the rules of some language
    return piece_of(columns, [*map(done.get, actions)], opened)


def _done(actions: Sequence[Row], names: Mapping[int, str]) -> dict[Any, Done]:
    done = {}
    for key, actor, verb, at in actions:
        name = SYSTEM if actor is None else names.get(actor, "")
        begins = f'{{"action":"{key_text(key)}","actor":"{name}","at":"'
        done[key] = Done(verb, moment_text(at), name, begins)
    return done


def _bounds(events: Sequence[int], of: Sequence[int]) -> list[tuple[int, int]]:
    """Find where the values of each event begin and end, among those of all."""
    bounds, begin = {}, 0
    for event, count in Counter(of).items():
        bounds[event] = (begin, begin := begin + count)
    return [bounds.get(event, (0, 0)) for event in events]


def commitments(names: Sequence[str], salts: Sequence[bytes], values: Sequence[str]) -> list[str] | None:
    """Write what bodies say of values, each as `"field":"commitment"`; None where a salt or a name is none.

    A commitment is that of `canonical.commitment`, where the name of a field is its own JSON.
    """
    if not {SALT_BYTES}.issuperset(map(len, salts)) or not all(map(str.isidentifier, set(names))):
        return None
    # Step by step, because that is faster than all of it for one after the other.
    opened = [
        b"\x02" + salt + f'["{name}",{value}]'.encode() for salt, name, value in zip(salts, names, values, strict=True)
    ]
    hashed = [sha256(each).hexdigest() for each in opened]
    return [f'"{name}":"{each}"' for name, each in zip(names, hashed, strict=True)]
