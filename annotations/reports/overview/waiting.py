"""What waits for whom: the claims that need a checker or a reviewer, and the queries that nobody has answered."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import F, QuerySet

from annotations.models import STANDING, Assessment, Audience, Claim, Note, Project, WorkStatus
from annotations.reports.claim_filter import OPEN_QUERIES, ClaimFilter
from annotations.reports.lateness import is_late
from annotations.reports.overview.counted import Counts
from annotations.reports.overview.figures import in_status

SHOWN = 4

QUEUES: dict[str, tuple[WorkStatus, ...]] = {
    "to_check": (WorkStatus.UNCHECKED, WorkStatus.IN_PROGRESS, WorkStatus.REOPENED),
    "second_check": (WorkStatus.SECOND_CHECK,),
    "disputed": (WorkStatus.DISPUTED,),
    "to_approve": (WorkStatus.CHECKED,),
}


@dataclass(frozen=True)
class Check:
    """What one checker concluded: their name, and the label of their verdict."""

    checker: str
    verdict: str


@dataclass(frozen=True)
class Waiting:
    """A claim that waits, since when (UTC), and for whom: its assignee, or whoever a query is put to.

    `words` are the claim's, or the query's.
    """

    number: int
    words: str
    article: uuid.UUID
    title: str
    whom: str
    since: datetime.datetime
    due_on: datetime.date | None = None
    late: bool = False
    checks: Sequence[Check] = ()


def waiting(
    projects: Sequence[Project], asked: ClaimFilter, counts: Mapping[uuid.UUID, Counts]
) -> dict[str, list[Waiting]]:
    """Give the first claims of each of QUEUES, those of the article that came first before the others; five queries.

    `counts` are those of the claims asked for, by article: they tell where to look.
    """
    # Keys are in the order of time; by the number, for UUIDs themselves are compared in Python, one call each.
    oldest = sorted(counts, key=lambda key: key.int)
    found = {
        name: _first(in_status(asked, statuses).claims(*projects), _holding(oldest, counts, statuses))
        for name, statuses in QUEUES.items()
    }
    checks = _checks([claim.pk for claims in found.values() for claim in claims])
    return {name: [_line(claim, checks.get(claim.pk, [])) for claim in claims] for name, claims in found.items()}


def open_queries(projects: Sequence[Project], asked: ClaimFilter, counts: Mapping[uuid.UUID, Counts]) -> list[Waiting]:
    """Give the queries about the claims asked for that have waited longest; one query."""
    # The oldest of all are in the articles whose oldest are the oldest.
    asking = sorted((one.asking_since, key.int, key) for key, one in counts.items() if one.asking_since)
    articles = [key for _, _, key in asking[:SHOWN]]
    notes = Note.objects.filter(OPEN_QUERIES, claim__in=asked.claims(*projects).filter(article__in=articles))
    return [
        Waiting(note.claim.number, note.text, note.claim.article_id, note.claim.article.title, _to_whom(note), note.at)
        for note in notes.select_related("claim__article").order_by("at", "id")[:SHOWN]
    ]


def _to_whom(note: Note) -> str:
    if note.to_whom:
        return note.to_whom
    return (note.claim.article.writer_name or "the writer") if note.audience == Audience.WRITER else "the desk"


def _holding(
    oldest: Sequence[uuid.UUID], counts: Mapping[uuid.UUID, Counts], statuses: Sequence[WorkStatus]
) -> list[uuid.UUID]:
    """Name the oldest articles that hold enough of these claims."""
    found: list[uuid.UUID] = []
    missing = SHOWN
    for key in oldest:
        claims = counts[key].of(statuses)
        if claims:
            found.append(key)
            missing -= claims
        if missing <= 0:
            break
    return found


def _first(claims: QuerySet[Claim], articles: Sequence[uuid.UUID]) -> list[Claim]:
    columns = ("number", "statement", "article__title", "assignee__username", "due_on", "work_status")
    there = claims.filter(article__in=articles).select_related("article", "assignee").only(*columns)
    return list(there.order_by("article_id", "number")[:SHOWN])


def _checks(claims: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[tuple[datetime.datetime, Check]]]:
    submitted = Assessment.objects.filter(STANDING, submitted_at__isnull=False, claim__in=claims)
    rows = submitted.filter(round=F("claim__round")).order_by("claim", "submitted_at", "id")
    columns = ("claim", "submitted_at", "checker__username", "verdict__label")
    return {
        claim: [(at, Check(*check)) for _, at, *check in group]
        for claim, group in groupby(rows.values_list(*columns), key=itemgetter(0))
    }


def _line(claim: Claim, checks: Sequence[tuple[datetime.datetime, Check]]) -> Waiting:
    return Waiting(
        claim.number,
        claim.statement,
        claim.article_id,
        claim.article.title,
        claim.assignee.username if claim.assignee else "",
        checks[-1][0] if checks else made_at(claim.pk),
        claim.due_on,
        is_late(claim),
        [check for _, check in checks],
    )


def made_at(key: uuid.UUID) -> datetime.datetime:
    """Read from a key when it was made (RFC 9562, version 7: milliseconds in the first 48 bits)."""
    return datetime.datetime.fromtimestamp((key.int >> 80) / 1000, datetime.UTC)
