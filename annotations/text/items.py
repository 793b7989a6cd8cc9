"""Find list items that were run together on one line: "1. Bread 2. Milk"."""

import re
from collections.abc import Iterator

from annotations.text.paragraphs import GAP

_MARKER = re.compile(r"(?:([•⁃◦▪])\s?)?\b(?:(\d{1,3})|([a-z]))(\.\)|\)|\.)(?=\s+(\S))")
_FIRST = (" 1.", " 1)", "1.)", " a.", " a)", "1. ", "1) ", "a. ", "a) ")
_BLOCKED = re.compile(
    r"(?:\b(?:no|nos|p|pp|of|on|to|by|in|the|at|than|and|or|is|was|are|for|from|until|since|about|with|step|part|page|"
    r"chapter|section|number|level|type|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|[\d,;:$£€–—-])\Z",
    re.IGNORECASE,
)


def items(text: str, start: int, end: int, listed: bool) -> Iterator[tuple[int, int]]:
    """Part text[start:end] (code points, end-exclusive) before each list item that stands inside it.

    Markers count only as a series: one at the beginning or after a stop, and the next ones in order.
    """
    began = start
    if listed or any(text.find(mark, start, end) >= 0 for mark in _FIRST):
        for cut in _cuts(text, start, end):
            yield began, cut - _trailing(text, cut)
            began = cut
    yield began, end


def _trailing(text: str, cut: int) -> int:
    """Count the gap characters before `cut`."""
    at = cut
    while text[at - 1] in GAP:
        at -= 1
    return cut - at


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    opening, style, value, running = start, ("", ""), -1, False
    for match in _MARKER.finditer(text, start, end):
        at = match.start()
        if at > start and text[at - 1] not in GAP:
            continue
        bullet, number, letter, tail, following = match.groups()
        own = (bullet or "", tail + ("9" if number else "a"))
        order = int(number) if number else ord(letter)
        lead = text[max(start, at - 16) : at].rstrip(GAP)
        plain = tail != "." or (following.isupper() and not _BLOCKED.search(lead))
        if own == style and order == value + 1 and plain:
            if opening > start:
                yield opening
            yield at
            opening, value, running = start, order, True
        elif not lead or lead[-1] in ".!?" or (running and (bullet or order in (1, 97))):
            opening, style, value = at, own, order
