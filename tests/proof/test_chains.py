"""Many events are looked at at once, and never pass where one of them alone would not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.history.canonical import event_body, event_hash
from annotations.models import Stream
from annotations.proof.chains import BEGINNING, Chains, as_written
from annotations.proof.erasures import Erasures
from annotations.proof.explaining import explained, explained_values
from annotations.proof.telling import CHUNK, COLUMNS, End, Entry, Piece, StreamEnd, piece_of, told
from tests.history.furnished import article

ACTION, BODY, HASH = COLUMNS.index("action_id"), COLUMNS.index("body"), COLUMNS.index("hash")
VALUES = len(COLUMNS)
Change = tuple[int, int, int, str]


class World:
    """The history as it is: one long stream from its beginning, and several short ones."""

    def __init__(self) -> None:
        keys = sorted(Stream.objects.values_list("key", flat=True))
        self.pieces = [*read([article().stream_key]), *read(keys)]
        self.erasures = Erasures()

    def __repr__(self) -> str:
        return "the history as it is"


@pytest.fixture
def world(furnished, db: None) -> World:
    return World()


def read(keys: list[str]) -> Iterator[Piece]:
    for telling in told([[StreamEnd(key, "", 0, "", "") for key in keys]]):
        yield from telling.pieces()


def changed(piece: Piece, changes: list[Change], cover: str) -> Piece:
    """Have cells of events and values hold what others hold, or something like what they held, and cover that up."""
    columns: list[list[Any]] = [[*column] for column in piece.columns]
    opened = [[*each] for each in piece.opened]
    for place, cell, other, how in changes:
        if cell < VALUES:
            column = columns[cell]
            column[place % len(column)] = another(column[place % len(column)], column[other % len(column)], how)
        else:
            row, taken = opened[place % len(opened)], opened[other % len(opened)]
            row[cell - VALUES + 1] = another(row[cell - VALUES + 1], taken[cell - VALUES + 1], how)
    if cover == "hashes":
        columns[HASH] = [event_hash(body) for body in columns[BODY]]
    actions = dict(zip(piece.columns[ACTION], piece.done, strict=True))
    values = sorted(tuple(each) for each in opened)
    made = piece_of(columns, [*map(actions.get, columns[ACTION])], values)  # type: ignore[arg-type]
    if cover == "all":
        rewrite(made)
    return made


def another(here: Any, there: Any, how: str) -> Any:
    if how == "swapped":
        return there
    if isinstance(here, int):
        return here + 1
    if isinstance(here, bytes):
        return here + b" " if how == "longer" else here[::-1]
    return here + " " if how == "longer" else here.replace("0", "1", 1)


def rewrite(piece: Piece) -> None:
    """Write every body anew as its columns have it, linked to the one before it: all that needs no key."""
    heads: dict[str, str] = {}
    for place, (columns, action, (begin, end)) in enumerate(
        zip(zip(*piece.columns, strict=True), piece.done, piece.bounds, strict=True)
    ):
        event = Entry(*columns)
        if not action or piece.commits is None:
            return
        body = event_body(
            action=event.action,
            actor=action.actor,
            at=event.at,
            fields=json.loads("{" + ",".join(piece.commits[begin:end]) + "}"),
            n=event.n,
            object=f"{event.kind}:{event.object}",
            prev=heads.get(event.stream, ""),
            stream=event.stream,
            verb=action.verb,
            version=event.version,
        )
        heads[event.stream] = event_hash(body)
        piece.columns[BODY][place], piece.columns[HASH][place] = body, event_hash(body)  # type: ignore[index]


def one_by_one(piece: Piece) -> Iterator[tuple[Piece, bool]]:
    """Give each event by itself, and whether it is as written after those before it."""
    ends: dict[str, End] = {}
    for place in range(len(piece)):
        begin, end = piece.bounds[place]
        columns = [column[place : place + 1] for column in piece.columns]
        one = piece_of(columns, piece.done[place : place + 1], piece.opened[begin:end])
        yield one, as_written(one, ends)
        event = Entry(*[column[0] for column in columns])
        ends[event.stream] = End(event.n, event.hash, event.at, event.id)


def wrong_with(piece: Piece, erasures: Erasures) -> list[tuple[str, str]]:
    """Take every event apart, as is otherwise done of one that is not as written."""
    ends: dict[str, End] = {}
    found = []
    for one, _ in one_by_one(piece):
        event = Entry(*[column[0] for column in one.columns])
        found += explained(event, one.done[0], ends.get(event.stream, BEGINNING))
        found += explained_values(event, one, erasures)
        ends[event.stream] = End(event.n, event.hash, event.at, event.id)
    # Of its last value the table tells whether a field is canonical, of the others the row that is folded.
    return [what for what in found if not re.match("its value of .* is not canonical JSON", what[0])]


changes = st.lists(
    st.tuples(
        st.integers(-2, CHUNK),
        st.integers(0, VALUES + 2),
        st.integers(-2, CHUNK),
        st.sampled_from(["swapped", "longer", "another"]),
    ),
    max_size=3,
)
covered = st.sampled_from(["nothing", "hashes", "all"])
UNHURRIED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, database=None
)


@settings(UNHURRIED, max_examples=400)
@given(changes=changes, which=st.integers(0, 1), cover=covered)
def test_many_at_once_pass_just_where_each_of_them_would(world: World, changes: list[Change], which: int, cover: str):
    piece = changed(world.pieces[which], changes, cover)

    together, alone = as_written(piece, {}), [passes for _, passes in one_by_one(piece)]

    assert together == all(alone)
    if together:
        assert wrong_with(piece, world.erasures) == []


@settings(UNHURRIED, max_examples=100)
@given(changes=changes, which=st.integers(0, 1), cover=covered)
def test_what_is_wrong_is_found_of_just_those_events(world: World, changes: list[Change], which: int, cover: str):
    piece = changed(world.pieces[which], changes, cover)

    found = {each.where for each in Chains(world.erasures).take(piece)}

    streams, ns = piece.columns[1], piece.columns[2]
    wrong = {
        f"{stream} event {n}"
        for stream, n, (_, passes) in zip(streams, ns, one_by_one(piece), strict=True)
        if not passes
    }
    assert wrong <= found


def test_the_history_as_it_is_passes_at_once(world: World):
    assert [as_written(piece, {}) for piece in world.pieces] == [True, True]
    assert min(len(piece) for piece in world.pieces) > 10
