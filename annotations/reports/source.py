"""One source: what is known of it, what it derives from, and every claim that rests on it, as one person may see it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from annotations.models import STANDING, Citation, Claim, Event, Role, Source, User, WorkStatus
from annotations.reports.sources import RESTING, SUBMITTED, known_sources

PAGE = 50
# Of what derives from a source, and of the claims that a change would touch, a page names this many.
NAMED = 20


@dataclass(frozen=True)
class Relative:
    """Another source as it is named here; without its name to whoever may not know who it is."""

    key: uuid.UUID
    title: str
    confidential: bool
    retracted: bool


@dataclass(frozen=True)
class ClaimLine:
    """A claim, with what each check says that it takes from the source.

    rests: its verdict rests on it now. round: that of the citations, where it is over.
    """

    claim: Claim
    citations: Sequence[Citation]
    rests: bool
    round: int

    @property
    def draft(self) -> bool:
        """Tell whether only the reader's own draft cites it."""
        return not any(citation.assessment.submitted_at for citation in self.citations)


@dataclass(frozen=True)
class SourceSheet:
    """`withheld`: the reader may not know who it is. `after`: the claim after which the next page begins."""

    source: Source
    role: Role
    withheld: bool
    added_by: str
    added_at: datetime.datetime | None
    merged_into: Relative | None
    derives_from: Sequence[Relative]
    derived: Sequence[Relative]
    merged: Sequence[Relative]
    lines: Sequence[ClaimLine]
    resting: int
    after: uuid.UUID | None

    @property
    def may_edit(self) -> bool:
        needed = Role.REVIEWER if self.source.confidential else Role.CHECKER
        return self.role.may(needed) and not self.source.withdrawn

    @property
    def may_review(self) -> bool:
        return self.role.may(Role.REVIEWER) and not self.source.withdrawn


def source_sheet(source: Source, reader: User, role: Role, after: Claim | None = None) -> SourceSheet:
    """Gather a source with the page of its claims that begins after a claim; others' drafts stay theirs."""
    secrets = role.may(Role.REVIEWER)
    first = Event.objects.filter(object=source.pk, version=1).select_related("action__actor").first()
    lines, beyond = _lines(source, reader, after)
    return SourceSheet(
        source=source,
        role=role,
        withheld=is_withheld(source, reader, role),
        added_by=(first.action.actor.username if first.action.actor else "the system") if first else "",
        added_at=first.at if first else None,
        merged_into=_named(now_is(source), secrets) if source.merged_into_id else None,
        derives_from=[_named(one, secrets) for one in _above(source)],
        derived=_relatives(source, reader, Q(origin=source), secrets),
        merged=[_named(one, secrets) for one in Source.objects.filter(merged_into=source).order_by("pk")[:NAMED]],
        lines=lines,
        resting=resting_claims(source).count(),
        after=beyond,
    )


def now_is(source: Source) -> Source:
    """Give the source that a merged one is now; itself where it was never merged."""
    while source.merged_into_id:
        source = Source.objects.get(pk=source.merged_into_id)
    return source


def resting_claims(*sources: Source) -> QuerySet[Claim]:
    """Give the standing claims whose verdict rests on all of these sources."""
    claims = Claim.objects.filter(STANDING, article__withdrawn="")
    for source in sources:
        cited = Citation.objects.filter(RESTING, source=source).order_by()
        claims = claims.filter(pk__in=cited.values("assessment__claim"))
    return claims


@dataclass(frozen=True)
class Touched:
    """Claims that a change would touch: how many, how many of them signed off, and the first of them."""

    count: int
    signed_off: int
    first: Sequence[Claim]

    @property
    def more(self) -> int:
        return self.count - len(self.first)


def touched(*sources: Source) -> Touched:
    """Say which claims rest on all of these sources."""
    claims = resting_claims(*sources)
    first = claims.select_related("article", "verdict").order_by("-article", "number")
    return Touched(claims.count(), claims.filter(work_status=WorkStatus.SIGNED_OFF).count(), list(first[:NAMED]))


@dataclass(frozen=True)
class Merge:
    """What a merge would do: how many citations and derived sources move, and which claims lose one of two sources."""

    citations: int
    derived: int
    both: Touched


def merge_preview(kept: Source, merged: Source, reader: User) -> Merge:
    """Say what merging a source into another would do; what others have in drafts is left unsaid."""
    seen = Q(assessment__submitted_at__isnull=False) | Q(assessment__checker=reader)
    return Merge(
        citations=Citation.objects.filter(STANDING & seen, source=merged).count(),
        derived=Source.objects.standing().filter(origin=merged).exclude(pk=kept.pk).count(),
        both=touched(kept, merged),
    )


def is_withheld(source: Source, reader: User, role: Role) -> bool:
    """Tell whether a person may not know who a source is; whoever has it in an assessment of their own does."""
    if not source.confidential or role.may(Role.REVIEWER):
        return False
    return not Citation.objects.filter(source=source, assessment__checker=reader).exists()


def _lines(source: Source, reader: User, after: Claim | None) -> tuple[list[ClaimLine], uuid.UUID | None]:
    seen = Q(source=source) & (SUBMITTED | (STANDING & Q(assessment__withdrawn="", assessment__checker=reader)))
    cited = Citation.objects.filter(seen).order_by().values("assessment__claim")
    claims = Claim.objects.filter(STANDING, pk__in=cited, article__withdrawn="")
    if after:
        claims = claims.filter(Q(article__lt=after.article_id) | Q(article=after.article_id, number__gt=after.number))
    found = list(claims.select_related("article", "verdict").order_by("-article", "number")[: PAGE + 1])
    shown = found[:PAGE]
    citations = Citation.objects.filter(seen, assessment__claim__in=shown).select_related("assessment__checker")
    by_claim: dict[uuid.UUID, list[Citation]] = {}
    for citation in citations.order_by("assessment__submitted_at", "id"):
        by_claim.setdefault(citation.assessment.claim_id, []).append(citation)
    # A claim whose citations were withdrawn while this was read has none left to show.
    lines = [_line(claim, by_claim[claim.pk]) for claim in shown if claim.pk in by_claim]
    return lines, shown[-1].pk if len(found) > PAGE else None


def _line(claim: Claim, citations: Sequence[Citation]) -> ClaimLine:
    """Show of a claim what its newest round takes from the source."""
    last = max(citation.assessment.round for citation in citations)
    newest = [citation for citation in citations if citation.assessment.round == last]
    now = last == claim.round and any(citation.assessment.submitted_at for citation in newest)
    return ClaimLine(claim, newest, now, last if last < claim.round else 0)


def _above(source: Source) -> list[Source]:
    chain: list[Source] = []
    while source.origin_id:
        source = Source.objects.get(pk=source.origin_id)
        chain.append(source)
    return chain


def _relatives(source: Source, reader: User, which: Q, secrets: bool) -> list[Relative]:
    known = known_sources(source.project, reader, may_see_confidential=True)
    return [_named(one, secrets) for one in known.filter(which).order_by("title", "pk")[:NAMED]]


def _named(source: Source, may_see_confidential: bool) -> Relative:
    withheld = source.confidential and not may_see_confidential
    title = "Confidential source" if withheld else source.title
    return Relative(source.pk, title, source.confidential, source.retracted_on is not None)
