"""A text comes in: pasted or uploaded, looked at before it is stored, and stored exactly, once."""

from __future__ import annotations

import codecs
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from annotations.desk.projects import create_project
from annotations.history.act import Act
from annotations.models import Article, Claim, Event, Project, Revision, Sentence, User
from annotations.proof.verify import verify_history
from annotations.reading.document import Link
from annotations.text.layout import Block
from annotations.web import incoming
from tests.web.article_form import ADDRESS, carried, exact, fields, file, look, save, stored
from tests.world import TEXT

CRLF = TEXT.replace("\n", "\r\n")


def test_a_paste_is_looked_at_and_then_stored_with_lf(desk: Client, omar: User) -> None:
    preview = look(desk, text=CRLF)

    assert "6 sentences in 4 paragraphs" in preview.text
    assert Article.objects.count() == Event.objects.filter(kind="article").count() == 0

    response = save(desk, preview, text=CRLF, author="Jo Hale", published_on="2026-03-03")

    revision = stored()
    assert response["Location"] == f"/articles/{revision.article_id}/"
    assert desk.get(response["Location"]).status_code == 200
    assert (revision.text, revision.origin, revision.filename) == (TEXT, "paste", "")
    assert revision.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert revision.article.author == "Jo Hale"
    assert revision.article.published_on.isoformat() == "2026-03-03"
    assert Event.objects.get(kind="article").action.actor == omar
    assert list(verify_history()) == []


GERMAN = "Der Rat hat die Maut erhöht. Das ist am 3. Mai zum dritten Mal geschehen, und die Fahrer sind wütend."


def test_the_language_is_recognised_and_shown_before_it_is_stored(desk: Client) -> None:
    preview = look(desk, text=GERMAN, language="")
    assert "Left empty, the language is German." in preview.text
    assert "2 sentences in 1 paragraph" in preview.text

    save(desk, preview, text=GERMAN, language="")

    assert (stored().article.language, stored().sentences.count()) == ("de", 2)


def test_sentences_that_nobody_has_seen_are_shown_before_they_are_stored(desk: Client) -> None:
    preview = look(desk, text=GERMAN, language="en")
    assert "3 sentences in 1 paragraph" in preview.text
    assert "You have not seen these sentences" not in preview.text

    again = save(desk, preview, text=GERMAN, language="de")
    assert "2 sentences in 1 paragraph" in again.text
    assert "You have not seen these sentences" in again.text
    assert not Article.objects.exists()

    assert save(desk, again, text=GERMAN, language="de").status_code == 302
    assert (stored().article.language, stored().sentences.count()) == ("de", 2)


@pytest.mark.parametrize(
    "other", [{"layout": [Block(0, 24, "quote")]}, {"links": [Link(0, 6, "https://other.example/")]}], ids=str
)
def test_a_file_that_is_not_as_it_was_looked_at_is_shown_again(desk: Client, other: dict[str, Any]) -> None:
    preview = look(desk, exact=exact("Words. And more of them."))

    again = save(desk, preview, exact=exact("Words. And more of them.", **other))

    assert "You have not seen these sentences" in again.text
    assert not Article.objects.exists()
    assert save(desk, again).status_code == 302


def test_a_link_that_no_reader_gives_is_refused(desk: Client) -> None:
    preview = look(desk, exact=exact("Words.", links=[Link(0, 5, "javascript:alert(1)")]))

    response = save(desk, preview)

    assert response.status_code == 422
    assert "is no link that could be kept" in html.unescape(response.text)
    assert not Article.objects.exists()


def test_another_language_than_the_recognised_one_can_be_said(desk: Client) -> None:
    preview = look(desk, text=GERMAN, language="nds")
    assert "the language is" not in preview.text

    save(desk, preview, text=GERMAN, language="nds")

    assert stored().article.language == "nds"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (CRLF.encode(), CRLF),
        (codecs.BOM_UTF8 + CRLF.encode(), CRLF),
        (TEXT.encode("utf-16"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (
            "\n \u00a0 One line.\r\rAnother\u2028 one. \t\n\n".encode(),
            "\n \u00a0 One line.\r\rAnother\u2028 one. \t\n\n",
        ),
        ("Cafe\u0301 \U0001f600 is open.".encode(), "Cafe\u0301 \U0001f600 is open."),
    ],
    ids=["crlf", "bom", "utf-16-le", "utf-16-be", "spaces", "marks"],
)
def test_an_upload_is_stored_to_the_last_character(desk: Client, data: bytes, text: str) -> None:
    preview = look(desk, file=file(data))
    assert "toll.txt" in preview.text

    assert save(desk, preview).status_code == 302

    revision = stored()
    assert (revision.text, revision.origin, revision.filename) == (text, "upload", "toll.txt")
    assert revision.sha256 == hashlib.sha256(text.encode()).hexdigest()
    for sentence in revision.sentences.all():
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]


def test_the_seed_article_pasted_and_uploaded_has_one_sha256(desk: Client, seed_article_path: Path) -> None:
    data = seed_article_path.read_bytes()
    told = data.decode().removeprefix("\ufeff")

    pasted = look(desk, text=told.replace("\n", "\r\n"))
    assert "19 sentences" in pasted.text
    assert save(desk, pasted, text=told.replace("\n", "\r\n")).status_code == 302
    uploaded = look(desk, file=file(data, seed_article_path.name))
    assert "This text is here already" in uploaded.text
    assert save(desk, uploaded, again="on").status_code == 302

    assert Revision.objects.count() == 2
    assert set(Revision.objects.values_list("sha256", flat=True)) == {hashlib.sha256(told.encode()).hexdigest()}


def test_the_preview_shows_each_unit_its_kind_and_its_twins(desk: Client) -> None:
    text = look(desk, text=TEXT).text

    units = re.findall(
        r'<li( class="newpara")?><span class="no">(\d)</span><span class="kind">(.*?)</span>'
        r'<span class="text">(.*?)</span>(.*?)</li>',
        text,
        re.DOTALL,
    )
    assert [number for _, number, *_ in units] == ["1", "2", "3", "4", "5", "6"]
    assert [kind for _, _, kind, *_ in units] == ["Headline", "Caption", "Body", "Body", "Body", "Caption"]
    assert [bool(opens) for opens, *_ in units] == [True, True, True, False, False, True]
    assert "Same text as 6" in units[1][4]
    assert "Same text as 2" in units[5][4]
    assert hashlib.sha256(TEXT.encode()).hexdigest() in text
    assert "Left empty, the title is “Bridge toll to rise by a third”." in text


def test_of_many_twins_few_are_named_and_of_many_units_few_are_shown(desk: Client) -> None:
    few, many = look(desk, text="Ha.\n" * 7).text, look(desk, text="Ha.\n" * 2_000)

    assert re.findall(r"Same text as (.*?)</span>", few)[:2] == [
        "2, 3, 4, 5, 6 and 1 other",
        "1, 3, 4, 5, 6 and 1 other",
    ]
    assert "more sentence" not in few
    told = re.findall(r"Same text as (.*?)</span>", many.text)
    assert len(told) == many.text.count('<span class="no">') == incoming.SHOWN_UNITS
    assert (told[0], told[499]) == ("2, 3, 4, 5, 6 and 1,994 others", "1, 2, 3, 4, 5 and 1,994 others")
    assert "2000 sentences in 2000 paragraphs" in many.text
    assert "and 1,500 more sentences" in many.text
    assert len(many.context["units"][0].same) == 2_000
    assert len({id(unit.same) for unit in many.context["units"]}) == 1

    assert save(desk, many).status_code == 302
    assert stored().sentences.count() == 2_000


def test_looking_stores_nothing(desk: Client) -> None:
    before = Event.objects.count()

    look(desk, text=TEXT)
    look(desk, file=file(TEXT.encode()))
    desk.post(ADDRESS, fields(text=TEXT, save="1"))

    assert Event.objects.count() == before
    assert not Article.objects.exists()
    assert not Sentence.objects.exists()
    assert not Claim.objects.exists()


def test_text_changed_after_the_preview_is_looked_at_again(desk: Client) -> None:
    preview = look(desk, text=TEXT)

    again = save(desk, preview, text=TEXT + "\nOne more sentence stands here.\n")

    assert again.status_code == 200
    assert "7 sentences" in again.text
    assert "One more sentence stands here." in again.text
    assert not Article.objects.exists()
    assert save(desk, again).status_code == 302
    assert stored().text.endswith("One more sentence stands here.\n")


def test_another_file_after_the_preview_is_looked_at_again(desk: Client) -> None:
    preview = look(desk, file=file(TEXT.encode()))

    again = save(desk, preview, file=file(b"Another file.", "other.txt"))

    assert again.status_code == 200
    assert "other.txt" in again.text
    assert save(desk, again).status_code == 302
    assert (stored().text, stored().filename) == ("Another file.", "other.txt")


def test_the_same_text_again_is_asked_about_and_can_be_saved_all_the_same(desk: Client, article: Article) -> None:
    preview = look(desk, text=TEXT)
    assert "This text is here already" in preview.text
    assert f'href="/articles/{article.pk}/"' in preview.text

    refused = save(desk, preview)

    assert refused.status_code == 422
    assert "This text is here already" in refused.text
    assert carried(refused)["text"] == TEXT
    assert Article.objects.count() == 1
    assert save(desk, refused, again="on").status_code == 302
    assert Article.objects.count() == 2


def test_the_same_text_in_another_project_is_nobodys_business(desk: Client, article: Article, nora: User) -> None:
    create_project(slug="sport", name="Sport", act=Act(nora))
    other = Client()
    other.force_login(nora)

    assert "here already" not in other.post("/projects/sport/articles/new/", fields(text=TEXT)).text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": ""}, "There is no text here yet."),
        ({"text": " \r\n\u00a0\ufeff\u200b"}, "There is no text here yet."),
        ({"text": "A zero \0 in it."}, "Null characters are not allowed."),
        ({"file": b""}, "There is no text here yet."),
        ({"file": b"\n\n  \n"}, "There is no text here yet."),
        ({"file": b"One.\nA zero \0 in it."}, "Line 2 holds a zero character"),
        ({"file": "Zürich, ".encode() * 2 + b"Z\xfcrich"}, "This file is not UTF-8 text: line 1"),
        ({"file": b"%PDF-1.7"}, "This file is damaged"),
        ({"file": bytes(range(256))}, "This file is not UTF-8 text: line 2"),
        ({"file": codecs.BOM_UTF16_LE + b"\x00\xd8a\x00"}, "This file is not UTF-16 text"),
        ({"exact": exact("half \ud83d a character")}, "Line 1 holds half a character."),
        ({"exact": "["}, "The uploaded text did not arrive whole."),
        ({"exact": "[" * 100_000}, "The uploaded text did not arrive whole."),
        ({"exact": "9" * 5000}, "The uploaded text did not arrive whole."),
        ({"exact": '{"a": 1}'}, "The uploaded text did not arrive whole."),
        ({"exact": '"Only words."'}, "The uploaded text did not arrive whole."),
        ({"exact": exact("Words.", type="exe")}, "The uploaded text did not arrive whole."),
        ({"exact": exact("Words.", layout=[Block(0, 99, "")])}, "The uploaded text did not arrive whole."),
        ({"exact": exact("zero \0")}, "holds a zero character"),
        ({"text": TEXT, "published_on": "yesterday"}, "Enter a valid date."),
        ({"text": TEXT, "published_on": "2026-02-30"}, "Enter a valid date."),
        ({"text": TEXT, "language": "not a language"}, "Give the language as a short tag"),
        ({"text": TEXT, "file": b"Other words."}, "Paste the text or choose a file, not both."),
        ({"text": TEXT, "language": "en\0"}, "Null characters are not allowed."),
        ({"text": TEXT, "url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"text": TEXT, "writer_email": "nobody"}, "Enter a valid email address."),
        ({"text": TEXT, "title": "t" * 1000}, "at most 500 characters"),
        ({"text": TEXT, "desk_note": "a zero \0"}, "Null characters are not allowed."),
        ({"text": TEXT, "action_id": "x"}, "Enter a valid UUID."),
    ],
    ids=str,
)
def test_what_cannot_be_an_article_is_422_and_says_why(desk: Client, sent: dict[str, Any], message: str) -> None:
    told = {name: file(value) if name == "file" else value for name, value in sent.items()}

    response = desk.post(ADDRESS, fields(**({"title": "My title", "writer_name": "Jo Hale"} | told)))

    assert response.status_code == 422
    assert message in html.unescape(response.text)
    for typed in ("My title" if "title" not in sent else "t" * 1000, "Jo Hale", sent.get("text", "")[:30]):
        assert typed in html.unescape(response.text)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{"title": "half\0"}, {"filename": "half\0.txt"}, {"author": "a" * 301}, {"url": "nowhere at all"}],
    ids=str,
)
def test_bad_words_beside_a_previewed_text_are_refused_and_the_text_kept(desk: Client, sent: dict[str, str]) -> None:
    preview = look(desk, file=file(CRLF.encode()))

    response = save(desk, preview, **sent)

    assert response.status_code == 422
    assert json.loads(carried(response)["exact"])["text"] == CRLF
    assert not Article.objects.exists()


@pytest.mark.parametrize("way", ["text", "file", "exact"])
def test_over_the_limit_is_413_with_both_numbers_and_every_word_kept(desk: Client, way: str) -> None:
    limit = 2 * 1024 * 1024
    text = "Ä" * (limit // 2)
    send = {"text": lambda words: words, "file": lambda words: file(words.encode()), "exact": exact}[way]

    response = desk.post(ADDRESS, fields(**{way: send(text + "b"), "title": "My title"}))

    assert response.status_code == 413
    assert "This text is 2.1 MB and the desk takes 2 MB as one article." in response.text
    assert "My title" in response.text
    assert way != "text" or text + "b" in response.text
    assert desk.post(ADDRESS, fields(**{way: send(text)})).status_code == 200


def test_the_limit_is_a_setting(desk: Client, settings: Any) -> None:
    settings.MAX_ARTICLE_BYTES = 10 * 1024 * 1024

    assert "at most 10 MB of text" in desk.get(ADDRESS).text
    response = desk.post(ADDRESS, fields(file=file(b"a" * 10_000_001)))
    assert response.status_code == 422
    assert "This text has 10,000,001 characters" in response.text


def test_a_title_given_is_kept_and_none_is_guessed(desk: Client) -> None:
    preview = look(desk, text=TEXT, title="  Toll up  ")
    assert "Left empty, the title" not in preview.text
    assert save(desk, preview, title="  Toll up  ").status_code == 302
    assert Article.objects.get().title == "Toll up"

    preview = look(desk, text="No headline here, only a sentence that ends.")
    assert save(desk, preview).status_code == 302
    assert Article.objects.filter(title="No headline here, only a sentence that ends.").exists()


def test_sent_twice_it_is_stored_once(desk: Client) -> None:
    preview = look(desk, text=TEXT)

    first, second = save(desk, preview), save(desk, preview)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Article.objects.count() == 1
    assert list(verify_history()) == []


def test_the_same_form_with_another_text_is_refused_with_its_words_kept(desk: Client) -> None:
    preview = look(desk, text=TEXT)
    save(desk, preview)
    other = look(desk, text="Another text.", action_id=carried(preview)["action_id"])

    response = save(desk, other)

    assert response.status_code == 422
    assert "This form was sent before, with other words." in response.text
    assert carried(response)["text"] == "Another text."
    assert Article.objects.count() == 1


def test_who_may_bring_an_article_in(client: Client, project: Project, vera: User, nora: User, rita: User) -> None:
    for user, status in ((vera, 403), (nora, 404), (rita, 200)):
        client.force_login(user)
        assert client.get(ADDRESS).status_code == status
        assert client.post(ADDRESS, fields(text=TEXT)).status_code == status
    assert client.get("/projects/nowhere/articles/new/").status_code == 404
    assert not Article.objects.exists()


def test_html_in_a_text_is_shown_as_it_is_written(desk: Client) -> None:
    told = 'A <script>alert(1)</script> “title”.\n\n</textarea><b>Bold</b> "quoted" text.'

    preview = look(desk, text=told)

    assert "<script>alert" not in preview.text
    assert "<b>Bold" not in preview.text
    assert save(desk, preview).status_code == 302
    assert stored().text == told
