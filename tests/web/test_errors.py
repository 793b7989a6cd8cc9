"""What people are told when the desk cannot do what they asked: as a page, and as a notice beside their words."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.models import User
from factcheck.urls import handler400, handler403, handler404  # noqa: F401
from factcheck.urls import urlpatterns as desk_urls

FAILURES: dict[str, Exception] = {
    "role": NotAllowed("Nobody signs off what they assessed. Ask another reviewer."),
    "stale": StaleRow("omar saved claim 9 while you were typing."),
    "rule": Refused("A required change needs the words to put instead."),
    "permission": PermissionDenied(),
    "missing": Http404(),
    "fault": RuntimeError("a fault of ours"),
}
HTMX = {"HX-Request": "true"}
# Another site, nothing at all, and paths of this site that a browser would follow to another one.
ASTRAY = [
    "https://evil.example/articles/7/",
    "http://[",
    *(f"http://testserver{path}" for path in ("//evil.example/", "/\\evil.example/", "///evil.example/")),
]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">', re.DOTALL)
TEMPLATES = sorted(Path(site.BASE_DIR, "templates").rglob("*.html"))


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise FAILURES[how]


urlpatterns = [*desk_urls, path("fail/<how>/", fail)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def desk(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    client.raise_request_exception = False
    return client


def flat(response: Any) -> str:
    return re.sub(r"\s+", " ", response.text)


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("role", 403, "Nobody signs off what they assessed."),
        ("permission", 403, "Your role in this project does not reach that far."),
        ("missing", 404, "There is nothing for you at this address"),
        ("stale", 409, "omar saved claim 9 while you were typing."),
        ("rule", 422, "A required change needs the words to put instead."),
    ],
)
def test_what_was_refused_is_a_page_and_for_htmx_a_notice(desk: Client, how: str, status: int, words: str) -> None:
    page = desk.post(f"/fail/{how}/")
    notice = desk.post(f"/fail/{how}/", headers=HTMX)

    assert (page.status_code, notice.status_code) == (status, status)
    assert words in flat(page)
    assert words in flat(notice)
    assert "Your articles" in page.text
    assert f"Error {status}" in page.text
    assert "<!doctype html>" in page.text
    assert notice.text.lstrip().startswith('<div class="notice"')
    assert 'role="alert"' in notice.text


def test_a_notice_leaves_the_form_and_its_words_alone(desk: Client) -> None:
    notice = desk.post("/fail/stale/", headers=HTMX)

    assert (notice["HX-Retarget"], notice["HX-Reswap"]) == ("#problem", "innerHTML")
    assert 'id="problem"' in desk.get("/password/").text


def test_without_script_what_was_typed_is_shown_again(desk: Client) -> None:
    page = desk.post(
        "/fail/stale/",
        {
            "note": "Certificates 4 & 6 have <one> signature.",
            "verdict": "needs_context",
            "action_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "version": "6",
            "old_password": "my own secret",
        },
        headers={"Referer": "http://testserver/articles/7/?sentence=14"},
    )

    assert "What you had typed" in page.text
    assert "Certificates 4 &amp; 6 have &lt;one&gt; signature." in page.text
    assert 'href="/articles/7/?sentence=14"' in page.text
    for unwanted in ("needs_context", "01890a5d", "my own secret"):
        assert unwanted not in page.text


@pytest.mark.parametrize("before", ASTRAY)
def test_the_way_back_leads_to_no_other_site(desk: Client, before: str) -> None:
    page = desk.post("/fail/stale/", headers={"Referer": before})

    assert page.status_code == 409
    assert "evil.example" not in page.text
    assert "See it as it is now" not in page.text


def test_an_address_that_does_not_exist_is_404_for_people_and_a_log_in_for_nobody(desk: Client) -> None:
    response = desk.get("/no/such/page/")

    assert response.status_code == 404
    assert "There is nothing for you at this address" in response.text
    assert "cleo" in response.text
    stranger = Client().get("/no/such/page/")
    assert stranger.status_code == 404
    assert 'href="/login/"' in stranger.text


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_is_far_too_large_is_413_with_both_numbers_and_unread(
    desk: Client, settings: Any, debug: bool, content_type: str
) -> None:
    settings.DEBUG = debug
    body = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    page = desk.post("/password/", body, content_type=content_type)
    notice = desk.post("/password/", body, content_type=content_type, headers=HTMX)

    assert page.status_code == notice.status_code == 413
    for response in (page, notice):
        assert "You sent 20.1 MB, and an article may have 2 MB." in flat(response)
        assert "your words are still in the form" in flat(response)
    assert "cleo" in page.text
    assert notice["HX-Retarget"] == "#problem"


@pytest.mark.parametrize("length", ["", "-1", "²", "9" * 5000, "many"])
def test_a_length_that_is_none_is_no_fault_of_ours(desk: Client, length: str) -> None:
    assert desk.generic("GET", "/", CONTENT_LENGTH=length).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_wrong_method_is_405_with_a_page_for_a_person(desk: Client, method: str) -> None:
    for address, words in (
        ("/logout/", "It only takes what a form of the desk sends"),
        ("/", "only there to be looked at"),
    ):
        if address == "/" and method in ("GET", "HEAD"):
            continue
        page = desk.generic(method, address)
        notice = desk.generic(method, address, headers=HTMX)

        assert page.status_code == notice.status_code == 405
        assert page["Allow"] == ("POST" if address == "/logout/" else "GET, HEAD")
        if method != "HEAD":
            assert words in flat(page)
            assert "<!doctype html>" in page.text
            assert words in flat(notice)
            assert notice["HX-Retarget"] == "#problem"


def test_another_encoding_than_utf8_is_400(desk: Client) -> None:
    response = desk.post("/password/", "a=b", content_type="application/x-www-form-urlencoded; charset=latin-1")

    assert response.status_code == 400
    assert "The desk could not read this request" in response.text


def test_an_unknown_host_is_400(client: Client) -> None:
    response = client.get("/login/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "The desk could not read this request" in response.text


HERE = [{"Origin": "http://testserver"}, {"Referer": "http://testserver/articles/7/"}]
ELSEWHERE = [
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://testserver"},
    {"Origin": "https://evil.example", "Referer": "http://testserver/"},
    *({"Referer": address} for address in ASTRAY),
]


@pytest.fixture
def strict(cleo: User) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cleo)
    return browser


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_the_words_of_another_sites_form_are_not_shown(strict: Client, headers: dict[str, str]) -> None:
    response = strict.post("/password/", {"action_id": "1", "note": "typed by another site"}, headers=headers)

    assert response.status_code == 403
    assert "This form was open too long" in response.text
    assert "where your words still are" in flat(response)
    assert "typed by another site" not in response.text


@pytest.mark.parametrize("headers", HERE, ids=str)
def test_the_words_of_the_desks_own_form_are_kept_and_can_be_sent_again(
    strict: Client, headers: dict[str, str]
) -> None:
    sent = {"action_id": "1", "note": "Six & <four>,\r\nin two lines.", "csrfmiddlewaretoken": "stale"}

    page = strict.post("/fail/stale/", sent, headers=headers)

    assert page.status_code == 403
    assert "Six &amp; &lt;four&gt;,<br>in two lines." in page.text
    assert "you are logged in as cleo" in flat(page)
    held = {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}
    assert held["note"] == sent["note"]
    again = strict.post("/fail/stale/", held, headers=headers)
    assert again.status_code == 409
    assert "omar saved claim 9 while you were typing." in again.text


def test_a_form_that_is_not_done_once_is_shown_and_not_sent_again(strict: Client) -> None:
    page = strict.post("/fail/stale/", {"note": "Six.", "new_password1": "secret words"}, headers=HERE[0])

    assert "Six." in page.text
    assert "copy it, go back and load the page anew" in flat(page)
    assert "secret words" not in page.text
    assert {name for name, _ in HIDDEN.findall(page.text)} <= {"csrfmiddlewaretoken"}


def test_to_htmx_an_old_token_is_a_notice_that_says_to_send_again(strict: Client) -> None:
    notice = strict.post("/fail/stale/", {"note": "Six."}, headers=HTMX | HERE[0])

    assert (notice.status_code, notice["HX-Retarget"]) == (403, "#problem")
    assert "Your words are still in the form: send it once more." in flat(notice)


def test_a_fault_of_ours_says_what_is_safe_and_tells_no_secrets(desk: Client) -> None:
    response = desk.post("/fail/fault/")

    assert response.status_code == 500
    assert "What was saved before is safe" in response.text
    assert "a fault of ours" not in response.text
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_page_of_a_fault_depends_on_nothing_that_may_be_broken() -> None:
    source = Path(site.BASE_DIR, "templates/500.html").read_text()

    assert "{%" not in source
    assert "{{" not in source
    for name in re.findall(r'"/static/([^"]+)"', source):
        assert finders.find(name), name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(site.BASE_DIR)))
def test_every_file_a_template_names_is_there(template: Path) -> None:
    for name in re.findall(r"{%\s*static\s+['\"]([^'\"]+)", template.read_text()):
        assert finders.find(name), name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(site.BASE_DIR)))
def test_no_template_needs_a_weaker_policy(template: Path) -> None:
    source = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r'(?:src|<link[^>]*href)="https?:', source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(site.BASE_DIR)))
def test_every_glyph_a_template_names_is_in_the_sprite(template: Path) -> None:
    sprite = Path(site.BASE_DIR, "templates/_sprite.html").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))

    assert set(re.findall(r'<use href="#([\w-]+)"', template.read_text())) <= known
