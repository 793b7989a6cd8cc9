"""Where a sentence can be split in two by hand, and what the two halves are.

Offsets are code points, end-exclusive. A half never begins or ends with what may lie between two units (GAP), and no
letter is taken from its accents, nor an emoji apart.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from annotations.text.paragraphs import GAP

Place = tuple[int, int]

# So many places can be chosen from; a longer sentence is split step by step.
MOST_PLACES = 1000

JOINER = "\u200d"
_SKIN = range(0x1F3FB, 0x1F400)
_FLAG = range(0x1F1E6, 0x1F200)
# Scripts that are written without spaces between words: each letter begins a choice.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What a choice begins with: what comes after a gap, a word right after a mark that is no part of it ("rose.Nobody",
# "left—she"), an opening mark right after a word, and each letter of a script without spaces.
_OPENING = r"(\[“«„「『"
_CHOICE = re.compile(
    rf"(?<=[{GAP}])[^{GAP}]|(?<=[^\w{GAP}{_OPENING}\"'’.,:/\u0300-\u036f-])\w|(?<=[^\W\d_]{{2}}\.)[^\W\d_]"
    rf"|(?<=[^{GAP}{_OPENING}])[{_OPENING}]|[{_UNSPACED}]"
)


def halves(text: str, start: int, end: int, at: int) -> tuple[Place, Place] | None:
    """Give the two units that text[start:end] is split into before `at`; None where one of them would be empty.

    White space, U+FEFF and U+200B at the place are left between the two.
    """
    if not start < at < end:
        return None
    first, second = at, at
    while first > start and text[first - 1] in GAP:
        first -= 1
    while second < end and text[second] in GAP:
        second += 1
    if first == start or second == end:
        return None
    return (start, first), (second, end)


def parts_a_character(text: str, at: int) -> bool:
    """Tell whether what a person sees as one character stands on both sides of a place."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after == JOINER or before == JOINER or ord(after) in _SKIN or unicodedata.category(after)[0] == "M":
        return True
    if ord(after) in _FLAG and ord(before) in _FLAG:
        flags = at
        while flags and ord(text[flags - 1]) in _FLAG:
            flags -= 1
        return (at - flags) % 2 == 1
    return False


def places_to_split(text: str, start: int, end: int) -> list[int]:
    """List the places before which text[start:end] is likely to be split: its words but the first, at most MOST_PLACES.

    These are for choosing from; it can be split at any other place, too.
    """
    found = (match.start() for match in _CHOICE.finditer(text, start + 1, end))
    return list(islice((at for at in found if can_be_split(text, start, end, at)), MOST_PLACES))


def can_be_split(text: str, start: int, end: int, at: int) -> bool:
    return halves(text, start, end, at) is not None and not parts_a_character(text, at)
