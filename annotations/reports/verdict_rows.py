"""What stands about each claim of an article or a project: the report that every export of verdicts is written from."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

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
from annotations.models.questions import Keys, question
from annotations.reports.checks import Check, checks_of
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.keys import as_text
from annotations.reports.last_change import last_changes
from annotations.reports.places import Place, places_of
from annotations.reports.snapshot import snapshot

Item = TypeVar("Item")

CHUNK = 2000


class Word(NamedTuple):
    """What a reviewer said about a round, and whether that was a verdict or sent the claim back."""

    reviewer: str
    reason: str
    sent_back: bool


class VerdictRow(NamedTuple):
    """One claim with everything that stands about it: codes, not labels, but where the name says so. Times are UTC.

    `word` is the ruling on the present round, or, while that has come to no verdict, why the last was sent back.
    """

    project: str
    article: str
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
    stale: str


class ClaimCells(NamedTuple):
    """What is read of each claim itself, in the order of COLUMNS; keys as text."""

    key: str
    article: str
    project: str
    title: str
    number: int
    statement: str
    type: str
    claimant: str
    round: int
    work_status: str
    not_checkable: str
    withdrawn: str
    verdict: str | None
    verdict_label: str | None
    version: int
    stale: str


COLUMNS = (
    as_text("id"),
    as_text("article_id"),
    "article__project__slug",
    "article__title",
    "number",
    "statement",
    "type",
    "claimant",
    "round",
    "work_status",
    "not_checkable",
    "withdrawn",
    "verdict__code",
    "verdict__label",
    "version",
    "stale",
)


def verdict_rows(
    scope: Article | Project, *, withdrawn: bool = False, asked: ClaimFilter | None = None
) -> Generator[VerdictRow, None, None]:
    """Yield the claims of an article, or of a project's standing articles, by article and number, from one snapshot.

    Of these only what is `asked` for, and withdrawn claims only where asked for; unsubmitted work and what is known of
    confidential sources never. Memory and queries a chunk do not grow with the number of claims. The snapshot ends
    with the generator: close it.
    """
    one = Q(article=scope) if isinstance(scope, Article) else Q(article__project=scope, article__withdrawn="")
    claims = Claim.objects.filter(one) if withdrawn else Claim.objects.standing().filter(one)
    if asked:
        claims = claims.filter(asked.condition())
    ordered = claims.order_by("article_id", "number").values_list(*COLUMNS)
    with snapshot():
        for chunk in _chunks(ordered.iterator(chunk_size=CHUNK)):
            yield from _rows([ClaimCells(*row) for row in chunk])


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _rows(claims: Sequence[ClaimCells]) -> Iterator[VerdictRow]:
    """Put a chunk of claims together with what stands about them."""
    articles = {article: str(uuid.UUID(article)) for article in {claim.article for claim in claims}}
    keys = [claim.key for claim in claims]
    drafts = {article: draft for article, *draft in _drafts(list(articles))}
    places = places_of(keys, [key for key, _, _ in drafts.values()])
    checks, changed = checks_of(keys), last_changes(keys)
    rulings, sign_offs = _rulings(keys), _sign_offs(keys)
    queries = _grouped(_open_queries(keys))
    for claim in claims:
        _, revision, sha256 = drafts[claim.article]
        signed_off_by, signed_off_at = sign_offs.get(claim.key, ("", None))
        yield VerdictRow(
            project=claim.project,
            article=articles[claim.article],
            title=claim.title,
            revision=revision,
            revision_sha256=sha256,
            claim=claim.number,
            places=places.get(claim.key, ()),
            statement=claim.statement,
            type=claim.type,
            claimant=claim.claimant,
            work_status=claim.work_status,
            not_checkable_label=NotCheckable(claim.not_checkable).label if claim.not_checkable else "",
            withdrawn=claim.withdrawn,
            verdict=claim.verdict or "",
            verdict_label=claim.verdict_label or "",
            checks=checks.get(claim.key, ()),
            word=_word(claim, rulings),
            open_queries=queries.get(claim.key, ()),
            signed_off_by=signed_off_by,
            signed_off_at=signed_off_at,
            updated_at=changed[claim.key],
            version=claim.version,
            stale=claim.stale,
        )


def _rulings(claims: Sequence[str]) -> dict[tuple[str, int], Word]:
    return {
        (claim, round): Word(by, reason, verdict is None) for claim, round, by, reason, verdict in _late_rulings(claims)
    }


def _word(claim: ClaimCells, rulings: dict[tuple[str, int], Word]) -> Word | None:
    ruling = rulings.get((claim.key, claim.round))
    before = rulings.get((claim.key, claim.round - 1))
    if ruling or claim.verdict or claim.not_checkable or not (before and before.sent_back):
        return ruling
    return before


def _sign_offs(claims: Sequence[str]) -> dict[str, tuple[str, datetime.datetime]]:
    return {claim: (by, at) for claim, by, at in _standing_sign_offs(claims)}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, text in pairs:
        grouped.setdefault(key, []).append(text)
    return grouped


@question
def _drafts(articles: Keys) -> QuerySet[Any, Any]:
    """Ask for the drafts of articles, the latest last."""
    drafts = Revision.objects.filter(article__in=articles).order_by("article_id", "number")
    return drafts.values_list(as_text("article_id"), "id", "number", "sha256")


@question
def _late_rulings(claims: Keys) -> QuerySet[Any, Any]:
    """Ask for the rulings on the present round and on the one before."""
    rulings = Ruling.objects.filter(claim__in=claims, round__gte=F("claim__round") - 1).order_by("id")
    return rulings.values_list(as_text("claim_id"), "round", "reviewer__username", "reason", "verdict__code")


@question
def _open_queries(claims: Keys) -> QuerySet[Any, Any]:
    open_ = Note.objects.filter(STANDING, claim__in=claims, kind=NoteKind.QUERY, state=QueryState.OPEN)
    return open_.order_by("at", "id").values_list(as_text("claim_id"), "text")


@question
def _standing_sign_offs(claims: Keys) -> QuerySet[Any, Any]:
    standing = SignOff.objects.filter(claim__in=claims, voided="").order_by()
    return standing.values_list(as_text("claim_id"), "reviewer__username", "at")
