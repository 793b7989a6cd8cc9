"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off; also how
many sources it rests on, and whether one of them was retracted.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q

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
    Source,
    Stale,
    Verdict,
    WorkStatus,
)

CHUNK = 500


def settle(record: Record, claim: Claim, *, voids: str = "") -> None:
    """Bring a claim's computed columns up to date with the rows about it.

    `voids` says what was changed, in words for a person, where that makes a standing sign-off void.
    """
    settle_all(record, [claim], voids=voids)


def settle_all(record: Record, claims: Sequence[Claim], *, voids: str = "") -> None:
    """Do as `settle` for many claims of one action, in as many queries as for a few."""
    record.flush(hold=claims)
    if not record.changed_anything:
        return
    for at in range(0, len(claims), CHUNK):
        facts = list(_facts_of(claims[at : at + CHUNK]))
        if voids:
            _void(record, [one.claim for one in facts if one.signed_off], voids)
        for one in facts:
            one.signed_off = one.signed_off and not voids
            record.change(one.claim, **one.consequences())


def _void(record: Record, claims: Sequence[Claim], voids: str) -> None:
    by_key = {claim.pk: claim for claim in claims}
    for sign_off in SignOff.objects.filter(claim__in=by_key, voided="").order_by("pk") if by_key else ():
        sign_off.claim = by_key[sign_off.claim_id]
        record.change(sign_off, voided=voids)


def bring_up_to_date(record: Record, claims: Sequence[Claim]) -> None:
    """Work the computed columns of claims out anew, though nothing about them was changed."""
    for at in range(0, len(claims), CHUNK):
        for facts in _facts_of(claims[at : at + CHUNK]):
            record.change(facts.claim, **facts.consequences())


class Rest(NamedTuple):
    """A source that a submitted assessment rests on: what it derives from in the end, and whether it was retracted."""

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


def asks_writer(note: Note) -> bool:
    """Tell whether a note is one of OPEN_QUERIES_TO_WRITER, before it is written."""
    open_query = note.kind == NoteKind.QUERY and note.state == QueryState.OPEN
    return open_query and note.audience == Audience.WRITER and not note.withdrawn


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


def _facts_of(claims: Sequence[Claim]) -> Iterable[Facts]:
    """Gather what stands about claims, in the round that they are in here: it may not be written yet."""
    facts = {claim.pk: Facts(claim) for claim in claims}
    for assessment in Assessment.objects.filter(STANDING, claim__in=claims).select_related("verdict"):
        facts[assessment.claim_id].take(assessment)
    for key, rest in _rests(claims):
        facts[key].rests.append(rest)
    for ruling in Ruling.objects.filter(claim__in=claims).select_related("verdict"):
        if ruling.round == facts[ruling.claim_id].claim.round:
            facts[ruling.claim_id].ruling = ruling
    for key in SignOff.objects.filter(claim__in=claims, voided="").values_list("claim", flat=True):
        facts[key].signed_off = True
    for key in Note.objects.filter(OPEN_QUERIES_TO_WRITER, claim__in=claims).values_list("claim", flat=True):
        facts[key].asks_writer = True
    return facts.values()


def _rests(claims: Sequence[Claim]) -> Iterator[tuple[uuid.UUID, Rest]]:
    """Yield what the standing, submitted assessments of claims rest on."""
    standing = Q(withdrawn="", assessment__withdrawn="", assessment__submitted_at__isnull=False)
    citations = Citation.objects.filter(standing, assessment__claim__in=claims)
    columns = ("assessment__claim", "assessment__round", "source", "source__origin", "source__retracted_on")
    rows = list(citations.order_by().values_list(*columns))
    roots = roots_of({origin for _, _, _, origin, _ in rows if origin})
    for claim, round, source, origin, retracted_on in rows:
        yield claim, Rest(round, roots[origin] if origin else source, retracted_on is not None)


def roots_of(sources: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Give what each source derives from in the end: the last of its chain of origins, or itself; a query a link."""
    above: dict[uuid.UUID, uuid.UUID | None] = {}
    asked = sources
    while asked:
        found = dict(Source.objects.filter(pk__in=asked).values_list("pk", "origin"))
        above |= found
        asked = {origin for origin in found.values() if origin} - above.keys()
    return {source: chain_of(source, above)[-1] for source in sources}


def chain_of(source: uuid.UUID, above: Mapping[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """List a source, what it derives from, what that derives from, and so on."""
    chain = [source]
    while (origin := above.get(chain[-1])) and origin not in chain:
        chain.append(origin)
    return chain
