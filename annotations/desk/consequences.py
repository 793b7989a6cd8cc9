"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off; also how
many sources it rests on, and whether one of them was retracted.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Q

from annotations.history.record import Record
from annotations.models import (
    STANDING,
    Assessment,
    Audience,
    Citation,
    Claim,
    Note,
    NoteKind,
    QueryState,
    Ruling,
    SignOff,
    Stale,
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
    record.change(claim, **_facts(claim, signed_off=sign_off is not None).consequences())


def bring_up_to_date(record: Record, claim: Claim) -> None:
    """Work a claim's computed columns out anew, though nothing about it was changed."""
    signed_off = SignOff.objects.filter(claim=claim, voided="").exists()
    record.change(claim, **_facts(claim, signed_off=signed_off).consequences())


class Rest(NamedTuple):
    """A source that a submitted assessment rests on: its origin, or itself, and whether it was retracted."""

    round: int
    origin: uuid.UUID
    retracted: bool


@dataclass
class Facts:
    """All that a claim's computed columns follow from: its own marks, its checks and what they rest on, a ruling."""

    claim: Claim
    verdicts: list[Verdict] = field(default_factory=list)
    drafts: int = 0
    checked_in: int = 0
    rests: list[Rest] = field(default_factory=list)
    ruling: Ruling | None = None
    signed_off: bool = False
    asks_writer: bool = False

    def take(self, assessment: Assessment) -> None:
        """Take in a standing assessment of any round."""
        if assessment.verdict:
            self.checked_in = max(self.checked_in, assessment.round)
        if assessment.round != self.claim.round:
            return
        if assessment.verdict:
            self.verdicts.append(assessment.verdict)
        else:
            self.drafts += 1

    def consequences(self) -> dict[str, Any]:
        """Work out every computed column, by name."""
        verdict, status = self.standing()
        return {"verdict": verdict, "work_status": status, "sources": self.sources, "stale": self.stale}

    @property
    def sources(self) -> int:
        """Count the sources of this round's submitted assessments; those of one origin once, retracted ones never."""
        return len({rest.origin for rest in self.rests if rest.round == self.claim.round and not rest.retracted})

    @property
    def stale(self) -> str:
        """Tell that the last round with a verdict rests on a retracted source; a later check takes that away."""
        rotten = any(rest.retracted for rest in self.rests if rest.round == self.checked_in)
        return Stale.SOURCE if rotten and not self.claim.not_checkable else ""

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
    for assessment in Assessment.objects.filter(STANDING, claim=claim).select_related("verdict"):
        facts.take(assessment)
    facts.rests = [rest for _, rest in _rests([claim])]
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
            for name, value in facts.consequences().items():
                if getattr(facts.claim, name) != value:
                    yield f"annotations_claim {facts.claim.pk}: {name} does not follow from what stands about it"


def _facts_of(claims: list[Claim]) -> Iterable[Facts]:
    facts = {claim.pk: Facts(claim) for claim in claims}
    for assessment in Assessment.objects.filter(STANDING, claim__in=claims).select_related("verdict"):
        facts[assessment.claim_id].take(assessment)
    for key, rest in _rests(claims):
        facts[key].rests.append(rest)
    for ruling in Ruling.objects.filter(claim__in=claims, round=F("claim__round")).select_related("verdict"):
        facts[ruling.claim_id].ruling = ruling
    for key in SignOff.objects.filter(claim__in=claims, voided="").values_list("claim", flat=True):
        facts[key].signed_off = True
    for key in Note.objects.filter(OPEN_QUERIES_TO_WRITER, claim__in=claims).values_list("claim", flat=True):
        facts[key].asks_writer = True
    return facts.values()


def _rests(claims: list[Claim]) -> Iterator[tuple[uuid.UUID, Rest]]:
    """Yield what the standing, submitted assessments of claims rest on."""
    standing = Q(withdrawn="", assessment__withdrawn="", assessment__submitted_at__isnull=False)
    citations = Citation.objects.filter(standing, assessment__claim__in=claims)
    columns = ("assessment__claim", "assessment__round", "source", "source__origin", "source__retracted_on")
    for claim, round, source, origin, retracted_on in citations.order_by().values_list(*columns):
        yield claim, Rest(round, origin or source, retracted_on is not None)
