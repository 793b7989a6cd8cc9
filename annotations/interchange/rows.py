"""Rows of a file whose columns are parted by tabs, commas or semicolons, each with the line where it begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

DELIMITERS = "\t;,"
# As many lines as tell how the columns are parted.
LOOKED_AT = 20
_LINE_END = re.compile(r"\r\n|\n|\r")


class Row(NamedTuple):
    """The cells of one row, or what is wrong with it."""

    line: int
    cells: list[str]
    wrong: str = ""


def rows_in(text: str) -> list[Row]:
    """Part a text into rows; lines without words are left out.

    Quotation marks around a cell are CSV's (RFC 4180). Tabs are also used without any such rule, and a cell may then
    begin with a quotation: where the marks do not make whole cells, they are taken for the words' own.
    """
    delimiter = delimiter_of(text)
    rows = [row for row in _quoted(text, delimiter) if any(map(str.strip, row.cells)) or row.wrong]
    if delimiter == "\t" and any(row.wrong or len(row.cells) != len(rows[0].cells) for row in rows):
        return [row for row in _plain(text) if any(map(str.strip, row.cells))]
    return rows


def delimiter_of(text: str) -> str:
    """Tell what parts the columns: the first of tab, semicolon and comma that stands as often in most lines."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:LOOKED_AT]
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in DELIMITERS}
    for sign, found in counts.items():
        if found and found[0]:
            return sign
    return max(DELIMITERS, key=lambda sign: sum(counts[sign]))


def _quoted(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield Row(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, [], f"its columns cannot be told apart ({error})")


def _plain(text: str) -> Iterator[Row]:
    for number, line in enumerate(_LINE_END.split(text), start=1):
        yield Row(number, line.split("\t"))
