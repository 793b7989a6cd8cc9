"""Rows are compared column by column, and never pass where one of them alone would not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.models import Stream
from annotations.proof.chains import Chains
from annotations.proof.erasures import Erasures
from annotations.proof.folded import Folded
from annotations.proof.raw import Row, key_for_driver, key_text, rows_among
from annotations.proof.tables import Table, alike, as_told, differences, table_of
from annotations.proof.telling import StreamEnd, told
from tests.history.furnished import MODELS

KINDS = sorted(model.object_kind() for model in MODELS)
Compared = tuple[Table, list[Row], list[Folded]]


class World:
    """Each table with its rows as they are and as the history tells them, some of them twice."""

    def __init__(self) -> None:
        chains = Chains(Erasures())
        keys = Stream.objects.order_by("key").values_list("key", flat=True)
        for telling in told([StreamEnd(key, "", 0, "", "")] for key in keys):
            for piece in telling.pieces():
                assert [*chains.take(piece)] == []
        self.tables: dict[str, Compared] = {}
        for kind in KINDS:
            table = table_of(kind)
            keys = [key for key, row in chains.rows.items() if row.kind == kind]
            rows = rows_among(table.model, table.names, "id", [*map(key_for_driver, keys)]) * 2
            self.tables[kind] = table, rows, [chains.rows[key_text(row[0])] for row in rows]

    def __repr__(self) -> str:
        return "the tables as they are"


@pytest.fixture
def world(furnished, db: None) -> World:
    return World()


def changed(rows: list[Row], changes: list[tuple[int, int, int, Any]]) -> list[Row]:
    """Have cells hold what other rows hold there, or what no column of theirs should."""
    held = [[*row] for row in rows]
    for place, column, other, strange in changes:
        # Of a key nothing is asked here: by that the rows were found.
        column = 1 + column % (len(held[0]) - 1)
        taken = held[other % len(held)][column]
        held[place % len(held)][column] = taken if strange == "another's" else strange
    return [tuple(row) for row in held]


strange = st.sampled_from(
    ["another's", None, 0, 1, 1.0, True, "", "1", b"1", "2019-03-07", datetime.date(2019, 3, 7), "x" * 32]
)
changes = st.lists(st.tuples(st.integers(-2, 99), st.integers(0, 99), st.integers(-2, 99), strange), max_size=3)


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
@given(kind=st.sampled_from(KINDS), changes=changes)
def test_many_rows_pass_just_where_each_of_them_would(
    world: World, kind: str, changes: list[tuple[int, int, int, Any]]
):
    table, rows, folded = world.tables[kind]
    rows = changed(rows, changes)

    wrong = [name for row, one in zip(rows, folded, strict=True) for name in differences(table, row, one)]

    assert as_told(table, rows, folded) == (wrong == [])


def test_the_tables_as_they_are_pass_at_once(world: World):
    assert {kind for kind, compared in world.tables.items() if as_told(*compared)} == {*KINDS}
    assert min(len(rows) for _, rows, _ in world.tables.values()) >= 2


@pytest.mark.parametrize(("column", "same"), [((1, 1), True), ((1, 1.0), False), ((1, True), False), (("", ""), True)])
def test_what_is_written_otherwise_is_not_alike(column: tuple[Any, ...], same: bool):
    assert alike(column) == same


@pytest.mark.parametrize("strange", ["1", 1.0], ids=repr)
def test_a_number_that_is_kept_as_something_else_is_none(world: World, strange: Any):
    """SQLite keeps what it is given, where somebody changed a column's type, and finds no text where 1 is asked for."""
    table, rows, folded = world.tables["claim"]
    place = table.names.index("number")
    row = (*rows[0][:place], strange, *rows[0][place + 1 :])

    assert [*differences(table, row, folded[0])] == ["number"]
    assert not as_told(table, [row], folded[:1])
