"""The form of a whole page, sent by htmx: it is answered as without, and what goes wrong is told beside the words."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk.claiming import withdraw_claim
from annotations.desk.importing import edit_article
from annotations.history.act import Act
from annotations.models import Article, Claim, Revision, User
from tests.drafts import next_draft
from tests.world import TEXT

WHOLE = {"HX-Request": "true", "HX-Boosted": "true"}
SECOND = TEXT.replace("€4", "€5")


@pytest.fixture
def desk(omar: User, article: Article) -> Client:
    client = Client(headers=WHOLE)
    client.force_login(omar)
    return client


def sent(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, {"action_id": str(uuid.uuid4()), **data})


def in_place(response: Any) -> bool:
    return bool(response["HX-Retarget"] == "#problem" and response["HX-Reselect"] == "unset")


def test_what_it_would_change_is_the_page_and_what_is_saved_leads_on(desk: Client, article: Article) -> None:
    address = reverse("new_draft", args=[article.pk])
    look = sent(desk, address, text=SECOND, after=1)
    assert look.status_code == 200
    assert '<main id="main"' in look.text
    assert "HX-Redirect" not in look
    seen = look.text.partition('name="previewed" value="')[2].partition('"')[0]

    saved = sent(desk, address, text=SECOND, after=1, previewed=seen, save=1)

    assert (saved.status_code, saved["HX-Redirect"]) == (200, f"/articles/{article.pk}/drafts/2/")
    assert article.revisions.count() == 2


def test_a_draft_that_came_in_meanwhile_is_shown_as_a_page_with_the_text(
    desk: Client, article: Article, cleo: User
) -> None:
    address = reverse("new_draft", args=[article.pk])
    look = sent(desk, address, text=SECOND, after=1)
    seen = look.text.partition('name="previewed" value="')[2].partition('"')[0]
    next_draft(article, TEXT.replace("2011", "2012"), cleo)

    stale = sent(desk, address, text=SECOND, after=1, previewed=seen, save=1)

    assert (stale.status_code, "HX-Retarget" in stale) == (409, False)
    assert "Draft 2 came in meanwhile" in stale.text
    assert "€5" in stale.text


def test_a_log_in_that_has_ended_is_asked_for_beside_the_form(desk: Client, article: Article) -> None:
    desk.get("/")
    del desk.cookies["sessionid"]
    asked = sent(desk, reverse("edit_article", args=[article.pk]), title="Toll up", version=1, language="en")
    assert (asked.status_code, in_place(asked)) == (401, True)
    assert 'hx-post="/login/"' in asked.text


def test_what_is_not_allowed_is_told_beside_the_form(desk: Client, article: Article, vera: User) -> None:
    desk.force_login(vera)
    refused = sent(desk, reverse("new_draft", args=[article.pk]), text=SECOND, after=1)
    assert (refused.status_code, in_place(refused)) == (403, True)
    assert "<!doctype" not in refused.text


def test_what_somebody_saved_meanwhile_is_shown_as_a_page(desk: Client, article: Article, cleo: User) -> None:
    edit_article(article=article, title="Toll", version=article.version, act=Act(cleo))
    stale = sent(desk, reverse("edit_article", args=[article.pk]), title="Up", version=article.version, language="en")
    assert (stale.status_code, "HX-Retarget" in stale) == (409, False)
    assert "Up" in stale.text
    assert "cleo saved" in stale.text


def test_a_claim_is_restored_from_its_history_or_said_why_not(
    desk: Client, claim: Claim, revision: Revision, omar: User
) -> None:
    withdraw_claim(claim=claim, reason="An opinion.", version=claim.version, act=Act(omar))
    claim.refresh_from_db()
    address = reverse("restore_claim", args=[claim.pk])

    late = sent(desk, address, version=claim.version - 1)
    assert (late.status_code, in_place(late)) == (409, True)
    restored = sent(desk, address, version=claim.version)
    assert restored["HX-Redirect"] == f"/articles/{revision.article_id}/?sentence=3&claim=1#panel"
