"""The claims list as a page: what it shows to whom, and what a wrong question is answered with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.projects import create_project
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Stance
from annotations.reports import claims_list
from tests.web.routes import HTMX, Room

LIST = "/projects/city/claims/"
Page = Callable[..., str]


@pytest.fixture
def page(room: Room) -> Page:
    """Read the list as somebody: page("vera", "?status=checked")."""

    def page(who: str, query: str = "", status: int = 200, **headers: str) -> str:
        client = Client(headers=headers)
        client.force_login(room.people[who])
        response = client.get(LIST + query)
        assert response.status_code == status
        return response.content.decode()

    return page


def test_a_viewer_sees_every_standing_claim_and_no_ticks(page: Page, room: Room) -> None:
    html = page("vera")

    assert "2 claims, 0 disputed" in html
    assert f'href="/articles/{room.article.pk}/?claim=1">1. The toll rises to €4 in May.</a>' in html
    assert room.withdrawn.statement not in html
    assert "Open query" in html
    assert 'name="claim"' not in html


@pytest.mark.parametrize(("who", "ticks"), [("omar", 0), ("rita", 2), ("mona", 2)])
def test_only_who_reviews_can_take_several(page: Page, who: str, ticks: int) -> None:
    assert page(who).count('type="checkbox" name="claim"') == ticks


def test_what_several_can_be_assigned_to_begins_at_no_choice(page: Page) -> None:
    select = re.search(r'<select id="together-assignee" name="assignee">.*?</select>', page("rita"))
    assert select
    assert "selected" not in select[0].replace('value="" selected', "")
    assert '<option value="*">nobody</option>' in select[0]


def test_each_filter_in_force_takes_itself_away(page: Page) -> None:
    html = page("vera", "?status=checked&words=toll&order=due")

    assert "1 claim, 0 disputed" in html
    assert f'href="{LIST}?words=toll&amp;order=due"' in html
    assert f'href="{LIST}?status=checked&amp;order=due"' in html
    assert 'href="/projects/city/verdicts.csv?status=checked&amp;words=toll&amp;bom=1"' in html


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense",
        "?verdict=tarot",
        "?block=rain",
        "?assignee=nora",
        "?checked_from=yesterday",
        "?risk=total",
        "?order=colour",
        "?article=nowhere",
        "?article=0192f0c1-2a3b-7c4d-8e5f-000000000000",
        "?source=1",
        "?after=x",
        "?before=none.1",
        "?order=due&after=0192f0c12a3b7c4d8e5f000000000000.1",
        "?words=%00",
        f"?words={'w' * 201}",
    ],
)
def test_a_question_that_cannot_be_asked_shows_nothing(page: Page, query: str) -> None:
    html = page("rita", query, 422)

    assert "These filters do not fit" in html
    assert "The toll rises" not in html
    assert re.search(r'class="errors"|role="alert"|class="tag small" data-tone="red"', html)


def test_to_htmx_only_the_list_is_sent_but_not_when_the_browser_goes_back(page: Page) -> None:
    assert page("vera", **HTMX).lstrip().startswith('<div id="claims">')
    assert "<!doctype html>" in page("vera", **HTMX | {"HX-History-Restore-Request": "true"})


def test_where_nothing_is_it_says_what_to_do(page: Page, room: Room) -> None:
    assert "No claim is like this" in page("vera", "?words=zebra")
    nowhere = f"?after={room.article.pk.hex}.99"
    assert "The list ends here" in page("vera", nowhere)
    create_project(slug="empty", name="Empty", act=room.by("vera"))
    client = Client()
    client.force_login(room.people["vera"])
    assert "No claim here yet" in client.get("/projects/empty/claims/").content.decode()


def test_pages_lead_to_one_another(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims_list, "PAGE", 1)
    first = page("rita")
    (after,) = re.findall(r'rel="next" href="\?(after=[^"]+)"', first)
    second = page("rita", f"?{after}")
    (before,) = re.findall(r'rel="prev" href="\?(before=[^"]+)"', second)

    assert "The picture shows the old bridge." in second
    assert 'rel="next"' not in second
    assert "The toll rises to €4 in May." in page("rita", f"?{before}")
    assert "all 2 in the list" in first


def test_what_people_wrote_is_never_markup(page: Page, room: Room) -> None:
    words = ClaimWords("<script>alert(1)</script>")
    edit_claim(claim=room.caption, words=words, version=1, act=room.by("cleo"))

    assert "&lt;script&gt;alert(1)" in page("rita", "?words=%3Cscript")
    assert "<script>alert" not in page("rita", "?words=%3Cscript")


def test_a_confidential_source_is_not_named_to_a_checker(page: Page, room: Room) -> None:
    tip = NewSource("Deep throat", confidential=True)
    cited = cite_source(claim=room.claim, source=tip, use=Use(Stance.SUPPORTS), act=room.by("omar"))
    query = f"?source={cited.source_id}"

    assert "Source: Deep throat" in page("rita", query)
    for who in ("cleo", "vera"):
        assert "Deep throat" not in page(who, query)
    assert "one source" in page("vera", query)


@pytest.mark.parametrize(("who", "expected"), [("vera", 10), ("rita", 11)])
def test_the_cost_does_not_grow_with_the_claims(room: Room, who: str, expected: int) -> None:
    def cost() -> int:
        client = Client()
        client.force_login(room.people[who])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    few = cost()
    for n in range(5):
        words = ClaimWords(f"Claim {n} is one more.")
        add_claim(revision=room.revision, places=[(0, 6)], words=words, act=Act(room.people["omar"]))

    assert cost() == few == expected
