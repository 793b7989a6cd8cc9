"""Find where quoted words stand in a text, though they were typed with other quotation marks or spaces."""

import re

_WORDS = re.compile(r"[^\s\ufeff\u200b]+")
_SINGLE, _DOUBLE, _DASH = "‘’‚‛′ʼ´`‹›", "“”„‟″«»", "‐‑‒–—―−﹣－"
_ALIKE = [*((mark, "'") for mark in _SINGLE), *((mark, '"') for mark in _DOUBLE), *((dash, "-") for dash in _DASH)]


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
    folded, typed = _folded(text[start:end]), _folded(quote)
    bare = typed.strip("\"' ")
    found = _places(folded, typed, 0, len(folded)) or _places(folded, bare, 0, len(folded))
    if not found:
        folded = _lower(folded)
        found = _places(folded, _lower(bare), 0, len(folded))
    return _unfolded(text, start, end, found)


def _places(text: str, quote: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the exact places only."""
    places: list[tuple[int, int]] = []
    at = text.find(quote, start, end) if quote else -1
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + len(quote), end)
    return places


def _folded(text: str) -> str:
    """Write alike what is typed alike: one kind of quotation marks and of dashes, words joined by single spaces."""
    # An article has millions of letters: these replace in one go what str.translate looks up letter by letter.
    for mark, plain in _ALIKE:
        text = text.replace(mark, plain)
    return " ".join(text.replace("\ufeff", " ").replace("\u200b", " ").split())


def _unfolded(text: str, start: int, end: int, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Turn places in the words of text[start:end], joined by single spaces, into places in `text`."""
    words, at = _WORDS.finditer(text, start, end), 0
    first = last = start

    def original(offset: int) -> int:
        nonlocal at, first, last
        while offset >= at + last - first:
            at += last - first + 1 if last > first else 0
            first, last = next(words).span()
        return first + offset - at

    return [(original(begin), original(stop - 1) + 1) for begin, stop in found]


def _lower(text: str) -> str:
    """Lower the case of each character that stays one character, so that offsets stay as they are."""
    # Of all letters only İ becomes two.
    return "İ".join([part.lower() for part in text.split("İ")]).replace("ς", "σ")
