"""Putting columns of a claim's rows back to what they were, each by the rules of the verb that sets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from annotations.desk.assigning import hold_to_own, require_checker
from annotations.desk.checking import refuse_when_closed, standing_assessment
from annotations.desk.claiming import ClaimWords, own_or_reviewer, say
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.locking import refuse_withdrawn
from annotations.desk.noting import hold_to_author, mark_answered, query_of, reopen_unanswered
from annotations.desk.placing import not_there_yet, refuse_older
from annotations.desk.rounds import check_anew
from annotations.desk.verb import require
from annotations.history.record import Record
from annotations.models import (
    STANDING,
    Anchor,
    Assessment,
    Audited,
    Citation,
    Claim,
    Event,
    Note,
    Role,
    Ruling,
    SignOff,
    User,
    Verdict,
)

# How each row is read that hangs on a claim.
HANGING: dict[str, tuple[str, tuple[str, ...]]] = {
    "anchor": ("claim", ("revision",)),
    "assessment": ("claim", ("checker", "verdict__scale")),
    "citation": ("assessment__claim", ("assessment__checker", "source")),
    "note": ("claim", ("answers",)),
    "signoff": ("claim", ()),
}

Back = dict[str, Any]


def rows_about(claim: Claim, events: Sequence[Event]) -> dict[Any, Audited]:
    """Read the rows of events, by key; all of them are about this claim."""
    rows: dict[Any, Audited] = {claim.pk: claim}
    for kind, (way, beside) in HANGING.items():
        keys = [event.object for event in events if event.kind == kind]
        found: QuerySet[Any] = apps.get_model("annotations", kind)._default_manager.filter(pk__in=keys, **{way: claim})
        for row in found.select_related(*beside) if keys else ():
            if isinstance(row, Citation):
                row.assessment.claim = claim
            else:
                row.claim = claim
            rows[row.pk] = row
    checks = {row.pk: row for row in rows.values() if isinstance(row, Assessment)}
    for row in rows.values():
        if isinstance(row, Citation) and row.assessment_id in checks:
            row.assessment = checks[row.assessment_id]
    if any(event.object not in rows for event in events):
        raise Refused("This was not done to this claim. Load the page again.")
    return rows


def put_back(record: Record, claim: Claim, row: Audited, back: Back, others: Sequence[Audited]) -> str:
    """Set columns by the rules of the verbs that set them; give what that makes void, if anything."""
    if isinstance(row, Claim):
        return _put_back_claim(record, row, back)
    if isinstance(row, Anchor):
        return _put_back_place(record, claim, row, back)
    if isinstance(row, Assessment):
        return _put_back_check(record, claim, row, back, others)
    if isinstance(row, Citation):
        return _put_back_citation(record, claim, row, back)
    if isinstance(row, Note):
        return _put_back_note(record, claim, row, back)
    if isinstance(row, SignOff) and not row.voided:
        require(record.act.by, claim.article.project, Role.REVIEWER)
        record.change(row, **back)
        return ""
    raise Refused("This sign-off is void already.")


def _put_back_claim(record: Record, claim: Claim, back: Back) -> str:
    by, project = record.act.by, claim.article.project
    if "withdrawn" in back:
        own_or_reviewer(claim, by)
    else:
        refuse_withdrawn(claim)
    if back.keys() & {"assignee", "due_on"}:
        assignee: int | None = back.get("assignee", claim.assignee_id)
        hold_to_own(by, project, {claim.assignee_id, assignee})
        require_checker(User.objects.filter(pk=assignee or 0).first(), project)
    if back.get("within"):
        edited = Claim(id=claim.pk, article=claim.article, number=claim.number)
        say(edited, ClaimWords(claim.statement, within=Claim.objects.get(pk=back["within"])))
    if back.get("round", claim.round) < claim.round:
        _refuse_begun(claim, back["round"])
    record.change(claim, **back)
    if "statement" in back and "round" not in back:
        check_anew(record, claim)
    if back.keys() & {"statement", "claimant"}:
        return "the claim’s words were changed"
    if back.get("withdrawn"):
        return "the claim was withdrawn"
    return "whether it can be checked was changed" if "not_checkable" in back else ""


def _refuse_begun(claim: Claim, round: int) -> None:
    """Refuse to go back to a round where somebody has begun the one after it, if only with a draft."""
    later = {"claim": claim, "round__gt": round}
    if Assessment.objects.filter(STANDING, **later).exists() or Ruling.objects.filter(**later).exists():
        raise StaleRow("The claim is being checked anew since. Nothing is lost: change its words by hand.", claim)


def _put_back_place(record: Record, claim: Claim, anchor: Anchor, back: Back) -> str:
    refuse_withdrawn(claim)
    refuse_older(anchor.revision)
    others = Anchor.objects.standing().filter(claim=claim, revision=anchor.revision_id).exclude(pk=anchor.pk)
    if back.get("withdrawn"):
        if not others.exists():
            raise Refused("This is the only place where the claim stands. Withdraw the claim instead.")
    else:
        start, end = back.get("start", anchor.start), back.get("end", anchor.end)
        not_there_yet(claim, anchor.revision, start, end, but=anchor)
    record.change(anchor, **back)
    if "withdrawn" not in back:
        return "the claim was put on other words"
    return "a place was withdrawn" if back["withdrawn"] else "a place was added"


def _put_back_check(record: Record, claim: Claim, assessment: Assessment, back: Back, others: Sequence[Audited]) -> str:
    refuse_when_closed(claim)
    if assessment.round != claim.round:
        raise Refused("This round of checks is over. Give your verdict in the present one.")
    if back.get("withdrawn"):
        sources = Citation.objects.filter(STANDING, assessment=assessment)
        if sources.exclude(pk__in=[other.pk for other in others]).exists():
            raise Refused("You have added a source to it since. Take that back first.")
    elif "withdrawn" in back and standing_assessment(claim, assessment.checker):
        raise StaleRow("You have begun another assessment of this claim since. Go on with that one.", claim)
    if back.get("verdict") and Verdict.objects.get(pk=back["verdict"]).withdrawn:
        raise Refused("That verdict is not on the project’s scale any more. Choose another.")
    counted = assessment.submitted_at
    record.change(assessment, **back)
    changed = counted or assessment.submitted_at
    return f"{assessment.checker}’s assessment was changed" if changed else ""


def _put_back_citation(record: Record, claim: Claim, citation: Citation, back: Back) -> str:
    if citation.assessment.round != claim.round:
        raise Refused("This round of checks is over. Add the source to your assessment of the present one.")
    if citation.assessment.withdrawn and not back.get("withdrawn"):
        raise Refused("The assessment in which it stood is undone. Do that again first.")
    record.change(citation, **back)
    if not citation.assessment.submitted_at:
        return ""
    if "withdrawn" not in back:
        return "what a source says was changed"
    return "a source was withdrawn" if back["withdrawn"] else "a source was restored"


def _put_back_note(record: Record, claim: Claim, note: Note, back: Back) -> str:
    if "withdrawn" in back:
        hold_to_author(note, claim, record.act)
    record.change(note, **back)
    if note.answers and "withdrawn" in back:
        note.answers.claim = claim
        if note.withdrawn:
            reopen_unanswered(record, note.answers, but=note)
        else:
            mark_answered(record, query_of(note.answers, claim))
    return ""
