"""The claims of a project, filtered; the reading side of what desk.bulk does to many of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.desk.bulk import MOST_AT_ONCE
from annotations.models import Membership, Project, Role, Source, User
from annotations.reports.claim_filter import ClaimFilter
from annotations.reports.claims_list import ClaimsPage, Order, Place, claims_page
from annotations.web.access import project_for, reads, signed_in
from annotations.web.forms.base import Pick
from annotations.web.forms.bulk import AssignTogetherForm
from annotations.web.forms.filters import ClaimFilterForm

# What a list is filtered by less often stands behind a word.
TICKS = ("status", "verdict", "block")
FOLDED = ("checker", "checked_from", "checked_to", "risk", *TICKS)
ORDERS = [(Order.ARTICLE.value, "article and number"), (Order.DUE.value, "due date")]


class ListForm(ClaimFilterForm):
    """The filters, in which order, and where the page begins."""

    order = Pick(label="In order of", choices=ORDERS, required=False)
    after = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.ordered = Order(said.pop("order", "") or Order.ARTICLE)
        self.place: dict[str, Place] = {}
        for name in ("after", "before"):
            written = said.pop(name, "")
            try:
                self.place |= {name: Place.read(written, self.ordered)} if written else {}
            except ValueError:
                self.add_error(None, "There is no such page of the list. Begin with the first.")
        return said


@dataclass(frozen=True)
class Applied:
    """A filter in force: its words, and the query of the address without it."""

    words: str
    without: str


@reads(Role.VIEWER)
def project_claims(request: HttpRequest, slug: str) -> HttpResponse:
    """List a project's claims; to htmx, the list and its filters alone."""
    project = project_for(request, slug)
    form = ListForm(request.GET, project)
    context: dict[str, Any] = {"project": project, "form": form, "ticks": [form[name] for name in TICKS]}
    asked = form.asked()
    if asked is not None:
        page = claims_page(project, asked, form.ordered, **form.place)
        context |= _context(project, signed_in(request), form, asked, page)
    swapped = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    template = "_claims.html" if swapped else "claims.html"
    response = render(request, template, context, status=422 if asked is None else 200)
    response["HX-Trigger-After-Settle"] = json.dumps({"desk:announce": context.get("told", "These filters do not fit")})
    return response


def _context(project: Project, reader: User, form: ListForm, asked: ClaimFilter, page: ClaimsPage) -> dict[str, Any]:
    role = Membership.objects.role_of(reader, project) or Role.VIEWER
    kept = [] if form.ordered is Order.ARTICLE else [("order", form.ordered.value)]
    told = f"{page.total:,} claim{'' if page.total == 1 else 's'}, {page.disputed:,} disputed"
    context: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "told": told,
        "applied": list(applied(form, asked, kept, _source_words(project, reader, role, asked))),
        "unfiltered": urlencode(kept),
        "query": urlencode([*asked.pairs(), *kept]),
        "filters": urlencode(asked.pairs()),
        "narrowed": any(getattr(asked, name) for name in FOLDED),
        "bulk": role.may(Role.REVIEWER) and bool(page.lines),
    }
    if context["bulk"]:
        keys = " ".join(str(line.claim.pk) for line in page.lines)
        context |= {"assign": AssignTogetherForm(project=project), "keys": keys, "most": MOST_AT_ONCE}
    return context


def applied(form: ClaimFilterForm, asked: ClaimFilter, kept: list[tuple[str, str]], source: str) -> Iterator[Applied]:
    """Give each filter in force, in words, with the address without it; `kept` stays in every address."""
    pairs = asked.pairs()
    for name, value in pairs:
        field: Any = form.fields[name]
        choices: Any = getattr(field, "choices", None) or getattr(field.widget, "choices", ())
        words = dict(choices).get(value, value)
        if name == "words":
            words = f"“{value}”"
        elif name == "source":
            words = source
        elif name not in ("status", "verdict", "block", "article"):
            words = f"{field.label}: {words}"
        yield Applied(words, urlencode([*(pair for pair in pairs if pair != (name, value)), *kept]))


def _source_words(project: Project, reader: User, role: Role, asked: ClaimFilter) -> str:
    """Name the source that is asked for, where this reader may know it."""
    if not asked.source:
        return ""
    source = Source.objects.filter(project=project, pk=asked.source).known_to(reader).first()
    if source is None or (source.confidential and not role.may(Role.REVIEWER)):
        return "one source"
    return f"Source: {source.title}"
