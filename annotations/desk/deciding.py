"""What becomes of a claim whose words a new draft has changed: its verdict is kept, or it is checked again.

The other answers are verbs already: it is put on other words, or withdrawn.
"""

from __future__ import annotations

import json

from annotations.desk.checking import (
    accept_places,
    copied,
    latest_draft,
    person,
    refuse_when_closed,
    standing_assessment,
)
from annotations.desk.consequences import settle
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.reviewing import state_seen
from annotations.desk.verb import Act, verb
from annotations.history.record import Record
from annotations.history.stood import left_by
from annotations.models import STANDING, Anchor, Assessment, Citation, Claim, Event, Value


@verb
def keep_verdict(*, claim: Claim, assessment: Assessment | None, seen: str, act: Act) -> Claim:
    """Say in one's own name that a verdict given on the words before holds for the new ones: a check of one's own.

    It has the verdict, the note, the required change and the sources of `assessment`, a submitted one of an earlier
    round; None where the claim was marked not checkable. `seen` is the `state_seen` that was looked at.
    """
    with claim_under_lock(claim, act) as (record, claim):
        _hold_to_what_was_seen(claim, seen)
        if not Anchor.objects.standing().filter(claim=claim, revision=latest_draft(claim).pk).exists():
            raise Refused("Its words are not in this draft. Put the claim on other words, or withdraw it.")
        if assessment is None:
            record.change(claim, not_checkable=_marked_before(claim))
        else:
            _give_again(record, claim, assessment)
        accept_places(record, claim)
        settle(record, claim)
        record.result = claim
    return claim


@verb
def check_again(*, claim: Claim, seen: str, act: Act) -> Claim:
    """Say that a claim stands on the words of the new draft, and is to be checked on them."""
    with claim_under_lock(claim, act) as (record, claim):
        _hold_to_what_was_seen(claim, seen)
        if not accept_places(record, claim):
            raise Refused("Nothing of this claim waits for a decision: its words were not changed, or are gone.")
        settle(record, claim)
        record.result = claim
    return claim


def _hold_to_what_was_seen(claim: Claim, seen: str) -> None:
    """Refuse where anything about the claim is not as it was looked at."""
    refuse_withdrawn(claim)
    if state_seen(claim) != seen:
        raise StaleRow("Somebody changed this claim after you opened it. Look at it again, then decide.", claim)


def _give_again(record: Record, claim: Claim, before: Assessment) -> None:
    checker = person(record.act)
    refuse_when_closed(claim)
    before = Assessment.objects.select_related("verdict").get(pk=before.pk)
    if before.claim_id != claim.pk or before.withdrawn or before.verdict is None or before.round >= claim.round:
        raise Refused("There is no such verdict from before to keep. Check the claim again.")
    _refuse_rounds_of_others(claim, before.round)
    if before.verdict.withdrawn:
        raise Refused("That verdict is not on the project’s scale any more. Check the claim again.")
    if standing_assessment(claim, checker):
        raise Refused("You have begun to check this claim again. Finish that instead.")
    citations = list(Citation.objects.filter(STANDING, assessment=before).select_related("source").order_by("pk"))
    if any(cited.source.retracted_on for cited in citations):
        raise Refused("That verdict rests on a source that was retracted. Check the claim again.")
    kept = record.add(
        Assessment(
            claim=claim,
            checker=checker,
            round=claim.round,
            revision=latest_draft(claim),
            verdict=before.verdict,
            confidence=before.confidence,
            note=before.note,
            required_change=before.required_change,
            submitted_at=record.act.at,
        )
    )
    for cited in citations:
        record.add(copied(cited, kept))


def _refuse_rounds_of_others(claim: Claim, round: int) -> None:
    """Refuse where anything but a new draft has begun a round since: the claim was reworded, or sent back."""
    begun = Value.objects.filter(field="round", event__object=claim.pk).exclude(event__action__verb="import_revision")
    if any(json.loads(value) > round for value in begun.values_list("value", flat=True)):
        raise Refused("The claim was sent back or reworded since that verdict. Check it again.")


def _marked_before(claim: Claim) -> str:
    """Give the reason for which the claim was not checkable before the draft that changed its words."""
    if claim.not_checkable:
        raise Refused("This claim is marked not checkable already.")
    marks = Value.objects.filter(field="not_checkable", event__object=claim.pk, event__action__verb="import_revision")
    taken = marks.order_by("-event__version").values_list("event__version", flat=True).first()
    before = Event.objects.filter(object=claim.pk, version=(taken or 1) - 1).first()
    if before is None:
        raise Refused("There is no verdict from before to keep. Check the claim.")
    since = Value.objects.filter(field="not_checkable", event__object=claim.pk, event__version__gt=taken)
    if since.exists():
        raise Refused("Somebody marked it otherwise since. Mark the claim as it is now.")
    return str(left_by(before)["not_checkable"])
