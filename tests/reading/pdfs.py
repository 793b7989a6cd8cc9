"""PDFs, made by hand: lines of type at places of pages."""

from __future__ import annotations

import io
import zlib
from typing import NamedTuple


class Set(NamedTuple):
    """Words set at a place, in points from the lower left."""

    x: float
    y: float
    size: float
    words: str


def column(lines: str, x: float = 72, top: float = 700, size: float = 10, leading: float = 12) -> list[Set]:
    """Set lines one below the other; an empty one leaves space, and two spaces before one indent it."""
    return [
        Set(x + 12 * line.startswith("  "), top - leading * number, size, line.strip())
        for number, line in enumerate(lines.split("\n"))
        if line.strip()
    ]


def _shown(line: Set, rotate: int) -> bytes:
    """Draw a line so that it is upright once its page is turned by 90 degrees, as scanners and tables turn them."""
    words = line.words.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    place = b"0 1 -1 0 %g %g" % (612 - line.y, line.x) if rotate else b"1 0 0 1 %g %g" % (line.x, line.y)
    return b"BT /F1 %g Tf %s Tm (%s) Tj ET\n" % (line.size, place, words)


def pdf(*pages: list[Set], info: str = "", lang: str = "", rotate: int = 0, raw: bytes = b"", more: str = "") -> bytes:
    """Make a PDF of pages; `raw` stands before the words of each, `more` are entries of the catalog."""
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (%s) %s >>" % (lang.encode(), more.encode()),
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(count))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s >>" % info.encode("latin-1"),
    ]
    for number, page in enumerate(pages):
        packed = zlib.compress(raw + b"".join(_shown(line, rotate) for line in page))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (rotate, 6 + 2 * number)
        )
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed))
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """Number objects from 1, the first of them the catalog and the fourth the information, and write them as a file."""
    data, places = io.BytesIO(), []
    data.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, 1):
        places.append(data.tell())
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = data.tell()
    data.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    data.writelines(b"%010d 00000 n \n" % place for place in places)
    data.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return data.getvalue()


ARTICLE = [
    Set(72, 740, 8, "The Varn Herald, 3 March 2026"),
    *column("Bridge toll to rise by a third, the\nmayor says", size=20, leading=24, top=700),
    *column(
        """By Jo Hale

The bridge toll will rise by a third, the mayor said on Tues-
day, and the council’s paper says why. Nobody likes the well-
known burden of the “Anglo-
Saxon” school, or the pre-
and post-war bridges of this well-known town.

A second paragraph stands after a space, and it goes on.
  A third one is indented, as books do, and has two lines of
words before it ends.""",
        top=640,
    ),
    *column("What drivers say", size=13, top=480),
    *column(
        "• It is dear.\n• It is unfair to everybody who crosses it twice\neach day.\n\nThe last line goes on over the",
        top=460,
    ),
    Set(300, 30, 8, "1"),
]
SECOND = [
    Set(72, 740, 8, "The Varn Herald, 3 March 2026"),
    *column("edge of the page, and ends there.", top=700),
    Set(300, 30, 8, "2"),
]
