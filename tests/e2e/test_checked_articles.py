"""Articles that were checked elsewhere come in through the browser: looked at, who and what they name said, and in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from annotations.interchange.shape import FORMAT
from annotations.models import Article, Assessment, Project
from annotations.proof.verify import verify_history
from tests.e2e.conftest import Enter
from tests.e2e.inspector import LOOKS, Inspector
from tests.e2e.test_session_expired import log_in
from tests.world import TEXT

CLAIM: dict[str, Any] = {
    "statement": "The toll rises to €4.",
    "places": [{"quote": "will rise to €4 in May"}],
    "checks": [{"verdict": "pants on fire", "checker": "Ada Lund", "note": "The minutes say €3."}],
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One article that names somebody and a verdict that the desk does not know, and one with an error in it."""
    good = {"format": FORMAT, "title": "Toll up", "text": TEXT, "claims": [CLAIM]}
    bad = {"format": FORMAT, "title": "Bad", "text": "So.", "claims": [CLAIM]}
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in (good, bad)), "utf-8")
    return path


def look_at(page: Page, path: Path) -> None:
    page.goto("/projects/city/articles/new/")
    page.get_by_role("link", name="Was it checked elsewhere, or is it a transcript?").click()
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Look at what it holds").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_file_is_looked_at_its_names_are_said_and_it_is_in(
    enter: Enter, project: Project, archive: Path, script: bool
) -> None:
    page = enter("mona", java_script_enabled=script)
    look_at(page, archive)
    expect(page.get_by_role("heading", name="What archive.jsonl holds")).to_be_visible()
    expect(page.get_by_text("Article 2: claim 1, place 1: these words are not in the text.")).to_be_visible()
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Say who this is here.")).to_be_visible()
    assert not Article.objects.exists()

    page.get_by_label("“Ada Lund”").select_option("nobody here: keep the name in words")
    page.get_by_label("“pants on fire”").select_option("Inaccurate")
    page.get_by_label("Who checked, where the file names nobody here").select_option("cleo")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", name="What became of 2 articles")).to_be_focused()
    page.get_by_role("link", name="Toll up").click()

    expect(page.locator(".desk-title")).to_have_text("Toll up")
    page.locator(".prose").get_by_role("link", name="Claim 1,").first.click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Inaccurate")
    expect(panel).to_contain_text("Checked by Ada Lund.")
    assert Assessment.objects.get().checker.username == "cleo"
    assert list(verify_history()) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_bad_file_is_said_and_another_is_chosen(
    enter: Enter, project: Project, archive: Path, tmp_path: Path, script: bool
) -> None:
    bad = tmp_path / "notes.docx"
    bad.write_bytes(b"PK")
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    page = enter("mona", java_script_enabled=script)
    look_at(page, bad)
    expect(page.get_by_text("Choose a file of checked articles (.json, .jsonl) or a transcript")).to_be_visible()
    page.get_by_label("File").set_input_files(broken)
    page.get_by_role("button", name="Look at what it holds").click()
    expect(page.get_by_text("This is no JSON from line 1, column 2 on")).to_be_visible()
    page.get_by_label("File").set_input_files(archive)
    page.get_by_role("button", name="Look at what it holds").click()
    expect(page.get_by_role("heading", name="Who is this here?")).to_be_visible()


def test_neither_a_cut_network_nor_a_log_in_that_has_ended_loses_the_file(
    enter: Enter, project: Project, archive: Path
) -> None:
    page = enter("mona")
    page.goto("/projects/city/articles/checked/")
    page.get_by_label("File").set_input_files(archive)
    page.context.set_offline(True)
    page.get_by_role("button", name="Look at what it holds").click()
    expect(page.locator("#problem")).to_contain_text("It is tried again by itself while this page stays open.")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Who is this here?")).to_be_visible()

    page.get_by_label("“Ada Lund”").select_option("cleo")
    page.get_by_label("“pants on fire”").select_option("Inaccurate")
    Session.objects.all().delete()
    page.get_by_role("button", name="Bring them in").click()
    log_in(page, "mona", "Log in and save")
    expect(page.get_by_role("link", name="Toll up")).to_be_visible()
    assert Assessment.objects.get().checker.username == "cleo"


def test_nothing_is_wrong_with_the_page_as_it_asks(enter: Enter, project: Project, archive: Path) -> None:
    page = enter("mona", **LOOKS)
    seen = Inspector(page)
    look_at(page, archive)
    expect(page.get_by_role("heading", name="Who is this here?")).to_be_visible()
    seen.look("checked articles, looked at")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Say who this is here.")).to_be_visible()
    seen.look("checked articles, asked")
    page.get_by_label("“Ada Lund”").select_option("omar")
    page.get_by_label("“pants on fire”").select_option("Inaccurate")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("link", name="Toll up")).to_be_visible()
    seen.look("checked articles, in")
    assert not seen.wrong, "\n".join(seen.wrong)
