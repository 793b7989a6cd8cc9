"""Sentences split and joined: by the keyboard alone, with the mouse, without a script, and by two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.desk.parting import split_sentence
from annotations.history.act import Act
from annotations.models import Action, Article, Claim, Revision, Sentence, User
from annotations.proof.verify import verify_history
from tests.e2e.conftest import Enter
from tests.e2e.inspector import Inspector
from tests.e2e.screen import Screen

SELECT = """([sentence, from, to]) => {
  const words = document.querySelector(`#s${sentence} .words`).firstChild;
  getSelection().setBaseAndExtent(words, from, words, to);
}"""
LIKES, SAID = "“Nobody likes it,”", "said Mayor Ada Brook."


def verse(screen: Screen, number: int) -> Locator:
    return screen.sentence(number).locator("a.verse")


def words(screen: Screen, number: int) -> Locator:
    return screen.sentence(number).locator(".words")


def piece(screen: Screen, beginning: str) -> Locator:
    return screen.part("parting").get_by_role("radio", name=beginning, exact=True)


@contextmanager
def answered(page: Page, path: str) -> Iterator[None]:
    """Wait for the answer to a form, and for the sentence to have the focus again."""
    with page.expect_response(lambda response: response.url.endswith(f"/{path}/")):
        yield


@pytest.fixture
def at_sentence(enter: Enter, article: Article) -> Callable[..., Screen]:
    """Open the article with a sentence chosen and the focus on it: `at_sentence("omar", 4)`."""

    def at_sentence(name: str, number: int, **options: object) -> Screen:
        screen = Screen(enter(name, **options))
        screen.page.goto(f"/articles/{article.pk}/?sentence={number}")
        verse(screen, number).focus()
        return screen

    return at_sentence


def test_the_keyboard_alone_splits_joins_and_undoes(
    at_sentence: Callable[..., Screen], claim: Claim, revision: Revision
) -> None:
    screen = at_sentence("omar", 3)
    page, told = screen.page, screen.page.locator("#announce")
    page.keyboard.press("j")
    page.keyboard.press("b")
    expect(piece(screen, "likes")).to_be_focused()
    expect(screen.panel).to_have_accessible_name("Sentence 4")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(piece(screen, "said")).to_be_checked()
    with answered(page, "split"):
        page.keyboard.press("Enter")

    expect(verse(screen, 4)).to_be_focused()
    expect(words(screen, 4)).to_have_text(LIKES)
    expect(words(screen, 5)).to_have_text(SAID)
    expect(words(screen, 6)).to_have_text("It was last raised in 2011.")
    expect(page.locator(".rail-list li")).to_have_count(7)
    expect(page.get_by_role("heading", name="7 sentences")).to_be_visible()
    expect(told).to_have_text("Saved. Split in two: now sentences 4 and 5.")
    expect(screen.panel.get_by_role("link", name="Receipt")).to_be_visible()
    expect(page.locator("#tally")).to_contain_text("0 of 7 checked")

    page.keyboard.press("Control+z")
    expect(page.locator(".rail-list li")).to_have_count(6)
    expect(words(screen, 4)).to_have_text(f"{LIKES} {SAID}")
    expect(verse(screen, 4)).to_be_focused()
    page.keyboard.press("Control+Shift+z")
    expect(words(screen, 5)).to_have_text(SAID)
    expect(verse(screen, 4)).to_be_focused()

    page.keyboard.press("k")
    expect(screen.panel).to_have_accessible_name("Sentence 3")
    page.keyboard.press("b")
    expect(piece(screen, "toll")).to_be_focused()
    join = screen.part("parting").get_by_role("button", name="Join with sentence 4")
    for _ in range(9):
        page.keyboard.press("Tab")
        if join.evaluate("button => button === document.activeElement"):
            break
    with answered(page, "join"):
        page.keyboard.press("Enter")
    expect(words(screen, 3)).to_contain_text(LIKES)
    expect(words(screen, 4)).to_have_text(SAID)
    expect(verse(screen, 3)).to_be_focused()
    expect(screen.sentence(3).locator("mark.claim")).to_have_text("The toll on the Varn bridge will rise to €4 in May")
    page.keyboard.press("n")
    expect(verse(screen, 4)).to_be_focused()

    assert list(verify_history()) == []
    verbs = ["split_sentence", "undo_parting", "redo_parting", "join_sentences"]
    assert list(Action.objects.order_by("at").values_list("verb", flat=True))[-4:] == verbs


def test_the_words_that_are_selected_say_where(at_sentence: Callable[..., Screen]) -> None:
    screen = at_sentence("omar", 4)
    start = f"{LIKES} {SAID}".index("said")
    screen.page.evaluate(SELECT, [4, start, start + 4])
    screen.page.keyboard.press("b")
    expect(piece(screen, "said")).to_be_focused()
    expect(piece(screen, "said")).to_be_checked()

    screen.page.evaluate(SELECT, [4, 5, 5])
    screen.panel.get_by_role("link", name="Split or join").click()
    expect(piece(screen, "said")).not_to_be_checked()
    screen.page.evaluate(SELECT, [4, start + 2, start + 2])
    screen.panel.get_by_role("link", name="Split or join").click()
    expect(piece(screen, "said")).to_be_checked()
    with answered(screen.page, "split"):
        screen.panel.get_by_role("button", name="Split here").click()
    expect(words(screen, 5)).to_have_text(SAID)


def test_a_verdict_after_a_split_is_what_is_undone_next(
    at_sentence: Callable[..., Screen], claim: Claim, revision: Revision
) -> None:
    screen = at_sentence("omar", 3)
    screen.page.keyboard.press("b")
    piece(screen, "the").last.check(force=True)
    with answered(screen.page, "split"):
        screen.panel.get_by_role("button", name="Split here").click()
    expect(words(screen, 4)).to_have_text("the council said on Tuesday.")
    expect(verse(screen, 3)).to_be_focused()
    screen.page.keyboard.press("1")
    with screen.saving("assessment"):
        screen.page.keyboard.press("Control+s")
    # Between the reply and its place in the page nothing has the focus.
    expect(screen.part("log")).to_contain_text("omar gave a verdict on this claim")
    expect(screen.panel.locator(":focus")).to_have_count(1)
    screen.page.keyboard.press("Escape")
    expect(verse(screen, 3)).to_be_focused()
    with screen.saving("undo"):
        screen.page.keyboard.press("Control+z")

    assert Action.objects.latest("at").verb == "undo_action"
    assert Sentence.objects.filter(revision=revision, withdrawn="").count() == 7


def test_two_people_split_one_sentence(at_sentence: Callable[..., Screen], revision: Revision) -> None:
    omar, cleo = at_sentence("omar", 4), at_sentence("cleo", 4)
    for screen, beginning in ((omar, "likes"), (cleo, "said")):
        screen.page.keyboard.press("b")
        expect(piece(screen, "likes")).to_be_focused()
        piece(screen, beginning).check(force=True)
    with answered(cleo.page, "split"):
        cleo.page.keyboard.press("Enter")
    expect(words(cleo, 5)).to_have_text(SAID)
    with answered(omar.page, "split"):
        omar.page.keyboard.press("Enter")

    alert = omar.part("parting").get_by_role("alert")
    expect(alert).to_contain_text("cleo has split or joined this sentence since.")
    expect(words(omar, 4)).to_have_text(LIKES)
    expect(omar.page.locator(".rail-list li")).to_have_count(7)
    piece(omar, "likes").check(force=True)
    with answered(omar.page, "split"):
        omar.panel.get_by_role("button", name="Split here").click()
    expect(words(omar, 4)).to_have_text("“Nobody")
    expect(verse(omar, 4)).to_be_focused()
    assert Sentence.objects.filter(revision=revision, withdrawn="").count() == 8


def test_a_page_that_is_older_than_a_split_is_loaded_anew_when_one_goes_on(
    at_sentence: Callable[..., Screen], revision: Revision, cleo: User
) -> None:
    screen = at_sentence("omar", 2)
    sentence = Sentence.objects.select_related("revision__article__project").get(revision=revision, start=0)
    split_sentence(sentence=sentence, at=revision.text.index("to rise"), version=1, act=Act(cleo))
    verse(screen, 4).click()

    expect(screen.page.locator(".rail-list li")).to_have_count(7)
    expect(screen.panel).to_have_accessible_name("Sentence 4")
    expect(words(screen, 4)).to_contain_text("The toll on the Varn bridge")


def test_without_a_script_and_on_a_phone(enter: Enter, article: Article) -> None:
    screen = Screen(enter("omar", java_script_enabled=False, viewport={"width": 390, "height": 844}), script=False)
    page = screen.page
    page.goto(f"/articles/{article.pk}/?sentence=4")
    screen.panel.get_by_role("link", name="Split or join").click()
    piece(screen, "said").check(force=True)
    screen.panel.get_by_role("button", name="Split here").click()
    page.wait_for_url("**parting=done#panel")
    expect(screen.panel.get_by_role("status")).to_contain_text("Split in two: now sentences 4 and 5.")
    expect(words(screen, 5)).to_have_text(SAID)
    screen.panel.get_by_role("button", name="Undo it").click()
    expect(words(screen, 4)).to_have_text(f"{LIKES} {SAID}")
    screen.panel.get_by_role("link", name="Split or join").click()
    screen.panel.get_by_role("button", name="Join with sentence 5").click()
    expect(words(screen, 4)).to_contain_text("raised in 2011")


def test_nothing_is_wrong_with_it_right_after(at_sentence: Callable[..., Screen], article: Article) -> None:
    screen = at_sentence("omar", 4, viewport={"width": 390, "height": 844})
    inspector = Inspector(screen.page)
    screen.page.keyboard.press("b")
    expect(piece(screen, "likes")).to_be_focused()
    inspector.look("open")
    with answered(screen.page, "split"):
        screen.panel.get_by_role("button", name="Split here").click()
    expect(screen.part("parting").get_by_text("Choose the word")).to_be_visible()
    inspector.look("nothing chosen")
    piece(screen, "said").check(force=True)
    with answered(screen.page, "split"):
        screen.panel.get_by_role("button", name="Split here").click()
    expect(screen.panel.get_by_role("button", name="Undo it")).to_be_visible()
    inspector.look("done")
    screen.page.goto(f"/articles/{article.pk}/?sentence=5&parting=open")
    inspector.look("made by a split")
    assert not inspector.wrong, "\n".join(inspector.wrong)
