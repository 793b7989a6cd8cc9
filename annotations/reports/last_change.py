"""When anything about a claim last changed."""

from __future__ import annotations

import datetime
import uuid

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from annotations.models import Anchor, Assessment, Citation, Claim, Event, Note, Ruling, SignOff

SUBMITTED = Q(submitted_at__isnull=False)
ABOUT_A_CLAIM: tuple[tuple[type[Model], str, Q], ...] = (
    (Claim, "pk", Q()),
    (Anchor, "claim", Q()),
    (Assessment, "claim", SUBMITTED),
    (Citation, "assessment__claim", Q(assessment__submitted_at__isnull=False)),
    (Note, "claim", Q()),
    (Ruling, "claim", Q()),
    (SignOff, "claim", Q()),
)


def last_changes(claims: QuerySet[Claim, uuid.UUID]) -> dict[uuid.UUID, datetime.datetime]:
    """Give the time (UTC) of the last event about each claim or about anything hanging on it, withdrawn or not.

    Unsubmitted work does not count: when somebody drafts is their own affair. One query a table.
    """
    last: dict[uuid.UUID, datetime.datetime] = {}
    for model, way, counts in ABOUT_A_CLAIM:
        rows: QuerySet[Model] = model._default_manager.filter(counts, **{f"{way}__in": claims})
        for claim, at in rows.order_by().values_list(way, Subquery(_last_event())):
            last[claim] = max(at, last.get(claim, at))
    return last


def _last_event() -> QuerySet[Event, datetime.datetime]:
    events = Event.objects.filter(object=OuterRef("pk")).order_by("-version")
    return events.values_list("at", flat=True)[:1]
