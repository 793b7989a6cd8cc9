"""What stands about each claim of an article or a project: the report that every export of verdicts is written from."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.models import F, Q, QuerySet

from annotations.models import (
    STANDING,
    Article,
    Claim,
    NotCheckable,
    Note,
    NoteKind,
    Project,
    QueryState,
    Revision,
    Ruling,
    SignOff,
)
from annotations.reports.checks import Check, checks_of
from annotations.reports.last_change import last_changes
from annotations.reports.places import Place, places_of
from annotations.reports.snapshot import snapshot

Item = TypeVar("Item")

CHUNK = 500


@dataclass(frozen=True)
class Word:
    """What a reviewer said about a round, and whether that was a verdict or sent the claim back."""

    reviewer: str
    reason: str
    sent_back: bool


@dataclass(frozen=True)
class VerdictRow:
    """One claim with everything that stands about it: codes, not labels, but where the name says so. Times are UTC.

    `word` is the ruling on the present round, or, while that has come to no verdict, why the last was sent back.
    """

    project: str
    article: uuid.UUID
    title: str
    revision: int
    revision_sha256: str
    claim: int
    places: Sequence[Place]
    statement: str
    type: str
    claimant: str
    work_status: str
    not_checkable_label: str
    withdrawn: str
    verdict: str
    verdict_label: str
    checks: Sequence[Check]
    word: Word | None
    open_queries: Sequence[str]
    signed_off_by: str
    signed_off_at: datetime.datetime | None
    updated_at: datetime.datetime
    version: int


class ClaimCells(NamedTuple):
    """What is read of each claim itself, by the names that queries know."""

    id: uuid.UUID
    article_id: uuid.UUID
    article__project__slug: str
    article__title: str
    number: int
    statement: str
    type: str
    claimant: str
    round: int
    work_status: str
    not_checkable: str
    withdrawn: str
    verdict__code: str | None
    verdict__label: str | None
    version: int


def verdict_rows(scope: Article | Project, *, withdrawn: bool = False) -> Generator[VerdictRow, None, None]:
    """Yield the claims of an article, or of a project's standing articles, by article and number, from one snapshot.

    Withdrawn claims only where asked for; unsubmitted work and what is known of confidential sources never. Memory
    and queries a chunk do not grow with the number of claims. The snapshot ends with the generator: close it.
    """
    one = Q(article=scope) if isinstance(scope, Article) else Q(article__project=scope, article__withdrawn="")
    claims = Claim.objects.filter(one) if withdrawn else Claim.objects.standing().filter(one)
    ordered = claims.order_by("article_id", "number").values_list(*ClaimCells._fields)
    with snapshot():
        for chunk in _chunks(ordered.iterator(chunk_size=CHUNK)):
            cells = [ClaimCells(*row) for row in chunk]
            yield from _rows(cells)


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _rows(claims: Sequence[ClaimCells]) -> Iterator[VerdictRow]:
    articles = {claim.article_id for claim in claims}
    keys = _from_to(articles, claims[0], claims[-1])
    drafts = _latest_drafts(articles)
    places = places_of(keys, [key for key, _, _ in drafts.values()])
    checks, rulings, queries, sign_offs = checks_of(keys), _rulings(keys), _open_queries(keys), _sign_offs(keys)
    changed = last_changes(keys)
    for claim in claims:
        _, revision, sha256 = drafts[claim.article_id]
        signed_off_by, signed_off_at = sign_offs.get(claim.id, ("", None))
        yield VerdictRow(
            project=claim.article__project__slug,
            article=claim.article_id,
            title=claim.article__title,
            revision=revision,
            revision_sha256=sha256,
            claim=claim.number,
            places=places.get(claim.id, ()),
            statement=claim.statement,
            type=claim.type,
            claimant=claim.claimant,
            work_status=claim.work_status,
            not_checkable_label=NotCheckable(claim.not_checkable).label if claim.not_checkable else "",
            withdrawn=claim.withdrawn,
            verdict=claim.verdict__code or "",
            verdict_label=claim.verdict__label or "",
            checks=checks.get(claim.id, ()),
            word=_word(claim, rulings),
            open_queries=queries.get(claim.id, ()),
            signed_off_by=signed_off_by,
            signed_off_at=signed_off_at,
            updated_at=changed[claim.id],
            version=claim.version,
        )


def _from_to(articles: Collection[uuid.UUID], first: ClaimCells, last: ClaimCells) -> QuerySet[Claim, uuid.UUID]:
    """Name a chunk's claims by its two ends: a list of 500 keys in each query takes longer than the query."""
    after = Q(article__gt=first.article_id) | Q(number__gte=first.number)
    before = Q(article__lt=last.article_id) | Q(number__lte=last.number)
    return Claim.objects.filter(after, before, article__in=articles).order_by().values_list("pk", flat=True)


def _latest_drafts(articles: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, int, str]]:
    drafts = Revision.objects.filter(article__in=articles).order_by("article_id", "number")
    columns = drafts.values_list("article_id", "id", "number", "sha256")
    return {article: (key, number, sha256) for article, key, number, sha256 in columns}


def _rulings(claims: QuerySet[Claim, uuid.UUID]) -> dict[tuple[uuid.UUID, int], Word]:
    rulings = Ruling.objects.filter(claim__in=claims, round__gte=F("claim__round") - 1)
    columns = rulings.order_by("id").values_list("claim_id", "round", "reviewer__username", "reason", "verdict_id")
    return {(claim, round): Word(by, reason, verdict is None) for claim, round, by, reason, verdict in columns}


def _word(claim: ClaimCells, rulings: dict[tuple[uuid.UUID, int], Word]) -> Word | None:
    ruling = rulings.get((claim.id, claim.round))
    before = rulings.get((claim.id, claim.round - 1))
    if ruling or claim.verdict__code or claim.not_checkable or not (before and before.sent_back):
        return ruling
    return before


def _open_queries(claims: QuerySet[Claim, uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    open_ = Note.objects.filter(STANDING, claim__in=claims, kind=NoteKind.QUERY, state=QueryState.OPEN)
    return _grouped(open_.order_by("at", "id").values_list("claim_id", "text"))


def _sign_offs(claims: QuerySet[Claim, uuid.UUID]) -> dict[uuid.UUID, tuple[str, datetime.datetime]]:
    standing = SignOff.objects.filter(claim__in=claims, voided="")
    return {claim: (by, at) for claim, by, at in standing.values_list("claim_id", "reviewer__username", "at")}


def _grouped(pairs: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, list[str]]:
    grouped: dict[uuid.UUID, list[str]] = {}
    for key, text in pairs:
        grouped.setdefault(key, []).append(text)
    return grouped
