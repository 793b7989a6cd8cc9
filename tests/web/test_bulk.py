"""Several claims at once, on the screen: seen first, then done as it was seen, or not at all."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.desk import bulk
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.models import Action, Claim, Event, Origin, Ruling, WorkStatus
from annotations.proof.verify import verify_history
from annotations.web import bulk as pages
from tests.web.routes import Room, confirmed

LIST = "/projects/city/claims/"
Send = Callable[..., HttpResponse]


@pytest.fixture
def send(room: Room) -> Send:
    def send(what: str, who: str = "rita", query: str = "", **data: Any) -> HttpResponse:
        client = Client()
        client.force_login(room.people[who])
        return client.post(f"{LIST}{what}/{query}", data)

    return send


def text(response: HttpResponse) -> str:
    return response.content.decode()


def carried(response: HttpResponse) -> dict[str, Any]:
    """Read what the preview's form would send as it is."""
    html = text(response)
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html):
        fields.setdefault(name, []).append(value)
    return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}


def status(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).work_status


def other_article(room: Room) -> Claim:
    article = import_article(project=room.project, text="So it is.", origin=Origin.PASTE, act=room.by("omar"))
    revision = article.latest_revision()
    claim = add_claim(revision=revision, places=[(0, 5)], words=ClaimWords("So it is."), act=room.by("omar"))
    verdict = room.verdicts["accurate"]
    said: dict[str, Any] = {"note": "", "required_change": "", "confidence": None, "version": 0}
    assess_claim(claim=claim, verdict=verdict, act=room.by("omar"), **said)
    return claim


def test_a_preview_says_what_becomes_of_each_and_does_nothing(send: Send, room: Room) -> None:
    before = Event.objects.count()
    response = send("approve", which="page", shown=f"{room.claim.pk} {room.caption.pk}")

    assert response.status_code == 200
    assert "Approve 1 claim" in text(response)
    assert "Only a checked claim can be approved; this one is “Unchecked”." in text(response)
    assert carried(response)["seen"][0].startswith(str(room.claim.pk))
    assert Event.objects.count() == before


def test_what_was_seen_is_done_in_one_action_and_leads_back_to_the_list(send: Send, room: Room) -> None:
    other = other_article(room)
    preview = send("approve", query="?status=checked", which="all")
    before = Action.objects.count()
    response = send("approve", query="?status=checked", **carried(preview))

    assert (response.status_code, response["Location"]) == (302, f"{LIST}?status=checked")
    assert {status(room.claim), status(other)} == {WorkStatus.SIGNED_OFF}
    assert Action.objects.count() == before + 1
    assert list(verify_history()) == []


def test_the_same_form_twice_is_done_once(send: Send, room: Room) -> None:
    form = carried(send("approve", claim=[room.claim.pk]))
    first, again = send("approve", **form), send("approve", **form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert Action.objects.filter(verb="approve_claims").count() == 1


def test_what_changed_meanwhile_is_marked_nothing_is_done_and_the_reason_is_kept(send: Send, room: Room) -> None:
    other = other_article(room)
    form = carried(send("send-back", claim=[room.claim.pk, other.pk]))
    confirmed(room)
    before = Event.objects.count()
    response = send("send-back", **form, reason="Ask the council for the day.")
    html = text(response)

    assert response.status_code == 409
    assert html.count("Changed since you looked") == 1
    assert "Ask the council for the day.</textarea>" in html
    assert Event.objects.count() == before
    assert send("send-back", **carried(response), reason="Ask the council for the day.").status_code == 302
    assert set(Ruling.objects.values_list("reason", flat=True)) == {"Ask the council for the day."}


def test_a_claim_that_became_disputed_is_said_to_have(send: Send, room: Room) -> None:
    form = carried(send("approve", claim=[room.claim.pk]))
    said: dict[str, Any] = {"note": "", "required_change": "", "confidence": None, "version": 0}
    assess_claim(claim=room.claim, verdict=room.verdicts["inaccurate"], act=room.by("cleo"), **said)
    response = send("approve", **form)

    assert response.status_code == 409
    assert "it was “Checked”" in text(response)
    assert "None of these can be taken" in text(response)


def test_sending_back_asks_for_a_reason(send: Send, room: Room) -> None:
    form = carried(send("send-back", claim=[room.claim.pk]))
    response = send("send-back", **form, reason=" ")

    assert response.status_code == 422
    assert "Say what has to be done again." in text(response)
    assert status(room.claim) == WorkStatus.CHECKED


def test_claims_are_assigned_as_the_list_said(send: Send, room: Room) -> None:
    preview = send("assign", claim=[room.claim.pk, room.caption.pk], assignee="cleo", due_on="2026-12-01")
    assert "to cleo, due" in text(preview)
    assert send("assign", **carried(preview)).status_code == 302

    assigned = Claim.objects.filter(pk__in=[room.claim.pk, room.caption.pk])
    assert {(claim.assignee.username, str(claim.due_on)) for claim in assigned} == {("cleo", "2026-12-01")}


@pytest.mark.parametrize(
    "wrong",
    [{"assignee": ""}, {"assignee": "vera"}, {"assignee": "nora"}, {"due_on": "soon"}, {"due_on": "0206-01-01"}],
)
def test_what_cannot_be_assigned_so_is_asked_for_again(send: Send, room: Room, wrong: dict[str, str]) -> None:
    response = send("assign", claim=[room.claim.pk], **{"assignee": "cleo", "due_on": "2026-12-01"} | wrong)

    assert response.status_code == 422
    assert "Look at what becomes of each" in text(response)
    assert carried(response)["claim"] == [str(room.claim.pk)]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"claim": ["nonsense"]},
        {"claim": [str(uuid.uuid4())]},
        {"which": "none"},
        {"which": "page", "shown": "x y"},
        {"seen": ["x"]},
        {"seen": [f"{uuid.uuid4()}.1.checked"]},
        {"seen": [f"{uuid.uuid4()}.1.nonsense"]},
    ],
)
@pytest.mark.parametrize("what", ["approve", "send-back", "assign"])
def test_what_no_list_sends_is_refused_in_words(send: Send, what: str, data: dict[str, Any]) -> None:
    response = send(what, **data)

    assert response.status_code == 422
    assert "hoose them again" in text(response) or "is ticked" in text(response)


def test_nobody_is_a_choice_of_its_own(send: Send, room: Room) -> None:
    send("assign", **carried(send("assign", claim=[room.claim.pk], assignee="cleo")))
    preview = send("assign", claim=[room.claim.pk], assignee="*")
    assert "to nobody" in text(preview)
    assert send("assign", **carried(preview)).status_code == 302

    assert Claim.objects.get(pk=room.claim.pk).assignee is None


def test_a_version_that_was_none_is_one_that_changed(send: Send, room: Room) -> None:
    seen = [f"{room.claim.pk}.abc.checked"]
    assert send("assign", seen=seen, action_id=str(uuid.uuid4()), assignee="cleo").status_code == 409


def test_more_than_go_in_one_step_are_refused(send: Send, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bulk, pages):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 1)

    assert "1 claims at most" in text(send("approve", which="all"))
    form = {"action_id": str(uuid.uuid4()), "seen": [f"{one.pk}.1.checked" for one in (room.claim, room.caption)]}
    assert send("approve", **form).status_code == 422


@pytest.mark.parametrize("what", ["approve", "send-back", "assign"])
def test_whoever_does_not_review_is_refused(send: Send, room: Room, what: str) -> None:
    for who, expected in (("omar", 403), ("vera", 403), ("nora", 404)):
        assert send(what, who, claim=[room.claim.pk]).status_code == expected
