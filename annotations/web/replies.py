"""What a form that writes is answered with: the parts that changed, or the form again with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from annotations.desk.errors import Ambiguous, DeskError, Refused, StaleRow
from annotations.desk.reviewing import state_seen
from annotations.desk.verb import Act
from annotations.models import Anchor, Article, Audited, Claim, Event, User
from annotations.web.access import signed_in
from annotations.web.forms import ActionForm
from annotations.web.panel import PARTS, panel_context, tally_context, touched_html, workspace_context
from annotations.web.selection import Selection, asked_number, select

Verb = Callable[[Act, dict[str, Any]], Audited]


def carry_out(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    *,
    part: str,
    name: str,
    form: ActionForm,
    verb: Verb,
    whole: bool = False,
) -> HttpResponse:
    """Do what a form asks, and answer with what changed.

    `part` is the panel's part that the form stands in and `name` its name there; with `whole` a success shows the
    whole panel anew, with the claim that the verb gave back.
    """
    reader = signed_in(request)
    asked_number(request.POST, "at")
    refusal: DeskError = Refused("This form was not filled in so that it can be saved. Load the page again.")
    if form.is_valid():
        act = Act(by=reader, action_id=form.cleaned_data["action_id"])
        before = _places(claim)
        try:
            row = verb(act, form.cleaned_data)
        except StaleRow as stale:
            refusal = stale
            show_theirs(form, stale)
        except Refused as refused:
            refusal = refused
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            if isinstance(refused, Ambiguous):
                form.places = refused.places
        else:
            shown = row if isinstance(row, Claim) else claim
            return _saved(request, article, shown, reader, act, part=part, whole=whole, before=before)
    return _unsaved(request, article, claim, reader, part=part, name=name, form=form, refusal=refusal)


def _places(claim: Claim | None) -> list[tuple[int, int]]:
    return list(Anchor.objects.filter(claim=claim).values_list("start", "end")) if claim else []


def show_theirs(form: ActionForm, stale: StaleRow) -> None:
    """Put what somebody else saved beside what this person typed, and let the next save be made on it."""
    row = stale.row
    form.add_error(None, stale.message)
    if row is None:
        return
    by = stale.details.get("by")
    form.theirs_by = by.username if by else "the desk"
    for name in stale.details.get("fields", []):
        if name in form.fields and not form.fields[name].widget.is_hidden:
            saved = getattr(row, name)
            shown = getattr(row, f"get_{name}_display", None)
            form.theirs[form.short_name(name)] = str(
                shown() if shown and saved else ("none" if saved in (None, "") else saved)
            )
    # Whoever has seen what was saved meanwhile may save on it.
    if isinstance(row, Claim) and "claim_version" in form.fields:
        now: dict[str, Any] = {"claim_version": row.version}
    elif isinstance(row, Claim):
        now = {"version": row.version, "seen": state_seen(row)}
    else:
        now = {"version": row.version}
    form.data = {**dict(form.data.items()), **now}


def _saved(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    reader: User,
    act: Act,
    *,
    part: str,
    whole: bool,
    before: list[tuple[int, int]],
) -> HttpResponse:
    fresh = Claim.objects.select_related("verdict").get(pk=claim.pk) if claim else None
    if fresh:
        fresh.article = article
    chosen = select(article, reader, shown=asked_number(request.POST, "at"), claim=fresh)
    if request.headers.get("HX-Request") != "true":
        if request.POST.get("then") == "next":
            chosen = select(article, reader, sentence=_next_undone(chosen))
        messages.success(request, "Saved.")
        return HttpResponseRedirect(f"{chosen.url}#panel")
    context = panel_context(chosen)
    drawn = touched_html(chosen, fresh, before) if fresh else []
    if whole:
        body = str(render_to_string("_panel.html", context, request))
    else:
        body = str(render_to_string(f"_part_{part}.html", context, request)) + _others_html(request, context, part)
    body += render_to_string("_tally.html", tally_context(chosen) | {"oob": True}, request)
    response = HttpResponse(body + "".join(drawn))
    if whole:
        response["HX-Retarget"] = "#panel"
        response["HX-Push-Url"] = chosen.url
    if fresh:
        response["HX-Trigger"] = json.dumps({"desk:versions": _versions(act, fresh)})
    return response


def _next_undone(chosen: Selection) -> int:
    """Number the next sentence that is not done, from the top again after the last, or stay."""
    at = chosen.unit.number
    around = [*chosen.units[at:], *chosen.units[:at]]
    return next((unit.number for unit in around if not unit.done), at)


def _versions(act: Act, claim: Claim) -> dict[str, list[int]]:
    """Tell which versions this action led from and to, so that forms that stand open go along with it, and only it."""
    moved: dict[str, list[int]] = {}
    for kind, key, version in Event.objects.filter(action=act.action_id).values_list("kind", "object", "version"):
        name = "assessment" if kind == "assessment" else str(key)
        if kind == "assessment" or key == claim.pk:
            before, after = moved.get(name, [version - 1, version])
            moved[name] = [min(before, version - 1), max(after, version)]
    return moved


def _others_html(request: HttpRequest, context: dict[str, Any], part: str) -> str:
    """Draw the panel but for one part, for swaps out of band."""
    others = ["_panel_head.html", *(f"_part_{name}.html" for name in ("claims", *PARTS) if name != part)]
    return "".join(render_to_string(name, context | {"oob": True}, request) for name in others)


def _unsaved(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    reader: User,
    *,
    part: str,
    name: str,
    form: ActionForm,
    refusal: DeskError,
) -> HttpResponse:
    """Show the form again; where it has no place on the page any more, raise the refusal, which keeps the words."""
    chosen = select(article, reader, shown=_shown(request), claim=claim)
    fragment = request.headers.get("HX-Request") == "true"
    context = panel_context(chosen, {name: form}) if fragment else workspace_context(chosen, {name: form})
    template = f"_part_{part}.html" if fragment else "workspace.html"
    body = str(render_to_string(template, context, request))
    if str(form["action_id"]) not in body:
        raise refusal
    if fragment and claim and (isinstance(refusal, StaleRow) or part == "review"):
        # What somebody else saved shows in the other parts, and their forms go on from it; a reviewer's forms, drawn
        # anew, stand for the state of now, so all of it has to be on the screen.
        body += _others_html(request, context, part)
    response = HttpResponse(body, status=refusal.status)
    if fragment:
        response["HX-Retarget"] = f"#part-{part}"
        response["HX-Reswap"] = "outerHTML"
    return response


def _shown(request: HttpRequest) -> int | None:
    """Read the number of the sentence that a form was on; a new claim's form may have been sent with another word."""
    if "at" in request.POST:
        return asked_number(request.POST, "at")
    sentence = request.POST.get("sentence", "")
    return int(sentence) if sentence.isascii() and sentence.isdigit() and len(sentence) < 9 else None
