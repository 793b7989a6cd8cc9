"""Reviewing: a second person's word on a checked claim, or on many at once."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from annotations.desk.consequences import settle, settle_all
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.rounds import begin_round
from annotations.desk.signing import sign_when_done
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
    Revision,
    Role,
    Ruling,
    SignOff,
    User,
    Verdict,
    WorkStatus,
)


def state_seen(claim: Claim) -> str:
    """Name the exact state of a claim, its places, assessments, sources and notes that a reviewer has before them.

    What is in a draft a reviewer does not see, and it is no part of what they decide about.
    """
    return states_seen([claim])[claim.pk]


def states_seen(claims: Sequence[Claim]) -> dict[uuid.UUID, str]:
    """Do as `state_seen` for many claims, by their keys, in as many queries as for one."""
    rows = {claim.pk: [("claim", claim.pk, claim.version)] for claim in claims}
    about: tuple[tuple[type[Audited], str, Q], ...] = (
        (Anchor, "claim", Q()),
        (Assessment, "claim", Q(submitted_at__isnull=False)),
        (Citation, "assessment__claim", Q(assessment__submitted_at__isnull=False)),
        (Ruling, "claim", Q()),
        (Note, "claim", Q()),
    )
    for model, way, these in about:
        found = model._default_manager.filter(these, **{f"{way}__in": claims}).order_by()
        for claim, key, version in found.values_list(way, "pk", "version"):
            rows[claim].append((model.object_kind(), key, version))
    return {key: state_name(these) for key, these in rows.items()}


def state_name(rows: Iterable[tuple[str, uuid.UUID, int]]) -> str:
    """Give a state a short name: rows by kind, key and version, in any order."""
    named = sorted((kind, str(key), version) for kind, key, version in rows)
    return hashlib.sha256(repr(named).encode()).hexdigest()[:16]


@dataclass
class Review:
    """A claim before its reviewer: the name of its exact state, and who has had a hand in it.

    assessed_by: in any round, if only with a draft. begun_by: in this one. checked_by: with a verdict, in this one.
    """

    claim: Claim
    seen: str
    assessed_by: set[int] = field(default_factory=set)
    begun_by: set[int] = field(default_factory=set)
    checked_by: set[int] = field(default_factory=set)
    ruling: Ruling | None = None

    def expect(self, seen: str) -> None:
        """Refuse a decision on anything but what the reviewer looked at."""
        if seen != self.seen:
            raise StaleRow(
                "Somebody changed this claim after you opened it. Look at it again, then decide.", self.claim
            )

    def refuse_approval(self, by: User | None) -> None:
        """Say why this person cannot approve the claim, if so: it is not checked, or its verdict is theirs."""
        if by is None:
            raise NotAllowed("Only a person can sign a claim off.")
        if by.pk in self.assessed_by:
            raise NotAllowed("You assessed this claim yourself. Somebody else must approve it.")
        if self.ruling and self.ruling.reviewer_id == by.pk and self.ruling.verdict_id:
            raise NotAllowed("You decided on this verdict yourself. Somebody else must approve it.")
        if self.claim.withdrawn or self.claim.work_status != WorkStatus.CHECKED:
            status = self.claim.get_work_status_display()
            raise Refused(f"Only a checked claim can be approved; this one is “{status}”.")

    def refuse_sending_back(self, by: User | None) -> None:
        """Say why the claim cannot be sent back, if so."""
        if by is None:
            raise NotAllowed("Only a person can rule on a claim.")
        refuse_withdrawn(self.claim)
        if not self.claim.not_checkable:
            self.refuse_unchecked()

    def refuse_unchecked(self) -> None:
        """Hold a reviewer to reviewing: whoever comes first to a claim checks it, and somebody else approves."""
        if not self.checked_by:
            raise Refused("Nobody has checked this claim yet. Give your own verdict instead.")


def reviews_of(claims: Sequence[Claim]) -> list[Review]:
    """Gather what decides about a reviewer's word on each of these claims, in their order; few queries for many."""
    seen = states_seen(claims)
    reviews = {claim.pk: Review(claim, seen[claim.pk]) for claim in claims}
    assessments = Assessment.objects.filter(STANDING, claim__in=claims).order_by()
    for key, checker, round, at in assessments.values_list("claim", "checker", "round", "submitted_at"):
        review = reviews[key]
        review.assessed_by.add(checker)
        if round == review.claim.round:
            review.begun_by.add(checker)
            if at:
                review.checked_by.add(checker)
    for ruling in Ruling.objects.filter(claim__in=claims).order_by():
        review = reviews[ruling.claim_id]
        if ruling.round == review.claim.round:
            ruling.claim, review.ruling = review.claim, ruling
    return list(reviews.values())


@verb
def approve_claim(*, claim: Claim, seen: str, act: Act) -> SignOff:
    """Sign a checked claim off, on the present draft; never by somebody who assessed it or decided on its verdict.

    `seen` is the `state_seen` that the reviewer looked at.
    """
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        (sign_off,) = sign_off_all(record, [claim], {claim.pk: seen}, act)
    return sign_off


def sign_off_all(record: Record, claims: Sequence[Claim], seen: Mapping[uuid.UUID, str], act: Act) -> list[SignOff]:
    """Sign claims off under the lock: all of them, or none and the reason of the first that cannot be."""
    reviews = _as_seen(claims, seen)
    for review in reviews:
        review.refuse_approval(act.by)
    drafts = Revision.objects.filter(article__in={claim.article_id for claim in claims}).defer("text", "links")
    latest = {draft.article_id: draft for draft in drafts.order_by("number")}
    sign_offs = [
        record.add(SignOff(claim=claim, revision=latest[claim.article_id], reviewer=act.by, at=act.at))
        for claim in claims
    ]
    settle_all(record, claims)
    sign_when_done({claim.article_id for claim in claims})
    return sign_offs


@verb
def send_back(*, claim: Claim, reason: str, seen: str, act: Act) -> Ruling:
    """Send a claim back to its checkers, with a reason: a new round of checks begins."""
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        (ruling,) = send_all_back(record, [claim], reason, {claim.pk: seen}, act)
    return ruling


def send_all_back(
    record: Record, claims: Sequence[Claim], reason: str, seen: Mapping[uuid.UUID, str], act: Act
) -> list[Ruling]:
    """Send claims back under the lock: all of them, or none and the reason of the first that cannot be."""
    reviews = _as_seen(claims, seen)
    reason = required(reason, "Say what has to be done again.", "reason")
    for review in reviews:
        review.refuse_sending_back(act.by)
    rulings = []
    for review in reviews:
        rulings.append(_rule(record, review, None, reason, act))
        record.change(review.claim, not_checkable="")
        begin_round(record, review.claim)
    settle_all(record, claims, voids="the claim was sent back")
    return rulings


@verb
def rule_on_claim(*, claim: Claim, verdict: Verdict, reason: str, seen: str, act: Act) -> Ruling:
    """Decide a round of checks, with a reason; the verdict then stands, whatever the checkers concluded."""
    with claim_under_lock(claim, act, Role.REVIEWER) as (record, claim):
        (review,) = _as_seen([claim], {claim.pk: seen})
        if verdict.scale.project_id != claim.article.project_id or verdict.withdrawn:
            raise Refused("This verdict is not one of the project’s. Load the page again.", "verdict")
        review.refuse_unchecked()
        if act.by and act.by.pk in review.begun_by:
            raise NotAllowed("You gave a verdict on this claim yourself. Another reviewer must decide.")
        refuse_withdrawn(claim)
        if claim.not_checkable:
            raise Refused("This claim is marked not checkable. Take that back first.")
        ruling = _rule(record, review, verdict, required(reason, "Say why you decide so.", "reason"), act)
        settle(record, claim, voids="a reviewer decided on another verdict")
    return ruling


def _as_seen(claims: Sequence[Claim], seen: Mapping[uuid.UUID, str]) -> list[Review]:
    reviews = reviews_of(claims)
    for review in reviews:
        review.expect(seen[review.claim.pk])
    return reviews


def _rule(record: Record, review: Review, verdict: Verdict | None, reason: str, act: Act) -> Ruling:
    if act.by is None:
        raise NotAllowed("Only a person can rule on a claim.")
    claim = review.claim
    if review.ruling:
        return record.change(review.ruling, reviewer=act.by, verdict=verdict, reason=reason)
    return record.add(Ruling(claim=claim, round=claim.round, reviewer=act.by, verdict=verdict, reason=reason))
