"""Histories to read, a page at a time: of an article, a claim, a source, and of all that a person's projects did."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from annotations.models import Article, Claim, Project, Role
from annotations.reports.draft import whole
from annotations.reports.events.history import HistoryPage, article_history, claim_history, desk_history, source_history
from annotations.reports.events.history_filter import HistoryFilter
from annotations.reports.events.moments import Moment, NoSuchMoment, moment_of, steps_in
from annotations.reports.past import as_of
from annotations.reports.source import is_withheld
from annotations.reports.units import Tally
from annotations.web.access import article_for, claim_for, reads, role_of, signed_in, source_for
from annotations.web.charts import bars
from annotations.web.forms import RestoreForm, RestoreValueForm
from annotations.web.forms.history import HistoryFilterForm
from annotations.web.past import ASKED, STEP, Slider, moment_asked
from annotations.web.problems import is_fragment
from annotations.web.prose import blocks
from annotations.web.selection import latest_draft

EVENT_ID = re.compile("[0-9]{1,18}")

Pairs = list[tuple[str, str]]
Read = Callable[[HistoryFilter, int | None], HistoryPage]


@dataclass(frozen=True)
class Applied:
    """A filter in force: its words, and the address without it."""

    words: str
    without: str


@reads(Role.VIEWER)
def of_article(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show an article's history, and with `?as_of=` or the slider's `?step=` the article as it stood."""
    article = article_for(request, article_id)
    moment = moment_asked(request, article)
    slider = Slider.asked(request, steps_in(article), moment)
    if STEP in request.GET:
        moment = None if slider.is_now else moment_of(article, str(slider.here.entry))
    with as_of(moment):
        if moment:
            article = article_for(request, article_id)
        form = HistoryFilterForm(request.GET, [article.project], article=article)
        csv = reverse("article_events", args=[article.pk])
        read = partial(article_history, article, signed_in(request), restoring=moment is None)
        context = {"article": article, "csv": csv, "slider": slider, "moment": moment}
        return _page(request, form, read, context | {"restoring": RestoreValueForm()})


@reads(Role.VIEWER)
def of_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    moment = moment_asked(request, claim.article)
    with as_of(moment):
        if moment:
            if not Claim.objects.filter(pk=claim.pk).exists():
                raise NoSuchMoment(f"Claim {claim.number} was not there yet.")
            claim = claim_for(request, claim_id)
        form = HistoryFilterForm(request.GET, [claim.article.project])
        csv = f"{reverse('article_events', args=[claim.article_id])}?claim={claim.number}"
        read = partial(claim_history, claim, signed_in(request), restoring=moment is None)
        held = {"article": claim.article, "claim": claim, "csv": csv, "moment": moment, "restore": None}
        held["restoring"] = RestoreValueForm(initial={"claim": "1"})
        if claim.withdrawn and not moment and role_of(request, claim.article.project).may(Role.CHECKER):
            held["restore"] = RestoreForm(initial={"version": claim.version})
        return _page(request, form, read, held)


@reads(Role.VIEWER)
def of_source(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    source, reader = source_for(request, source_id), signed_in(request)
    withheld = is_withheld(source, reader, role_of(request, source.project))
    form = HistoryFilterForm(request.GET, [source.project])
    context = {"source": source, "withheld": withheld, "csv": reverse("source_events", args=[source.pk])}
    read = partial(source_history, source, reader, restoring=True)
    return _page(request, form, read, context | {"restoring": RestoreValueForm()})


@reads()
def of_desk(request: HttpRequest) -> HttpResponse:
    """Show what was done in all projects of a person, their settings and sources included."""
    reader = signed_in(request)
    projects = list(Project.objects.of(reader).order_by("name", "pk"))
    form = HistoryFilterForm(request.GET, projects, whole_desk=True)
    return _page(request, form, partial(desk_history, reader), {"projects": projects, "csv": reverse("desk_events")})


def _page(request: HttpRequest, form: HistoryFilterForm, read: Read, context: dict[str, Any]) -> HttpResponse:
    """Show the page, or to htmx the entries alone; where what is asked cannot be, say so in their place."""
    before, moment = _before(request), context.get("moment")
    asked = form.asked()
    history = read(asked, before) if asked is not None else None
    filters = asked.pairs() if asked is not None else []
    kept = [(ASKED, moment.asked)] if moment else []
    pairs = [*filters, *kept]
    here = _address(request.path, pairs)
    if STEP in request.GET and not is_fragment(request):
        return HttpResponseRedirect(here)
    context |= {"form": form, "history": history, "query": urlencode(pairs), "filters": urlencode(filters)}
    context |= {"here": _address(request.path, kept), "applied": _applied(request, form, filters, kept)}
    if "csv" in context:
        context["csv"] = _address(context["csv"], pairs)
    if moment and history and "slider" in context:
        context["preview"] = SimpleLazyObject(lambda: _preview(context["article"], moment, history))
    status = 200 if history else 422
    if not is_fragment(request) or request.headers.get("HX-History-Restore-Request") == "true":
        return render(request, "history.html", context, status=status)
    fragment, then = ("_replay.html", "HX-Replace-Url") if STEP in request.GET else ("_history.html", "HX-Push-Url")
    response = render(request, fragment, context | {"oob": True}, status=status)
    response[then] = here if history else "false"
    response["HX-Trigger"] = json.dumps({"desk:announce": _announced(history)})
    return response


def _preview(article: Article, moment: Moment, history: HistoryPage) -> dict[str, Any]:
    """Draw the article as it stood, on the sentence that the newest entry is about."""
    draft = latest_draft(article)
    units = whole(draft).held
    claims = {claim.number for day in history.days[:1] for claim in day.entries[0].claims}
    chosen = next((unit.number for unit in units if any(place.claim.number in claims for place in unit.places)), None)
    page = escape(f"{reverse('workspace', args=[article.pk])}?{moment.query}&")
    drawn = list(blocks(units, draft.text, chosen, page=page))
    tally = Tally.of(units)
    return {"text": draft.text, "blocks": drawn, "tally": tally, "bars": bars(tally)}


def _applied(request: HttpRequest, form: HistoryFilterForm, filters: Pairs, kept: Pairs) -> list[Applied]:
    def without(pair: tuple[str, str]) -> str:
        return _address(request.path, [*(other for other in filters if other != pair), *kept])

    return [Applied(form.said(*pair), without(pair)) for pair in filters]


def _address(path: str, pairs: Pairs) -> str:
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
