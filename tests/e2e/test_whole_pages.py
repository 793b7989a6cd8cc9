"""The forms of whole pages when the network, the log-in or somebody else gets in between: no word and no file is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from annotations.desk.claiming import restore_claim, withdraw_claim
from annotations.desk.parting import split_sentence
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Action, Article, Claim, Project, Revision, Sentence, Source, Stance, User
from annotations.proof.verify import verify_history
from tests.drafts import next_draft
from tests.e2e.conftest import Enter
from tests.e2e.inspector import LOOKS, Inspector
from tests.e2e.screen import Screen
from tests.e2e.test_session_expired import log_in
from tests.world import TEXT

SECOND = TEXT.replace("€4", "€5")


def problem(page: Page, heading: str) -> Locator:
    return page.locator("#problem").get_by_role("heading", name=heading)


def cut(page: Page, button: str) -> None:
    """Press a button while there is no network, and see that the page says so and stays."""
    page.context.set_offline(True)
    page.get_by_role("button", name=button).click()
    expect(problem(page, "Not saved. Your words are still here.")).to_be_visible()


def test_a_new_draft_waits_for_the_network(enter: Enter, article: Article, claim: Claim) -> None:
    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_label("Text of the draft").fill(SECOND)
    cut(page, "Look at what it changes")
    expect(page.get_by_label("Text of the draft")).to_have_value(SECOND)
    # What the network brings back is what was asked for, without another press.
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="What becomes of the claims")).to_be_visible()
    expect(page.locator("#problem")).to_be_empty()
    expect(page.get_by_role("heading", name="New draft", level=1)).to_be_focused()

    cut(page, "Save as draft 2")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="What draft 2 changed")).to_be_visible()
    assert article.latest_revision().text == SECOND
    assert list(verify_history()) == []


def test_a_new_draft_is_saved_once_one_has_logged_in_again(enter: Enter, article: Article, tmp_path: Path) -> None:
    path = tmp_path / "second.txt"
    path.write_text(SECOND, "utf-8", newline="\r\n")
    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_label("or upload a file").set_input_files(path)
    Session.objects.all().delete()
    page.get_by_role("button", name="Look at what it changes").click()
    expect(problem(page, "You were logged out. Your words are still here.")).to_be_visible()
    log_in(page, "cleo", "Log in and save")
    expect(page.get_by_text("second.txt")).to_be_visible()

    Session.objects.all().delete()
    page.get_by_role("button", name="Save as draft 2").click()
    log_in(page, "cleo", "Log in and save")
    expect(page.get_by_role("heading", name="What draft 2 changed")).to_be_visible()
    assert article.latest_revision().text == SECOND.replace("\n", "\r\n")


def test_a_new_draft_for_which_somebody_was_quicker_is_compared_with_theirs(
    enter: Enter, article: Article, omar: User
) -> None:
    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_label("Text of the draft").fill(SECOND)
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_role("button", name="Save as draft 2")).to_be_visible()
    next_draft(article, TEXT.replace("2011", "2012"), omar)

    page.get_by_role("button", name="Save as draft 2").click()
    expect(page.get_by_role("heading", name="Draft 2 came in meanwhile")).to_be_visible()
    expect(page.get_by_label("Text of the draft")).to_have_value(SECOND)
    # Also after the browser has fallen over.
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"/articles/{article.pk}/drafts/new/")
    expect(again.get_by_label("Text of the draft")).to_have_value(SECOND)
    again.get_by_role("button", name="Look at what it changes").click()
    again.get_by_role("button", name="Save as draft 3").click()
    expect(again.get_by_role("heading", name="What draft 3 changed")).to_be_visible()


def test_what_was_only_looked_at_is_asked_about_before_it_is_left(enter: Enter, project: Project) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page = enter("cleo")
    page.on("dialog", stay)
    page.goto("/projects/city/articles/new/")
    page.get_by_label("Article text").fill(TEXT)
    page.get_by_label("Title", exact=True).fill("Toll up")
    # Enter in a field presses the button that looks, not the one that saves.
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="6 sentences in 4 paragraphs")).to_be_visible()
    page.get_by_role("link", name="Articles", exact=True).click(no_wait_after=True)
    expect(page.get_by_label("Article text")).to_have_value(TEXT)
    assert asked == ["beforeunload"]

    page.get_by_role("button", name="Save the article").click()
    expect(page.locator(".desk-title")).to_have_text("Toll up")
    assert Article.objects.get().title == "Toll up"
    assert asked == ["beforeunload"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':article-'))") == []


def test_a_fault_of_the_desk_leaves_the_page_with_the_words(enter: Enter, article: Article) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=500, body="The disk is full.")

    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/edit/")
    page.get_by_label("Byline").fill("Jo Hale-Smith")
    page.route("**/edit/", fail, times=1)
    page.get_by_role("button", name="Save").click()
    expect(problem(page, "Not saved. Your words are still here.")).to_be_visible()
    page.locator("#problem").get_by_role("button", name="Try again").click()
    page.wait_for_url(f"**/articles/{article.pk}/")
    assert Article.objects.get().author == "Jo Hale-Smith"


def test_a_file_that_is_too_large_is_said_and_forgotten_with_the_next(
    enter: Enter, project: Project, tmp_path: Path
) -> None:
    page = enter("cleo")
    page.goto("/projects/city/articles/new/")
    for size, words in ((21, "This is more than the desk takes at once"), (3, "the desk takes 2 MB as one article")):
        path = tmp_path / f"{size}.txt"
        path.write_bytes(b"A toll. " * (size * 2**17))
        page.get_by_label("or upload a file").set_input_files(path)
        page.get_by_role("button", name="Look at the sentences").click()
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("#problem")).to_be_empty()


def retitle(source: Source, title: str, by: User) -> None:
    edit_source(source=source, details=NewSource(title, source.url), origin=None, version=source.version, act=Act(by))


def test_what_takes_long_says_so_until_it_is_through(enter: Enter, article: Article, claim: Claim) -> None:
    held: list[Route] = []
    page = enter("cleo")
    page.clock.install()
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_label("Text of the draft").fill(SECOND)
    page.route("**/drafts/new/", lambda route: held.append(route))
    page.get_by_role("button", name="Look at what it changes").click()
    page.clock.run_for(2000)
    expect(problem(page, "Still on its way")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("heading", name="What becomes of the claims")).to_be_visible()
    expect(page.locator("#problem")).to_be_empty()


@pytest.fixture
def corrected(claim: Claim, omar: User) -> Source:
    """A source whose title omar has corrected since he brought it in."""
    use = Use(Stance.SUPPORTS)
    cite_source(claim=claim, source=NewSource("Minutes", "https://council.example/minutes"), use=use, act=Act(omar))
    source = Source.objects.get()
    retitle(source, "Minutes of 3 March", omar)
    return Source.objects.get()


def restore_title(page: Page) -> None:
    page.get_by_role("button", name="Restore this value of “Source”").first.click()


def test_a_value_of_a_source_is_restored_when_the_network_is_back(enter: Enter, corrected: Source) -> None:
    page = enter("omar")
    page.goto(reverse("source_history", args=[corrected.pk]))
    page.context.set_offline(True)
    restore_title(page)
    expect(problem(page, "Not saved. Your words are still here.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".messages")).to_contain_text("Restored: source.")
    assert Source.objects.get().title == "Minutes"
    assert Action.objects.filter(verb="restore_value").count() == 1


def test_a_value_of_a_source_is_restored_once_one_has_logged_in_again(enter: Enter, corrected: Source) -> None:
    page = enter("omar")
    page.goto(reverse("source_history", args=[corrected.pk]))
    Session.objects.all().delete()
    restore_title(page)
    log_in(page, "omar", "Log in and save")
    expect(page.locator(".messages")).to_contain_text("Restored: source.")
    assert Source.objects.get().title == "Minutes"


def test_a_value_that_somebody_changed_meanwhile_is_shown_beside_it(
    enter: Enter, corrected: Source, cleo: User
) -> None:
    page = enter("omar", **LOOKS)
    seen = Inspector(page)
    page.goto(reverse("source_history", args=[corrected.pk]))
    retitle(corrected, "The council’s minutes", cleo)
    restore_title(page)
    expect(page.get_by_role("alert")).to_contain_text("cleo has changed this since you opened the history.")
    expect(page.get_by_role("heading", name="Restore this value", level=1)).to_be_focused()
    seen.look("a value of a source, changed meanwhile")
    assert not seen.wrong, "\n".join(seen.wrong)
    page.get_by_role("button", name="Restore it all the same").click()
    expect(page.locator(".messages")).to_contain_text("Restored: source.")
    assert Source.objects.get().title == "Minutes"


def test_a_withdrawn_claim_is_restored_from_its_history_after_a_cut(enter: Enter, claim: Claim, omar: User) -> None:
    withdraw_claim(claim=claim, reason="An opinion.", version=claim.version, act=Act(omar))
    page = enter("omar")
    page.goto(reverse("claim_history", args=[claim.pk]))
    cut(page, "Restore the claim")
    page.context.set_offline(False)
    page.wait_for_url("**/articles/*/?*claim=1#panel")
    assert Claim.objects.get().withdrawn == ""


def test_a_withdrawn_claim_that_somebody_restored_meanwhile_is_said(
    enter: Enter, claim: Claim, omar: User, rita: User
) -> None:
    withdraw_claim(claim=claim, reason="An opinion.", version=claim.version, act=Act(omar))
    page = enter("omar")
    page.goto(reverse("claim_history", args=[claim.pk]))
    claim.refresh_from_db()
    restore_claim(claim=claim, version=claim.version, act=Act(rita))
    page.get_by_role("button", name="Restore the claim").click()
    expect(problem(page, "Somebody else was quicker")).to_be_visible()


def split_here(screen: Screen) -> None:
    screen.panel.get_by_role("button", name="Split here").click()


@pytest.fixture
def parting(enter: Enter, article: Article) -> Screen:
    """omar's workspace with the word chosen before which sentence 4 is to be split."""
    screen = Screen(enter("omar"))
    screen.page.goto(f"/articles/{article.pk}/?sentence=4")
    screen.sentence(4).locator("a.verse").focus()
    screen.page.keyboard.press("b")
    screen.part("parting").get_by_role("radio", name="said", exact=True).check(force=True)
    return screen


def test_a_split_waits_for_the_network_with_its_word_chosen(parting: Screen, revision: Revision) -> None:
    parting.page.context.set_offline(True)
    split_here(parting)
    expect(problem(parting.page, "Not saved. Your words are still here.")).to_be_visible()
    expect(parting.saved).to_contain_text("Not saved, trying again")
    expect(parting.part("parting").get_by_role("radio", name="said", exact=True)).to_be_checked()
    parting.page.context.set_offline(False)
    expect(parting.sentence(5).locator(".words")).to_have_text("said Mayor Ada Brook.")
    assert Sentence.objects.filter(revision=revision, withdrawn="").count() == 7


def test_a_join_is_done_once_one_has_logged_in_again(parting: Screen, revision: Revision) -> None:
    Session.objects.all().delete()
    parting.panel.get_by_role("button", name="Join with sentence 5").click()
    log_in(parting.page, "omar", "Log in and save")
    expect(parting.sentence(4).locator(".words")).to_contain_text("It was last raised in 2011.")
    assert Sentence.objects.filter(revision=revision, withdrawn="").count() == 5


def test_a_join_for_which_somebody_was_quicker_says_so(parting: Screen, revision: Revision, cleo: User) -> None:
    sentence = Sentence.objects.get(revision=revision, start=revision.text.index("It was"))
    split_sentence(sentence=sentence, at=revision.text.index("last raised"), version=1, act=Act(cleo))
    parting.panel.get_by_role("button", name="Join with sentence 5").click()
    expect(parting.part("parting").get_by_role("alert")).to_contain_text("cleo has split or joined")
    expect(parting.page.locator(".rail-list li")).to_have_count(7)
