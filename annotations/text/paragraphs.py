"""Find the paragraphs of a text: blank lines part them, and so do list items and lines that stand alone."""

import re
from itertools import pairwise
from typing import NamedTuple

GAP = "".join(chr(n) for n in range(0x3100) if chr(n).isspace()) + "\ufeff\u200b"
"""All that may lie between two units: white space, U+FEFF and U+200B."""

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_FIRST = re.compile(r"[\s\ufeff\u200b]*")
_WORD = re.compile(r"[\u2e80-\uffef]|\S{1,60}")
_MARKER = re.compile(
    r"(?:[•·◦▪▫‣⁃∙●○■□➢➤✓✔※]|[*+–-](?=\s)|\d{1,3}\.?\)|\d{1,3}\.(?=\s)|[a-zA-Z]\.?\)|[ivxIVX]{1,5}\)"
    r"|\((?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|[①-⑳])\s*\S"
)
_STOP = re.compile(r"[.!?…:;。！？।॥؟۔։።][\"'”’»“)\]」』）]*\Z")
_JOINING = re.compile(r"[のをにはがともや、，,]\Z")

NARROW, WIDE = 40, 110
"""Lines wrapped by a program are this many code points wide; narrower and wider ones are written so."""


class Paragraph(NamedTuple):
    """Code-point offsets, end-exclusive, with no gap characters at either end."""

    start: int
    end: int
    listed: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Part a text into its paragraphs, in order; none is empty."""
    found: list[Paragraph] = []
    block: list[Paragraph] = []
    before = 0
    for match in _LINE.finditer(text):
        line = match.group()
        kept = line.rstrip(GAP)
        if not kept:
            continue
        start = _first(text, match.start())
        if block and text[before : match.start()] not in _SINGLE:
            found += _joined(text, block)
            block = []
        before = match.end()
        block.append(Paragraph(start, match.start() + len(kept), _MARKER.match(text, start) is not None))
    return found + _joined(text, block)


_SINGLE = ("\n", "\r\n", "\r", "\u2028", "\x85")


def _first(text: str, at: int) -> int:
    match = _FIRST.match(text, at)
    return match.end() if match else at


def _joined(text: str, lines: list[Paragraph]) -> list[Paragraph]:
    """Join the lines of one block where a line break only wraps the paragraph."""
    if len(lines) < 2:
        return lines
    width = max(line.end - line.start for line in lines)
    if len(lines) == 2 and lines[0].end - lines[0].start < width and not text[lines[1].start].islower():
        width = 0  # a headline over its text is as likely
    stopped = _STOP.search(text, max(lines[-1].start, lines[-1].end - 6), lines[-1].end) is not None
    joined = [lines[0]]
    for last, line in pairwise(lines):
        if not line.listed and _wraps(text, last, line, width, stopped):
            joined[-1] = Paragraph(joined[-1].start, line.end, joined[-1].listed)
        else:
            joined.append(line)
    return joined


def _wraps(text: str, line: Paragraph, following: Paragraph, width: int, stopped: bool) -> bool:
    """Say whether the break between two lines was made by a program, in mid-paragraph.

    A program breaks where the next word would not have fitted, so the width of the block tells.
    """
    tail = max(line.start, line.end - 6)
    if _JOINING.search(text, tail, line.end):
        return True
    word = _WORD.match(text, following.start)
    needed = line.end - line.start + 1 + (len(word.group()) if word else 0)
    if NARROW <= width <= WIDE and needed > width:
        return True
    ended = _STOP.search(text, tail, line.end) is not None
    return (stopped or width >= NARROW) and not ended and text[following.start].islower()
