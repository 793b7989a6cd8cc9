"""When a claim is late."""

import datetime

import pytest
from django.utils import timezone

from annotations.models import DONE, Claim, WorkStatus
from annotations.reports.lateness import is_late


def claim(status: str, days: int) -> Claim:
    return Claim(work_status=status, due_on=timezone.now().date() + datetime.timedelta(days=days))


@pytest.mark.parametrize("status", WorkStatus)
def test_only_what_nobody_has_finished_is_late(status: str) -> None:
    assert is_late(claim(status, days=-1)) == (status not in DONE)


@pytest.mark.parametrize("days", [0, 1])
def test_nothing_is_late_on_the_day_itself(days: int) -> None:
    assert not is_late(claim(WorkStatus.UNCHECKED, days=days))


def test_without_a_date_nothing_is_late() -> None:
    assert not is_late(Claim(work_status=WorkStatus.UNCHECKED))
