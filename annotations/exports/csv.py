"""CSV as RFC 4180 has it: CRLF line ends, quotes doubled, UTF-8; and cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BUFFER = 64 * 1024
# Words over several lines of an article, with the white space around each break.
LINE_BREAKS = re.compile(r"[^\S\n\r]*[\n\r]\s*")

# Spreadsheets trim white space and quotes, and take full-width signs for the plain ones. The apostrophe among what is
# skipped makes the guard reversible: what got one still begins as a formula would.
_FORMULA = re.compile("[\\s\\x00-\\x20\ufeff\u200b-\u200f\"']*[=+\\-@\t\r\n＝＋－＠]")


def harmless(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula.

    Undo it by dropping the first character of every cell that still begins like one.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def csv_bytes(rows: Iterable[Sequence[str]], *, bom: bool = False, exact: bool = False) -> Iterator[bytes]:
    """Yield the rows as UTF-8, some 64 KB at a time; `bom` begins with a byte order mark, `exact` guards no cell."""
    buffer = io.StringIO(newline="")
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    begin = codecs.BOM_UTF8 if bom else b""
    for row in rows:
        # Most cells begin with a letter or a digit, and need no closer look.
        write(row if exact else [cell if cell[:1].isalnum() else harmless(cell) for cell in row])
        if buffer.tell() > BUFFER:
            yield begin + buffer.getvalue().encode()
            begin = b""
            buffer.seek(0)
            buffer.truncate()
    yield begin + buffer.getvalue().encode()
