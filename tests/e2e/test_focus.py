"""Whoever works without a mouse keeps their place: no reply of the desk ever drops the focus."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.desk.checking import assess_claim
from annotations.desk.noting import add_note
from annotations.models import NoteKind
from tests.e2e.conftest import Enter
from tests.e2e.screen import Screen
from tests.web.routes import Room, build_room

# Every text field that is empty and asks for words.
FILL = """(form) => {
  for (const field of form.querySelectorAll("textarea, input[type=text], input:not([type])")) {
    if (!field.value) field.value = "Nobody likes it";
  }
  for (const field of form.querySelectorAll("select")) if (!field.value) field.selectedIndex = field.options.length - 1;
  const choices = [...form.querySelectorAll("input[type=radio]")];
  if (choices.length && !choices.some((one) => one.checked)) choices[0].checked = true;
}"""
# What takes others away.
LAST = (
    "notes/answer",
    "citations/withdraw",
    "places/withdraw",
    "claims/ruling",
    "claims/send-back",
    "claims/not-checkable",
    "claims/withdraw",
)
HELD = "document.activeElement !== document.body && document.activeElement.checkVisibility()"


@pytest.fixture
def room(db: None) -> Room:
    return build_room()


def unfold(form: Locator) -> None:
    form.evaluate("""(form) => {
      for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    }""")


def send(page: Page, form: Locator) -> int:
    """Press Enter on the form's last button; give the status of the answer."""
    unfold(form)
    form.locator("button").last.focus()
    with page.expect_response(lambda response: response.request.method == "POST") as held:
        page.keyboard.press("Enter")
    status = held.value.status
    held.value.finished()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
    return status


def next_kind(panel: Locator, seen: set[str]) -> str:
    """Name a kind of form that was not sent yet, as "claims/words"."""
    actions = panel.locator("form[hx-post]").evaluate_all("all => all.map((form) => form.getAttribute('hx-post'))")
    parts = [action.strip("/").split("/") for action in actions]
    kinds = [f"{part[0]}/{part[-1]}" for part in parts if f"{part[0]}/{part[-1]}" not in seen]
    return min(kinds, key=lambda kind: LAST.index(kind) if kind in LAST else -1, default="")


def send_each(screen: Screen, address: str, seen: set[str], answers: list[int]) -> None:
    """Send each kind of form of a panel: first as it stands, then with every field filled in."""
    page = screen.page
    page.goto(address)
    while kind := next_kind(screen.panel, seen):
        seen.add(kind)
        rows, verb = kind.split("/")
        form = screen.panel.locator(f'form[hx-post^="/{rows}/"][hx-post$="/{verb}/"]').first
        for fill in (False, True):
            # Sent as it stands it may have done all that it can, and be gone.
            if not form.count():
                break
            if fill:
                form.evaluate(FILL)
            answers.append(send(page, form))
            assert page.evaluate(HELD), f"the focus is lost after {kind}, answered with {answers[-1]}"
        page.goto(address)


def test_every_form_of_the_panel_leaves_the_focus_somewhere(enter: Enter, room: Room) -> None:
    seen: set[str] = set()
    answers: list[int] = []
    address = f"/articles/{room.article.pk}/?claim="
    for query in ("Whose toll?", "Which bridge?"):
        add_note(claim=room.claim, kind=NoteKind.QUERY, text=query, act=room.by("omar"))
    assess_claim(
        claim=room.caption,
        verdict=room.verdicts["accurate"],
        note="",
        required_change="",
        confidence=None,
        version=0,
        act=room.by("cleo"),
    )
    for name in ("omar", "rita"):
        screen = Screen(enter(name))
        for number in (1, 2, 3):
            send_each(screen, f"{address}{number}", seen, answers)
    assert {200, 422} <= set(answers)
    assert seen >= {
        "articles/claims",
        "claims/words",
        "claims/places",
        "claims/assessment",
        "claims/sources",
        "claims/notes",
        "claims/not-checkable",
        "claims/withdraw",
        "claims/restore",
        "claims/approve",
        "claims/send-back",
        "claims/ruling",
        "places/move",
        "places/withdraw",
        "citations/edit",
        "citations/withdraw",
        "citations/restore",
        "notes/answer",
        "notes/close",
        "notes/withdraw",
    }
