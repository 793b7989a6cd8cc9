"""My projects and articles, and how far each is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project, withdraw_membership
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Membership, Origin, Project, User
from tests.web.routes import HTMX


def visit(user: User, address: str = "/", **headers: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(address, headers=headers)


def bring_in(project: Project, by: User, *texts: str) -> list[Article]:
    return [import_article(project=project, text=text, origin=Origin.PASTE, act=Act(by)) for text in texts]


def test_one_sees_ones_own_projects_alone(omar: User, nora: User, article: Article) -> None:
    sport = create_project(slug="sport", name="Sport", act=Act(nora))
    bring_in(sport, nora, "The ferry race is off.")

    assert "City desk" in visit(omar).text
    assert article.title in visit(omar).text
    assert "Sport" not in visit(omar).text
    assert "ferry race" not in visit(omar).text
    assert "City desk" not in visit(nora).text
    assert "ferry race" in visit(nora).text


def test_who_has_left_a_project_sees_it_no_more(omar: User, mona: User, article: Article) -> None:
    membership = Membership.objects.get(user=omar)
    withdraw_membership(membership=membership, reason="Left.", act=Act(mona))

    assert article.title not in visit(omar).text
    assert visit(omar, "/projects/city/").status_code == 404
    assert visit(omar, f"/articles/{article.pk}/").status_code == 404


def test_progress_counts_sentences(
    omar: User, cleo: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    revision = article.latest_revision()
    assert "0 of 6 checked" in visit(omar).text
    # A claim across two sentences, on which two checkers disagree.
    start, end = revision.text.index("said Mayor"), revision.text.index("in 2011")
    across = add_claim(revision=revision, places=[(start, end)], words=ClaimWords("So she said."), act=Act(omar))
    assess(claim, omar, "accurate")
    assess(across, omar, "accurate")
    text = visit(omar).text
    assert "3 of 6 checked" in text
    assert re.search(r'data-name="Disputed">0</td>', text)

    assess(across, cleo, "inaccurate")
    text = visit(omar).text
    assert "1 of 6 checked" in text
    assert re.search(r'data-name="Disputed">2</td>', text)
    assert "6 sentences · Draft 1" in text

    across.refresh_from_db()
    withdraw_claim(claim=across, reason="Not said.", version=across.version, act=Act(omar))
    assert re.search(r'data-name="Disputed">0</td>', visit(omar).text)


def test_only_checkers_are_offered_a_new_article(omar: User, vera: User, rita: User, article: Article) -> None:
    for user, offered in ((omar, True), (rita, True), (vera, False)):
        assert ("/projects/city/articles/new/" in visit(user).text) is offered, user.username


def test_an_empty_desk_says_what_to_do(omar: User, vera: User, nora: User, project: Project) -> None:
    assert "Paste a text or upload a file" in visit(omar).text
    assert "A checker of this project brings articles in." in visit(vera).text
    assert "Verdicts as CSV" not in visit(omar).text
    text = visit(nora).text
    assert "You are in no project yet" in text
    assert "<strong>nora</strong>" in text


def test_the_newest_articles_come_first_and_the_rest_on_the_projects_page(omar: User, project: Project) -> None:
    bring_in(project, omar, *(f"Story number {n} ends here." for n in range(33)))

    shown = re.findall(r"Story number (\d+) ends here", visit(omar).text)
    everything = re.findall(r"Story number (\d+) ends here", visit(omar, "/projects/city/").text)

    assert shown == [str(n) for n in range(32, 2, -1)]
    assert everything == [str(n) for n in range(32, -1, -1)]
    assert "All articles of City desk" in visit(omar).text
    assert "All articles of City desk" not in visit(omar, "/projects/city/").text


def test_a_projects_page_shows_that_project_to_its_members(
    omar: User, nora: User, vera: User, article: Article
) -> None:
    create_project(slug="sport", name="Sport", act=Act(omar))

    assert article.title in visit(vera, "/projects/city/").text
    assert "Sport" not in visit(omar, "/projects/city/").text
    assert visit(nora, "/projects/city/").status_code == 404
    assert visit(omar, "/projects/nowhere/").status_code == 404


def test_a_title_is_no_html(omar: User, project: Project) -> None:
    import_article(project=project, text="One.", origin=Origin.PASTE, title="<b>&\"'", author="<i>", act=Act(omar))

    text = visit(omar).text
    assert "&lt;b&gt;&amp;&quot;&#x27;" in text
    assert "<b>" not in text
    assert "<i>" not in text


def test_it_is_read_only(omar: User, project: Project) -> None:
    client = Client()
    client.force_login(omar)
    for address in ("/", "/projects/city/"):
        assert client.post(address).status_code == 405
    assert visit(omar, "/", **HTMX).status_code == 200


@pytest.mark.parametrize("address", ["/", "/projects/city/"])
def test_the_cost_depends_on_neither_articles_nor_sentences_nor_claims(
    omar: User, project: Project, address: str
) -> None:
    def cost() -> int:
        client = Client()
        client.force_login(omar)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    bring_in(project, omar, "One sentence stands here.")
    few = cost()
    for article in bring_in(project, omar, *(f"Story {n} is here. " * 20 for n in range(12))):
        place = [(0, 5)]
        add_claim(revision=article.latest_revision(), places=place, words=ClaimWords("It is a story."), act=Act(omar))

    assert cost() == few == (7 if address == "/" else 8)


def test_a_projects_page_leads_to_all_that_there_is_of_it(rita: User, vera: User, article: Article) -> None:
    pages = ["/projects/city/claims/", "/projects/city/sources/", "/dashboard/history/?project=city"]
    tables = [f"/projects/city/{name}.csv?bom=1" for name in ("verdicts", "sentences", "events")]

    for user, links in ((rita, ["/dashboard/?project=city", *pages, *tables]), (vera, [*pages, *tables])):
        text = visit(user, "/projects/city/").text
        for link in links:
            assert f'href="{link}"' in text, link
            assert visit(user, link).status_code == 200, link
    assert "/dashboard/?project" not in visit(vera, "/projects/city/").text
