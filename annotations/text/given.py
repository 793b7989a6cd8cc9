"""Units that somebody else parted a text into: they are held to the laws of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.text.kinds import KINDS
from annotations.text.paragraphs import GAP

_GAP = re.compile(f"[{re.escape(GAP)}]*")


class BadUnits(ValueError):
    """These are no units of this text; `place` is that of the first that is wrong, from 0."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


def check_units(text: str, units: Sequence[tuple[int, int, int, str]]) -> None:
    """Raise BadUnits unless units (start, end, paragraph, kind) are in order, apart, and hold all words of a text.

    Offsets are code points, end-exclusive; paragraphs count from 1 without a gap. No units at all are good.
    """
    if not units:
        return
    before, paragraph = 0, 0
    for place, (start, end, number, kind) in enumerate(units):
        if not before <= start < end <= len(text):
            raise BadUnits(place, f"{start} to {end} is empty, outside the text, or begins before the last unit ends.")
        _check_gap(text, before, start, place)
        if text[start] in GAP or text[end - 1] in GAP:
            raise BadUnits(place, "a unit begins and ends with a letter or a sign, not with white space.")
        if number not in (paragraph, paragraph + 1) or number == 0:
            raise BadUnits(place, f"paragraph {number} does not follow on paragraph {paragraph}.")
        if kind not in KINDS:
            raise BadUnits(place, f"a unit is one of {', '.join(KINDS)}.")
        before, paragraph = end, number
    _check_gap(text, before, len(text), len(units) - 1)


def _check_gap(text: str, start: int, end: int, place: int) -> None:
    found = _GAP.match(text, start, end)
    if found and found.end() < end:
        raise BadUnits(place, f"the words at {found.end()} are in no unit.")
