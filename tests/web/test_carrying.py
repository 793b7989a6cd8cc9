"""A form that is sent after its log-in has ended: it is carried through the log-in, and done once, under a known name."""

from __future__ import annotations

import hashlib
import html
import json
import re
import uuid
from base64 import b64encode
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Action, Event
from annotations.proof.verify import verify_history
from annotations.web.carrying import Carried, File
from tests.web.routes import HTMX, ROUTES, Room, Route
from tests.world import TEXT

SECRET = "a long enough secret"
NEW = "/projects/city/articles/new/"
every_form = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
add_note = next(route for route in ROUTES if route.name == "add_note")
assess = next(route for route in ROUTES if route.name == "assess")
ANYTHING = st.text(st.characters(codec="utf-8"))


def was_here(room: Room, name: str) -> Client:
    """Open a browser in which this person was logged in until the session ended."""
    client = Client()
    client.force_login(room.people[name])
    client.get("/")
    del client.cookies[site.SESSION_COOKIE_NAME]
    return client


def carried(page: Any) -> str:
    (held,) = re.findall(r'<input type="hidden" name="carried" value="([^"]*)">', page.text)
    return html.unescape(held)


def log_in(client: Client, address: str, page: Any, name: str, password: str = SECRET, **more: str) -> Any:
    return client.post(address, {"carried": carried(page), "username": name, "password": password, **more})


@every_form
def test_every_form_is_done_after_the_log_in_as_if_it_had_just_been_sent(room: Room, route: Route) -> None:
    client, data, address = was_here(room, route.by), route.sent(room), route.url(room)
    before = Event.objects.count()

    page = client.post(address, data)

    assert page.status_code == 401
    assert "You were logged out" in page.text
    assert f'value="{route.by}"' in page.text
    for word in route.typed:
        assert str(escape(word)) in page.text, word
    assert f'action="{address}"' in page.text
    assert Event.objects.count() == before

    done = log_in(client, address, page, route.by)
    action = Action.objects.get(pk=data["action_id"])
    assert (done.status_code, action.actor.username, action.verb) == (302, route.by, route.verb)
    recorded = Event.objects.count()
    assert client.post(address, data)["Location"] == done["Location"]
    assert log_in(client, address, page, route.by)["Location"] == done["Location"]
    assert Event.objects.count() == recorded
    assert list(verify_history()) == []
    assert client.get(done["Location"]).status_code == 200


@every_form
def test_to_htmx_the_answer_is_a_log_in_form_beside_the_words(room: Room, route: Route) -> None:
    client, address = was_here(room, route.by), route.url(room)

    notice = client.post(address, route.sent(room), headers=HTMX)

    assert notice.status_code == 401
    assert (notice["HX-Retarget"], notice["HX-Reswap"]) == ("#problem", "innerHTML")
    assert 'hx-post="/login/"' in notice.text
    assert "<!doctype" not in notice.text
    assert 'name="carried"' not in notice.text
    wrong = client.post("/login/", {"username": route.by, "password": "guess"}, headers=HTMX)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#problem")
    assert "User name and password do not fit together." in wrong.text
    assert f'value="{route.by}"' in wrong.text
    let_in = client.post("/login/", {"username": route.by, "password": SECRET}, headers=HTMX)
    assert (let_in.status_code, let_in.content) == (204, b"")
    who = {"user": str(room.people[route.by].pk), "name": route.by}
    assert json.loads(let_in["HX-Trigger"]) == {"desk:logged-in": who}
    # In another tab, too, somebody may have logged in again meanwhile.
    again = client.post("/login/", {"username": "", "password": ""}, headers=HTMX)
    assert (again.status_code, again["HX-Trigger"]) == (204, let_in["HX-Trigger"])
    assert client.post(address, route.sent(room), headers=HTMX).status_code == 200


def test_a_wrong_password_keeps_everything(room: Room) -> None:
    client, data, address = was_here(room, "cleo"), add_note.sent(room), add_note.url(room)
    page = client.post(address, data)
    before = Event.objects.count()

    for name, password in (("cleo", "guess"), ("", ""), ("x" * 200, "guess")):
        page = log_in(client, address, page, name, password)
        assert page.status_code == 401
        assert "Rang twice, nobody there." in page.text
    assert Event.objects.count() == before
    assert log_in(client, address, page, "cleo").status_code == 302
    assert Action.objects.filter(pk=data["action_id"]).exists()


def test_too_many_wrong_passwords_leave_the_words_to_copy(room: Room) -> None:
    client, address = was_here(room, "cleo"), add_note.url(room)
    page = client.post(address, add_note.sent(room))

    for _ in range(site.AXES_FAILURE_LIMIT - 1):
        page = log_in(client, address, page, "cleo", "guess")
    shut = log_in(client, address, page, "cleo", "guess")

    assert shut.status_code == 429
    assert "Rang twice, nobody there." in shut.text
    assert log_in(client, address, page, "cleo").status_code == 429


def test_somebody_else_saves_it_under_their_name_only_on_purpose(room: Room) -> None:
    client, data, address = was_here(room, "omar"), add_note.sent(room), add_note.url(room)
    page = client.post(address, data)
    before = Event.objects.count()

    asked = log_in(client, address, page, "cleo")

    assert asked.status_code == 401
    assert "This was written while omar was logged in, and you are cleo." in html.unescape(asked.text)
    assert "_auth_user_id" not in client.session
    assert Event.objects.count() == before
    assert log_in(client, address, asked, "cleo", mine="on").status_code == 302
    assert Action.objects.get(pk=data["action_id"]).actor.username == "cleo"


def test_where_nobody_knows_who_wrote_it_the_name_it_is_saved_under_is_said(room: Room) -> None:
    client, data, address = Client(), add_note.sent(room), add_note.url(room)

    done = log_in(client, address, client.post(address, data), "cleo")

    assert Action.objects.get(pk=data["action_id"]).actor.username == "cleo"
    said = [str(message) for message in client.get("/").context["messages"]]
    assert "You are logged in as cleo, and what you sent is yours." in said
    assert done.status_code == 302


def test_what_is_refused_after_the_log_in_is_refused_as_ever(room: Room) -> None:
    client, address = was_here(room, "cleo"), assess.url(room)
    bad = log_in(client, address, client.post(address, assess.sent(room, confidence="total")), "cleo")
    assert bad.status_code == 422
    assert "From June, said the spokeswoman." in bad.text
    for name, status in (("vera", 403), ("nora", 404)):
        client = was_here(room, name)
        response = log_in(client, address, client.post(address, assess.sent(room)), name)
        assert response.status_code == status
    client = was_here(room, "cleo")
    page = client.post(address, assess.sent(room))
    assert assess.late
    assess.late(room)
    late = log_in(client, address, page, "cleo")
    assert late.status_code == 409
    assert assess.theirs in late.text


def test_the_right_token_of_the_desk_is_asked_for(room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    data, address = add_note.sent(room), add_note.url(room)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/login/").text)
    assert token

    page = client.post(address, data | {"csrfmiddlewaretoken": token[1]})
    assert page.status_code == 401
    assert token[1] not in carried(page)
    forged = log_in(client, address, page, "cleo")
    assert forged.status_code == 403
    assert "_auth_user_id" not in client.session
    assert "Rang twice" not in forged.text
    fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert fresh
    assert log_in(client, address, page, "cleo", csrfmiddlewaretoken=fresh[1]).status_code == 302
    assert Action.objects.filter(pk=data["action_id"]).exists()


def test_a_carried_form_whose_token_is_old_can_be_sent_again(room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.people["cleo"])
    data, address = add_note.sent(room), add_note.url(room)
    packed = Carried([(name, str(value)) for name, value in data.items()], [], "cleo").packed

    page = client.post(
        address,
        {"carried": packed, "username": "cleo", "password": SECRET},
        headers={"Origin": "http://testserver"},
    )

    assert page.status_code == 403
    assert "Send it as cleo" in page.text
    assert SECRET not in page.text
    held = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert client.post(address, {name: html.unescape(value) for name, value in held.items()}).status_code == 302
    assert Action.objects.get(pk=data["action_id"]).actor.username == "cleo"


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "{",
        "[]",
        '{"fields": 1}',
        '{"fields": [["a"]], "files": [], "by": ""}',
        '{"fields": [["action_id", "1"]], "files": [["file", "a.txt", "no base64"]], "by": ""}',
        '{"fields": [["action_id", "1"]], "files": [["file", "a.txt", 1]], "by": ""}',
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_what_was_not_packed_here_is_400(room: Room, packed: str) -> None:
    for more in ("", json.dumps({"fields": [["text", "\\ud800"]], "files": [], "by": ""})):
        response = Client().post(
            add_note.url(room), {"carried": more or packed, "username": "cleo", "password": SECRET}
        )
        assert response.status_code == 400


@pytest.mark.parametrize(
    "where", [{"files": [["file", "\ud800", ""]]}, {"by": "\ud800"}, {"fields": [["\ud800", "x"]]}]
)
def test_half_a_character_anywhere_in_what_is_carried_is_400(room: Room, where: dict[str, Any]) -> None:
    held = {"fields": [["action_id", str(uuid.uuid4())]], "files": [], "by": "", **where}

    response = Client().post(
        add_note.url(room), {"carried": json.dumps(held), "username": "cleo", "password": "another"}
    )

    assert response.status_code == 400


def test_passwords_are_never_carried(client: Client, db: None) -> None:
    sent = {"action_id": str(uuid.uuid4()), "old_password": SECRET, "new_password1": "another secret"}

    assert client.post("/password/", sent)["Location"] == "/login/?next=/password/"


def test_a_text_is_carried_to_the_last_character(room: Room) -> None:
    client, text = was_here(room, "omar"), TEXT.replace("\n", "\r\n") + "\r\n \u2028 \U0001f600</script>\r\n"
    sent = {"action_id": str(uuid.uuid4()), "language": "en", "preview": "1", "text": text}
    preview = log_in(client, NEW, client.post(NEW, sent), "omar")
    assert preview.status_code == 200
    assert "7 sentences" in preview.text


@pytest.mark.parametrize("text", [TEXT, "“Ja”, sagte Bürgermeister Müller.\r\n"])
def test_a_file_is_carried_to_the_last_byte(room: Room, text: str) -> None:
    client, raw = was_here(room, "omar"), text.encode()
    sent = {"action_id": str(uuid.uuid4()), "language": "de", "preview": "1", "title": "Maut"}
    page = client.post(NEW, sent | {"file": SimpleUploadedFile("toll.txt", raw)})
    assert "The file toll.txt is kept too" in page.text

    preview = log_in(client, NEW, page, "omar")
    assert preview.status_code == 200
    assert hashlib.sha256(raw).hexdigest() in preview.text
    assert ">toll.txt</h3>" in preview.text
    assert 'value="Maut"' in preview.text


def test_a_file_that_is_too_large_to_be_carried_is_said_to_be_lost_and_nothing_else_is(
    room: Room, settings: Any
) -> None:
    settings.MAX_ARTICLE_BYTES = 10
    client = was_here(room, "omar")
    sent = {"action_id": str(uuid.uuid4()), "language": "de", "preview": "1", "title": "Maut"}
    page = client.post(NEW, sent | {"file": SimpleUploadedFile("toll.txt", TEXT.encode())})
    assert "The file toll.txt is too large to be kept: choose it again." in page.text

    missing = log_in(client, NEW, page, "omar")
    assert missing.status_code == 422
    assert "There is no text here yet." in missing.text
    assert 'value="Maut"' in missing.text


def test_markup_in_what_is_carried_stays_words(room: Room) -> None:
    text = "<script>alert(1)</script>\"'>"
    page = was_here(room, "cleo").post(add_note.url(room), add_note.sent(room, text=text))

    assert "<script>alert" not in page.text
    assert dict(json.loads(carried(page))["fields"])["text"] == text


CONTENT = st.none() | st.binary().map(lambda content: b64encode(content).decode())


@given(st.lists(st.tuples(ANYTHING, ANYTHING)), st.lists(st.builds(File, ANYTHING, ANYTHING, CONTENT)), ANYTHING)
def test_what_is_packed_is_unpacked(fields: list[tuple[str, str]], files: list[File], by: str) -> None:
    held = Carried(fields, files, by)

    assert Carried.unpacked(held.packed) == held
    assert "\n" not in held.packed
    assert "\r" not in held.packed
