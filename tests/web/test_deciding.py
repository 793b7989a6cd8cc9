"""A claim whose words a new draft changed: decided in the list of what it changed, or in the panel; either way, once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from annotations.desk.claiming import ClaimWords, add_claim, mark_not_checkable
from annotations.desk.noting import add_note
from annotations.desk.reviewing import state_seen
from annotations.history.act import Act
from annotations.models import Action, Anchor, Article, Assessment, Claim, Event, NotCheckable, NoteKind, Revision, User
from annotations.proof.verify import verify_history
from tests.drafts import next_draft
from tests.web.routes import HTMX, form_at, roots
from tests.world import TEXT, span

Data = dict[str, Any]
LAST = "It was last raised in 2011."
both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
either_place = pytest.mark.parametrize("on", ["2", ""], ids=["list", "panel"])


@dataclass
class Two:
    """An article with two drafts: the words of claim 1, found accurate by omar, changed; claim 2 is lost."""

    article: Article
    people: dict[str, User]
    found: Assessment

    def claim(self, number: int = 1) -> Claim:
        return Claim.objects.select_related("article__project").get(number=number)

    def place(self, number: int = 1) -> Anchor:
        return Anchor.objects.get(claim__number=number, revision__number=2)

    def post(self, name: str, address: str, data: Data, headers: dict[str, str]) -> Any:
        client = Client()
        client.force_login(self.people[name])
        return client.post(address, data, headers=headers)


@pytest.fixture
def two(
    article: Article,
    revision: Revision,
    claim: Claim,
    omar: User,
    cleo: User,
    rita: User,
    vera: User,
    nora: User,
    assess: Callable[..., Assessment],
) -> Two:
    found = assess(claim, omar, "accurate", note="As the budget says.")
    words = ClaimWords("The last rise was in 2011.")
    add_claim(revision=revision, places=[span(LAST)], words=words, act=Act(omar))
    next_draft(article, TEXT.replace("€4", "€5").replace(f" {LAST}", ""), rita)
    return Two(article, {user.username: user for user in (omar, cleo, rita, vera, nora)}, found)


@dataclass(frozen=True)
class Form:
    """A form of the list: `about` is the number of the claim, `only` that it is not in the panel under this name."""

    verb: str
    address: Callable[[Two], str]
    data: Callable[[Two], Data]
    about: int = 1
    by: str = "cleo"
    typed: str = ""

    def sent(self, two: Two, on: str, **changed: Any) -> Data:
        return {"action_id": str(uuid.uuid4()), "on_draft": on, "at": "3"} | self.data(two) | changed


def seen(two: Two) -> Data:
    return {"seen": state_seen(two.claim())}


FORMS = {
    "keep": Form(
        "keep_verdict",
        lambda two: f"/claims/{two.claim().pk}/keep/",
        lambda two: seen(two) | {"assessment": str(two.found.pk)},
    ),
    "again": Form("check_again", lambda two: f"/claims/{two.claim().pk}/check-again/", seen),
    "move": Form(
        "move_place",
        lambda two: f"/places/{two.place(2).pk}/move/",
        lambda two: {"version": two.place(2).version, "quote": "Nobody likes it"},
        about=2,
        typed="quote",
    ),
    "withdraw": Form(
        "withdraw_claim",
        lambda two: f"/claims/{two.claim(2).pk}/withdraw/",
        lambda two: {"version": two.claim(2).version, "reason": "The paper does not say so any more."},
        about=2,
        by="omar",
        typed="reason",
    ),
}
every_form = pytest.mark.parametrize("name", FORMS)


def somebody_else_is_quicker(two: Two, about: int) -> None:
    """Leave the claim with another state, and another version of its place."""
    add_note(claim=two.claim(about), kind=NoteKind.NOTE, text="I rang the council.", act=Act(two.people["rita"]))


@every_form
@either_place
@both_ways
def test_it_is_done_recorded_once_and_the_history_holds(two: Two, name: str, on: str, headers: Data) -> None:
    form = FORMS[name]
    address, data, count = form.address(two), form.sent(two, on), Event.objects.count()

    first = two.post(form.by, address, data, headers)
    done = Event.objects.count()
    again = two.post(form.by, address, data, headers)

    assert first.status_code == again.status_code == (200 if headers else 302), first.text
    assert done > count
    assert Event.objects.count() == done
    action = Action.objects.get(pk=data["action_id"])
    assert (action.verb, action.actor) == (form.verb, two.people[form.by])
    assert list(verify_history()) == []
    if not headers and on:
        assert first["Location"] == f"/articles/{two.article.pk}/drafts/2/#claim-{two.claim(form.about).pk}"
    elif not headers:
        assert first["Location"].startswith(f"/articles/{two.article.pk}/?sentence=")


@every_form
def test_the_list_gets_the_line_alone_and_how_many_still_wait(two: Two, name: str) -> None:
    form = FORMS[name]

    response = two.post(form.by, form.address(two), form.sent(two, "2"), HTMX)

    line, waiting = roots(response.text)
    assert line == {"id": f"claim-{two.claim(form.about).pk}"}
    assert (waiting["id"], waiting["hx-swap-oob"]) == ("waiting", "true")
    assert "1 claim waits for a decision" in response.text
    assert "<form" not in response.text
    page = two.post(form.by, form.address(two), form.sent(two, "2"), HTMX)
    assert page.status_code in (200, 409, 422)


def test_a_claim_whose_words_an_earlier_draft_changed_is_answered_with_its_line(two: Two) -> None:
    next_draft(two.article, f"{two.article.latest_revision().text}\nLorries pay nothing.\n", two.people["rita"])

    response = two.post("cleo", FORMS["again"].address(two), FORMS["again"].sent(two, "3"), HTMX)

    assert response.status_code == 200
    assert "The words are the same" in response.text
    assert "is withdrawn" not in response.text


def test_a_verdict_that_is_kept_is_the_keepers_own_with_all_that_was_found(two: Two) -> None:
    two.post("cleo", FORMS["keep"].address(two), FORMS["keep"].sent(two, "2"), {})

    kept = Assessment.objects.get(round=2)
    assert (kept.checker.username, kept.verdict, kept.note) == ("cleo", two.found.verdict, "As the budget says.")
    assert (two.claim().work_status, two.place().state) == ("checked", "exact")


def test_a_claim_to_be_checked_again_stands_on_the_new_words(two: Two) -> None:
    two.post("cleo", FORMS["again"].address(two), FORMS["again"].sent(two, ""), {})

    assert (two.claim().work_status, two.place().state) == ("reopened", "exact")


@every_form
@either_place
@both_ways
def test_who_may_not_is_refused(two: Two, name: str, on: str, headers: Data) -> None:
    form, before = FORMS[name], Event.objects.count()
    data = form.sent(two, on)

    assert two.post("vera", form.address(two), data, headers).status_code == 403
    assert two.post("nora", form.address(two), data, headers).status_code == 404
    if name == "withdraw":
        # Somebody else recorded it.
        assert two.post("cleo", form.address(two), data, headers).status_code == 403
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["keep", "again"])
def test_they_are_sent_by_post_alone_about_a_claim_that_is_there(two: Two, name: str, client: Client) -> None:
    client.force_login(two.people["cleo"])
    address = FORMS[name].address(two)

    assert client.get(address).status_code == 405
    nowhere = address.replace(str(two.claim().pk), str(uuid.uuid4()))
    assert client.post(nowhere, FORMS[name].sent(two, "2")).status_code == 404
    assert client.post(address, FORMS[name].sent(two, "99")).status_code in (302, 404)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("keep", {"seen": ""}),
        ("keep", {"seen": "s" * 17}),
        ("keep", {"assessment": "0192f0c1-2a3b-7c4d-8e5f-000000000000"}),
        ("keep", {"assessment": "x"}),
        ("again", {"seen": ""}),
        ("move", {"quote": "These words stand nowhere."}),
        ("move", {"quote": " "}),
        ("move", {"version": ""}),
        ("withdraw", {"reason": " "}),
        ("withdraw", {"reason": "r" * 1001}),
    ],
)
@both_ways
def test_bad_input_is_422_with_what_was_typed(two: Two, name: str, bad: Data, headers: Data) -> None:
    form, before = FORMS[name], Event.objects.count()
    data = form.sent(two, "2", **bad)

    response = two.post(form.by, form.address(two), data, headers)

    assert response.status_code == 422, response.text
    assert Event.objects.count() == before
    if form.typed:
        assert str(escape(data[form.typed].strip())) in response.text
        assert 'data-tone="red"' in response.text
    if headers and form.typed:
        (line,) = roots(response.text)
        assert line["id"] == f"claim-{two.claim(form.about).pk}"
        assert response["HX-Retarget"] == f"#{line['id']}"


@pytest.mark.parametrize("name", ["keep", "again"])
@either_place
@both_ways
def test_too_late_is_409_and_once_it_was_seen_it_goes_through(two: Two, name: str, on: str, headers: Data) -> None:
    form, data = FORMS[name], FORMS[name].sent(two, on)
    somebody_else_is_quicker(two, 1)
    before = Event.objects.count()

    response = two.post("cleo", form.address(two), data, headers)

    assert response.status_code == 409
    assert "Somebody changed this claim after you opened it." in response.text
    assert Event.objects.count() == before
    fresh = form_at(response.text, form.address(two))
    assert fresh["action_id"] == data["action_id"]
    assert fresh["seen"] == state_seen(two.claim())
    assert two.post("cleo", form.address(two), data | {"seen": fresh["seen"]}, headers).status_code in (200, 302)


@both_ways
def test_a_place_that_somebody_else_moved_is_409_with_the_words_still_there(two: Two, headers: Data) -> None:
    data = FORMS["move"].sent(two, "2")
    address = FORMS["move"].address(two)
    two.post("rita", address, FORMS["move"].sent(two, "2", quote="said Mayor Ada Brook"), {})

    response = two.post("cleo", address, data, headers)

    # Nothing waits for a decision there any more: without script a page shows the words, with it they stand still.
    assert response.status_code == 409
    assert ("Nobody likes it" in response.text) or response["HX-Retarget"] == "#problem"


def test_a_draft_that_came_in_meanwhile_is_409(two: Two) -> None:
    data, address = FORMS["move"].sent(two, "2"), FORMS["move"].address(two)
    next_draft(two.article, f"{two.article.latest_revision().text}\nLorries pay nothing.\n", two.people["rita"])

    response = two.post("cleo", address, data, {})

    assert response.status_code == 409
    assert "Nobody likes it" in response.text


@pytest.mark.parametrize("quote", ["The old bridge at dusk", "toll"])
@both_ways
def test_words_that_stand_in_several_places_are_chosen_from(two: Two, quote: str, headers: Data) -> None:
    # The list has no sentence in which the words would be meant, not even the first that is to be checked.
    data = FORMS["move"].sent(two, "2", quote=quote)
    del data["at"]

    asked = two.post("cleo", FORMS["move"].address(two), data, headers)

    assert asked.status_code == 422
    places = re.findall(r'name="place" value="([\d-]+)"', asked.text)
    assert len(places) == 2
    again = two.post("cleo", FORMS["move"].address(two), data | {"place": places[1]}, headers)
    assert again.status_code == (200 if headers else 302)
    assert f"{two.place(2).start}-{two.place(2).end}" == places[1]


def test_the_panel_offers_what_the_list_does(two: Two, client: Client) -> None:
    client.force_login(two.people["cleo"])

    changed = client.get(f"/articles/{two.article.pk}/?claim=1").text
    lost = client.get(f"/articles/{two.article.pk}/?claim=2").text

    assert "The words changed in draft 2" in changed
    assert "Keep “Accurate”, found by omar" in changed
    assert f'action="{FORMS["again"].address(two)}"' in changed
    assert f'href="/articles/{two.article.pk}/drafts/2/#claim-{two.claim().pk}"' in changed
    assert "Lost in draft 2" in lost
    assert "Keep “" not in lost
    assert f'action="{FORMS["move"].address(two)}"' in lost
    client.force_login(two.people["vera"])
    for address in ("?claim=1", "drafts/2/"):
        page = client.get(f"/articles/{two.article.pk}/{address}").text
        assert "/keep/" not in page
        assert "/check-again/" not in page


def test_on_a_draft_that_is_not_the_newest_nothing_is_decided(two: Two, client: Client) -> None:
    next_draft(two.article, f"{two.article.latest_revision().text}\nLorries pay nothing.\n", two.people["rita"])
    client.force_login(two.people["cleo"])

    older, newer = (client.get(f"/articles/{two.article.pk}/drafts/{number}/").text for number in (2, 3))

    assert "<form" not in older.partition("<main")[2].partition("</main>")[0]
    assert "What was open went on to the next draft" in older
    assert "Keep “Accurate”, found by omar" in newer
    assert "The words changed in an earlier draft" in newer


def test_a_claim_that_was_not_checkable_can_stay_so(article: Article, claim: Claim, cleo: User, client: Client) -> None:
    mark_not_checkable(claim=claim, reason=NotCheckable.PREDICTION, version=1, act=Act(cleo))
    next_draft(article, TEXT.replace("€4", "€5"), cleo)
    client.force_login(cleo)
    assert "Keep that it is not checkable" in client.get(f"/articles/{article.pk}/drafts/2/").text
    data = {"action_id": str(uuid.uuid4()), "on_draft": "2", "assessment": ""}
    data |= {"seen": state_seen(Claim.objects.get())}

    assert client.post(f"/claims/{claim.pk}/keep/", data).status_code == 302

    assert Claim.objects.get().not_checkable == "prediction"


def test_what_waits_for_a_decision_blocks_publication_until_it_is_decided(two: Two, client: Client) -> None:
    client.force_login(two.people["rita"])

    def listed() -> list[str]:
        page = client.get("/projects/city/claims/?block=undecided").text
        return re.findall(r"The (?:toll|last rise)[^<]*", page.partition("<tbody>")[2])

    assert "Other words" in client.get("/dashboard/").text
    assert len(listed()) == 2
    two.post("cleo", FORMS["again"].address(two), FORMS["again"].sent(two, "2"), {})
    assert listed() == ["The last rise was in 2011."]
    # Also where somebody has checked it meanwhile, on words that are in no article.
    next_draft(two.article, f"{two.article.latest_revision().text}\nLorries pay nothing.\n", two.people["rita"])
    assert listed() == ["The last rise was in 2011."]
    two.post("omar", FORMS["withdraw"].address(two), FORMS["withdraw"].sent(two, ""), {})
    assert listed() == []
