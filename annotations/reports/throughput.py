"""Claims checked a day, and by whom."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Left

from annotations.models import Assessment, Project
from annotations.reports.claim_filter import ClaimFilter

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


@dataclass(frozen=True)
class Throughput:
    """How many claims were checked on each day, and by each checker (a key of User), by the key of their project.

    Counted are submitted assessments of any round, each claim once a day: what was sent back later was checked too.
    """

    by_day: dict[tuple[uuid.UUID, datetime.date], int]
    by_checker: dict[tuple[uuid.UUID, int], int]


def throughput(projects: Sequence[Project], asked: ClaimFilter, period: Period) -> Throughput:
    """Count the claims asked for that were checked in the period; one query, from the index of submitted work."""
    # Date and keys as they are written: to make them what they are costs as much as all the rest.
    day = Left(Cast("submitted_at", TextField()), 10)
    keys = {"project": Cast("claim__article__project", TextField()), "of": Cast("claim", TextField())}
    rows = _checks(projects, asked, period).annotate(day=day, **keys)
    by_day: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    by_checker: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for project, on, checker, claim in rows.values_list("project", "day", "checker", "of"):
        by_day[project, on].add(claim)
        by_checker[project, checker].add(claim)
    return Throughput(
        {(uuid.UUID(key), datetime.date.fromisoformat(on)): len(claims) for (key, on), claims in by_day.items()},
        {(uuid.UUID(key), checker): len(claims) for (key, checker), claims in by_checker.items()},
    )


def _checks(projects: Sequence[Project], asked: ClaimFilter, period: Period) -> QuerySet[Assessment]:
    within = asked.with_(checked_from=period.first, checked_to=period.last)
    checks = within.checks().filter(
        claim__withdrawn="",
        claim__article__project__in=projects,
        claim__article__withdrawn="",
    )
    # The rest of what is asked, if anything is: to ask each check whether its claim is any claim takes its time.
    others = asked.with_(checker="", checked_from=None, checked_to=None)
    return checks.filter(claim__in=others.claims(*projects)) if others else checks
