"""Every page at three widths, in light and dark: no sideways scrolling, nothing that axe objects to, no error."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.noting import Contact, add_note
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Assessment, Audience, Claim, NoteKind, Revision, Stance, User
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen
from tests.world import TEXT

SIZES = {"wide": (1440, 900), "middle": (768, 1024), "phone": (390, 844)}
# What the browser and htmx write about the refusals and the cut network that the tests below bring about.
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of 4(04|09|22)|net::ERR_INTERNET_DISCONNECTED)"
    r"|htmx:(afterRequest|sendError)"
)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

Inspect = Callable[[Page], "Inspector"]
Assess = Callable[..., Assessment]


class Inspector:
    """Look at the page as it is now and write down what is wrong with it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.wrong.append(f"console: {message.text}")

    def look(self, name: str) -> None:
        """Look at it in light, and once more in dark for what may differ there."""
        sideways = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if sideways > 0:
            self.wrong.append(f"{name}: {sideways} px too wide")
        self._ask_axe(name)
        self.page.emulate_media(color_scheme="dark")
        self._ask_axe(f"{name}, dark", CONTRAST)
        self.page.emulate_media(color_scheme="light")

    def _ask_axe(self, name: str, options: dict[str, Any] | None = None) -> None:
        for found in Axe().run(self.page, options=options).response["violations"]:
            places = "; ".join(node["html"][:160] for node in found["nodes"][:3])
            self.wrong.append(f"{name}: {found['id']} ({found['impact']}): {found['help']}: {places}")


@pytest.fixture(params=list(SIZES))
def looks(request: pytest.FixtureRequest) -> dict[str, Any]:
    width, height = SIZES[request.param]
    # A colour on its way to another has no contrast that could be measured.
    return {"viewport": {"width": width, "height": height}, "color_scheme": "light", "reduced_motion": "reduce"}


@pytest.fixture
def inspect() -> Iterator[Inspect]:
    inspectors: list[Inspector] = []

    def inspect(page: Page) -> Inspector:
        inspectors.append(Inspector(page))
        return inspectors[-1]

    yield inspect
    wrong = [line for inspector in inspectors for line in inspector.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def busy_claim(claim: Claim, revision: Revision, omar: User, cleo: User, rita: User, assess: Assess) -> Claim:
    """Claim 1 with everything a panel can show, and claim 2 disputed."""
    assess(claim, omar, "accurate", note="The council said so.")
    source = NewSource(title="Minutes of the council", url="https://example.org/minutes", publisher="The council")
    use = Use(stance=Stance.SUPPORTS, quote="will rise to €4", locator="page 3")
    cite_source(claim=claim, source=source, use=use, act=Act(omar))
    contact = Contact(to_whom="the mayor’s office", how="telephone", no_reply=True)
    add_note(claim=claim, kind=NoteKind.ATTEMPT, text="Rang at noon.", contact=contact, act=Act(omar))
    add_note(claim=claim, kind=NoteKind.QUERY, text="Which May?", act=Act(cleo))
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    claim.refresh_from_db()
    edit_claim(claim=claim, words=ClaimWords("From May on the toll is €4."), version=claim.version, act=Act(cleo))
    start = TEXT.index("2011")
    disputed = add_claim(
        revision=revision, places=[(start, start + 4)], words=ClaimWords("It was raised in 2011."), act=Act(omar)
    )
    assess(disputed, omar, "accurate")
    assess(disputed, cleo, "inaccurate", note="It was 2012.")
    add_note(claim=disputed, kind=NoteKind.QUERY, text="Which?", audience=Audience.WRITER, act=Act(omar))
    claim.refresh_from_db()
    return claim


def test_the_pages_before_and_around_the_workspace(
    looks: dict[str, Any], browser_of: Enter, enter: Enter, article: Article, busy_claim: Claim, inspect: Inspect
) -> None:
    door = browser_of(**looks)
    seen = inspect(door)
    door.goto("/")
    seen.look("login")
    door.get_by_label("User name").fill("omar")
    door.get_by_label("Password").fill("wrong")
    door.get_by_role("button", name="Log in").click()
    expect(door.get_by_role("alert")).to_be_visible()
    seen.look("login refused")

    page = enter("omar", **looks)
    seen = inspect(page)
    for name, path in {
        "home": "/",
        "project": "/projects/city/",
        "new article": "/projects/city/articles/new/",
        "details": f"/articles/{article.pk}/edit/",
        "history": f"/articles/{article.pk}/history/",
        "claim history": f"/claims/{busy_claim.pk}/history/",
        "password": "/password/",
        "not found": "/nowhere/",
    }.items():
        page.goto(path)
        expect(page.get_by_role("main")).to_be_visible()
        seen.look(name)

    page.goto("/password/")
    for label in ("Old password", "New password", "New password confirmation"):
        page.get_by_label(label, exact=True).fill("wrong")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen.look("password refused")

    page.goto("/projects/city/articles/new/")
    page.get_by_label("Article text").fill(TEXT)
    page.get_by_role("button", name="Look at the sentences").click()
    expect(page.locator("ol.units li")).to_have_count(6)
    seen.look("preview")
    page.get_by_role("button", name="Save the article").click()
    expect(page.get_by_role("alert")).to_contain_text("This text is here already")
    seen.look("duplicate")


def test_the_workspace_in_all_its_states(
    looks: dict[str, Any], enter: Enter, article: Article, busy_claim: Claim, cleo: User, inspect: Inspect
) -> None:
    page = enter("omar", **looks)
    seen = inspect(page)
    omar = Screen(page)
    page.goto(f"/articles/{article.pk}/?sentence=1")
    seen.look("sentence without a claim")
    page.goto(f"/articles/{article.pk}/?claim=2")
    seen.look("disputed claim")
    page.goto(f"/articles/{article.pk}/?claim=1")
    expect(omar.panel.get_by_role("heading", name="The sign-off by rita is void")).to_be_visible()
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true }")
    seen.look("claim with everything unfolded")

    edit_claim(
        claim=busy_claim,
        words=ClaimWords("The toll rises to four euros."),
        version=busy_claim.version,
        act=Act(cleo),
    )
    form = omar.form("words")
    form.get_by_label("Claim, in words that stand on their own").fill("The toll is €4 from May on.")
    form.get_by_role("button", name="Save the claim").click()
    expect(omar.saved).to_have_text("Conflict")
    seen.look("conflict")
    omar.form("notes").get_by_role("button", name="Save the note").click()
    expect(omar.form("notes")).to_contain_text("Write something first.")
    seen.look("refused")
    page.context.set_offline(True)
    omar.form("assessment").locator("button:not([data-next])").click()
    expect(omar.problem.get_by_role("alert")).to_be_visible()
    seen.look("not saved")
    page.context.set_offline(False)
    expect(omar.problem).to_be_empty()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    seen.look("keys")


def test_the_workspace_of_a_reviewer_and_of_a_viewer(
    looks: dict[str, Any], enter: Enter, article: Article, busy_claim: Claim, inspect: Inspect
) -> None:
    for name in ("rita", "vera"):
        page = enter(name, **looks)
        seen = inspect(page)
        page.goto(f"/articles/{article.pk}/?claim=1")
        for details in page.locator("details").all():
            details.evaluate("details => { details.open = true }")
        seen.look(f"workspace of {name}")
