"""Words selected with the mouse, wherever they begin and end."""

import pytest
from playwright.sync_api import Page, expect

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.models import Anchor, Article, Origin, Project, User
from annotations.text.segmentation import sentence_spans
from tests.e2e.conftest import Enter
from tests.e2e.screen import EDGES, Screen

# Two code units of the browser are one character of the desk's, and some spaces do not break.
TEXT = """A day at the 🦊 fair

The 🐻 danced at the fair on 3\u00a0May. Nobody paid, the mayor said. The 🐻 danced again.
"""


@pytest.fixture
def fair(project: Project, omar: User) -> Article:
    return import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))


@pytest.fixture
def screen(enter: Enter, fair: Article) -> Screen:
    page = enter("omar")
    page.goto(f"/articles/{fair.pk}/?sentence=1")
    return Screen(page)


def spot(page: Page, place: tuple[int, int]) -> tuple[list[float], int]:
    """Find where words stand on the screen: left and right edge, and the number of their sentence."""
    spans = sentence_spans(TEXT)
    number = next(number for number, span in enumerate(spans, start=1) if span.end > place[0])
    start = spans[number - 1].start

    # The browser counts UTF-16 units.
    def units(at: int) -> int:
        return len(TEXT[start:at].encode("utf-16-le")) // 2

    return page.evaluate(EDGES, [number, units(place[0]), units(place[1])]), number


def drag(screen: Screen, first: tuple[int, int], last: tuple[int, int]) -> None:
    (left, top, _, _), _ = spot(screen.page, first)
    (_, _, right, bottom), _ = spot(screen.page, last)
    mouse = screen.page.mouse
    mouse.move(left + 0.5, top)
    mouse.down()
    mouse.move(right - 0.5, bottom, steps=4)
    mouse.up()


def place_of(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def record(screen: Screen, expected: str) -> Anchor:
    expect(screen.form("claims").get_by_label("Words of the article")).to_have_value(expected)
    screen.save("claims", "Record the claim")
    expect(screen.chosen_claim).to_contain_text("Unchecked")
    anchor = Anchor.objects.order_by("-claim__number", "-start")[0]
    assert TEXT[anchor.start : anchor.end] == anchor.quote
    return anchor


def test_words_behind_a_character_of_two_units_are_counted_as_the_desk_counts(screen: Screen) -> None:
    again = place_of("danced", 1)
    drag(screen, again, again)
    anchor = record(screen, "danced")
    assert (anchor.start, anchor.end) == again


def test_a_selection_over_two_sentences_is_one_claim_in_both(screen: Screen) -> None:
    drag(screen, place_of("fair on"), place_of("Nobody paid"))
    anchor = record(screen, "fair on 3\u00a0May. Nobody paid")
    assert (anchor.start, anchor.end) == (place_of("fair on")[0], place_of("Nobody paid")[1])
    for number in (2, 3):
        expect(screen.sentence(number).locator("mark.claim")).to_have_count(1)


def test_the_number_of_a_claim_in_the_text_is_no_part_of_the_words(fair: Article, omar: User, screen: Screen) -> None:
    words = ClaimWords("The fair was on 3 May.")
    add_claim(revision=fair.latest_revision(), places=[place_of("3\u00a0May")], words=words, act=Act(omar))
    screen.page.reload()
    drag(screen, place_of("the fair"), place_of("the mayor"))
    anchor = record(screen, "the fair on 3\u00a0May. Nobody paid, the mayor")
    assert anchor.claim.number == 2


def test_a_claim_is_put_on_other_words_by_selecting_them(fair: Article, omar: User, screen: Screen) -> None:
    claim = add_claim(
        revision=fair.latest_revision(), places=[place_of("3\u00a0May")], words=ClaimWords("It was May."), act=Act(omar)
    )
    screen.page.goto(f"/articles/{fair.pk}/?claim=1")
    screen.unfold("Change where it stands")
    form = screen.form("move")
    form.get_by_label("Words of the article").focus()
    wanted = place_of("on 3\u00a0May")
    drag(screen, wanted, wanted)
    expect(form.get_by_label("Words of the article")).to_have_value("on 3\u00a0May")
    screen.save("move", "Put it on these words")
    expect(screen.part("words").locator("ul.places")).to_contain_text("on 3\u00a0May")
    anchor = Anchor.objects.get(claim=claim)
    assert (anchor.start, anchor.end) == wanted


@pytest.mark.parametrize("script", [True, False])
def test_words_that_a_claim_cannot_be_put_on_are_told_where_they_were_typed(
    fair: Article, omar: User, enter: Enter, script: bool
) -> None:
    words = ClaimWords("The fair was on 3 May.")
    add_claim(revision=fair.latest_revision(), places=[place_of("3\u00a0May")], words=words, act=Act(omar))
    page = enter("omar", java_script_enabled=script)
    page.goto(f"/articles/{fair.pk}/?claim=1")
    screen = Screen(page, script=script)
    expect(screen.saved).to_be_visible(visible=script)
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible(visible=script)
    screen.unfold("Change where it stands")
    form = screen.form("move")
    form.get_by_label("Words of the article").fill("These words stand nowhere.")
    form.get_by_role("button", name="Put it on these words").click()
    expect(form.locator(".errors")).to_be_visible()
    expect(form.get_by_label("Words of the article")).to_have_value("These words stand nowhere.")
    form.get_by_label("Words of the article").fill("on 3\u00a0May")
    screen.save("move", "Put it on these words")
    if not script:
        expect(screen.panel.locator(".messages")).to_contain_text("Saved.")


def test_selecting_words_alone_is_not_typing(screen: Screen) -> None:
    mayor = place_of("mayor")
    drag(screen, mayor, mayor)
    expect(screen.form("claims").get_by_label("Words of the article")).to_have_value("mayor")
    expect(screen.saved).to_have_text("All saved")
    screen.choose(1)
    screen.choose(3)
    expect(screen.form("claims").get_by_label("Words of the article")).to_have_value("Nobody paid, the mayor said.")


def test_selecting_other_words_keeps_a_statement_that_a_person_worded(screen: Screen) -> None:
    screen.choose(3)
    statement = screen.form("claims").get_by_label("Claim, in words that stand on their own")
    for words in ("Nobody", "mayor"):
        drag(screen, place_of(words), place_of(words))
        expect(statement).to_have_value(words)
    statement.fill("The mayor says so.")
    drag(screen, place_of("Nobody"), place_of("Nobody"))
    screen.page.reload()
    expect(statement).to_have_value("The mayor says so.")
    drag(screen, place_of("paid"), place_of("paid"))
    record(screen, "paid")
    expect(screen.chosen_claim).to_contain_text("The mayor says so.")


def test_the_back_button_goes_back_one_sentence_at_a_time(screen: Screen) -> None:
    for number in (2, 3, 4):
        screen.choose(number)
    for number in (3, 2, 1):
        screen.page.go_back()
        expect(screen.panel).to_have_accessible_name(f"Sentence {number}")
    screen.page.go_forward()
    expect(screen.panel).to_have_accessible_name("Sentence 2")


def test_white_space_at_the_ends_of_a_selection_is_left_out(screen: Screen) -> None:
    screen.choose(3)
    start, end = place_of(" paid,")
    drag(screen, (start, end), (start, end + 1))
    anchor = record(screen, "paid,")
    assert (anchor.start, anchor.end) == (start + 1, end)


def test_recorded_words_are_no_longer_selected(screen: Screen) -> None:
    drag(screen, place_of("fair on"), place_of("Nobody paid"))
    assert screen.page.evaluate("String(getSelection())")
    record(screen, "fair on 3\u00a0May. Nobody paid")
    assert not screen.page.evaluate("String(getSelection())")


@pytest.fixture
def phone(enter: Enter, fair: Article) -> Screen:
    page = enter("omar", viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page.goto(f"/articles/{fair.pk}/?sentence=3")
    return Screen(page)


def test_words_selected_with_a_finger_wait_for_a_button(phone: Screen) -> None:
    phone.sentence(2).locator(".words").tap()
    expect(phone.panel).to_have_accessible_name("Sentence 2")
    phone.page.evaluate("""() => {
      const words = document.querySelector("#s4 .words").firstChild;
      getSelection().setBaseAndExtent(words, 0, words, words.length);
    }""")
    button = phone.page.get_by_role("button", name="Claim on these words")
    expect(button).to_be_in_viewport()
    expect(phone.panel).to_have_accessible_name("Sentence 2")
    button.tap()
    expect(phone.panel).to_have_accessible_name("Sentence 4")
    expect(button).to_be_hidden()
    expect(phone.form("claims").get_by_label("Words of the article")).to_be_in_viewport()
    expect(phone.form("claims").get_by_label("Words of the article")).to_have_value("The 🐻 danced again.")


def test_on_a_phone_whoever_goes_on_from_the_panel_stays_there(phone: Screen, fair: Article, omar: User) -> None:
    for number in (2, 3):
        words = ClaimWords("It was May.")
        place = place_of("3\u00a0May" if number == 2 else "Nobody paid")
        add_claim(revision=fair.latest_revision(), places=[place], words=words, act=Act(omar))
    phone.page.goto(f"/articles/{fair.pk}/?sentence=2#panel")
    phone.page.get_by_role("link", name="Next sentence").tap()
    expect(phone.panel).to_have_accessible_name("Sentence 3")
    expect(phone.panel.get_by_role("heading", name="Sentence 3")).to_be_in_viewport()

    phone.form("assessment").get_by_role("radio", name="Inaccurate").check()
    expect(phone.form("assessment").locator("[data-next]")).to_be_in_viewport()
    phone.page.get_by_role("link", name="Back to the sentence").tap()
    expect(phone.sentence(3)).to_be_in_viewport()
