"""The sources of a project as a list: searched, filtered, in an order of one's choice, a page at a time."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from annotations.models import STANDING, Citation, Project, Source, User
from annotations.models.questions import question
from annotations.text.addresses import normalised_url

PAGE = 50

SUBMITTED = STANDING & Q(assessment__withdrawn="", assessment__submitted_at__isnull=False)
# What the verdict of a claim rests on: cited in a submitted assessment of its present round.
RESTING = SUBMITTED & Q(assessment__round=F("assessment__claim__round"))


class Order(Enum):
    """What the list is ordered by, as addresses say it."""

    NEWEST = "newest"
    TITLE = "title"
    PUBLISHED = "published"


# The column, and whether it runs downwards; the key goes the same way.
COLUMNS: dict[Order, tuple[str, bool]] = {
    Order.NEWEST: ("id", True),
    Order.TITLE: ("title", False),
    Order.PUBLISHED: ("published_on", True),
}


@dataclass(frozen=True)
class SourceFilter:
    """What is asked of sources; every field that is set narrows them. Nothing set means all that stand.

    words: what title, publisher or address hold, in any case. uncited: nothing that the reader may see cites it.
    """

    words: str = ""
    kind: str = ""
    source_class: str = ""
    retracted: bool = False
    uncited: bool = False
    confidential: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in dataclasses.fields(self))

    def sources(self, project: Project, reader: User, *, may_see_confidential: bool) -> QuerySet[Source]:
        """Give the sources that are meant and that a reader may know of, in no order."""
        sources = matching(known_sources(project, reader, may_see_confidential=may_see_confidential), self.words)
        if self.kind:
            sources = sources.filter(kind=self.kind)
        if self.source_class:
            sources = sources.filter(source_class=self.source_class)
        if self.retracted:
            sources = sources.filter(retracted_on__isnull=False)
        if self.confidential:
            sources = sources.filter(confidential=True)
        if self.uncited:
            seen = Q(assessment__submitted_at__isnull=False) | Q(assessment__checker=reader)
            cited = Citation.objects.filter(STANDING & seen, assessment__withdrawn="", source=OuterRef("pk"))
            sources = sources.filter(~Exists(cited))
        return sources


@dataclass(frozen=True)
class SourceLine:
    """A source in the list, and how many claims rest on it now."""

    source: Source
    claims: int


@dataclass(frozen=True)
class SourcesPage:
    """One page; `after` is the source after which the next begins, None on the last."""

    lines: Sequence[SourceLine]
    after: uuid.UUID | None


def known_sources(project: Project | uuid.UUID, reader: User | int, *, may_see_confidential: bool) -> QuerySet[Source]:
    """Give the standing sources of a project of which a reader may know who they are."""
    sources: QuerySet[Source] = Source.objects.standing().filter(project=project).known_to(reader)
    return sources if may_see_confidential else sources.filter(confidential=False)


class SourceName(NamedTuple):
    """What a source is called in a list to choose from."""

    key: uuid.UUID
    title: str
    publisher: str
    published_on: str

    def __str__(self) -> str:
        return " · ".join(filter(None, self[1:]))


NAME = ("pk", "title", "publisher", "published_on")


def names_of(sources: QuerySet[Source], words: str, most: int) -> list[SourceName]:
    """Name the newest sources that match these words; one query."""
    return [SourceName(*row) for row in matching(sources, words).order_by("-id").values_list(*NAME)[:most]]


def citable(project: Project | uuid.UUID, reader: User | int, *, may_see_confidential: bool) -> QuerySet[Source]:
    """Give the sources that a reader can cite: those known and not retracted."""
    known = known_sources(project, reader, may_see_confidential=may_see_confidential)
    return known.filter(retracted_on=None)


def newest_citable(project: Project, reader: User, most: int, *, may_see_confidential: bool) -> list[SourceName]:
    """Name the newest sources that a reader can cite; one query, which every save of a source asks."""
    newest = _newest if may_see_confidential else _newest_open
    return [SourceName(*row) for row in newest(project.pk, reader.pk, most)]


@question
def _newest(project: uuid.UUID, reader: int, most: int) -> QuerySet[Any, Any]:
    return citable(project, reader, may_see_confidential=True).order_by("-id").values_list(*NAME)[:most]


@question
def _newest_open(project: uuid.UUID, reader: int, most: int) -> QuerySet[Any, Any]:
    return citable(project, reader, may_see_confidential=False).order_by("-id").values_list(*NAME)[:most]


def matching(sources: QuerySet[Source], words: str) -> QuerySet[Source]:
    """Keep the sources whose title, publisher or address holds these words; a whole address is compared as one."""
    words = words.strip()
    if not words:
        return sources
    held = Q(title__icontains=words) | Q(publisher__icontains=words) | Q(url__icontains=words)
    if "://" in words:
        # What is no address after all is looked for as words.
        with suppress(ValueError):
            held |= Q(normalised_url=normalised_url(words))
    return sources.filter(held)


def sources_page(
    project: Project,
    reader: User,
    asked: SourceFilter,
    order: Order = Order.NEWEST,
    *,
    may_see_confidential: bool,
    after: Source | None = None,
) -> SourcesPage:
    """Read the page that begins after a source, or the first. Two queries."""
    column, down = COLUMNS[order]
    sources = asked.sources(project, reader, may_see_confidential=may_see_confidential)
    if after:
        sources = sources.filter(_beyond(column, after, "lt" if down else "gt"))
    by = ("-" if down else "") + column, ("-" if down else "") + "id"
    found = list(sources.order_by(*dict.fromkeys(by))[: PAGE + 1])
    shown = found[:PAGE]
    resting = claims_resting([source.pk for source in shown])
    lines = [SourceLine(source, resting.get(source.pk, 0)) for source in shown]
    return SourcesPage(lines, shown[-1].pk if len(found) > PAGE else None)


def _beyond(column: str, after: Source, way: str) -> Q:
    value: Any = getattr(after, column)
    return Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"id__{way}": after.pk})


def claims_resting(sources: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Count the standing claims whose verdict rests on each of these sources; those of none are left out."""
    standing = Q(assessment__claim__withdrawn="", assessment__claim__article__withdrawn="")
    citations = Citation.objects.filter(RESTING & standing, source__in=sources).order_by()
    counted = citations.values_list("source").annotate(claims=Count("assessment__claim", distinct=True))
    return dict(counted)
