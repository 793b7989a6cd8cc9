"""Managers bring in what was checked elsewhere: each article whole or not at all, once, and what became of it is said."""

from __future__ import annotations

import html
import json
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.interchange.shape import FORMAT
from annotations.models import Action, Article, Assessment, Claim, Origin, Project, Revision, User
from annotations.proof.verify import verify_history
from annotations.web.checked_file import plainly
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


def looked(client: Client, data: Any, name: str = "checked.json", status: int = 200, **more: Any) -> str:
    """Choose a file and look at what it holds."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    form = {"action_id": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)} | more
    response = client.post(ADDRESS, form)
    assert response.status_code == status, response.text
    return str(response.text)


def carried(page: str) -> dict[str, str]:
    """Read what the page sends along, and what is chosen in it."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    picked = re.findall(r'<select[^>]* name="([^"]+)">(?:(?!</select>).)*? value="([^"]*)" selected', page)
    kept = {name: html.unescape(value) for name, value in [*hidden, *picked]}
    return {name: value for name, value in kept.items() if name != "csrfmiddlewaretoken"}


def confirmed(client: Client, page: str, status: int = 200, **more: Any) -> str:
    response = client.post(ADDRESS, carried(page) | {"save": "1"} | more)
    assert response.status_code == status, response.text
    return str(response.text)


def sent(client: Client, data: Any, name: str = "checked.json", status: int = 200, **more: Any) -> str:
    """Choose a file, look at it, and bring it in."""
    page = looked(client, data, name, **{key: value for key, value in more.items() if key == "action_id"})
    return confirmed(client, page, status, **{"checker": "omar"} | more)


def field(page: str, name: str) -> str:
    """Name the field that asks who or what a name in the file is."""
    (found,) = re.findall(rf'<label for="names-([^"]+)">“{re.escape(name)}”</label>', page)
    return str(found)


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


def test_a_transcript_comes_in_and_what_is_understood_is_shown_first(desk: Client) -> None:
    page = looked(desk, DEBATE.encode(), "debate.tsv")
    assert 'value="needs_context" selected' in page
    assert not Article.objects.exists()

    confirmed(desk, page, checker="omar")

    assert Claim.objects.get().verdict.code == "needs_context"
    assert Revision.objects.get().sentences.count() == 2


def test_one_bad_article_keeps_no_other_out(desk: Client) -> None:
    page = looked(desk, [article(CLAIM), article({**CLAIM, "type": "lie"}, text="So."), article(text="It is so.")])
    assert "Cannot come in" in page

    page = confirmed(desk, page, checker="omar")

    assert "Article 2: claim 1, type: “lie” is none of fact" in page
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
    ("data", "name", "message"),
    [
        (article(CLAIM), "checked.txt", "Choose a file of checked articles (.json, .jsonl) or a transcript"),
        (b"{", "checked.json", "This is no JSON from line 1, column 2 on"),
        (b"[" * 90_000, "checked.json", "This is nested too deeply"),
        (b"", "checked.json", "There is nothing in this file."),
        (b"ADA\tSo.\nBEN\n", "debate.tsv", "line 2: it has 1 column and not 2."),
        (b"a\0b\tc\n", "debate.tsv", "zero character"),
        (b"%PDF-1.7", "debate.tsv", "damaged"),
    ],
)
def test_a_file_that_holds_no_article_is_said_and_another_can_be_chosen(
    desk: Client, data: Any, name: str, message: str
) -> None:
    page = looked(desk, data, name, status=422)
    assert message in page
    assert 'type="file"' in page
    assert "Bring them in</button>" not in page


def test_without_a_file_one_is_asked_for(desk: Client) -> None:
    assert "Choose the file that holds the articles." in looked(desk, b"", file="", status=422)


@pytest.mark.parametrize(
    ("data", "more", "message"),
    [
        (article(CLAIM), {"checker": ""}, "Say who checked: the file names nobody"),
        (article(CLAIM), {"checker": "vera"}, "Choose somebody who checks for this project."),
        (article(CLAIM), {"exact": "AAAA"}, "The file did not arrive whole."),
        (article(CLAIM), {"exact": "é"}, "The file did not arrive whole."),
        (article(url="<script>"), {}, "Enter a valid URL."),
    ],
)
def test_what_cannot_come_in_is_said_and_nothing_is_stored(
    desk: Client, data: Any, more: dict[str, Any], message: str
) -> None:
    assert message in sent(desk, data, status=422, **more)
    assert not Article.objects.exists()


def test_another_file_than_was_looked_at_is_looked_at_first(desk: Client) -> None:
    page = looked(desk, article(CLAIM))
    other = SimpleUploadedFile("other.json", json.dumps(article(text="So.")).encode())
    assert "What other.json holds" in confirmed(desk, page, file=other, checker="omar")
    assert not Article.objects.exists()


ADA = {"verdict": "pants on fire", "checker": "Ada Lund", "note": "The minutes say so."}
BY_ADA = CLAIM | {"checks": [ADA], "notes": [{"text": "Rang twice.", "author": "Ada Lund"}]}


def test_people_and_verdicts_that_the_desk_does_not_know_are_asked_for(desk: Client, omar: User) -> None:
    page = looked(desk, article(BY_ADA))
    assert "In the file: checked 1 claim, wrote 1 note." in page
    assert "Given 1 time." in page
    who, what = field(page, "Ada Lund"), field(page, "pants on fire")

    open_ = confirmed(desk, page, status=422)
    assert "Say who this is here." in open_
    assert "Say which verdict this is here." in open_
    assert not Article.objects.exists()
    assert ">In<" in confirmed(desk, open_, **{who: "omar", what: "inaccurate"})

    check = Assessment.objects.get()
    assert (check.checker, check.verdict.code, check.note) == (omar, "inaccurate", "The minutes say so.")
    assert list(verify_history()) == []


def test_whoever_is_nobody_here_is_kept_in_words_and_no_verdict_leaves_a_draft(desk: Client, cleo: User) -> None:
    page = looked(desk, article(BY_ADA))
    said = {field(page, "Ada Lund"): "*", field(page, "pants on fire"): "*"}
    assert "Say who checked: the file names nobody" in confirmed(desk, page, status=422, **said)

    confirmed(desk, page, checker="cleo", **said)

    check = Assessment.objects.get()
    assert (check.checker, check.verdict, check.note) == (cleo, None, "Checked by Ada Lund.\nThe minutes say so.")


def test_for_a_decision_only_reviewers_are_offered(desk: Client, rita: User) -> None:
    page = looked(desk, article(CLAIM | {"sign_off": {"reviewer": "omar"}}))
    (offered,) = re.findall(rf'<select[^>]* name="{field(page, "omar")}">.*?</select>', page)
    assert re.findall(r'value="([^"]*)"', offered) == ["", "mona", "rita"]
    confirmed(desk, page, checker="cleo", **{field(page, "omar"): "rita"})
    assert Claim.objects.get().work_status == "signed_off"


def test_what_is_refused_can_be_said_otherwise_and_the_rest_is_not_done_twice(desk: Client) -> None:
    twice = CLAIM | {"checks": [ADA, {"verdict": "accurate", "checker": "omar"}]}
    page = looked(desk, [article(twice), article(text="So.")])
    said = {field(page, "Ada Lund"): "omar", field(page, "pants on fire"): "inaccurate"}
    page = confirmed(desk, page, **said)
    assert "One person checks a claim once." in page
    assert Article.objects.count() == 1

    confirmed(desk, page, **said | {field(page, "Ada Lund"): "cleo"})
    assert Article.objects.count() == 2
    assert Action.objects.filter(verb__startswith="import_").count() == 2


def test_a_file_over_the_limit_is_413(desk: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 100

    assert "and the desk reads files of at most" in looked(desk, article(CLAIM), status=413)


def test_of_many_articles_the_rest_is_left_to_the_command(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.web.checked_articles.MOST", 2)

    page = sent(desk, [article(text=f"So {number}.") for number in range(5)])

    assert page.count("bring in the rest with import_article") == 1
    assert Article.objects.count() == 2


def test_only_what_is_needed_is_asked(desk: Client) -> None:
    plain = looked(desk, article(CLAIM | {"checks": [{"verdict": "Needs Context", "checker": "omar"}]}))
    assert "<select" not in plain
    assert 'name="again"' not in plain
    confirmed(desk, plain)
    assert 'name="again"' in looked(desk, article(CLAIM))


def test_what_no_other_name_mends_asks_for_no_name(desk: Client) -> None:
    page = looked(desk, [article(BY_ADA), article(CLAIM | {"type": "lie"}, text="So.")])
    page = confirmed(desk, page, **{field(page, "Ada Lund"): "omar", field(page, "pants on fire"): "inaccurate"})
    assert "claim 1, type: " in page
    assert "<select" not in page


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("claims[3].places[0]: these words are not in the text.", "claim 4, place 1: these words are not in the text."),
        (
            "claims[0].checks[1].sources[2].source.published_on: no",
            "claim 1, check 2, source 3, source, published on: no",
        ),
        ("units[9]: it overlaps.", "unit 10: it overlaps."),
        ("line 2: it has 1 column and not 2.", "line 2: it has 1 column and not 2."),
        ("claims: a list is wanted.", "claims: a list is wanted."),
    ],
)
def test_where_something_is_wrong_is_said_as_people_count(said: str, plain: str) -> None:
    assert plainly(said) == plain


def test_words_of_the_file_are_never_markup(desk: Client) -> None:
    page = sent(desk, article(CLAIM, title="<b>Toll</b>"))
    assert "&lt;b&gt;Toll&lt;/b&gt;" in page
    assert "<b>Toll" not in page


@pytest.mark.parametrize(("name", "status"), [("rita", 403), ("omar", 403), ("vera", 403), ("nora", 404)])
def test_only_a_manager_may(project: Project, request: pytest.FixtureRequest, name: str, status: int) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(name))

    assert client.get(ADDRESS).status_code == status
    looked(client, article(CLAIM), status=status)
    assert not Article.objects.exists()


def test_managers_find_the_way_from_a_new_article(desk: Client, omar: User) -> None:
    assert ADDRESS in desk.get("/projects/city/articles/new/").text
    assert desk.get(ADDRESS).status_code == 200
    desk.force_login(omar)
    assert ADDRESS not in desk.get("/projects/city/articles/new/").text
