"""Folders of checked articles: brought in file by file, and once more."""

from __future__ import annotations

import json
import os
from pathlib import Path

from annotations.models import Article, Project, Revision
from annotations.proof.verify import verify_history
from tests.desk.checked import CLAIM, article, claim, imported, refused


def folder_of(path: Path) -> Path:
    """Lay out a folder: three texts, one of them in a folder, a hidden file, and what is no article."""
    (path / "b").mkdir(parents=True)
    (path / ".git").mkdir()
    for name in ("2.txt", "10.txt", "b/1.txt", ".hidden.txt", ".git/x.txt"):
        (path / name).write_text(f"It is so, says {name}.")
    (path / "bad.txt").write_bytes(b"a\0b")
    (path / "checked.json").write_text(json.dumps([article(CLAIM), article(claim(type="lie"), text="So.")]))
    (path / "b" / "circle").symlink_to(path)
    (path / "nowhere").symlink_to(path / "gone")
    os.mkfifo(path / "pipe")
    return path


def test_a_folder_comes_in_file_by_file_and_what_is_bad_is_said(project: Project, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in")
    errors = refused(folder, "4 imported, 0 there already, 4 not imported.").splitlines()

    assert [str(Path(line.partition(": ")[0]).relative_to(folder)) for line in errors] == [
        "bad.txt",
        "checked.json",
        "nowhere",
        "pipe",
    ]
    assert "article 2: claims[0].type: “lie” is none of" in errors[1]
    names = list(Revision.objects.order_by("pk").values_list("filename", flat=True))
    assert names == ["10.txt", "2.txt", "1.txt", "checked.json"]
    assert list(verify_history()) == []


def test_a_second_run_skips_what_is_there_and_says_so(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"It is {number}.")
    first = imported(folder)
    (folder / "0a.txt").write_text("It is new.")
    second = imported(folder)

    assert [Path(line["file"]).name for line in second] == ["0.txt", "0a.txt", "1.txt", "2.txt"]
    assert [line.get("skipped") for line in second] == [
        "the project has this text already",
        None,
        *["the project has this text already"] * 2,
    ]
    assert second[0]["article"] == first[0]["article"]
    assert second.err == "1 imported, 3 there already, 0 not imported.\n"
    assert Article.objects.count() == 4


def test_an_unreadable_file_is_said_and_the_rest_comes_in(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("So.")
    (tmp_path / "b").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")

    err = refused(tmp_path, "1 imported, 0 there already, 1 not imported.")

    assert err.startswith(f"{tmp_path}/loop.txt: it cannot be read: ")


def test_a_linked_folder_is_read_once(project: Project, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "in", tmp_path / "elsewhere"
    for made in (folder, elsewhere):
        made.mkdir()
    (elsewhere / "a.txt").write_text("It is elsewhere.")
    (folder / "one").symlink_to(elsewhere)
    (folder / "two").symlink_to(elsewhere)

    (line,) = imported(folder)

    assert line["file"] == f"{folder}/one/a.txt"


def test_an_empty_folder_is_no_error(project: Project, tmp_path: Path) -> None:
    assert imported(tmp_path) == []
