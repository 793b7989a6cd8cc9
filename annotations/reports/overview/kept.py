"""What was read of each article, kept for as long as nothing happens in it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.models import STANDING, Article, Project, Revision, Stream
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.keys import as_written, key_of
from annotations.reports.overview.counted import MOST_BY_NAME, Counts, count_claims
from annotations.reports.overview.throughput import Period
from annotations.reports.progress import tallies
from annotations.reports.units import Tally

ARTICLE = f"{Article.object_kind()}:"
# What is kept of an article takes one or two kilobytes.
MOST_KEPT = 20_000


class Head(NamedTuple):
    """What is known of an article besides its text."""

    pk: uuid.UUID
    title: str
    author: str
    published_on: datetime.date | None
    project: uuid.UUID


class Progress(NamedTuple):
    """How far the newest draft is, by its number, in sentences."""

    draft: int
    sentences: Tally


@dataclass
class Kept:
    """What was read of an article; no head where it is withdrawn, no progress until it was asked for."""

    head: Head | None
    counts: Counts
    progress: Progress | None = None


@dataclass(frozen=True)
class Shelf:
    """What is kept of a project: its articles and the hashes at the heads of their streams, by their keys; and the sum.

    `today` is the day (UTC) by which lateness is told, and the last on which work is counted.
    """

    today: datetime.date
    hashes: Mapping[str, str] = field(default_factory=dict)
    articles: Mapping[str, Kept] = field(default_factory=dict)
    sum: Counts = field(default_factory=Counts)

    def with_(self, hashes: Mapping[str, str], anew: Mapping[str, Kept]) -> Shelf:
        """Take in what was read anew; another shelf, for somebody else may be reading from this one."""
        total = self.sum.without(self.articles[key].counts for key in anew.keys() & self.articles.keys())
        for kept in anew.values():
            total.add(kept.counts)
        return Shelf(self.today, {**self.hashes, **hashes}, {**self.articles, **anew}, total)


# By project. Everything in an article moves with an event of its stream, whose hash is then another: what is kept is
# never out of date, and each process may keep its own.
_shelves: dict[uuid.UUID, Shelf] = {}


def shelves(projects: Sequence[Project], today: datetime.date) -> dict[uuid.UUID, Shelf]:
    """Give the articles of projects with the counts of all their claims; those that changed are read anew."""
    hashes: dict[uuid.UUID, dict[str, str]] = {project.pk: {} for project in projects}
    streams = Stream.objects.filter(project__in=projects, key__of_kind=Article.object_kind()).order_by()
    for project, key, head in streams.annotate(of=as_written("project")).values_list("of", "key", "head"):
        hashes[key_of(project)][key] = head
    found = {pk: kept if (kept := _shelves.get(pk)) and kept.today == today else Shelf(today) for pk in hashes}
    changed = {pk: dict(hashes[pk].items() - shelf.hashes.items()) for pk, shelf in found.items()}
    keys = [key for heads in changed.values() for key in heads]
    if keys:
        anew = _read(projects, keys, today)
        for pk, heads in changed.items():
            found[pk] = found[pk].with_(heads, {key: anew[key] for key in heads})
        if sum(len(shelf.articles) for shelf in _shelves.values()) > MOST_KEPT:
            _shelves.clear()
        _shelves.update(found)
    return found


def _read(projects: Sequence[Project], keys: Collection[str], today: datetime.date) -> dict[str, Kept]:
    articles = Article.objects.filter(STANDING, project__in=projects).order_by()
    named = {key: uuid.UUID(key.removeprefix(ARTICLE)) for key in keys}
    if len(named) <= MOST_BY_NAME:
        articles = articles.filter(pk__in=named.values())
    heads = {row[0]: Head(*row) for row in articles.values_list(*Head._fields)}
    counts = count_claims(projects, heads, ClaimFilter(), Period.asked(ClaimFilter(), today), today)
    return {key: Kept(heads.get(pk), counts.get(pk, Counts())) for key, pk in named.items()}


def with_progress(articles: Collection[Kept]) -> None:
    """Read how far these articles are, where that is not known yet."""
    unknown = {kept.head.pk: kept for kept in articles if kept.head and not kept.progress}
    if not unknown:
        return
    drafts = Revision.objects.filter(article__in=unknown).order_by("number")
    latest = {article: (key, number) for article, key, number in drafts.values_list("article", "pk", "number")}
    sentences = tallies({key for key, _ in latest.values()})
    for article, (key, number) in latest.items():
        unknown[article].progress = Progress(number, sentences[key])


def forget() -> None:
    """Read every article anew; only to measure what that takes."""
    _shelves.clear()
