"""The claims of a project as a list: filtered, in an order of one's choice, a page at a time.

A page begins after a place, not after a number of claims, so that nothing is shown twice or left out while others
write. Which groups of claims (articles, or days) a page reaches into follows from how many each holds, which has to be
counted anyway: so a page of a hundred thousand claims reads few of them.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet

from annotations.models import Claim, Note, Project, WorkStatus
from annotations.reports.claim_filter import OPEN_QUERIES, ClaimFilter
from annotations.reports.lateness import is_late

PAGE = 50

Group = uuid.UUID | datetime.date | None


class Order(Enum):
    """What the list is ordered by, as addresses say it; then by article, newest first, and number."""

    ARTICLE = "article"
    DUE = "due"

    @property
    def column(self) -> str:
        return {Order.ARTICLE: "article_id", Order.DUE: "due_on"}[self]

    def arranged(self, groups: Sequence[Group]) -> list[Any]:
        """Put groups in order: articles newest first, days as they come, and what has no day last."""
        if self is Order.ARTICLE:
            return sorted((group for group in groups if group is not None), key=str, reverse=True)
        return [*sorted(group for group in groups if isinstance(group, datetime.date)), *[None] * (None in groups)]


@dataclass(frozen=True)
class Place:
    """A claim’s place in the list; written "<article>.<number>", and by due date "<day or none>.<article>.<number>"."""

    group: Group
    article: uuid.UUID
    number: int

    WRITTEN: ClassVar = re.compile(r"(?:(none|\d{4}-\d\d-\d\d)\.)?([0-9a-f]{32})\.(\d{1,9})", re.ASCII)

    @classmethod
    def of(cls, claim: Claim, order: Order) -> Place:
        return cls(getattr(claim, order.column), claim.article_id, claim.number)

    @classmethod
    def read(cls, written: str, order: Order) -> Place:
        """Read a place; raises ValueError where there can be none such."""
        match = cls.WRITTEN.fullmatch(written)
        if match is None or bool(match[1]) != (order is Order.DUE):
            raise ValueError("This is no place in the list.")
        article = uuid.UUID(match[2])
        day = None if match[1] in (None, "none") else datetime.date.fromisoformat(match[1])
        return cls(day if order is Order.DUE else article, article, int(match[3]))

    def __str__(self) -> str:
        day = "" if self.group == self.article else f"{self.group or 'none'}."
        return f"{day}{self.article.hex}.{self.number}"

    def beyond(self, *, back: bool) -> Q:
        """Give the claims of the same group that come after this one, or before it."""
        if back:
            return Q(article__gt=self.article) | Q(article=self.article, number__lt=self.number)
        return Q(article__lt=self.article) | Q(article=self.article, number__gt=self.number)


@dataclass(frozen=True)
class ClaimLine:
    """A claim in the list, with its article, verdict and assignee read; nothing of anybody's draft."""

    claim: Claim
    open_query: bool
    late: bool


@dataclass(frozen=True)
class ClaimsPage:
    """One page; total and disputed are of all that is asked for. `before` and `after` begin the pages beside it."""

    lines: Sequence[ClaimLine]
    total: int
    disputed: int
    before: Place | None
    after: Place | None


def claims_page(
    project: Project,
    asked: ClaimFilter,
    order: Order = Order.ARTICLE,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> ClaimsPage:
    """Read the page that begins after a place, or ends before one; the first without either. Three queries."""
    claims = asked.claims(project)
    counted = _counted(claims, order)
    back = before is not None
    found = _found(claims, order, counted, before or after, back=back)
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    return ClaimsPage(
        lines=_lines(found),
        total=sum(count for count, _ in counted.values()),
        disputed=sum(disputed for _, disputed in counted.values()),
        before=Place.of(found[0], order) if found and (more if back else after is not None) else None,
        after=Place.of(found[-1], order) if found and (back or more) else None,
    )


def _counted(claims: QuerySet[Claim], order: Order) -> dict[Group, tuple[int, int]]:
    """Count what is asked for, and what of it is disputed, by group."""
    disputed = Count("article", filter=Q(work_status=WorkStatus.DISPUTED))
    counted = claims.values_list(order.column).annotate(count=Count("*"), disputed=disputed)
    return {group: (count, of_them) for group, count, of_them in counted}


def _found(
    claims: QuerySet[Claim], order: Order, counted: dict[Group, tuple[int, int]], place: Place | None, *, back: bool
) -> list[Claim]:
    """Read a page and one claim more, from a place on; with `back`, from there backwards."""
    groups = order.arranged([*counted, place.group] if place and place.group not in counted else [*counted])
    if back:
        groups.reverse()
    begin = groups.index(place.group) + 1 if place else 0
    reached, whole = 0, []
    for group in groups[begin:]:
        if reached > PAGE:
            break
        reached += counted[group][0] if group in counted else 0
        whole.append(group)
    within = Q(**{f"{order.column}__in": [group for group in whole if group is not None]})
    if None in whole:
        within |= Q(**{order.column: None})
    if place:
        within |= Q(**{order.column: place.group}) & place.beyond(back=back)
    day = F("due_on").asc(nulls_last=True)
    ordered = claims.filter(within).order_by(*[day] * (order is Order.DUE), "-article_id", "number")
    rows = ordered.reverse() if back else ordered
    return list(rows.select_related("article", "verdict", "assignee").only(*READ)[: PAGE + 1])


READ = (
    "number",
    "version",
    "statement",
    "risk",
    "work_status",
    "sources",
    "stale",
    "due_on",
    "article__title",
    "verdict__label",
    "verdict__tone",
    "assignee__username",
)


def _lines(claims: Sequence[Claim]) -> list[ClaimLine]:
    asking = set(Note.objects.filter(OPEN_QUERIES, claim__in=claims).order_by().values_list("claim", flat=True))
    return [ClaimLine(claim, open_query=claim.pk in asking, late=is_late(claim)) for claim in claims]
