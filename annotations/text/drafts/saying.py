"""Tell whether a place of one draft says what it says in another: from the words around it alone, not both texts."""

from collections.abc import Sequence
from typing import NamedTuple

from annotations.text.words import words_of

# How much of a text is looked at first for each word that is wanted, in characters.
A_WORD = 16


class Stands(NamedTuple):
    """A place in a text, and where the sentences that it touches begin and end (code points, end-exclusive)."""

    text: str
    start: int
    end: int
    begins: int
    ends: int


def says_the_same(one: Stands, other: Stands) -> bool:
    """Tell whether a place has the same words in two texts, and its sentences the same words around them.

    Where the sentences of one text were parted otherwise, what they lack is looked for beyond their ends. Of places
    that `Carriage` gives as exact or moved this holds, and of those that it gives as changed it does not.
    """
    before = max(len(_keys(side.text, side.begins, side.start)) for side in (one, other))
    after = max(len(_keys(side.text, side.end, side.ends)) for side in (one, other))
    return (
        _keys(one.text, one.start, one.end) == _keys(other.text, other.start, other.end)
        and _last(one.text, one.start, before) == _last(other.text, other.start, before)
        and _first(one.text, one.end, after) == _first(other.text, other.end, after)
    )


def _first(text: str, start: int, count: int) -> Sequence[str]:
    """Give so many words of a text from a place on, or as many as there are."""
    size = (count + 1) * A_WORD
    # What is cut off in the middle is one word more than is wanted.
    while len(keys := _keys(text, start, start + size)) <= count and start + size < len(text):
        size *= 2
    return keys[:count]


def _last(text: str, end: int, count: int) -> Sequence[str]:
    """Give the last so many words of a text before a place, or as many as there are."""
    size = (count + 1) * A_WORD
    while len(keys := _keys(text, max(0, end - size), end)) <= count and size < end:
        size *= 2
    return keys[max(0, len(keys) - count) :]


def _keys(text: str, start: int, end: int) -> Sequence[str]:
    return words_of(text, [(start, end)]).keys
