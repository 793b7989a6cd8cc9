"""An import of a folder that is killed in the middle: what was in is whole, and a second run does exactly the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.thorough

# Their lines are more than a pipe holds: the command cannot have ended before it is stopped.
FILES = 400
PROJECT = """
from annotations.desk.projects import create_project
from annotations.history.act import Act
create_project(slug="city", name="City desk", act=Act(None))
"""
MANAGE = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Make a database of its own with a project, on which other processes work."""
    file = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{file}"}
    for command in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", "--command", PROJECT]):
        subprocess.run([*MANAGE, *command], env=environment, check=True, capture_output=True)  # noqa: S603
    return environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(FILES):
        (tmp_path / f"{number:03}.txt").write_text(f"It is {number} in {tmp_path.name}.\n\nSo it is.")
    return tmp_path


def test_a_killed_import_goes_on_where_it_was(desk: dict[str, str], folder: Path) -> None:
    command = [*MANAGE, "import_article", str(folder), "--project", "city"]

    with subprocess.Popen(command, env=desk, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603
        assert running.stdout
        told = [json.loads(next(running.stdout)) for _ in range(5)]
        os.kill(running.pid, signal.SIGKILL)
        told += map(json.loads, running.stdout)

    second = _run(command, desk)
    lines = [json.loads(line) for line in second.stdout.splitlines()]
    skipped = [line for line in lines if "skipped" in line]
    # One more may have been in, and not told of.
    assert 5 <= len(told) <= len(skipped) <= len(told) + 1 < FILES
    assert [line["article"] for line in skipped][: len(told)] == [line["article"] for line in told]
    assert [Path(line["file"]).name for line in lines] == [f"{number:03}.txt" for number in range(FILES)]
    made = FILES - len(skipped)
    assert f"{made} imported, {len(skipped)} there already, 0 not imported." in second.stderr
    assert "The history is whole" in _run([*MANAGE, "verify_history"], desk).stderr


def test_an_interrupted_import_says_so_in_one_line(desk: dict[str, str], folder: Path) -> None:
    command = [*MANAGE, "import_article", str(folder), "--project", "city"]

    with subprocess.Popen(command, env=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603
        assert running.stdout
        assert running.stderr
        next(running.stdout)
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        said = running.stderr.read()

    assert running.returncode == 1
    assert said.startswith("CommandError: Stopped; ")
    assert said.count("\n") == 1


def test_a_reader_who_has_had_enough_is_no_traceback(desk: dict[str, str], folder: Path) -> None:
    command = [*MANAGE, "import_article", str(folder), "--project", "city"]

    with subprocess.Popen(command, env=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603
        assert running.stdout
        assert running.stderr
        next(running.stdout)
        running.stdout.close()
        said = running.stderr.read()

    assert running.returncode == 1
    assert said.startswith("CommandError: Nobody reads the output any more; ")
    assert said.count("\n") == 1


def _run(command: list[str], environment: dict[str, str]) -> Any:
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
