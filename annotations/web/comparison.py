"""Two drafts beside each other, or one woven into the other: each sentence as one ready string of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString

from annotations.reports.comparison import AWAY, CHANGED, GONE, MOVED, NEW, SAME, Comparison, Row
from annotations.reports.events.differences import Run

# Of sentences that are the same, so many stay in sight on either side of a change; fewer than these are not folded.
AROUND, FEWEST = 1, 4
# So many lines are drawn at once, and of sentences that are the same no more than these: a page of all that a long
# article may hold has 18 MB, and a browser is busy with it for a minute.
SHOWN, MOST_FOLDED = 500, 200
WORDS = {CHANGED: "changed", MOVED: "moved", GONE: "taken out", NEW: "new"}


def told(comparison: Comparison) -> str:
    """Say how many sentences of each sort there are: "31 sentences are the same, 4 changed, 1 taken out"."""
    counts = comparison.counts
    parts = [f"{counts[kind]:,} {word}" for kind, word in WORDS.items() if counts[kind]]
    same = counts[SAME]
    if not parts:
        return "Every sentence is the same." if same > 1 else "The sentence is the same."
    first = f"{same:,} sentence{'s are' if same != 1 else ' is'} the same" if same else "No sentence is the same"
    return f"{first}, {', '.join(parts)}."


@dataclass(frozen=True)
class Part:
    """A part of a comparison, drawn: its number, and of how many."""

    rows: SafeString
    number: int
    of: int

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.of else 0


def comparison_part(comparison: Comparison, number: int, *, woven: bool, older: str, newer: str = "") -> Part:
    """Draw a part of two drafts; long stretches that are the same are folded, and open without script.

    `older` and `newer` are what the addresses of the drafts' sentences begin with, "" where there is none to lead to.
    Of a number that is too high the last part is given.
    """
    draw = Woven(comparison, newer) if woven else Beside(comparison, newer)
    parts = _parts(_folded(comparison.rows))
    number = min(max(number, 1), len(parts))
    items = (draw.row(one) if isinstance(one, Row) else _fold(one, draw, older) for one in parts[number - 1])
    return Part(SafeString("".join(items)), number, len(parts))


def _folded(all_rows: Sequence[Row]) -> Iterator[Row | list[Row]]:
    """Give the rows that stand open, and together those that are folded."""
    last = len(all_rows) - 1
    at = 0
    for same, group in groupby(all_rows, key=lambda row: row.kind == SAME):
        rows = list(group)
        begins, ends = at == 0, at + len(rows) - 1 == last
        at += len(rows)
        if not same:
            yield from rows
            continue
        head, tail = 0 if begins else AROUND, len(rows) - (0 if ends else AROUND)
        if tail - head < FEWEST:
            head = tail = len(rows)
        yield from rows[:head]
        if folded := rows[head:tail]:
            yield folded
        yield from rows[tail:]


def _parts(items: Iterable[Row | list[Row]]) -> list[list[Row | list[Row]]]:
    """Part what is drawn so that no part has more than SHOWN lines, folded ones among them."""
    parts: list[list[Row | list[Row]]] = [[]]
    room = SHOWN
    for item in items:
        lines = 1 if isinstance(item, Row) or len(item) > MOST_FOLDED else len(item)
        if lines > room:
            parts.append([])
            room = SHOWN
        parts[-1].append(item)
        room -= lines
    return parts


def _fold(rows: Sequence[Row], draw: Drawing, older: str) -> str:
    said = f"{len(rows):,} sentences the same: {_numbers(rows)}"
    if len(rows) > MOST_FOLDED:
        number, first = draw.older.revision.number, rows[0].old[0]
        return (
            f'<li class="fold"><p lang="en" dir="ltr">{said}. They are not shown here:'
            f' <a href="{older}sentence={first}#s{first}">read them in draft {number}</a>.</p></li>'
        )
    drawn = "".join(map(draw.row, rows))
    return f'<li class="fold"><details><summary>{said}</summary><ol class="pairs">{drawn}</ol></details></li>'


def _numbers(rows: Sequence[Row]) -> str:
    old, new = f"{rows[0].old[0]} to {rows[-1].old[-1]}", f"{rows[0].new[0]} to {rows[-1].new[-1]}"
    return old if old == new else f"{old}, now {new}"


class Drawing:
    """How rows are drawn: words with what changed in them, and the numbers of the sentences."""

    def __init__(self, comparison: Comparison, page: str) -> None:
        self.comparison, self.page = comparison, page
        self.older, self.newer = comparison.older, comparison.newer
        self.says_old = f'<span class="hide">Draft {self.older.revision.number}, sentence </span>'
        self.says_new = f'<span class="hide">Draft {self.newer.revision.number}, sentence </span>'

    def row(self, row: Row) -> str:
        raise NotImplementedError

    def _old_no(self, numbers: range) -> str:
        return f'<span class="no">{self.says_old}{_told(numbers)}</span>'

    def _new_no(self, numbers: range) -> str:
        said = f"{self.says_new}{_told(numbers)}"
        if not self.page:
            return f'<span class="no">{said}</span>'
        return f'<a class="no" href="{self.page}sentence={numbers[0]}#s{numbers[0]}">{said}</a>'


class Beside(Drawing):
    """The older draft at the start, the newer one beside it."""

    def row(self, row: Row) -> str:
        old, new = self._cells(row)
        return f'<li data-kind="{row.kind}"><div class="old">{old}</div><div class="new">{new}</div></li>'

    def _cells(self, row: Row) -> tuple[str, str]:
        if row.kind == SAME:
            return self._old(row, escape(self.older.words(row.old))), self._new(row, escape(self.newer.words(row.new)))
        if row.kind == GONE:
            return self._old(row, f"<del>{escape(self.older.words(row.old))}</del>"), _note("taken out")
        if row.kind == NEW:
            return _note("new"), self._new(row, f"<ins>{escape(self.newer.words(row.new))}</ins>")
        if row.kind == AWAY:
            return self._old(row, escape(self.older.words(row.old))), _note(f"moved, now {_named(row.moved)}")
        runs = self.comparison.runs(row)
        new = self._new(row, _drawn(runs, but="del"))
        if row.kind == MOVED:
            return _note(f"moved, was {_named(row.moved)}"), new
        return self._old(row, _drawn(runs, but="ins")), new + _note(_joined(row))

    def _old(self, row: Row, words: str) -> str:
        return f"{self._old_no(row.old)}<p>{words}</p>"

    def _new(self, row: Row, words: str) -> str:
        return f"{self._new_no(row.new)}<p>{words}</p>"


class Woven(Drawing):
    """One text, with what was taken out struck through before what was put in."""

    def row(self, row: Row) -> str:
        # Twice the same number would only be read twice.
        old = self._old_no(row.old) if row.old and row.old != row.new else ""
        numbers = old + (self._new_no(row.new) if row.new else "")
        words, note = self._words(row)
        return (
            f'<li data-kind="{row.kind}"><div class="nos">{numbers}</div>'
            f'<div class="one"><p>{words}</p>{_note(note)}</div></li>'
        )

    def _words(self, row: Row) -> tuple[str, str]:
        if row.kind == GONE:
            return f"<del>{escape(self.older.words(row.old))}</del>", ""
        if row.kind == NEW:
            return f"<ins>{escape(self.newer.words(row.new))}</ins>", ""
        if row.kind == SAME:
            return escape(self.newer.words(row.new)), ""
        if row.kind == AWAY:
            return escape(self.older.words(row.old)), f"moved, now {_named(row.moved)}"
        note = f"moved, was {_named(row.moved)}" if row.kind == MOVED else _joined(row)
        return _drawn(self.comparison.runs(row)), note


def _told(numbers: range) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _named(numbers: range) -> str:
    return f"sentence{'s' if len(numbers) > 1 else ''} {_told(numbers)}"


def _joined(row: Row) -> str:
    """Say that sentences were run together, or that one was parted: the words alone may be the same."""
    if len(row.old) > len(row.new):
        return f"{len(row.old)} sentences run together"
    return f"parted into {len(row.new)} sentences" if len(row.new) > len(row.old) else ""


def _note(words: str) -> str:
    """Say in our words, in English, what became of a sentence."""
    return f'<p class="note" lang="en" dir="ltr">{words}</p>' if words else ""


def _drawn(runs: Sequence[Run], but: str = "none") -> str:
    """Draw words with what changed in them; of one of two drafts, without what only the other has."""
    return "".join(_run(run) for run in runs if run.kind != but)


def _run(run: Run) -> str:
    """Draw no line under white space at the edge of a change."""
    core = run.text.strip()
    if not run.kind or not core:
        return escape(run.text)
    lead, _, tail = run.text.partition(core)
    return f"{lead}<{run.kind}>{escape(core)}</{run.kind}>{tail}"
