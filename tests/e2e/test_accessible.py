"""Every page for everyone: nothing that axe objects to, nothing cut off, whatever the width, the colours and the state.

A new page is one line in PAGES.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.noting import Contact, add_note
from annotations.desk.projects import create_project
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.management.commands.permissions import addresses
from annotations.models import Article, Audience, Claim, Event, NoteKind, Revision, Source, Stance, User
from tests.drafts import next_draft
from tests.e2e.conftest import Enter
from tests.e2e.inspector import LOOKS, Inspector
from tests.e2e.screen import Screen
from tests.world import TEXT, Assess

Inspect = Callable[[Page], Inspector]


class Seen(NamedTuple):
    """A page by the name of its address, as somebody sees it; `query` says more, `name` which of its states."""

    page: str
    who: str
    query: str = ""
    name: str = ""


PAGES = (
    Seen("home", "omar"),
    Seen("home", "nora", name="in no project"),
    Seen("dashboard", "rita"),
    Seen("me", "omar"),
    Seen("me", "nora", name="in no project"),
    Seen("me", "rita"),
    Seen("project", "vera"),
    Seen("project_claims", "rita"),
    Seen("project_claims", "vera", "?q=nothing", "nothing found"),
    Seen("project_claims", "rita", name="to review"),
    Seen("project_claims", "vera", "?status=disputed&words=2011&order=due", "filtered"),
    Seen("project_claims", "vera", "?status=nonsense", "with a wrong filter"),
    Seen("project_sources", "vera"),
    Seen("source", "omar"),
    Seen("edit_source", "omar"),
    Seen("merge_source", "rita"),
    Seen("retract_source", "rita"),
    Seen("restore_source", "rita"),
    Seen("new_article", "omar"),
    Seen("checked_articles", "mona"),
    Seen("workspace", "omar", "?sentence=1", "a sentence without a claim"),
    Seen("workspace", "omar", "?claim=2", "disputed"),
    Seen("workspace", "omar", "?sentence=3&parting=open", "a sentence to be split or joined"),
    Seen("workspace", "omar", "?claim=2&as_of=10", "as of an entry"),
    Seen("edit_article", "omar"),
    Seen("assign_paragraphs", "rita"),
    Seen("checked_copy", "vera"),
    Seen("checked_copy", "vera", "?as_of=10", "as of an entry"),
    Seen("drafts", "vera"),
    Seen("compare_drafts", "vera"),
    Seen("compare_drafts", "vera", "?view=woven", "woven"),
    Seen("draft_changes", "omar"),
    Seen("new_draft", "omar"),
    Seen("article_history", "vera"),
    Seen("article_history", "vera", "?as_of=4", "as of an entry"),
    Seen("claim_history", "omar"),
    Seen("receipt", "vera"),
    Seen("source_history", "vera"),
    Seen("assign_claim", "cleo"),
    Seen("erase_words", "mona"),
    Seen("desk_history", "rita"),
    Seen("desk_history", "nora", name="in no project"),
    Seen("password_change", "omar"),
    Seen("password_change_done", "omar"),
)
# Looked at below, where nobody is logged in; and what is put into a page that is looked at.
ELSEWHERE = {"login", "logout", "find_source"}
# To take away.
FILES = re.compile(r"\.(csv|json|txt|zip)$|^/checkpoint$")


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


def unfold(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach((details) => { details.open = true })")


def test_every_page_of_the_desk_is_looked_at() -> None:
    shown = {
        address.pattern.name
        for address in addresses()
        if "GET" in address.methods and not address.route.startswith("/admin/") and not FILES.search(address.route)
    }
    assert shown - ELSEWHERE == {seen.page for seen in PAGES}


def test_the_pages(enter: Enter, article: Article, busy_claim: Claim, mona: User, nora: User, inspect: Inspect) -> None:
    create_project(slug="empty", name="A project without an article", act=Act(mona))
    next_draft(article, TEXT.replace("Ada Brook", "Ada Brooks"), mona)
    keys = {
        "article_id": article.pk,
        "claim_id": busy_claim.pk,
        "slug": article.project.slug,
        "source_id": Source.objects.get().pk,
        "action_id": Event.objects.get(object=Source.objects.get().pk, version=1).action_id,
        "event_id": Event.objects.get(object=busy_claim.pk, version=1).pk,
        "field": "statement",
        "older": 1,
        "newer": 2,
        "number": 2,
    }
    patterns = {address.pattern.name: address.pattern.pattern for address in addresses()}
    people: dict[str, Inspector] = {}
    for seen in PAGES:
        if seen.who not in people:
            people[seen.who] = inspect(enter(seen.who, **LOOKS))
        inspector = people[seen.who]
        named = {name: keys[name] for name in patterns[seen.page].converters}
        inspector.page.goto(reverse(seen.page, kwargs=named) + seen.query)
        expect(inspector.page.get_by_role("main")).to_be_visible()
        inspector.look(f"{seen.page} {seen.name}")


def test_the_door(browser_of: Enter, omar: User, inspect: Inspect) -> None:
    door = browser_of(**LOOKS)
    seen = inspect(door)
    door.goto("/")
    seen.look("log in")
    door.get_by_label("User name").fill("omar")
    door.get_by_label("Password").fill("wrong")
    door.get_by_role("button", name="Log in").click()
    expect(door.get_by_role("alert")).to_be_visible()
    seen.look("log in, refused")


def test_what_is_refused_on_whole_pages(enter: Enter, article: Article, inspect: Inspect) -> None:
    page = enter("omar", **LOOKS)
    seen = inspect(page)
    page.goto("/nowhere/")
    seen.look("not found")

    page.goto("/password/")
    for label in ("Old password", "New password", "New password confirmation"):
        page.get_by_label(label, exact=True).fill("wrong")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen.look("password, refused")

    page.goto("/projects/city/articles/new/")
    page.get_by_role("button", name="Look at the sentences").click()
    expect(page.locator(".errors")).to_be_visible()
    seen.look("new article, refused")
    page.get_by_label("Article text").fill(TEXT)
    page.get_by_role("button", name="Look at the sentences").click()
    expect(page.locator("ol.units li")).to_have_count(6)
    seen.look("new article, cut")
    page.get_by_role("button", name="Save the article").click()
    expect(page.get_by_role("alert")).to_contain_text("This text is here already")
    seen.look("new article, twice")

    viewer = enter("vera", **LOOKS)
    seen = inspect(viewer)
    viewer.goto("/projects/city/articles/new/")
    seen.look("not allowed")


def test_the_workspace_in_all_its_states(
    enter: Enter, article: Article, busy_claim: Claim, cleo: User, inspect: Inspect
) -> None:
    page = enter("omar", **LOOKS)
    seen = inspect(page)
    omar = Screen(page)
    page.goto(f"/articles/{article.pk}/?claim=1")
    expect(omar.panel.get_by_role("heading", name="The sign-off by rita is void")).to_be_visible()
    unfold(page)
    seen.look("claim, everything unfolded")

    words = ClaimWords("The toll rises to four euros.")
    edit_claim(claim=busy_claim, words=words, version=busy_claim.version, act=Act(cleo))
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


def test_a_conflict_on_a_page_of_its_own(
    enter: Enter, article: Article, busy_claim: Claim, cleo: User, inspect: Inspect
) -> None:
    page = enter("omar", **LOOKS)
    # As without JavaScript, which axe itself needs.
    page.route("**/htmx-*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    omar = Screen(page, script=False)
    page.goto(f"/articles/{article.pk}/?claim=1")
    words = ClaimWords("The toll rises to four euros.")
    edit_claim(claim=busy_claim, words=words, version=busy_claim.version, act=Act(cleo))
    omar.unfold("Edit the claim")
    form = omar.form("words")
    form.get_by_label("Claim, in words that stand on their own").fill("The toll is €4 from May on.")
    with page.expect_navigation():
        form.get_by_role("button", name="Save the claim").click()
    expect(page.locator("#part-words")).to_contain_text("The toll rises to four euros.")
    inspect(page).look("conflict on a page of its own")


def test_the_workspace_of_a_reviewer_and_of_a_viewer(
    enter: Enter, article: Article, busy_claim: Claim, inspect: Inspect
) -> None:
    for name in ("rita", "vera"):
        page = enter(name, **LOOKS)
        page.goto(f"/articles/{article.pk}/?claim=1")
        unfold(page)
        inspect(page).look(f"workspace of {name}")


def test_a_sentence_is_named_by_its_place_its_state_and_what_stands_at_it(
    enter: Enter, article: Article, busy_claim: Claim
) -> None:
    page = enter("vera")
    page.goto(f"/articles/{article.pk}/")
    # In the rail and in the article.
    expect(page.get_by_role("link", name=re.compile("^Sentence 5 of 6, disputed, 1 claim"))).to_have_count(2)


def test_a_new_draft_and_what_it_changed(
    enter: Enter, article: Article, busy_claim: Claim, omar: User, inspect: Inspect
) -> None:
    start = TEXT.index("“Nobody likes it,” said Mayor Ada Brook.")
    lost = (start, TEXT.index(" It was last"))
    first = article.latest_revision()
    add_claim(revision=first, places=[lost], words=ClaimWords("The mayor said that nobody likes it."), act=Act(omar))
    text = TEXT.replace("€4", "€5").replace(TEXT[slice(*lost)], "")
    page = enter("cleo", **LOOKS)
    seen = inspect(page)
    page.goto(f"/articles/{article.pk}/drafts/new/")
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.locator(".errors")).to_be_visible()
    seen.look("new draft, refused")
    page.get_by_label("Text of the draft").fill(text)
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_role("heading", name="What becomes of the claims")).to_be_visible()
    unfold(page)
    seen.look("new draft, compared")
    next_draft(article, f"{TEXT}\nLorries pay nothing.\n", omar)
    page.get_by_role("button", name="Save as draft 2").click()
    expect(page.get_by_role("heading", name="Draft 2 came in meanwhile")).to_be_visible()
    seen.look("new draft, too late")
    page.get_by_role("button", name="Save as draft 3").click()
    expect(page.locator("#waiting")).to_have_text("2 claims wait for a decision")
    unfold(page)
    seen.look("what a draft changed")
    page.get_by_label("Words of the article").first.fill("The old bridge at dusk")
    page.get_by_role("button", name="Put it on these words").first.click()
    expect(page.get_by_text("Which place do you mean?")).to_be_visible()
    seen.look("what a draft changed, several places")
    for claim, state in ((1, "changed"), (3, "lost")):
        page.goto(f"/articles/{article.pk}/?claim={claim}")
        unfold(page)
        seen.look(f"claim, {state} in a draft")
