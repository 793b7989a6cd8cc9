"""Verdicts as CSV, one row a claim. docs/verdicts-csv.md says what each column holds."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Sequence
from functools import partial

from annotations.exports.csv import csv_file, one_line
from annotations.reports.checks import Check, CitedSource
from annotations.reports.places import Place
from annotations.reports.verdict_rows import Draft, VerdictRow

SCHEMA = "galleyproof-verdicts-1"

COLUMNS = (
    "schema",
    "project",
    "article",
    "title",
    "revision",
    "revision_sha256",
    "claim",
    "sentences",
    "start",
    "end",
    "quote",
    "statement",
    "type",
    "claimant",
    "work_status",
    "verdict",
    "verdict_label",
    "checkers",
    "confidence",
    "note",
    "required_change",
    "sources",
    "open_queries",
    "signed_off_by",
    "signed_off_at",
    "updated_at",
    "version",
    "stale",
)

_ESCAPES = str.maketrans({"\\": "\\\\", "|": "\\|", "\n": "\\n", "\r": "\\r"})


def verdicts_csv(
    rows: Generator[VerdictRow, None, None], *, bom: bool = False, exact: bool = False
) -> Generator[bytes, None, None]:
    """Yield the bytes of the file: a header, then one record for each row; closing it closes `rows`."""
    return csv_file(COLUMNS, rows, partial(_cells, exact=exact), bom=bom, exact=exact)


def _cells(row: VerdictRow, *, exact: bool) -> tuple[str, ...]:
    return (*_draft_cells(row.draft), *_claim_cells(row, exact=exact), *_check_cells(row))


def _draft_cells(draft: Draft) -> tuple[str, ...]:
    return (SCHEMA, draft.project, draft.article, draft.title, str(draft.number), draft.sha256)


def _claim_cells(row: VerdictRow, *, exact: bool) -> tuple[str, ...]:
    claim = row.claim
    return (
        str(claim.number),
        *_place_cells(row.places, exact=exact),
        claim.statement,
        claim.type,
        claim.claimant,
        claim.work_status,
        claim.verdict or "",
        claim.verdict_label or "",
    )


def _place_cells(places: Sequence[Place], *, exact: bool) -> tuple[str, str, str, str]:
    return (
        "\n".join([" ".join([str(number) for number in place.sentences]) for place in places]),
        "\n".join([str(place.start) for place in places]),
        "\n".join([str(place.end) for place in places]),
        # One line a place: words over several lines of the article stand in one, but where they are asked for exactly.
        "\n".join([place.quote if exact else one_line(place.quote) for place in places]),
    )


def _check_cells(row: VerdictRow) -> tuple[str, ...]:
    checks, signed_off = row.checks, row.signed_off
    return (
        "; ".join([check.checker for check in checks]),
        "; ".join([check.confidence for check in checks]),
        _note(row),
        "\n".join(_said([(check.checker, check.required_change) for check in checks if check.required_change])),
        _sources(checks) if checks else "",
        _numbered(row.open_queries) if row.open_queries else "",
        signed_off.by if signed_off else "",
        _second(signed_off.at) if signed_off else "",
        _second(row.updated_at),
        str(row.claim.version),
        row.claim.stale,
    )


def _second(at: datetime.datetime) -> str:
    """Write a time (UTC) as spreadsheets read it: to the second (RFC 3339)."""
    return at.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _note(row: VerdictRow) -> str:
    parts = _said([(check.checker, check.note) for check in row.checks if check.note])
    if row.word:
        what = "Sent back" if row.word.sent_back else "Ruling"
        parts.append(f"{what} by {row.word.reviewer}: {row.word.reason}")
    if row.claim.not_checkable:
        parts.insert(0, f"Not checkable: {row.not_checkable_label.lower()}")
    if row.claim.withdrawn:
        parts.insert(0, f"Withdrawn: {row.claim.withdrawn}")
    return "\n".join(parts)


def _said(said: Sequence[tuple[str, str]]) -> list[str]:
    """Name who said it only where several did."""
    return [f"{who}: {text}" if len(said) > 1 else text for who, text in said]


def _numbered(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


def _sources(checks: Sequence[Check]) -> str:
    cited = [source for check in checks for source in check.sources]
    return "\n".join(f"{number}. {_source(source)}" for number, source in enumerate(cited, start=1))


def _source(source: CitedSource) -> str:
    stance, confidential, title, publisher, url, locator, quote = source
    if confidential:
        return f"{stance} | (confidential source)"
    fields = (stance, title, publisher, url, locator, f"“{quote}”" if quote else "")
    line = " | ".join(fields)
    # Where nothing in it has to be escaped, the only bars are those between the fields.
    if line.count("|") == len(fields) - 1 and "\\" not in line and "\n" not in line and "\r" not in line:
        return line
    return " | ".join([field.translate(_ESCAPES) for field in fields])
