"""Take the words of a parsed page or document out of its tags, block by block, with what each block is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from annotations.reading.document import Link
from annotations.text.layout import Block
from annotations.text.paragraphs import GAP

if TYPE_CHECKING:
    from lxml.etree import _Element

KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "head"), "headline"),
    **dict.fromkeys(("li", "dt", "dd", "item"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("blockquote", "quote"), "quote"),
    **dict.fromkeys(("td", "th", "cell"), ""),
}
"""What the tags of HTML, and of trafilatura's own trees, make of what stands in them."""

_BREAK = """address article aside blockquote body center details dialog div dl dd dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul caption head item list quote row cell"""
_HIDE = """script style noscript template svg math iframe object embed canvas select datalist textarea button input
    title meta link audio video map"""
# All other tags are of one line with the words around them.
_BREAKING = frozenset(_BREAK.split())
# None of their words is read by a person who looks at the page.
_UNSEEN = frozenset(_HIDE.split())
# Of pages older than figcaption, and of many newer ones.
_CAPTION = re.compile(r"(?:\A|[\s_-])captions?(?:\Z|[\s_-])", re.IGNORECASE)
_CLASSED = ("p", "div", "td")
_ROWS, _CELLS, _LINE_BREAKS = ("tr", "row"), ("td", "th", "cell"), ("br", "lb")
_SPACES = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_WEB = re.compile('https?://[^\\s<>"\0-\x1f\x7f\ud800-\udfff]+\\Z', re.IGNORECASE)
# A cell with more is a column of text and no figure in a row of figures.
_CELL = 200


class Anchor(NamedTuple):
    """Linked words within a piece: code-point offsets, end-exclusive."""

    start: int
    end: int
    url: str


@dataclass
class Piece:
    """One block as it stands in the file, its white space as a reader sees it."""

    kind: str
    text: str = ""
    links: list[Anchor] = field(default_factory=list)
    tag: str = ""
    row: int = 0
    cell: int = 0


def pieces_of(root: _Element, base: str = "") -> list[Piece]:
    """Return what stands in a tree, in order; addresses are taken relative to `base`, and lost where they cannot be."""
    walk = _Walk(base)
    walk.through(root)
    return list(_rows(walk.pieces))


def laid_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """Make one text of pieces, parted by blank lines: the text, its layout, and its links."""
    words: list[str] = []
    layout: list[Block] = []
    links: list[Link] = []
    at = 0
    for piece in pieces:
        words.append(piece.text)
        end = at + len(piece.text)
        layout.append(Block(at, end, piece.kind))
        links += [Link(at + start, at + stop, url) for start, stop, url in piece.links]
        at = end + 2
    return "\n\n".join(words) + "\n" * bool(words), tuple(layout), tuple(links)


def struck(root: _Element) -> str:
    """Say, for a person, that some words are struck out; "" where none are."""
    found = next(root.iter("s", "strike", "del"), None)
    if found is None:
        return ""
    return "Some words of this file are struck out, and were read like all others. Look whether they belong here."


class _Walk:
    """Goes through a tree once, without recursion: pages are nested as deeply as anyone likes."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.kinds = [("", "")]
        self.rows: list[int] = [0]
        self.cells: list[int] = [0]
        self.count = 0
        self.verbatim = 0
        self.words: list[str] = []
        self.length = 0
        self.space = False
        self.anchors: list[Anchor] = []
        self.opened: tuple[int, str] | None = None

    def through(self, root: _Element) -> None:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag in _CLASSED and _CAPTION.search(element.get("class") or ""):
                tag = "figcaption"
            if event == "start":
                if tag in _UNSEEN or element.get("hidden") is not None:
                    walker.skip_subtree()
                else:
                    self.begin(tag, element)
                    self.add(element.text)
            else:
                if tag not in _UNSEEN and element.get("hidden") is None:
                    self.end(tag)
                if element is not root:
                    self.add(element.tail)
        self.close()

    def begin(self, tag: str, element: _Element) -> None:
        if tag in _BREAKING:
            self.close()
        if tag in KINDS:
            self.kinds.append((KINDS[tag], tag))
        if tag in _ROWS:
            self.count += 1
            self.rows.append(self.count)
        elif tag in _CELLS:
            self.count += 1
            self.cells.append(self.count)
        elif tag in _LINE_BREAKS:
            self.break_line()
        elif tag == "pre":
            self.verbatim += 1
        elif tag in ("a", "ref") and self.opened is None:
            target = element.get("href") or element.get("target") or ""
            self.opened = (self.length + (self.space and self.length > 0), _absolute(target, self.base))

    def end(self, tag: str) -> None:
        if tag in ("a", "ref"):
            self.close_link()
        if tag in _BREAKING:
            self.close()
        if tag in KINDS and len(self.kinds) > 1:
            self.kinds.pop()
        if tag in _ROWS and len(self.rows) > 1:
            self.rows.pop()
        elif tag in _CELLS and len(self.cells) > 1:
            self.cells.pop()
        elif tag == "pre":
            self.verbatim -= 1

    def add(self, text: str | None) -> None:
        """Add words, with white space as a browser shows it."""
        if not text:
            return
        if self.verbatim:
            for number, line in enumerate(text.splitlines() or [""]):
                if number:
                    self.break_line()
                self.put(line)
            if text[-1] in "\r\n":
                self.break_line()
            return
        for number, word in enumerate(_SPACES.split(text)):
            self.space = self.space or number > 0
            self.put(word)

    def put(self, word: str) -> None:
        if not word:
            return
        if self.space and self.words and self.words[-1] != "\n":
            self.words.append(" ")
            self.length += 1
        self.space = False
        self.words.append(word)
        self.length += len(word)

    def break_line(self) -> None:
        """End a line within the block; a second break begins another block."""
        if self.words and self.words[-1] == "\n":
            self.close()
        elif self.words:
            self.words.append("\n")
            self.length += 1
        self.space = False

    def close_link(self) -> None:
        if self.opened is not None:
            start, url = self.opened
            if url and self.length > start:
                self.anchors.append(Anchor(start, self.length, url))
            self.opened = None

    def close(self) -> None:
        """End the block, if it has any words."""
        opened = self.opened
        self.close_link()
        text = "".join(self.words)
        kept = text.rstrip(GAP)
        first = len(kept) - len(kept.lstrip(GAP))
        if kept:
            kind, tag = self.kinds[-1]
            links = [
                Anchor(max(start - first, 0), min(end, len(kept)) - first, url)
                for start, end, url in self.anchors
                if min(end, len(kept)) > max(start, first)
            ]
            self.pieces.append(Piece(kind, kept[first:], links, tag, self.rows[-1], self.cells[-1]))
        self.words, self.length, self.space, self.anchors = [], 0, False, []
        if opened is not None:
            self.opened = (0, opened[1])


def _absolute(target: str, base: str) -> str:
    """Give the address that a link leads to on the web; "" for any other."""
    target = target.strip()
    if not target or target.startswith("#"):
        return ""
    try:
        url = urljoin(base, target)
        scheme, rest = url.split(":", 1)
        url = f"{scheme.lower()}:{rest}"
        return url if _WEB.match(url) and urlsplit(url).hostname and len(url) <= 2000 else ""
    except ValueError:
        return ""


def _rows(pieces: list[Piece]) -> Iterator[Piece]:
    """Put the cells of one row of a table on one line, parted by tabs, unless they hold running text."""
    for row, held in groupby(pieces, key=lambda piece: piece.row):
        cells = list(held)
        alone = len({piece.cell for piece in cells}) == len(cells)
        if not row or not alone or any(len(piece.text) > _CELL or "\n" in piece.text for piece in cells):
            yield from cells
            continue
        line = Piece(cells[0].kind, tag="tr", row=row)
        for cell in cells:
            if line.text:
                line.text += "\t"
            at = len(line.text)
            line.links += [Anchor(at + start, at + end, url) for start, end, url in cell.links]
            line.text += cell.text
        yield line
