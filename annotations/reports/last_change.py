"""When anything about a claim last changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from annotations.models import Anchor, Assessment, Citation, Claim, Event, Note, Ruling, SignOff
from annotations.models.questions import Keys, question
from annotations.reports.keys import as_text

ABOUT_A_CLAIM: tuple[tuple[type[Model], str, Q], ...] = (
    (Claim, "pk", Q()),
    (Anchor, "claim_id", Q()),
    (Assessment, "claim_id", Q(submitted_at__isnull=False)),
    (Citation, "assessment__claim_id", Q(assessment__submitted_at__isnull=False)),
    (Note, "claim_id", Q()),
    (Ruling, "claim_id", Q()),
    (SignOff, "claim_id", Q()),
)


def last_changes(claims: Sequence[str]) -> dict[str, datetime.datetime]:
    """Give the time (UTC) of the last event about each claim, or about anything hanging on it; keys as text.

    Withdrawn rows count too; unsubmitted work does not: when somebody drafts is their own affair. One query.
    """
    last: dict[str, str] = {}
    for claim, at in _changes(claims):
        if last.get(claim, "") < at:
            last[claim] = at
    return {claim: _moment(at) for claim, at in last.items()}


@question
def _changes(claims: Keys) -> QuerySet[Any, Any]:
    first, *others = (
        model._default_manager.filter(counts, **{f"{way}__in": claims}).order_by().values_list(as_text(way), _last())
        for model, way, counts in ABOUT_A_CLAIM
    )
    return first.union(*others, all=True)


def _last() -> Cast:
    # A row's last event is that of its version. As text the times compare as they follow each other.
    event = Event.objects.filter(object=OuterRef("pk"), version=OuterRef("version"))
    return Cast(Subquery(event.values("at")[:1]), TextField())


def _moment(at: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
