"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

from annotations.history.record import Record
from annotations.models import (
    STANDING,
    Assessment,
    Audience,
    Claim,
    Note,
    NoteKind,
    QueryState,
    Ruling,
    SignOff,
    Verdict,
    WorkStatus,
)


def settle(record: Record, claim: Claim, *, voids: str = "") -> None:
    """Bring a claim's computed columns up to date with the rows about it.

    `voids` says what was changed, in words for a person, where that makes a standing sign-off void.
    """
    record.flush(hold=claim)
    if not record.changed_anything:
        return
    sign_off = SignOff.objects.filter(claim=claim, voided="").first()
    if sign_off and voids:
        record.change(sign_off, voided=voids)
        sign_off = None
    verdict, status = _standing(claim, signed_off=sign_off is not None)
    record.change(claim, verdict=verdict, work_status=status)


def _standing(claim: Claim, *, signed_off: bool) -> tuple[Verdict | None, WorkStatus]:
    if claim.not_checkable:
        return None, WorkStatus.NOT_CHECKABLE
    assessments = list(Assessment.objects.filter(STANDING, claim=claim, round=claim.round).select_related("verdict"))
    verdicts = [assessment.verdict for assessment in assessments if assessment.verdict]
    ruling = Ruling.objects.filter(claim=claim, round=claim.round).select_related("verdict").first()
    enough = len(verdicts) >= claim.article.project.checks_needed
    disputed = False
    verdict = None
    if ruling:
        verdict = ruling.verdict
    elif len(set(verdicts)) > 1:
        disputed = True
    elif enough:
        verdict = verdicts[0]
    if signed_off:
        return verdict, WorkStatus.SIGNED_OFF
    if disputed:
        return None, WorkStatus.DISPUTED
    if _open_query_to_writer(claim):
        return verdict, WorkStatus.QUERY
    if verdict:
        return verdict, WorkStatus.CHECKED
    if verdicts:
        return None, WorkStatus.SECOND_CHECK
    if assessments:
        return None, WorkStatus.IN_PROGRESS
    return None, WorkStatus.REOPENED if claim.round > 1 else WorkStatus.UNCHECKED


def _open_query_to_writer(claim: Claim) -> bool:
    return Note.objects.filter(
        STANDING, claim=claim, kind=NoteKind.QUERY, audience=Audience.WRITER, state=QueryState.OPEN
    ).exists()
