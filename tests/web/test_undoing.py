"""Undo and redo beside the panel's history: when they are there, and what is said of them."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from annotations.desk.noting import add_note
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, NoteKind, User
from tests.web.routes import HTMX
from tests.web.workspace_page import page, part
from tests.world import Assess


def offered(reader: User, claim: Claim) -> dict[str, str]:
    """Give what the panel offers to undo and redo: the key of the action, by the name of the form."""
    log = part(page(reader, claim.article, f"?claim={claim.number}"), "log")
    forms = re.findall(rf'action="/claims/{claim.pk}/(undo|redo)/".*?</form>', log, re.DOTALL)
    keys = re.findall(r'name="done" value="([^"]*)"', log)
    return dict(zip(forms, keys, strict=True))


def take_back(by: User, claim: Claim, name: str, *, headers: dict[str, str] | None = None, **kept: Any) -> Any:
    client = Client()
    client.force_login(by)
    sent = {"action_id": str(uuid.uuid4()), "at": 3, "done": offered(by, claim)[name]}
    return client.post(reverse(name, args=[claim.pk]), sent, headers=headers or {}, **kept)


def test_what_one_did_last_can_be_undone_and_then_done_again(omar: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")
    assert list(offered(omar, claim)) == ["undo"]

    take_back(omar, claim, "undo")
    assert Assessment.objects.get().withdrawn == "Undone."
    assert list(offered(omar, claim)) == ["undo", "redo"]

    take_back(omar, claim, "undo")
    assert list(offered(omar, claim)) == ["redo"]
    take_back(omar, claim, "redo")
    take_back(omar, claim, "redo")
    assert list(offered(omar, claim)) == ["undo"]
    assert Assessment.objects.get().withdrawn == ""


def test_nothing_is_offered_to_others(omar: User, cleo: User, vera: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")

    assert offered(cleo, claim) == offered(vera, claim) == {}
    add_note(claim=claim, kind=NoteKind.NOTE, text="So it is.", act=Act(cleo))
    assert offered(omar, claim) == {}


def test_it_is_said_what_became_of_it(omar: User, rita: User, article: Article, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")
    fresh = Claim.objects.select_related("article__project").get(pk=claim.pk)
    approve_claim(claim=fresh, seen=state_seen(fresh), act=Act(rita))
    assess(claim, omar, "inaccurate", version=1)

    told = json.loads(take_back(omar, claim, "undo", headers=HTMX)["HX-Trigger"])
    assert told["desk:announce"] == "Undone. The sign-off that it made void stays void."

    again = take_back(omar, claim, "redo", follow=True).text
    assert re.search(r'<section class="messages".*?Done again\. <a href="[^"]*">Receipt</a>', again, re.DOTALL)


def test_an_approval_is_undone_and_given_anew(omar: User, rita: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")
    fresh = Claim.objects.select_related("article__project").get(pk=claim.pk)
    approve_claim(claim=fresh, seen=state_seen(fresh), act=Act(rita))

    said = take_back(rita, claim, "undo", follow=True).text
    assert "Since then, rita took it back." in said
    assert "Approve on draft 1" in said
    assert "undid the approval of" in part(page(rita, claim.article, f"?claim={claim.number}"), "log")

    assert offered(rita, claim) == {}
