"""What there is to know of a sentence before it is split or joined: itself, the next one, and where it can be cut."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotations.models import STANDING, Revision, Sentence
from annotations.text.paragraphs import GAP
from annotations.text.parting import MOST_PLACES, can_be_split, places_to_split

# Of the next sentence, in characters: enough to know it by.
WORDS_SHOWN = 160


class Piece(NamedTuple):
    """Some words of a sentence and the place at which they begin, before which it can be split; `gap` follows them."""

    at: int
    words: str
    gap: str


class Next(NamedTuple):
    """The sentence that can be joined to another; `words` are its first."""

    sentence: Sentence
    words: str


@dataclass(frozen=True)
class Parting:
    """A sentence in pieces, the first of which always begins it; `chosen` is the place to split that was asked for.

    `following` is None for the last sentence of a paragraph. `cut` tells that there are more places than are shown.
    """

    sentence: Sentence
    pieces: Sequence[Piece]
    following: Next | None
    chosen: int | None
    cut: bool


def parting_of(
    revision: Revision, start: int, *, selected: int | None = None, near: int | None = None
) -> Parting | None:
    """Read the standing sentence that begins at `start`, None where there is none by now; one query.

    `selected` is a place that somebody means exactly, `near` one that they have pointed to, at or after the beginning
    of a piece. Offsets are code points.
    """
    rows = list(Sentence.objects.filter(STANDING, revision=revision, start__gte=start).order_by("start")[:2])
    if not rows or rows[0].start != start:
        return None
    sentence, text = rows[0], revision.text
    for row in rows:
        row.revision = revision
    places = places_to_split(text, start, sentence.end)
    chosen = None
    if selected is not None and can_be_split(text, start, sentence.end, selected):
        chosen = selected
        if chosen not in places:
            insort(places, chosen)
    elif near is not None and start < near < sentence.end:
        at = bisect_right(places, near)
        chosen = places[at - 1] if at else None
    following = rows[1] if len(rows) > 1 and rows[1].paragraph == sentence.paragraph else None
    return Parting(
        sentence,
        _pieces(text, start, sentence.end, places),
        Next(following, _first_words(text, following)) if following else None,
        chosen,
        cut=len(places) >= MOST_PLACES,
    )


def number_at(revision: Revision, start: int) -> int:
    """Number the standing sentence that holds a place, or is the last before it."""
    return max(1, Sentence.objects.filter(STANDING, revision=revision, start__lte=start).count())


def _pieces(text: str, start: int, end: int, places: Sequence[int]) -> list[Piece]:
    pieces = []
    for begin, stop in zip([start, *places], [*places, end], strict=True):
        words = text[begin:stop].rstrip(GAP)
        pieces.append(Piece(begin, words, text[begin + len(words) : stop]))
    return pieces


def _first_words(text: str, sentence: Sentence) -> str:
    words = " ".join(text[sentence.start : min(sentence.end, sentence.start + WORDS_SHOWN)].split())
    return f"{words}…" if sentence.end - sentence.start > WORDS_SHOWN else words
