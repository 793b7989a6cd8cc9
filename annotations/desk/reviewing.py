"""Reviewing: a second person's word on a checked claim."""

from __future__ import annotations

import hashlib

from django.db.models import Q

from annotations.desk.claiming import begin_round, claim_under_lock, refuse_withdrawn
from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.verb import Act, required, verb
from annotations.history.record import Record
from annotations.models import (
    STANDING,
    Anchor,
    Assessment,
    Audited,
    Citation,
    Claim,
    Note,
    Role,
    Ruling,
    SignOff,
    Verdict,
    WorkStatus,
)


def state_seen(claim: Claim) -> str:
    """Name the exact state of a claim, its places, assessments, sources and notes that a reviewer has before them.

    What is in a draft a reviewer does not see, and it is no part of what they decide about.
    """
    rows: list[tuple[str, str, int]] = [("claim", str(claim.pk), claim.version)]
    about: tuple[tuple[type[Audited], Q], ...] = (
        (Anchor, Q(claim=claim)),
        (Assessment, Q(claim=claim, submitted_at__isnull=False)),
        (Citation, Q(assessment__claim=claim, assessment__submitted_at__isnull=False)),
        (Ruling, Q(claim=claim)),
        (Note, Q(claim=claim)),
    )
    for model, these in about:
        for key, version in model._default_manager.filter(these).order_by("pk").values_list("pk", "version"):
            rows.append((model.object_kind(), str(key), version))
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@verb
def approve_claim(*, claim: Claim, seen: str, act: Act) -> SignOff:
    """Sign a checked claim off, on the present draft; never by somebody who assessed it or decided on its verdict.

    `seen` is the `state_seen` that the reviewer looked at.
    """
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        reviewer = act.by
        if reviewer is None:
            raise NotAllowed("Only a person can sign a claim off.")
        if Assessment.objects.filter(STANDING, claim=claim, checker=reviewer).exists():
            raise NotAllowed("You assessed this claim yourself. Somebody else must approve it.")
        if Ruling.objects.filter(claim=claim, round=claim.round, reviewer=reviewer, verdict__isnull=False).exists():
            raise NotAllowed("You decided on this verdict yourself. Somebody else must approve it.")
        _expect_seen(claim, seen)
        if claim.withdrawn or claim.work_status != WorkStatus.CHECKED:
            raise Refused(f"Only a checked claim can be approved; this one is “{claim.get_work_status_display()}”.")
        sign_off = record.add(
            SignOff(claim=claim, revision=claim.article.latest_revision(), reviewer=reviewer, at=act.at)
        )
        settle(record, claim)
    return sign_off


@verb
def send_back(*, claim: Claim, reason: str, seen: str, act: Act) -> Ruling:
    """Send a claim back to its checkers, with a reason: a new round of checks begins."""
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        _expect_seen(claim, seen)
        reason = required(reason, "Say what has to be done again.", "reason")
        if not claim.not_checkable:
            _refuse_unchecked(claim)
        ruling = _rule(record, claim, None, reason, act)
        record.change(claim, not_checkable="")
        begin_round(record, claim)
        settle(record, claim, voids="the claim was sent back")
    return ruling


@verb
def rule_on_claim(*, claim: Claim, verdict: Verdict, reason: str, seen: str, act: Act) -> Ruling:
    """Decide a round of checks, with a reason; the verdict then stands, whatever the checkers concluded."""
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        _expect_seen(claim, seen)
        if verdict.scale.project_id != claim.article.project_id or verdict.withdrawn:
            raise Refused("This verdict is not one of the project’s. Load the page again.", "verdict")
        _refuse_unchecked(claim)
        if Assessment.objects.filter(STANDING, claim=claim, round=claim.round, checker=act.by).exists():
            raise NotAllowed("You gave a verdict on this claim yourself. Another reviewer must decide.")
        ruling = _rule(record, claim, verdict, required(reason, "Say why you decide so.", "reason"), act)
        settle(record, claim, voids="a reviewer decided on another verdict")
    return ruling


def _rule(record: Record, claim: Claim, verdict: Verdict | None, reason: str, act: Act) -> Ruling:
    if act.by is None:
        raise NotAllowed("Only a person can rule on a claim.")
    refuse_withdrawn(claim)
    if verdict and claim.not_checkable:
        raise Refused("This claim is marked not checkable. Take that back first.")
    ruling = Ruling.objects.filter(claim=claim, round=claim.round).select_related("claim__article").first()
    if ruling:
        return record.change(ruling, reviewer=act.by, verdict=verdict, reason=reason)
    return record.add(Ruling(claim=claim, round=claim.round, reviewer=act.by, verdict=verdict, reason=reason))


def _refuse_unchecked(claim: Claim) -> None:
    """Hold a reviewer to reviewing: whoever comes first to a claim checks it, and somebody else approves."""
    checks = Assessment.objects.filter(STANDING, claim=claim, round=claim.round, submitted_at__isnull=False)
    if not checks.exists():
        raise Refused("Nobody has checked this claim yet. Give your own verdict instead.")


def _expect_seen(claim: Claim, seen: str) -> None:
    if seen != state_seen(claim):
        raise StaleRow("Somebody changed this claim after you opened it. Look at it again, then decide.", claim)
