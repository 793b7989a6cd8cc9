"""Words are erased on the screen by managers alone, once they have seen every place where they stand."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from annotations.desk.checking import assess_claim
from annotations.desk.noting import add_note
from annotations.models import Claim, Event, NoteKind, Redaction
from annotations.proof.verify import verify_history
from tests.web.routes import Room, build_room

STATEMENT = "The toll rises to €4 in May."


@pytest.fixture
def room(db: None) -> Room:
    return build_room()


def logged_in(room: Room, name: str) -> Client:
    client = Client()
    client.force_login(room.people[name])
    return client


def address(room: Room, field: str = "statement", event: Event | None = None) -> str:
    event = event or Event.objects.get(object=room.claim.pk, version=1)
    return reverse("erase_words", args=[event.pk, field])


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def form(response: Any, **more: str) -> dict[str, str]:
    return {name: hidden(response, name) for name in ("action_id", "seen")} | {"reason": "copyright"} | more


def test_the_history_offers_it_to_managers_alone(room):
    history = reverse("article_history", args=[room.article.pk])

    assert address(room) in logged_in(room, "mona").get(history).content.decode()
    for page in (history, reverse("desk_history"), reverse("claim_history", args=[room.claim.pk])):
        assert "/erase/" in logged_in(room, "mona").get(page).content.decode()
        assert "/erase/" not in logged_in(room, "rita").get(page).content.decode()


def test_a_code_and_a_number_are_not_offered(room):
    page = logged_in(room, "mona").get(reverse("article_history", args=[room.article.pk])).content.decode()

    offered = set(re.findall(r"/events/\d+/erase/(\w+)/", page))
    assert {"statement", "quote", "text", "title", "note"} <= offered
    assert not offered & {"type", "number", "sha256", "units", "verdict", "stance"}


def test_the_page_lists_every_place_and_changes_nothing(room):
    add_note(claim=room.caption, kind=NoteKind.NOTE, text=f"As in “{STATEMENT}”", act=room.by("omar"))
    count = Event.objects.count()

    page = logged_in(room, "mona").get(address(room)).content.decode()

    assert STATEMENT in page
    rows = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in re.findall(r"<tr><td>.*?</tr>", page)]
    assert rows == [["Claim", "1", "Claim", "1"], ["Claim", "2", "Note", "1"]]
    assert Event.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_words_are_erased_and_the_history_says_so(transactional_db):
    room = build_room()
    mona = logged_in(room, "mona")
    sent = form(mona.get(address(room)))

    reply = mona.post(address(room), sent)

    history = reverse("article_history", args=[room.article.pk])
    assert (reply.status_code, reply["Location"]) == (302, history)
    said = [str(message) for message in get_messages(reply.wsgi_request)]
    assert said[0].startswith("Erased.")
    assert "Backups" in said[1]
    page = mona.get(history).content.decode()
    assert STATEMENT not in page
    assert "erased words of" in page
    assert re.search(r"Erased on \d+ \w+ \d{4}: copyright", page)
    assert list(verify_history()) == []
    events = mona.get(reverse("article_events", args=[room.article.pk])).getvalue().decode()
    assert STATEMENT not in events
    assert re.search(r",statement,,,,Erased on [^,]+: copyright,erased,", events)
    assert re.search(r",statement,,\[erased on [^,]+\],Erased on [^,]+: copyright,,before_erased,", events)
    # Sent again it is the same action.
    assert mona.post(address(room), sent).status_code == 302
    assert Redaction.objects.count() == 1


def test_other_places_than_were_looked_at_come_back_as_a_new_list(room):
    mona = logged_in(room, "mona")
    sent = form(mona.get(address(room)))
    add_note(claim=room.caption, kind=NoteKind.NOTE, text=STATEMENT, act=room.by("omar"))

    reply = mona.post(address(room), sent)

    assert reply.status_code == 409
    assert "other places" in reply.content.decode()
    assert hidden(reply, "seen") != sent["seen"]
    assert hidden(reply, "action_id") == sent["action_id"]
    assert not Redaction.objects.exists()


def test_a_form_without_a_reason_comes_back(room):
    mona = logged_in(room, "mona")

    for bad in ({"reason": ""}, {"reason": "because"}, {"seen": "x"}, {"action_id": "x"}):
        reply = mona.post(address(room), form(mona.get(address(room)), **bad))
        assert reply.status_code == 422
    assert Claim.objects.get(pk=room.claim.pk).statement == STATEMENT


def test_what_cannot_be_erased_is_said(room):
    reply = logged_in(room, "mona").get(address(room, "number"))

    assert reply.status_code == 422
    assert "Only words can be erased" in reply.content.decode()


def test_what_is_in_somebodys_draft_is_not_there(room):
    draft = assess_claim(
        claim=room.caption,
        verdict=None,
        note="She told me so.",
        required_change="",
        confidence=None,
        version=0,
        act=room.by("cleo"),
    )
    event = Event.objects.get(object=draft.pk)
    mona = logged_in(room, "mona")

    assert mona.get(address(room, "note", event)).status_code == 404
    assert mona.get(reverse("erase_words", args=[10**18, "note"])).status_code == 404
    assert mona.get(reverse("erase_words", args=[10**30, "note"])).status_code == 404
    # But where the words of another place stand in it, it is among the places, and what of it is not said.
    note = add_note(claim=room.claim, kind=NoteKind.NOTE, text="She told me so.", act=room.by("omar"))
    page = mona.get(address(room, "text", Event.objects.get(object=note.pk))).content.decode()
    assert "somebody’s unsubmitted check" in page


def test_nobody_else_may(room):
    for name, status in (("rita", 403), ("vera", 403), ("nora", 404)):
        client = logged_in(room, name)
        assert client.get(address(room)).status_code == status
        sent = {"action_id": str(uuid.uuid4()), "reason": "copyright", "seen": "0" * 16}
        assert client.post(address(room), sent).status_code == status
    assert not Redaction.objects.exists()
