"""Quoted words are found where they stand, however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.quoting import find_quote

LETTERS = st.text("ab“”\"'’—-\u00a0 \n\t", max_size=30)
ALIKE = str.maketrans("“”’—", '""\'-')


def fold(text: str) -> str:
    return " ".join(text.translate(ALIKE).split()).strip("\"' ").lower()


def found(text: str, quote: str) -> list[str]:
    return [text[start:end] for start, end in find_quote(text, quote)]


def test_exact_places_come_in_order_and_do_not_overlap() -> None:
    assert find_quote("aaaa a", "aa") == [(0, 2), (2, 4)]


def test_an_exact_place_hides_the_tolerant_ones() -> None:
    assert find_quote("The bridge. the bridge", "the bridge") == [(12, 22)]


@pytest.mark.parametrize(
    "quote",
    [
        '"it isn\'t safe" - Lind',
        "“it isn’t safe” — Lind",
        "it  isn't\nsafe\" – Lind ",
        "\u00a0it isn’t safe” — Lind”",
        "IT ISN'T SAFE” — lind",
    ],
)
def test_marks_dashes_spaces_and_case_are_forgiven(quote: str) -> None:
    text = "She said “it isn’t\u00a0 safe” —\nLind, that is."
    assert found(text, quote)[0].strip("“") == text[10:32]


def test_quotation_marks_typed_around_the_words_are_left_out() -> None:
    assert find_quote("They call it a win.", "“a win”") == [(13, 18)]


def test_only_the_part_asked_for_is_searched() -> None:
    text = "a win, a win, a win"
    assert find_quote(text, "a win", 1) == [(7, 12), (14, 19)]
    assert find_quote(text, "a win", 1, 18) == [(7, 12)]
    assert find_quote(text, "A WIN", 1, 18) == [(7, 12)]
    assert find_quote(text, "a win", -5, 99) == find_quote(text, "a win")


def test_letters_that_change_length_in_small_type_do_not_move_the_offsets() -> None:
    assert found("İİİ The ΛΟΓΟΣ here", "the λογος") == ["The ΛΟΓΟΣ"]


def test_each_of_several_tolerant_places_has_its_own_offsets() -> None:
    text = "\ufeff İt’s  so — it’s\nso. “It’s\u00a0so.”"
    assert found(text, "IT'S SO") == ["it’s\nso", "It’s\u00a0so"]
    assert find_quote(text, "it's so") == [(13, 20)]
    assert find_quote(text, "it's so", 14) == [(23, 30)]


@pytest.mark.parametrize("quote", ["", " ", "“”", '"', "\n\u200b"])
def test_a_quote_without_words_is_nowhere(quote: str) -> None:
    assert find_quote("Some words.", quote) == []


def test_words_that_are_not_there_are_nowhere() -> None:
    assert find_quote("Some words.", "other words") == []


@given(LETTERS, LETTERS, LETTERS)
def test_a_quote_copied_from_the_text_is_found(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    places = find_quote(text, quote)
    assert all(text[start:end] == quote for start, end in places)
    assert bool(places) == bool(quote.strip())


@given(LETTERS, LETTERS)
def test_what_is_found_reads_like_the_quote(text: str, quote: str) -> None:
    before = 0
    for start, end in find_quote(text, quote):
        assert before <= start < end <= len(text)
        assert fold(text[start:end]) == fold(quote)
        before = end


@given(st.text(), st.text(min_size=1, max_size=3))
def test_offsets_always_lie_in_the_text(text: str, quote: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find_quote(text, quote))


def test_hostile_repetition_is_searched_to_the_end() -> None:
    text = "a " * 100_000 + "b"
    assert find_quote(text, "A " * 1_000 + "B") == [(len(text) - 2_001, len(text))]
    assert find_quote("\u00a0" * 300_000, "' '") == []
