"""What a file says of the layout of its text, for the segmenter to keep to."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from annotations.text.paragraphs import Paragraph


class Block(NamedTuple):
    """A run of paragraphs: code-point offsets, end-exclusive; what they are, or "" where only their words tell."""

    start: int
    end: int
    kind: str


def given_kinds(parts: list[Paragraph], layout: Sequence[Block]) -> list[str]:
    """Return what the layout says each paragraph is, "" where it says nothing; blocks come in order and lie apart."""
    starts = [block.start for block in layout]
    kinds = []
    for part in parts:
        place = bisect_right(starts, part.start) - 1
        kinds.append(layout[place].kind if place >= 0 and part.end <= layout[place].end else "")
    return kinds
