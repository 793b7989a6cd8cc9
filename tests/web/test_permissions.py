"""docs/permissions.md is true: every address is asked as everybody, by every method.

A new address needs one line: `@reads(Role.VIEWER)`, `@writes(Role.CHECKER)` or `@reads_and_writes(…)` of
annotations/web/access.py above its view (no role where it is enough to be logged in; on an address that names nothing, a
role means to hold it in any project). The view then takes its rows from project_for(request, …), article_for or
claim_for, which refuse whoever has not that role. Then renew the page: `DEBUG=1 .venv/bin/python manage.py permissions >
docs/permissions.md`. An address that names a new kind of thing also needs a line in EXAMPLES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import transaction
from django.test import Client

from annotations.management.commands.permissions import ADMIN, LOG_IN, YES, Address, addresses, page
from annotations.models import Event, User
from tests.web.routes import Room, build_room

pytestmark = pytest.mark.thorough

# A form last: one of them logs out.
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "POST")
NAMES = {"stranger": "nora", "viewer": "vera", "checker": "cleo", "reviewer": "rita", "manager": "mona"}
EXAMPLES: dict[str, Callable[[Room], Any]] = {
    "slug": lambda room: room.project.slug,
    "article_id": lambda room: room.article.pk,
    "claim_id": lambda room: room.claim.pk,
    "sentence_id": lambda room: room.revision.sentences.earliest("start").pk,
    "anchor_id": lambda room: room.anchors[1].pk,
    "citation_id": lambda room: room.citation.pk,
    "source_id": lambda room: room.citation.source_id,
    "note_id": lambda room: room.note.pk,
    "action_id": lambda room: Event.objects.get(object=room.note.pk, version=1).action_id,
    "event_id": lambda room: Event.objects.get(object=room.claim.pk, version=1).pk,
    "field": lambda room: "statement",
    "older": lambda room: 1,
    "newer": lambda room: 1,
    "number": lambda room: 1,
}
ADDRESSES = list(addresses())
# Reached: done, shown, led on, or told what is missing in an empty form.
DONE = {200, 302, 422}
# Of its own pages Django decides what there is to do: a list takes no form, a row that is only looked at none either.
DONE_IN_ADMIN = {200, 302, 307, 403, 404, 405}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Room]:
    """Build the room once; every test stands in a savepoint on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        room = build_room()
        room.people["superuser"] = User.objects.create_superuser("ida", password="a long enough secret")
        yield room
        transaction.set_rollback(True)


def asking(room: Room, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "not logged in":
        client.force_login(room.people[NAMES.get(who, who)])
    return client


def example(address: Address, room: Room) -> str:
    """Fill an address with things that are there."""
    if not address.route.startswith(ADMIN):
        return re.sub(r"<\w+:(\w+)>", lambda part: str(EXAMPLES[part[1]](room)), address.route)
    admin = getattr(address.pattern.callback, "model_admin", None)
    row = admin and admin.model._default_manager.first()
    route = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)\S*", r"\1/", address.route).replace("^", "")
    return re.sub(r"<[^>]+>", str(row.pk) if row else "1", route)


def test_the_page_is_what_the_code_says() -> None:
    held = Path(site.BASE_DIR, "docs/permissions.md").read_text()

    assert held == page(), "Renew it: DEBUG=1 .venv/bin/python manage.py permissions > docs/permissions.md"


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
def test_everybody_gets_the_answer_that_the_page_says(built: Room, db: None, address: Address) -> None:
    path = example(address, built)

    for who, answer in address.answers.items():
        client = asking(built, who)
        for method in METHODS:
            response = client.generic(method, path, content_type="application/x-www-form-urlencoded")
            assert answers(response, address, who, method, answer), (who, method, response.status_code)


def answers(response: Any, address: Address, who: str, method: str, answer: str) -> bool:
    """Tell whether a response is the answer that the page says."""
    status, in_admin = response.status_code, address.route.startswith(ADMIN)
    led = status == 302 and response["Location"].split("?")[0] in ("/login/", "/admin/login/", "/admin/")
    if method not in address.methods:
        return status == 405 or (led and who == "not logged in")
    if answer == LOG_IN:
        return led or (status == 403 and in_admin and who != "not logged in")
    if answer == YES:
        return status in (DONE_IN_ADMIN if in_admin else DONE)
    return bool(status == int(answer))


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "<" in one.route and ADMIN not in one.route], ids=str)
def test_what_is_not_there_is_404_by_every_method_it_takes(built: Room, db: None, address: Address) -> None:
    key = "0192f0c1-2a3b-7c4d-8e5f-000000000000"
    path = re.sub(r"<(\w+):\w+>", lambda part: key if part[1] == "uuid" else "nowhere", address.route)

    for method in address.methods:
        assert asking(built, "manager").generic(method, path).status_code == 404, method
