"""The forms of a claim, filled and sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk.reviewing import state_seen
from annotations.models import Claim, User, Verdict
from tests.web.routes import HTMX

both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
LogIn = Callable[[User], Client]


def send(client: Client, name: str, row: Any, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    sent = {"action_id": str(uuid.uuid4()), "at": 3} | fields
    return client.post(reverse(name, args=[row.pk]), sent, headers=headers or {})


def assess(client: Client, claim: Claim, verdict: Verdict | None, version: int = 0, **fields: Any) -> Any:
    return send(client, "assess", claim, version=version, verdict=verdict.pk if verdict else "", **fields)


def show(client: Client, claim: Claim) -> str:
    response = client.get(reverse("workspace", args=[claim.article_id]) + f"?claim={claim.number}")
    assert response.status_code == 200
    return str(response.text)


def status(claim: Claim) -> str:
    return str(Claim.objects.get(pk=claim.pk).work_status)


def review(client: Client, name: str, claim: Claim, **fields: Any) -> Any:
    return send(client, name, claim, seen=state_seen(Claim.objects.get(pk=claim.pk)), **fields)
