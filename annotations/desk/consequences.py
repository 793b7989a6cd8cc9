"""What follows from what people did to a claim: its work status, its standing verdict, and a voided sign-off; also how
many sources it rests on, and whether one of them was retracted.

Computed in one place, under the stream's lock, and recorded in the same action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotations.desk.facts import COMPUTED, MOST_AT_ONCE, Facts, Marks, facts_of
from annotations.history.record import Record
from annotations.models import Article, Claim, SignOff
from annotations.models.fetching import to_database
from annotations.proof.raw import key_text, rows_where


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


def _settle(record: Record, facts: Iterable[Facts[Claim]], voids: str) -> None:
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


MARKS = ("id", *Marks._fields[1:])


def inconsequences(article: Article | None = None) -> Iterator[tuple[str, str]]:
    """Yield where and what, for each claim whose status or verdict does not follow from what stands about it."""
    of_article, given = ("article_id = %s", [to_database(article.pk)]) if article else ("1 = 1", [])
    after = ""
    last: list[Any] = []
    while rows := rows_where(Claim, MARKS, f"{of_article}{after} ORDER BY id LIMIT {MOST_AT_ONCE}", [*given, *last]):
        after, last = " AND id > %s", [rows[-1][0]]
        for facts in facts_of([Marks(*row) for row in rows]):
            claim = facts.claim
            found = (claim.verdict_id, claim.work_status, claim.sources, claim.stale)
            for name, value, stands in zip(COMPUTED, facts.computed(), found, strict=True):
                if value != stands:
                    where = f"annotations_claim {key_text(claim.pk)}"
                    yield where, f"{name} does not follow from what stands about it"
