"""A reworked second draft of the seed article: brought in, its claims carried, each decision taken, by mouse or keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Origin, Project, User
from annotations.text.segmentation import sentence_spans
from tests.drafts import next_draft
from tests.e2e.conftest import Enter

INSERTED = "The ministry did not answer when asked for comment."
KEPT, REWORDED, RENAMED, DELETED, MOVED = range(1, 6)


class Seed:
    """The seed article and a second draft of it: one sentence reworded, a name mended, one deleted, moved, inserted."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_bytes().decode()
        units = [self.text[span.start : span.end] for span in sentence_spans(self.text)]
        self.headline = units[0]
        self.deleted = next(unit for unit in units if unit.startswith("“"))
        self.moved = next(unit for unit in units if "uptick" in unit)
        reworked = self.text.replace("questionable", "contested").replace("Solemaini", "Soleimani")
        for gone in (self.deleted, self.moved):
            assert reworked.count(gone) == 1
            reworked = reworked.replace(gone, "")
        self.reworked = f"{reworked.rstrip()}\n\n{self.moved} {INSERTED}\n"
        self.sentences = len(units)


@pytest.fixture
def seed(seed_article_path: Path) -> Seed:
    return Seed(seed_article_path)


@pytest.fixture
def article(seed: Seed, project: Project, omar: User, rita: User, assess: Callable[..., Assessment]) -> Article:
    """The first draft with five claims found accurate by omar, of which rita has signed off the two that change."""
    article = import_article(project=project, text=seed.text, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    for words in (seed.headline, "questionable", "Solemaini", seed.deleted, seed.moved):
        start = seed.text.index(words)
        claim = add_claim(
            revision=revision,
            places=[(start, start + len(words))],
            words=ClaimWords(f"It says “{words[:40]}”."),
            act=Act(omar),
        )
        assess(claim, omar, "accurate", note="The wire has it so.")
        if words in ("questionable", "Solemaini"):
            claim.refresh_from_db()
            approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    return article


def line(page: Page, number: int) -> Locator:
    """Find a claim in the list of what the draft changed."""
    heading = page.get_by_role("heading", name=f"Claim {number}", exact=True)
    return page.locator("ol.affected > li").filter(has=heading)


def bring_in(page: Page, article: Article, text: str) -> None:
    page.goto(f"/articles/{article.pk}/")
    page.get_by_role("link", name="New draft").click()
    page.get_by_label("Text of the draft").fill(text)
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_role("heading", name="What becomes of the claims")).to_be_visible()


def expect_the_preview(page: Page, seed: Seed) -> None:
    fates = page.locator(".fates")
    for words in ("1 kept", "1 moved", "2 changed", "1 lost"):
        expect(fates).to_contain_text(words)
    expect(line(page, DELETED).locator("del")).to_have_text(seed.deleted)
    expect(line(page, RENAMED).locator("ins")).to_have_text("Soleimani")
    expect(line(page, RENAMED)).to_contain_text("its sign-off is void")
    expect(page.locator(".compared ins").filter(has_text=INSERTED)).to_be_visible()
    expect(line(page, MOVED)).to_contain_text("Moved")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_second_draft_is_brought_in_and_every_claim_decided(
    seed: Seed, article: Article, enter: Enter, script: bool
) -> None:
    page = enter("cleo", java_script_enabled=script)
    bring_in(page, article, seed.reworked)
    expect_the_preview(page, seed)
    page.get_by_role("button", name="Save as draft 2").click()
    expect(page.get_by_role("heading", name="What draft 2 changed")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("3 claims wait for a decision")

    line(page, REWORDED).get_by_role("button", name="Keep “Accurate”, found by omar").click()
    expect(page.locator("#waiting")).to_have_text("2 claims wait for a decision")
    expect(line(page, REWORDED)).to_contain_text("Checked")
    line(page, RENAMED).get_by_role("button", name="Check it again").click()
    expect(page.locator("#waiting")).to_have_text("1 claim waits for a decision")
    expect(line(page, RENAMED)).to_contain_text("Reopened")
    lost = line(page, DELETED)
    lost.get_by_label("Words of the article").fill("These words are nowhere.")
    lost.get_by_role("button", name="Put it on these words").click()
    expect(lost).to_contain_text("These words are not in the article.")
    expect(lost.get_by_label("Words of the article")).to_have_value("These words are nowhere.")
    lost.get_by_label("Words of the article").fill(INSERTED)
    lost.get_by_role("button", name="Put it on these words").click()
    expect(page.locator("#waiting")).to_have_text("Nothing waits for a decision")

    page.get_by_role("link", name="Open the article").click()
    expect(page.locator(".prose")).to_contain_text(INSERTED)
    expect(page.locator("#lost")).to_be_empty()
    expect(page.locator(f"#s{seed.sentences}")).to_have_attribute("data-status", "reopened")
    call_command("verify_history")


def test_with_the_keyboard_alone(seed: Seed, article: Article, omar: User, enter: Enter) -> None:
    next_draft(article, seed.reworked, omar)
    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/drafts/2/")
    keep = line(page, REWORDED).get_by_role("button", name="Keep “Accurate”, found by omar")

    keep.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#waiting")).to_have_text("2 claims wait for a decision")
    # The button is gone; the keyboard goes on from the same claim.
    expect(line(page, REWORDED).locator("h3")).to_be_focused()
    expect(page.locator("#announce")).to_contain_text("Saved")
    lost = line(page, DELETED)
    lost.get_by_label("Words of the article").focus()
    page.keyboard.type("nowhere at all")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(lost).to_contain_text("These words are not in the article.")
    withdraw = lost.get_by_text("Withdraw the claim").first
    withdraw.focus()
    page.keyboard.press("Enter")
    lost.get_by_label("Reason").fill("It is not said any more.")
    page.keyboard.press("Enter")
    # Only who recorded a claim, or a reviewer, withdraws it.
    expect(page.locator("#problem")).to_contain_text("Somebody else recorded this claim")
    expect(lost.get_by_label("Reason")).to_have_value("It is not said any more.")


def test_what_is_typed_is_there_again_until_it_is_saved(seed: Seed, article: Article, enter: Enter) -> None:
    page = enter("cleo")
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_label("Text of the draft").fill(seed.reworked)

    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"/articles/{article.pk}/drafts/new/")

    expect(again.get_by_label("Text of the draft")).to_have_value(seed.reworked)
    expect(again.get_by_text("Not saved yet: what you typed here before is back.")).to_be_visible()
    again.get_by_role("button", name="Look at what it changes").click()
    again.get_by_role("button", name="Save as draft 2").click()
    expect(again.get_by_role("heading", name="What draft 2 changed")).to_be_visible()
    kept = "Object.keys(localStorage).filter((key) => key.includes(':next-'))"
    assert again.evaluate(kept) == []


def test_what_is_lost_waits_in_the_workspace_and_goes_once_it_is_on_other_words(
    seed: Seed, article: Article, omar: User, enter: Enter
) -> None:
    next_draft(article, seed.reworked, omar)
    page = enter("omar")
    page.goto(f"/articles/{article.pk}/")
    lost = page.locator("#lost")
    expect(lost).to_contain_text("Lost in draft 2: 1 place where a claim stood")
    lost.get_by_role("link", name=f"Claim {DELETED}").click()
    panel = page.locator("#part-words")
    expect(panel).to_contain_text("The words that it stood on are not in the article any more.")

    panel.get_by_label("Words of the article").first.fill(INSERTED)
    panel.get_by_role("button", name="Put it on these words").click()

    expect(lost).not_to_contain_text("Lost in draft 2")
    expect(lost).to_contain_text("2 claims wait: a new draft changed their words")
    expect(panel).to_contain_text(f"Sentence {seed.sentences}")
    expect(page.locator(f"#s{seed.sentences}")).to_have_attribute("data-status", "reopened")


def test_two_drafts_are_compared_without_script_and_unfolded(
    seed: Seed, article: Article, omar: User, enter: Enter
) -> None:
    next_draft(article, seed.reworked, omar)
    page = enter("vera", java_script_enabled=False)
    page.goto(f"/articles/{article.pk}/drafts/")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(re.compile("/drafts/1/2/$"))
    expect(page.locator("[data-kind=gone] del")).to_have_text(seed.deleted)
    expect(page.locator("[data-kind=moved] .new")).to_contain_text(seed.moved)
    expect(page.get_by_text(seed.headline).last).to_be_hidden()
    page.locator("summary").filter(has_text="the same: 1 to").click()
    expect(page.get_by_text(seed.headline).last).to_be_visible()
    page.get_by_role("link", name="In one text").click()
    expect(page.locator(".woven ins").filter(has_text="Soleimani")).to_be_visible()
    page.get_by_role("link", name="all its drafts").click()
    page.get_by_role("link", name="Open it as it last stood").click()
    expect(page.get_by_role("note")).to_contain_text("As it stood on")
    expect(page.locator(".prose")).to_contain_text(seed.deleted)
    assert Claim.objects.filter(work_status="reopened").count() == 3
