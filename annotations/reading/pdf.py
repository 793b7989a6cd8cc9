"""Read the text of a PDF: its lines in the order in which they were set, put together to paragraphs."""

from __future__ import annotations

import io
import logging
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annotations.reading.blocks import laid_out
from annotations.reading.document import PROTECTED, TOO_MUCH, Document, Unreadable
from annotations.reading.known import language_tag, line_of, names_of
from annotations.reading.lines import TypeLine, paragraphs_of, without_margins

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_NO_LETTER = re.compile("[\ue000-\uf8ff\ufffd]|\\(cid:\\d+\\)|/[gG]\\d+\\b")
# A title that a program made of a file's name.
_FILE_NAME = re.compile(
    r"\A(?:microsoft word - |untitled)|\.(?:docx?|indd|qxp|pdf|rtf|odt|pages|txt|tmp)\Z", re.IGNORECASE
)
_SPOILT = 0.3
_ALL = (0, 90, 180, 270)
_SCANNED = (
    "This PDF holds no text, only pictures of it: it was probably scanned. Let a program recognise its text (OCR) and"
    " choose the result, or copy the text by hand and paste it."
)
_UNKNOWN_LETTERS = (
    "This PDF does not say which letters its signs are, so its text cannot be read. Ask for it in another form, or let"
    " a program recognise its text (OCR) and choose the result."
)


def read_pdf(data: bytes) -> Document:
    """Return the text of a PDF without running heads and page numbers; its links are not kept.

    Raises Unreadable for one that needs a password, or that holds no text.
    """
    from pypdf.errors import LimitReachedError

    try:
        return _read(data)
    except LimitReachedError:
        raise Unreadable(TOO_MUCH) from None


def _read(data: bytes) -> Document:
    from pypdf import PdfReader

    # Whatever it finds odd in a file it says there, and reads on.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    # Without a password some things, such as printing, may be forbidden; reading is not.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(PROTECTED)
    lines: list[TypeLine] = []
    empty = []
    for number, page in enumerate(reader.pages, 1):
        held = _lines(page, number)
        lines += held
        if not held:
            empty.append(number)
    if not lines:
        raise Unreadable(_SCANNED)
    kept, left = without_margins(lines)
    text, layout, links = laid_out(paragraphs_of(kept))
    if sum(len(sign) for sign in _NO_LETTER.findall(text)) > _SPOILT * len(text):
        raise Unreadable(_UNKNOWN_LETTERS)
    headed = any(block.kind == "headline" for block in layout)
    known = _known(reader)
    return Document(
        text=text,
        type="pdf",
        layout=layout,
        links=links,
        title="" if headed else known["title"],
        author=names_of(known["author"]),
        language=language_tag(known["language"], text),
        warnings=tuple(filter(None, (_told_empty(empty), _told_left(left)))),
    )


def _lines(page: PageObject, number: int) -> list[TypeLine]:
    """Take the lines of a page in the order in which they were set; what is set aslant or sideways is left."""
    lines: list[TypeLine] = []
    words: list[str] = []
    places: list[tuple[float, float]] = []
    sizes: Counter[float] = Counter()

    def end() -> None:
        text = _SPACES.sub(" ", "".join(words)).strip()
        if text:
            # Bullets, addresses and the like are often of another size than the line they stand in.
            lines.append(TypeLine(text, number, *places[0], sizes.most_common(1)[0][0]))
        words.clear()
        places.clear()
        sizes.clear()

    def take(text: str, matrix: list[float], own: list[float], font: Any, size: float) -> None:
        for count, part in enumerate(_UNPRINTED.sub("", text.translate(_LIGATURES)).splitlines() or [""]):
            if count:
                end()
            if part.strip():
                x, y, large = _place(matrix, own, size, page.rotation)
                places.append((x, y))
                sizes[round(large, 2)] += len(part)
            words.append(part)
        if text[-1:] in ("\r", "\n"):
            end()

    page.extract_text(orientations=_ALL if page.rotation else (0,), visitor_text=take)
    end()
    return lines


def _place(matrix: list[float], own: list[float], size: float, turned: int) -> tuple[float, float, float]:
    """Give where text stands on its page as that is shown, and how large it is.

    The first is the product of the two matrices (ISO 32000-1, 9.4.4), `turned` clockwise by so many degrees.
    """
    x = own[4] * matrix[0] + own[5] * matrix[2] + matrix[4]
    y = own[4] * matrix[1] + own[5] * matrix[3] + matrix[5]
    x, y = {90: (y, -x), 180: (-x, -y), 270: (-y, x)}.get(turned % 360, (x, y))
    across, up = own[2] * matrix[0] + own[3] * matrix[2], own[2] * matrix[1] + own[3] * matrix[3]
    large = abs(size) * math.hypot(across, up)
    found = [float(value) if math.isfinite(value) else 0.0 for value in (x, y, large)]
    return found[0], found[1], found[2]


def _known(reader: PdfReader) -> dict[str, str]:
    """Read what a PDF says of itself; what is broken in there costs nothing."""
    known = {"title": "", "author": "", "language": ""}
    try:
        said: Mapping[str, object] = reader.metadata or {}
        title = line_of(said.get("/Title"), 500)
        known["title"] = "" if _FILE_NAME.search(title) else title
        known["author"] = line_of(said.get("/Author"), 1000)
        known["language"] = line_of(reader.root_object.get("/Lang"), 35)
    except Exception:  # noqa: S110 (pypdf raises whatever it stumbles over)
        pass
    return known


def _told_empty(pages: list[int]) -> str:
    if not pages:
        return ""
    named = ", ".join(map(str, pages[:10])) + (" and others" if len(pages) > 10 else "")
    return f"There is no text on page{'s' if len(pages) > 1 else ''} {named}: a picture of text is not read."


def _told_left(left: list[str]) -> str:
    if not left:
        return ""
    named = "; ".join(f"“{line[:60]}”" for line in left[:5])
    return f"Left out, as it stands at the edge of the pages: {named}. Look whether the text goes on there."
