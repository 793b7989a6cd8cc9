"""What holds of every form of the workspace: it is answered, recorded, refused, and never costs anybody their words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from annotations.desk.checking import assess_claim
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.models import Action, Claim, Event
from annotations.proof.verify import verify_history
from annotations.web.urls import urlpatterns
from tests.web.patching import lines_of, patched
from tests.web.routes import AT, HTMX, PARTS, ROUTES, Room, Route, assessment_version, form_at, now, roots

every_form = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
late_forms = pytest.mark.parametrize("route", [route for route in ROUTES if route.late], ids=lambda route: route.name)
both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])

KEY = "0192f0c1-2a3b-7c4d-8e5f-000000000000"
NUMBERS = ("x", "-1", "²", "1e3", "9" * 30, "9" * 5000, "1\0")
KEYS = ("x", "-1", "9" * 5000, "01890a5d-ac96-774b-bcce-b302099a805\0")
PLACES = ("x", "-1-2", "1-", "1-2-3", "5-3", "²-³", "9999999999-9999999999", "1-2\n", "1\0-2")
JUNK = {
    "at": NUMBERS,
    "sentence": NUMBERS,
    "start": ("x", "-1", "²", "9" * 30, "9" * 5000, "1\0"),
    "end": ("x", "-1", "0", "²", "9" * 30, "9" * 5000, "1\0"),
    "version": NUMBERS,
    "place": PLACES,
    "action_id": ("", *KEYS),
    "verdict": KEYS,
    "source": KEYS,
    "within": KEYS,
    "seen": ("\0", "9" * 5000),
    "done": KEYS,
}


def logged_in(room: Room, name: str) -> Client:
    client = Client()
    client.force_login(room.people[name])
    return client


def post(room: Room, route: Route, data: dict[str, Any], headers: dict[str, str], by: str = "") -> Any:
    return logged_in(room, by or route.by).post(route.url(room), data, headers=headers)


def shown_at(room: Room, route: Route) -> str:
    """Give the address of the workspace after a success: the same sentence, the same claim."""
    claim = route.claim(room) or Claim.objects.order_by("-number")[0]
    at = 5 if route.name == "add_claim" else AT
    return f"{reverse('workspace', args=[room.article.pk])}?sentence={at}&claim={claim.number}"


def test_every_form_of_the_workspace_is_in_the_table(room: Room) -> None:
    client = logged_in(room, "omar")
    examples = {"slug": "city", "event_id": 7, "field": "text", "older": 1, "newer": 1, "number": 2}
    addresses = {
        pattern.name: reverse(pattern.name, kwargs={key: examples.get(key, KEY) for key in pattern.pattern.converters})
        for pattern in urlpatterns
    }

    # Those of the list of claims are tried in test_bulk.py.
    of_the_list = {"approve_claims", "send_back_claims", "assign_claims"}
    # Those that split and join sentences in test_parting.py.
    of_sentences = {"split_sentence", "join_sentences", "undo_parting", "redo_parting"}
    # Those about a claim whose words a new draft changed in test_deciding.py.
    of_drafts = {"keep_verdict", "check_again"}
    elsewhere = of_the_list | of_sentences | of_drafts
    only_by_post = {name for name, address in addresses.items() if client.get(address).status_code == 405} - elsewhere

    assert only_by_post == {route.name for route in ROUTES} | {"logout", "restore_value"}


@every_form
def test_sent_without_script_it_is_done_and_leads_back_to_the_same_place(room: Room, route: Route) -> None:
    response = post(room, route, route.sent(room), {})

    assert response.status_code == 302
    assert response["Location"] == f"{shown_at(room, route)}#panel"
    assert logged_in(room, route.by).get(response["Location"]).status_code == 200


@every_form
def test_sent_by_htmx_it_is_answered_with_the_parts_that_changed(room: Room, route: Route) -> None:
    claim = route.claim(room)
    before = now(claim).version if claim else 0
    mine = assessment_version(room, route.by)

    response = post(room, route, route.sent(room), HTMX)

    assert response.status_code == 200
    first, *others = roots(response.text)
    assert first["id"] == ("panel" if route.whole else f"part-{route.part}")
    assert "hx-swap-oob" not in first
    assert all(other["hx-swap-oob"] == "true" for other in others)
    ids = [first["id"], *(other["id"] for other in others)]
    assert len(set(ids)) == len(ids)
    if route.whole:
        assert (response["HX-Retarget"], response["HX-Push-Url"]) == ("#panel", shown_at(room, route))
    claim = claim or Claim.objects.order_by("-number")[0]
    moved = {str(claim.pk): [before, now(claim).version]}
    moved |= {"assessment": [mine, assessment_version(room, route.by)]}
    told = json.loads(response["HX-Trigger"])["desk:versions"]
    assert told == {row: [old, new] for row, (old, new) in moved.items() if old != new}


def signed_off(room: Room) -> None:
    approve_claim(claim=now(room.claim), seen=state_seen(now(room.claim)), act=room.by("rita"))


def sent_back(room: Room) -> None:
    seen = state_seen(now(room.claim))
    send_back(claim=now(room.claim), reason="Ask for the day.", seen=seen, act=room.by("rita"))


def disputed(room: Room) -> None:
    found = {"claim": now(room.claim), "verdict": room.verdicts["inaccurate"], "version": 0, "act": room.by("cleo")}
    assess_claim(**found, note="", required_change="", confidence=None)


@pytest.mark.thorough
@every_form
@pytest.mark.parametrize(
    "before", [None, signed_off, sent_back, disputed], ids=lambda before: getattr(before, "__name__", "as it is")
)
def test_after_a_reply_the_page_is_as_if_loaded_anew(
    room: Room, route: Route, before: Callable[[Room], None] | None
) -> None:
    if before:
        before(room)
    client, claim, data = logged_in(room, route.by), route.claim(room), route.sent(room)
    at = f"sentence={5 if route.name == 'add_claim' else AT}" + (f"&claim={claim.number}" if claim else "")
    address = f"{reverse('workspace', args=[room.article.pk])}?{at}"
    page = client.get(address).text

    response = client.post(route.url(room), data, headers=HTMX)
    if response.status_code != 200:
        return  # In this state it is refused.

    loaded = lines_of(client.get(response.headers.get("HX-Push-Url", address)).text)
    assert patched(page, response) == loaded
    assert loaded != lines_of(page)
    again = client.post(route.url(room), data, headers=HTMX)
    # Of a place that was moved before, nobody knows any more where that was.
    assert patched(page, again) == loaded or route.name == "move_place"


@every_form
@both_ways
def test_it_is_recorded_once_however_often_it_is_sent(room: Room, route: Route, headers: dict[str, str]) -> None:
    data = route.sent(room)
    before = Event.objects.count()

    first = post(room, route, data, headers)
    recorded = Event.objects.count()
    again = post(room, route, data, headers)

    assert recorded > before
    action = Action.objects.get(pk=data["action_id"])
    assert (action.verb, action.actor.username) == (route.verb, route.by)
    assert list(verify_history()) == []
    assert again.status_code == first.status_code
    assert again.headers.get("Location") == first.headers.get("Location")
    assert Event.objects.count() == recorded


@every_form
@both_ways
def test_the_same_action_with_other_words_or_by_another_person_is_refused(
    room: Room, route: Route, headers: dict[str, str]
) -> None:
    data = route.sent(room)
    post(room, route, data, headers)
    before = Event.objects.count()

    other = post(room, route, data | dict.fromkeys(route.texts[:1], "Quite other words."), headers)
    somebody = post(room, route, data, headers, by="mona")

    assert not route.texts or other.status_code == 422
    # Where the form has no place any more, a notice leaves the words where they stand.
    assert not route.texts or "Quite other words." in other.text or other.get("HX-Retarget") == "#problem"
    assert somebody.status_code in (403, 422)
    assert Event.objects.count() == before


@every_form
@both_ways
def test_a_stranger_finds_nothing(room: Room, route: Route, headers: dict[str, str]) -> None:
    before = Event.objects.count()

    assert post(room, route, route.sent(room), headers, by="nora").status_code == 404
    assert Event.objects.count() == before


@every_form
@both_ways
def test_a_wrong_role_is_refused(room: Room, route: Route, headers: dict[str, str]) -> None:
    before = Event.objects.count()

    for name in route.beneath:
        assert post(room, route, route.sent(room), headers, by=name).status_code == 403, name
    assert Event.objects.count() == before


@every_form
def test_it_is_sent_by_post_alone(room: Room, route: Route) -> None:
    assert logged_in(room, route.by).get(route.url(room)).status_code == 405


@every_form
@both_ways
def test_what_is_not_there_is_404(room: Room, route: Route, headers: dict[str, str]) -> None:
    client = logged_in(room, route.by)

    for key in (str(uuid.uuid4()), "x", "1", "9" * 32, "%00", str(uuid.uuid4()).upper(), f"{uuid.uuid4()}%0A"):
        address = route.url(room).replace(str(route.row(room).pk), key)
        assert client.post(address, route.sent(room), headers=headers).status_code == 404, key


@every_form
@both_ways
def test_bad_input_is_422_with_every_word_still_there(room: Room, route: Route, headers: dict[str, str]) -> None:
    before = Event.objects.count()

    nul = tuple({name: "half\0a word"} for name in route.texts)
    # A whole page costs ten times a part, and both show one form: the page is asked once of each sort.
    for changed in (*route.bad, *nul) if headers else (*route.bad[:1], *nul[:1]):
        sent = route.sent(room, **changed)
        response = post(room, route, sent, headers)

        assert response.status_code == 422, changed
        assert 'data-tone="red"' in response.text, changed
        words = {sent[name] for name in changed.keys() & {*route.texts}}
        words |= {word for word in route.typed if word in sent.values()}
        assert {word for word in words if str(escape(word)) not in response.text} == set(), changed
        if headers:
            root, *others = roots(response.text)
            assert root["id"] == f"part-{route.part}"
            # A reviewer's forms stand for the state of now, so all of it comes with them.
            assert bool(others) == (route.part == "review")
            assert all("hx-swap-oob" in other for other in others)
            assert response["HX-Retarget"] == f"#part-{route.part}"
        else:
            assert "<!doctype html>" in response.text
            assert 'href="?' not in response.text, "it stands at the address of the form"
        if changed in nul:
            assert "Null characters are not allowed." in response.text, changed
    assert Event.objects.count() == before


@late_forms
@both_ways
def test_too_late_is_409_with_theirs_beside_mine_and_saving_again_goes_through(
    room: Room, route: Route, headers: dict[str, str]
) -> None:
    data = route.sent(room)
    assert route.late is not None
    route.late(room)
    before = Event.objects.count()

    response = post(room, route, data, headers)

    # Of what is gone the desk may say so, rather than that it was changed.
    assert response.status_code in ((409, 422) if route.gone else (409,))
    assert Event.objects.count() == before
    for word in (*route.typed, route.theirs):
        assert str(escape(word)) in response.text or (route.gone and headers), word
    if route.gone:
        assert not headers or (response["HX-Retarget"], response["HX-Reswap"]) == ("#problem", "innerHTML")
        return
    if headers:
        first, *others = roots(response.text)
        assert first["id"] == response["HX-Retarget"].removeprefix("#") == f"part-{route.part}"
        assert {*PARTS} == {route.part, *(str(other["id"]).removeprefix("part-") for other in others)} - {"panel-head"}
        assert all(other["hx-swap-oob"] == "true" for other in others)
    form = form_at(response.text, route.url(room))
    assert form["action_id"] == data["action_id"]
    moved = {name: form[name] for name in ("version", "seen") if name in form}
    assert moved.items() != {name: str(data.get(name)) for name in moved}.items()
    assert post(room, route, data | moved, headers).status_code == (200 if headers else 302)
    assert list(verify_history()) == []


@every_form
def test_junk_in_a_hidden_field_is_refused_and_changes_nothing(room: Room, route: Route) -> None:
    client = logged_in(room, route.by)
    good = route.sent(room)
    hidden = {*good, *(("start", "end", "place") if "quote" in good and route.part in ("claims", "words") else ())}
    before = Event.objects.count()

    # Each form is sent a share of the junk, and all forms together every piece of it.
    for name in sorted(hidden & JUNK.keys()):
        share = (ROUTES.index(route) + len(name)) % 3
        for place, junk in enumerate(JUNK[name][share::3]):
            headers = HTMX if place else {}
            response = client.post(route.url(room), good | {name: junk}, headers=headers)
            assert response.status_code in (404, 409, 422), (name, junk[:40])
    assert Event.objects.count() == before


@every_form
def test_half_a_character_is_no_fault_of_ours(room: Room, route: Route) -> None:
    client = logged_in(room, route.by)
    client.raise_request_exception = True

    for name in route.sent(room):
        fields = {key: quote(str(value)) for key, value in route.sent(room).items()} | {name: "%ED%A0%80"}
        body = "&".join(f"{key}={value}" for key, value in fields.items())
        response = client.post(route.url(room), body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (302, 404, 409, 422), name


@pytest.mark.parametrize("route", [each for each in ROUTES if each.name != "add_claim"], ids=lambda each: each.name)
def test_a_sentence_that_the_draft_no_longer_has_costs_no_save(room: Room, route: Route) -> None:
    response = post(room, route, route.sent(room, at="99"), {})

    assert response.status_code == 302
    assert logged_in(room, route.by).get(response["Location"]).status_code == 200
