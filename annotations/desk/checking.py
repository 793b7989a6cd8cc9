"""Checking: what one person concludes about a claim."""

from __future__ import annotations

import dataclasses

from django.db.models import Max, Q

from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.verb import Act, expect, verb
from annotations.history.record import Record
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Assessment,
    Citation,
    Claim,
    Confidence,
    Revision,
    User,
    Verdict,
)
from annotations.models.fetching import fetch


@verb
def assess_claim(
    *,
    claim: Claim,
    verdict: Verdict | None,
    note: str,
    required_change: str,
    confidence: Confidence | None,
    version: int,
    act: Act,
    claim_version: int | None = None,
) -> Assessment:
    """Save one's own assessment of a claim in its present round; without a verdict it is a draft.

    `version` is that of one's assessment as read, 0 where there was none; `claim_version` that of the claim: a
    verdict is on the words that its checker read.
    """
    said = Conclusion(verdict, note, required_change, confidence)
    with claim_under_lock(claim, act) as (record, claim):
        if claim_version is not None:
            expect(claim, claim_version, only={"statement", "round"})
        assessment, voids = conclude(record, claim, said, version)
        settle(record, claim, voids=voids)
    return assessment


@dataclasses.dataclass(frozen=True)
class Conclusion:
    """What a checker says of a claim; without a verdict it is a draft."""

    verdict: Verdict | None
    note: str = ""
    required_change: str = ""
    confidence: Confidence | None = None


def conclude(record: Record, claim: Claim, said: Conclusion, version: int) -> tuple[Assessment, str]:
    """Put a conclusion into one's assessment; give that and, if a sign-off is void by it, why."""
    checker = person(record.act)
    refuse_when_closed(claim)
    verdict = said.verdict
    if verdict and (verdict.scale.project_id != claim.article.project_id or verdict.withdrawn):
        raise Refused("This verdict is not one of the project’s. Load the page again.", "verdict")
    found = standing_assessment(claim, checker)
    if found:
        # A draft that only a source has begun holds nothing yet that could be overwritten.
        begun = not (found.verdict_id or found.confidence or found.note or found.required_change)
        expect(found, max(version, 1) if begun else version)
    assessment = found or begin_assessment(record, claim, checker)
    counted = assessment.submitted_at is not None
    record.change(
        assessment,
        verdict=verdict,
        confidence=said.confidence or "",
        note=said.note.strip(),
        required_change=said.required_change.strip(),
        submitted_at=(assessment.submitted_at or record.act.at) if verdict else None,
        revision=latest_draft(claim) if found else assessment.revision,
    )
    if verdict and claim.round > 1:
        accept_places(record, claim)
    # What is in a draft is no part of what was signed off.
    return assessment, f"{checker.username}’s assessment was changed" if counted or verdict else ""


def accept_places(record: Record, claim: Claim) -> bool:
    """Let a claim stand on the words that a new draft has put in the place of its own; tell whether there were any."""
    changed = Anchor.objects.filter(STANDING, claim=claim, state=AnchorState.CHANGED, revision=latest_draft(claim).pk)
    places = list(changed.order_by("start", "id"))
    for place in places:
        place.claim = claim
        record.change(place, state=AnchorState.EXACT)
    return bool(places)


def standing_assessment(claim: Claim, checker: User, round: int | None = None) -> Assessment | None:
    """Give a person's assessment of a claim in a round, the present one unless told otherwise."""
    # In the words of the unique index, or SQLite looks through all that this person has ever checked.
    standing = "withdrawn = ''"
    for assessment in fetch(
        Assessment, where=standing, claim_id=claim.pk, checker_id=checker.pk, round=round or claim.round
    ):
        assessment.claim = claim
        return assessment
    return None


def latest_draft(claim: Claim) -> Revision:
    """Give the newest draft of a claim's article, but for its text, which is long."""
    return fetch(Revision, without=("text",), order_by="number DESC", article_id=claim.article_id)[0]


def begin_assessment(record: Record, claim: Claim, checker: User) -> Assessment:
    """Begin a person's assessment; in a later round it starts from their sources of the last one that was checked."""
    assessment = record.add(Assessment(claim=claim, checker=checker, round=claim.round, revision=latest_draft(claim)))
    earlier = _last_round(claim, checker) if claim.round > 1 else 0
    before = standing_assessment(claim, checker, earlier) if earlier else None
    if before:
        # A retracted source carries no verdict any more.
        sound = Citation.objects.filter(STANDING, assessment=before, source__retracted_on=None)
        for old in sound.select_related("source"):
            record.add(copied(old, assessment))
    return assessment


def _last_round(claim: Claim, checker: User) -> int:
    """Give the last round before this one that anybody checked in, or this person began to; 0 where there is none."""
    seen = Q(submitted_at__isnull=False) | Q(checker=checker)
    earlier = Assessment.objects.filter(STANDING, seen, claim=claim, round__lt=claim.round)
    return earlier.aggregate(last=Max("round"))["last"] or 0


def copied(cited: Citation, into: Assessment) -> Citation:
    """Make the same use of a source in another assessment."""
    return Citation(
        assessment=into,
        source=cited.source,
        stance=cited.stance,
        quote=cited.quote,
        locator=cited.locator,
        accessed_on=cited.accessed_on,
    )


def refuse_when_closed(claim: Claim) -> None:
    """Refuse work on a claim that is withdrawn or marked not checkable."""
    refuse_withdrawn(claim)
    if claim.not_checkable:
        raise Refused("This claim is marked not checkable. Take that back first.")


def person(act: Act) -> User:
    if act.by is None:
        raise NotAllowed("Only a person can assess a claim.")
    return act.by
