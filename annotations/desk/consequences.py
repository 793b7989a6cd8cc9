"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off; also how
many sources it rests on, and whether one of them was retracted.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotations.desk.facts import MOST_AT_ONCE, Facts, facts_of
from annotations.history.record import Record
from annotations.history.rows import recorded
from annotations.models import Article, Claim, SignOff


def settle(record: Record, claim: Claim, *, voids: str = "") -> None:
    """Bring a claim's computed columns up to date with the rows about it, written or not; sources are as written.

    `voids` says what was changed, in words for a person, where that makes a standing sign-off void.
    """
    if record.changed_anything:
        _settle(record, facts_of([claim], record.pending), voids)


def settle_all(record: Record, claims: Sequence[Claim], *, voids: str = "") -> None:
    """Do as `settle` for many claims of one action, in as many queries as for a few, once all else is written."""
    record.flush(hold=claims)
    if record.changed_anything:
        for at in range(0, len(claims), MOST_AT_ONCE):
            _settle(record, facts_of(claims[at : at + MOST_AT_ONCE]), voids)


def _settle(record: Record, facts: Iterable[Facts], voids: str) -> None:
    facts = list(facts)
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
    for at in range(0, len(claims), MOST_AT_ONCE):
        for facts in facts_of(claims[at : at + MOST_AT_ONCE]):
            record.change(facts.claim, **facts.consequences())


def inconsequences(article: Article | None = None) -> Iterator[tuple[str, str]]:
    """Yield where and what, for each claim whose status or verdict does not follow from what stands about it."""
    last = None
    all_claims = Claim.objects.filter(article=article) if article else Claim.objects.all()
    while True:
        claims = all_claims.order_by("pk")
        some = list((claims.filter(pk__gt=last) if last else claims)[:MOST_AT_ONCE])
        if not some:
            return
        last = some[-1].pk
        for facts in facts_of(some):
            for name, value in facts.consequences().items():
                if getattr(facts.claim, recorded(Claim)[name].attname) != value:
                    yield f"annotations_claim {facts.claim.pk}", f"{name} does not follow from what stands about it"
