"""Which claims are meant: the one vocabulary of the dashboard's figures, the claims list, bulk work and the CSV."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from annotations.models import (
    STANDING,
    Anchor,
    Article,
    Assessment,
    Audience,
    Citation,
    Claim,
    Note,
    NoteKind,
    Project,
    QueryState,
    WorkStatus,
)
from annotations.reports.lateness import are_late

NOBODY = "nobody"
NONE = "none"

# Nobody has finished checking these.
TO_CHECK = (WorkStatus.UNCHECKED, WorkStatus.IN_PROGRESS, WorkStatus.REOPENED, WorkStatus.SECOND_CHECK)
OPEN_QUERIES = STANDING & Q(kind=NoteKind.QUERY, state=QueryState.OPEN)


def open_queries(audience: Audience | None = None) -> Q:
    """Ask whether a claim has an open query, to anybody or to the writer."""
    about = Q(audience=audience) if audience else Q()
    # The open ones are few and read once: asked for claim by claim, SQLite would read them all for each.
    return Q(pk__in=Note.objects.filter(OPEN_QUERIES, about).order_by().values("claim"))


def undecided() -> Q:
    """Ask whether a new draft has other words where a claim stood, or none, and nobody has said what becomes of it."""
    # Those are few too.
    return Q(pk__in=Anchor.objects.undecided().in_newest_drafts().order_by().values("claim"))


def blocks(today: datetime.date) -> dict[str, Q]:
    """Say what stands between claims and publication, by name, in the order in which a desk asks for it.

    A claim can be under several of these at once. `today` is the day (UTC) after which a due date is past.
    """
    return {
        "unchecked": Q(work_status__in=TO_CHECK),
        "disputed": Q(work_status=WorkStatus.DISPUTED),
        "undecided": undecided(),
        "query": open_queries(),
        "stale": ~Q(stale=""),
        "unsourced": Q(verdict__isnull=False, sources=0),
        "late": are_late(today),
    }


BLOCKS = {
    "unchecked": "Unchecked",
    "disputed": "Disputed",
    "undecided": "Other words",
    "query": "Open query",
    "stale": "Stale",
    "unsourced": "Without source",
    "late": "Late",
}


@dataclasses.dataclass(frozen=True)
class ClaimFilter:
    """What is asked of claims; every field that is set narrows them. Nothing set means all that stand.

    status: codes of work status, any of them. verdict: codes of the scale, or NONE, any of them. block: names of
    `blocks`, all of them. assignee: a user name, or NOBODY. checker: who has submitted an assessment. checked_from,
    checked_to: the days (UTC, both included) on which it was submitted. Of any round: what was checked on a day stays
    checked on it. words: what the statement holds, in any case. source: what a submitted assessment of the present
    round cites.
    """

    article: uuid.UUID | None = None
    status: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    assignee: str = ""
    checker: str = ""
    checked_from: datetime.date | None = None
    checked_to: datetime.date | None = None
    risk: str = ""
    words: str = ""
    source: uuid.UUID | None = None

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def claims(self, *projects: Project) -> QuerySet[Claim]:
        """Give the standing claims of the projects' standing articles that are meant, in no order."""
        # Not by a join: the index then gives the claims of an article together, and they are counted without sorting.
        articles = Article.objects.filter(STANDING, project__in=projects).order_by()
        return Claim.objects.filter(STANDING, self.condition(), article__in=articles.values("pk")).order_by()

    def condition(self) -> Q:
        """Give what is asked as a condition on claims, without project and standing."""
        asked = Q()
        for one in self._conditions():
            asked &= Q(one)
        return asked

    def _conditions(self) -> Iterator[Q | Exists]:
        if self.article:
            yield Q(article=self.article)
        if self.status:
            yield Q(work_status__in=self.status)
        if self.verdict:
            yield Q(verdict__code__in=self.verdict) | (Q(verdict=None) if NONE in self.verdict else Q(pk__in=()))
        if self.assignee:
            yield Q(assignee=None) if self.assignee == NOBODY else Q(assignee__username=self.assignee)
        if self.risk:
            yield Q(risk=self.risk)
        if self.words:
            yield Q(statement__icontains=self.words)
        if self.source:
            cited = STANDING & Q(source=self.source, assessment__withdrawn="", assessment__submitted_at__isnull=False)
            here = Citation.objects.filter(cited, assessment__round=F("assessment__claim__round"))
            yield Q(pk__in=here.order_by().values("assessment__claim"))
        yield from (blocks(timezone.now().date())[name] for name in self.block)
        if self.checker or self.checked_from or self.checked_to:
            yield Exists(self.checks().filter(claim=OuterRef("pk")))

    def checks(self) -> QuerySet[Assessment]:
        """Give the submitted assessments by the checker and within the period that are asked for, of any round."""
        checks = Assessment.objects.filter(STANDING, submitted_at__isnull=False).order_by()
        if self.checker:
            checks = checks.filter(checker__username=self.checker)
        if self.checked_from:
            checks = checks.filter(submitted_at__gte=_midnight(self.checked_from))
        if self.checked_to:
            checks = checks.filter(submitted_at__lt=_midnight(self.checked_to + datetime.timedelta(days=1)))
        return checks

    def with_(self, **changed: Any) -> ClaimFilter:
        """Narrow further, or ask for something else in one field."""
        return dataclasses.replace(self, **changed)

    def pairs(self) -> list[tuple[str, str]]:
        """Write what is set as the pairs of an address's query, which `ClaimFilterForm` reads back."""
        pairs: list[tuple[str, str]] = []
        for name, value in vars(self).items():
            values = value if isinstance(value, tuple) else (value,) if value else ()
            pairs.extend((name, str(one)) for one in values)
        return pairs


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
