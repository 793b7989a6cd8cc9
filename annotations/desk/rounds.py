"""Rounds: when a claim is checked anew."""

from __future__ import annotations

from django.db.models import QuerySet

from annotations.history.record import Record
from annotations.models import STANDING, Assessment, Claim, User


def begin_round(record: Record, claim: Claim) -> None:
    """Have a claim checked anew, by the rule that the project has now."""
    record.change(claim, round=claim.round + 1, checks_needed=claim.article.project.checks_needed)


def check_anew(record: Record, claim: Claim) -> None:
    """Begin a new round where somebody else has checked the words that were just changed."""
    if checked_by_others(claim, record.act.by):
        begin_round(record, claim)


def checked_by_others(claim: Claim, by: User | None) -> bool:
    """Tell whether somebody else has checked the words of a claim in its present round."""
    return _checks(claim).exclude(checker=by).exists()


def checked(claim: Claim) -> bool:
    """Tell whether anybody has checked a claim in its present round."""
    return _checks(claim).exists()


def _checks(claim: Claim) -> QuerySet[Assessment]:
    return Assessment.objects.filter(STANDING, claim=claim, round=claim.round, submitted_at__isnull=False)
