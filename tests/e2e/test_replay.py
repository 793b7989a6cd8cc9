"""The checking of an article, replayed with the slider of its history: by keyboard, and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Article, Assessment, Claim, User
from annotations.reports.events.moments import Step, steps_in
from tests.e2e.conftest import Enter
from tests.e2e.test_keyboard import tab_to


@pytest.fixture
def steps(
    article: Article, claim: Claim, omar: User, cleo: User, assess: Callable[..., Assessment], transactional_db: None
) -> list[Step]:
    """Check claim 1 twice: the import, the claim, two verdicts."""
    assess(claim, omar, "accurate", note="The minutes say so.")
    assess(claim, cleo, "inaccurate", note="They do not.")
    return steps_in(article)


def open_history(enter: Enter, article: Article, **options: bool) -> Page:
    page = enter("vera", **options)
    page.goto(reverse("article_history", args=[article.pk]))
    return page


def test_the_arrows_replay_the_checking(enter: Enter, article: Article, steps: list[Step]) -> None:
    page = open_history(enter, article)
    slider = page.get_by_role("slider")
    expect(slider).to_have_accessible_name(f"The article as it stands now, after entry {steps[-1].entry}")
    tab_to(page, slider)

    page.keyboard.press("ArrowLeft")
    stood = page.get_by_role("region", name="The article as it stood")
    expect(stood.locator('.unit[data-status="checked"]')).to_have_count(1)
    expect(page.locator("#replay")).to_contain_text(f"after entry {steps[-2].entry}")
    expect(page.locator("#history")).not_to_contain_text("They do not.")
    assert page.url.endswith(f"?as_of={steps[-2].entry}")

    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(stood.locator('.unit[data-status="checked"]')).to_have_count(0)
    expect(slider).to_be_focused()
    expect(slider).to_have_value("1")
    expect(slider).to_have_accessible_name(re.compile(f"^The article as it stood after entry {steps[0].entry}, "))

    page.keyboard.press("End")
    expect(stood).to_have_count(0)
    expect(page.locator("#history")).to_contain_text("They do not.")
    assert "as_of" not in page.url

    page.keyboard.press("ArrowLeft")
    expect(stood).to_be_visible()
    page.get_by_role("link", name="Open the article as of then").click()
    # A page that is there does not listen to keys before its scripts are.
    page.wait_for_url("**/articles/*/?as_of=*")
    expect(page.locator(".panel")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"after entry {steps[-2].entry}")
    # Whoever goes on with keys stays there.
    page.locator("#s3 a.verse").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#panel")).to_have_accessible_name("Sentence 4")
    assert f"as_of={steps[-2].entry}" in page.url
    page.get_by_role("link", name="back to now").click()
    assert "as_of" not in page.url


def test_without_javascript_it_is_forms_and_links(enter: Enter, article: Article, steps: list[Step]) -> None:
    page = open_history(enter, article, java_script_enabled=False)
    page.get_by_role("link", name="Step before").click()
    expect(page.locator("#replay")).to_contain_text(f"after entry {steps[-2].entry}")
    page.get_by_label("Entry or time in UTC").fill("1")
    page.get_by_role("button", name="Go there").click()
    expect(page.locator("#replay")).to_contain_text(f"after entry {steps[0].entry}")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Show the article as of then").click()
    expect(page.locator("#replay")).to_contain_text(f"after entry {steps[1].entry}")
    page.get_by_label("Entry or time in UTC").fill("some day")
    page.get_by_role("button", name="Go there").click()
    expect(page.get_by_role("main")).to_contain_text("Give the number of an entry")
