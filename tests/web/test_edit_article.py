"""The details of an article, corrected."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from annotations.models import Article, User
from annotations.proof.verify import verify_history
from tests.web.article_form import carried

NOBODY_KNOWS = "0192f0c1-2a3b-7c4d-8e5f-000000000000"


def head(article: Article, **changed: Any) -> dict[str, Any]:
    known = {"action_id": str(uuid.uuid4()), "version": article.version, "title": article.title, "language": "en"}
    return known | {"writer_name": "Jo Hale", "published_on": "2026-03-03"} | changed


def test_details_are_corrected_and_recorded_once(desk: Client, article: Article) -> None:
    address, data = f"/articles/{article.pk}/edit/", head(article, title="Toll up")
    assert 'value="Bridge toll to rise by a third"' in desk.get(address).text

    first, second = desk.post(address, data), desk.post(address, data)

    assert first["Location"] == second["Location"] == f"/articles/{article.pk}/"
    article.refresh_from_db()
    assert (article.title, article.writer_name, article.version) == ("Toll up", "Jo Hale", 2)
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"title": " "},
        {"title": "t" * 501},
        {"language": "?"},
        {"url": "javascript:alert(1)"},
        {"published_on": "soon"},
        {"writer_email": "nobody"},
        {"desk_note": "a zero \0"},
        {"version": "x"},
        {"version": "9" * 5000},
        {"action_id": ""},
    ],
    ids=str,
)
def test_bad_details_are_422_with_every_word_kept(desk: Client, article: Article, bad: dict[str, str]) -> None:
    response = desk.post(f"/articles/{article.pk}/edit/", head(article, **bad))

    assert response.status_code == 422
    assert 'value="Jo Hale"' in response.text
    assert 'data-tone="red"' in response.text
    article.refresh_from_db()
    assert article.version == 1


def test_details_changed_meanwhile_are_shown_beside_mine(desk: Client, article: Article, cleo: User) -> None:
    other = Client()
    other.force_login(cleo)
    mine = head(article, title="Toll up")
    address = f"/articles/{article.pk}/edit/"
    other.post(address, head(article, title="Toll rises", published_on="2026-03-04"))

    response = desk.post(address, mine)

    assert response.status_code == 409
    for shown in ("cleo saved this while you were typing.", "Toll rises", "2026-03-04", 'value="Toll up"'):
        assert shown in response.text
    moved = carried(response)["version"]
    assert desk.post(address, mine | {"version": moved}).status_code == 302
    article.refresh_from_db()
    assert article.title == "Toll up"


def test_who_may_correct_details(client: Client, article: Article, vera: User, nora: User) -> None:
    for user, status in ((vera, 403), (nora, 404)):
        client.force_login(user)
        for address in (f"/articles/{article.pk}/edit/", f"/articles/{NOBODY_KNOWS}/edit/"):
            expected = status if str(article.pk) in address else 404
            assert client.get(address).status_code == expected
            assert client.post(address, head(article)).status_code == expected
