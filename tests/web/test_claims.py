"""Where a claim stands: on words selected, typed or chosen, on a whole sentence, on several; and what follows."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.models import Anchor, Article, Claim, Origin, Revision, User
from annotations.proof.verify import verify_history
from tests.web.routes import HTMX, roots
from tests.world import TEXT

CAPTION = "The old bridge at dusk"


@pytest.fixture
def desk(omar: User, article: Article) -> Client:
    client = Client()
    client.force_login(omar)
    return client


def send(client: Client, name: str, row: Any, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    address = reverse(name, args=[row.pk])
    return client.post(address, {"action_id": str(uuid.uuid4())} | fields, headers=headers or {})


def record(client: Client, article: Article, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    words = {"statement": "It is so.", "type": "fact", "risk": "normal", "sentence": 3}
    return send(client, "add_claim", article, headers, **(words | fields))


def places(number: int = 1) -> list[str]:
    anchors = Anchor.objects.filter(claim__number=number, withdrawn="").order_by("start")
    return [f"{anchor.start}:{anchor.quote}" for anchor in anchors]


def test_without_words_the_claim_is_on_the_whole_sentence(desk: Client, article: Article) -> None:
    assert record(desk, article, sentence=5, quote=" \r\n ").status_code == 302
    assert places() == [f"{TEXT.index('It was last')}:It was last raised in 2011."]


def test_words_typed_are_found_whatever_the_quotation_marks_and_spaces(desk: Client, article: Article) -> None:
    assert record(desk, article, sentence=4, quote='"Nobody likes\r\nit,"  said').status_code == 302
    assert places() == [f"{TEXT.index('“Nobody')}:“Nobody likes it,” said"]


def test_words_of_the_sentence_that_is_open_are_meant_first(desk: Client, article: Article) -> None:
    assert record(desk, article, sentence=6, quote="The old bridge").status_code == 302
    assert places() == [f"{TEXT.rindex('The old')}:The old bridge"]


def test_words_selected_are_taken_where_they_were_selected(desk: Client, article: Article) -> None:
    start = TEXT.rindex(CAPTION)

    assert record(desk, article, quote=CAPTION, start=start, end=start + len(CAPTION)).status_code == 302
    assert places() == [f"{start}:{CAPTION}"]


def test_offsets_that_do_not_hold_the_words_are_not_believed(desk: Client, article: Article) -> None:
    assert record(desk, article, quote="in May", start=0, end=6).status_code == 302
    assert places() == [f"{TEXT.index('in May')}:in May"]


def test_a_claim_may_cover_several_sentences_and_the_gap_between_them(desk: Client, article: Article) -> None:
    words = TEXT[TEXT.index("said Mayor") : TEXT.index(" in 2011")]

    assert record(desk, article, sentence=4, quote=words).status_code == 302
    assert places() == [f"{TEXT.index('said Mayor')}:{words}"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_that_stand_in_several_places_are_asked_about(
    desk: Client, article: Article, headers: dict[str, str]
) -> None:
    asked = record(desk, article, headers, quote=CAPTION, statement="There is a bridge.")

    assert asked.status_code == 422
    assert "These words stand in several places. Choose which you mean." in asked.text
    choices = re.findall(r'name="place" value="(\d+-\d+)"( checked)?><span[^>]*>(.*?)</label>', asked.text, re.DOTALL)
    first, last = TEXT.index(CAPTION), TEXT.rindex(CAPTION)
    assert [value for value, *_ in choices] == [f"{at}-{at + len(CAPTION)}" for at in (first, last)]
    assert [bool(checked) for _, checked, _ in choices] == [True, False]
    assert "sentence 2: …" in choices[0][2]
    assert "by a third" in html.unescape(choices[0][2])
    assert "sentence 6: …" in choices[1][2]
    assert "There is a bridge." in asked.text
    assert not Claim.objects.exists()

    chosen = record(desk, article, headers, quote=CAPTION, place=choices[1][0])

    assert chosen.status_code == (200 if headers else 302)
    assert places() == [f"{last}:{CAPTION}"]


def test_a_sentence_may_hold_many_claims_and_one_may_be_part_of_another(
    desk: Client, article: Article, revision: Revision, claim: Claim
) -> None:
    response = record(desk, article, quote="on Tuesday", within=str(claim.pk))

    part = Claim.objects.get(number=2)
    assert part.within == claim
    text = desk.get(response["Location"]).text
    assert "2 claims in this sentence" in text
    assert 'part of <a href="?claim=1">claim 1</a>' in text


def test_a_claim_is_no_part_of_itself_and_is_not_offered_to_be(desk: Client, article: Article, claim: Claim) -> None:
    record(desk, article, quote="on Tuesday", within=str(claim.pk))
    part = Claim.objects.get(number=2)
    words = {"statement": claim.statement, "type": "fact", "risk": "normal", "version": 1}

    offered = re.search(
        r'<select id="words-within" name="within">.*?</select>', desk.get(f"/articles/{article.pk}/?claim=1").text
    )
    assert offered
    assert str(claim.pk) not in offered[0]
    for whole in (claim, part):
        response = send(desk, "edit_claim", claim, within=str(whole.pk), **words)
        assert response.status_code == 422
        assert claim.statement in response.text
    claim.refresh_from_db()
    assert claim.within is None


def test_also_stands_here_takes_one_press(desk: Client, article: Article) -> None:
    record(desk, article, sentence=2, quote="")
    claim = Claim.objects.get()
    text = desk.get(f"/articles/{article.pk}/?claim=1").text
    (twin,) = re.findall(r'<form class="twin".*?</form>', text, re.DOTALL)
    fields = dict(re.findall(r'name="(action_id|at|place)" value="([^"]*)"', twin))

    assert desk.post(reverse("add_place", args=[claim.pk]), fields).status_code == 302

    assert places() == [f"{TEXT.index(CAPTION)}:{CAPTION}", f"{TEXT.rindex(CAPTION)}:{CAPTION}"]
    assert 'class="twin"' not in desk.get(f"/articles/{article.pk}/?claim=1").text


def test_a_claim_put_on_other_words_leaves_the_old_sentence_too(desk: Client, article: Article, claim: Claim) -> None:
    anchor = Anchor.objects.get()

    response = send(desk, "move_place", anchor, HTMX, at=3, version=1, quote="It was last raised in 2011.")

    drawn = {root["id"] for root in roots(response.text)}
    assert {"s3", "r3", "s5", "r5", "p3"} <= drawn
    (left,) = re.findall(r'<span class="unit" id="s3".*?</span></span>', response.text, re.DOTALL)
    assert "claim-no" not in left
    assert places() == [f"{TEXT.index('It was last')}:It was last raised in 2011."]


def test_the_last_place_goes_only_with_the_claim(desk: Client, claim: Claim) -> None:
    response = send(desk, "withdraw_place", Anchor.objects.get(), at=3, version=1, reason="Not here.")

    assert response.status_code == 422
    assert Anchor.objects.get().withdrawn == ""


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_for_a_claim_that_is_withdrawn_meanwhile_are_not_lost(
    desk: Client, rita: User, claim: Claim, headers: dict[str, str]
) -> None:
    withdraw_claim(claim=claim, reason="Not said.", version=1, act=Act(rita))
    words = {"statement": "The toll rises in May.", "type": "fact", "risk": "normal"}

    response = send(desk, "edit_claim", claim, headers, at=3, version=1, **words)

    assert response.status_code == 409
    assert "rita saved this while you were typing." in response.text
    if headers:
        # The form stands on the page as it is, with the words in it.
        assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#problem", "innerHTML")
    else:
        assert "What you had typed" in response.text
        assert "The toll rises in May." in response.text


def test_a_reviewer_withdraws_and_restores_anybodys_claim(client: Client, rita: User, cleo: User, claim: Claim) -> None:
    client.force_login(rita)
    assert send(client, "withdraw_claim", claim, at=3, version=1, reason="Not said.").status_code == 302
    client.force_login(cleo)
    refused = send(client, "restore_claim", claim, at=3, version=2)
    assert refused.status_code == 403
    assert "Somebody else recorded this claim" in refused.text
    client.force_login(rita)
    assert send(client, "restore_claim", claim, at=3, version=2).status_code == 302

    claim.refresh_from_db()
    assert claim.withdrawn == ""
    assert list(verify_history()) == []


def test_a_claim_of_another_article_cannot_be_the_whole(desk: Client, article: Article, claim: Claim) -> None:
    other = import_article(project=article.project, text="Ferry stops for good.", origin=Origin.PASTE, act=Act(None))
    ferry = add_claim(
        revision=other.latest_revision(), places=[(0, 5)], words=ClaimWords("The ferry stops."), act=Act(None)
    )

    assert record(desk, article, within=str(ferry.pk)).status_code == 422


def test_recording_a_claim_by_htmx_shows_it_at_once(desk: Client, article: Article) -> None:
    response = record(desk, article, HTMX, quote="in May", statement="It is in May.")

    panel, *rest = roots(response.text)
    assert panel["id"] == "panel"
    assert "Claim 1" in response.text
    assert "Your verdict on claim 1" in response.text
    assert {"s3", "r3", "p3", "tally"} <= {root["id"] for root in rest}
    assert response["HX-Push-Url"] == f"/articles/{article.pk}/?sentence=3&claim=1"
