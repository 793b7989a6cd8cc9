"""Sentences that somebody tidied as they copied them are found on the words they are of, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.placing import Placed, place_sentences
from annotations.text.segmentation import sentence_spans

TEXT = (
    "The toll is due. They won the topurnament in 1986, when they lost to nobody. "
    "It reached “number one” in May, and kept it for nine weeks. The toll is due."
)


def place(*sentences: str) -> list[str | None]:
    return [TEXT[found.start : found.end] if found else None for found in place_sentences(TEXT, sentences)]


@given(st.lists(st.text("ab.! \n", max_size=9)).map("".join))
def test_the_units_of_a_text_are_found_where_they_are(text: str) -> None:
    spans = sentence_spans(text)

    found = place_sentences(text, [text[span.start : span.end] for span in spans])

    assert found == [Placed(span.start, span.end, True) for span in spans]


@given(st.text("ab. “"), st.lists(st.text("ab. “"), max_size=4))
def test_a_place_lies_in_the_text_and_has_words(text: str, sentences: list[str]) -> None:
    for found in place_sentences(text, sentences):
        assert found is None or (0 <= found.start < found.end <= len(text) and text[found.start : found.end].strip())


@pytest.mark.parametrize(
    ("sentence", "there"),
    [
        (
            "They won the tournament in 1986, when they lost to nobody.",
            "They won the topurnament in 1986, when they lost to nobody.",
        ),
        ('It reached "number one" in May.', "It reached “number one” in May"),
        ('"number one" in May - and kept it', "“number one” in May, and kept it"),
        ("It kept it for nine weeks.", "kept it for nine weeks."),
        ("They won the topurnament in 1986.", "They won the topurnament in 1986"),
        ("Nobody ever said that here, or did they?", None),
        (
            "1. They won the: 2. topurnament in 1986, when 3. they lost to nobody.",
            "They won the topurnament in 1986, when they lost to nobody.",
        ),
        ("", None),
        ("…", None),
    ],
)
def test_a_sentence_is_put_on_most_of_its_words(sentence: str, there: str | None) -> None:
    assert place(sentence) == [there]


def test_what_stands_twice_is_the_next_one_in_order() -> None:
    first, second = place_sentences(TEXT, ["The toll is due.", "The toll is due."])

    assert first == Placed(0, 16, True)
    assert second == Placed(len(TEXT) - 16, len(TEXT), True)
    (late,) = place_sentences(TEXT.replace("They won", "The tolls are due. They won"), ["The tolls were due!"])
    assert late is not None
    assert late.start == 17
