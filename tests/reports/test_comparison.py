"""Two drafts beside each other: no sentence is left out, told twice or told out of its order."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Article, Revision, User
from annotations.reports.comparison import AWAY, MOVED, Comparison, Side, compare, compared
from annotations.reports.events.differences import Run
from annotations.text.segmentation import sentence_spans
from tests.drafts import next_draft
from tests.world import TEXT

WORDS = ["toll", "bridge", "council", "mayor", "May", "Tuesday", "euros", "drivers", "angry", "since", "was", "raised"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(
    lambda words: " ".join(words).capitalize() + "."
)
DRAFTS = st.lists(SENTENCES, min_size=1, max_size=12)


def side(sentences: list[str]) -> Side:
    text = "\n\n".join(sentences)
    return Side(Revision(text=text, number=1), sentence_spans(text, language="en"))


def between(before: list[str], after: list[str]) -> Comparison:
    return compared(side(before), side(after))


def told(before: list[str], after: list[str]) -> list[tuple[str, list[int], list[int], list[int]]]:
    return [(row.kind, list(row.old), list(row.new), list(row.moved)) for row in between(before, after).rows]


A, B, C = "The toll on the bridge rises in May.", "Nobody likes it, said the mayor.", "It was last raised in 2011."
NEW = "Lorries pay nothing at all from now on."


@pytest.mark.parametrize(
    ("after", "rows"),
    [
        ([A, B, C], [("same", [1], [1], []), ("same", [2], [2], []), ("same", [3], [3], [])]),
        ([A, C], [("same", [1], [1], []), ("gone", [2], [], []), ("same", [3], [2], [])]),
        (
            [A, NEW, B, C],
            [("same", [1], [1], []), ("new", [], [2], []), ("same", [2], [3], []), ("same", [3], [4], [])],
        ),
        (
            [A.replace("May", "June"), B, C],
            [("changed", [1], [1], []), ("same", [2], [2], []), ("same", [3], [3], [])],
        ),
        ([A.replace(" ", "  "), B, C], [("same", [1], [1], []), ("same", [2], [2], []), ("same", [3], [3], [])]),
    ],
    ids=["all the same", "taken out", "new", "changed", "white space"],
)
def test_each_sentence_stands_beside_what_became_of_it(after, rows):
    assert told([A, B, C], after) == rows


def test_what_was_moved_stands_where_it_was_and_where_it_is():
    rows = told([A, B, C, NEW], [NEW, A, B, C])

    assert ("moved", [], [1], [4]) in rows
    assert rows.index(("away", [4], [], [1])) == 4
    assert [kind for kind, *_ in rows].count("same") == 3


def test_a_sentence_that_was_parted_stands_beside_both_parts():
    whole, first, second = f"{A[:-1]}, and {B}", A, B

    assert told([whole, C], [first, second, C]) == [("changed", [1], [1, 2], []), ("same", [2], [3], [])]
    assert told([first, second, C], [whole, C]) == [("changed", [1, 2], [1], []), ("same", [3], [2], [])]


@given(before=DRAFTS, after=DRAFTS)
def test_each_draft_is_told_whole_and_in_its_order(before, after):
    comparison = between(before, after)

    rows = comparison.rows
    assert [number for row in rows for number in row.old] == list(range(1, len(comparison.older.spans) + 1))
    assert [number for row in rows for number in row.new] == list(range(1, len(comparison.newer.spans) + 1))
    assert sorted(map(list, (row.moved for row in rows if row.kind == MOVED))) == [
        list(row.old) for row in rows if row.kind == AWAY
    ]


@given(before=DRAFTS, after=DRAFTS)
def test_the_words_of_a_row_are_those_of_both_drafts(before, after):
    comparison = between(before, after)

    for row in comparison.rows:
        if row.kind in ("same", "changed", "moved"):
            runs = comparison.runs(row)
            old, new = comparison.older.words(row.old or row.moved), comparison.newer.words(row.new)
            assert "".join(run.text for run in runs if run.kind != "del") == new
            if runs != (Run("", new),):
                assert "".join(run.text for run in runs if run.kind != "ins") == old
            else:
                assert old.split() == new.split()


def test_two_drafts_are_read_in_as_many_queries_however_long(article: Article, omar: User):
    next_draft(article, TEXT + "\n" + "One more sentence stands here. " * 30, omar)
    with CaptureQueriesContext(connection) as queries:
        compare(article, 1, 2)
    assert len(queries) == 3
