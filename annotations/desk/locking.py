"""What a verb on claims begins with: streams locked, the role checked, and each claim as it stands now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from annotations.desk.errors import Refused
from annotations.desk.verb import Act, refuse_below, require
from annotations.history.record import Record, recording
from annotations.models import STANDING, Article, Claim, Membership, Project, Role
from annotations.models.questions import Columns, parted, question

CLAIM = (Columns(Claim), Columns(Article, "article__"), Columns(Project, "article__project__"))
# The key of no user: the system acts.
NOBODY = 0


@contextmanager
def claim_under_lock(claim: Claim, act: Act, role: Role = Role.CHECKER) -> Iterator[tuple[Record, Claim]]:
    """Open an action on a claim: its article's stream locked, the role checked, the claim as it stands now."""
    asking = partial(_claim_and_role.ask, claim.pk, act.by.pk if act.by else NOBODY)
    with recording(act, streams=[claim.stream_key], asking=asking) as record:
        ((held, *row),) = record.answer
        standing, standing.article, standing.article.project = parted(tuple(row), *CLAIM)
        if act.by:
            refuse_below(role, held, standing.article.project)
        yield record, standing


@question
def _claim_and_role(claim: uuid.UUID, user: int) -> QuerySet[Any, Any]:
    held = Membership.objects.filter(STANDING, user=user, project=OuterRef("article__project")).values("role")
    names = [name for columns in CLAIM for name in columns.lookups]
    return Claim.objects.filter(pk=claim).annotate(held=Subquery(held)).values_list("held", *names)


@contextmanager
def claims_under_lock(
    claims: Sequence[Claim], project: Project, act: Act, role: Role
) -> Iterator[tuple[Record, list[Claim]]]:
    """Open one action on many claims of a project, as they stand now, by article and number; it gives the project."""
    with recording(act, streams=[claim.stream_key for claim in claims]) as record:
        require(act.by, project, role)
        record.result = project
        keys = {claim.pk for claim in claims}
        found = Claim.objects.select_related("article__project").filter(pk__in=keys, article__project=project)
        standing = list(found.order_by("article_id", "number"))
        if not keys or len(standing) < len(keys):
            raise Refused("These are not all claims of this project. Choose them again from the list.", "claims")
        yield record, standing


def refuse_withdrawn(claim: Claim) -> None:
    if claim.withdrawn:
        raise Refused("This claim is withdrawn. Restore it first.")
