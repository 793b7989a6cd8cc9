"""Files brought in as articles: what their types give, and those that are refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from annotations.models import Article
from annotations.proof.verify import verify_history
from tests.reading.packages import DRAFT, paragraph, word
from tests.reading.pages import PAGE
from tests.reading.pdfs import ARTICLE, pdf
from tests.reading.test_markdown import DRAFT as MARKED
from tests.web.article_form import ADDRESS, carried, exact, fields, file, look, save, stored
from tests.world import TEXT


def test_a_guessed_encoding_is_told_before_anything_is_stored(desk: Client) -> None:
    told = "This file is not UTF-8; we read it as Windows-1252. Look whether the letters are right."
    preview = look(desk, file=file("“Ja”, sagte Bürgermeister Müller.".encode("cp1252")))

    assert told in preview.text
    assert "“Ja”, sagte Bürgermeister Müller." in preview.text
    assert "read as Windows-1252, which is a guess" in preview.text
    assert "kept exactly" not in preview.text
    assert not Article.objects.exists()
    again = save(desk, preview, url="nowhere at all")
    assert again.status_code == 422
    assert told in again.text
    assert told not in look(desk, file=file("“Ja”".encode())).text
    assert "<b>" not in look(desk, exact=exact("Ja.", encoding="<b>", guessed=True, warnings=["<b>"])).text

    assert save(desk, preview).status_code == 302
    assert stored().text == "“Ja”, sagte Bürgermeister Müller."


def test_a_web_page_comes_in_with_what_it_says_and_what_is_typed_wins(desk: Client) -> None:
    preview = look(desk, file=file(PAGE.encode(), "toll.html"), author="Jo Hale-Smith", language="")

    assert "read from a web page" in preview.text
    assert "change what is not so: Title, Publisher, Address, Published on, Language." in preview.text
    held = dict(re.findall(r'<input type="[a-z]+" name="(\w+)"(?: [a-z]+="[^"]*")*? value="([^"]*)"', preview.text))
    assert held["title"] == "Bridge toll to rise by a third"
    assert [held["author"], held["publisher"], held["language"]] == ["Jo Hale-Smith", "The Varn Herald", "en-GB"]
    assert [held["published_on"], held["url"]] == ["2026-03-03", "https://herald.example/2026/toll"]
    kinds = re.findall(r'<span class="kind">(.*?)</span><span class="text">(.*?)</span>', preview.text)
    assert [kind for kind, _ in kinds] == [
        *["Headline", "Caption", "Caption", "Body", "Body", "Headline", "List item", "List item", "Quote"],
        *["Body"] * 4,
        *["Caption", "Body", "Body", "Body"],
    ]
    assert not Article.objects.exists()

    typed = {name: held[name] for name in ("author", "publisher", "url", "published_on")} | {"title": "Toll up"}
    again = save(desk, preview, **typed, language="")
    assert again.status_code == 302

    revision = stored()
    assert (revision.article.title, revision.article.author) == ("Toll up", "Jo Hale-Smith")
    assert (revision.article.url, revision.article.language) == (held["url"], "en")
    assert (revision.filename, revision.text[:30]) == ("toll.html", "Bridge toll to rise by a third")
    assert [unit.get_kind_display() for unit in revision.sentences.all()] == [kind for kind, _ in kinds]
    assert ("booths", "https://varn.example/booths") in revision.links_in(0, len(revision.text))
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    ("name", "data", "called", "kinds"),
    [
        (
            "toll.docx",
            DRAFT,
            "a Word document",
            "Headline Byline Body Body Headline List item List item List item Quote",
        ),
        (
            "toll.pdf",
            pdf(ARTICLE[1:]),
            "a PDF",
            "Headline Byline Body Body Body Body Headline List item List item Body",
        ),
        ("toll.md", MARKED.encode(), "Markdown", "Headline Body Body Headline List item List item List item List item"),
    ],
)
def test_other_files_come_in_with_their_kinds(desk: Client, name: str, data: bytes, called: str, kinds: str) -> None:
    preview = look(desk, file=file(data, name))
    assert f"read from {called}" in preview.text

    assert save(desk, preview).status_code == 302

    held = [unit.get_kind_display() for unit in stored().sentences.all()]
    assert " ".join(held).startswith(kinds)
    assert list(verify_history()) == []


def test_a_wrong_word_beside_a_file_is_not_written_over(desk: Client) -> None:
    response = desk.post(ADDRESS, fields(file=file(PAGE.encode(), "toll.html"), published_on="soon"))

    assert response.status_code == 422
    assert 'value="soon"' in response.text
    assert 'value="The Varn Herald"' in response.text
    assert json.loads(carried(response)["exact"])["type"] == "html"


def test_a_file_of_a_type_that_is_not_read_is_415(desk: Client) -> None:
    response = desk.post(ADDRESS, fields(file=file(b"{\\rtf1 The toll}", "toll.rtf"), title="My title"))

    assert response.status_code == 415
    assert "This file is an RTF document." in response.text
    assert 'value="My title"' in response.text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (word(paragraph("A"), more={"word/x.xml": bytes(100 * 2**20)}), 413, "this document unpacks to 100.1 MB"),
        (b"PK\x03\x04 notes.txt", 415, "a packed file that holds no Word document"),
        (pdf([]), 422, "holds no text, only pictures of it"),
        (DRAFT[:-99], 422, "did not arrive whole"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), 422, "protected by a password"),
        (b"<html><div>" * 50_000, 422, "nested too deeply"),
    ],
    ids=["bomb", "packed", "scan", "torn", "locked", "deep"],
)
def test_a_harmful_or_unreadable_file_is_refused_and_all_that_was_typed_kept(
    desk: Client, data: bytes, status: int, words: str
) -> None:
    response = desk.post(ADDRESS, fields(file=file(data, "toll.docx"), title="My title", save="1"))

    assert response.status_code == status
    assert words in response.text
    assert 'value="My title"' in response.text
    assert not Article.objects.exists()


def test_a_file_that_is_too_large_to_read_is_413_unread(desk: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 3 * 2**20
    response = desk.post(ADDRESS, fields(file=file(b"%PDF-" + bytes(3 * 2**20), "toll.pdf")))

    assert response.status_code == 413
    assert "This file is 3.1 MB and the desk reads files of at most 3 MB." in response.text


def test_a_letter_lost_before_it_came_here_is_pointed_at(desk: Client) -> None:
    assert "Line 2 holds “\ufffd”" in look(desk, text="One.\r\nTh\ufffd toll.").text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("“Maut” & <b>.txt", "“Maut” & <b>.txt"),
        ('o\'brien "x".txt', None),
        ("n" * 250 + ".txt", "n" * 250 + ".txt"),
        ("مقال.txt", "مقال.txt"),
    ],
)
def test_a_file_may_be_called_anything(desk: Client, sent: str, kept: str | None) -> None:
    preview = look(desk, file=file(TEXT.encode(), sent))
    assert "<b>.txt" not in preview.text

    assert save(desk, preview).status_code == 302
    assert kept is None or stored().filename == kept
