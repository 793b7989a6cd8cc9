"""`manage.py import_revision` brings in a next draft, and prints what became of the claims as one JSON line."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Action, Article, Claim, Origin, User
from annotations.proof.verify import verify_history
from tests.drafts import LAST_RAISED, claim_on
from tests.world import TEXT

NEW = TEXT.replace("€4", "€5").replace(LAST_RAISED, "")


def revised(article: object, path: object, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_revision", str(article), str(path), stdout=out, **options)
    (line,) = out.getvalue().splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toll-2.txt"
    path.write_bytes(NEW.encode())
    return path


def test_what_was_made_is_one_json_line(article: Article, claim: Claim, omar: User, file: Path):
    claim_on(article, LAST_RAISED, omar)
    claim_on(article, "Bridge toll to rise by a third", omar)

    made = revised(article.pk, file, by="omar")

    draft = article.latest_revision()
    assert made == {
        "article": str(article.pk),
        "revision": str(draft.pk),
        "number": 2,
        "sentences": draft.sentences.count(),
        "sha256": hashlib.sha256(NEW.encode()).hexdigest(),
        "claims": {"kept": 1, "moved": 0, "changed": 1, "lost": 1},
    }
    assert (draft.text, draft.origin, draft.filename) == (NEW, Origin.COMMAND, "toll-2.txt")
    assert Action.objects.get(verb="import_revision").actor == omar
    assert list(verify_history()) == []


def test_a_name_from_an_old_system_keeps_no_file_out(article: Article, file: Path):
    old = file.rename(file.parent / os.fsdecode(b"M\xfcller.txt"))

    revised(article.pk, old)

    assert article.latest_revision().filename == "M\ufffdller.txt"


def test_a_dash_reads_standard_input(article: Article, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEW.encode())))
    assert revised(article.pk, "-")["number"] == 2
    assert article.latest_revision().filename == ""


def test_what_cannot_be_done_is_one_line_and_nothing_is_stored(article: Article, file: Path, vera: User):
    with pytest.raises(CommandError, match="no article"):
        revised(uuid.uuid4(), file)
    with pytest.raises(CommandError, match="cannot be read"):
        revised(article.pk, file.with_name("nothing.txt"))
    with pytest.raises(CommandError, match="no user named boris"):
        revised(article.pk, file, by="boris")
    with pytest.raises(CommandError, match="Only a checker"):
        revised(article.pk, file, by="vera")
    file.write_bytes(TEXT.encode())
    with pytest.raises(CommandError, match="text of draft 1 already"):
        revised(article.pk, file)
    file.write_bytes(b" \n")
    with pytest.raises(CommandError, match="no text"):
        revised(article.pk, file)
    assert article.revisions.count() == 1
