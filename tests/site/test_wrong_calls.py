"""A command that is called wrongly says so in one line on standard error, and fails; nobody is shown a traceback."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connection

from annotations.models import Article

pytestmark = pytest.mark.thorough

NOBODY_KNOWS = "0192f0c1-2a3b-7c4d-8e5f-000000000000"
TEXT = "So it is.\n"
# Read by the kernel's leave alone, which nobody has for the first page.
UNREADABLE = "/proc/self/mem"

WRONG = {
    "segment": "the following arguments are required: path",
    "segment nothing.txt": "nothing.txt cannot be read: No such file or directory.",
    "segment .": ". cannot be read: Is a directory.",
    f"segment {UNREADABLE}": f"{UNREADABLE} cannot be read: Input/output error.",
    "segment /dev/zero": "the desk reads files of at most 20 MB",
    "segment blank.txt": "There is no text here yet.",
    "segment zero.txt": "Line 1 holds a zero character",
    "segment picture.txt": "This file is a picture. Save it as",
    "segment fine.txt --paragraphs": "unrecognized arguments: --paragraphs",
    "convert_labelled fine.txt": "the following arguments are required: -o/--output",
    "convert_labelled fine.txt -o out.jsonl": "This is no JSON from line 1, column 1 on",
    "convert_labelled nothing.json -o out.jsonl": "nothing.json cannot be read: No such file or directory.",
    "import_article fine.txt": "the following arguments are required: --project",
    "import_article fine.txt --project nowhere --published soon": "soon is no date; write it as 2026-11-24",
    "import_article fine.txt --project nowhere --columns mood": "name each column once, “sentence” among them: line,",
    "import_article fine.txt --project nowhere --verdict true": "true is no pair; write it as NAME=VALUE",
    "import_revision fine.txt": "the following arguments are required: PATH",
    "import_revision x fine.txt": "There is no article x.",
    f"import_revision {NOBODY_KNOWS} fine.txt --quiet": "unrecognized arguments: --quiet",
    "import_article fine.txt --project nowhere --type book": "invalid choice: 'book'",
    "import_article fine.txt --project nowhere --person omar": "omar is no pair; write it as NAME=VALUE",
    "export_article -o out.jsonl": "one of the arguments --project --article is required",
    "export_article --article x -o out.jsonl": "There is no article x.",
    "export_article --article x -o out.jsonl --bom": "unrecognized arguments: --bom",
    "export_verdicts -o out.csv": "one of the arguments --project --article is required",
    "export_verdicts --article x -o out.csv": "There is no article x.",
    "create_demo --by nobody": "The demo’s passwords are known to everyone",
    "guards --yaml": "unrecognized arguments: --yaml",
    "verify_history now": "unrecognized arguments: now",
    "permissions now": "unrecognized arguments: now",
}
WRONG_IN_THE_DATABASE = {
    "import_article fine.txt --project nowhere": "There is no project nowhere.",
    "import_article fine.txt --project nowhere --by nobody": "There is no user named nobody.",
    "export_verdicts --project nowhere -o out.csv": "There is no project nowhere.",
    f"export_verdicts --article {NOBODY_KNOWS} -o out.csv": f"There is no article {NOBODY_KNOWS}.",
    "import_article nothing --project nowhere": "There is no project nowhere.",
    f"import_revision {NOBODY_KNOWS} fine.txt": f"There is no article {NOBODY_KNOWS}.",
    f"import_revision {NOBODY_KNOWS} fine.txt --by nobody": "There is no user named nobody.",
    f"export_article --article {NOBODY_KNOWS} -o out.jsonl": f"There is no article {NOBODY_KNOWS}.",
    "export_article --project nowhere -o out.jsonl": "There is no project nowhere.",
    "settle_claims --by nobody": "There is no user named nobody.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    files = {"fine": TEXT.encode(), "blank": b" \n\n", "zero": b"A zero \0 in it.", "picture": b"\x89PNG\r\n\x1a\n"}
    for name, data in files.items():
        (folder / f"{name}.txt").write_bytes(data)
    return folder


def call(
    folder: Path, command: str, stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own commands)
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command.split()],
        cwd=folder,
        env=os.environ | {"SECRET_KEY": "x", "DEBUG": "0"} | environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def held_database() -> str:
    """Name the tests' own database as DATABASE_URL does."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def is_one_line(status: int | str | None, said: str, words: str) -> None:
    assert status in (1, 2)
    assert words in said
    assert said.count("\n") == 1, said


@pytest.mark.parametrize("command", WRONG)
def test_a_wrong_call_is_one_line_and_fails(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)

    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *command.split()])

    out, err = capsys.readouterr()
    is_one_line(ended.value.code, err, WRONG[command])
    assert out == ""
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("command", WRONG_IN_THE_DATABASE)
def test_what_is_not_in_the_database_is_named_in_one_line(db: None, folder: Path, command: str) -> None:
    done = call(folder, command, DATABASE_URL=held_database())

    is_one_line(done.returncode, done.stderr, WRONG_IN_THE_DATABASE[command])
    assert done.stdout == ""


@pytest.mark.parametrize("output", [".", "missing/out.csv", "fine.txt/out.csv"])
@pytest.mark.django_db(transaction=True)
def test_where_nothing_can_be_written_is_named(project: object, folder: Path, output: str) -> None:
    done = call(folder, f"export_verdicts --project city -o {output}", DATABASE_URL=held_database())

    is_one_line(done.returncode, done.stderr, f"{output} cannot be written: ")


@pytest.mark.parametrize("command", ["import_article fine.txt --project city", "import_revision {article} fine.txt"])
@pytest.mark.django_db(transaction=True)
def test_an_output_that_is_full_is_said(folder: Path, article: Article, command: str) -> None:
    with open("/dev/full", "w") as full:
        done = call(folder, command.format(article=article.pk), stdout=full, DATABASE_URL=held_database())

    is_one_line(done.returncode, done.stderr, "The output cannot be used: No space left on device. What was done")


@pytest.mark.parametrize(
    "command",
    [
        "import_article fine.txt --project city",
        "verify_history",
    ],
)
def test_a_database_without_tables_is_said(folder: Path, tmp_path: Path, command: str) -> None:
    done = call(folder, command, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    is_one_line(done.returncode, done.stderr, "The database cannot be used (no such table: annotations_")
    assert "manage.py migrate" in done.stderr


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE sqlite_master SET sql = 'No.' WHERE name = 'annotations_note'", "malformed database schema"),
        ("", "file is not a database"),
    ],
)
def test_a_damaged_file_is_said(folder: Path, tmp_path: Path, damage: str, words: str) -> None:
    path = tmp_path / "damaged.sqlite3"
    if damage:
        with closing(sqlite3.connect(path)) as file:
            file.executescript(f"CREATE TABLE annotations_note (x); PRAGMA writable_schema = ON; {damage}")
    else:
        path.write_text("No." * 1000)

    done = call(folder, "verify_history", DATABASE_URL=f"sqlite:///{path}")

    is_one_line(done.returncode, done.stderr, f"The database cannot be used ({words}")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DATABASE_URL": "sqlite:////nowhere/desk.sqlite3"}, "unable to open database file"),
        ({"DATABASE_URL": "nonsense"}, "Set DATABASE_URL to sqlite:"),
        ({"HISTORY_KEY": "nonsense"}, "The key of the history cannot be used"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_said(folder: Path, environment: dict[str, str], words: str) -> None:
    done = call(folder, "verify_history", **environment)

    is_one_line(done.returncode, done.stderr, words)


@pytest.mark.django_db
def test_what_the_driver_notes_of_a_lost_connection_is_not_said_too(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("psycopg", "psycopg.pool"):
        caplog.set_level(logging.NOTSET, name)

    call_command("guards", json=True, stdout=StringIO(), stderr=StringIO())

    for name in ("psycopg", "psycopg.pool"):
        assert not logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_only_who_serves_the_desk_is_asked_for_a_secret() -> None:
    environment = os.environ | {"SECRET_KEY": "", "DEBUG": "0"}
    asked = {"cwd": settings.BASE_DIR, "env": environment, "capture_output": True, "text": True, "check": False}

    served = subprocess.run([sys.executable, "-c", "import factcheck.wsgi"], **asked)  # type: ignore[call-overload]
    checked = subprocess.run([sys.executable, "manage.py", "makemigrations", "--check"], **asked)  # type: ignore[call-overload]

    assert "Set SECRET_KEY to a long random text" in served.stderr
    assert (served.returncode, checked.returncode) == (1, 0)
