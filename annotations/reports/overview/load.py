"""Who has how much to check, and who checked how much."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from annotations.models import STANDING, Membership, Project, Role, User
from annotations.reports.claim_filter import NOBODY, ClaimFilter
from annotations.reports.overview.counted import OPEN, Counts
from annotations.reports.overview.figures import Figure, in_status, under
from annotations.reports.overview.throughput import Period


@dataclass(frozen=True)
class LoadLine:
    """What is on one person's desk, and what they checked in the period; `who` is empty for what is on nobody's."""

    project: Project
    who: str
    open: Figure
    late: Figure
    checked: Figure


def load_lines(
    projects: Mapping[uuid.UUID, Project],
    asked: ClaimFilter,
    sums: Mapping[uuid.UUID, Counts],
    period: Period,
) -> list[LoadLine]:
    """Give a line to whoever checks for a project, or has claims of it, or checked some; the fullest desk first.

    What is on nobody's desk comes last. Two queries.
    """
    roles = [role for role in Role if role.may(Role.CHECKER)]
    members = Membership.objects.filter(STANDING, project__in=projects, role__in=roles).order_by()
    here: set[tuple[uuid.UUID, int]] = set(members.values_list("project", "user"))
    here |= {(key, who) for key, counts in sums.items() for who in counts.open if who}
    here |= {(key, who) for key, counts in sums.items() for who in counts.checkers}
    names = dict(User.objects.filter(pk__in={who for _, who in here}).values_list("pk", "username"))
    during = asked.with_(checked_from=period.first, checked_to=period.last)

    def line(key: uuid.UUID, who: int | None) -> LoadLine:
        project, counts, name = projects[key], sums[key], names[who] if who else ""
        theirs = asked.with_(assignee=name or NOBODY)
        return LoadLine(
            project,
            name,
            Figure(counts.open[who], project, in_status(theirs, OPEN)),
            Figure(counts.late[who], project, under(theirs, "late")),
            Figure(counts.checkers[who] if who else 0, project, during.with_(checker=name)),
        )

    lines = [line(key, who) for key, who in here]
    lines.sort(key=lambda line: (-line.open.number, line.who, line.project.name, line.project.pk))
    return lines + [line(key, None) for key in projects if sums[key].open[None]]
