"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import F, Q

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

CHUNK = 500


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
    verdict, status = _facts(claim, signed_off=sign_off is not None).standing()
    record.change(claim, verdict=verdict, work_status=status)


@dataclass
class Facts:
    """All that a claim's work status and verdict follow from: its own marks, and this round's checks and ruling."""

    claim: Claim
    verdicts: list[Verdict] = field(default_factory=list)
    drafts: int = 0
    ruling: Ruling | None = None
    signed_off: bool = False
    asks_writer: bool = False

    def take(self, assessment: Assessment) -> None:
        if assessment.verdict:
            self.verdicts.append(assessment.verdict)
        else:
            self.drafts += 1

    def standing(self) -> tuple[Verdict | None, WorkStatus]:
        """Work out the standing verdict (one check, unanimous, or ruled) and the work status."""
        if self.claim.not_checkable:
            return None, WorkStatus.NOT_CHECKABLE
        disputed = False
        verdict = None
        if self.ruling:
            verdict = self.ruling.verdict
        elif len(set(self.verdicts)) > 1:
            disputed = True
        elif len(self.verdicts) >= self.claim.checks_needed:
            verdict = self.verdicts[0]
        if self.signed_off:
            return verdict, WorkStatus.SIGNED_OFF
        if disputed:
            return None, WorkStatus.DISPUTED
        if self.asks_writer:
            return verdict, WorkStatus.QUERY
        if verdict:
            return verdict, WorkStatus.CHECKED
        return None, self._unsettled()

    def _unsettled(self) -> WorkStatus:
        if self.verdicts:
            return WorkStatus.SECOND_CHECK
        if self.drafts:
            return WorkStatus.IN_PROGRESS
        return WorkStatus.REOPENED if self.claim.round > 1 else WorkStatus.UNCHECKED


OPEN_QUERIES_TO_WRITER = STANDING & Q(kind=NoteKind.QUERY, audience=Audience.WRITER, state=QueryState.OPEN)


def _facts(claim: Claim, *, signed_off: bool) -> Facts:
    facts = Facts(claim, signed_off=signed_off)
    for assessment in Assessment.objects.filter(STANDING, claim=claim, round=claim.round).select_related("verdict"):
        facts.take(assessment)
    facts.ruling = Ruling.objects.filter(claim=claim, round=claim.round).select_related("verdict").first()
    facts.asks_writer = Note.objects.filter(OPEN_QUERIES_TO_WRITER, claim=claim).exists()
    return facts


def inconsequences() -> Iterator[str]:
    """Yield one line for each claim whose status or verdict does not follow from what stands about it."""
    last = None
    while True:
        claims = Claim.objects.order_by("pk").select_related("verdict")
        some = list((claims.filter(pk__gt=last) if last else claims)[:CHUNK])
        if not some:
            return
        last = some[-1].pk
        for facts in _facts_of(some):
            claim, (verdict, status) = facts.claim, facts.standing()
            if claim.verdict != verdict:
                yield f"annotations_claim {claim.pk}: verdict does not follow from its assessments and ruling"
            if claim.work_status != status:
                yield f"annotations_claim {claim.pk}: work_status does not follow from what stands about it"


def _facts_of(claims: list[Claim]) -> Iterable[Facts]:
    facts = {claim.pk: Facts(claim) for claim in claims}
    in_present_round = {"claim__in": claims, "round": F("claim__round")}
    for assessment in Assessment.objects.filter(STANDING, **in_present_round).select_related("verdict"):
        facts[assessment.claim_id].take(assessment)
    for ruling in Ruling.objects.filter(**in_present_round).select_related("verdict"):
        facts[ruling.claim_id].ruling = ruling
    for key in SignOff.objects.filter(claim__in=claims, voided="").values_list("claim", flat=True):
        facts[key].signed_off = True
    for key in Note.objects.filter(OPEN_QUERIES_TO_WRITER, claim__in=claims).values_list("claim", flat=True):
        facts[key].asks_writer = True
    return facts.values()
