"""Some streams at once: whether each event is as it was written, and follows from the one before it.

An event is right when it is, byte for byte, what the desk would have written of its columns and its values. So that is
written anew for many at once and compared; where they differ half of them are, and so on, until the one that differs is
found and taken apart to say why.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from operator import lt
from typing import Any

from django.utils import timezone

from annotations.history.canonical import moment
from annotations.proof.erasures import Erasures
from annotations.proof.explaining import explained, explained_values, parsed
from annotations.proof.findings import ALTERED, BROKEN_CHAIN, TO_COME, Finding
from annotations.proof.folded import Rows, fold
from annotations.proof.telling import End, Entry, Piece, StreamEnd

BEGINNING = End(0, "", "", 0)


class Chains:
    """The check of some streams, piece by piece; a broken link does not stop the rest from being checked."""

    def __init__(self, erasures: Erasures, *, with_values: bool = True) -> None:
        self.rows: Rows = {}
        self.erasures = erasures
        self.with_values = with_values
        self.ends: dict[str, End] = {}
        self.tomorrow = moment(timezone.now() + datetime.timedelta(days=1))

    def take(self, piece: Piece) -> Iterator[Finding]:
        """Check the next events, and put what they say to the rows."""
        written = as_written(piece, self.ends, with_values=self.with_values)
        if not written and len(piece) > 1:
            for half in piece.halves():
                yield from self.take(half)
            return
        if not written:
            yield from self._found(piece)
        if self.with_values:
            yield from fold(piece, self.rows)
        self.ends |= ends_of(piece)

    def end(self, stream: StreamEnd) -> Iterator[Finding]:
        """Hold a stream's own row to where its events end."""
        length, head, at, _ = self.ends.get(stream.key, BEGINNING)
        if (stream.length, stream.head) != (length, head):
            what = f"it should end at event {stream.length}, and ends at event {length}"
            yield Finding(stream.key, what, BROKEN_CHAIN)
        elif stream.at != at:
            yield Finding(stream.key, "its last event was at another time than it says", BROKEN_CHAIN)
        elif not length:
            yield Finding(stream.key, "it has no events", BROKEN_CHAIN)
        elif at > self.tomorrow:  # and so is whatever comes after it
            yield Finding(stream.key, f"event {length} is of {at}, which is still to come", TO_COME)

    def _found(self, one: Piece) -> Iterator[Finding]:
        """Find what is wrong with a single event that is not as it was written."""
        event = Entry(*[column[0] for column in one.columns])
        where = f"{event.stream} event {event.n}"
        found = [*explained(event, one.done[0], self.ends.get(event.stream, BEGINNING))]
        if self.with_values:
            found += explained_values(event, one, self.erasures)
        # A body can say more than is looked for, or true where it should say 1.
        if not found and not as_written(self._with_erased(event, one), self.ends, with_values=self.with_values):
            found = [("it is not written as the desk writes its history", ALTERED)]
        for what in found:
            yield Finding(where, *what)

    def _with_erased(self, event: Entry, one: Piece) -> Piece:
        """Add to what an event commits to the commitments to what was erased, as its body has them."""
        fields = parsed(event.body).get("fields")
        items = fields.items() if isinstance(fields, dict) else ()
        erased = [f'"{name}":"{each}"' for name, each in items if self.erasures.took(event.stream, event.n, name)]
        begin, end = one.bounds[0]
        if one.commits is None:
            return one
        commits = sorted([*one.commits[begin:end], *erased])
        return replace(one, commits=commits, bounds=[(0, len(commits))])


def as_written(piece: Piece, ends: Mapping[str, End], *, with_values: bool = True) -> bool:
    """Tell whether every event is what the desk would have written of its columns, its values and the one before it.

    `ends` are where the streams ended before. Without values their commitments are taken as they stand.
    """
    keys, streams, ns, _, kinds, rows, versions, ats, bodies, hashes = piece.columns
    commits = piece.commits
    if commits is None or None in piece.done:
        return False
    done = [action for action in piece.done if action]
    lengths, heads, times, earlier = _before(piece, ends)
    # The past is read in the order of the keys, which stand in no body.
    if [n - 1 for n in ns] != lengths or not all(map(lt, earlier, keys)):
        return False
    if [max(action.at, time) for action, time in zip(done, times, strict=True)] != [*ats]:
        return False
    if [sha256(b"\x00" + body.encode()).hexdigest() for body in bodies] != [*hashes]:
        return False
    begins = [f'{action.begins}{at}","fields":{{' for action, at in zip(done, ats, strict=True)]
    finish = [
        f'}},"n":{n},"object":"{kind}:{row}","prev":"{prev}","stream":"{stream}","v":1,"verb":"{action.verb}",'
        f'"version":{version}}}'
        for n, kind, row, prev, stream, action, version in zip(
            ns, kinds, rows, heads, streams, done, versions, strict=True
        )
    ]
    if not with_values:
        return all(map(str.startswith, bodies, begins)) and all(map(str.endswith, bodies, finish))
    fields = [",".join(commits[begin:end]) for begin, end in piece.bounds]
    return [*map("".join, zip(begins, fields, finish, strict=True))] == [*bodies]


def _before(piece: Piece, ends: Mapping[str, End]) -> tuple[list[int], list[str], list[str], list[int]]:
    """Give length, hash and time of the stream of each event before that, and the key of the event that ended it."""
    keys, streams, ns, _, _, _, _, ats, _, hashes = piece.columns
    lengths, heads, times, earlier = [0, *ns[:-1]], ["", *hashes[:-1]], ["", *ats[:-1]], [0, *keys[:-1]]
    for place in _beginnings(streams):
        lengths[place], heads[place], times[place], earlier[place] = ends.get(streams[place], BEGINNING)
    return lengths, heads, times, earlier


def ends_of(piece: Piece) -> dict[str, End]:
    """Give where streams end with these events."""
    keys, streams, ns, _, _, _, _, ats, _, hashes = piece.columns
    last = [place - 1 for place in (*_beginnings(streams)[1:], len(streams))]
    return {streams[place]: End(ns[place], hashes[place], ats[place], keys[place]) for place in last}


def _beginnings(streams: Sequence[Any]) -> list[int]:
    """Find the places where another stream begins."""
    return [place for place, (one, before) in enumerate(zip(streams, (None, *streams), strict=False)) if one != before]
