"""Words that look like markup, that run the other way or stand outside the basic plane stay words on every page."""

from __future__ import annotations

import csv
import html
import io
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from annotations.management.commands.permissions import ADMIN, addresses
from annotations.models import Article
from tests.web.routes import HTMX, ROUTES, Room, build_room
from tests.web.test_permissions import example

pytestmark = pytest.mark.thorough

MARKUP = "</textarea><script>alert('x')</script>\"'><img src=x onerror=alert(1)> &lt;b&gt; {{ user }} {% now 'Y' %}"
HARD = f"{MARKUP} \U0001f469\u200d\U0001f692 مرحبا \u202eכן\u202c e\u0301"
SHORT = "<script>alert('x')</script>\U0001f692 كن"
PAGES = [address for address in addresses() if "GET" in address.methods and not address.route.startswith(ADMIN)]


@pytest.fixture
def room(db: None) -> Room:
    """Build the room, and put markup into every field of every form there."""
    room = build_room()
    for name in ("text", "title"):
        send(room, "mona", "/projects/city/articles/new/", {"language": "en", "text": HARD, name: HARD, "save": "1"})
    for route in ROUTES:
        long = {
            name: HARD if name in ("statement", "note", "text", "reason", "title") else SHORT for name in route.texts
        }
        for changed in (long, dict.fromkeys(route.texts, SHORT)):
            send(room, route.by, route.url(room), route.sent(room, **changed))
    article = Article.objects.get(pk=room.article.pk)
    head = dict.fromkeys(("author", "publisher", "writer_name", "desk_note"), SHORT)
    head |= {"title": HARD, "language": "ar", "version": str(article.version)}
    assert send(room, "mona", f"/articles/{article.pk}/edit/", head).status_code == 302
    return room


def send(room: Room, by: str, address: str, data: dict[str, Any], **headers: str) -> Any:
    client = Client()
    client.force_login(room.people[by])
    return client.post(address, {"action_id": str(uuid.uuid4())} | data, headers=headers)


def harmless(text: str) -> bool:
    return "<script>alert" not in text and "<img src=x" not in text and "</textarea><script" not in text


def test_no_page_takes_words_for_markup(room: Room) -> None:
    client = Client()
    client.force_login(room.people["mona"])
    addresses = [example(page, room) for page in PAGES]
    addresses += [f"/articles/{room.article.pk}/?claim={claim.number}" for claim in (room.claim, room.caption)]

    shown = ""
    for address in addresses:
        for headers in ({}, HTMX):
            response = client.get(address, headers=headers)
            if response.get("Content-Type", "").startswith("text/html"):
                assert harmless(response.text), address
                shown += response.text
    assert "&lt;script&gt;alert(" in shown
    assert HARD in html.unescape(re.sub(r"&#x27;", "'", shown))


def test_no_form_that_comes_back_takes_words_for_markup(room: Room) -> None:
    for route in ROUTES:
        for headers in ({}, HTMX):
            bad = dict.fromkeys(route.texts, f"{HARD}\x00")
            response = send(room, route.by, route.url(room), route.sent(room, **bad), **headers)
            assert harmless(response.text), route.name


def test_the_csv_holds_the_words_as_they_are(room: Room) -> None:
    client = Client()
    client.force_login(room.people["mona"])
    response = client.get("/projects/city/verdicts.csv?withdrawn=1")

    rows = list(csv.reader(io.StringIO(b"".join(response).decode())))
    assert any(HARD in cell for row in rows for cell in row)
    assert len({len(row) for row in rows}) == 1
