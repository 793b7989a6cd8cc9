"""Managers bring in what was checked elsewhere: each article whole or not at all, once, and what became of it is said."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.interchange.shape import FORMAT
from annotations.models import Action, Article, Assessment, Claim, Origin, Project, Revision, User
from annotations.proof.verify import verify_history
from tests.world import TEXT

ADDRESS = "/projects/city/articles/checked/"
CLAIM: dict[str, Any] = {
    "statement": "The toll rises to €4.",
    "places": [{"quote": "will rise to €4 in May"}],
    "checks": [{"verdict": "accurate"}],
}
DEBATE = "1\tADA\tThe toll rises.\t1\tThe toll on the bridge rises.\tHALF-TRUE\n2\tADA\tSo it is.\t-\t-\t-\n"


def article(*claims: dict[str, Any], text: str = TEXT, **head: Any) -> dict[str, Any]:
    return {"format": FORMAT, "text": text, "claims": list(claims), **head}


@pytest.fixture
def desk(project: Project, mona: User) -> Client:
    client = Client()
    client.force_login(mona)
    return client


def sent(client: Client, data: Any, name: str = "checked.json", status: int = 200, **more: Any) -> str:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    form = {"action_id": str(uuid.uuid4()), "checker": "omar", "file": SimpleUploadedFile(name, content)} | more
    response = client.post(ADDRESS, form)
    assert response.status_code == status, response.text
    return str(response.text)


def test_a_file_of_checked_articles_comes_in(desk: Client, mona: User, omar: User) -> None:
    page = sent(desk, [article(CLAIM, title="Toll"), article(text="So it is.", title="So")])

    assert "What became of 2 articles" in page
    assert Claim.objects.get().work_status == "checked"
    assert Assessment.objects.get().checker == omar
    assert Action.objects.get(verb="import_checked_article").actor == mona
    assert {(one.origin, one.filename) for one in Revision.objects.all()} == {(Origin.UPLOAD, "checked.json")}
    for made in Article.objects.all():
        assert f'<a href="/articles/{made.pk}/">{made.title}</a>' in page
    assert list(verify_history()) == []


def test_a_transcript_comes_in_and_what_was_understood_is_said(desk: Client) -> None:
    page = sent(desk, DEBATE.encode(), "debate.tsv")

    assert "“HALF-TRUE” was taken for the verdict “Needs context”." in page
    assert Claim.objects.get().verdict.code == "needs_context"
    assert Revision.objects.get().sentences.count() == 2


def test_one_bad_article_keeps_no_other_out(desk: Client) -> None:
    page = sent(desk, [article(CLAIM), article({**CLAIM, "type": "lie"}, text="So."), article(text="It is so.")])

    assert "Article 2: claims[0].type: “lie” is none of fact" in page
    assert Article.objects.count() == 2


def test_a_form_sent_twice_does_it_once(desk: Client) -> None:
    once = {"action_id": str(uuid.uuid4())}
    first, second = (sent(desk, [article(CLAIM), article(text="So.")], **once) for _ in range(2))

    assert Article.objects.count() == 2
    assert first.count(">In<") == second.count(">In<") == 2


def test_a_text_that_is_here_already_is_left_unless_it_is_asked_for(desk: Client) -> None:
    sent(desk, article(CLAIM))

    assert "Here already" in sent(desk, article(CLAIM))
    assert Article.objects.count() == 1
    sent(desk, article(CLAIM), again="on")
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "more", "message"),
    [
        (
            article(CLAIM),
            "checked.json",
            {"checker": ""},
            "the file does not say who checked this. Say who did, below.",
        ),
        (article(CLAIM), "checked.json", {"checker": "vera"}, "Choose somebody who checks for this project."),
        (article(CLAIM), "checked.json", {"file": ""}, "Choose the file that holds the articles."),
        (article(CLAIM), "checked.txt", {}, "Choose a file of checked articles (.json, .jsonl) or a transcript"),
        (b"{", "checked.json", {}, "This is no JSON from line 1, column 2 on"),
        (b"[" * 90_000, "checked.json", {}, "This is nested too deeply"),
        (b"", "checked.json", {}, "There is nothing in this file."),
        (article(url="<script>"), "checked.json", {}, "Enter a valid URL."),
        (b"ADA\tSo.\nBEN\n", "debate.tsv", {}, "line 2: it has 1 column and not 2."),
        (b"a\0b\tc\n", "debate.tsv", {}, "zero character"),
        (b"%PDF-1.7", "debate.tsv", {}, "damaged"),
    ],
)
def test_what_cannot_come_in_is_said_and_nothing_is_stored(
    desk: Client, data: Any, name: str, more: dict[str, Any], message: str
) -> None:
    assert message in sent(desk, data, name, status=422, **more)
    assert not Article.objects.exists()


def test_a_file_over_the_limit_is_413(desk: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 100

    assert "and the desk reads files of at most" in sent(desk, article(CLAIM), status=413)


def test_of_many_articles_the_rest_is_left_to_the_command(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.web.checked_articles.MOST", 2)

    page = sent(desk, [article(text=f"So {number}.") for number in range(5)])

    assert page.count("bring in the rest with import_article") == 1
    assert Article.objects.count() == 2


def test_words_of_the_file_are_never_markup(desk: Client) -> None:
    page = sent(desk, article(CLAIM, title="<b>Toll</b>"))
    assert "&lt;b&gt;Toll&lt;/b&gt;" in page
    assert "<b>Toll" not in page


@pytest.mark.parametrize(("name", "status"), [("rita", 403), ("omar", 403), ("vera", 403), ("nora", 404)])
def test_only_a_manager_may(project: Project, request: pytest.FixtureRequest, name: str, status: int) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(name))

    assert client.get(ADDRESS).status_code == status
    sent(client, article(CLAIM), status=status)
    assert not Article.objects.exists()


def test_managers_find_the_way_from_a_new_article(desk: Client, omar: User) -> None:
    assert ADDRESS in desk.get("/projects/city/articles/new/").text
    assert desk.get(ADDRESS).status_code == 200
    desk.force_login(omar)
    assert ADDRESS not in desk.get("/projects/city/articles/new/").text
