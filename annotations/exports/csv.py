"""CSV as RFC 4180 has it: CRLF line ends, quotes doubled, UTF-8; and cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import TypeVar

Row = TypeVar("Row")

BUFFER = 64 * 1024
# The white space around each break of a line goes with it.
_LINE_BREAKS = re.compile(r"[^\S\n\r]*[\n\r]\s*")

# Spreadsheets trim white space and quotes, and take full-width signs for the plain ones. The apostrophe among what is
# skipped makes the guard reversible: what got one still begins as a formula would.
_FORMULA = re.compile("[\\s\\x00-\\x20\ufeff\u200b-\u200f\"']*[=+\\-@\t\r\n＝＋－＠]")


def csv_file(
    columns: Sequence[str],
    rows: Generator[Row, None, None],
    cells: Callable[[Row], Sequence[str]],
    *,
    bom: bool = False,
    exact: bool = False,
) -> Generator[bytes, None, None]:
    """Yield the bytes of a file: the names of its columns, then the cells of each row; closing it closes `rows`."""
    with closing(rows):
        yield from csv_bytes(chain([columns], map(cells, rows)), bom=bom, exact=exact)


def csv_bytes(rows: Iterable[Sequence[str]], *, bom: bool = False, exact: bool = False) -> Iterator[bytes]:
    """Yield the rows as UTF-8, some 64 KB at a time; `bom` begins with a byte order mark, `exact` guards no cell."""
    write = _quoted if exact else _guarded
    held, size = ["\ufeff"] if bom else [], 0
    for row in rows:
        # What is all letters and digits, as most cells are, is as it should be.
        record = ",".join([cell if not cell or cell.isalnum() else write(cell) for cell in row])
        held += (record, "\r\n")
        size += len(record)
        if size > BUFFER:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def one_line(text: str) -> str:
    """Put words that stand over several lines of an article in one."""
    return _LINE_BREAKS.sub(" ", text) if "\n" in text or "\r" in text else text


def harmless(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula.

    Undo it by dropping the first character of every cell that still begins like one.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _guarded(cell: str) -> str:
    return _quoted(cell if cell[0].isalnum() else harmless(cell))


def _quoted(cell: str) -> str:
    """Put quotes around a cell that needs them: csv.writer, which looks at every character, takes twice as long."""
    if '"' in cell or "," in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
