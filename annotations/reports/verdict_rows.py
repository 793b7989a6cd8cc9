"""What stands about each claim of an article or a project: the report that every export of verdicts is written from."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

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


class SignedOff(NamedTuple):
    """Whose sign-off stands."""

    by: str
    at: datetime.datetime


class Draft(NamedTuple):
    """The latest draft of an article, with what every claim of the article has in common."""

    article: str
    project: str
    title: str
    number: int
    sha256: str


class ClaimCells(NamedTuple):
    """What is read of each claim itself, in the order of COLUMNS; keys as text."""

    key: str
    article: str
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


class VerdictRow(NamedTuple):
    """One claim with everything that stands about it: codes, not labels, but where the name says so. Times are UTC.

    `word` is the ruling on the present round, or, while that has come to no verdict, why the last was sent back.
    """

    draft: Draft
    claim: ClaimCells
    places: Sequence[Place]
    checks: Sequence[Check]
    word: Word | None
    open_queries: Sequence[str]
    signed_off: SignedOff | None
    updated_at: datetime.datetime

    @property
    def not_checkable_label(self) -> str:
        return NotCheckable(self.claim.not_checkable).label if self.claim.not_checkable else ""


def verdict_rows(
    scope: Article | Project, *, withdrawn: bool = False, asked: ClaimFilter | None = None
) -> Generator[VerdictRow, None, None]:
    """Yield the claims of an article, or of a project's standing articles, by article and number, from one snapshot.

    Of these only what is `asked` for, and withdrawn claims only where asked for; unsubmitted work and what is known of
    confidential sources never. Memory and queries a chunk do not grow with the number of claims. The snapshot ends
    with the generator: close it.
    """
    claims = Claim.objects.filter(_within(scope)) if withdrawn else Claim.objects.standing().filter(_within(scope))
    if asked:
        claims = claims.filter(asked.condition())
    ordered = claims.order_by("article_id", "number").values_list(*COLUMNS)
    with snapshot():
        for chunk in _chunks(ordered.iterator(chunk_size=CHUNK)):
            yield from _rows(list(map(ClaimCells._make, chunk)))


def _within(scope: Article | Project) -> Q:
    if isinstance(scope, Article):
        return Q(article=scope)
    # Not by a join: a project's claims are then read in the order of their index, where they would all be sorted first.
    articles = Article.objects.filter(STANDING, project=scope).order_by()
    return Q(article__in=articles.values("pk"))


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _rows(claims: Sequence[ClaimCells]) -> Iterator[VerdictRow]:
    """Put a chunk of claims together with what stands about them."""
    keys, articles = [claim.key for claim in claims], {claim.article for claim in claims}
    drafts = {article: (key, _draft(article, *told)) for article, key, *told in _drafts(list(articles))}
    places = places_of(keys, [key for key, _ in drafts.values()])
    checks, changed = checks_of({claim.key: claim.round for claim in claims}), last_changes(keys)
    rulings, sign_offs = _rulings(keys), _sign_offs(keys)
    queries = _grouped(_open_queries(keys))
    for claim in claims:
        key = claim.key
        yield VerdictRow(
            drafts[claim.article][1],
            claim,
            places.get(key, ()),
            checks.get(key, ()),
            _word(claim, rulings) if rulings else None,
            queries.get(key, ()),
            sign_offs.get(key),
            changed[key],
        )


def _draft(article: str, *told: Any) -> Draft:
    return Draft(str(uuid.UUID(article)), *told)


def _rulings(claims: Sequence[str]) -> dict[tuple[str, int], Word]:
    told = _all_rulings(claims)
    return {(claim, round): Word(by, reason, verdict is None) for claim, round, by, reason, verdict in told}


def _word(claim: ClaimCells, rulings: dict[tuple[str, int], Word]) -> Word | None:
    ruling = rulings.get((claim.key, claim.round))
    before = rulings.get((claim.key, claim.round - 1))
    if ruling or claim.verdict or claim.not_checkable or not (before and before.sent_back):
        return ruling
    return before


def _sign_offs(claims: Sequence[str]) -> dict[str, SignedOff]:
    return {claim: SignedOff(by, at) for claim, by, at in _standing_sign_offs(claims)}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, text in pairs:
        grouped.setdefault(key, []).append(text)
    return grouped


@question
def _drafts(articles: Keys) -> QuerySet[Any, Any]:
    """Ask for the drafts of articles, the latest last."""
    drafts = Revision.objects.filter(article__in=articles).order_by("article_id", "number")
    told = ("article__project__slug", "article__title", "number", "sha256")
    return drafts.values_list(as_text("article_id"), "id", *told)


@question
def _all_rulings(claims: Keys) -> QuerySet[Any, Any]:
    """Ask for the rulings on every round: they are few, and the claims need not be looked up once more."""
    rulings = Ruling.objects.filter(claim__in=claims).order_by()
    return rulings.values_list(as_text("claim_id"), "round", "reviewer__username", "reason", "verdict__code")


@question
def _open_queries(claims: Keys) -> QuerySet[Any, Any]:
    queries = Note.objects.filter(STANDING, claim__in=claims, kind=NoteKind.QUERY)
    # Said the other way round: SQLite else looks through every open query of the desk, for each chunk anew.
    open_ = queries.exclude(state__in=[state for state in QueryState if state != QueryState.OPEN])
    return open_.order_by("at", "id").values_list(as_text("claim_id"), "text")


@question
def _standing_sign_offs(claims: Keys) -> QuerySet[Any, Any]:
    standing = SignOff.objects.filter(claim__in=claims, voided="").order_by()
    return standing.values_list(as_text("claim_id"), "reviewer__username", "at")
