"""What a person sees when the network or the desk fails them: the words stay, and are saved once."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Dialog, Route, expect

from annotations.desk import noting
from annotations.models import Action, Article, Claim, Event, Note
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen

WORDS = "The council’s minutes of 3 March say so."


@pytest.fixture
def omar(enter: Enter, article: Article, claim: Claim) -> Screen:
    page = enter("omar")
    page.goto(f"/articles/{article.pk}/?claim=1")
    omar = Screen(page)
    omar.form("notes").get_by_label("Add a note").fill(WORDS)
    return omar


@pytest.fixture
def before(omar: Screen) -> tuple[int, int]:
    return Action.objects.count(), Event.objects.count()


def send(omar: Screen) -> None:
    omar.form("notes").get_by_role("button", name="Save the note").click()


def expect_words_kept(omar: Screen) -> None:
    expect(omar.saved).to_contain_text("Not saved")
    expect(omar.problem.get_by_role("heading", name="Not saved. Your words are still here.")).to_be_visible()
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value(WORDS)


def expect_saved_once(omar: Screen, before: tuple[int, int]) -> None:
    expect(omar.part("notes").locator("ol.thread")).to_contain_text(WORDS)
    expect(omar.saved).to_contain_text("Saved ")
    expect(omar.problem).to_be_empty()
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value("")
    assert Note.objects.count() == 1
    assert (Action.objects.count(), Event.objects.count()) == (before[0] + 1, before[1] + 1)
    call_command("verify_history")


def test_what_could_not_be_sent_is_saved_once_when_the_network_is_back(omar: Screen, before: tuple[int, int]) -> None:
    omar.page.context.set_offline(True)
    send(omar)
    expect_words_kept(omar)
    expect(omar.saved).to_contain_text("trying again")
    assert Note.objects.count() == 0
    with omar.saving("notes"):
        omar.page.context.set_offline(False)
    expect_saved_once(omar, before)


def test_after_a_long_cut_the_desk_tries_again_soon(omar: Screen, before: tuple[int, int]) -> None:
    omar.page.clock.install()
    omar.page.route("**/notes/", lambda route: route.abort())
    send(omar)
    expect_words_kept(omar)
    for seconds in (5, 10, 20):
        with omar.page.expect_event("requestfailed"):
            omar.page.clock.run_for(seconds * 1000)
        expect_words_kept(omar)
    # The browser says that the network is back before it is.
    with omar.page.expect_event("requestfailed"):
        omar.page.evaluate("dispatchEvent(new Event('online'))")
    expect_words_kept(omar)
    omar.page.unroute("**/notes/")
    with omar.saving("notes"):
        omar.page.clock.run_for(5000)
    expect_saved_once(omar, before)


def test_what_was_changed_while_the_network_was_cut_is_what_is_saved(omar: Screen) -> None:
    omar.page.context.set_offline(True)
    send(omar)
    expect_words_kept(omar)
    omar.form("notes").get_by_label("Add a note").fill("Second thoughts.")
    with omar.saving("notes"):
        omar.page.context.set_offline(False)
    expect(omar.part("notes").locator("ol.thread")).to_contain_text("Second thoughts.")
    assert [note.text for note in Note.objects.all()] == ["Second thoughts."]


def test_a_reply_lost_on_its_way_does_not_save_twice(omar: Screen, before: tuple[int, int]) -> None:
    def lose(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort()

    omar.page.route("**/notes/", lose, times=1)
    send(omar)
    expect_words_kept(omar)
    assert Note.objects.count() == 1
    with omar.saving("notes"):
        omar.problem.get_by_role("button", name="Try again").click()
    expect_saved_once(omar, before)


def test_a_fault_of_the_desk_keeps_the_words_until_it_is_over(
    omar: Screen, before: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(noting, "add_note", fail)
        send(omar)
        expect_words_kept(omar)
    assert Note.objects.count() == 0
    with omar.saving("notes"):
        omar.problem.get_by_role("button", name="Try again").click()
    expect_saved_once(omar, before)


def test_a_page_that_holds_unsaved_words_asks_before_it_is_left(omar: Screen) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    omar.page.on("dialog", stay)
    omar.page.get_by_role("link", name="Articles", exact=True).click(no_wait_after=True)
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value(WORDS)
    assert asked == ["beforeunload"]


def test_what_the_desk_turned_down_is_back_after_the_browser_has_fallen_over(omar: Screen) -> None:
    omar.unfold("Edit the claim")
    form = omar.form("words")
    form.get_by_label("Claimed by").fill("the council")
    form.get_by_label("Claim, in words that stand on their own").fill("")
    form.get_by_role("button", name="Save the claim").click()
    expect(form.locator(".errors")).to_be_visible()
    address = omar.page.url
    omar.page.close(run_before_unload=False)
    again = Screen(omar.page.context.new_page())
    again.page.goto(address)
    expect(again.form("words").get_by_label("Claimed by")).to_have_value("the council")


def test_choosing_a_sentence_without_network_says_so_and_keeps_the_words_in_the_panel(omar: Screen) -> None:
    omar.page.context.set_offline(True)
    omar.sentence(1).locator("a.verse").click()
    expect(omar.problem.get_by_role("heading", name="The desk could not be reached")).to_be_visible()
    expect(omar.form("notes").get_by_label("Add a note")).to_have_value(WORDS)
    omar.page.context.set_offline(False)
    omar.choose(1)
    expect(omar.problem).to_be_empty()
