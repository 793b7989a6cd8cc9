"""What the checkers of a claim concluded, and from which sources: only what they submitted, only what may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Cast

from annotations.models import STANDING, Assessment
from annotations.models.questions import Keys, question
from annotations.reports.keys import as_text


class CitedSource(NamedTuple):
    """What a source says about a claim; of a confidential source nothing but its stance is known here."""

    stance: str
    confidential: bool = False
    title: str = ""
    publisher: str = ""
    url: str = ""
    locator: str = ""
    quote: str = ""


class Check(NamedTuple):
    """One checker's submitted assessment in the claim's present round."""

    checker: str
    confidence: str
    note: str
    required_change: str
    sources: Sequence[CitedSource]


def checks_of(rounds: Mapping[str, int]) -> dict[str, list[Check]]:
    """Give the submitted assessments of each claim's present round, in the order of submitting; keys as text.

    `rounds` names the claims, each with its present round. One query.
    """
    checks: dict[str, list[Check]] = {}
    sources: list[CitedSource] = []
    last = ""
    for claim, round, key, checker, confidence, note, required_change, withdrawn, *cited in _submitted(list(rounds)):
        if round != rounds[claim]:
            continue
        if key != last:
            last, sources = key, []
            checks.setdefault(claim, []).append(Check(checker, confidence, note, required_change, sources))
        if withdrawn == "":
            source = CitedSource._make(cited)
            sources.append(CitedSource(source.stance, True) if source.confidential else source)
    return checks


@question
def _submitted(claims: Keys) -> QuerySet[Any, Any]:
    """Ask for the assessments of every round, each as often as it has citations, also such as were withdrawn.

    Most claims have one round; to ask for the present one would look each claim up once more.
    """
    submitted = Assessment.objects.filter(STANDING, claim__in=claims, submitted_at__isnull=False)
    return submitted.order_by("submitted_at", "id", "citations__id").values_list(
        as_text("claim_id"),
        "round",
        as_text("id"),
        "checker__username",
        "confidence",
        "note",
        "required_change",
        "citations__withdrawn",
        "citations__stance",
        # As a number: SQLite has no booleans, and Django would convert each.
        Cast("citations__source__confidential", IntegerField()),
        "citations__source__title",
        "citations__source__publisher",
        "citations__source__url",
        "citations__locator",
        "citations__quote",
    )
