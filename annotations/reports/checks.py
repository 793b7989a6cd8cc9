"""What the checkers of a claim concluded, and from which sources: only what they submitted, only what may leave."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F, QuerySet

from annotations.models import STANDING, Assessment, Citation, Claim
from annotations.reports.keys import as_text
from annotations.reports.last_change import SUBMITTED


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


def checks_of(claims: QuerySet[Claim, uuid.UUID]) -> dict[str, list[Check]]:
    """Give each claim's submitted assessments of its present round, in the order of submitting; by its key as text.

    Two queries.
    """
    assessments = Assessment.objects.filter(STANDING, SUBMITTED, claim__in=claims, round=F("claim__round"))
    sources = _sources(assessments)
    checks: dict[str, list[Check]] = {}
    columns = (as_text("claim_id"), as_text("id"), "checker__username", "confidence", "note", "required_change")
    rows = assessments.order_by("submitted_at", "id").values_list(*columns)
    for claim, key, checker, confidence, note, required_change in rows:
        check = Check(checker, confidence, note, required_change, sources.get(key, ()))
        checks.setdefault(claim, []).append(check)
    return checks


def _sources(assessments: QuerySet[Assessment]) -> dict[str, list[CitedSource]]:
    citations = (
        Citation.objects.filter(STANDING, assessment__in=assessments.order_by().values("pk"))
        .order_by("id")
        .values_list(
            as_text("assessment_id"),
            "stance",
            "source__confidential",
            "source__title",
            "source__publisher",
            "source__url",
            "locator",
            "quote",
        )
    )
    sources: dict[str, list[CitedSource]] = {}
    for assessment, stance, confidential, *said in citations:
        source = CitedSource(stance, True) if confidential else CitedSource(stance, False, *said)
        sources.setdefault(assessment, []).append(source)
    return sources
