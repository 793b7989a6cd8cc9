"""How many claims of each sort every article has: what all figures of the dashboard are added up from."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from annotations.models import DONE, Claim, Note, Project, WorkStatus
from annotations.reports.claim_filter import OPEN_QUERIES, TO_CHECK, ClaimFilter, blocks

OPEN = tuple(status for status in WorkStatus if status not in DONE)
COUNTED_ONE_BY_ONE = ("stale", "unsourced", "late")


@dataclass
class Counts:
    """Claims counted by work status, by verdict, by what blocks publication; the open and the late ones by assignee."""

    statuses: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[uuid.UUID | None] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)
    open: Counter[int | None] = field(default_factory=Counter)
    late: Counter[int | None] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.statuses.total()

    @property
    def done(self) -> int:
        return sum(self.statuses[status] for status in DONE)

    @property
    def blocking(self) -> int:
        """Add up what blocks publication; a claim can be under several."""
        return self.blocks.total()

    def add(self, other: Counts) -> None:
        for mine, others in zip(self._counters(), other._counters(), strict=True):
            for name, claims in others.items():
                mine[name] += claims

    def _counters(self) -> tuple[Counter[Any], ...]:
        return self.statuses, self.verdicts, self.blocks, self.open, self.late

    def take(self, status: str, verdict: uuid.UUID | None, assignee: int | None, claims: int, *blocked: int) -> None:
        """Take in a group of claims; `blocked` says how many are under each of COUNTED_ONE_BY_ONE."""
        self.statuses[status] += claims
        self.verdicts[verdict] += claims
        if status in TO_CHECK:
            self.blocks["unchecked"] += claims
        if status == WorkStatus.DISPUTED:
            self.blocks["disputed"] += claims
        if status not in DONE:
            self.open[assignee] += claims
        for name, number in zip(COUNTED_ONE_BY_ONE, blocked, strict=True):
            if number:
                self.blocks[name] += number
        if blocked[-1]:
            self.late[assignee] += blocked[-1]


def count_claims(claims: QuerySet[Claim], today: datetime.date) -> dict[uuid.UUID, Counts]:
    """Count claims by article, in one pass over the index that holds all these columns, in its own order."""
    asked = blocks(today)
    blocked = {f"counted_{name}": Count("article", filter=asked[name]) for name in COUNTED_ONE_BY_ONE}
    rows = claims.values_list("article", "work_status", "verdict", "assignee").annotate(Count("article"), **blocked)
    counts: defaultdict[uuid.UUID, Counts] = defaultdict(Counts)
    for article, *group in rows:
        counts[article].take(*group)
    return counts


def with_open_queries(projects: Sequence[Project], asked: ClaimFilter) -> dict[uuid.UUID, int]:
    """Count the claims asked for that have an open query, by article; from the open queries, which are few."""
    open_ones = Note.objects.filter(OPEN_QUERIES).order_by().values("claim")
    claims = asked.claims(*projects).filter(pk__in=open_ones)
    return dict(claims.values_list("article").annotate(Count("article")))
