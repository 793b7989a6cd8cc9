"""The sentences of a new draft are told from those of the draft before, and repeats by their neighbours."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.drafts.aligning import rising
from annotations.text.drafts.matching import Pair, match_units
from annotations.text.segmentation import sentence_spans

CAPTION = "Photo: The Agency."


def matched(old: str, new: str) -> list[Pair]:
    return match_units(old, [span[:2] for span in sentence_spans(old)], new, [span[:2] for span in sentence_spans(new)])


def joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def test_sentences_that_stayed_are_paired_whatever_comes_between() -> None:
    assert matched("One stays. Two goes.", "New comes first. One stays.") == [
        Pair(None, 0),
        Pair(0, 1, "exact"),
        Pair(1, None),
    ]


def test_other_marks_dashes_and_spaces_make_no_other_sentence() -> None:
    assert matched("He said “no” – twice.", 'He  said "no" - twice.') == [Pair(0, 0, "normalised")]


def test_a_letter_of_another_case_makes_another_sentence() -> None:
    assert matched("They asked us about the Polish.", "They asked us about the polish.") == [Pair(0, 0, "similar")]


def test_a_reworded_sentence_is_similar() -> None:
    old, new = "The bridge was built in 1932.", "The old bridge was opened in 1932."
    assert matched(old, new) == [Pair(0, 0, "similar")]


def test_unlike_sentences_are_not_paired() -> None:
    assert matched("The bridge was built in 1932.", "Nobody was hurt that night.") == [Pair(None, 0), Pair(0, None)]


def test_repeated_captions_go_with_their_neighbours() -> None:
    old = joined("Anna came.", CAPTION, "Bertha went.", CAPTION, "Cleo slept.", CAPTION, "Dora ate.")
    new = joined("Anna came.", "Bertha went.", CAPTION, "Cleo slept.", CAPTION, "Dora ate.")
    assert [(pair.old, pair.new) for pair in matched(old, new)] == [
        (0, 0),
        (1, None),
        (2, 1),
        (3, 2),
        (4, 3),
        (5, 4),
        (6, 5),
    ]


def test_repeated_captions_go_with_reworded_neighbours_too() -> None:
    old = joined(
        "Anna came home late.", CAPTION, "Bertha went to town early.", CAPTION, "Cleo slept on the sofa.", CAPTION
    )
    new = joined("Anna came home very late.", CAPTION, "Cleo slept on the new sofa.", CAPTION)
    found = {(pair.old, pair.new) for pair in matched(old, new)}
    assert {(0, 0), (1, 1), (4, 2), (5, 3)} <= found


def test_a_repeated_caption_without_its_neighbours_is_not_guessed() -> None:
    old = joined("Anna came home late.", CAPTION, "Bertha went to town early.", CAPTION, "Cleo slept on the sofa.")
    new = joined(
        "Nobody knew any of this.", "Rain fell all afternoon.", CAPTION, "Prices rose again.", "Snow came down."
    )
    assert {pair.old for pair in matched(old, new) if pair.new is not None} == {None}


def captioned(number: int, words: str) -> list[str]:
    return [part for at in range(number) for part in (CAPTION, f"{words}{at} about {words}{at} again {words}{at}.")]


@pytest.mark.parametrize("number", [1, 2, 31, 32, 33, 100])
def test_where_as_many_captions_stand_as_before_they_keep_their_order_however_long_the_text(number: int) -> None:
    found = matched(joined(*captioned(number, "alpha")), joined(*captioned(number, "omega")))
    assert [(pair.old, pair.new) for pair in found if pair.how == "exact"] == [
        (at, at) for at in range(0, 2 * number, 2)
    ]


@pytest.mark.parametrize("number", [2, 31, 32, 33, 100])
def test_where_one_caption_less_is_there_none_is_guessed_however_long_the_text(number: int) -> None:
    found = matched(
        joined(*captioned(number, "alpha")), joined("Omega is.", *captioned(number - 1, "omega"), "So it is.")
    )
    assert {pair.how for pair in found} == {""}


# How many sentences follow each caption in the old draft, and how many others in the new one.
FOLLOWING = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=8)


@given(FOLLOWING, st.sampled_from([1, 12]))
def test_captions_keep_their_order_whatever_stands_between_them(following: list[tuple[int, int]], times: int) -> None:
    sides: list[list[str]] = [[], []]
    for at, counts in enumerate(following):
        for side, word, count in zip(sides, ("alpha", "omega"), counts, strict=True):
            side.append(CAPTION)
            side += [f"{word}{at}x{n} about {word}{at}x{n} again {word}{at}x{n}." for n in range(count * times)]
    old, new = sides
    found = [(pair.old, pair.new) for pair in matched(joined(*old), joined(*new)) if pair.how == "exact"]
    places = ([at for at, one in enumerate(side) if one == CAPTION] for side in sides)
    assert found == list(zip(*places, strict=True))


def test_a_block_that_moved_takes_its_captions_along() -> None:
    first = ("Anna came.", CAPTION, "Bertha went.")
    rest = ("Cleo slept.", "Dora ate.", "Edda read.", CAPTION, "Frida wrote.")
    found = {pair.old: (pair.new, pair.moved) for pair in matched(joined(*first, *rest), joined(*rest, *first))}
    assert [found[place] for place in range(3)] == [(5, True), (6, True), (7, True)]
    assert [found[place] for place in range(3, 8)] == [(place, False) for place in range(5)]


def test_sentences_run_together_and_parted_all_have_a_partner() -> None:
    old = "The mayor paid for the lamps. The council paid for the poles in March."
    new = "The mayor paid for the lamps, and the council paid for the poles in March."
    assert matched(old, new) == [Pair(0, 0, "similar"), Pair(1, 0, "similar")]
    assert matched(new, old) == [Pair(0, 0, "similar"), Pair(0, 1, "similar")]


def test_what_moved_far_is_what_moved_though_most_was_reworded() -> None:
    old = (
        "The bus is back. It stops in six villages. It carries 3,100 books. Nobody else comes. The first stop is here."
    )
    new = "The first stop is here. The bus is really back. It stops in ten villages. It carries 3,400 books. Nobody else comes."
    found = {pair.old: (pair.new, pair.moved) for pair in matched(old, new)}
    assert found == {0: (1, False), 1: (2, False), 2: (3, False), 3: (4, False), 4: (0, True)}


@given(st.permutations(range(9)), st.integers(0, 9))
def test_the_most_pairs_in_order_are_kept(news: list[int], few: int) -> None:
    pairs = list(enumerate(news))[:few]
    kept = rising(pairs, (0, 0), (9, 9))
    assert set(kept) <= set(pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(kept))
    longest = [1] * len(pairs)
    for at, (_, new) in enumerate(pairs):
        longest[at] = 1 + max((longest[other] for other in range(at) if pairs[other][1] < new), default=0)
    assert len(kept) == max(longest, default=0)
