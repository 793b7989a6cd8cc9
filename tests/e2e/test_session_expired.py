"""A session that ends in mid-form costs no word: one logs in on the spot, and what was sent is saved once."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotations.models import Action, Article, Claim, Note
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen

WORDS = "Typed before the session ended."
SECRET = "a long enough secret"


@pytest.fixture
def desk(enter: Enter, article: Article, claim: Claim) -> Screen:
    page = enter("omar")
    page.goto(f"/articles/{article.pk}/?claim=1")
    screen = Screen(page)
    screen.form("notes").get_by_label("Add a note").fill(WORDS)
    Session.objects.all().delete()
    return screen


def log_in(page: Page, name: str, button: str, password: str = SECRET) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=button).click()


def send(desk: Screen) -> None:
    desk.form("notes").get_by_role("button", name="Save the note").click()
    expect(desk.problem.get_by_role("heading", name="You were logged out. Your words are still here.")).to_be_visible()


def test_after_logging_in_beside_the_words_they_are_saved_once_and_shown(desk: Screen) -> None:
    before = Action.objects.count()
    desk.form("assessment").get_by_label("Why").fill("Half a reason")
    send(desk)
    expect(desk.saved).to_have_text("Not saved")
    expect(desk.problem.get_by_label("User name")).to_have_value("omar")
    expect(desk.problem.get_by_label("Password")).to_be_focused()

    log_in(desk.page, "omar", "Log in and save", "a wrong one")
    expect(desk.problem).to_contain_text("User name and password do not fit together.")
    expect(desk.form("notes").get_by_label("Add a note")).to_have_value(WORDS)
    assert Note.objects.count() == 0

    with desk.saving("notes"):
        log_in(desk.page, "omar", "Log in and save")
    expect(desk.part("notes").locator("ol.thread")).to_contain_text(WORDS)
    expect(desk.problem).to_be_empty()
    expect(desk.form("notes").get_by_label("Add a note")).to_have_value("")
    expect(desk.form("assessment").get_by_label("Why")).to_have_value("Half a reason")
    desk.page.wait_for_function("document.activeElement !== document.body")
    expect(desk.page).to_have_url(re.compile("/articles/"))
    assert Note.objects.get().author.username == "omar"
    assert Action.objects.count() == before + 1
    call_command("verify_history")
    desk.page.reload()
    expect(desk.form("notes").get_by_label("Add a note")).to_have_value("")


def test_somebody_else_who_logs_in_is_asked_before_the_words_are_saved_as_theirs(desk: Screen, cleo: object) -> None:
    send(desk)
    log_in(desk.page, "cleo", "Log in and save")
    expect(desk.problem.get_by_role("heading", name="Not saved. You are logged in as cleo.")).to_be_visible()
    expect(desk.form("notes").get_by_label("Add a note")).to_have_value(WORDS)
    assert Note.objects.count() == 0
    with desk.saving("notes"):
        desk.problem.get_by_role("button", name="Save them under my name").click()
    assert Note.objects.get().author.username == "cleo"


@pytest.fixture
def plain(enter: Enter, article: Article, claim: Claim) -> Page:
    page = enter("omar", java_script_enabled=False)
    page.goto(f"/articles/{article.pk}/?claim=1")
    screen = Screen(page, script=False)
    screen.form("notes").get_by_label("Add a note").fill(WORDS)
    Session.objects.all().delete()
    screen.form("notes").get_by_role("button", name="Save the note").click()
    return page


def test_without_script_a_page_shows_the_words_and_saves_them_after_the_log_in(plain: Page, article: Article) -> None:
    before = Action.objects.count()
    expect(plain.get_by_role("heading", name="You were logged out")).to_be_visible()
    expect(plain.get_by_role("main")).to_contain_text("Log in again and what you wrote is saved.")
    expect(plain.get_by_role("definition").filter(has_text=WORDS)).to_be_visible()
    expect(plain.get_by_label("User name")).to_have_value("omar")

    log_in(plain, "omar", "Log in and send it", "a wrong one")
    expect(plain.get_by_role("alert")).to_contain_text("User name and password do not fit together.")
    expect(plain.get_by_role("definition").filter(has_text=WORDS)).to_be_visible()

    log_in(plain, "omar", "Log in and send it")
    expect(plain).to_have_url(re.compile(rf"/articles/{article.pk}/.*claim=1#panel"))
    expect(plain.locator("#part-notes")).to_contain_text(WORDS)
    assert Note.objects.get().text == WORDS
    assert Action.objects.count() == before + 1
    call_command("verify_history")


def test_without_script_somebody_else_says_so_before_it_is_saved_as_theirs(plain: Page, cleo: object) -> None:
    log_in(plain, "cleo", "Log in and send it")
    expect(plain.get_by_role("alert")).to_contain_text("This was written while omar was logged in, and you are cleo.")
    assert Note.objects.count() == 0
    plain.get_by_label("Save it under my name all the same").check()
    log_in(plain, "cleo", "Log in and send it")
    expect(plain.locator("#part-notes")).to_contain_text(WORDS)
    assert Note.objects.get().author.username == "cleo"
