"""The list of claims: every claim once, in order, whatever is written between two pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.desk.assigning import assign_claim
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.history.act import Act
from annotations.models import Article, Claim, NoteKind, Origin, Project, User, Verdict
from annotations.reports import claims_list
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.claims_list import ClaimsPage, Order, Place, claims_page

TODAY = datetime.datetime.now(datetime.UTC).date()
DAY = datetime.timedelta(days=1)
Assess = Callable[..., object]


def claims_of(project: Project, by: User, *counts: int) -> list[Claim]:
    """Import an article for each count, with so many claims."""
    made = []
    for number, count in enumerate(counts):
        text = f"Story {number} is here."
        article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(by))
        revision = article.latest_revision()
        for n in range(count):
            words = ClaimWords(f"Claim {n} of story {number}.")
            made.append(add_claim(revision=revision, places=[(0, 5)], words=words, act=Act(by)))
    return made


def put(claim: Claim, by: User, due_on: datetime.date | None) -> None:
    claim.refresh_from_db()
    assign_claim(claim=claim, assignee=by, due_on=due_on, version=claim.version, act=Act(by))


def shown(page: ClaimsPage) -> list[tuple[int, str]]:
    return [(line.claim.number, line.claim.statement) for line in page.lines]


def all_pages(project: Project, order: Order, asked: ClaimFilter | None = None) -> list[Claim]:
    page = claims_page(project, asked or ClaimFilter(), order)
    found = [line.claim for line in page.lines]
    while page.after:
        page = claims_page(project, asked or ClaimFilter(), order, after=page.after)
        found += [line.claim for line in page.lines]
    back = page
    seen_back = [line.claim for line in page.lines]
    while back.before:
        back = claims_page(project, asked or ClaimFilter(), order, before=back.before)
        seen_back = [line.claim for line in back.lines] + seen_back
    assert seen_back == found
    return found


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims_list, "PAGE", 3)


def test_the_newest_article_comes_first_and_its_claims_by_number(project: Project, omar: User) -> None:
    claims_of(project, omar, 2, 2)

    page = claims_page(project, ClaimFilter())

    assert shown(page) == [(n, f"Claim {n - 1} of story {story}.") for story in (1, 0) for n in (1, 2)]
    assert (page.total, page.disputed, page.before, page.after) == (4, 0, None, None)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("counts", [(0,), (3,), (4, 1), (1, 2, 3, 4), (7, 0, 8)])
def test_the_pages_together_hold_every_claim_once_forwards_and_backwards(
    project: Project, omar: User, small_pages: None, order: Order, counts: tuple[int, ...]
) -> None:
    claims = claims_of(project, omar, *counts)
    for n, claim in enumerate(claims):
        if n % 3:
            put(claim, omar, TODAY + (n % 4) * DAY)

    found = all_pages(project, order)

    assert sorted(found, key=lambda claim: claim.pk) == sorted(claims, key=lambda claim: claim.pk)
    if order is Order.DUE:
        days = [claim.due_on or datetime.date.max for claim in found]
        assert days == sorted(days)
    else:
        articles = [claim.article_id for claim in found]
        assert articles == sorted(articles, reverse=True)


def test_what_is_recorded_meanwhile_repeats_nothing_and_leaves_nothing_out(
    project: Project, omar: User, small_pages: None
) -> None:
    old = claims_of(project, omar, 4)
    first = claims_page(project, ClaimFilter())
    claims_of(project, omar, 2)
    withdraw_claim(claim=old[2], reason="Gone.", version=1, act=Act(omar))

    second = claims_page(project, ClaimFilter(), after=first.after)

    assert [line.claim for line in second.lines] == [old[3]]


@pytest.mark.parametrize("order", Order)
def test_a_place_is_read_as_it_was_written(project: Project, omar: User, order: Order) -> None:
    dated, undated = claims_of(project, omar, 2)
    put(dated, omar, TODAY)
    for claim in (dated, undated):
        place = Place.of(claim, order)
        assert Place.read(str(place), order) == place


@pytest.mark.parametrize("written", ["", "x", "none.1", "0" * 32, f"{'0' * 32}.", f"2026-02-30.{'0' * 32}.1", "٣.٣"])
def test_a_place_that_cannot_be_is_refused(written: str) -> None:
    for order in Order:
        with pytest.raises(ValueError, match=r"place|month|day"):
            Place.read(written, order)


def test_a_line_says_what_a_person_looks_for(project: Project, omar: User, article: Article, assess: Assess) -> None:
    late, checked, asking = claims_of(project, omar, 3)
    put(late, omar, TODAY - DAY)
    put(checked, omar, TODAY - DAY)
    assess(checked, omar, "accurate")
    add_note(claim=asking, kind=NoteKind.QUERY, text="Sure?", act=Act(omar))

    lines = {line.claim.pk: line for line in claims_page(project, ClaimFilter()).lines}

    assert [lines[one.pk].late for one in (late, checked, asking)] == [True, False, False]
    assert [lines[one.pk].open_query for one in (late, checked, asking)] == [False, False, True]
    assert lines[checked.pk].claim.verdict == Verdict.objects.get(code="accurate")


def test_another_projects_and_withdrawn_claims_are_not_there(project: Project, claim: Claim, omar: User) -> None:
    withdraw_claim(claim=claim, reason="Not a claim.", version=1, act=Act(omar))

    assert claims_page(project, ClaimFilter()).total == 0


def test_the_disputed_are_counted_over_all_pages(
    project: Project, omar: User, cleo: User, assess: Assess, small_pages: None
) -> None:
    claims = claims_of(project, omar, 5)
    for claim in claims[-2:]:
        assess(claim, omar, "accurate")
        assess(claim, cleo, "inaccurate")

    page = claims_page(project, ClaimFilter())

    assert (page.total, page.disputed, len(page.lines)) == (5, 2, 3)
    assert len(all_pages(project, Order.ARTICLE, ClaimFilter(status=("disputed",)))) == 2


def test_a_draft_of_a_source_is_nowhere(
    project: Project, claim: Claim, omar: User, verdicts: dict[str, Verdict]
) -> None:
    drafted = {"required_change": "", "confidence": None, "version": 0, "act": Act(omar)}
    assess_claim(claim=claim, verdict=None, note="Not sure yet.", **drafted)

    (line,) = claims_page(project, ClaimFilter()).lines

    assert (line.claim.verdict, line.claim.sources) == (None, 0)


@pytest.mark.parametrize("order", Order)
def test_the_cost_does_not_grow_with_the_claims(project: Project, omar: User, order: Order) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            claims_page(project, ClaimFilter(), order)
        return len(queries)

    claims_of(project, omar, 1)
    few = cost()
    claims_of(project, omar, 5, 5, 5)

    assert cost() == few == 3
