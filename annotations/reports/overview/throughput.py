"""Of which days a figure of work done is, and the checks of those days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Left

from annotations.models import Assessment
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.keys import as_written

DAYS = 14
# A chart of more columns cannot be read.
MOST_DAYS = 92


@dataclass(frozen=True)
class Period:
    """Days, both included (UTC)."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def asked(cls, asked: ClaimFilter, today: datetime.date) -> Period:
        """Give the period asked for, of a very long one its end; without one the last two weeks."""
        last = asked.checked_to or max(today, asked.checked_from or today)
        first = asked.checked_from or last - datetime.timedelta(days=DAYS - 1)
        return cls(max(first, last - datetime.timedelta(days=MOST_DAYS - 1)), last)

    @property
    def days(self) -> list[datetime.date]:
        return [self.first + datetime.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def checks_in(period: Period, asked: ClaimFilter) -> QuerySet[Assessment, tuple[str, str, int, str]]:
    """Give the checks of a period by the checker asked for: article and day as they are written, checker, claim.

    Of any round: what was sent back later was checked too.
    """
    within = asked.with_(checked_from=period.first, checked_to=period.last)
    # A day as it is written: to make datetimes of all takes longer than to find them.
    columns = {"article": as_written("claim__article"), "day": Left(Cast("submitted_at", TextField()), 10)}
    checks = within.checks().annotate(**columns, of=as_written("claim"))
    return checks.values_list("article", "day", "checker", "of")
