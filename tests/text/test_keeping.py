"""A new draft is parted as the one before where its words stay."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotations.text.drafts.carrying import Carriage
from annotations.text.drafts.keeping import kept_units
from annotations.text.segmentation import Span, sentence_spans
from annotations.text.words import Place

TEXT = "One is so. Two is not. Three may be.\n\nFour was once."


def kept(old: str, units: Sequence[Place], new: str) -> list[str]:
    spans = sentence_spans(new)
    carriage = Carriage(old, units, new, [(span.start, span.end) for span in spans])
    return [new[span.start : span.end] for span in kept_units(carriage, units, spans)]


def test_what_was_joined_stays_joined() -> None:
    assert kept(TEXT, [(0, 22), (23, 36), (38, 52)], f"New. {TEXT}") == [
        "New.",
        "One is so. Two is not.",
        "Three may be.",
        "Four was once.",
    ]


def test_what_was_parted_stays_parted() -> None:
    assert kept(TEXT, [(0, 3), (4, 10), (11, 22), (23, 36), (38, 52)], TEXT)[:2] == ["One", "is so."]


def test_a_paragraph_that_comes_between_parts_what_was_joined() -> None:
    new = TEXT.replace(" Two", "\n\nTwo")
    assert kept(TEXT, [(0, 22), (23, 36), (38, 52)], new)[:2] == ["One is so.", "Two is not."]


def test_other_words_are_parted_as_a_program_does() -> None:
    new = TEXT.replace("Two is", "Two was")
    assert kept(TEXT, [(0, 22), (23, 36), (38, 52)], new)[:2] == ["One is so.", "Two was not."]


@given(
    st.lists(st.integers(1, 51), max_size=6), st.lists(st.sampled_from(["One", "Two", "was", ". ", "\n\n"]), max_size=4)
)
def test_the_words_stay_whole_and_in_order(cuts: list[int], more: list[str]) -> None:
    units, at = [], 0
    for cut in [*sorted(set(cuts)), len(TEXT)]:
        words = TEXT[at:cut]
        if words.strip():
            units.append((at + len(words) - len(words.lstrip()), at + len(words.rstrip())))
        at = cut
    new = TEXT.replace("is", " ".join(more) + " is", 1)
    spans = sentence_spans(new)
    carriage = Carriage(TEXT, units, new, [(span.start, span.end) for span in spans])
    found: list[Span] = kept_units(carriage, units, spans)
    assert "".join("".join(new[span.start : span.end].split()) for span in found) == "".join(new.split())
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert [span.paragraph for span in found] == sorted(span.paragraph for span in found)
