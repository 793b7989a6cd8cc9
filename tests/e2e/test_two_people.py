"""Two people at work on one claim: no word is lost."""

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotations.models import Article, Assessment, Claim, Note, Value
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen

THEIRS = "The toll rises to four euros in May."
MINE = "From May on the toll is €4."


def at_claim(page: Page, article: Article, number: int = 1) -> Screen:
    page.goto(f"/articles/{article.pk}/?claim={number}")
    screen = Screen(page)
    expect(page.locator("#claim")).to_contain_text(f"Claim {number}")
    return screen


@pytest.fixture
def omar_at_claim(enter: Enter, article: Article, claim: Claim) -> Screen:
    return at_claim(enter("omar"), article)


@pytest.fixture
def cleo_at_claim(enter: Enter, article: Article, claim: Claim) -> Screen:
    return at_claim(enter("cleo"), article)


def test_the_later_of_two_changes_is_shown_both_and_saved_over_the_earlier_only_on_purpose(
    omar_at_claim: Screen, cleo_at_claim: Screen, claim: Claim
) -> None:
    omar, cleo = omar_at_claim, cleo_at_claim
    for screen, words in ((omar, MINE), (cleo, THEIRS)):
        screen.unfold("Edit the claim")
        screen.form("words").get_by_label("Claim, in words that stand on their own").fill(words)
    cleo.save("words", "Save the claim")

    omar.form("words").get_by_role("button", name="Save the claim").click()
    expect(omar.saved).to_have_text("Conflict")
    both = omar.form("words").get_by_role("alert")
    expect(both).to_contain_text("cleo saved this while you were typing")
    expect(both.locator(".theirs")).to_contain_text(THEIRS)
    mine = omar.form("words").get_by_label("Claim, in words that stand on their own")
    expect(mine).to_have_value(MINE)
    claim.refresh_from_db()
    assert claim.statement == THEIRS

    omar.save("words", "Save the claim")
    expect(omar.chosen_claim).to_contain_text(MINE)
    claim.refresh_from_db()
    assert claim.statement == MINE
    said = Value.objects.filter(event__object=claim.pk, field="statement").order_by("event__version")
    assert [json.loads(value.value) for value in said][1:] == [THEIRS, MINE]
    omar.page.get_by_role("link", name="All of claim 1").click()
    expect(omar.page.get_by_role("main")).to_contain_text("cleo")
    call_command("verify_history")


def test_a_conflict_is_shown_without_javascript_too(
    enter: Enter, article: Article, claim: Claim, cleo_at_claim: Screen
) -> None:
    page = enter("omar", java_script_enabled=False)
    omar = Screen(page, script=False)
    page.goto(f"/articles/{article.pk}/?claim=1")
    for screen, words in ((omar, MINE), (cleo_at_claim, THEIRS)):
        screen.unfold("Edit the claim")
        screen.form("words").get_by_label("Claim, in words that stand on their own").fill(words)
    cleo_at_claim.save("words", "Save the claim")

    omar.form("words").get_by_role("button", name="Save the claim").click()
    expect(omar.form("words").get_by_role("alert").locator(".theirs")).to_contain_text(THEIRS)
    expect(omar.form("words").get_by_label("Claim, in words that stand on their own")).to_have_value(MINE)
    omar.save("words", "Save the claim")
    claim.refresh_from_db()
    assert claim.statement == MINE


def test_two_people_who_add_notes_at_once_never_conflict(omar_at_claim: Screen, cleo_at_claim: Screen) -> None:
    for screen, words in ((omar_at_claim, "The council’s minutes say so."), (cleo_at_claim, "Which May?")):
        screen.form("notes").get_by_label("Add a note").fill(words)
    for screen in (omar_at_claim, cleo_at_claim):
        screen.save("notes", "Save the note")
    thread = cleo_at_claim.part("notes").locator("ol.thread > li")
    expect(thread).to_have_count(2)
    expect(thread.first).to_contain_text("omar")
    expect(thread.last).to_contain_text("Which May?")
    assert Note.objects.count() == 2


def test_two_verdicts_at_once_are_both_kept_and_show_as_a_dispute(omar_at_claim: Screen, cleo_at_claim: Screen) -> None:
    omar_at_claim.conclude("Accurate", why="The council said so.")
    cleo_at_claim.conclude("Inaccurate", why="It was another bridge.")
    expect(cleo_at_claim.chosen_claim).to_contain_text("Disputed")
    expect(cleo_at_claim.part("others")).to_contain_text("The council said so.")
    assert Assessment.objects.count() == 2


def test_a_half_typed_note_outlives_the_saving_of_the_verdict(omar_at_claim: Screen) -> None:
    omar = omar_at_claim
    text = omar.form("notes").get_by_label("Add a note")
    text.fill("Half of a no")
    omar.conclude("Accurate", why="The council said so.")
    expect(text).to_have_value("Half of a no")
    expect(omar.chosen_claim).to_contain_text("Checked")
    text.press_sequentially("te")
    omar.save("notes", "Save the note")
    assert Note.objects.get().text == "Half of a note"


def test_a_half_typed_note_is_back_after_another_sentence_and_after_a_new_load(omar_at_claim: Screen) -> None:
    omar = omar_at_claim
    omar.form("notes").get_by_label("Add a note").fill("Half of a note")
    omar.choose(1)
    expect(omar.form("notes")).to_have_count(0)
    omar.choose_claim(1)
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value("Half of a note")
    expect(omar.part("notes")).to_contain_text("Not saved yet")
    expect(omar.saved).to_have_text("Not saved yet: your note")
    omar.page.reload()
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value("Half of a note")
    expect(omar.saved).to_have_text("Not saved yet: your note")
    omar.form("assessment").get_by_label("Why").fill("Half a reason")
    expect(omar.saved).to_have_text("Not saved yet: your note and the verdict")
    omar.form("assessment").get_by_label("Why").fill("")
    omar.save("notes", "Save the note")
    expect(omar.part("notes").locator("ol.thread")).to_contain_text("Half of a note")
    omar.page.reload()
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value("")


def test_one_persons_half_typed_words_are_never_shown_to_the_next_on_the_same_device(
    omar_at_claim: Screen, enter: Enter, article: Article
) -> None:
    page = omar_at_claim.page
    omar_at_claim.form("notes").get_by_label("Add a note").fill("For omar’s eyes")
    other = enter("cleo")
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())
    cleo = at_claim(page, article)
    expect(page.get_by_role("button", name="Account of cleo")).to_be_visible()
    expect(cleo.form("notes").get_by_label("Add a note")).to_have_value("")
