"""A place of one draft goes to the same words of the next, or is marked; laws over random edits."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.drafts.carrying import CHANGED, EXACT, LOST, MOVED, Carriage
from annotations.text.drafts.saying import Stands, says_the_same
from annotations.text.segmentation import sentence_spans
from annotations.text.words import words_of

OLD = (
    "The bridge was built in 1932. It is not safe, Lind said. The mayor denied it.\n\nPhoto: AP\n\n"
    "Costs rose by 12 per cent last year. Nobody was hurt.\n\nPhoto: AP\n\nThe end is near for all of us here."
)
CAPTION = "Photo: The Agency / A. Photographer"


def carried(old: str, new: str, quote: str) -> tuple[str, str]:
    at = old.index(quote)
    found = carriage(old, new).carry(at, at + len(quote))
    return found.state, new[found.start : found.end]


def carriage(old: str, new: str) -> Carriage:
    return Carriage(old, units(old), new, units(new))


def units(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("edit", "quote", "state", "words"),
    [
        (lambda text: "Rain fell. " + text, "1932", EXACT, "1932"),
        (lambda text: text.replace(" It is", "\n\nIt is"), "not safe", EXACT, "not safe"),
        (lambda text: text.replace("built", "not built"), "1932", CHANGED, "1932"),
        (lambda text: text.replace("built", "not built"), "The mayor denied it.", EXACT, "The mayor denied it."),
        (lambda text: text.replace("12 per cent", "a fifth"), "12 per cent", CHANGED, "a fifth"),
        (lambda text: text.replace(" for all of us", ""), "for all of us", LOST, ""),
        (lambda text: text.replace(" The mayor denied it.", ""), "The mayor denied it.", LOST, ""),
        (lambda text: text.replace(". Nobody", ", and nobody"), "12 per cent", CHANGED, "12 per cent"),
        (
            lambda text: text.replace(" It is not", " He laughed. It is not"),
            "1932. It is not safe",
            CHANGED,
            "1932. He laughed. It is not safe",
        ),
        (
            lambda text: text.replace(" The mayor denied it.", "") + " The mayor denied it.",
            "The mayor denied it.",
            MOVED,
            "The mayor denied it.",
        ),
        (lambda text: text.replace(", Lind said", ', "Lind" said'), "safe", CHANGED, "safe"),
        (
            lambda text: text.replace("The bridge", "The\u00a0\u00a0bridge"),
            "The bridge",
            EXACT,
            "The\u00a0\u00a0bridge",
        ),
    ],
)
def test_places_are_carried(edit: Callable[[str], str], quote: str, state: str, words: str) -> None:
    assert carried(OLD, edit(OLD), quote) == (state, words)


def test_sentences_parted_otherwise_lose_nothing() -> None:
    text = "One thing is so. Another is not."
    apart = Carriage(text, [(0, 16), (17, 32)], text, [(0, 32)])
    together = Carriage(text, [(0, 32)], text, [(0, 16), (17, 32)])
    for one in (apart, together):
        assert one.carry(0, 16) == (EXACT, 0, 16)
        assert one.carry(4, 24) == (EXACT, 4, 24)


def test_a_part_of_a_word_stays_a_part_of_it() -> None:
    assert carried("It was unbelievable.", "So? It was unbelievable.", "believ") == (EXACT, "believ")


def test_what_is_no_word_at_the_edges_of_a_place_comes_along_where_it_is_there() -> None:
    old, new = "So? \u00adIt was un\u00adknown. \n\nHe said so.", "Yes. So? \u00adIt was un\u00adknown. \n\nHe said so."
    for quote in (" \u00adIt was ", "\u00adIt", "un\u00ad", " was un\u00adknown. \n\n"):
        assert carried(old, new, quote) == (EXACT, quote)
    assert carried(old, new.replace(". \n\n", ".\n\n"), "known. \n\n") == (EXACT, "known.")


def test_a_part_of_a_word_that_is_spelt_otherwise_is_changed() -> None:
    assert carried("It was a cafe\u0301 then.", "It was a caf\u00e9 then.", "caf")[0] == CHANGED


def test_texts_without_spaces_are_compared_letter_by_letter() -> None:
    old, new = "橋は1932年に建てられた。市長は否定した。", "雨が降った。橋は1932年に建てられた。市長は肯定した。"
    assert carried(old, new, "橋は1932年") == (EXACT, "橋は1932年")
    assert carried(old, new, "否定") == (CHANGED, "肯定")


def test_an_empty_draft_loses_every_place() -> None:
    assert Carriage("One is.", [(0, 7)], "", []).carry(0, 7) == (LOST, 0, 0)


# Sentences of a draft with what they are: a number for those that are alone in saying what they say, 0 for a caption.
Sentences = list[tuple[int, str]]
WORDS = ["bridge", "mayor", "lamp", "winter", "council", "paid", "burnt", "never", "twice", "quietly"]


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Sentences, Sentences, set[int]]:
    """Write a draft and edit it; give both, and the numbers of the sentences whose words nobody touched."""
    old: Sentences = []
    for number in range(1, draw(st.integers(2, 14)) + 1):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=8))
        old.append((number, f"The {number} {' '.join(words)} it."))
        if draw(st.booleans()):
            old.append((0, CAPTION))
    new, untouched = list(old), {number for number, _ in old if number}
    for edit in draw(st.lists(st.sampled_from(["insert", "delete", "reword", "move", "repeat"]), max_size=6)):
        if not new:
            break
        at = draw(st.integers(0, len(new) - 1))
        number, sentence = new[at]
        if edit == "insert":
            new.insert(at, (-1, f"A new one about {draw(st.sampled_from(WORDS))} comes."))
        elif edit == "delete":
            del new[at]
        elif edit == "reword":
            words = sentence[:-1].split()
            words.insert(draw(st.integers(0, len(words))), draw(st.sampled_from(["not", "hardly", "“", "42"])))
            new[at] = (-1, " ".join(words) + ".")
        elif edit == "move":
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(at))
        else:
            new.insert(draw(st.integers(0, len(new))), (number, sentence))
    there = [number for number, _ in new]
    return old, new, {number for number in untouched if there.count(number) == 1}


def text_of(draw: Callable[[], str], sentences: Sentences) -> tuple[str, list[tuple[int, int]]]:
    """Join sentences into paragraphs, anyhow; a caption stands alone."""
    text, places = "", []
    for number, sentence in sentences:
        text += ("\n\n" if number == 0 or text.endswith(CAPTION) else draw()) if text else ""
        places.append((len(text), len(text) + len(sentence)))
        text += sentence
    return text, places


GAPS = st.lists(st.sampled_from([" ", "\n\n", "  "]), min_size=40, max_size=40)


def gap_of(gaps: Sequence[str]) -> Callable[[], str]:
    left = list(gaps)
    return lambda: left.pop() if left else " "


@given(drafts(), GAPS, GAPS, st.data())
def test_words_are_the_same_or_the_place_is_marked(
    edited: tuple[Sentences, Sentences, set[int]], before: list[str], after: list[str], data: st.DataObject
) -> None:
    (old, _), (new, _) = text_of(gap_of(before), edited[0]), text_of(gap_of(after), edited[1])
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    if not old[start:end].strip():
        return
    there = carriage(old, new)
    found = there.carry(start, end)
    assert 0 <= found.start <= found.end <= len(new)
    assert (found.state == LOST) == (found.start == found.end)
    if found.state != LOST:
        # The words around the place tell as much as all of both drafts.
        stood, stands = stands_in(old, units(old), start, end), stands_in(new, units(new), *found[1:])
        assert says_the_same(stood, stands) == says_the_same(stands, stood) == (found.state in (EXACT, MOVED))
    if found.state in (EXACT, MOVED):
        assert keys(old, [(start, end)]) == keys(new, [found[1:]])
        assert keys(old, around(old, start, end)) == keys(new, around(new, *found[1:]))
        # And back again.
        back = carriage(new, old).carry(found.start, found.end)
        assert back.state in (EXACT, MOVED)
        assert keys(old, [back[1:]]) == keys(old, [(start, end)])


@given(drafts(), GAPS, GAPS, st.data())
def test_what_is_exact_says_the_same_however_its_sentences_are_parted(
    edited: tuple[Sentences, Sentences, set[int]], before: list[str], after: list[str], data: st.DataObject
) -> None:
    (old, old_places), (new, new_places) = text_of(gap_of(before), edited[0]), text_of(gap_of(after), edited[1])
    start, end = data.draw(st.sampled_from(old_places))
    old_places, new_places = (
        joined(places, data.draw(st.sets(st.integers(1, 40)))) for places in (old_places, new_places)
    )
    found = Carriage(old, old_places, new, new_places).carry(start, end)
    if found.state in (EXACT, MOVED):
        assert says_the_same(stands_in(old, old_places, start, end), stands_in(new, new_places, *found[1:]))


def joined(places: Sequence[tuple[int, int]], with_the_one_before: set[int]) -> list[tuple[int, int]]:
    """Join sentences, by place, each with the one before it."""
    found: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(places):
        found.append((found.pop()[0], end) if at in with_the_one_before else (start, end))
    return found


def stands_in(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> Stands:
    touched = [place for place in places if place[0] < end and place[1] > start]
    return Stands(text, start, end, touched[0][0], touched[-1][1])


def keys(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    return words_of(text, places).keys


def around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give the sentences that hold a place."""
    return [(a, b) for a, b in units(text) if a < end and b > start]


@given(drafts(), GAPS, GAPS)
def test_untouched_sentences_keep_their_places(
    edited: tuple[Sentences, Sentences, set[int]], before: list[str], after: list[str]
) -> None:
    sentences, reworked, untouched = edited
    (old, old_places), (new, new_places) = text_of(gap_of(before), sentences), text_of(gap_of(after), reworked)
    there = Carriage(old, old_places, new, new_places)
    for (number, _), place in zip(sentences, old_places, strict=True):
        if number in untouched:
            at = new_places[[number for number, _ in reworked].index(number)]
            assert there.carry(*place)[1:] == at
            assert there.carry(*place).state in (EXACT, MOVED)


@given(drafts(), GAPS, GAPS)
def test_no_two_places_go_to_the_same_words_unmarked(
    edited: tuple[Sentences, Sentences, set[int]], before: list[str], after: list[str]
) -> None:
    (old, old_places), (new, new_places) = text_of(gap_of(before), edited[0]), text_of(gap_of(after), edited[1])
    there = Carriage(old, old_places, new, new_places)
    found = [one[1:] for one in (there.carry(*place) for place in old_places) if one.state in (EXACT, MOVED)]
    assert len(found) == len(set(found))


@given(drafts(), GAPS)
def test_the_same_draft_changes_nothing(edited: tuple[Sentences, Sentences, set[int]], gaps: list[str]) -> None:
    text, places = text_of(gap_of(gaps), edited[0])
    there = Carriage(text, places, text, places)
    assert [there.carry(*place) for place in places] == [(EXACT, *place) for place in places]


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_any_text_can_be_carried_to_any_other(old: str, new: str, data: st.DataObject) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = carriage(old, new).carry(start, end)
    assert 0 <= found.start <= found.end <= len(new)
    assert (found.state == LOST) == (found.start == found.end)
