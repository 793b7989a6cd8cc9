"""The page of the workspace, and pieces cut out of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from annotations.models import Article, Claim, User

Record = Callable[..., Claim]


def visit(user: User, article: Article, query: str = "", **headers: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("workspace", args=[article.pk]) + query, headers=headers)


def page(user: User, article: Article, query: str = "") -> str:
    response = visit(user, article, query)
    assert response.status_code == 200
    return response.text


def part(text: str, name: str) -> str:
    """Cut one part of the panel out of a page."""
    found = re.search(rf'<section class="[^"]*" id="part-{name}".*?</section>', text, re.DOTALL)
    assert found, name
    return found[0]


def unit(text: str, number: int) -> str:
    """Cut one sentence out of a page, with its marks."""
    found = re.search(rf'<span class="unit" id="s{number}".*?</span></span>', text, re.DOTALL)
    assert found, number
    return found[0]


def words_of(drawn: str) -> str:
    """Read a drawn sentence as the browser would: without its number and its claims' numbers."""
    bare = re.sub(r'<a class="(?:verse|claim-no)".*?</a>', "", drawn, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", bare))
