"""`manage.py import_article` with transcripts: two debates in full, and files of other desks."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotations.models import Article, Assessment, Claim, Note, Project, Revision, User
from annotations.proof.verify import verify_history


def imported(path: Path, **options: Any) -> tuple[dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_article", str(path), **{"project": "city", "checker": "omar", "stdout": out, "stderr": err} | options
    )
    (line,) = out.getvalue().splitlines()
    return json.loads(line), err.getvalue()


def lines_of(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8-sig").splitlines()]


@pytest.mark.parametrize(("name", "language"), [("debate_en.tsv", "en"), ("debate_ar.tsv", "ar")])
def test_a_debate_comes_in_line_by_line_with_its_claims(
    project: Project, shared_data: Callable[[str], Path], name: str, language: str
) -> None:
    path = shared_data(name)
    lines = lines_of(path)
    made, said = imported(path)

    revision = Revision.objects.get()
    units = [revision.text[unit.start : unit.end] for unit in revision.sentences.order_by("start")]
    assert made["sentences"] == len(units) == len(lines) == 1403
    assert (made["language"], revision.filename) == (language, name)
    before = ""
    for unit, (_, speaker, sentence, *_) in zip(units, lines, strict=True):
        assert unit == (sentence.strip() if speaker == before else f"{speaker}: {sentence.strip()}")
        before = speaker
    stated: dict[str, list[list[str]]] = defaultdict(list)
    for line in lines:
        if line[3] != "N/A":
            stated[line[3]].append(line)
    claims = list(Claim.objects.order_by("number"))
    words = {"TRUE": "accurate", "FALSE": "inaccurate", "HALF-TRUE": "needs_context"}
    assert len(claims) == len(stated) == made["claims"]
    for claim, rows in zip(claims, stated.values(), strict=True):
        assert (claim.statement, claim.claimant) == (rows[0][4].strip(), rows[0][1])
        assert claim.verdict.code == words[rows[0][5].strip()]
        assert [anchor.quote for anchor in claim.anchors.order_by("start")] == [row[2].strip() for row in rows]
    assert Note.objects.count() == sum(len({row[4] for row in rows}) - 1 for rows in stated.values())
    assert {check.checker.username for check in Assessment.objects.all()} == {"omar"}
    assert Counter(said.count(f"“{word}” was taken for") for word in words) == Counter([1, 1, 1])
    assert list(verify_history()) == []


def test_a_debate_opens_in_the_workspace_with_as_few_queries_as_any(
    project: Project, shared_data: Callable[[str], Path], omar: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    imported(shared_data("debate_ar.tsv"))
    client.force_login(omar)
    address = f"/articles/{Article.objects.get().pk}/?claim=1"
    client.get(address)

    with django_assert_max_num_queries(13):
        page = client.get(address).content.decode()

    assert "37 of 1403 checked" in page
    assert 'dir="rtl"' in page


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def file(text: str, name: str = "debate.tsv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return file


ROWS = "1\tADA\tThe café is dear.\t1\tIt is dear.\tHALF-TRUE\n2\tADA\tSo it is.\tN/A\t-\t-\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_read_and_a_guess_is_said(project: Project, file: Callable[..., Path], encoding: str) -> None:
    made, said = imported(file(ROWS, encoding=encoding))

    assert Revision.objects.get().text == "ADA: The café is dear. So it is."
    assert (made.get("guessed_encoding"), "not UTF-8" in said) == (
        ("Windows-1252", True) if encoding == "cp1252" else (None, False)
    )


def test_a_verdict_is_what_the_option_says(project: Project, file: Callable[..., Path]) -> None:
    imported(file(ROWS), verdict=[("half-true", "inaccurate")])

    assert Claim.objects.get().verdict.code == "inaccurate"


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            ROWS,
            {"checker": None},
            r"claims\[0\]\.checks\[0\]: the file does not say who checked this.*--checker USERNAME",
        ),
        (ROWS + "3\tADA\n", {}, r"line 3: it has 2 columns and not 6\."),
        (
            ROWS.replace("HALF-TRUE", "MURKY"),
            {},
            r"claims\[0\]\.checks\[0\]\.verdict: this project has no verdict “MURKY”",
        ),
        ("a\0b\tc\n", {}, "zero character"),
        ("%PDF-1.7", {}, "This file is damaged"),
        ("<!doctype html><article><p>So it is, said the mayor.</p></article>", {}, "This file holds no rows"),
        (ROWS, {"by": "omar"}, "Only a manager"),
    ],
)
def test_what_is_refused_is_one_line_and_nothing_is_stored(
    project: Project, file: Callable[..., Path], text: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(CommandError, match=message) as refused:
        imported(file(text), **options)

    assert "\n" not in str(refused.value)
    assert not Article.objects.exists()


def test_a_checker_brings_in_a_transcript_without_claims(project: Project, file: Callable[..., Path]) -> None:
    made, _ = imported(file("speaker,sentence\nADA,So it is.\n", name="debate.csv"), by="omar")

    assert (made["sentences"], made["claims"]) == (1, 0)


def test_columns_are_named_on_the_command_line(project: Project, file: Callable[..., Path]) -> None:
    imported(
        file("So it is.|ADA\n".replace("|", "\t"), name="debate.txt"),
        type="transcript",
        columns=["sentence", "speaker"],
    )

    assert Revision.objects.get().text == "ADA: So it is."
