"""Sources themselves: corrected, made one, retracted, with all that follows for the claims that rest on them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import F, Q, QuerySet

from annotations.desk.consequences import settle_all
from annotations.desk.errors import NotAllowed, Refused, SameAddress
from annotations.desk.rounds import begin_round
from annotations.desk.sourcing import NewSource, described
from annotations.desk.verb import Act, expect, require, required, verb
from annotations.history.record import Record, recording
from annotations.models import STANDING, Article, Citation, Claim, Project, Role, Source

# What a correction changes: a retraction meanwhile is no conflict with it.
DETAILS = frozenset(
    {
        "title",
        "url",
        "publisher",
        "author",
        "published_on",
        "kind",
        "source_class",
        "archive_url",
        "reliability_note",
        "confidential",
        "origin",
        "withdrawn",
    }
)
# Taken from the other where the source that stays does not say.
FILLED = ("publisher", "author", "published_on", "source_class", "archive_url", "reliability_note")
MERGED = "Merged into another source."


@verb
def edit_source(*, source: Source, details: NewSource, origin: Source | None, version: int, act: Act) -> Source:
    """Correct what is known of a source, and what it derives from.

    A correction voids nothing; another origin changes how many independent sources stand behind claims.
    """
    return correct(source, details, origin, version, act)


def correct(source: Source, details: NewSource, origin: Source | None, version: int, act: Act) -> Source:
    """Do as `edit_source`, for a verb that is another one."""
    fields = described(details)
    fields["title"] = required(details.title, "Give the source a title.", "title")

    def touched() -> set[str]:
        if _fresh(source).origin_id == (origin.pk if origin else None):
            return _streams({source.pk}, cited=False)
        above = _above(origin.pk) if origin else []
        return _streams(derived_from({source.pk})) | _streams(above, cited=False)

    with _locked(act, source.project, Role.CHECKER, touched) as record:
        source = _fresh(source)
        if source.confidential:
            _require_reviewer(act, source.project)
        expect(source, version, only=DETAILS)
        _refuse_merged(source)
        if fields["normalised_url"] and not details.confidential:
            _refuse_twin(source, fields["normalised_url"])
        moved = source.origin_id != (origin.pk if origin else None)
        if origin and moved:
            _refuse_origin(source, origin)
            _refuse_to_publish(origin)
        record.change(source, origin=origin, **fields)
        if moved:
            settle_all(record, _citing(derived_from({source.pk})))
    return source


@verb
def merge_sources(*, source: Source, other: Source, version: int, other_version: int, act: Act) -> Source:
    """Make two sources one: all that cites `other`, or derives from it, goes to `source`, and `other` is withdrawn.

    What `source` does not say of itself it takes from `other`. A merge is not taken back: see docs/decisions.
    """

    def touched() -> set[str]:
        return _streams(derived_from({source.pk, other.pk}))

    with _locked(act, source.project, Role.REVIEWER, touched) as record:
        kept, merged = _fresh(source), _fresh(other)
        expect(kept, version)
        expect(merged, other_version)
        _refuse_unlike(kept, merged)
        family = derived_from({kept.pk, merged.pk})
        origin, filled = _origin_of_both(kept, merged), _filled(kept, merged)
        record.result = kept
        # First, so that its address is free.
        record.change(merged, withdrawn=MERGED, merged_into=kept)
        record.change(kept, origin=origin, **filled)
        for derived in Source.objects.filter(origin=merged).exclude(pk=kept.pk).order_by("pk"):
            record.change(derived, origin=kept)
        cited = Citation.objects.filter(source=merged).select_related("assessment__claim__article").order_by("pk")
        for citation in cited:
            record.change(citation, source=kept)
        settle_all(record, _citing(family))
    return kept


@verb
def retract_source(*, source: Source, reason: str, version: int, act: Act) -> Source:
    """Say that nothing can rest on a source any more.

    Each claim whose present checks cite it is checked anew, in a new round and without its sign-off, and is stale
    until then.
    """
    with _locked(act, source.project, Role.REVIEWER, lambda: _streams({source.pk})) as record:
        source = _fresh(source)
        expect(source, version)
        _refuse_merged(source)
        reason = required(reason, "Say why nothing can rest on it any more.", "reason")
        if source.retracted_on:
            raise Refused("This source is retracted already.")
        record.change(source, retracted_on=act.at, retracted_by=act.by, retracted_why=reason)
        claims, resting = _citing({source.pk}), set(resting_on(source).values_list("pk", flat=True))
        for claim in claims:
            if claim.pk in resting:
                begin_round(record, claim)
        settle_all(record, [claim for claim in claims if claim.pk in resting], voids="a source was retracted")
        settle_all(record, [claim for claim in claims if claim.pk not in resting])
    return source


@verb
def restore_source(*, source: Source, version: int, act: Act) -> Source:
    """Take a retraction back: what rests on the source is stale no more, but rounds that were begun go on."""
    with _locked(act, source.project, Role.REVIEWER, lambda: _streams({source.pk})) as record:
        source = _fresh(source)
        expect(source, version)
        _refuse_merged(source)
        if not source.retracted_on:
            raise Refused("This source is not retracted.")
        record.change(source, retracted_on=None, retracted_by=None, retracted_why="")
        settle_all(record, _citing({source.pk}))
    return source


def resting_on(source: Source) -> QuerySet[Claim]:
    """Give the claims whose submitted assessments of the present round cite a source."""
    counted = STANDING & Q(source=source, assessment__withdrawn="", assessment__submitted_at__isnull=False)
    now = counted & Q(assessment__round=F("assessment__claim__round"))
    return Claim.objects.filter(pk__in=Citation.objects.filter(now).order_by().values("assessment__claim"))


@contextmanager
def _locked(act: Act, project: Project, role: Role, touched: Callable[[], set[str]]) -> Iterator[Record]:
    """Open an action with every stream locked that it may touch, in one go, and the role checked.

    What is touched is asked again once they are locked: a source may have been cited in one more article meanwhile.
    """
    held: set[str] = set()
    while True:
        held |= touched()
        with recording(act, streams=held) as record:
            if touched() <= held:
                require(act.by, project, role)
                yield record
                return


def _streams(sources: Iterable[uuid.UUID], *, cited: bool = True) -> set[str]:
    """Name the streams of sources, and of the articles where they are cited, in whatever draft or round."""
    sources = list(sources)
    streams = {f"{Source.object_kind()}:{source}" for source in sources}
    if cited:
        citations = Citation.objects.filter(source__in=sources).order_by()
        articles = citations.values_list("assessment__claim__article", flat=True).distinct()
        streams |= {f"{Article.object_kind()}:{article}" for article in articles}
    return streams


def _citing(sources: Iterable[uuid.UUID]) -> list[Claim]:
    cited = Citation.objects.filter(source__in=list(sources)).order_by().values("assessment__claim")
    claims = Claim.objects.filter(pk__in=cited).select_related("article__project", "verdict")
    return list(claims.order_by("article", "number"))


def derived_from(sources: set[uuid.UUID]) -> set[uuid.UUID]:
    """Give sources with all that derives from them, directly or not."""
    found, last = set(sources), sources
    while last:
        last = set(Source.objects.filter(origin__in=last).values_list("pk", flat=True)) - found
        found |= last
    return found


def _above(source: uuid.UUID) -> list[uuid.UUID]:
    """List a source, what it derives from, what that derives from, and so on."""
    chain = [source]
    while origin := Source.objects.filter(pk=chain[-1]).values_list("origin", flat=True).first():
        chain.append(origin)
    return chain


def _fresh(source: Source) -> Source:
    fresh: Source = Source.objects.select_related("project", "origin").get(pk=source.pk)
    return fresh


def _origin_of_both(kept: Source, merged: Source) -> Source | None:
    """Say what two sources that become one derive from; what stood between them derives from the one."""
    if merged.pk in _above(kept.pk):
        return merged.origin
    if kept.origin is None and kept.pk not in _above(merged.pk):
        return merged.origin
    return kept.origin


def _filled(kept: Source, merged: Source) -> dict[str, Any]:
    """Give what the source that stays does not say of itself, and the other does."""
    filled = {name: getattr(merged, name) for name in FILLED if not getattr(kept, name)}
    if not kept.url:
        filled |= {"url": merged.url, "normalised_url": merged.normalised_url}
    return filled


def _require_reviewer(act: Act, project: Project) -> None:
    try:
        require(act.by, project, Role.REVIEWER)
    except NotAllowed:
        raise NotAllowed("This source is confidential: a reviewer can correct it.") from None


def _refuse_merged(source: Source) -> None:
    if source.withdrawn:
        raise Refused("This source was merged into another. Go on with that one.")


def _refuse_twin(source: Source, address: str) -> None:
    twin = (
        Source.objects.standing()
        .filter(project=source.project_id, normalised_url=address, confidential=False)
        .exclude(pk=source.pk)
        .first()
    )
    if twin:
        raise SameAddress("Another source has this address already. If they are the same, merge them.", twin)


def _refuse_origin(source: Source, origin: Source) -> None:
    origin = _fresh(origin)
    if origin.project_id != source.project_id or origin.withdrawn:
        raise Refused("This source is not one of the project’s. Choose another.", "origin")
    if source.pk in _above(origin.pk):
        raise Refused("It cannot derive from a source that derives from it.", "origin")


def _refuse_to_publish(origin: Source) -> None:
    """Refuse what stands in drafts alone: whoever sees a source sees also what it derives from."""
    if not Source.objects.known_to(None).filter(pk=origin.pk).exists():
        raise Refused(
            "That source stands only in a draft, and naming it here would tell others of it. "
            "Give the verdict it belongs to first, or choose another.",
            "origin",
        )


def why_no_merge(kept: Source, merged: Source) -> str:
    """Say why two sources cannot be made one, in words for a person; nothing where they can."""
    try:
        _refuse_unlike(kept, merged)
    except Refused as refused:
        return refused.message
    return ""


def _refuse_unlike(kept: Source, merged: Source) -> None:
    _refuse_merged(kept)
    if kept.pk == merged.pk or merged.project_id != kept.project_id or merged.withdrawn:
        raise Refused("Choose another source of the project to merge with.", "other")
    if kept.confidential != merged.confidential:
        raise Refused("One of the two is confidential. Say so of both, or of neither, and merge them then.", "other")
    if bool(kept.retracted_on) != bool(merged.retracted_on):
        raise Refused("One of the two is retracted. Retract both, or take that back, and merge them then.", "other")
