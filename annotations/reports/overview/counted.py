"""How many claims of each sort every article has: what all figures of the dashboard are added up from."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from annotations.models import DONE, Anchor, Assessment, Claim, Note, Project, WorkStatus
from annotations.reports.claim_filter import OPEN_QUERIES, TO_CHECK, ClaimFilter, blocks
from annotations.reports.keys import as_written, key_of
from annotations.reports.overview.throughput import Period, checks_in

OPEN = tuple(status for status in WorkStatus if status not in DONE)
# Of more articles than this the database is asked for all, rather than for each by name.
MOST_BY_NAME = 100


@dataclass
class Counts:
    """Claims counted by work status, by verdict, by what blocks publication; the open and the late ones by assignee.

    `days` and `checkers`: how many were checked on each day of a period, and by each checker in all of it.
    `asking_since`: when the oldest of the open queries was put (UTC); a sum does not know it.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[uuid.UUID | None] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)
    open: Counter[int | None] = field(default_factory=Counter)
    late: Counter[int | None] = field(default_factory=Counter)
    days: Counter[datetime.date] = field(default_factory=Counter)
    checkers: Counter[int] = field(default_factory=Counter)
    asking_since: datetime.datetime | None = None

    @property
    def total(self) -> int:
        return self.statuses.total()

    @property
    def done(self) -> int:
        return self.of(DONE)

    def of(self, statuses: Iterable[WorkStatus]) -> int:
        return sum(self.statuses[status] for status in statuses)

    def block(self, name: str, claims: int) -> None:
        if claims:
            self.blocks[name] += claims

    def add(self, other: Counts) -> None:
        for mine, others in zip(self._counters(), other._counters(), strict=True):
            for name, claims in others.items():
                mine[name] += claims

    def without(self, others: Iterable[Counts]) -> Counts:
        """Take away what was added before; who or what has none left is not named any more."""
        less, left = Counts(), Counts()
        for other in others:
            less.add(other)
        for rest, mine, theirs in zip(left._counters(), self._counters(), less._counters(), strict=True):
            rest.update(mine - theirs)
        return left

    def _counters(self) -> tuple[Counter[Any], ...]:
        return self.statuses, self.verdicts, self.blocks, self.open, self.late, self.days, self.checkers


# By the article's key as the driver gives it.
Found = defaultdict[str | uuid.UUID, Counts]


def count_claims(
    projects: Sequence[Project],
    articles: Collection[uuid.UUID],
    asked: ClaimFilter,
    period: Period,
    today: datetime.date,
) -> dict[uuid.UUID, Counts]:
    """Count the claims asked for in these standing articles; those that hold none are left out.

    Five queries, each from an index. Lateness is told by `today`.
    """
    counts: Found = defaultdict(Counts)
    few = len(articles) <= MOST_BY_NAME
    claims = asked.claims(*projects)
    if few:
        claims = claims.filter(article__in=articles)
    # To ask each query and each check whether its claim is any claim at all would take its time.
    about = Q(claim__in=claims) if asked or few else Q(claim__withdrawn="")
    _by_status(counts, claims, today)
    _by_assignee(counts, claims, today)
    _undecided(counts, about)
    _queries(counts, about)
    _checks(counts, checks_in(period, asked).filter(about))
    wanted = set(articles)
    return {key: one for article, one in counts.items() if (key := key_of(article)) in wanted}


def _by_status(counts: Found, claims: QuerySet[Claim], today: datetime.date) -> None:
    """Count by status and verdict, in one pass over the index `claim_counted`, in its own order."""
    asked = blocks(today)
    groups = claims.annotate(of=as_written("article"), to=as_written("verdict")).values_list("of", "work_status", "to")
    columns = {f"{name}_ones": Count("article", filter=asked[name]) for name in ("stale", "unsourced")}
    for article, status, verdict, number, stale, unsourced in groups.annotate(Count("article"), **columns):
        one = counts[article]
        one.statuses[status] += number
        one.verdicts[verdict and key_of(verdict)] += number
        one.block("unchecked", number if status in TO_CHECK else 0)
        one.block("disputed", number if status == WorkStatus.DISPUTED else 0)
        one.block("stale", stale)
        one.block("unsourced", unsourced)


def _by_assignee(counts: Found, claims: QuerySet[Claim], today: datetime.date) -> None:
    """Count what is open; by its statuses, so that the index gives it alone."""
    groups = claims.filter(work_status__in=OPEN).annotate(of=as_written("article")).values_list("of", "assignee")
    late_ones = Count("article", filter=blocks(today)["late"])
    for article, assignee, number, late in groups.annotate(Count("article"), late_ones=late_ones):
        one = counts[article]
        one.open[assignee] = number
        if late:
            one.late[assignee] = late
        one.block("late", late)


def _undecided(counts: Found, about: Q) -> None:
    """Count what a new draft has left to somebody to decide; from those places, which are few."""
    places = Anchor.objects.undecided().in_newest_drafts().filter(about).order_by()
    found = places.annotate(of=as_written("claim__article")).values_list("of")
    for article, number in found.annotate(Count("claim", distinct=True)):
        counts[article].block("undecided", number)


def _queries(counts: Found, about: Q) -> None:
    """Count what has an open query; from those, which are few."""
    queries = Note.objects.filter(OPEN_QUERIES, about).order_by().annotate(of=as_written("claim__article"))
    for article, number, since in queries.values_list("of").annotate(Count("claim", distinct=True), Min("at")):
        counts[article].block("query", number)
        counts[article].asking_since = since


def _checks(counts: Found, checks: QuerySet[Assessment, tuple[str, str, int, str]]) -> None:
    """Count what was checked: each claim once a day, and once for each checker."""
    rows = list(checks)
    for article, day, _ in {(article, day, claim) for article, day, _, claim in rows}:
        counts[article].days[datetime.date.fromisoformat(day)] += 1
    for article, checker, _ in {(article, checker, claim) for article, _, checker, claim in rows}:
        counts[article].checkers[checker] += 1
