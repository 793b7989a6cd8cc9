"""Splitting by hand loses nothing, and leaves every character whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.paragraphs import GAP
from annotations.text.parting import MOST_PLACES, can_be_split, halves, parts_a_character, places_to_split

TEXTS = st.text(alphabet=st.sampled_from([*"ab.,“” \n\u00a0\ufeff\u200b\u0301\u200d👍\U0001f3fd🇩🇪的"]), max_size=30)


def words_at(text: str) -> list[str]:
    """Give what each place to choose begins with."""
    return [text[at:].split()[0] for at in places_to_split(text, 0, len(text))]


@given(text=TEXTS, at=st.integers(-2, 32))
def test_halves_hold_all_that_is_no_gap_and_begin_and_end_with_none(text: str, at: int):
    parted = halves(text, 0, len(text), at)
    if parted is None:
        assert not 0 < at < len(text) or not text[:at].strip(GAP) or not text[at:].strip(GAP)
        return
    (start, first), (second, end) = parted
    assert (start, end) == (0, len(text))
    assert start < first <= at <= second < end
    assert not text[first:second].strip(GAP)
    assert text[first - 1] not in GAP
    assert text[second] not in GAP


@given(text=TEXTS)
def test_every_place_to_choose_can_be_split_at(text: str):
    places = places_to_split(text, 0, len(text))
    assert places == sorted(set(places))
    assert all(can_be_split(text, 0, len(text), at) for at in places)
    assert len({halves(text, 0, len(text), at) for at in places}) == len(places)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("The toll rises. Nobody likes it.", ["toll", "rises.", "Nobody", "likes", "it."]),
        ("It rose.Nobody knew.", ["rose.Nobody", "Nobody", "knew."]),
        ("“No,” she said.“Never!”", ["she", "said.“Never!”", "“Never!”"]),
        ("He (Ada) left", ["(Ada)", "left"]),
        ("In the U.S. it’s 1,000.5 a well-known sum", ["the", "U.S.", "it’s", "1,000.5", "a", "well-known", "sum"]),
        ("He left—she stayed", ["left—she", "she", "stayed"]),
        ("word", []),
    ],
)
def test_a_choice_begins_with_a_word(text: str, begins: list[str]):
    assert words_at(text) == begins


def test_where_no_spaces_are_written_each_letter_is_a_choice():
    assert places_to_split("今日は雨。", 0, 5) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("e\u0301a", {1}),
        ("👍\U0001f3fda", {1}),
        ("👩\u200d🔬a", {1, 2}),
        ("🇩🇪🇫🇷", {1, 3}),
        ("a\u200bb", set()),
    ],
)
def test_what_is_seen_as_one_character_stays_one(text: str, whole: set[int]):
    assert {at for at in range(len(text) + 1) if parts_a_character(text, at)} == whole


def test_a_long_sentence_offers_no_more_places_than_can_be_shown():
    hostile = ["a " * 50_000, "的" * 100_000, "a(" * 50_000, "🇩" * 100_000, "ab.c" * 30_000]
    for text in hostile:
        assert len(places_to_split(text, 0, len(text))) <= MOST_PLACES
