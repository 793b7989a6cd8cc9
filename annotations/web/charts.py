"""What a chart draws, worked out here: lengths stand in SVG as attributes, because no style may."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.models import Verdict, WorkStatus
from annotations.reports.overview.dashboard import DayLine, Verdicts
from annotations.reports.units import Tally
from annotations.web.looks import STATUS_TONES

# The view boxes of templates/_dashboard_verdicts.html and _dashboard_days.html.
SHARES = 600
SPARK = 420
HIGH = 92
GAP = 2
# A narrower share has no room for its per cent, a narrower column none for its day.
SAYS_PERCENT = 44
SAYS_DAY = 22

# What stands in a bar beside what is done, in this order.
LOUD = (WorkStatus.SECOND_CHECK, WorkStatus.DISPUTED, WorkStatus.QUERY, WorkStatus.REOPENED)

# What one sentence of each is called above an article, and what several are.
CALLED = {
    WorkStatus.SECOND_CHECK: ("second check", "second checks"),
    WorkStatus.DISPUTED: ("disputed", "disputed"),
    WorkStatus.QUERY: ("query", "queries"),
    WorkStatus.REOPENED: ("reopened", "reopened"),
    WorkStatus.IN_PROGRESS: ("in progress", "in progress"),
}


@dataclass(frozen=True)
class Part:
    """A stretch of a bar."""

    tone: str
    x: int
    width: int


@dataclass(frozen=True)
class Worded(Part):
    """A stretch of the bar above an article, and how many sentences it stands for, in words."""

    words: str


@dataclass(frozen=True)
class Share:
    """A verdict's stretch of the whole, and the words under it where there is room."""

    verdict: Verdict
    x: int
    width: int
    percent: str

    @property
    def words_at(self) -> int:
        """Leave room for the glyph."""
        return self.x + 20


@dataclass(frozen=True)
class Column:
    """A day's column; `day` is written under it where there is room."""

    x: float
    y: float
    width: float
    height: float
    day: datetime.date | None

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def bar(tally: Tally) -> list[Part]:
    """Lay what is done, and what most needs a person, along a bar as long as there are sentences."""
    parts = [Part("green", 0, tally.done)]
    for status in LOUD:
        before = parts[-1]
        parts.append(Part(STATUS_TONES[status], before.x + before.width, tally.by_status[status]))
    return [part for part in parts if part.width]


def bars(tally: Tally) -> list[Worded]:
    """Lay what is done, and all that somebody has begun, along a bar as long as there are sentences."""
    begun = [(STATUS_TONES[status], tally.by_status[status], words) for status, words in CALLED.items()]
    laid, x = [], 0
    for tone, width, (one, more) in [("green", tally.done, ("checked", "checked")), *begun]:
        if width:
            laid.append(Worded(tone, x, width, f"{width} {one if width == 1 else more}"))
            x += width
    return laid


def shares(verdicts: Verdicts) -> Iterator[Share]:
    """Lay the verdicts along SHARES; rounding never makes them longer than the whole."""
    at = before = 0
    for line in verdicts.lines:
        if line.verdict and line.claims.number:
            before += line.claims.number
            end = SHARES * before // verdicts.given
            width = max(end - at - GAP, 1)
            yield Share(line.verdict, at, width, f"{line.share:.0f} %" if width >= SAYS_PERCENT else "")
            at = end


def columns(days: Sequence[DayLine]) -> list[Column]:
    """Stand the days side by side, the fullest HIGH."""
    most = max([day.total for day in days] or [0]) or 1
    wide = SPARK / len(days)
    every = max(1, round(SAYS_DAY / wide + 0.5))
    return [
        Column(
            round(n * wide + wide * 0.1, 2),
            round(100 - HIGH * day.total / most, 2),
            round(wide * 0.8, 2),
            round(HIGH * day.total / most, 2),
            day.date if (len(days) - 1 - n) % every == 0 else None,
        )
        for n, day in enumerate(days)
    ]
