"""Log in, log out, change the password; and nobody gets past the door without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from annotations.models import User

SECRET = "a long enough secret"
EXAMPLES = {"uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "int": "1", "slug": "city", "str": "x", "path": "x/y"}
# On this site, but a browser would follow the path to another one.
ASTRAY = [f"http://testserver{path}" for path in ("//evil.example/", "/\\evil.example/", "///evil.example/")]
OPEN = {"/login/", "/admin/login/"}


@pytest.fixture
def desk(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


def log_in(client: Client, password: str, **more: str) -> Any:
    return client.post("/login/", {"username": "cleo", "password": password, **more})


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:  # the admin's catch-all, which is no page
            continue
        address = before + re.sub(r"<(?:(\w+):)?\w+>", lambda part: EXAMPLES[part[1] or "str"], route)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address


def test_the_right_password_opens_the_desk(client: Client, cleo: User) -> None:
    response = log_in(client, SECRET)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cleo.pk)


def test_the_page_asked_for_is_where_logging_in_leads(client: Client, cleo: User) -> None:
    asked = client.get("/password/")
    page = client.get(asked["Location"])

    assert asked["Location"] == "/login/?next=/password/"
    assert 'name="next" value="/password/"' in page.text
    assert log_in(client, SECRET, next="/password/")["Location"] == "/password/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_logging_in_leads_nowhere_else(client: Client, cleo: User, elsewhere: str) -> None:
    assert log_in(client, SECRET, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_is_said_without_saying_whether_the_name_exists(client: Client, cleo: User) -> None:
    wrong = log_in(client, "guess")
    unknown = client.post("/login/", {"username": "nobody", "password": "guess"})

    for response in (wrong, unknown):
        assert response.status_code == 200
        assert "User name and password do not fit together." in response.text
        (focused,) = re.findall(r"<input[^>]* autofocus[^>]*>", response.text)
        assert 'name="password"' in focused
    assert "_auth_user_id" not in client.session
    (focused,) = re.findall(r"<input[^>]* autofocus[^>]*>", client.get("/login/").text)
    assert 'name="username"' in focused


def test_a_user_name_longer_than_any_is_refused_unread(client: Client, db: None) -> None:
    for name in ("x" * 151, "x" * 5_000, "\ufdfa" * 5_000):
        response = client.post("/login/", {"username": name, "password": "guess"})
        assert response.status_code == 200
        assert "Ensure this value has at most 150 characters" in response.text
    assert "do not fit together" in client.post("/login/", {"username": "x" * 150, "password": "guess"}).text
    page = client.get("/login/").text
    assert 'maxlength="150"' in page
    assert "User name" in page


def test_too_many_wrong_passwords_close_the_door_and_say_until_when(client: Client, cleo: User) -> None:
    for _ in range(site.AXES_FAILURE_LIMIT - 1):
        assert log_in(client, "guess").status_code == 200
    shut = log_in(client, "guess")

    assert shut.status_code == 429
    assert shut["Retry-After"] == "600"
    assert "Too many wrong passwords" in shut.text
    assert re.search(r"Try again after \d\d:\d\d UTC", shut.text)
    assert log_in(client, SECRET).status_code == 429


def test_a_shut_door_is_shut_for_that_name_alone(client: Client, cleo: User, omar: User) -> None:
    for _ in range(site.AXES_FAILURE_LIMIT):
        log_in(client, "guess")

    assert client.post("/login/", {"username": "omar", "password": SECRET}).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(client: Client, cleo: User) -> None:
    for _ in range(2):
        for _ in range(site.AXES_FAILURE_LIMIT - 1):
            log_in(client, "guess")
        assert log_in(client, SECRET).status_code == 302
        client.logout()


def test_who_is_logged_in_is_not_asked_again(desk: Client) -> None:
    assert desk.get("/login/")["Location"] == "/"


def test_logging_out_takes_a_post(desk: Client) -> None:
    assert desk.get("/logout/").status_code == 405
    assert "_auth_user_id" in desk.session

    response = desk.post("/logout/")

    assert response["Location"] == "/login/"
    assert "_auth_user_id" not in desk.session


def test_logging_out_empties_the_browser_of_what_was_open(desk: Client) -> None:
    assert desk.post("/logout/")["Clear-Site-Data"] == '"cache"'


def test_changing_the_password_keeps_this_log_in_and_ends_the_others(desk: Client, cleo: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(cleo)
    new = "another long secret"

    response = desk.post(
        "/password/", {"old_password": SECRET, "new_password1": new, "new_password2": new}, follow=True
    )

    assert "Password changed" in response.text
    assert desk.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    cleo.refresh_from_db()
    assert cleo.check_password(new)


def test_a_password_that_is_not_changed_says_why(desk: Client, cleo: User) -> None:
    response = desk.post("/password/", {"old_password": "guess", "new_password1": "123", "new_password2": "1234"})

    assert response.status_code == 200
    assert "The password was not changed" in response.text
    assert 'id="id_old_password_error"' in response.text
    cleo.refresh_from_db()
    assert cleo.check_password(SECRET)


def test_every_page_but_the_log_in_is_refused_to_a_stranger(client: Client, db: None) -> None:
    found = set(addresses(get_resolver().url_patterns))

    assert found >= {"/login/", "/logout/", "/password/", "/admin/"}
    for address in sorted(found - OPEN - {"/checkpoint"}):  # which is for anybody
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response["Location"].split("?")[0] in OPEN, address


def test_an_expired_session_sends_htmx_to_the_log_in_and_back_to_the_page(client: Client, db: None) -> None:
    response = client.post(
        "/password/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/articles/7/?sentence=14#s14"},
    )

    assert response.status_code == 200
    assert response["HX-Redirect"] == "/login/?next=%2Farticles%2F7%2F%3Fsentence%3D14%23s14"
    assert response.text == ""


@pytest.mark.parametrize("page", ["https://evil.example/articles/7/", "", "nonsense", "http://[", *ASTRAY])
def test_an_expired_session_leads_back_to_no_other_site(client: Client, db: None, page: str) -> None:
    response = client.post("/password/", headers={"HX-Request": "true", "HX-Current-URL": page})

    assert response["HX-Redirect"] == "/login/?next=%2F"


def test_a_page_and_its_fragment_are_not_taken_for_one_another(desk: Client) -> None:
    page = desk.get("/password/")
    fragment = desk.get("/password/", headers={"HX-Request": "true"})

    assert {"HX-Request", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    # A page may be kept by the browser itself, or Back would lose the words typed into it.
    assert page["Cache-Control"] == "private, no-cache"
    assert fragment["Cache-Control"] == "private, no-store"


def test_the_browser_runs_and_loads_nothing_but_the_desks_own_files(client: Client, db: None) -> None:
    policy = client.get("/login/")["Content-Security-Policy"]

    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
