"""Find where quoted words stand in a text, though they were typed with other quotation marks or spaces."""

import re
from bisect import bisect_right

_WORDS = re.compile(r"[^\s\ufeff\u200b]+")
_SINGLE, _DOUBLE, _DASH = "‘’‚‛′ʼ´`‹›", "“”„‟″«»", "‐‑‒–—―−﹣－"
_ALIKE = str.maketrans(
    _SINGLE + _DOUBLE + _DASH,
    "'" * len(_SINGLE) + '"' * len(_DOUBLE) + "-" * len(_DASH),
)


def find_quote(text: str, quote: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return every place where `quote` stands in text[start:end], in order and not overlapping.

    Offsets are code points of `text`, end-exclusive. Places where it stands exactly; only if there is
    none, where it stands but for the kind of quotation marks, dashes and white space (and white space
    around it); then without quotation marks around it; then whatever the case. A quote without words is nowhere.
    """
    if not _WORDS.search(quote):
        return []
    start, end = max(0, start), len(text) if end is None else min(end, len(text))
    exact = _places(text, quote, start, end)
    if exact:
        return exact
    words = [match.span() for match in _WORDS.finditer(text, start, end)]
    folded = " ".join([text[first:last] for first, last in words]).translate(_ALIKE)
    typed = " ".join(_WORDS.findall(quote)).translate(_ALIKE)
    bare = typed.strip("\"' ")
    for needle, hay in ((typed, folded), (bare, folded), (_lower(bare), _lower(folded))):
        found = _places(hay, needle, 0, len(hay))
        if found:
            return _unfolded(words, found)
    return []


def _places(text: str, quote: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the exact places only."""
    places: list[tuple[int, int]] = []
    at = text.find(quote, start, end) if quote else -1
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + len(quote), end)
    return places


def _unfolded(words: list[tuple[int, int]], found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Turn offsets in the words joined by single spaces into offsets in the text they come from."""
    starts, at = [], 0
    for first, last in words:
        starts.append(at)
        at += last - first + 1

    def original(offset: int) -> int:
        number = bisect_right(starts, offset) - 1
        return words[number][0] + offset - starts[number]

    return [(original(first), original(last - 1) + 1) for first, last in found]


def _lower(text: str) -> str:
    """Lower the case of each character that stays one character, so that offsets stay as they are."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join([low if len(low := letter.lower()) == 1 else letter for letter in text])
    return lowered.replace("ς", "σ")
