"""When anything about a claim last changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, Greatest

from annotations.models import Anchor, Assessment, Citation, Claim, Event, Note, Ruling, SignOff
from annotations.models.questions import Keys, question
from annotations.reports.keys import as_text

HANGING_ON_A_CLAIM: tuple[tuple[type[Model], str, Q], ...] = (
    (Anchor, "claim", Q()),
    (Assessment, "claim", Q(submitted_at__isnull=False)),
    (Citation, "assessment__claim", Q(assessment__submitted_at__isnull=False)),
    (Note, "claim", Q()),
    (Ruling, "claim", Q()),
    (SignOff, "claim", Q()),
)


def last_changes(claims: Sequence[str]) -> dict[str, datetime.datetime]:
    """Give the time (UTC) of the last event about each claim, or about anything hanging on it; keys as text.

    Withdrawn rows count too; unsubmitted work does not: when somebody drafts is their own affair. One query.
    """
    return {claim: _moment(at) for claim, at in _changes(claims)}


@question
def _changes(claims: Keys) -> QuerySet[Any, Any]:
    # All of it stands in the article's stream, where a later event has a larger id: so ids are compared, which the
    # index of versions holds, and of all those events only the last is read.
    last = Greatest(_last_event(), *(Coalesce(_last_among(*what), 0) for what in HANGING_ON_A_CLAIM))
    at = Event.objects.filter(pk=OuterRef("last")).values("at")
    about = Claim.objects.filter(pk__in=claims).order_by().annotate(last=last)
    return about.values_list(as_text("pk"), Cast(Subquery(at), TextField()))


def _last_among(model: type[Model], way: str, counts: Q) -> Subquery:
    rows = model._default_manager.filter(counts, **{way: OuterRef("pk")}).order_by().values(way)
    return Subquery(rows.annotate(last=Max(_last_event())).values("last"))


def _last_event() -> Subquery:
    # A row's last event is that of its version.
    return Subquery(Event.objects.filter(object=OuterRef("pk"), version=OuterRef("version")).values("pk"))


def _moment(at: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
