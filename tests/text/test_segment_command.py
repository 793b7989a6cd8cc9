"""`manage.py segment` prints units as JSON Lines, without a database and whatever the locale."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.reading.packages import DRAFT

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Ærlig talt\n\n“Ja.” Nei – sa hun. 🙂\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def segment(*arguments: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "manage.py", "segment", *arguments],
        cwd=ROOT,
        input=data,
        capture_output=True,
        env={**os.environ, "DEBUG": "1", **environment},
        check=False,
    )


def test_each_line_is_one_compact_unit(article: Path) -> None:
    out = StringIO()
    call_command("segment", str(article), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == '{"start":0,"end":10,"paragraph":1,"kind":"headline","text":"Ærlig talt"}'
    assert all(TEXT[unit["start"] : unit["end"]] == unit["text"] for unit in map(json.loads, lines))


def test_output_is_utf8_whatever_the_locale_and_without_a_database() -> None:
    done = segment("-", data=TEXT.encode(), LC_ALL="C", PYTHONUTF8="0", DATABASE_URL="postgres://127.0.0.1:1/none")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode().splitlines()[0])["text"] == "Ærlig talt"


def test_the_language_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("Am 5. Mai war es kalt.", "utf-8")
    out = StringIO()
    call_command("segment", str(path), "--language", "de", stdout=out)
    assert len(out.getvalue().splitlines()) == 1


def test_a_document_is_read_for_its_text_and_what_its_paragraphs_are(tmp_path: Path) -> None:
    path = tmp_path / "toll.docx"
    path.write_bytes(DRAFT)
    done = segment(str(path))
    units = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [unit["kind"] for unit in units][:6] == ["headline", "byline", "body", "body", "headline", "list_item"]
    assert units[0]["text"] == "Bridge toll to rise by a third"
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("data", "words"), [("Ä\n".encode() * 2 + b"\xff", "line 3"), (b" \n", "no text"), (b"a\0b", "zero character")]
)
def test_a_file_that_is_no_article_is_refused(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        call_command("segment", str(path))


def test_a_guess_is_told_beside_the_units(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("The café opens – on Tuesday.".encode("cp1252"))
    done = segment(str(path))
    assert json.loads(done.stdout)["text"] == "The café opens – on Tuesday."
    assert done.stderr.decode() == (
        "This file is not UTF-8; we read it as Windows-1252. Look whether the letters are right.\n"
    )


def test_a_missing_file_is_one_line_on_stderr_and_exit_1(tmp_path: Path) -> None:
    done = segment(str(tmp_path / "none.txt"))
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"cannot be read" in done.stderr


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A sentence stands here. " * 20_000, "utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "manage.py", "segment", str(path)],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            env={**os.environ, "DEBUG": "1"},
            check=False,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
