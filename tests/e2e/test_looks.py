"""What a page looks like where no rule of accessibility says it: the length of a line, and what stays off paper."""

import pytest
from playwright.sync_api import Page, expect

from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.models import Article, Claim, Origin, Project, User
from tests.e2e.conftest import Enter
from tests.e2e.inspector import SIZES

LONG = "The council said that the toll on the bridge would rise to four euros in May, and nobody liked it much. " * 6
# The letters of each line of the first paragraph but the last, as they stand on the screen.
LINES = """(selector) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  const lines = new Map();
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(".words")) continue;
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const line = Math.round(range.getBoundingClientRect().bottom / 8);
      lines.set(line, (lines.get(line) ?? 0) + 1);
    }
  }
  return [...lines.values()].slice(0, -1);
}"""


@pytest.fixture
def long_article(project: Project, omar: User) -> Article:
    return import_article(project=project, text=LONG, origin=Origin.PASTE, act=Act(omar))


@pytest.mark.parametrize("size", ["wide", "middle"])
def test_a_line_of_the_article_has_sixty_to_seventy_five_letters(
    enter: Enter, long_article: Article, size: str
) -> None:
    width, height = SIZES[size]
    page = enter("vera", viewport={"width": width, "height": height})
    page.goto(f"/articles/{long_article.pk}/")
    letters = page.evaluate(LINES, ".block p:not(.byline)")
    assert 60 <= sum(letters) / len(letters) <= 75, letters


def shown(page: Page, selector: str) -> list[str]:
    found = page.locator(selector).all()
    return [each.evaluate("element => element.outerHTML.slice(0, 80)") for each in found if each.is_visible()]


def test_on_paper_there_is_nothing_to_press(enter: Enter, article: Article, claim: Claim) -> None:
    page = enter("omar")
    page.emulate_media(media="print")
    for path in ("/", f"/articles/{article.pk}/?claim=1", f"/articles/{article.pk}/print/"):
        page.goto(path)
        expect(page.get_by_role("main")).to_be_visible()
        assert shown(page, "button, input, select, textarea, summary, .btn, nav") == [], path


def test_on_paper_each_note_stands_beside_the_paragraph_of_its_claim(
    enter: Enter, article: Article, claim: Claim
) -> None:
    page = enter("vera", viewport={"width": 760, "height": 1000}, color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(f"/articles/{article.pk}/print/")
    words = page.locator(".copy-row > p", has_text="Varn bridge").bounding_box()
    note = page.locator("#claim-1").bounding_box()
    assert words
    assert note
    assert note["x"] >= words["x"] + words["width"]
    assert abs(note["y"] - words["y"]) < 20
    ink = page.locator("#claim-1").evaluate("note => getComputedStyle(note).color")
    assert ink == "rgb(0, 0, 0)"
