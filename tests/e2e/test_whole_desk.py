"""A whole desk at work, each person in a browser of their own, with the dashboard looked at after every step."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotations.models import Project
from annotations.web.forms.filters import ClaimFilterForm
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen
from tests.reports.recount import DONE, TO_CHECK, Row, rows_of_history, rows_of_tables
from tests.world import TEXT

THEIRS = "The toll on the bridge rises to four euros."
MINE = "The toll on the Varn bridge rises to €4 in May."
REASON = "Which record says so? Ask the council."

# What the dashboard counts, said once more over the rows that the history folds to.
COUNTED: dict[str, Callable[[Row], bool]] = {
    "unchecked": lambda claim: claim["work_status"] in TO_CHECK,
    "disputed": lambda claim: claim["work_status"] == "disputed",
    "unsourced": lambda claim: claim["verdict"] is not None and claim["sources"] == 0,
    "late": lambda claim: bool(claim["due_on"] and claim["due_on"] < today()) and claim["work_status"] not in DONE,
}


def today() -> str:
    return timezone.now().date().isoformat()


def test_a_whole_desk_from_the_import_to_the_list_that_leaves_it(
    project: Project, enter: Enter, tmp_path: Path
) -> None:
    mona, rita = enter("mona"), enter("rita")
    cleo, omar = Screen(enter("cleo")), Screen(enter("omar"))

    manager_imports_and_assigns(mona)
    figures_are_right(rita, project, claims=0)

    checker_records_what_is_claimed(cleo)
    figures_are_right(rita, project, claims=3)

    two_edit_the_same_claim(cleo, omar)
    figures_are_right(rita, project, claims=3)

    checker_checks(cleo)
    figures_are_right(rita, project, claims=3)

    reviewer_sends_one_back(rita)
    figures_are_right(rita, project, claims=3)
    cleo.page.goto("/me/")
    expect(cleo.page.get_by_role("region", name="Came back to you")).to_contain_text(REASON)

    reviewer_approves_the_rest(rita)
    figures_are_right(rita, project, claims=3)

    rows = list_as_csv(rita, tmp_path)
    assert [(row["claim"], row["work_status"], row["signed_off_by"]) for row in rows] == [
        ("1", "signed_off", "rita"),
        ("3", "signed_off", "rita"),
    ]
    assert rows[0]["statement"] == MINE
    call_command("verify_history")


def manager_imports_and_assigns(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("New article|Bring in the first article")).click()
    page.get_by_label("Article text").fill(TEXT)
    page.get_by_role("button", name="Look at the sentences").click()
    page.get_by_role("button", name="Save the article").click()
    page.wait_for_url("**/articles/*/")
    page.get_by_role("link", name="Who checks what").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Give them to").select_option("cleo")
    page.get_by_label("Due").fill((timezone.now().date() - datetime.timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Assign them").click()
    expect(page.locator(".notice").first).to_contain_text("paragraphs are cleo’s to check")
    expect(page.get_by_role("cell", name="cleo").first).to_be_visible()


def checker_records_what_is_claimed(cleo: Screen) -> None:
    cleo.page.goto("/me/")
    paragraphs = cleo.page.get_by_role("region", name="Your paragraphs")
    expect(paragraphs).to_contain_text("Late: due")
    paragraphs.get_by_role("link").first.click()
    for sentence, statement in ((3, MINE), (1, "The toll rises by a third."), (2, "The picture shows the old bridge.")):
        cleo.choose(sentence)
        cleo.record(statement)
    expect(cleo.part("words")).to_contain_text("cleo checks this")


def two_edit_the_same_claim(cleo: Screen, omar: Screen) -> None:
    omar.open("Bridge toll to rise by a third")
    for screen, words in ((cleo, MINE), (omar, THEIRS)):
        screen.choose_claim(1)
        screen.unfold("Edit the claim")
        screen.form("words").get_by_label("Claim, in words that stand on their own").fill(words + " ")
    omar.save("words", "Save the claim")

    cleo.form("words").get_by_label("Claimed by").fill("the council")
    cleo.form("words").get_by_role("button", name="Save the claim").click()
    expect(cleo.saved).to_have_text("Conflict")
    expect(cleo.form("words").get_by_role("alert").locator(".theirs")).to_contain_text(THEIRS)
    cleo.save("words", "Save the claim")
    expect(cleo.chosen_claim).to_contain_text(MINE)


def checker_checks(cleo: Screen) -> None:
    for number, verdict in ((1, "Accurate"), (2, "Inaccurate"), (3, "Accurate")):
        if number > 1:
            cleo.choose_claim(number)
        else:
            # Chosen already: chosen anew, the panel would come again while one unfolds what is in it.
            cleo.unfold("Add a source")
            source = cleo.form("sources")
            source.get_by_label("Title").fill("Council minutes")
            source.get_by_label("Stance").select_option("supports")
            with cleo.saving("sources"):
                source.get_by_role("button", name="Add the source").click()
        cleo.conclude(verdict, why="I asked the council.")


def reviewer_sends_one_back(page: Page) -> None:
    page.goto("/projects/city/claims/?status=checked")
    page.get_by_role("checkbox", name=re.compile("^Claim 2 of")).check()
    page.get_by_role("button", name="Send back…").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Send")
    page.get_by_label("What has to be done again").fill(REASON)
    page.get_by_role("button", name=re.compile("^Send .*back")).click()
    expect(page.locator(".messages")).to_contain_text("1 claim sent back.")


def reviewer_approves_the_rest(page: Page) -> None:
    page.goto("/projects/city/claims/?status=checked")
    page.get_by_label("Take", exact=True).select_option("page")
    page.get_by_role("button", name="Approve…").click()
    page.get_by_role("button", name=re.compile("^Approve")).click()
    expect(page.locator(".messages")).to_contain_text("approved.")


def list_as_csv(page: Page, folder: Path) -> list[dict[str, str]]:
    page.goto("/projects/city/claims/?status=signed_off")
    with page.expect_download() as held:
        page.get_by_role("link", name="These as CSV").click()
    path = folder / "list.csv"
    held.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures_are_right(page: Page, project: Project, *, claims: int) -> None:
    """Compare the dashboard's figures with the rows that the history folds to, and its links with their lists."""
    folded = rows_of_history()["claim"]
    assert folded == rows_of_tables()["claim"]
    assert len(folded) == claims
    page.goto("/dashboard/")
    expect(page.locator("#dashboard")).to_be_visible()
    shown = {}
    for link in page.locator('#dashboard a[href*="/claims/"]').all():
        address, number = link.get_attribute("href") or "", re.sub(r"\D", "", link.inner_text())
        if not number:
            continue
        asked = ClaimFilterForm(QueryDict(urlsplit(address).query), project).asked()
        assert asked is not None
        assert asked.claims(project).count() == int(number), address
        shown[urlsplit(address).query] = int(number)
    for name, counts in COUNTED.items():
        expected = sum(map(counts, folded.values()))
        assert shown.get(f"block={name}", 0) == expected, name
    done = sum(claim["work_status"] in DONE for claim in folded.values())
    if claims:
        region = page.get_by_role("region", name="Blocks publication")
        expect(region).to_contain_text(re.compile(rf"{done} of {claims} claims? done"))
