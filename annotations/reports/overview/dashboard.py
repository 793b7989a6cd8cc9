"""The review dashboard: how far checking is, what blocks publication, what waits for whom, and who does how much.

Every figure counts claims that stand, of articles that stand, and obeys the filter; each says which claims they are.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from annotations.models import DONE, Project, User, Verdict, WorkStatus
from annotations.reports.claim_filter import BLOCKS, NONE, ClaimFilter
from annotations.reports.overview.article_lines import ArticlePage, article_page
from annotations.reports.overview.counted import Counts, count_claims
from annotations.reports.overview.figures import Figure, in_status, under
from annotations.reports.overview.kept import Head, shelves
from annotations.reports.overview.latest import LatestAct, latest_acts
from annotations.reports.overview.load import LoadLine, load_lines
from annotations.reports.overview.throughput import Period
from annotations.reports.overview.waiting import QUEUES, Waiting, open_queries, waiting
from annotations.reports.snapshot import snapshot


@dataclass(frozen=True)
class ProjectLine:
    """How far a project is; `blocks` in the order of BLOCKS."""

    project: Project
    done: Figure
    total: Figure
    blocks: dict[str, Figure]


@dataclass(frozen=True)
class VerdictLine:
    """How many claims have a verdict; `share` is per cent of all that have one, none for those without."""

    verdict: Verdict | None
    claims: Figure
    share: float | None


@dataclass(frozen=True)
class Verdicts:
    project: Project
    lines: Sequence[VerdictLine]
    given: int


@dataclass(frozen=True)
class DayLine:
    date: datetime.date
    checked: Sequence[Figure]

    @property
    def total(self) -> int:
        return sum(figure.number for figure in self.checked)


@dataclass(frozen=True)
class Queue:
    """The claims that have waited longest; a figure for each project in which there are any."""

    name: str
    claims: Sequence[Figure]
    first: Sequence[Waiting]

    @property
    def total(self) -> int:
        return sum(figure.number for figure in self.claims)


@dataclass(frozen=True)
class Dashboard:
    """All that the dashboard shows. Times are UTC; `at` is when the figures were counted.

    blocked_articles: in how many articles each of BLOCKS is found.
    """

    at: datetime.datetime
    period: Period
    projects: Sequence[ProjectLine]
    blocked_articles: Counter[str]
    articles: ArticlePage
    verdicts: Sequence[Verdicts]
    load: Sequence[LoadLine]
    days: Sequence[DayLine]
    queues: Sequence[Queue]
    latest: Sequence[LatestAct]

    @property
    def total(self) -> int:
        return sum(line.total.number for line in self.projects)


def dashboard(
    projects: Sequence[Project], reader: User, asked: ClaimFilter, *, sort: str = "", page: int = 1
) -> Dashboard:
    """Count everything as it stood at one moment, in as many queries whatever there is of projects and articles."""
    at = timezone.now()
    with snapshot():
        return _counted(projects, reader, asked, sort, page, at)


def _counted(
    projects: Sequence[Project], reader: User, asked: ClaimFilter, sort: str, page: int, at: datetime.datetime
) -> Dashboard:
    today = at.date()
    period = Period.asked(asked, today)
    by_key = {project.pk: project for project in projects}
    kept = shelves(projects, today)
    articles = {one.head: one for shelf in kept.values() for one in shelf.articles.values() if one.head}
    if asked:
        counts = count_claims(projects, {head.pk for head in articles}, asked, period, today)
        sums = _added_up(projects, articles, counts)
    else:
        counts = {head.pk: one.counts for head, one in articles.items() if one.counts.statuses}
        sums = {pk: shelf.sum for pk, shelf in kept.items()}
    return Dashboard(
        at,
        period,
        [_project_line(project, asked, sums[project.pk]) for project in projects],
        _blocked_articles(counts),
        article_page(articles, counts, by_key, asked, sort=sort, number=page),
        _verdicts(by_key, asked, sums),
        load_lines(by_key, asked, sums, period),
        _days(projects, asked, sums, period),
        _queues(projects, asked, sums, counts),
        latest_acts(projects, reader),
    )


def _added_up(
    projects: Sequence[Project], articles: Iterable[Head], counts: Mapping[uuid.UUID, Counts]
) -> dict[uuid.UUID, Counts]:
    sums = {project.pk: Counts() for project in projects}
    for head in articles:
        if head.pk in counts:
            sums[head.project].add(counts[head.pk])
    return sums


def _project_line(project: Project, asked: ClaimFilter, counts: Counts) -> ProjectLine:
    return ProjectLine(
        project,
        Figure(counts.done, project, in_status(asked, DONE)),
        Figure(counts.total, project, asked),
        {name: Figure(counts.blocks[name], project, under(asked, name)) for name in BLOCKS},
    )


def _blocked_articles(counts: Mapping[uuid.UUID, Counts]) -> Counter[str]:
    return Counter(name for one in counts.values() for name, claims in one.blocks.items() if claims)


def _verdicts(
    projects: Mapping[uuid.UUID, Project], asked: ClaimFilter, sums: Mapping[uuid.UUID, Counts]
) -> list[Verdicts]:
    """Count the verdicts of each project's own scale; of those that are not given any more the ones that stand."""
    lines: dict[uuid.UUID, list[VerdictLine]] = {key: [] for key in projects}
    given = {key: counts.total - counts.verdicts[None] for key, counts in sums.items()}
    scales = Verdict.objects.filter(scale__project__in=projects).select_related("scale").order_by("order", "code")
    for verdict in scales:
        key = verdict.scale.project_id
        claims = sums[key].verdicts[verdict.pk]
        if claims or not verdict.withdrawn:
            share = 100 * claims / given[key] if given[key] else 0.0
            figure = Figure(claims, projects[key], asked.with_(verdict=(verdict.code,)))
            lines[key].append(VerdictLine(verdict, figure, share))
    for key, project in projects.items():
        figure = Figure(sums[key].verdicts[None], project, asked.with_(verdict=(NONE,)))
        lines[key].append(VerdictLine(None, figure, None))
    return [Verdicts(project, lines[key], given[key]) for key, project in projects.items()]


def _days(
    projects: Sequence[Project], asked: ClaimFilter, sums: Mapping[uuid.UUID, Counts], period: Period
) -> list[DayLine]:
    return [
        DayLine(
            day,
            [
                Figure(sums[project.pk].days[day], project, asked.with_(checked_from=day, checked_to=day))
                for project in projects
            ],
        )
        for day in period.days
    ]


def _queues(
    projects: Sequence[Project],
    asked: ClaimFilter,
    sums: Mapping[uuid.UUID, Counts],
    counts: Mapping[uuid.UUID, Counts],
) -> list[Queue]:
    def figures(statuses: Sequence[WorkStatus]) -> list[Figure]:
        numbers = [(project, sums[project.pk].of(statuses)) for project in projects]
        return [Figure(number, project, in_status(asked, statuses)) for project, number in numbers if number]

    queries = [(project, sums[project.pk].blocks["query"]) for project in projects]
    asking = [Figure(number, project, under(asked, "query")) for project, number in queries if number]
    first = waiting(projects, asked, counts)
    queues = [Queue(name, figures(statuses), first[name]) for name, statuses in QUEUES.items()]
    return [*queues, Queue("query", asking, open_queries(projects, asked, counts))]
