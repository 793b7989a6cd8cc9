"""A web page saved on a disk comes in through the browser, looked at and corrected before it is an article."""

import re
from pathlib import Path

from playwright.sync_api import expect

from annotations.models import Article, Project, User
from annotations.proof.verify import verify_history
from tests.e2e.conftest import Enter
from tests.e2e.inspector import LOOKS, Inspector
from tests.reading.pages import PAGE


def test_a_web_page_is_looked_at_corrected_and_saved(
    project: Project, omar: User, enter: Enter, tmp_path: Path
) -> None:
    path = tmp_path / "toll.html"
    path.write_text(PAGE, "utf-8")
    page = enter("omar", **LOOKS)
    seen = Inspector(page)
    page.goto("/projects/city/articles/new/")
    page.get_by_label("or upload a file").set_input_files(path)
    page.get_by_label("Byline").fill("Jo Hale-Smith")
    page.get_by_role("button", name="Look at the sentences").click()

    expect(page.get_by_text("read from a web page")).to_be_visible()
    expect(page.get_by_text("The file says this itself")).to_contain_text("Title, Publisher, Address, Published on")
    expect(page.get_by_label("Byline")).to_have_value("Jo Hale-Smith")
    expect(page.get_by_label("Published on")).to_have_value("2026-03-03")
    expect(page.locator("ol.units .kind").get_by_text("Caption")).to_have_count(3)
    seen.look("new article, from a web page")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name=re.compile(r"See the \d+ sentences, then save")).click()
    expect(page.get_by_role("button", name="Save the article")).to_be_in_viewport()
    page.set_viewport_size(LOOKS["viewport"])
    page.get_by_label("Title", exact=True).fill("Toll up")
    page.get_by_role("button", name="Save the article").click()
    page.wait_for_url("**/articles/*/")

    page.locator("#s4 a.verse").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Links in this sentence")).to_be_visible()
    expect(panel.get_by_role("link", name="https://herald.example/papers/toll.pdf")).to_be_visible()
    seen.look("sentence with links")
    article = Article.objects.get()
    assert (article.title, article.author, article.publisher) == ("Toll up", "Jo Hale-Smith", "The Varn Herald")
    assert list(verify_history()) == []
    assert seen.wrong == []
