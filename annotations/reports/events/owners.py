"""Which claim each row is about, and whose draft it stands in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, TextField, UUIDField, When
from django.db.models import Value as Literal
from django.db.models.functions import Cast, Coalesce

from annotations.history.erase import Held
from annotations.models import Anchor, Assessment, Audited, Citation, Claim, Event, Note, Ruling, SignOff, Value

# The way from each row to its claim, and to the assessment that it stands in.
WAYS: dict[type[Audited], tuple[str, str | None]] = {
    Claim: ("", None),
    Anchor: ("claim__", None),
    Assessment: ("claim__", ""),
    Citation: ("assessment__claim__", "assessment__"),
    Note: ("claim__", None),
    Ruling: ("claim__", None),
    SignOff: ("claim__", None),
}

# What a person knows a row by.
WORDS: dict[type[Audited], str] = {Anchor: "quote", Note: "text"}


class Owner(NamedTuple):
    """The claim that a row is about, in which article, its own words or the source it cites, and whose check it is.

    `draft_since` is the event from which on the row is unsubmitted work; None where it is submitted, or no check.
    """

    claim: uuid.UUID
    number: int
    article: uuid.UUID
    words: str
    source: uuid.UUID | None
    checker: int | None
    draft_since: int | None


def rows_of_claim(claim: Claim) -> dict[uuid.UUID, Owner]:
    """Find every row about a claim, itself included, by key; one query."""
    return _owners([_rows(model).filter(**{f"{way}pk": claim.pk}) for model, (way, _) in WAYS.items()])


def owners(events: Iterable[Event | Held]) -> dict[uuid.UUID, Owner]:
    """Find the owners of the rows that events are about, by key; one query. Rows about no claim are left out."""
    keys: dict[str, set[uuid.UUID]] = {}
    for event in events:
        keys.setdefault(event.kind, set()).add(event.object)
    return _owners([_rows(model).filter(pk__in=keys.get(model.object_kind(), ())) for model in WAYS])


def _owners(parts: list[QuerySet[Any]]) -> dict[uuid.UUID, Owner]:
    names = ("pk", "of_claim", "of_number", "of_article", "words", "of_source", "of_checker", "since")
    first, *others = [part.values_list(*names) for part in parts]
    return {key: Owner(*rest) for key, *rest in first.union(*others, all=True)}


@cache
def _rows(model: type[Audited]) -> QuerySet[Any]:
    """Begin the question to one table; kept, because making it anew costs more than its answer."""
    way, to_assessment = WAYS[model]
    columns: dict[str, Any] = {
        "of_claim": F(f"{way}pk"),
        "of_number": F(f"{way}number"),
        "of_article": F(f"{way}article_id"),
        "words": F(WORDS[model]) if model in WORDS else Literal("", output_field=TextField()),
        "of_source": F("source_id") if model is Citation else Cast(Literal(None), UUIDField()),
        "of_checker": Cast(Literal(None), BigIntegerField()),
        "since": Cast(Literal(None), BigIntegerField()),
    }
    if to_assessment is not None:
        columns |= {"of_checker": F(f"{to_assessment}checker_id"), "since": _draft_since(to_assessment)}
    return model._default_manager.order_by().annotate(**columns)


def _draft_since(way: str) -> Case:
    """Give the event that left an assessment without a verdict: its first, or the one that took the verdict back."""
    last = Value.objects.filter(field="verdict", event__object=OuterRef(f"{way}pk")).order_by("-event__version")
    since = Coalesce(Subquery(last.values("event_id")[:1]), Literal(0), output_field=BigIntegerField())
    return Case(When(Q(**{f"{way}verdict": None}), then=since), default=None, output_field=BigIntegerField())
