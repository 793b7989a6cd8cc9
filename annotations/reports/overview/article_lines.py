"""The articles of the dashboard: sorted by any of their figures, a page at a time."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.models import DONE, Project, User
from annotations.reports.claim_filter import BLOCKS, ClaimFilter
from annotations.reports.overview.counted import Counts
from annotations.reports.overview.figures import Figure, in_status, under
from annotations.reports.overview.kept import Head, Kept, Progress, with_progress
from annotations.reports.units import Tally

PAGE = 20
NO_DRAFT = Progress(0, Tally(0, 0))


@dataclass(frozen=True)
class ArticleLine:
    """An article with the claims asked for: `blocks` in the order of BLOCKS, `people` have open ones on their desk."""

    head: Head
    project: Project
    progress: Progress
    done: Figure
    total: Figure
    blocks: dict[str, Figure]
    people: Sequence[str]


@dataclass(frozen=True)
class ArticlePage:
    """A page of them, numbered from 1; `sort` names one of SORTS, after "-" from the greatest, or is empty."""

    lines: Sequence[ArticleLine]
    number: int
    pages: int
    total: int
    sort: str

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def _published(head: Head, counts: Counts) -> datetime.date:
    return head.published_on or datetime.date.max


def _block(name: str) -> Callable[[Head, Counts], int]:
    return lambda head, counts: counts.blocks[name]


SORTS: dict[str, Callable[[Head, Counts], Any]] = {
    "title": lambda head, counts: head.title.casefold(),
    "published": _published,
    "progress": lambda head, counts: counts.done / counts.total if counts.total else 0,
    **{name: _block(name) for name in BLOCKS},
}


def article_page(
    articles: Mapping[Head, Kept],
    counts: Mapping[uuid.UUID, Counts],
    projects: Mapping[uuid.UUID, Project],
    asked: ClaimFilter,
    *,
    sort: str,
    number: int,
) -> ArticlePage:
    """Give one page of the articles; with a filter only those that hold a claim asked for. At most four queries.

    Without `sort` the newest come first, as they do among equals.
    """
    shown = [head for head in articles if head.pk in counts] if asked else list(articles)
    # By the number: UUIDs themselves are compared in Python, one call each.
    shown.sort(key=lambda head: head.pk.int, reverse=True)
    by = SORTS.get(sort.removeprefix("-"))
    if by:
        none = Counts()
        shown.sort(key=lambda head: by(head, counts.get(head.pk, none)), reverse=sort.startswith("-"))
    pages = max(1, -(-len(shown) // PAGE))
    number = min(max(1, number), pages)
    part = [articles[head] for head in shown[(number - 1) * PAGE : number * PAGE]]
    with_progress(part)
    return ArticlePage(_lines(part, counts, projects, asked), number, pages, len(shown), sort if by else "")


def _lines(
    articles: Sequence[Kept],
    counts: Mapping[uuid.UUID, Counts],
    projects: Mapping[uuid.UUID, Project],
    asked: ClaimFilter,
) -> list[ArticleLine]:
    held = [(kept, kept.head, counts.get(kept.head.pk, Counts())) for kept in articles if kept.head]
    busy = {who for _, _, one in held for who in one.open if who}
    names = dict(User.objects.filter(pk__in=busy).values_list("pk", "username"))
    lines: list[ArticleLine] = []
    for kept, head, one in held:
        project, within = projects[head.project], asked.with_(article=head.pk)
        lines.append(
            ArticleLine(
                head,
                project,
                kept.progress or NO_DRAFT,
                Figure(one.done, project, in_status(within, DONE)),
                Figure(one.total, project, within),
                {name: Figure(one.blocks[name], project, under(within, name)) for name in BLOCKS},
                sorted(names[who] for who in one.open if who in names),
            )
        )
    return lines
