"""Every figure of the dashboard is what a slow recount of all rows gives, and what the history gives when it is folded."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.assigning import assign_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import DeskError
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project, edit_project, grant_role
from annotations.desk.revising import import_revision
from annotations.desk.sources import retract_source
from annotations.history.act import Act
from annotations.models import (
    Article,
    Claim,
    Origin,
    Project,
    Role,
    Source,
    User,
)
from annotations.reports.claim_filter import BLOCKS, NOBODY, NONE, ClaimFilter
from annotations.reports.overview.dashboard import Dashboard, dashboard
from annotations.reports.overview.figures import Figure
from annotations.reports.overview.waiting import QUEUES
from tests.history.furnished import module_world
from tests.proof.test_replay import VERBS, Choice, any_of
from tests.reports.recount import Recount, Rows, rows_of_history, rows_of_tables
from tests.world import TEXT

pytestmark = pytest.mark.thorough

MORE_VERBS: dict[str, Callable[[Choice, Claim, Act], object]] = {
    "assign_claim": lambda pick, claim, act: assign_claim(
        claim=claim,
        assignee=pick.choice([None, *User.objects.order_by("pk")]),
        due_on=timezone.now().date() + datetime.timedelta(days=pick.randrange(-3, 2)),
        version=claim.version,
        act=Act(User.objects.get(username="rita")),
    ),
    "ask_for_checks": lambda pick, claim, act: edit_project(
        project=(city := Project.objects.get(slug="city")),
        name=city.name,
        guidelines="",
        checks_needed=pick.choice([1, 1, 2]),
        version=city.version,
        act=act,
    ),
    "import_revision": lambda pick, claim, act: import_revision(
        article=claim.article,
        text=reworded(pick, (newest := claim.article.latest_revision()).text),
        after=newest,
        origin=Origin.PASTE,
        act=Act(User.objects.get(username="rita")),
    ),
    "retract_source": lambda pick, claim, act: retract_source(
        source=(source := any_of(pick, Source)), reason="It was made up.", version=source.version, act=act
    ),
}


def reworded(pick: Choice, text: str) -> str:
    """Change one word of a text, so that some sentence of it says something else."""
    words = text.split(" ")
    words[pick.randrange(len(words))] = pick.choice(["never", "tomorrow.", "five"])
    return " ".join(words)


WALK = VERBS | MORE_VERBS
OFTEN = [
    *WALK,
    *["assess_claim"] * 9,
    *["assign_claim", "add_claim", "cite_source", "add_note", "ask_for_checks", "retract_source", "import_revision"]
    * 3,
]


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """Stand on a desk of two articles in one project, and another project with one."""
    with module_world(django_db_blocker) as people:
        mona = people["mona"]
        city = Project.objects.get()
        edit_project(project=city, name=city.name, guidelines="", checks_needed=2, version=1, act=Act(mona))
        import_article(project=city, text=f"Another day\n\n{TEXT}", origin=Origin.PASTE, act=Act(people["omar"]))
        sport = create_project(slug="sport", name="Sport", preset="true_false", act=Act(mona))
        grant_role(project=sport, user=people["rita"], role=Role.REVIEWER, act=Act(mona))
        race = import_article(project=sport, text="The race was won in 1998.", origin=Origin.PASTE, act=Act(mona))
        words = ClaimWords("The race was won in 1998.")
        add_claim(revision=race.latest_revision(), places=[(0, 24)], words=words, act=Act(mona))
        yield people


def walk(steps: list[tuple[str, int]]) -> None:
    """Let people do things; what is refused is refused."""
    for name, seed in steps:
        pick = Choice(seed)
        try:
            WALK[name](pick, any_of(pick, Claim), Act(any_of(pick, User)))
        except DeskError:
            continue


def filters() -> list[ClaimFilter]:
    today = timezone.now().date()
    article = Article.objects.order_by("pk")[0]
    return [
        ClaimFilter(),
        ClaimFilter(article=article.pk),
        ClaimFilter(status=("disputed", "checked", "unchecked")),
        ClaimFilter(verdict=("accurate", NONE)),
        ClaimFilter(verdict=("needs_context",), words="toll"),
        ClaimFilter(assignee="cleo"),
        ClaimFilter(assignee=NOBODY, block=("unchecked",)),
        ClaimFilter(checker="omar"),
        ClaimFilter(checked_from=today, checked_to=today, risk="normal"),
        ClaimFilter(checked_to=today - datetime.timedelta(days=1)),
    ]


def shown(board: Dashboard, project: Project) -> dict[tuple[str, ...], Figure]:
    """Name every figure of one project as `Recount` does."""
    found: dict[tuple[str, ...], Figure] = {}
    for line in board.projects:
        if line.project == project:
            found |= {("done",): line.done, ("total",): line.total}
            found |= {("block", name): figure for name, figure in line.blocks.items()}
    for article in board.articles.lines:
        if article.project == project:
            key = str(article.head.pk)
            found |= {("done", key): article.done, ("total", key): article.total}
            found |= {("block", name, key): figure for name, figure in article.blocks.items()}
    for verdicts in board.verdicts:
        if verdicts.project == project:
            codes = {line.verdict.code if line.verdict else NONE: line.claims for line in verdicts.lines}
            found |= {("verdict", code): figure for code, figure in codes.items()}
    for load in board.load:
        if load.project == project:
            who = load.who or NOBODY
            found |= {("open", who): load.open, ("late", who): load.late, ("checked", who): load.checked}
    for day in board.days:
        found |= {("day", day.date.isoformat()): figure for figure in day.checked if figure.project == project}
    waiting = [(queue.name, figure) for queue in board.queues for figure in queue.claims]
    return found | {("queue", name): figure for name, figure in waiting if figure.project == project}


def every_figure(board: Any) -> Iterator[Figure]:
    """Find the figures wherever they stand."""
    if isinstance(board, Figure):
        yield board
    elif dataclasses.is_dataclass(board) and not isinstance(board, type):
        for item in dataclasses.fields(board):
            yield from every_figure(getattr(board, item.name))
    elif isinstance(board, dict):
        yield from every_figure(list(board.values()))
    elif isinstance(board, list | tuple):
        for one in board:
            yield from every_figure(one)


def numbers(board: Dashboard, project: Project) -> Counter[tuple[str, ...]]:
    return Counter({name: figure.number for name, figure in shown(board, project).items() if figure.number})


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
    derandomize=True,
)
@given(steps=st.lists(st.tuples(st.sampled_from(OFTEN), st.integers(0, 2**32)), min_size=20, max_size=40))
def test_every_figure_is_a_slow_recount_and_a_folding_of_the_history(people, db, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        walk(steps)
        projects = list(Project.objects.order_by("slug"))
        tables, history = rows_of_tables(), rows_of_history()
        found = [found_wrong(projects, people["rita"], asked, tables, history) for asked in filters()]
        transaction.set_rollback(True)

    assert [wrong for each in found for wrong in each] == []


def found_wrong(
    projects: list[Project], reader: User, asked: ClaimFilter, tables: Rows, history: Rows
) -> Iterator[str]:
    """Say of each figure where it is another than counted slowly, or than its own claims."""
    board = dashboard(projects, reader, asked)
    wrong: list[str] = []
    for project in projects:
        for rows in (tables, history):
            slow = Recount(rows, str(project.pk), asked, board.at.date())
            expected = slow.figures(board.period.first, board.period.last)
            wrong += [f"{asked} {project}: {one}" for one in differing(numbers(board, project), expected)]
        alone = numbers(dashboard([project], reader, asked), project)
        wrong += [f"{project} alone: {one}" for one in differing(alone, numbers(board, project))]
    for figure in every_figure(board):
        counted = figure.asked.claims(figure.project).count() if figure.number else 0
        if counted != figure.number:
            wrong.append(f"{figure} leads to {counted}")
    return iter(wrong)


def differing(found: Counter[tuple[str, ...]], expected: Counter[tuple[str, ...]]) -> list[str]:
    return [
        f"{name}: {found[name]}, not {expected[name]}" for name in found | expected if found[name] != expected[name]
    ]


def test_what_one_walks_through_has_every_figure(people: dict[str, User], db: None) -> None:
    """Hold the property above to something: no figure may be none in all of its worlds."""
    seen: set[str] = set()
    for seed in range(12):
        with transaction.atomic():
            pick = random.Random(seed)  # noqa: S311
            walk([(pick.choice(OFTEN), seed * 1000 + n) for n in range(40)])
            board = dashboard(list(Project.objects.all()), people["rita"], ClaimFilter())
            seen |= {name[1] if name[0] in ("block", "queue") else name[0] for name in numbers(board, city())}
            transaction.set_rollback(True)

    assert seen >= {*BLOCKS, *QUEUES, "done", "total", "verdict", "open", "late", "checked", "day"}


def city() -> Project:
    return Project.objects.get(slug="city")
