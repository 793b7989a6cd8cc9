"""The seed article checked as a desk would: from the file that came in to the file that goes out."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotations.models import Project
from annotations.text.segmentation import sentence_spans
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen

PASSWORD = "a long enough secret"
QUERY = "Which of the two do you mean, and who says so?"
REASON = "Ask a second office before this stands."

CAPTION, OPINION, NAME, SAID, SO, AMBIGUOUS = range(1, 7)


class Seed:
    """The article's text, and the places in it that the desk works on, found when the test runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_bytes().decode()
        self.spans = sentence_spans(self.text)
        units = [self.text[span.start : span.end] for span in self.spans]
        caption, times = Counter(units).most_common(1)[0]
        assert times == 3
        self.captions = [number for number, unit in enumerate(units, start=1) if unit == caption]
        self.opinion = self.place("questionable")
        self.name = self.place("Solemaini")
        quotation = re.search(r"^“[^”]+”", self.text, re.MULTILINE)
        assert quotation
        self.quotation = quotation.span()
        self.ambiguous = self._second_of_two(units)

    def place(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        assert self.text.count(words) == 1
        return start, start + len(words)

    def number(self, place: tuple[int, int]) -> int:
        return next(number for number, span in enumerate(self.spans, start=1) if span.end > place[0])

    def within(self, place: tuple[int, int]) -> tuple[int, int, int]:
        """Give the number of the sentence, and the place counted from its first letter."""
        number = self.number(place)
        start = self.spans[number - 1].start
        return number, place[0] - start, place[1] - start

    def words(self, place: tuple[int, int]) -> str:
        return self.text[slice(*place)]

    def _second_of_two(self, units: list[str]) -> tuple[int, int]:
        """Find a word that stands twice in one sentence, the second time."""
        for span, unit in zip(self.spans, units, strict=True):
            for word in re.findall(r"\b[A-Z]\w{4,}\b", unit):
                if unit.count(word) == 2:
                    start = span.start + unit.rindex(word)
                    return start, start + len(word)
        raise AssertionError("no word stands twice in one sentence")


@pytest.fixture
def seed(seed_article_path: Path) -> Seed:
    return Seed(seed_article_path)


def test_a_desk_checks_the_seed_article_from_upload_to_csv(
    seed: Seed, project: Project, browser_of: Enter, tmp_path: Path
) -> None:
    omar, rita = Screen(browser_of()), Screen(browser_of())
    check_the_article(seed, omar, rita)
    expect_all_of_it(seed, download(omar.page, tmp_path))
    call_command("verify_history")


def test_a_desk_checks_the_seed_article_without_javascript(
    seed: Seed, project: Project, browser_of: Enter, tmp_path: Path
) -> None:
    omar, rita = (Screen(browser_of(java_script_enabled=False), script=False) for _ in range(2))
    check_the_article(seed, omar, rita)
    expect_all_of_it(seed, download(omar.page, tmp_path))
    call_command("verify_history")


def check_the_article(seed: Seed, omar: Screen, rita: Screen) -> None:
    log_in(omar.page, "omar")
    bring_in(seed, omar)
    claim_the_caption_once_for_three_places(seed, omar)
    mark_a_word_as_opinion(seed, omar)
    correct_a_name(seed, omar)
    check_a_quotation_twice(seed, omar)
    ask_the_writer(seed, omar)
    log_in(rita.page, "rita")
    rita.page.get_by_role("cell").get_by_role("link").click()
    approve(rita, CAPTION)
    approve(rita, NAME)
    send_back(rita, SO)
    change_approved_words(omar)


def log_in(page: Page, name: str) -> None:
    page.goto("/")
    expect(page).to_have_title(re.compile("^Log in"))
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Articles", exact=True)).to_be_visible()


def bring_in(seed: Seed, omar: Screen) -> None:
    page = omar.page
    page.get_by_role("link", name="New article").click()
    page.get_by_label("or upload a file").set_input_files(seed.path)
    page.get_by_role("button", name="Look at the sentences").click()
    expect(page.get_by_role("heading", name="19 sentences in")).to_be_visible()
    expect(page.locator("ol.units li")).to_have_count(19)
    expect(page.locator("ol.units").get_by_text("Same text as")).to_have_count(3)
    page.get_by_label("Published on").fill("2020-12-03")
    page.get_by_label("Publisher").fill("The Morning Proof")
    page.get_by_role("button", name="Save the article").click()
    page.wait_for_url("**/articles/*/")
    expect(page.locator(".prose")).to_contain_text("Thursday 3 December 2020")
    expect(page.locator("#tally")).to_contain_text("0 of 19 checked")


def claim_the_caption_once_for_three_places(seed: Seed, omar: Screen) -> None:
    omar.choose(seed.captions[0])
    omar.record("The photo shows the two men together in the city that the caption names.", kind="Image")
    expect(omar.part("log")).to_contain_text("omar recorded")
    also = omar.part("words").get_by_role("button", name="Also stands here")
    for left in (1, 0):
        with omar.saving("places"):
            also.first.click()
        expect(also).to_have_count(left)
    expect(omar.part("words").locator("ul.places li")).to_have_count(3)
    omar.conclude("Accurate", why="The picture agency dates it and names both.")
    for number in seed.captions:
        expect(omar.sentence(number)).to_have_attribute("data-status", "checked")


def mark_a_word_as_opinion(seed: Seed, omar: Screen) -> None:
    pick(omar, seed, seed.opinion, by_double_click=True)
    omar.record("The election was questionable.", kind="Opinion")
    omar.form("not-checkable").get_by_label("Not checkable").select_option("Opinion")
    omar.save("not-checkable", "Mark not checkable")
    expect(omar.part("check").get_by_role("heading", name="Not checkable: opinion")).to_be_visible()


def correct_a_name(seed: Seed, omar: Screen) -> None:
    pick(omar, seed, seed.name)
    omar.record("The general’s family name is spelt Solemaini.", kind="Name or title")
    omar.unfold("Add a source")
    form = omar.form("sources")
    form.get_by_label("Title").fill("Register of names")
    form.get_by_label("Address").fill("https://example.org/names")
    form.get_by_label("Publisher").fill("The Names Board")
    form.get_by_label("Stance").select_option("Refutes")
    form.get_by_label("Where in it").fill("entry 12")
    form.get_by_label("Exact words").fill("Soleimani, general")
    omar.save("sources", "Add the source")
    expect(omar.part("sources").get_by_role("heading", name="1 source")).to_be_visible()
    omar.conclude("Accurate with change", why="Two letters are the wrong way round.", change="Soleimani")


def check_a_quotation_twice(seed: Seed, omar: Screen) -> None:
    pick(omar, seed, seed.quotation)
    omar.record("He said these words.", kind="Quotation")
    omar.conclude("Accurate", why="The recording has them.")
    pick(omar, seed, seed.quotation)
    omar.record("What he says is so.", part_of=SAID)
    expect(omar.part("words")).to_contain_text(f"part of claim {SAID}")
    omar.conclude("Needs context", why="He names no measure.")


def ask_the_writer(seed: Seed, omar: Screen) -> None:
    if omar.script:
        pick(omar, seed, seed.ambiguous)
    else:
        pick_one_of_two(omar, seed)
    omar.record("The second of the two is meant.")
    note(omar, QUERY, kind="Ask the writer")
    expect(omar.chosen_claim).to_contain_text("Query to writer")
    note(omar, "Rang the press office.", kind="Attempt to reach someone", to_whom="Press office", how="Telephone")
    note(omar, "The wire had another wording.", kind="Note for the desk")


def note(omar: Screen, text: str, *, kind: str, to_whom: str = "", how: str = "") -> None:
    form = omar.form("notes")
    form.get_by_label("Add a note").fill(text)
    form.get_by_role("radio", name=kind).check()
    if to_whom:
        omar.unfold("Whom, how and when")
        form.get_by_label("To whom").fill(to_whom)
        form.get_by_label("How", exact=True).fill(how)
        form.get_by_label("No reply").check()
    omar.save("notes", "Save the note")
    expect(omar.part("notes").locator("ol.thread")).to_contain_text(text)


def pick(omar: Screen, seed: Seed, place: tuple[int, int], *, by_double_click: bool = False) -> None:
    """Bring some words into the form for a new claim: selected with the mouse, or typed where there is no script."""
    number, start, end = seed.within(place)
    quote = omar.form("claims").get_by_label("Words of the article")
    if not omar.script:
        omar.choose(number)
        omar.unfold("New claim")
        quote.fill(seed.words(place))
    elif by_double_click:
        omar.double_click(number, start, end)
    else:
        omar.select(number, start, end)
    expect(omar.panel).to_have_accessible_name(f"Sentence {number}")
    expect(quote).to_have_value(seed.words(place))


def pick_one_of_two(omar: Screen, seed: Seed) -> None:
    """Type a word that stands twice in its sentence, and answer the page's question which is meant."""
    pick(omar, seed, seed.ambiguous)
    form = omar.form("claims")
    form.get_by_label("Claim, in words that stand on their own").fill("Whichever.")
    form.get_by_role("button", name="Record the claim").click()
    asked = omar.form("claims").get_by_role("group", name="Which place do you mean?")
    expect(asked.get_by_role("radio")).to_have_count(2)
    asked.get_by_role("radio").nth(1).check()


def approve(rita: Screen, claim: int) -> None:
    rita.choose_claim(claim)
    rita.save("approve", "Approve on draft 1")
    expect(rita.panel.get_by_role("heading", name="rita signed this off")).to_be_visible()


def send_back(rita: Screen, claim: int) -> None:
    rita.choose_claim(claim)
    rita.unfold("Send back")
    rita.form("send-back").get_by_label("What has to be done again").fill(REASON)
    rita.save("send-back", "Send back")
    expect(rita.chosen_claim).to_contain_text("Reopened")


def change_approved_words(omar: Screen) -> None:
    """Change the words of a claim that was signed off, and see that the sign-off is void."""
    omar.choose_claim(CAPTION)
    expect(omar.panel.get_by_role("heading", name="rita signed this off")).to_be_visible()
    omar.unfold("Edit the claim")
    omar.form("words").get_by_label("Claim, in words that stand on their own").fill("The photo shows both men.")
    omar.save("words", "Save the claim")
    expect(omar.panel.get_by_role("heading", name="The sign-off by rita is void")).to_be_visible()
    expect(omar.part("words")).to_contain_text("the claim’s words were changed")


def download(page: Page, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as held:
        page.get_by_role("link", name="Verdicts as CSV").click()
    path = folder / held.value.suggested_filename
    held.value.save_as(path)
    assert path.suffix == ".csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def expect_all_of_it(seed: Seed, rows: list[dict[str, str]]) -> None:
    assert [row["claim"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    for row in rows:
        places = zip(row["start"].split("\n"), row["end"].split("\n"), row["quote"].split("\n"), strict=True)
        for start, end, quote in places:
            assert seed.text[int(start) : int(end)] == quote
    caption, opinion, name, said, so, ambiguous = rows

    assert caption["sentences"] == "\n".join(map(str, seed.captions))
    assert caption["start"] == "\n".join(str(seed.spans[number - 1].start) for number in seed.captions)
    assert caption["statement"] == "The photo shows both men."
    assert (caption["type"], caption["work_status"], caption["verdict"]) == ("image", "checked", "accurate")
    assert caption["signed_off_by"] == ""

    assert (opinion["quote"], opinion["type"]) == ("questionable", "opinion")
    assert (opinion["work_status"], opinion["verdict"], opinion["note"]) == (
        "not_checkable",
        "",
        "Not checkable: opinion",
    )

    assert (name["quote"], name["type"], name["verdict"]) == ("Solemaini", "name", "accurate_with_change")
    assert name["required_change"] == "Soleimani"
    assert name["sources"] == (
        "1. refutes | Register of names | The Names Board | https://example.org/names | entry 12 | “Soleimani, general”"
    )
    assert (name["work_status"], name["signed_off_by"], name["checkers"]) == ("signed_off", "rita", "omar")
    assert name["signed_off_at"]

    assert said["quote"] == so["quote"] == seed.words(seed.quotation)
    assert (said["type"], said["verdict"], said["work_status"]) == ("quotation", "accurate", "checked")
    assert (so["type"], so["verdict"], so["work_status"]) == ("fact", "", "reopened")
    assert REASON in so["note"]

    assert (ambiguous["start"], ambiguous["end"]) == tuple(map(str, seed.ambiguous))
    assert (ambiguous["work_status"], ambiguous["open_queries"]) == ("query", QUERY)
