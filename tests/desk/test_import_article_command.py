"""`manage.py import_article` prints one JSON line, and keeps the file's text exactly."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Action, Article, Origin, Revision
from annotations.proof.verify import verify_history
from tests.reading.pages import PAGE
from tests.world import TEXT


def imported(*arguments: object, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_article", *map(str, arguments), project="city", stdout=out, **options)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toll.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_what_was_made_is_one_json_line(project, file: Path):
    made = imported(file)

    revision = Revision.objects.get()
    assert made == {
        "article": str(revision.article_id),
        "revision": str(revision.pk),
        "language": "en",
        "sentences": revision.sentences.count(),
        "paragraphs": 4,
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    assert (revision.origin, revision.filename) == (Origin.COMMAND, "toll.txt")
    assert Action.objects.get(verb="import_article").actor is None
    assert list(verify_history()) == []


def test_a_name_from_an_old_system_keeps_no_file_out(project, file: Path):
    old = file.rename(file.parent / os.fsdecode(b"M\xfcller.txt"))

    imported(old)

    assert Revision.objects.get().filename == "M\ufffdller.txt"


def test_the_head_is_as_the_command_line_says(project, omar, file: Path):
    imported(
        file,
        by="omar",
        title="The toll",
        url="https://herald.example/toll",
        publisher="The Varn Herald",
        author="Jo Hale",
        published="2026-03-03",
        language="en-GB",
    )

    article = Article.objects.get()
    assert [article.title, article.url, article.publisher, article.author, str(article.published_on)] == [
        "The toll",
        "https://herald.example/toll",
        "The Varn Herald",
        "Jo Hale",
        "2026-03-03",
    ]
    assert article.language == "en-GB"
    assert Action.objects.get(verb="import_article").actor == omar


def test_a_dash_reads_standard_input(project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))

    made = imported("-")

    assert Revision.objects.get().text == TEXT
    assert Revision.objects.get().filename == ""
    assert made["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"So it is.\r\nIt was.\r\n", "So it is.\r\nIt was.\r\n"),
        (b"\xef\xbb\xbfSo it is.", "So it is."),
        ("\ufeff\ufeffSo it is.".encode(), "\ufeffSo it is."),
        ("\ufeffSo it is: 4 €.".encode("utf-16-le"), "So it is: 4 €."),
        (" e\u0301\u00a0\n".encode(), " e\u0301\u00a0\n"),
    ],
    ids=["CRLF", "a mark", "two marks", "UTF-16", "nothing stripped"],
)
def test_the_text_is_the_decoded_file_but_for_a_mark_at_its_beginning(project, tmp_path: Path, data: bytes, text: str):
    path = tmp_path / "file.txt"
    path.write_bytes(data)

    made = imported(path)

    assert Revision.objects.get().text == text
    assert made["sha256"] == Revision.objects.get().sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_text_that_is_there_already_is_imported_and_named(project, file: Path):
    first = imported(file)
    second = imported(file)

    assert "duplicate_of" not in first
    assert second["duplicate_of"] == first["article"] != second["article"]
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"%PDF-1.7", "is damaged"), (b"\xff\xfe\x00", "UTF-16"), (b"", "no text"), (b"a\0b", "zero character")],
)
def test_a_file_that_is_no_article_is_refused_in_words(project, tmp_path: Path, data: bytes, message: str):
    path = tmp_path / "file.txt"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=message):
        imported(path)

    assert Article.objects.count() == 0


def test_a_guessed_encoding_is_told_on_both_outputs(project, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "old.txt"
    path.write_bytes("Fine.\nThe café opens – on Tuesday.".encode("cp1252"))

    made = imported(path)

    assert Revision.objects.get().text == "Fine.\nThe café opens – on Tuesday."
    assert made["guessed_encoding"] == "Windows-1252"
    assert capsys.readouterr().err == (
        "This file is not UTF-8; we read it as Windows-1252. Look whether the letters are right, for example in line 2.\n"
    )


def test_what_a_page_says_of_itself_is_taken_and_what_the_command_line_says_wins(project, tmp_path: Path):
    path = tmp_path / "toll.html"
    path.write_text(PAGE, "utf-8")

    imported(path, title="Toll up")

    revision = Revision.objects.get()
    assert (revision.article.title, revision.article.author, revision.article.language) == (
        "Toll up",
        "Jo Hale",
        "en-GB",
    )
    assert revision.article.url == "https://herald.example/2026/toll"
    assert revision.sentences.filter(kind="caption").count() == 3
    assert len(revision.links_in(0, len(revision.text))) == 4


def test_a_locked_document_is_one_line_and_nothing_is_imported(project, tmp_path: Path):
    path = tmp_path / "toll.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(CommandError, match="protected by a password"):
        imported(path)
    assert not Article.objects.exists()


def test_a_file_over_the_limit_is_refused_with_both_numbers(project, tmp_path: Path, settings: Any):
    settings.MAX_ARTICLE_BYTES = 2**20
    path = tmp_path / "long.txt"
    for size, refused in ((2**20, False), (2**20 + 1, True)):
        path.write_bytes(b"So it is.\n".ljust(size, b" "))
        if not refused:
            imported(path)
            continue
        with pytest.raises(CommandError, match=r"This text is 1\.1 MB and the desk takes 1 MB as one article\."):
            imported(path)
    settings.MAX_FILE_BYTES = 2**21
    with pytest.raises(CommandError, match=r"This file is 2\.1 MB and the desk reads files of at most 2 MB\."):
        imported("/dev/zero")

    assert Article.objects.count() == 1


def test_an_unknown_person_project_or_file_is_named(project, file: Path, vera):
    with pytest.raises(CommandError, match="no user named boris"):
        imported(file, by="boris")
    with pytest.raises(CommandError, match="no project sport"):
        call_command("import_article", str(file), project="sport")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        imported(file.with_name("nothing.txt"))
    with pytest.raises(CommandError, match="Only a checker"):
        imported(file, by="vera")

    assert Article.objects.count() == 0


def test_a_head_that_no_column_holds_is_refused_in_words(project, file: Path):
    for options in ({"url": "not an address"}, {"title": "t" * 1000}, {"author": "half \udcff"}, {"language": "?"}):
        with pytest.raises(CommandError, match=f"^--{next(iter(options))}: "):
            imported(file, **options)

    assert Article.objects.count() == 0
