"""The history as CSV, one row a changed field. docs/events-csv.md says what each column holds."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from annotations.exports.csv import csv_file
from annotations.history.canonical import canonical, moment
from annotations.reports.events.event_rows import EventRow

SCHEMA = "galleyproof-events-1"

COLUMNS = (
    "schema",
    "stream",
    "n",
    "action",
    "at",
    "actor",
    "verb",
    "kind",
    "key",
    "claim",
    "article",
    "field",
    "before",
    "after",
    "before_label",
    "after_label",
    "withheld",
    "hash",
)


def events_csv(
    rows: Generator[EventRow, None, None], *, bom: bool = False, exact: bool = False
) -> Generator[bytes, None, None]:
    """Yield the bytes of the file: a header, then one record for each row; closing it closes `rows`."""
    return csv_file(COLUMNS, rows, _cells, bom=bom, exact=exact)


def _cells(row: EventRow) -> tuple[str, ...]:
    return (
        SCHEMA,
        row.stream,
        str(row.n),
        str(row.action),
        moment(row.at),
        row.actor,
        row.verb,
        row.kind,
        row.key,
        str(row.claim or ""),
        str(row.article or ""),
        row.field,
        cell(row.before),
        cell(row.after),
        row.before_label,
        row.after_label,
        row.withheld,
        row.hash,
    )


def cell(value: Any) -> str:
    """Write a value of the history: text as it is, nothing for none, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)
