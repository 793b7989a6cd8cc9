"""Sentences as CSV, one row each, also without a claim. docs/sentences-csv.md says what each column holds."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from annotations.exports.csv import csv_file, one_line
from annotations.reports.sentence_rows import SentenceRow

SCHEMA = "galleyproof-sentences-1"

COLUMNS = (
    "schema",
    "project",
    "article",
    "title",
    "revision",
    "revision_sha256",
    "sentence",
    "paragraph",
    "kind",
    "start",
    "end",
    "text",
    "done",
    "claims",
    "work_status",
    "verdict",
)


def sentences_csv(
    rows: Generator[SentenceRow, None, None], *, bom: bool = False, exact: bool = False
) -> Generator[bytes, None, None]:
    """Yield the bytes of the file: a header, then one record for each row; closing it closes `rows`."""
    return csv_file(COLUMNS, rows, partial(_cells, exact=exact), bom=bom, exact=exact)


def _cells(row: SentenceRow, *, exact: bool) -> tuple[str, ...]:
    return (
        SCHEMA,
        row.project,
        str(row.article),
        row.title,
        str(row.revision),
        row.revision_sha256,
        str(row.number),
        str(row.paragraph),
        row.kind,
        str(row.start),
        str(row.end),
        row.text if exact else one_line(row.text),
        "yes" if row.done else "no",
        " ".join([str(claim.number) for claim in row.claims]),
        "; ".join([claim.work_status for claim in row.claims]),
        "; ".join([claim.verdict for claim in row.claims]),
    )
