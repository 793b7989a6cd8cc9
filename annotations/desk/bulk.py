"""Many claims at once: one action in which each claim has its own events; all of it is done, or nothing.

What may be done to a claim is what the verbs for one claim say; here stands also how to ask beforehand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.desk.assigning import put_on_desk
from annotations.desk.errors import DeskError, Refused
from annotations.desk.locking import claims_under_lock, refuse_withdrawn
from annotations.desk.reviewing import reviews_of, send_all_back, sign_off_all
from annotations.desk.verb import Act, verb
from annotations.models import Claim, Project, Role, User

# What a person can still look through, and what is done while others wait a few seconds at most.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Foreseen:
    """What would become of a claim: `cannot` says, in words for a person, why nothing; `seen` is what it stands at."""

    claim: Claim
    seen: str
    cannot: str = ""


def foresee_approval(claims: Sequence[Claim], by: User) -> list[Foreseen]:
    """Tell which of these claims this person could approve now."""
    return [Foreseen(one.claim, one.seen, _why_not(one.refuse_approval, by)) for one in reviews_of(claims)]


def foresee_sending_back(claims: Sequence[Claim], by: User) -> list[Foreseen]:
    """Tell which of these claims this person could send back now."""
    return [Foreseen(one.claim, one.seen, _why_not(one.refuse_sending_back, by)) for one in reviews_of(claims)]


def foresee_assignment(claims: Sequence[Claim], assignee: User | None, due_on: datetime.date | None) -> list[Foreseen]:
    """Tell which of these claims would come onto somebody's desk, or from it; `seen` is a claim's version."""
    asked = (assignee.pk, due_on) if assignee else (None, None)
    return [Foreseen(claim, str(claim.version), _why_not(_refuse_as_is, claim, asked)) for claim in claims]


@verb
def approve_claims(*, project: Project, seen: Sequence[tuple[Claim, str]], act: Act) -> Project:
    """Sign claims of a project off, each in the state that the reviewer looked at."""
    _refuse_too_many(seen)
    with claims_under_lock([claim for claim, _ in seen], project, act, Role.REVIEWER) as (record, claims):
        sign_off_all(record, claims, {claim.pk: state for claim, state in seen}, act)
    return project


@verb
def send_back_claims(*, project: Project, seen: Sequence[tuple[Claim, str]], reason: str, act: Act) -> Project:
    """Send claims of a project back to their checkers, each in the state that the reviewer looked at, and why."""
    _refuse_too_many(seen)
    with claims_under_lock([claim for claim, _ in seen], project, act, Role.REVIEWER) as (record, claims):
        send_all_back(record, claims, reason, {claim.pk: state for claim, state in seen}, act)
    return project


@verb
def assign_claims(
    *,
    project: Project,
    claims: Sequence[tuple[Claim, int]],
    assignee: User | None,
    due_on: datetime.date | None,
    act: Act,
) -> Project:
    """Say who is to check claims of a project, each at the version that was read; None takes them off every desk."""
    _refuse_too_many(claims)
    versions = {claim.pk: version for claim, version in claims}
    with claims_under_lock([claim for claim, _ in claims], project, act, Role.REVIEWER) as (record, standing):
        put_on_desk(record, project, [(claim, versions[claim.pk]) for claim in standing], assignee, due_on)
    return project


def _refuse_too_many(claims: Sequence[object]) -> None:
    if len(claims) > MOST_AT_ONCE:
        raise Refused(
            f"{MOST_AT_ONCE} claims at most go in one step. Narrow the list, and take the rest after.", "claims"
        )


def _refuse_as_is(claim: Claim, asked: tuple[int | None, datetime.date | None]) -> None:
    refuse_withdrawn(claim)
    if (claim.assignee_id, claim.due_on) == asked:
        raise Refused("It is assigned so already." if claim.assignee_id else "It is nobody’s already. Choose a person.")


def _why_not(refuse: Callable[..., None], *asked: Any) -> str:
    try:
        refuse(*asked)
    except DeskError as refusal:
        return refusal.message
    return ""
