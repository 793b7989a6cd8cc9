"""The review dashboard as a page: for whom, what it says, and that every number leads to its claims."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.desk.assigning import assign_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project, grant_role
from annotations.desk.sources import retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Article,
    Assessment,
    Claim,
    NoteKind,
    Origin,
    Project,
    Role,
    Source,
    Stance,
    User,
)
from annotations.reports.overview.article_lines import PAGE
from annotations.reports.overview.kept import forget
from annotations.web.forms.filters import ClaimFilterForm
from tests.web.routes import HTMX, build_room, roots

# The session and the person, their memberships, what there is to choose from, and the report.
QUERIES = 30


def visit(user: User, query: str = "", status: int = 200, **headers: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(f"/dashboard/{query}", headers=headers)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


class Links(HTMLParser):
    """Collect the links to lists of claims, with their words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a":
            self.within = urlsplit(address).path.endswith("/claims/")
            if self.within:
                self.found.append((address, ""))

    def handle_data(self, data: str) -> None:
        if self.within:
            address, words = self.found[-1]
            self.found[-1] = (address, words + data)

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "a"


def hold_every_number_to_its_claims(reader: User, html: str) -> int:
    """Follow each number's link, count what it leads to both ways, and give how many numbers there are."""
    client = Client()
    client.force_login(reader)
    links = Links(html).found
    for address, words in links:
        number = int(re.search(r"[\d,]+", words)[0].replace(",", ""))  # type: ignore[index]
        parts = urlsplit(address)
        project = Project.objects.get(slug=parts.path.split("/")[2])
        asked = ClaimFilterForm(QueryDict(parts.query), project).asked()
        assert asked is not None, address
        assert asked.claims(project).count() == number > 0, (address, words)
    for address in {address for address, _ in links}:
        assert client.get(address).status_code == 200, address
    return len(links)


@pytest.fixture
def busy(
    project: Project,
    mona: User,
    omar: User,
    cleo: User,
    claim: Claim,
    assess: Callable[..., Assessment],
) -> list[Claim]:
    """Have one of everything: claims by number from 0, of which the first is disputed."""
    another = import_article(project=project, text="Another story & more.", origin=Origin.PASTE, act=Act(omar))
    made = [claim]
    for n in range(6):
        words = ClaimWords(f"Said {n} times.")
        made.append(add_claim(revision=another.latest_revision(), places=[(0, 7)], words=words, act=Act(omar)))
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    cite_source(claim=made[1], source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assess(made[1], omar, "accurate", version=1)
    retract_source(source=Source.objects.get(), reason="A forgery.", version=1, act=Act(mona))
    assess(made[2], cleo, "needs_context")
    add_note(claim=made[3], kind=NoteKind.QUERY, text="Who says so?", act=Act(omar))
    yesterday = timezone.now().date() - datetime.timedelta(days=1)
    assign_claim(claim=made[4], assignee=cleo, due_on=yesterday, version=1, act=Act(mona))
    assign_claim(claim=made[5], assignee=omar, due_on=None, version=1, act=Act(mona))
    return made


def test_only_who_reviews_somewhere_has_a_dashboard(
    mona: User, rita: User, omar: User, vera: User, nora: User, article: Article
) -> None:
    for user in (mona, rita):
        assert "between us and publication" in visit(user) or "Nothing to review" in visit(user)
    for user in (omar, vera, nora):
        assert "This page is for reviewers" in visit(user, status=403)


def test_the_first_row_leads_there_whoever_reviews(rita: User, omar: User, nora: User, project: Project) -> None:
    for user, led in ((rita, True), (omar, False), (nora, False)):
        client = Client()
        client.force_login(user)
        assert ('href="/dashboard/"' in client.get("/").content.decode()) is led, user.username


def test_one_sees_the_projects_that_one_reviews_and_no_others(
    mona: User, rita: User, nora: User, article: Article
) -> None:
    sport = create_project(slug="sport", name="Sport", act=Act(nora))
    grant_role(project=sport, user=rita, role=Role.CHECKER, act=Act(nora))

    assert "City desk" in visit(rita)
    assert "Sport" not in visit(rita)
    assert "Sport" in visit(nora)
    assert "City desk" not in visit(nora)
    visit(rita, "?project=sport", status=404)
    visit(rita, "?project=nowhere", status=404)


def test_of_several_projects_each_has_its_line_and_its_page(mona: User, busy: list[Claim]) -> None:
    sport = create_project(slug="sport", name="Sport", preset="true_false", act=Act(mona))
    race = import_article(project=sport, text="The race is off.", origin=Origin.PASTE, act=Act(mona))
    add_claim(revision=race.latest_revision(), places=[(0, 8)], words=ClaimWords("It is off."), act=Act(mona))

    both, city = visit(mona), visit(mona, "?project=city")

    assert "2 projects" in both
    assert '<a href="/dashboard/?project=city">City desk</a>' in both
    assert "The race is off." in both
    assert "The race is off." not in city
    assert "The race is off." in visit(mona, "?project=sport")
    assert "All projects" in city
    assert "?project=city&amp;sort=title" in city


def test_it_opens_with_what_stops_publication(rita: User, busy: list[Claim]) -> None:
    html = visit(rita)

    assert "Six things stand between us and publication" in html
    assert html.index('class="gate"') < html.index('<svg class="shares"')
    for button in ("Check", "Decide", "Answer", "Check again", "Add sources", "See whose"):
        assert re.search(rf'<a class="btn" href="/projects/city/claims/\?block=\w+">{button}<', html), button
    assert "5 sentences without any claim" in html
    assert "Another story &amp; more." in html


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=-unchecked",
        "?status=checked&status=unchecked",
        "?verdict=accurate&verdict=none",
        "?assignee=cleo",
        "?assignee=nobody&block=unchecked",
        "?checker=omar",
        "?block=late&block=unchecked",
        "?words=said",
        "?risk=normal",
    ],
)
def test_every_number_leads_to_exactly_its_claims(mona: User, rita: User, busy: list[Claim], query: str) -> None:
    found = hold_every_number_to_its_claims(rita, visit(rita, query))
    assert found > 8

    sport = create_project(slug="sport", name="Sport", act=Act(mona))
    import_article(project=sport, text="The race is off.", origin=Origin.PASTE, act=Act(mona))
    assert hold_every_number_to_its_claims(mona, visit(mona, query)) > 8


@pytest.mark.thorough
def test_in_another_world_too(db: None) -> None:
    room = build_room()
    today = timezone.now().date().isoformat()
    for query in ("", f"?article={room.article.pk}", f"?checked_from={today}&checked_to={today}", "?project=city"):
        assert hold_every_number_to_its_claims(room.people["rita"], visit(room.people["rita"], query)) > 8


def test_a_chart_has_its_numbers_beside_it(rita: User, busy: list[Claim]) -> None:
    html = visit(rita)

    assert re.search(r'<svg class="shares"[^>]*role="img" aria-label="Shares', html)
    assert re.search(r'<svg class="spark"[^>]*role="img" aria-label="Claims checked a day', html)
    assert "style=" not in html
    day = timezone.now()
    row = f'<th scope="row">{day:%a} {day.day} {day:%b}</th><td class="num"><a href='
    assert row in html
    assert re.search(r'Needs context</span></th><td class="num"><a [^>]*>1</a></td><td class="num">100.0 %', html)


def test_an_empty_project_says_what_will_be_here(mona: User, project: Project) -> None:
    html = visit(mona)

    assert "No article here yet" in html
    assert "/projects/city/articles/new/" in html
    assert '<svg class="spark"' not in html


def test_an_article_without_claims_says_what_to_do(mona: User, article: Article) -> None:
    html = visit(mona)

    assert "Nothing to review yet" in html
    assert "No claim is recorded yet." in html
    assert f"/articles/{article.pk}/" in html


def test_a_filter_that_nothing_passes_says_how_to_get_back(rita: User, busy: list[Claim]) -> None:
    html = visit(rita, "?risk=high")

    assert "No claim is like this" in html
    assert 'href="/dashboard/"' in html


def test_when_all_is_done_it_says_so(
    project: Project, mona: User, rita: User, omar: User, claim: Claim, assess: Any
) -> None:
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assess(claim, omar, "accurate", version=1)

    html = visit(rita)

    assert "Nothing stands between us and publication" in html
    assert "In 5 sentences of the articles below nobody has found a claim." in html


@pytest.mark.parametrize("query", ["?status=lost", "?article=7", "?checked_from=yesterday", "?assignee=vera"])
def test_what_cannot_be_asked_is_said_beside_its_field_and_nothing_is_counted(
    rita: User, busy: list[Claim], query: str
) -> None:
    html = visit(rita, query, status=422)

    assert "These filters do not fit" in html
    assert 'class="errors"' in html
    assert 'class="gate"' not in html


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-3", "?page=x", "?page=99999999999", "?sort=--", "?sort=%00", "?x=1"]
)
def test_odd_addresses_show_the_first_page(rita: User, busy: list[Claim], query: str) -> None:
    assert "Articles" in visit(rita, query)


def test_a_filter_in_force_takes_itself_away(rita: User, busy: list[Claim]) -> None:
    html = visit(rita, "?status=checked&assignee=nobody&sort=-late")

    assert re.search(r'<a class="chip" href="/dashboard/\?assignee=nobody&amp;sort=-late"[^>]*>Checked', html)
    assert re.search(
        r'<a class="chip" href="/dashboard/\?status=checked&amp;sort=-late"[^>]*>Assigned to: Nobody', html
    )
    assert '<option value="nobody" selected>' in html
    assert re.search(r'<input type="hidden" name="sort" value="-late">', html)


def test_a_column_sorts_and_sorts_back(rita: User, busy: list[Claim]) -> None:
    assert 'href="?sort=-disputed"' in visit(rita)
    html = visit(rita, "?sort=-disputed")
    assert re.search(
        r'<th scope="col" class="num" aria-sort="descending"><a id="sort-disputed" href="\?sort=disputed"', html
    )
    assert html.index("Bridge toll to rise by a third</a>") < html.index("Another story &amp; more.</a>")


def test_articles_lead_from_page_to_page(mona: User, project: Project, article: Article) -> None:
    for n in range(PAGE):
        import_article(project=project, text=f"Story {n}.", origin=Origin.PASTE, act=Act(mona))

    first, second = visit(mona, "?sort=title"), visit(mona, "?sort=title&page=2")

    assert 'href="?sort=title&amp;page=2"' in first
    assert "Page 2 of 2" in second
    assert 'href="?sort=title&amp;page=1"' in second


def test_to_htmx_it_gives_its_main_part_alone_and_says_what_it_is(rita: User, busy: list[Claim]) -> None:
    client = Client()
    client.force_login(rita)
    response = client.get("/dashboard/?block=late", headers=HTMX)

    (root,) = roots(response.content.decode())
    assert root["id"] == "dashboard"
    assert json.loads(response["HX-Trigger-After-Settle"]) == {"desk:announce": "Figures of 1 claim"}
    assert "HX-Request" in response["Vary"]
    whole = client.get("/dashboard/", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in whole.content.decode()


def test_what_people_wrote_is_never_markup(mona: User, project: Project) -> None:
    script = "<script>alert(1)</script>"
    text = "A story."
    article = import_article(
        project=project, text=text, origin=Origin.PASTE, title=script, author=script, act=Act(mona)
    )
    made = add_claim(revision=article.latest_revision(), places=[(0, 5)], words=ClaimWords(script), act=Act(mona))
    add_note(claim=made, kind=NoteKind.QUERY, text=script, act=Act(mona))

    for query in ("", f"?words={script}"):
        assert "<script>alert" not in visit(mona, query)


def test_the_cost_grows_with_neither_articles_nor_claims_nor_people(
    mona: User, project: Project, busy: list[Claim]
) -> None:
    def cost() -> int:
        forget()
        client = Client()
        client.force_login(mona)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/dashboard/").status_code == 200
        return len(queries)

    few = cost()
    for n in range(8):
        user = User.objects.create_user(username=f"checker{n}")
        grant_role(project=project, user=user, role=Role.CHECKER, act=Act(mona))
        more = import_article(project=project, text=f"Story {n} is here.", origin=Origin.PASTE, act=Act(mona))
        for _ in range(3):
            words = ClaimWords("It is a story.")
            add_claim(revision=more.latest_revision(), places=[(0, 5)], words=words, act=Act(mona))

    assert cost() == few == QUERIES


def test_over_all_projects_each_queue_says_how_many_wait(mona: User, project: Project, busy: list[Claim]) -> None:
    sport = create_project(slug="sport", name="Sport", act=Act(mona))
    more = import_article(project=sport, text="The race was won.", origin=Origin.PASTE, act=Act(mona))
    words = ClaimWords("The race was won.")
    add_claim(revision=more.latest_revision(), places=[(0, 5)], words=words, act=Act(mona))

    alone, both = visit(mona, "?project=city"), visit(mona)
    queued = int(re.search(r'aria-label="To check: (\d+) claims"', alone)[1])  # type: ignore[index]

    assert f'<span class="figure">{queued + 1}<span class="hide"> claims</span></span>' in both


def test_what_waits_for_nobody_takes_no_place(mona: User, claim: Claim) -> None:
    text = visit(mona)

    assert re.findall(r'id="queue-(\w+)"', text) == ["to_check"]
    assert "No claim needs another pair of eyes. Checkers agree wherever two have looked." in text
