"""The review dashboard: one report, and where each of its figures leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.models import Project, Role
from annotations.reports.claim_filter import BLOCKS, ClaimFilter
from annotations.reports.overview.article_lines import SORTS
from annotations.reports.overview.dashboard import Dashboard, dashboard
from annotations.reports.overview.figures import Figure
from annotations.web.access import projects_for, reads, signed_in
from annotations.web.charts import bar, columns, shares
from annotations.web.claims_list import applied
from annotations.web.forms.filters import ClaimFilterForm

Pairs = list[tuple[str, str]]

NUMBERS = (
    "Nothing",
    "One thing",
    "Two things",
    "Three things",
    "Four things",
    "Five things",
    "Six things",
    "Seven things",
)

# Of what blocks publication: tone, glyph, what one says of it (of one claim, of several), and the button for it.
GATES = {
    "unchecked": ("plain", "unchecked", "claim is not checked yet", "claims are not checked yet", "Check"),
    "disputed": ("red", "disputed", "claim has verdicts that differ", "claims have verdicts that differ", "Decide"),
    "undecided": (
        "amber",
        "anchor-changed",
        "claim has other words in a new draft, or none",
        "claims have other words in a new draft, or none",
        "Decide",
    ),
    "query": ("violet", "query", "claim waits for an answer", "claims wait for an answer", "Answer"),
    "stale": ("amber", "flag", "claim has lost its ground", "claims have lost their ground", "Check again"),
    "unsourced": ("amber", "changed", "verdict names no source", "verdicts name no source", "Add sources"),
    "late": ("red", "flag", "claim is past its due date", "claims are past their due dates", "See whose"),
}
QUEUES = {
    "to_check": "To check",
    "second_check": "Second check",
    "disputed": "Disputed",
    "to_approve": "To approve",
    "query": "Queries",
}
# What is said of a queue in which nothing waits.
IDLE = {
    "to_check": "Everything has been checked at least once.",
    "second_check": "No claim needs another pair of eyes.",
    "disputed": "Checkers agree wherever two have looked.",
    "to_approve": "Nothing checked waits for a reviewer.",
    "query": "No query is open.",
}
TICKS = ("status", "verdict", "block")
HEADINGS = {"title": "Article", "published": "Published", "progress": "Checked", **BLOCKS}


@dataclass(frozen=True)
class Gate:
    """One of the things that block publication."""

    name: str
    label: str
    tone: str
    glyph: str
    words: str
    button: str
    claims: Figure
    articles: int


@dataclass(frozen=True)
class Heading:
    """The head of a column: `query` sorts by it, or by it the other way round."""

    name: str
    words: str
    query: str
    sorted: str

    @property
    def is_number(self) -> bool:
        return self.name in BLOCKS


@reads(Role.REVIEWER)
def review(request: HttpRequest) -> HttpResponse:
    """Show the dashboard of all projects in which this person reviews, or of the one asked for; to htmx only that."""
    mine = projects_for(request)
    shown = _chosen(mine, request.GET.get("project", ""))
    form = ClaimFilterForm(request.GET, *shown)
    asked = form.asked()
    context: dict[str, Any] = {"mine": mine, "form": form, "project": _only(shown)}
    context["ticks"] = [form[name] for name in TICKS]
    if asked is not None:
        sort = request.GET.get("sort", "")
        board = dashboard(shown, signed_in(request), asked, sort=sort, page=_number(request.GET.get("page", "")))
        context |= _context(board, form, asked, _kept(mine, shown))
    swapped = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    template = "_dashboard.html" if swapped else "dashboard.html"
    response = render(request, template, context, status=422 if asked is None else 200)
    response["HX-Trigger-After-Settle"] = json.dumps({"desk:announce": context.get("told", "These filters do not fit")})
    return response


def _number(page: str) -> int:
    return int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _chosen(mine: list[Project], slug: str) -> list[Project]:
    chosen = [project for project in mine if project.slug == slug or not slug]
    if not chosen:
        raise Http404("No such project among those this person reviews.")
    return chosen


def _only(shown: list[Project]) -> Project | None:
    return shown[0] if len(shown) == 1 else None


def _kept(mine: list[Project], shown: list[Project]) -> Pairs:
    """Give the part of the address that says which project; none for who has only one, or looks at all."""
    return [("project", shown[0].slug)] if len(shown) == 1 < len(mine) else []


def _context(board: Dashboard, form: ClaimFilterForm, asked: ClaimFilter, kept: Pairs) -> dict[str, Any]:
    pairs = [*kept, *asked.pairs()]
    articles = board.articles
    sorted_by = [("sort", articles.sort)] if articles.sort else []
    gates = list(_gates(board)) if len(board.projects) == 1 else []
    return {
        "board": board,
        "asked": asked,
        "told": f"Figures of {board.total:,} claim{'' if board.total == 1 else 's'}",
        "applied": list(applied(form, asked, [*kept, *sorted_by], "one source")),
        "unfiltered": urlencode([*kept, *sorted_by]),
        "gates": gates,
        "headline": NUMBERS[len(gates)],
        "bare": sum(line.progress.sentences.bare for line in articles.lines),
        "blocks": BLOCKS,
        "queues": [(QUEUES[queue.name], queue) for queue in board.queues if queue.claims],
        "idle": [IDLE[queue.name] for queue in board.queues if not queue.claims],
        "headings": [_heading(name, articles.sort, pairs) for name in SORTS],
        "articles": [(line, bar(line.progress.sentences)) for line in articles.lines],
        "pages": urlencode([*pairs, *sorted_by]),
        "verdicts": [(verdicts, list(shares(verdicts))) for verdicts in board.verdicts],
        "most_open": max([line.open.number for line in board.load] or [0]),
        "columns": columns(board.days),
        "checked": sum(day.total for day in board.days),
        "fullest": max(board.days, key=lambda day: day.total),
    }


def _gates(board: Dashboard) -> Iterator[Gate]:
    for name, figure in board.projects[0].blocks.items():
        if figure.number:
            tone, glyph, one, several, button = GATES[name]
            words = one if figure.number == 1 else several
            yield Gate(name, BLOCKS[name], tone, glyph, words, button, figure, board.blocked_articles[name])


def _heading(name: str, sort: str, pairs: Pairs) -> Heading:
    """Sort words and days from the first, numbers from the greatest; the same column again the other way round."""
    first = name if name in ("title", "published", "progress") else f"-{name}"
    other = name if first != name else f"-{name}"
    now = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return Heading(name, HEADINGS[name], urlencode([*pairs, ("sort", other if sort == first else first)]), now)
