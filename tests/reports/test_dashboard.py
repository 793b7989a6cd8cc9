"""What the dashboard shows besides its figures, and what it costs."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.desk.assigning import assign_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import edit_article, import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project
from annotations.desk.reviewing import send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Article,
    Audience,
    Claim,
    NoteKind,
    Origin,
    Project,
    Stance,
    User,
)
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.draft import whole
from annotations.reports.overview.article_lines import PAGE, SORTS
from annotations.reports.overview.counted import Counts, count_claims
from annotations.reports.overview.dashboard import dashboard
from annotations.reports.overview.kept import forget
from annotations.reports.overview.throughput import DAYS, MOST_DAYS, Period
from annotations.reports.units import Tally
from tests.reports.plans import plans_of


def many(project: Project, by: User, articles: int, claims: int = 1) -> list[Article]:
    """Bring in articles of one sentence, with claims on it."""
    made = []
    for n in range(articles):
        text = f"Story {chr(97 + n)} is told here."
        made.append(import_article(project=project, text=text, origin=Origin.PASTE, act=Act(by)))
        for _ in range(claims):
            words = ClaimWords(f"It is story {n}.")
            add_claim(revision=made[-1].latest_revision(), places=[(0, 5)], words=words, act=Act(by))
    return made


def cost(projects: list[Project], reader: User, asked: ClaimFilter) -> int:
    forget()
    with CaptureQueriesContext(connection) as queries:
        dashboard(projects, reader, asked)
    return len(queries)


@pytest.mark.parametrize(("asked", "queries"), [(ClaimFilter(), 23), (ClaimFilter(block=("unchecked",)), 26)])
def test_the_cost_grows_with_nothing(
    project: Project, mona: User, omar: User, cleo: User, claim: Claim, assess: Any, asked: ClaimFilter, queries: int
) -> None:
    assess(claim, omar, "accurate")
    add_note(claim=claim, kind=NoteKind.QUERY, text="From when?", act=Act(omar))
    for article in many(project, mona, articles=1):
        assign_claim(claim=article.claims.get(), assignee=cleo, due_on=None, version=1, act=Act(mona))
    few = cost([project], mona, asked)

    sport = create_project(slug="sport", name="Sport", act=Act(mona))
    for each in (project, sport):
        many(each, mona, articles=8, claims=3)

    assert cost([project, sport], mona, asked) == few == queries


@pytest.mark.only_on("sqlite")
def test_claims_are_counted_from_their_index_alone(project: Project, claim: Claim) -> None:
    today = timezone.now().date()
    period = Period(today, today)
    plans = plans_of(lambda: count_claims([project], [claim.article_id], ClaimFilter(), period, today))

    assert "COVERING INDEX claim_counted" in plans[0]
    assert "COVERING INDEX claim_counted" in plans[1]
    assert "TEMP B-TREE" not in plans[0]


def test_only_what_changed_is_counted_anew(project: Project, mona: User, claim: Claim) -> None:
    others = many(project, mona, articles=3)
    dashboard([project], mona, ClaimFilter())

    with CaptureQueriesContext(connection) as queries:
        dashboard([project], mona, ClaimFilter())
    assert [query["sql"] for query in queries if "late_ones" in query["sql"]] == []

    words = ClaimWords("Another.")
    add_claim(revision=others[0].latest_revision(), places=[(0, 5)], words=words, act=Act(mona))
    with CaptureQueriesContext(connection) as queries:
        board = dashboard([project], mona, ClaimFilter())
    (counting,) = [query["sql"] for query in queries if "late_ones" in query["sql"]]
    assert others[0].pk.hex in counting.replace("-", "")
    assert others[1].pk.hex not in counting.replace("-", "")
    assert board.total == 5


def test_whoever_has_none_left_is_not_named_any_more() -> None:
    both, one = Counts(open=Counter({7: 2, None: 1})), Counts(open=Counter({7: 2}))

    assert list(both.without([one]).open.items()) == [(None, 1)]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_articles_are_sorted_by_any_figure(project: Project, mona: User, claim: Claim, sort: str) -> None:
    made = many(project, mona, articles=3)
    add_claim(revision=made[1].latest_revision(), places=[(0, 5)], words=ClaimWords("Two."), act=Act(mona))
    edit_article(
        article=made[2], title="Zebra", published_on=datetime.date(2026, 3, 3), version=made[2].version, act=Act(mona)
    )
    page = dashboard([project], mona, ClaimFilter(), sort=sort).articles

    name = sort.removeprefix("-")
    keys = {
        "title": lambda line: line.head.title.casefold(),
        "published": lambda line: line.head.published_on or datetime.date.max,
        "progress": lambda line: line.done.number / line.total.number,
    }
    by = keys.get(name, lambda line: line.blocks[name].number)
    values = [by(line) for line in page.lines]
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert page.sort == sort
    assert len(page.lines) == 4


def test_articles_come_in_pages_the_newest_first(project: Project, mona: User) -> None:
    made = many(project, mona, articles=PAGE + 3, claims=0)

    first = dashboard([project], mona, ClaimFilter()).articles
    second = dashboard([project], mona, ClaimFilter(), page=2, sort="nonsense").articles
    beyond = dashboard([project], mona, ClaimFilter(), page=99).articles

    assert [line.head.pk for line in first.lines] == [article.pk for article in made[:2:-1]]
    assert [line.head.pk for line in second.lines] == [article.pk for article in made[2::-1]]
    assert beyond.lines == second.lines
    assert (first.pages, first.total, second.sort) == (2, PAGE + 3, "")


def test_with_a_filter_only_articles_that_hold_such_claims_are_listed(
    project: Project, mona: User, omar: User, claim: Claim, assess: Any
) -> None:
    many(project, mona, articles=2)
    assess(claim, omar, "accurate")

    page = dashboard([project], mona, ClaimFilter(status=("checked",))).articles

    assert [line.head.pk for line in page.lines] == [claim.article_id]


def test_sentences_are_counted_as_in_the_workspace(
    project: Project, mona: User, article: Article, claim: Claim
) -> None:
    (line,) = dashboard([project], mona, ClaimFilter()).articles.lines

    assert line.progress.sentences == Tally.of(whole(article.latest_revision()).held)
    assert (line.progress.sentences.total, line.progress.sentences.bare) == (6, 5)


def test_what_waits_is_told_with_whom_it_waits_for(
    project: Project, mona: User, omar: User, cleo: User, claim: Claim, assess: Any
) -> None:
    (other,) = many(project, mona, articles=1, claims=2)
    mine, nobodys = Claim.objects.filter(article=other).order_by("number")
    yesterday = timezone.now().date() - datetime.timedelta(days=1)
    assign_claim(claim=mine, assignee=cleo, due_on=yesterday, version=1, act=Act(mona))
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    add_note(claim=nobodys, kind=NoteKind.QUERY, audience=Audience.WRITER, text="Who says so?", act=Act(omar))

    queues = {queue.name: queue.first for queue in dashboard([project], mona, ClaimFilter()).queues}

    assert [(one.number, one.whom, one.late) for one in queues["to_check"]] == [(1, "cleo", True)]
    (disputed,) = queues["disputed"]
    assert [(check.checker, check.verdict) for check in disputed.checks] == [
        ("omar", "Accurate"),
        ("cleo", "Inaccurate"),
    ]
    assert [(one.words, one.whom, one.number) for one in queues["query"]] == [("Who says so?", "the writer", 2)]
    assert queues["second_check"] == queues["to_approve"] == []
    assert abs(disputed.since - timezone.now()) < datetime.timedelta(minutes=1)


def test_of_many_that_wait_those_of_the_oldest_article_come_first(project: Project, mona: User) -> None:
    made = many(project, mona, articles=4, claims=3)

    to_check = dashboard([project], mona, ClaimFilter()).queues[0]

    assert [(one.article, one.number) for one in to_check.first] == [
        *((made[0].pk, n) for n in (1, 2, 3)),
        (made[1].pk, 1),
    ]
    assert [figure.number for figure in to_check.claims] == [12]


def test_a_period_has_both_its_days() -> None:
    today, day = datetime.date(2026, 3, 20), datetime.timedelta(days=1)

    assert Period.asked(ClaimFilter(), today) == Period(today - 13 * day, today)
    assert len(Period.asked(ClaimFilter(), today).days) == DAYS
    assert Period.asked(ClaimFilter(checked_from=today - day), today) == Period(today - day, today)
    assert Period.asked(ClaimFilter(checked_to=today - day), today) == Period(today - 14 * day, today - day)
    ahead = ClaimFilter(checked_from=today + day)
    assert Period.asked(ahead, today) == Period(today + day, today + day)
    backwards = ClaimFilter(checked_from=today, checked_to=today - day)
    assert Period.asked(backwards, today).days == []
    long = Period.asked(ClaimFilter(checked_from=today - 900 * day), today)
    assert (len(long.days), long.last) == (MOST_DAYS, today)


def test_what_is_sent_back_was_checked_on_its_day_all_the_same(
    project: Project, mona: User, rita: User, omar: User, claim: Claim, assess: Any
) -> None:
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    send_back(claim=claim, reason="Of which year?", seen=state_seen(claim), act=Act(rita))

    board = dashboard([project], mona, ClaimFilter())

    assert board.days[-1].total == 1
    assert [line.checked.number for line in board.load if line.who == "omar"] == [1]
    assert board.queues[0].claims[0].number == 1


def test_a_draft_is_not_told_and_a_source_is_not_named(
    project: Project, rita: User, omar: User, claim: Claim, assess: Any
) -> None:
    cite_source(claim=claim, source=NewSource("A name", confidential=True), use=Use(Stance.SUPPORTS), act=Act(omar))
    assess(claim, omar, None, version=1, note="A secret.")

    latest = dashboard([project], rita, ClaimFilter()).latest

    assert [act.said for act in latest if act.who == "omar"][:2] == [("worked on a draft for ", "")] * 2
    assert "A name" not in repr(latest)
    assert (latest[0].article, latest[0].claims[0].number) == (claim.article_id, 1)


def test_what_was_changed_last_comes_from_these_projects_alone(
    project: Project, mona: User, rita: User, claim: Claim
) -> None:
    sport = create_project(slug="sport", name="Sport", act=Act(mona))
    many(sport, mona, articles=1)

    said = [act.said[0] for act in dashboard([project], rita, ClaimFilter()).latest]

    assert said[:2] == ["recorded ", "imported the article as draft 1"]
    assert [act.title for act in dashboard([sport], mona, ClaimFilter()).latest][:2] == ["Story a is told here."] * 2
