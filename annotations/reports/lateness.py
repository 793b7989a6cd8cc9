"""What is late: work with a due date that is past. A day is past when it is over in UTC."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone

from annotations.models import DONE, Claim


def is_past(due_on: datetime.date | None, today: datetime.date | None = None) -> bool:
    return due_on is not None and due_on < (today or timezone.now().date())


def is_late(claim: Claim, today: datetime.date | None = None) -> bool:
    """Tell whether a claim is to be checked by a day that is past, and nobody has finished checking it."""
    return is_past(claim.due_on, today) and claim.work_status not in DONE


def are_late(today: datetime.date) -> Q:
    """Ask the same of claims in the database, of the day that is given."""
    return Q(due_on__lt=today) & ~Q(work_status__in=DONE)
