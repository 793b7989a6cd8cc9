"""A session lasts while it is the person's, and no longer."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from annotations.models import User


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home(client: Client) -> int:
    return client.get("/").status_code


def test_who_is_logged_in_stays_so_until_they_log_out(omar: User) -> None:
    client = logged_in(omar)
    other = Client()
    other.cookies = client.cookies.copy()

    assert (home(client), home(other)) == (200, 200)
    client.post("/logout/")
    assert home(other) == 302


def test_a_session_that_is_over_is_none(omar: User) -> None:
    client = logged_in(omar)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert home(client) == 302


def test_a_key_that_nobody_was_given_opens_nothing(omar: User) -> None:
    for key in ("", "x" * 32, "9" * 5000, "'; --", "%s"):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        assert home(client) == 302, key


def test_whoever_may_not_log_in_any_more_is_out_at_once(omar: User) -> None:
    client = logged_in(omar)
    User.objects.filter(pk=omar.pk).update(is_active=False)

    assert home(client) == 302


def test_it_costs_one_query(omar: User, django_assert_num_queries: Any) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store()
    session["here"] = 1
    session.save()

    with django_assert_num_queries(1):
        assert store(session.session_key)["here"] == 1
