"""Claims: what an article states that can be checked."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence

from django.db.models import Max

from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.placing import Place, anchor_at, refuse_older
from annotations.desk.rounds import check_anew
from annotations.desk.verb import Act, expect, require, required, verb
from annotations.history.record import recording
from annotations.models import (
    STANDING,
    Assignment,
    Claim,
    ClaimType,
    Event,
    NotCheckable,
    Project,
    Revision,
    Risk,
    Role,
    Sentence,
    User,
)

# What a claim is edited in; whose it is to check is another matter, and never a conflict with this.
SUBSTANCE = frozenset({"statement", "type", "claimant", "risk", "within", "not_checkable", "round", "withdrawn"})
# How many claims a claim may be within, one within the other.
DEEPEST = 20


@dataclasses.dataclass(frozen=True)
class ClaimWords:
    """What a claim says and how it is sorted."""

    statement: str
    type: ClaimType = ClaimType.FACT
    claimant: str = ""
    risk: Risk = Risk.NORMAL
    within: Claim | None = None


@verb
def add_claim(*, revision: Revision, places: Sequence[Place], words: ClaimWords, act: Act) -> Claim:
    """Record a claim that stands at these places of a revision (code points, end-exclusive)."""
    article = revision.article
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        refuse_older(revision)
        number = (Claim.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0) + 1
        # As the project stands now, not as the caller read it.
        needed = Project.objects.values_list("checks_needed", flat=True).get(pk=article.project_id)
        claim = Claim(article=article, number=number, checks_needed=needed)
        say(claim, words)
        _inherit_assignee(claim, revision, places)
        record.add(claim)
        for start, end in sorted(set(places)):
            record.add(anchor_at(claim, revision, start, end))
        if not places:
            raise Refused("Say where in the article the claim stands.", "quote")
    return claim


@verb
def edit_claim(*, claim: Claim, words: ClaimWords, version: int, act: Act) -> Claim:
    """Change what a claim says or how it is sorted; other words, or another claimant, void a sign-off.

    A verdict is on the words that its checker read: where somebody else changes them, a new round begins.
    """
    with claim_under_lock(claim, act) as (record, claim):
        expect(claim, version, only=SUBSTANCE)
        refuse_withdrawn(claim)
        edited = Claim(id=claim.pk, article=claim.article, number=claim.number)
        say(edited, words)
        names = [field.name for field in dataclasses.fields(ClaimWords)]
        changed = {name for name in names if getattr(edited, name) != getattr(claim, name)}
        record.change(claim, **{name: getattr(edited, name) for name in names})
        if "statement" in changed:
            check_anew(record, claim)
        settle(record, claim, voids="the claim’s words were changed" if changed & {"statement", "claimant"} else "")
    return claim


@verb
def withdraw_claim(*, claim: Claim, reason: str, version: int, act: Act) -> Claim:
    """Take a claim out of the work; a checker may withdraw their own, a reviewer anybody's."""
    with claim_under_lock(claim, act) as (record, claim):
        own_or_reviewer(claim, act.by)
        expect(claim, version, only=SUBSTANCE)
        record.change(claim, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        settle(record, claim, voids="the claim was withdrawn")
    return claim


@verb
def restore_claim(*, claim: Claim, version: int, act: Act) -> Claim:
    with claim_under_lock(claim, act) as (record, claim):
        own_or_reviewer(claim, act.by)
        expect(claim, version, only=SUBSTANCE)
        record.change(claim, withdrawn="")
        settle(record, claim)
    return claim


@verb
def mark_not_checkable(*, claim: Claim, reason: NotCheckable | None, version: int, act: Act) -> Claim:
    """Say why a claim cannot be checked, or, with no reason, that it can be after all."""
    with claim_under_lock(claim, act) as (record, claim):
        expect(claim, version, only=SUBSTANCE)
        refuse_withdrawn(claim)
        record.change(claim, not_checkable=reason or "")
        settle(record, claim, voids="whether it can be checked was changed")
    return claim


def added_by(claim: Claim) -> int | None:
    """Tell the key of the person who recorded a claim; None for the system."""
    return Event.objects.values_list("action__actor_id", flat=True).get(object=claim.pk, version=1)


def say(claim: Claim, words: ClaimWords) -> None:
    claim.statement = required(words.statement, "Say what is claimed, in words that stand on their own.", "statement")
    claim.type, claim.claimant, claim.risk = words.type, words.claimant.strip(), words.risk
    claim.within = words.within
    if words.within is None:
        return
    if words.within.article_id != claim.article_id:
        raise Refused("A claim can only be part of a claim of the same article.", "within")
    # Read anew, under the lock: somebody may just have made that claim a part of this one.
    parts = Claim.objects.filter(article=claim.article_id, within__isnull=False).values_list("pk", "within")
    within: dict[uuid.UUID, uuid.UUID | None] = {**dict(parts), claim.pk: words.within.pk}
    above = _above(claim.pk, within)
    if claim.pk in above:
        raise Refused("A claim cannot be part of itself.", "within")
    if len(above) > DEEPEST:
        raise Refused("That claim is itself part of too many others. Choose one that is nearer the whole.", "within")
    if any(len(chain) > DEEPEST and claim.pk in chain for chain in (_above(part, within) for part in within)):
        raise Refused("This claim has parts within parts, too many for one more whole around them.", "within")


def _inherit_assignee(claim: Claim, revision: Revision, places: Sequence[Place]) -> None:
    """Put a new claim on the desk of whoever has the paragraph in which it begins."""
    if not places:
        return
    before = Sentence.objects.filter(STANDING, revision=revision, start__lte=min(places)[0]).order_by("-start")
    assignment = Assignment.objects.filter(revision=revision, paragraph=before.values("paragraph")[:1]).first()
    if assignment and assignment.assignee_id:
        claim.assignee_id, claim.due_on = assignment.assignee_id, assignment.due_on


def _above(part: uuid.UUID, within: dict[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """List the claims that a claim is within, nearest first, and of a longer chain no more than shows that it is."""
    above: list[uuid.UUID] = []
    while (whole := within.get(part)) and len(above) <= DEEPEST:
        above.append(whole)
        part = whole
    return above


def own_or_reviewer(claim: Claim, by: User | None) -> None:
    if by is not None and added_by(claim) != by.pk:
        try:
            require(by, claim.article.project, Role.REVIEWER)
        except NotAllowed:
            raise NotAllowed("Somebody else recorded this claim: a reviewer can withdraw or restore it.") from None
