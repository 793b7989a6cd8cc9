"""Units that a file names are held to the laws of those that the desk makes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.given import BadUnits, check_units
from annotations.text.segmentation import Span, sentence_spans

LETTERS = st.text("ab.! \n\u00a0\u200b\ufeff“”")


@given(LETTERS)
def test_what_the_desk_makes_is_always_good(text: str) -> None:
    check_units(text, sentence_spans(text))


@given(
    LETTERS, st.lists(st.tuples(*[st.integers(0, 12)] * 3, st.sampled_from(["body", "headline", "verse"])), max_size=4)
)
def test_what_is_good_holds_every_word_in_order(text: str, units: list[tuple[int, int, int, str]]) -> None:
    try:
        check_units(text, units)
    except BadUnits:
        return
    covered = "".join(text[start:end] for start, end, *_ in units)
    bare = text.replace("\u200b", " ").replace("\ufeff", " ")
    assert not units or "".join(covered.replace("\u200b", " ").replace("\ufeff", " ").split()) == "".join(bare.split())
    assert all(a[1] <= b[0] for a, b in pairwise(units))


@pytest.mark.parametrize(
    ("units", "place", "message"),
    [
        ([(0, 2, 1, "body")], 0, "the words at 3 are in no unit"),
        ([(3, 5, 1, "body")], 0, "the words at 0 are in no unit"),
        ([(0, 2, 1, "body"), (1, 5, 1, "body")], 1, "begins before the last unit ends"),
        ([(0, 2, 1, "body"), (3, 6, 1, "body")], 1, "outside the text"),
        ([(0, 3, 1, "body"), (3, 5, 1, "body")], 0, "not with white space"),
        ([(0, 2, 0, "body"), (3, 5, 1, "body")], 0, "paragraph 0 does not follow"),
        ([(0, 2, 2, "body"), (3, 5, 2, "body")], 0, "paragraph 2 does not follow on paragraph 0"),
        ([(0, 2, 1, "body"), (3, 5, 3, "body")], 1, "paragraph 3 does not follow on paragraph 1"),
        ([(0, 2, 1, "body"), (3, 5, 1, "verse")], 1, "a unit is one of headline"),
    ],
)
def test_the_first_that_is_wrong_is_named(units: list[Span], place: int, message: str) -> None:
    with pytest.raises(BadUnits, match=message) as refused:
        check_units("ab cd", units)
    assert refused.value.place == place
