"""Put lines of type, as they lie on pages, together to paragraphs; mend words that were parted at line ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.reading.blocks import Piece


@dataclass(frozen=True)
class TypeLine:
    """One line of a page: its words, where its first letter stands (points from the lower left), its size of type."""

    text: str
    page: int
    x: float
    y: float
    size: float


HEADING, SAME = 1.15, 0.12
"""So many times the size of running text is a heading; sizes that differ by less than this share are one."""
_GAP, _INDENT, _SHORT = 1.35, 0.7, 0.75
_LONGEST_HEADING = 300
_MARGIN = 1.7
"""So many times its size lies between a line of the text and what stands in the margin."""

_ITEM = re.compile(r"(?:[•·◦▪▫‣⁃●○■□➢✓]|[*–-]\s|\d{1,3}[.)]\s|\([a-z\d]{1,3}\)\s)")
_STOPPED = re.compile(r"[.!?…:;。！？।؟][\"'”’»)\]]*\Z")
_NUMBERS = re.compile(r"\d{1,6}")
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_PARTED = re.compile(r"(\w+)[-\u2010]\Z")
_BEGUN = re.compile(r"[^\W\d_]+")
# After these a hyphen stands for what two words share: "pre- and post-war".
_SHARING_WORDS = "and or to und oder bzw et ou y o e u en of og och i a eller"
_SHARING = frozenset(_SHARING_WORDS.split())


def without_margins(lines: Sequence[TypeLine]) -> tuple[list[TypeLine], list[str]]:
    """Leave out what stands at the head or the foot of several pages, with their numbers; say what that was.

    Of one page nothing is left out.
    """
    pages: dict[int, list[TypeLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    if len(pages) < 2:
        return list(lines), []
    edges = {page: _edge(held) for page, held in pages.items()}
    times = Counter(alike for held in edges.values() for alike in set().union(*map(_likenesses, held)))
    often = {alike for alike, count in times.items() if count >= max(2, min(3, len(pages) / 2))}
    left: set[TypeLine] = set()
    for page, held in edges.items():
        left |= _apart({line for line in held if often.intersection(_likenesses(line))}, pages[page])
    told: dict[Likeness, str] = {}
    for line in lines:
        if line in left:
            told.setdefault(min(often.intersection(_likenesses(line))), line.text)
    return [line for line in lines if line not in left], list(told.values())


Likeness = tuple[str, int]


def _likenesses(line: TypeLine) -> set[Likeness]:
    """Give what a running head has in common with those of other pages.

    That is its words, and also its words with one number less that of the page: "Page 3 of 9". And its size, which
    tells a title from a running head of the same words.
    """
    size = round(line.size)
    found = {(line.text, size)}
    for number in _NUMBERS.finditer(line.text):
        alike = f"{line.text[: number.start()]}<{int(number[0]) - line.page}>{line.text[number.end() :]}"
        found.add((alike, size))
    return found


def _edge(held: list[TypeLine]) -> set[TypeLine]:
    """Give the lines at the two highest and the two lowest places of a page."""
    heights = sorted({round(line.y) for line in held})
    return {line for line in held if round(line.y) in (*heights[:2], *heights[-2:])}


def _apart(marginal: set[TypeLine], held: list[TypeLine]) -> set[TypeLine]:
    """Keep of what may stand in the margin that which stands apart from the text: nothing of the text may be lost."""
    text = [line for line in held if line not in marginal]
    if not text:
        return set()
    return {
        line
        for line in marginal
        if all(
            abs(line.y - other.y) > _MARGIN * other.size
            for other in text
            if abs(line.size - other.size) <= SAME * other.size or round(line.y) == round(other.y)
        )
    }


def paragraphs_of(lines: Sequence[TypeLine]) -> list[Piece]:
    """Join lines to paragraphs by the space between them, their size and indents; name headings by their size."""
    if not lines:
        return []
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0]
    leading = _leading(lines)
    width = _width(lines, body)
    blocks: list[list[TypeLine]] = [[lines[0]]]
    for last, line in pairwise(lines):
        full = max([len(one.text) for one in blocks[-1]]) if len(blocks[-1]) > 2 else width
        if _parts(blocks[-1], last, line, leading, full):
            blocks.append([])
        blocks[-1].append(line)
    known = _compounds(lines)
    pieces = []
    for block in blocks:
        text = joined((line.text for line in block), known)
        large = block[0].size > HEADING * body and len(text) <= _LONGEST_HEADING
        pieces.append(Piece("headline" if large else "", text))
    return pieces


def joined(lines: Iterable[str], known: Counter[str]) -> str:
    """Make one line of lines, mending words that were parted at their ends.

    A hyphen at a line's end, between a letter and a small letter, goes, unless the document writes that very word with
    its hyphen elsewhere and never without. Before anything else it stays, and the word is whole: "Anglo-Saxon".
    """
    text = ""
    for line in lines:
        line = line.strip()
        if not text or not line:
            text = text or line
            continue
        if text.endswith("\u00ad"):
            text = text[:-1] + line
            continue
        parted, begun = _PARTED.search(text[-80:]), _BEGUN.match(line)
        if not parted or not line[0].isalnum() or (begun and begun[0].lower() in _SHARING):
            text += " " + line
        elif begun and line[0].islower() and parted[1].isalpha():
            first, second = parted[1], begun[0]
            hyphened = known[f"{first}-{second}".lower()]
            text = (text if hyphened and not known[(first + second).lower()] else text[:-1]) + line
        else:
            text += line
    return text


def _compounds(lines: Sequence[TypeLine]) -> Counter[str]:
    """Count the words that stand whole within lines, small and with plain hyphens."""
    return Counter(word.lower().replace("\u2010", "-") for line in lines for word in _WORDS.findall(line.text))


def _leading(lines: Sequence[TypeLine]) -> dict[float, float]:
    """Give, for each size of type, the distance of lines that is most usual."""
    gaps: dict[float, Counter[float]] = {}
    for last, line in pairwise(lines):
        gap = last.y - line.y
        if last.page == line.page and gap > 0.5 * line.size and abs(last.size - line.size) <= SAME * line.size:
            gaps.setdefault(round(line.size, 1), Counter())[round(gap)] += 1
    # Of a few lines the nearest tell: a heading has two.
    return {
        size: float(min(found) if sum(found.values()) < 4 else found.most_common(1)[0][0])
        for size, found in gaps.items()
    }


def _width(lines: Sequence[TypeLine], body: float) -> int:
    """Give how many characters a full line of running text has."""
    lengths = sorted(len(line.text) for line in lines if abs(line.size - body) <= SAME * body)
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def _parts(block: list[TypeLine], last: TypeLine, line: TypeLine, leading: dict[float, float], width: int) -> bool:
    """Say whether a paragraph begins with this line."""
    if abs(last.size - line.size) > SAME * max(last.size, line.size) or _ITEM.match(line.text):
        return True
    stopped = _STOPPED.search(last.text) is not None
    gap = last.y - line.y
    if last.page != line.page or gap < -0.5 * line.size:
        # The next page or column: only the words tell.
        return stopped and (len(last.text) < _SHORT * width or block[0] is last)
    if gap > _GAP * leading.get(round(line.size, 1), 1.3 * line.size):
        return True
    first = block[0] is last
    hanging = first and _ITEM.match(last.text) is not None
    if line.x - last.x > _INDENT * line.size and not hanging:
        return not first or stopped
    return stopped and len(last.text) < _SHORT * width and line.x <= last.x
