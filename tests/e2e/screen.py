"""The workspace as a person sees and uses it, with JavaScript or without."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response, expect

# The point halfway down the left and the right edge of some words of the article, which may go over claims' marks; once
# nothing is on its way any more that would move them.
EDGES = """async ([sentence, from, to]) => {
  const measure = () => {
    const words = document.querySelector(`#s${sentence} .words`);
    words.scrollIntoView({block: "center"});
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT,
      (node) => node.parentElement.closest(".claim-no") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const range = document.createRange();
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const end = at + node.length;
      if (from >= at && from < end) range.setStart(node, from - at);
      if (to > at && to <= end) range.setEnd(node, to - at);
      at = end;
    }
    const boxes = [...range.getClientRects()];
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
  };
  const coming = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added";
  for (let before = measure(); ; ) {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
    const now = measure();
    if (String(now) === String(before) && !document.querySelector(coming)) return now;
    before = now;
  }
}"""


class Screen:
    """One person's workspace; `script` tells whether the browser runs JavaScript."""

    def __init__(self, page: Page, *, script: bool = True) -> None:
        self.page = page
        self.script = script
        self.panel = page.locator("#panel")
        self.problem = page.locator("#problem")
        self.saved = page.locator("#save-state")
        self.chosen_claim = self.panel.locator(".claim-link[aria-current=true]")

    # What a person looks at

    def sentence(self, number: int) -> Locator:
        return self.page.locator(f"#s{number}")

    def part(self, name: str) -> Locator:
        return self.panel.locator(f"#part-{name}")

    def form(self, path: str) -> Locator:
        """Find a form of the panel by the end of its address: "words", "assessment", "notes"."""
        return self.panel.locator(f'form[action$="/{path}/"]')

    # What a person does

    def open(self, title: str) -> None:
        self.page.goto("/")
        self.page.get_by_role("link", name=title).click()
        expect(self.panel).to_be_visible()

    def choose(self, sentence: int) -> None:
        self.sentence(sentence).locator("a.verse").click()
        expect(self.panel).to_have_accessible_name(f"Sentence {sentence}")

    def choose_claim(self, number: int) -> None:
        self.page.locator(".prose").get_by_role("link", name=re.compile(f"^Claim {number},")).first.click()
        expect(self.page.locator("#claim")).to_have_text(f"Claim {number}")

    def unfold(self, summary: str) -> None:
        """Open a part of the panel that is folded away, where it is not open already."""
        part = self.panel.locator("details", has=self.page.get_by_text(summary, exact=False)).locator("> summary").first
        if not part.evaluate("summary => summary.parentElement.open"):
            part.click()

    @contextmanager
    def saving(self, path: str) -> Iterator[None]:
        """Wait until what is sent inside has been answered, and shown as saved."""

        def answer(response: Response) -> bool:
            return response.request.method == "POST" and response.url.endswith(f"/{path}/")

        with self.page.expect_response(answer) as held:
            yield
        assert held.value.status in (200, 302), f"{path} was answered with {held.value.status}"
        if self.script:
            # "Not saved yet" is said of what stands half typed in another form.
            expect(self.saved).to_contain_text(re.compile(r"Saved \d\d:\d\d:\d\d|Not saved yet"))
        else:
            self.page.wait_for_url("**/articles/**#panel")

    def save(self, path: str, button: str) -> None:
        with self.saving(path):
            self.form(path).get_by_role("button", name=button).first.click()

    def select(self, sentence: int, start: int, end: int) -> None:
        """Select words with the mouse, from one edge to the other; offsets count from the sentence's first letter."""
        left, top, right, bottom = self.page.evaluate(EDGES, [sentence, start, end])
        self.page.mouse.move(left + 0.5, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, (top + bottom) / 2)
        self.page.mouse.move(right - 0.5, bottom, steps=4)
        self.page.mouse.up()

    def double_click(self, sentence: int, start: int, end: int) -> None:
        left, top, right, bottom = self.page.evaluate(EDGES, [sentence, start, end])
        self.page.mouse.dblclick((left + right) / 2, (top + bottom) / 2)

    def record(self, statement: str, *, kind: str = "Fact", part_of: int | None = None) -> None:
        """Record a claim on the words that stand in the form for a new one."""
        form = self.form("claims")
        form.get_by_label("Claim, in words that stand on their own").fill(statement)
        form.get_by_label("Type", exact=True).select_option(kind)
        if part_of:
            within = form.get_by_label("Part of")
            named = within.locator("option").filter(has_text=re.compile(rf"^{part_of}:"))
            within.select_option(named.get_attribute("value"))
        self.save("claims", "Record the claim")
        expect(self.chosen_claim.locator("q")).to_have_text(statement)

    def conclude(self, verdict: str, *, why: str, change: str = "") -> None:
        form = self.form("assessment")
        form.get_by_role("radio", name=re.compile(rf"^{verdict}( \d)?$")).check()
        form.get_by_label("Why").fill(why)
        form.get_by_label("Required change").fill(change)
        with self.saving("assessment"):
            form.locator("button:not([data-next])").click()
        expect(self.part("others").get_by_text(verdict, exact=True)).to_be_visible()
