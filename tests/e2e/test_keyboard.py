"""The desk without a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.history.act import Act
from annotations.models import Action, Article, Assessment, Claim, NotCheckable, Note, Revision, SignOff, User
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen
from tests.world import TEXT

SELECT = """([sentence, from, to]) => {
  const words = document.querySelector(`#s${sentence} .words`).firstChild;
  getSelection().setBaseAndExtent(words, from, words, to);
}"""


def tab_to(page: Page, place: Locator, key: str = "Tab") -> None:
    for _ in range(80):
        page.keyboard.press(key)
        if place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {place}")


def verse(screen: Screen, number: int) -> Locator:
    return screen.sentence(number).locator("a.verse")


def rail(screen: Screen, number: int) -> Locator:
    return screen.page.locator(f"#r{number} a")


def expect_at(screen: Screen, place: Locator, number: int) -> None:
    expect(place).to_be_focused()
    expect(screen.panel).to_have_accessible_name(f"Sentence {number}")


def press(screen: Screen, *keys: str) -> None:
    # A page that is there does not listen to keys before its scripts are.
    screen.page.wait_for_load_state()
    for key in keys:
        screen.page.keyboard.press(key)


@pytest.fixture
def at_sentence(enter: Enter, article: Article) -> Callable[[str, int], Screen]:
    """Open the article with a sentence chosen and the focus on it: `at_sentence("omar", 3)`."""

    def at_sentence(name: str, number: int) -> Screen:
        screen = Screen(enter(name))
        screen.page.goto(f"/articles/{article.pk}/?sentence={number}")
        verse(screen, number).focus()
        return screen

    return at_sentence


def test_the_keyboard_alone_leads_from_the_door_to_a_checked_claim(browser_of: Enter, claim: Claim) -> None:
    page = browser_of()
    screen = Screen(page)
    page.goto("/")
    name = page.get_by_label("User name")
    if not name.evaluate("name => name === document.activeElement"):
        tab_to(page, name)
    page.keyboard.type("omar")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough secret")
    page.keyboard.press("Enter")
    story = page.get_by_role("cell").get_by_role("link").first
    expect(story).to_be_visible()
    tab_to(page, story)
    page.keyboard.press("Enter")

    expect(screen.panel).to_be_visible()
    tab_to(page, rail(screen, 1))
    press(screen, "j")
    expect_at(screen, rail(screen, 2), 2)
    press(screen, "k")
    expect_at(screen, rail(screen, 1), 1)
    press(screen, "n")
    expect_at(screen, rail(screen, 2), 2)

    press(screen, "Enter")
    expect(screen.form("claims").get_by_label("Words of the article")).to_be_focused()
    press(screen, "Tab", "ControlOrMeta+a")
    page.keyboard.type("The photo shows the Varn bridge.")
    with screen.saving("claims"):
        press(screen, "Control+Enter")
    expect(screen.chosen_claim).to_contain_text("The photo shows the Varn bridge.")
    expect(screen.panel.locator(":focus")).to_have_count(1)
    press(screen, "Escape")
    expect_at(screen, verse(screen, 2), 2)

    press(screen, "1")
    expect(screen.panel.get_by_role("radio", name="Accurate 1")).to_be_focused()
    expect(screen.panel.get_by_role("radio", name="Accurate 1")).to_be_checked()
    with screen.saving("assessment"):
        press(screen, "Control+Enter")
    expect_at(screen, verse(screen, 3), 3)
    expect(screen.sentence(2)).to_have_attribute("data-status", "checked")

    press(screen, "k", "k")
    expect_at(screen, verse(screen, 1), 1)
    press(screen, "n")
    expect_at(screen, verse(screen, 3), 3)
    press(screen, "N")
    expect_at(screen, verse(screen, 1), 1)
    assert Assessment.objects.get().verdict.code == "accurate"


def test_a_verdict_goes_with_its_source_and_a_note_in_one_save(
    at_sentence: Callable[[str, int], Screen], claim: Claim
) -> None:
    screen, before = at_sentence("omar", 3), Action.objects.count()
    page, form = screen.page, screen.form("assessment")
    press(screen, "1")
    expect(form.get_by_role("radio", name="Accurate 1")).to_be_focused()
    for part, label, words in (
        ("With a new source", "Title", "Minutes of the council"),
        ("With a note for the desk", "Note for the desk", "She rings back tomorrow."),
    ):
        tab_to(page, form.locator("summary", has_text=part))
        press(screen, "Enter")
        tab_to(page, form.get_by_label(label))
        page.keyboard.type(words)
    page.reload()
    expect(form.get_by_label("Note for the desk")).to_have_value("She rings back tomorrow.")
    expect(form.get_by_label("Title")).to_be_visible()
    form.get_by_label("Title").focus()
    with screen.saving("assessment"):
        press(screen, "Control+s")

    expect(screen.part("sources")).to_contain_text("Minutes of the council")
    expect(screen.part("notes")).to_contain_text("She rings back tomorrow.")
    expect(form.get_by_label("Title")).to_be_hidden()
    assert Action.objects.count() == before + 1
    assert Assessment.objects.get().verdict.code == "accurate"


def log_in(page: Page, name: str) -> None:
    field = page.get_by_label("User name")
    expect(field).to_be_visible()
    if not field.evaluate("field => field === document.activeElement"):
        tab_to(page, field)
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough secret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()


def log_out(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=f"Account of {name}"), "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Log out"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("User name")).to_be_visible()


def open_article(screen: Screen) -> None:
    tab_to(screen.page, screen.page.get_by_role("cell").get_by_role("link").first)
    press(screen, "Enter")
    expect(screen.panel).to_be_visible()


def leave(screen: Screen) -> None:
    """Go back from the panel to its sentence, once what was saved has been drawn and the focus has its place again."""
    expect(screen.panel.locator(":focus")).to_have_count(1)
    press(screen, "Escape")
    expect(screen.panel.locator(":focus")).to_have_count(0)


def test_a_claim_is_checked_by_one_and_approved_by_another_with_keys_alone(browser_of: Enter, article: Article) -> None:
    page = browser_of()
    screen = Screen(page)
    page.goto("/")
    log_in(page, "omar")
    open_article(screen)
    tab_to(page, rail(screen, 1))
    press(screen, "j")
    expect_at(screen, rail(screen, 2), 2)

    press(screen, "Enter")
    expect(screen.form("claims").get_by_label("Words of the article")).to_be_focused()
    press(screen, "Tab", "ControlOrMeta+a")
    page.keyboard.type("The photo shows the Varn bridge.")
    with screen.saving("claims"):
        press(screen, "Control+s")
    expect(screen.chosen_claim).to_contain_text("The photo shows the Varn bridge.")

    leave(screen)
    press(screen, "s")
    expect(screen.part("sources").locator(":focus")).to_have_count(1)
    title = screen.form("sources").get_by_label("Title")
    if not title.evaluate("title => title === document.activeElement"):
        tab_to(page, title)
    page.keyboard.type("Picture desk, frame 12")
    with screen.saving("sources"):
        press(screen, "Control+s")
    leave(screen)
    press(screen, "m")
    expect(screen.form("notes").get_by_label("Add a note")).to_be_focused()
    page.keyboard.type("Compared with the frame before it.")
    with screen.saving("notes"):
        press(screen, "Control+s")
    leave(screen)
    press(screen, "1")
    with screen.saving("assessment"):
        press(screen, "Control+s")
    expect(screen.sentence(2)).to_have_attribute("data-status", "checked")
    leave(screen)
    log_out(page, "omar")

    log_in(page, "rita")
    open_article(screen)
    tab_to(page, rail(screen, 1))
    press(screen, "j")
    expect_at(screen, rail(screen, 2), 2)
    press(screen, "a")
    expect(screen.panel.get_by_role("button", name="Approve on draft 1")).to_be_focused()
    with screen.saving("approve"):
        press(screen, "Enter")
    expect(screen.panel.get_by_role("heading", name="rita signed this off")).to_be_visible()
    leave(screen)
    log_out(page, "rita")

    assert (SignOff.objects.get().reviewer.username, SignOff.objects.get().claim.sources) == ("rita", 1)
    assert Note.objects.get().text == "Compared with the frame before it."


def test_what_came_is_bound_as_soon_as_it_is_shown(at_sentence: Callable[[str, int], Screen], claim: Claim) -> None:
    """A key pressed right after a swap goes the page's way, and does not leave the page."""
    screen = at_sentence("omar", 1)
    came = """new Promise((told) => document.addEventListener("htmx:afterSwap", () => {
      const sent = new SubmitEvent("submit", {bubbles: true, cancelable: true});
      document.querySelector('#panel form[action$="/claims/"]').dispatchEvent(sent);
      told(sent.defaultPrevented);
    }, {once: true}))"""
    screen.page.evaluate(f"() => {{ window.came = {came} }}")
    press(screen, "j")
    assert screen.page.evaluate("window.came") is True


def test_saving_the_last_undone_sentence_goes_on_from_the_top(
    at_sentence: Callable[[str, int], Screen], revision: Revision, omar: User
) -> None:
    end = TEXT.rindex("The old bridge at dusk")
    place = (end, end + len("The old bridge at dusk"))
    add_claim(revision=revision, places=[place], words=ClaimWords("The photo is of the bridge."), act=Act(omar))
    screen = at_sentence("omar", 6)
    press(screen, "2")
    with screen.saving("assessment"):
        press(screen, "Control+Enter")
    expect_at(screen, verse(screen, 1), 1)


def test_keys_pressed_faster_than_the_panel_comes_are_all_counted(at_sentence: Callable[[str, int], Screen]) -> None:
    screen = at_sentence("omar", 1)
    press(screen, "j", "j", "j", "j")
    expect_at(screen, verse(screen, 5), 5)
    press(screen, "ArrowUp", "ArrowUp")
    expect_at(screen, verse(screen, 3), 3)
    screen.page.go_back()
    expect(screen.panel).not_to_have_accessible_name("Sentence 3")


def test_c_makes_a_claim_of_the_selected_words(at_sentence: Callable[[str, int], Screen], claim: Claim) -> None:
    screen = at_sentence("omar", 5)
    start = "It was last raised in 2011.".index("2011")
    screen.page.evaluate(SELECT, [5, start, start + 4])
    press(screen, "c")
    quote = screen.form("claims").get_by_label("Words of the article")
    expect(quote).to_be_focused()
    expect(quote).to_have_value("2011")
    with screen.saving("claims"):
        press(screen, "Control+Enter")
    expect(screen.part("words").locator("ul.places")).to_contain_text("2011")
    assert Claim.objects.get(number=2).anchors.get().start == TEXT.index("2011")


def test_the_other_letters_lead_to_their_places_and_escape_leads_back(
    at_sentence: Callable[[str, int], Screen], claim: Claim, assess: Callable[..., Assessment], omar: User
) -> None:
    assess(claim, omar, "accurate")
    screen = at_sentence("rita", 3)
    form = screen.form
    places = {
        "m": form("notes").get_by_label("Add a note"),
        "s": screen.part("sources").get_by_role("searchbox"),
        "0": form("not-checkable").get_by_label("Not checkable"),
        "x": form("send-back").get_by_label("What has to be done again"),
    }
    for key, place in places.items():
        press(screen, key)
        expect(place).to_be_focused()
        press(screen, "Escape")
        expect(verse(screen, 3)).to_be_focused()
    press(screen, "?")
    keys = screen.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    press(screen, "Escape")
    expect(keys).to_be_hidden()
    expect(verse(screen, 3)).to_be_focused()
    press(screen, "h")
    expect(screen.page.get_by_role("heading", name="History of claim 1")).to_be_visible()


def test_letters_typed_into_a_field_are_only_letters(at_sentence: Callable[[str, int], Screen], claim: Claim) -> None:
    screen = at_sentence("omar", 3)
    press(screen, "m")
    screen.page.keyboard.type("jkn1cs?0")
    expect(screen.form("notes").get_by_label("Add a note")).to_have_value("jkn1cs?0")
    expect(screen.panel).to_have_accessible_name("Sentence 3")
    expect(screen.page.get_by_role("dialog")).to_be_hidden()


def test_a_reviewer_approves_with_the_keyboard(
    at_sentence: Callable[[str, int], Screen], claim: Claim, assess: Callable[..., Assessment], omar: User
) -> None:
    assess(claim, omar, "accurate")
    screen = at_sentence("rita", 3)
    press(screen, "a")
    expect(screen.panel.get_by_role("button", name="Approve on draft 1")).to_be_focused()
    with screen.saving("approve"):
        press(screen, "Enter")
    expect(screen.panel.get_by_role("heading", name="rita signed this off")).to_be_visible()
    expect(screen.page.locator(":focus")).to_have_count(1)


def test_a_reviewer_unfolds_a_check_of_their_own_by_its_key_alone(
    at_sentence: Callable[[str, int], Screen], claim: Claim, assess: Callable[..., Assessment], omar: User
) -> None:
    assess(claim, omar, "accurate")
    screen = at_sentence("rita", 3)
    accurate = screen.panel.get_by_role("radio", name="Accurate 1")
    expect(accurate).to_be_hidden()
    press(screen, "Control+s")
    press(screen, "Enter")
    expect(screen.panel.get_by_role("button", name="Approve on draft 1")).to_be_focused()
    assert Assessment.objects.count() == 1

    press(screen, "Escape", "1")
    expect(accurate).to_be_focused()
    expect(screen.part("check")).to_contain_text("Whoever checks a claim cannot approve it.")
    with screen.saving("assessment"):
        press(screen, "Control+s")
    expect(accurate).to_be_focused()
    expect(screen.part("review")).to_contain_text("You assessed this claim yourself")


def test_the_focus_is_never_lost_to_a_save(at_sentence: Callable[[str, int], Screen], claim: Claim) -> None:
    screen = at_sentence("omar", 3)
    focus = screen.page.locator(":focus")

    with screen.saving("assessment"):
        press(screen, "2", "Control+s")
    expect(screen.panel.get_by_role("radio", name="Accurate with change 2")).to_be_focused()

    press(screen, "Escape")
    press(screen, "1", "Escape")
    with screen.saving("assessment"):
        press(screen, "Control+s")
    expect(verse(screen, 3)).to_be_focused()

    press(screen, "m")
    screen.page.keyboard.type("The council’s minutes say so.")
    with screen.saving("notes"):
        press(screen, "Control+s")
    expect(screen.form("notes").get_by_label("Add a note")).to_be_focused()
    expect(screen.form("notes").get_by_label("Add a note")).to_have_value("")

    for path, button, words in (
        ("sources", "Add the source", ("Title", "Minutes")),
        ("words", "Save the claim", ("Claim, in words that stand on their own", "The toll will be €4.")),
        ("withdraw", "Withdraw the claim", ("Reason", "Twice here.")),
        ("restore", "Restore the claim", None),
    ):
        for details in screen.panel.locator("details").all():
            details.evaluate("details => { details.open = true }")
        form = screen.panel.locator(f'form[action$="{claim.pk}/{path}/"]')
        if words:
            form.get_by_label(words[0], exact=True).fill(words[1])
        form.get_by_role("button", name=button).focus()
        with screen.saving(path):
            press(screen, "Enter")
        expect(focus).to_have_count(1)

    press(screen, "Escape", "0")
    screen.form("not-checkable").get_by_label("Not checkable").select_option(NotCheckable.OPINION.label)
    with screen.saving("not-checkable"):
        press(screen, "Control+s")
    expect(screen.form("not-checkable").get_by_label("Not checkable")).to_be_focused()


def test_a_verdict_is_undone_and_done_again_with_keys(
    at_sentence: Callable[[str, int], Screen], claim: Claim, omar: User, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    screen = at_sentence("omar", 3)
    said = screen.page.locator("#announce")
    expect(screen.sentence(3)).to_have_attribute("data-status", "checked")

    with screen.saving("undo"):
        press(screen, "Control+z")
    expect(said).to_contain_text("Undone.")
    expect(verse(screen, 3)).to_be_focused()
    expect(screen.sentence(3)).to_have_attribute("data-status", "unchecked")
    expect(screen.panel.get_by_role("radio", name="No verdict yet")).to_be_checked()

    with screen.saving("redo"):
        press(screen, "Control+Shift+Z")
    expect(said).to_contain_text("Done again.")
    expect(verse(screen, 3)).to_be_focused()
    expect(screen.sentence(3)).to_have_attribute("data-status", "checked")
    expect(screen.panel.get_by_role("radio", name="Accurate 1")).to_be_checked()

    press(screen, "Control+Shift+Z")
    expect(said).to_contain_text("Nothing of yours to redo here")

    # In a field they undo typing, and only that.
    press(screen, "m")
    note = screen.form("notes").get_by_label("Add a note")
    screen.page.keyboard.type("Rang.")
    press(screen, "Control+z")
    expect(note).to_be_focused()
    expect(screen.sentence(3)).to_have_attribute("data-status", "checked")
    assert Assessment.objects.get().withdrawn == ""
