"""What the workspace keeps to itself: others’ drafts, and confidential sources."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk.checking import assess_claim
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Stance, User
from tests.web.routes import HTMX
from tests.web.workspace_page import Record, page, part


def test_another_persons_draft_is_theirs_alone(
    omar: User, cleo: User, rita: User, mona: User, vera: User, article: Article, claim: Claim
) -> None:
    source = NewSource("Drafted minutes", "https://council.example/drafted")
    cite_source(claim=claim, source=source, use=Use(Stance.REFUTES, "Drafted words", "p. 99"), act=Act(omar))
    assess_claim(
        claim=claim,
        verdict=None,
        note="Drafted thoughts",
        required_change="Drafted change",
        confidence=None,
        version=1,
        act=Act(omar),
    )

    mine = page(omar, article, "?claim=1")
    for said in ("Drafted thoughts", "Drafted change", "Drafted words", "p. 99"):
        assert said in mine
        for other in (cleo, rita, mona, vera):
            assert said not in page(other, article, "?claim=1"), (said, other.username)
    for other in (cleo, rita, vera):
        text = page(other, article, "?claim=1")
        assert "No source yet" in text
        assert "In progress" in text


SECRET = ("Deep Throat", "deep.example", "The Garage", "R. Felt", "Level 32", "Follow the money")


@pytest.fixture
def confidential(claim: Claim, rita: User, assess: Callable[..., Assessment]) -> Claim:
    title, site, publisher, author, locator, words = SECRET
    source = NewSource(
        title,
        f"https://{site}/",
        publisher=publisher,
        author=author,
        archive_url=f"https://archive.example/{site}",
        confidential=True,
    )
    cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, words, locator), act=Act(rita))
    assess(claim, rita, "accurate", version=1)
    return claim


def test_a_confidential_source_is_named_to_reviewers_and_managers_alone(
    omar: User, vera: User, rita: User, mona: User, article: Article, confidential: Claim
) -> None:
    for reader in (rita, mona):
        text = page(reader, article, "?claim=1")
        assert all(name in text for name in SECRET), reader.username
    for reader in (omar, vera):
        text = page(reader, article, "?claim=1")
        assert [name for name in SECRET if name in text] == [], reader.username
        assert "Confidential source" in part(text, "sources")


def test_no_reply_to_a_checker_names_a_confidential_source(omar: User, article: Article, confidential: Claim) -> None:
    client = Client()
    client.force_login(omar)
    for headers in ({}, HTMX):
        for text in ("", "Rang the council."):
            data = {"action_id": "01890a5d-ac96-774b-bcce-b302099a8057", "text": text, "kind": "note", "at": "3"}
            reply = client.post(
                reverse("add_note", args=[confidential.pk]), data | {"audience": "desk"}, headers=headers, follow=True
            )
            assert [name for name in SECRET if name in reply.text] == []


def test_the_list_of_sources_keeps_confidential_ones_from_checkers(
    omar: User, rita: User, article: Article, confidential: Claim, record: Record
) -> None:
    record("It was last raised in 2011.")

    assert re.search(r"<option[^>]*>Deep Throat", part(page(rita, article, "?sentence=5"), "sources"))
    assert "Deep Throat" not in page(omar, article, "?sentence=5")
