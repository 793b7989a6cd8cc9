"""Histories to read, a page at a time: of an article, a claim, a source, and of all that a person's projects did."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from annotations.models import Project, Role
from annotations.reports.history import HistoryPage, article_history, claim_history, desk_history, source_history
from annotations.reports.history_filter import HistoryFilter
from annotations.reports.source import is_withheld
from annotations.web.access import article_for, claim_for, reads, role_of, signed_in, source_for
from annotations.web.forms.history import HistoryFilterForm

EVENT_ID = re.compile("[0-9]{1,18}")

Read = Callable[[HistoryFilter, int | None], HistoryPage]


@dataclass(frozen=True)
class Applied:
    """A filter in force: its words, and the address without it."""

    words: str
    without: str


@reads(Role.VIEWER)
def of_article(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    article = article_for(request, article_id)
    form = HistoryFilterForm(request.GET, [article.project], article=article)
    csv = reverse("article_events", args=[article.pk])
    read = partial(article_history, article, signed_in(request))
    return _page(request, form, read, {"article": article, "csv": csv})


@reads(Role.VIEWER)
def of_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    form = HistoryFilterForm(request.GET, [claim.article.project])
    csv = f"{reverse('article_events', args=[claim.article_id])}?claim={claim.number}"
    read = partial(claim_history, claim, signed_in(request))
    return _page(request, form, read, {"article": claim.article, "claim": claim, "csv": csv})


@reads(Role.VIEWER)
def of_source(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    source, reader = source_for(request, source_id), signed_in(request)
    withheld = is_withheld(source, reader, role_of(request, source.project))
    form = HistoryFilterForm(request.GET, [source.project])
    return _page(request, form, partial(source_history, source, reader), {"source": source, "withheld": withheld})


@reads()
def of_desk(request: HttpRequest) -> HttpResponse:
    """Show what was done in all projects of a person, their settings and sources included."""
    reader = signed_in(request)
    projects = list(Project.objects.of(reader).order_by("name", "pk"))
    form = HistoryFilterForm(request.GET, projects, whole_desk=True)
    return _page(request, form, partial(desk_history, reader), {"projects": projects, "csv": reverse("desk_events")})


def _page(request: HttpRequest, form: HistoryFilterForm, read: Read, context: dict[str, Any]) -> HttpResponse:
    """Show the page, or to htmx the entries alone; where what is asked cannot be, say so in their place."""
    before = _before(request)
    asked = form.asked()
    history = read(asked, before) if asked is not None else None
    pairs = asked.pairs() if asked is not None else []
    context |= {"form": form, "history": history, "query": urlencode(pairs), "applied": _applied(request, form, pairs)}
    if "csv" in context:
        context["csv"] = _address(context["csv"], pairs)
    status = 200 if history else 422
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-History-Restore-Request") == "true":
        return render(request, "history.html", context, status=status)
    response = render(request, "_history.html", context | {"oob": True}, status=status)
    response["HX-Push-Url"] = _address(request.path, pairs) if history else "false"
    response["HX-Trigger"] = json.dumps({"desk:announce": _announced(history)})
    return response


def _applied(request: HttpRequest, form: HistoryFilterForm, pairs: list[tuple[str, str]]) -> list[Applied]:
    return [
        Applied(form.said(*pair), _address(request.path, [other for other in pairs if other != pair])) for pair in pairs
    ]


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(pairs)}"


def _announced(history: HistoryPage | None) -> str:
    if history is None:
        return "This cannot be looked for."
    shown = sum(len(day.entries) for day in history.days)
    entries = "1 entry" if shown == 1 else f"{shown or 'No'} entries"
    return f"{entries}, and older ones" if history.older else entries


def _before(request: HttpRequest) -> int | None:
    """Read below which event the page begins; none for the newest page."""
    asked = request.GET.get("before", "")
    if asked and not EVENT_ID.fullmatch(asked):
        raise Http404("The page of a history begins below the number of an event.")
    return int(asked) if asked else None
