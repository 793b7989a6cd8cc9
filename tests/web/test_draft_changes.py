"""What a new draft changed: the claims whose words it touched, here and in the workspace, and what is decided."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Anchor, Article, Claim, Revision, User
from tests.drafts import next_draft
from tests.web.routes import HTMX
from tests.world import TEXT, span

LAST = "It was last raised in 2011."
CHANGED = TEXT.replace("€4", "€5").replace(f" {LAST}", "")


@pytest.fixture
def lost(revision: Revision, claim: Claim, omar: User) -> Claim:
    """Claim 2, on the sentence that the second draft has not; of claim 1 that changes the words."""
    words = ClaimWords("The last rise was in 2011.")
    claim = add_claim(revision=revision, places=[span(LAST)], words=words, act=Act(omar))
    next_draft(revision.article, CHANGED, omar)
    return claim


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(text: str) -> str:
    """Give the words of a page without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text.partition("<main")[2])).split())


def read(user: User, article: Article, address: str = "drafts/2/") -> str:
    response = log_in(user).get(f"/articles/{article.pk}/{address}")
    assert response.status_code == 200
    return str(response.text)


def test_each_claim_is_shown_with_the_words_before_and_after(article: Article, lost: Claim, vera: User) -> None:
    page = read(vera, article)

    assert "0 kept 0 moved 1 changed 1 lost" in said(page)
    assert "2 claims wait for a decision" in said(page)
    first, second = re.findall(r'<li id="claim-.*?</li>', page, re.DOTALL)
    assert "Claim 2" in first
    assert f"<del>{LAST}</del>" in first
    assert "The words changed" in second
    assert "will rise to €<del>4</del><ins>5</ins> in May" in second
    # The claim stands on a part of the sentence.
    assert "<q>The toll on the Varn bridge will rise to €5 in May</q>" in second


def test_what_moved_is_listed_and_withdrawn_claims_are_left_out(
    article: Article, claim: Claim, revision: Revision, omar: User
) -> None:
    toll = TEXT[TEXT.index("The toll on") : TEXT.index(" “Nobody")]
    gone = add_claim(revision=revision, places=[span(LAST)], words=ClaimWords("Gone."), act=Act(omar))
    withdraw_claim(claim=gone, reason="Not needed.", version=1, act=Act(omar))
    next_draft(article, TEXT.replace(f"{toll} ", "").replace(LAST, "") + f"\n{toll}\n", omar)

    page = said(read(omar, article))

    assert "Nothing waits for a decision" in page
    assert "Claim 1 Moved" in page
    assert "Claim 2" not in page


def test_going_back_is_said_and_so_is_what_was_lost_and_is_back(
    article: Article, lost: Claim, omar: User, vera: User
) -> None:
    next_draft(article, TEXT, omar)

    page = said(read(vera, article, "drafts/3/"))

    assert "This is the text of draft 1 again." in page
    assert "2 kept 0 moved 0 changed 0 lost" in page
    assert "Claim 2 The words are back Unchecked The last rise was in 2011. It was lost, now sentence" in page
    assert "Claim 1 The words changed Unchecked" in page
    assert "This is the text of" not in said(read(vera, article, "drafts/2/"))


def test_the_first_draft_changed_nothing_and_what_is_none_is_404(article: Article, vera: User, nora: User) -> None:
    client = log_in(vera)

    assert client.get(f"/articles/{article.pk}/drafts/1/")["Location"] == f"/articles/{article.pk}/drafts/"
    assert client.get(f"/articles/{article.pk}/drafts/2/").status_code == 404
    assert client.get(f"/articles/{article.pk}/drafts/{'9' * 30}/").status_code == 404
    assert log_in(nora).get(f"/articles/{article.pk}/drafts/1/").status_code == 404


def test_its_queries_do_not_grow(article: Article, revision: Revision, omar: User) -> None:
    def asked(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(omar, article, f"drafts/{number}/")
        return len(queries)

    add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("A bridge."), act=Act(omar))
    next_draft(article, TEXT.replace("Bridge", "Tunnel"), omar)
    asked(2)
    few = asked(2)
    second = article.latest_revision()
    for start in range(30, 60):
        words = ClaimWords(f"Claim at {start}.")
        add_claim(revision=second, places=[(start, start + 9)], words=words, act=Act(omar))
    next_draft(article, "Quite another text.", omar)

    assert asked(3) == few


def test_the_workspace_lists_what_is_lost_until_it_is_on_other_words(
    article: Article, lost: Claim, omar: User, vera: User
) -> None:
    page = read(omar, article, "?claim=2")

    assert "Lost in draft 2: 1 place where a claim stood" in said(page)
    assert "Claim 2 The last rise was in 2011. It stood on It was last raised in 2011." in said(page)
    assert "Put each on other words, or withdraw it." in said(page)
    assert "Put each on other words" not in said(read(vera, article, ""))
    panel = page.partition('id="part-words"')[2].partition("</section>")[0]
    assert "Lost in draft 2" in panel
    assert "Stood on:" in panel
    # It stands in no sentence, so no claim is begun there either.
    assert re.search(r'<details class="more" id="new-claim">', page)

    anchor = Anchor.objects.get(claim=lost, revision__number=2)
    data = {"action_id": "0192f0c1-2a3b-7c4d-8e5f-000000000001", "version": anchor.version, "at": "3"}
    moved = log_in(omar).post(f"/places/{anchor.pk}/move/", data | {"quote": "Nobody likes it"}, headers=HTMX)

    assert moved.status_code == 200
    above = moved.text.partition('<div id="lost" hx-swap-oob="true">')[2].partition("</div>\n</div>")[0]
    assert "Lost in draft" not in above
    assert "1 claim waits" in above
    assert "Lost in draft 2" not in read(omar, article, "?claim=2")


def test_the_workspace_names_the_claims_that_wait_for_a_decision(
    article: Article, lost: Claim, claim: Claim, omar: User, vera: User
) -> None:
    page = read(omar, article, "")

    assert "1 claim waits: a new draft changed its words Claim 1 . Of each, keep the verdict" in said(page)
    assert "Of each, keep the verdict" not in said(read(vera, article, ""))
    assert "1 claim waits" in said(read(vera, article, ""))

    data = {"action_id": "0192f0c1-2a3b-7c4d-8e5f-000000000001", "at": "3"}
    seen = {"seen": state_seen(Claim.objects.get(pk=claim.pk))}
    again = log_in(omar).post(f"/claims/{claim.pk}/check-again/", data | seen, headers=HTMX)

    assert again.status_code == 200
    assert "claim waits" not in again.text.partition('<div id="lost" hx-swap-oob="true">')[2]
    assert "Lost in draft 2" in again.text
    assert "claim waits" not in read(omar, article, "")


def test_a_lost_claim_that_is_withdrawn_waits_no_longer(article: Article, lost: Claim, omar: User) -> None:
    lost.refresh_from_db()
    withdraw_claim(claim=lost, reason="The paper does not say so any more.", version=lost.version, act=Act(omar))

    assert "Lost in draft" not in read(omar, article, "")


def test_the_panel_says_since_which_draft_the_words_are_others(article: Article, lost: Claim, omar: User) -> None:
    assert "The words changed in draft 2" in said(read(omar, article, "?claim=1"))

    next_draft(article, f"{CHANGED}\nLorries pay nothing.\n", omar)

    assert "The words changed in draft 2" in said(read(omar, article, "?claim=1"))
    assert "Lost in draft 2" in read(omar, article, "?claim=2").partition('id="part-words"')[2]


def test_the_sign_off_that_a_new_draft_made_void_is_shown(
    article: Article, claim: Claim, omar: User, rita: User, assess: Any
) -> None:
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(Claim.objects.get()), act=Act(rita))
    next_draft(article, CHANGED, omar)

    page = said(read(omar, article, "?claim=1"))

    assert "The sign-off by rita is void" in page
    assert "the words were changed in draft 2" in page
