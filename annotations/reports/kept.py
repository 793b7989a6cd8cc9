"""What was read of each article, kept for as long as nothing happens in it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotations.models import STANDING, Article, Project, Revision, Stream
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.counted import Counts, count_claims
from annotations.reports.units import Tally, tallies

ARTICLE = f"{Article.object_kind()}:"
# Of more articles than this the database is asked for all, rather than for each by name.
MOST_BY_NAME = 500
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


class State(NamedTuple):
    """The hash at the head of an article's history, and the day (UTC) by which lateness is told."""

    head: str
    today: datetime.date


@dataclass
class Kept:
    """What was read of an article in this state; no head where it is withdrawn, no progress until it was asked for."""

    state: State
    head: Head | None
    counts: Counts
    progress: Progress | None = None


# By the key of the article's stream. Everything in it moves with an event of that stream, whose hash is then another:
# what is kept is never out of date, and each process may keep its own.
_kept: dict[str, Kept] = {}


def kept_articles(projects: Sequence[Project], today: datetime.date) -> dict[Head, Kept]:
    """Give the standing articles of projects with the counts of all their claims; of those that changed, anew."""
    streams = Stream.objects.filter(project__in=projects, key__startswith=ARTICLE).order_by()
    states = {key: State(head, today) for key, head in streams.values_list("key", "head")}
    found = {key: kept for key, state in states.items() if (kept := _kept.get(key)) and kept.state == state}
    changed = states.keys() - found.keys()
    if changed:
        anew = _read(projects, {key: states[key] for key in changed}, today)
        if len(_kept) + len(anew) > MOST_KEPT:
            _kept.clear()
        _kept.update(anew)
        found |= anew
    return {kept.head: kept for kept in found.values() if kept.head}


def _read(projects: Sequence[Project], states: dict[str, State], today: datetime.date) -> dict[str, Kept]:
    articles = Article.objects.filter(STANDING, project__in=projects).order_by()
    claims = ClaimFilter().claims(*projects)
    keys = {key: uuid.UUID(key.removeprefix(ARTICLE)) for key in states}
    if len(keys) <= MOST_BY_NAME:
        articles, claims = articles.filter(pk__in=keys.values()), claims.filter(article__in=keys.values())
    heads = {row[0]: Head(*row) for row in articles.values_list(*Head._fields)}
    counts = count_claims(claims, today)
    return {key: Kept(states[key], heads.get(pk), counts.get(pk, Counts())) for key, pk in keys.items()}


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
    _kept.clear()
