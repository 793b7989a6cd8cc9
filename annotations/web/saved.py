"""What a form that was saved is answered with: the parts of the page that the save can have changed, and no others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from annotations.desk.verb import Act
from annotations.models import Action, Article, Claim, Event
from annotations.reports.affected import lost_in, undecided_in
from annotations.web.access import role_of, signed_in
from annotations.web.charts import bars
from annotations.web.panel import PARTS, draw, panel_context, touched_html, workspace_context
from annotations.web.problems import is_fragment
from annotations.web.selection import Selection, asked_number, claim_in, latest_draft, select, select_shown

ALL = frozenset({"claims", *PARTS})
# Which parts show the rows of a kind. Of a claim they all show its own fields, and these what is computed of it.
SHOWN_IN: dict[str, frozenset[str]] = {
    "claim": frozenset({"others", "review"}),
    "anchor": frozenset({"claims", "words", "review"}),
    "assessment": frozenset({"check", "others", "review"}),
    "citation": frozenset({"check", "sources", "review"}),
    "source": frozenset({"sources"}),
    "note": frozenset({"notes", "review"}),
    "ruling": frozenset({"check", "others", "review"}),
    "signoff": frozenset({"words", "check", "review"}),
}
SAVED = "Saved."
# What the article itself, its rail and the tally show.
IN_THE_ARTICLE = frozenset({"claim", "anchor", "signoff"})


def saved(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    act: Act,
    *,
    part: str,
    before: Sequence[tuple[int, int]],
    said: str = SAVED,
) -> HttpResponse:
    """Answer a form of the panel's `part`, or show the whole panel anew where that is ""; or lead back to the page.

    `before` are the places at which the claim stood.
    """
    reader, role = signed_in(request), role_of(request, article.project)
    revision, at = latest_draft(article), asked_number(request.POST, "at")
    fresh = claim_in(article, claim.number) if claim else None
    chosen, moved = select_shown(request, revision, reader, role, at, claim=fresh, before=before)
    if not is_fragment(request):
        if request.POST.get("then") == "next":
            chosen = select(revision, reader, role, sentence=_next_undone(chosen))
        say_saved(request, act, said)
        return HttpResponseRedirect(f"{chosen.url}#panel")
    return _fragments(request, chosen, act, part, before, said, moved=moved)


def say_saved(request: HttpRequest, act: Act, words: str = SAVED) -> None:
    """Say on the next page that something was saved, with the receipt; what changed nothing has none."""
    if Action.objects.filter(pk=act.action_id).exists():
        words = format_html('{} <a href="{}">Receipt</a>', words, reverse("receipt", args=[act.action_id]))
    messages.success(request, words)


def article_anew(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Answer htmx with the whole panel, and out of band with the article, its rail and the tally: numbers moved."""
    parts = ["_tally.html", "_rail.html", "_lost.html", "_prose.html"]
    drawing = {"first": "_panel.html", "swaps": parts, "drawn": []}
    response = HttpResponse(draw(request, "_saved.html", context | drawing))
    response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response


def _fragments(
    request: HttpRequest,
    chosen: Selection,
    act: Act,
    part: str,
    before: Sequence[tuple[int, int]],
    said: str,
    *,
    moved: bool,
) -> HttpResponse:
    context = workspace_context(chosen) if moved else panel_context(chosen)
    events = [event for event in context["latest"].events if event.action_id == act.action_id]
    response = (
        article_anew(request, context) if moved else _parts(request, chosen, context, events, part=part, before=before)
    )
    if moved or not part:
        response["HX-Retarget"] = "#panel"
        response["HX-Push-Url"] = chosen.url
    told: dict[str, Any] = {"desk:versions": _versions(events, chosen.claim)} if chosen.claim else {}
    if said != SAVED:
        # That it is saved, the browser says itself.
        told["desk:announce"] = said
    if told:
        response["HX-Trigger"] = json.dumps(told)
    return response


def _parts(
    request: HttpRequest,
    chosen: Selection,
    context: dict[str, Any],
    events: Sequence[Event],
    *,
    part: str,
    before: Sequence[tuple[int, int]],
) -> HttpResponse:
    """Answer with the part that was saved, or the whole panel, and out of band with what else these events changed."""
    parts, in_the_article = _changed(events, chosen.claim)
    if part:
        first, swaps = f"_part_{part}.html", _swaps((parts | {"log"}) - {part}, context["may_review"], in_the_article)
    else:
        first, swaps = "_panel.html", []
    drawn: list[str] = []
    if in_the_article:
        swaps.append("_tally.html")
        context |= {"tally": chosen.tally, "bars": bars(chosen.tally)}
        drawn = touched_html(chosen, before)
    if any(_may_bring_back(event) for event in events):
        swaps.append("_lost.html")
        waiting = {"lost": lost_in(chosen.revision), "undecided": undecided_in(chosen.revision)}
        context |= waiting | {"revision": chosen.revision}
    return HttpResponse(draw(request, "_saved.html", context | {"first": first, "swaps": swaps, "drawn": drawn}))


def _changed(events: Sequence[Event], claim: Claim | None) -> tuple[set[str], bool]:
    """Tell which parts show what an action changed, and whether the article does too.

    An action that is not among the newest events was sent again late: then everything may have changed since.
    """
    if not events:
        return set(ALL), True
    parts: set[str] = set()
    for event in events:
        own = event.kind == "claim" and not json.loads(event.body)["fields"].keys() <= set(Claim.audit.computed)
        parts |= ALL if own else SHOWN_IN.get(event.kind, ALL)
        if event.kind == "assessment" and claim and claim.round > 1:
            # The sources of the round before show until somebody checks anew.
            parts.add("sources")
    return parts, any(event.kind in IN_THE_ARTICLE for event in events)


def _may_bring_back(event: Event) -> bool:
    """Tell whether what an event changed can put a claim on words again, or leave it without."""
    return event.kind == "anchor" or (event.kind == "claim" and "withdrawn" in json.loads(event.body)["fields"])


def _swaps(parts: set[str], reviews: bool, in_the_article: bool) -> list[str]:
    """List the templates of what else is drawn; to whoever does not review, that part shows nothing.

    What the sentence and its claims are like shows above the parts as it does in the article.
    """
    above = ["_panel_head.html"] if in_the_article else []
    if in_the_article and "claims" not in parts:
        above.append("_claim_list.html")
    others = [name for name in ("claims", *PARTS) if name in parts and (reviews or name != "review")]
    return [*above, *(f"_part_{name}.html" for name in others)]


def _next_undone(chosen: Selection) -> int:
    """Number the next sentence that is not done, from the top again after the last, or stay."""
    at, units = chosen.unit.number, chosen.every_unit
    return next((unit.number for unit in [*units[at:], *units[:at]] if not unit.done), at)


def _versions(events: Sequence[Event], claim: Claim) -> dict[str, list[int]]:
    """Tell which versions this action led from and to, so that forms that stand open go along with it, and only it."""
    moved: dict[str, list[int]] = {}
    for event in events:
        name = "assessment" if event.kind == "assessment" else str(event.object)
        if event.kind == "assessment" or event.object == claim.pk:
            before, after = moved.get(name, [event.version - 1, event.version])
            moved[name] = [min(before, event.version - 1), max(after, event.version)]
    return moved
