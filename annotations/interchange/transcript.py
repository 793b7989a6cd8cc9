"""A transcript, one sentence a row with its speaker, as a checked article.

Each row is one unit. A turn begins with the name of its speaker, as transcripts are printed: “HOLT: Good evening.” So
whoever checks sees who speaks, and sentences keep the numbers of their rows. Claims stand on the words that were said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.interchange import shape
from annotations.interchange.errors import BadArticle, shown
from annotations.interchange.holding import placed
from annotations.interchange.rows import Row, rows_in
from annotations.models import UnitKind
from annotations.text.paragraphs import GAP

# What the columns are called: by --columns, and in headers.
COLUMNS = {
    "line": ("line", "line_number", "line_no", "no", "nr", "number", "id"),
    "speaker": ("speaker", "who", "name", "speaker_name"),
    "sentence": ("sentence", "text", "utterance", "content", "words"),
    "claim": ("claim_number", "claim_no", "claim_id", "claimnumber"),
    "statement": ("statement", "normalised_claim", "normalized_claim", "claim", "claim_text"),
    "verdict": ("verdict", "label", "rating", "truth", "veracity"),
}
LEFT_OUT = "-"
# What columns are where nothing says so, by their number.
USUAL = {
    2: ("speaker", "sentence"),
    3: ("line", "speaker", "sentence"),
    6: ("line", "speaker", "sentence", "claim", "statement", "verdict"),
}
NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null"}
# So many sentences are read at one go; a longer turn is parted into paragraphs.
LONGEST_PARAGRAPH = 12
# So many wrong rows are named.
NAMED = 5


@dataclass(frozen=True)
class Line:
    """A row, understood."""

    number: int
    speaker: str
    sentence: str
    claim: str
    statement: str
    verdict: str


@dataclass
class _Claim:
    """A claim with the rows that make it."""

    lines: list[Line] = field(default_factory=list)
    places: list[shape.Place] = field(default_factory=list)


def transcript(text: str, columns: Sequence[str] = ()) -> shape.Article:
    """Make a checked article of a transcript; `columns` are keys of COLUMNS in order, or LEFT_OUT.

    Without them a header tells, or else the number of columns. Raises BadArticle, which names wrong rows by their line.
    """
    lines = _lines(rows_in(text), columns)
    parts: list[str] = []
    units: list[shape.Unit] = []
    claims: dict[str, _Claim] = {}
    at = paragraph = turn = 0
    for number, line in enumerate(lines):
        new = number == 0 or line.speaker != lines[number - 1].speaker
        turn = 1 if new else turn + 1
        opens = new or turn % LONGEST_PARAGRAPH == 1
        paragraph += opens
        between = "" if number == 0 else "\n\n" if opens else " "
        label = f"{line.speaker}: " if new and line.speaker else ""
        parts += (between, label, line.sentence)
        start = at + len(between)
        said = start + len(label)
        at = said + len(line.sentence)
        units.append(shape.Unit(start, at, paragraph, UnitKind.BODY))
        if _says(line.claim) or _says(line.statement) or _says(line.verdict):
            # Rows with the same number are one claim, that stands in several places.
            claim = claims.setdefault(line.claim if _says(line.claim) else f"\0{line.number}", _Claim())
            claim.lines.append(line)
            claim.places.append(shape.Place(start=said, end=at))
    made = [_claim(claim) for claim in claims.values()]
    return placed(shape.Article(format=shape.FORMAT, text="".join(parts), units=units, claims=made))


def _lines(rows: Sequence[Row], columns: Sequence[str]) -> list[Line]:
    if not rows:
        raise BadArticle("", "There is nothing in this file.")
    header = _header(rows[0].cells)
    if rows[0].wrong:
        raise BadArticle("", f"line {rows[0].line}: {rows[0].wrong}")
    columns = columns or header or _usual(rows)
    if "sentence" not in columns:
        raise BadArticle("", f"No column of this file holds the sentences. Name its columns: {_all_columns()}.")
    lines: list[Line] = []
    wrong: list[str] = []
    for row in rows[1:] if header else rows:
        why = row.wrong or _why_wrong(row.cells, columns)
        if why:
            wrong.append(f"line {row.line}: {why}")
            continue
        cells = dict(zip(columns, (_tidy(cell) for cell in row.cells), strict=True))
        speaker = cells.get("speaker") or (lines[-1].speaker if lines else "")
        told = (cells.get(name, "") for name in ("claim", "statement", "verdict"))
        lines.append(Line(row.line, speaker, cells["sentence"], *told))
    if wrong:
        more = f" And {len(wrong) - NAMED:,} more rows." if len(wrong) > NAMED else ""
        raise BadArticle("", f"{' '.join(wrong[:NAMED])}{more}")
    if not lines:
        raise BadArticle("", "There is no row in this file besides its header.")
    return lines


def _header(cells: Sequence[str]) -> list[str]:
    """Tell the columns by their names in the first row; none where it is no header."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    found = [known.get(re.sub(r"[\s_-]+", "_", cell.strip().lower()), LEFT_OUT) for cell in cells]
    named = [column for column in found if column != LEFT_OUT]
    return found if "sentence" in named and len(named) == len(set(named)) and len(named) > 1 else []


def _usual(rows: Sequence[Row]) -> Sequence[str]:
    """Tell the columns by their number."""
    width = len(rows[0].cells)
    if width not in USUAL:
        raise BadArticle(
            "", f"Of {_columns(width)} without a header nobody can tell what they hold. Name them: {_all_columns()}."
        )
    return USUAL[width]


def _columns(number: int) -> str:
    return f"{number} column{'s' if number != 1 else ''}"


def _all_columns() -> str:
    return f"{', '.join(COLUMNS)}, and {LEFT_OUT} for one that is left out"


def _why_wrong(cells: Sequence[str], columns: Sequence[str]) -> str:
    if len(cells) != len(columns):
        return f"it has {_columns(len(cells))} and not {len(columns)}."
    if not _tidy(cells[columns.index("sentence")]):
        return "it has no sentence."
    return ""


def _tidy(cell: str) -> str:
    """Take the white space around a cell's words away, and put them in one line."""
    return " ".join(cell.strip(GAP).splitlines())


def _says(cell: str) -> bool:
    return cell.lower() not in NOTHING


def _claim(claim: _Claim) -> shape.Claim:
    first = claim.lines[0]
    verdicts: dict[str, Line] = {}
    for line in filter(lambda line: _says(line.verdict), claim.lines):
        one = verdicts.setdefault(line.verdict.lower(), line)
        if len(verdicts) > 1:
            before = next(iter(verdicts.values()))
            said = f"{shown(one.verdict)} here and {shown(before.verdict)} in line {before.number}"
            raise BadArticle("", f"line {one.number}: claim {shown(first.claim)} is {said}.")
    verdict = next(iter(verdicts.values())).verdict if verdicts else ""
    statements = dict.fromkeys(line.statement for line in claim.lines if _says(line.statement))
    statement, *others = statements or [first.sentence]
    speakers = dict.fromkeys(line.speaker for line in claim.lines if line.speaker)
    return shape.Claim(
        id=first.claim if _says(first.claim) else "",
        statement=statement,
        claimant=", ".join(speakers)[:300],
        places=claim.places,
        checks=[shape.Check(verdict=verdict)] if verdict else [],
        notes=[shape.Note(text=f"Also put as: {other}") for other in others],
    )


def columns_of(names: str) -> list[str]:
    """Read the names of columns, with commas between; raises ValueError for one that is none."""
    columns = [name.strip() for name in names.split(",")]
    wrong = [name for name in columns if name not in (*COLUMNS, LEFT_OUT)]
    twice = [name for name in columns if name != LEFT_OUT and columns.count(name) > 1]
    if wrong or twice or "sentence" not in columns:
        raise ValueError(f"name each column once, “sentence” among them: {_all_columns()}")
    return columns
