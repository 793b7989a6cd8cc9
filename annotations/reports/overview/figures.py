"""A figure of the dashboard: a number, and exactly the claims that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.models import Project, WorkStatus
from annotations.reports.claim_filter import ClaimFilter


@dataclass(frozen=True)
class Figure:
    """`number` is how many claims of `project` are meant by `asked`; of none nothing need be asked."""

    number: int
    project: Project
    asked: ClaimFilter


def under(asked: ClaimFilter, block: str) -> ClaimFilter:
    """Narrow what is asked to what is under one more of `blocks`."""
    return asked.with_(block=tuple(dict.fromkeys((*asked.block, block))))


def in_status(asked: ClaimFilter, statuses: Sequence[WorkStatus]) -> ClaimFilter:
    """Narrow what is asked to these work statuses."""
    return asked.with_(status=tuple(status.value for status in statuses if status in (asked.status or statuses)))
