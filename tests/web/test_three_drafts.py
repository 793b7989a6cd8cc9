"""An article with three drafts, seen everywhere: nothing of an earlier draft shines through, and nothing is lost."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from annotations.desk.claiming import withdraw_claim
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Anchor, Article, Assessment, Claim, User
from annotations.proof.verify import verify_history
from tests.drafts import LAST_RAISED, claim_on, next_draft
from tests.world import TEXT, now

HEADLINE = "Bridge toll to rise by a third"
SECOND = TEXT.replace("€4", "€5").replace(LAST_RAISED, "").replace("Tuesday", "Monday")
THIRD = f"By Jo Hale\n\n{SECOND}"


@pytest.fixture
def three(
    article: Article, claim: Claim, assess: Callable[..., Assessment], omar: User, cleo: User, rita: User
) -> Article:
    """Claims 1 and 2 are changed, of which 1 is kept; 3 is lost; 4 is signed off throughout; 5 is withdrawn."""
    changed = claim_on(article, "on Tuesday", omar)
    lost = claim_on(article, LAST_RAISED, omar)
    signed = claim_on(article, HEADLINE, omar)
    withdrawn = claim_on(article, "“Nobody likes it,”", omar)
    kept = assess(claim, omar, "accurate", note="The minutes say so.")
    for one in (changed, lost, signed):
        assess(one, omar, "accurate")
    approve_claim(claim=signed, seen=state_seen(now(signed)), act=Act(rita))
    withdraw_claim(claim=withdrawn, reason="A quotation.", version=1, act=Act(omar))
    next_draft(article, SECOND, omar)
    keep_verdict(claim=claim, assessment=kept, seen=state_seen(now(claim)), act=Act(cleo))
    next_draft(article, THIRD, omar)
    return article


def rows(client: Client, name: str, *args: object, **query: object) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def page(client: Client, name: str, *args: object, **query: object) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_history_is_whole(three: Article, tmp_path: Path):
    assert list(verify_history()) == []
    path = tmp_path / "history.zip"
    call_command("export_history", article=str(three.pk), output=str(path))
    call_command("verify_history", bundle=[str(path)], stdout=io.StringIO())


def test_verdicts_leave_for_the_newest_draft(three: Article, rita: User, client: Client):
    client.force_login(rita)
    told = {row["claim"]: row for row in rows(client, "article_verdicts", three.pk)}
    assert {row["revision"] for row in told.values()} == {"3"}
    shown = {number: (row["work_status"], row["quote"], row["sentences"]) for number, row in told.items()}
    assert shown == {
        "1": ("checked", "The toll on the Varn bridge will rise to €5 in May", "4"),
        "2": ("reopened", "on Monday", "4"),
        "3": ("reopened", "", ""),
        "4": ("signed_off", HEADLINE, "2"),
    }
    first = {row["claim"]: row for row in rows(client, "article_verdicts", three.pk, as_of=three_before(three))}
    assert first["3"]["quote"] == LAST_RAISED
    assert {row["work_status"] for row in first.values()} == {"checked", "signed_off"}


def three_before(article: Article) -> int:
    """Give the number of the last entry before the second draft."""
    from annotations.models import Event

    second = article.revisions.get(number=2)
    return Event.objects.get(object=second.pk, version=1).n - 1


def test_every_sentence_of_the_newest_draft_leaves_once(three: Article, rita: User, client: Client):
    client.force_login(rita)
    told = rows(client, "article_sentences", three.pk)
    assert len(told) == three.latest_revision().sentences.count()
    assert [row["claims"] for row in told].count("") == len(told) - 2


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", ["omar", "rita", "vera"])
def test_every_claim_has_its_panel(three: Article, client: Client, name: str, number: int):
    client.force_login(User.objects.get(username=name))
    html = page(client, "workspace", three.pk, claim=number)
    assert (f"Stood on:</span> <q>{LAST_RAISED}" in html) == (number == 3)
    assert page(client, "claim_history", Claim.objects.get(article=three, number=number).pk)


def test_the_pages_that_gather_are_there(three: Article, rita: User, client: Client):
    client.force_login(rita)
    history = page(client, "article_history", three.pk)
    assert "brought in draft 2: kept 1, moved 0, changed 2, lost 1" in history
    assert "brought in draft 3: kept 2, moved 0, changed 1, lost 1" in history
    for name in ("checked_copy", "assign_paragraphs"):
        assert page(client, name, three.pk)
    claims = page(client, "project_claims", three.project.slug)
    assert claims.count("Reopened") >= 2
    assert page(client, "dashboard")
    assert page(client, "me")
    for older, newer in ((1, 2), (2, 3), (1, 3)):
        assert page(client, "compare_drafts", three.pk, older, newer)


def test_the_first_draft_is_seen_as_it_stood(three: Article, rita: User, client: Client):
    client.force_login(rita)
    past = page(client, "workspace", three.pk, claim=3, as_of=three_before(three))
    assert LAST_RAISED in past
    assert "By Jo Hale" not in past
    assert "brought in draft" not in page(client, "article_history", three.pk, as_of=three_before(three))


def test_what_a_claim_went_through_reads_well(three: Article, rita: User, client: Client):
    client.force_login(rita)
    first, third, fourth = (Claim.objects.get(article=three, number=number) for number in (1, 3, 4))
    assert "kept the verdict on" in page(client, "claim_history", first.pk)
    assert "brought in a draft that has other words for" in page(client, "claim_history", first.pk)
    assert "brought in a draft without the words of" in page(client, "claim_history", third.pk)
    assert "brought in a draft that has the words of" in page(client, "claim_history", fourth.pk)
    assert "sign-off by rita is void" not in page(client, "workspace", three.pk, claim=4)


def test_my_desk_says_why_a_claim_came_back(three: Article, omar: User, client: Client):
    second = Claim.objects.get(article=three, number=2)
    check_again(claim=second, seen=state_seen(second), act=Act(omar))
    client.force_login(omar)
    html = page(client, "me")
    assert "The article says it in other words now." in html
    assert "Its words are not in the newest draft." in html


@pytest.mark.parametrize("sent", [{"place": "0-10"}, {"quote": HEADLINE, "start": 0, "end": len(HEADLINE)}, {}])
def test_places_of_an_earlier_draft_are_not_looked_up_in_a_later_one(
    three: Article, omar: User, client: Client, sent: dict[str, object]
):
    client.force_login(omar)
    words = {"statement": "It rises.", "type": "fact", "risk": "normal", "sentence": 1, "action_id": str(uuid.uuid4())}
    response = client.post(reverse("add_claim", args=[three.pk]), {**words, **sent, "draft": 2})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Draft 3 of this article came in meanwhile" in html
    assert "It rises." in html
    assert three.claims.count() == 5


def test_paragraphs_of_an_earlier_draft_are_not_assigned_in_a_later_one(three: Article, omar: User, client: Client):
    client.force_login(omar)
    asked = {"paragraphs": "1.0", "assignee": "omar", "draft": 2, "action_id": str(uuid.uuid4())}
    response = client.post(reverse("assign_paragraphs", args=[three.pk]), asked)
    assert response.status_code == 409
    assert "Draft 3 of this article came in meanwhile" in response.content.decode()


def test_a_lost_place_is_put_on_words_of_the_newest_draft(three: Article, omar: User, client: Client):
    client.force_login(omar)
    anchor = Anchor.objects.get(revision=three.latest_revision(), state="lost")
    words = {"quote": HEADLINE, "version": 1, "draft": 3, "action_id": str(uuid.uuid4())}
    response = client.post(reverse("move_place", args=[anchor.pk]), words)
    assert response.status_code == 302
    moved = Anchor.objects.get(pk=anchor.pk)
    assert (moved.state, moved.quote) == ("exact", HEADLINE)
    assert list(verify_history()) == []


def test_what_was_changed_twice_comes_back_still(three: Article, omar: User, client: Client):
    next_draft(three, THIRD.replace("Monday", "Sunday"), omar)
    client.force_login(omar)
    assert page(client, "me").count("The article says it in other words now.") == 1
