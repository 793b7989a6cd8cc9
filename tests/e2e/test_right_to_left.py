"""Articles written from right to left: laid out from the right, and what is selected in them is what is claimed."""

import pytest
from playwright.sync_api import expect

from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.models import Anchor, Article, Origin, Project, User
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen

# Two code units of the browser each, before everything; Latin letters and figures within, which run the other way.
TEXT = """🦊🐻 رسوم الجسر ترتفع

قال رئيس البلدية 😀 في 3 مايو 2011 إن رسوم جسر Varn Bridge سترتفع إلى 4.50 يورو. لا أحد يحب ذلك.

ראש העיר 🦉 אמר ב-3 במאי 2011 כי Varn Bridge ייסגר לשבוע.
"""

# The edges at which the words of [from, to) begin and end in the reading of whoever reads from the right.
EDGES = """([from, to]) => {
  const spots = [];
  for (const [at, edge] of [[from, "right"], [to - 1, "left"]]) {
    const words = [...document.querySelectorAll(".unit .words")].findLast((one) => Number(one.dataset.start) <= at);
    words.scrollIntoView({block: "center"});
    let gone = Number(words.dataset.start);
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT,
      (node) => node.parentElement.closest(".claim-no") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    search: for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let unit = 0; unit < node.length; gone++) {
        const width = node.data.codePointAt(unit) > 0xffff ? 2 : 1;
        if (gone === at) {
          const range = document.createRange();
          range.setStart(node, unit);
          range.setEnd(node, unit + width);
          const box = range.getBoundingClientRect();
          spots.push([box[edge], box.top + box.height / 2]);
          break search;
        }
        unit += width;
      }
    }
  }
  return spots;
}"""


@pytest.fixture
def bridge(project: Project, omar: User) -> Article:
    return import_article(project=project, text=TEXT, origin=Origin.PASTE, language="ar", act=Act(omar))


@pytest.fixture
def screen(enter: Enter, bridge: Article) -> Screen:
    page = enter("omar")
    page.goto(f"/articles/{bridge.pk}/?sentence=1")
    return Screen(page)


@pytest.mark.parametrize(
    "words",
    [
        "رئيس البلدية",
        "البلدية 😀 في 3 مايو 2011 إن رسوم",
        "رسوم جسر Varn Bridge سترتفع إلى 4.50 يورو",
        "יר 🦉 אמר ב-3 במאי 2011 כי",
        "כי Varn Bridge ייסגר לשבוע",
    ],
)
def test_the_claim_is_on_exactly_the_words_that_were_selected(screen: Screen, bridge: Article, words: str) -> None:
    start = TEXT.index(words)
    place = (start, start + len(words))
    (right, top), (left, bottom) = screen.page.evaluate(EDGES, place)
    mouse = screen.page.mouse
    mouse.move(right - 0.5, top)
    mouse.down()
    mouse.move((right + left) / 2, (top + bottom) / 2)
    mouse.move(left + 0.5, bottom, steps=4)
    mouse.up()
    expect(screen.form("claims").get_by_label("Words of the article")).to_have_value(words)
    screen.save("claims", "Record the claim")
    anchor = Anchor.objects.get()
    assert (anchor.start, anchor.end) == place
    assert anchor.quote == words
    assert bridge.latest_revision().text[anchor.start : anchor.end] == words
    expect(screen.page.locator("mark.claim").first).to_be_visible()
    assert "".join(screen.page.locator("mark.claim").all_text_contents()) == words


def test_it_is_laid_out_from_the_right(screen: Screen) -> None:
    prose = screen.page.locator(".prose")
    expect(prose).to_have_attribute("dir", "rtl")
    expect(prose).to_have_attribute("lang", "ar")

    def box(selector: str) -> dict[str, float]:
        found = screen.page.locator(selector).first.bounding_box()
        assert found
        return found

    # The margin is on the right, the number of a sentence right of its words, and a long line begins on the right.
    assert box("#p2")["x"] > box("#s2 .words")["x"] + box("#s2 .words")["width"] - 1
    assert box("#s1 .verse")["x"] > box("#s1 .words")["x"]
    assert box("#s2 .verse")["x"] > box("#s2 .words")["x"]


def test_the_words_around_it_stay_readable(screen: Screen) -> None:
    screen.choose(2)
    quote = screen.form("claims").get_by_label("Words of the article")
    assert quote.evaluate("field => getComputedStyle(field).unicodeBidi") == "plaintext"
    margin = screen.page.locator("#p2 > span").nth(1)
    assert margin.evaluate("span => getComputedStyle(span).unicodeBidi") == "plaintext"
    assert screen.page.locator("html").get_attribute("dir") == "ltr"
