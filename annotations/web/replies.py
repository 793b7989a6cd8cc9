"""What a form that writes is answered with: the parts that changed, or the form again with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from annotations.desk.errors import Ambiguous, Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Article, Audited, Claim, Event, User
from annotations.web.access import signed_in
from annotations.web.forms import ActionForm
from annotations.web.panel import PARTS, panel_context, tally_context, touched_html, workspace_context
from annotations.web.selection import Selection, select

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
    status = 422
    if form.is_valid():
        act = Act(by=reader, action_id=form.cleaned_data["action_id"])
        try:
            row = verb(act, form.cleaned_data)
        except StaleRow as stale:
            status = stale.status
            show_theirs(form, stale)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            if isinstance(refused, Ambiguous):
                form.places = refused.places
        else:
            shown = row if isinstance(row, Claim) else claim
            return _saved(request, article, shown, reader, act, part=part, whole=whole)
    return _unsaved(request, article, claim, reader, part=part, name=name, form=form, status=status)


def show_theirs(form: ActionForm, stale: StaleRow) -> None:
    """Put what somebody else saved beside what this person typed, and let the next save be made on it."""
    row = stale.row
    form.add_error(None, stale.message)
    if row is None:
        return
    by = stale.details.get("by")
    form.theirs_by = by.username if by else "the desk"
    for name in stale.details.get("fields", []):
        if name in form.fields and name != "version":
            saved = getattr(row, name)
            shown = getattr(row, f"get_{name}_display", None)
            form.theirs[name] = str(shown() if shown else ("none" if saved in (None, "") else saved))
    if "version" in form.fields and row.pk is not None:
        form.data = {**form.data.dict(), "version": row.version} if isinstance(form.data, QueryDict) else form.data


def _saved(
    request: HttpRequest, article: Article, claim: Claim | None, reader: User, act: Act, *, part: str, whole: bool
) -> HttpResponse:
    sentence = request.POST.get("at", "")
    fresh = Claim.objects.select_related("verdict").get(pk=claim.pk) if claim else None
    if fresh:
        fresh.article = article
    chosen = select(article, reader, sentence=int(sentence) if sentence.isdigit() else None, claim=fresh)
    if request.headers.get("HX-Request") != "true":
        if request.POST.get("then") == "next":
            chosen = select(article, reader, sentence=_next_undone(chosen))
        return HttpResponseRedirect(f"{chosen.url}#panel")
    context = panel_context(chosen)
    drawn = touched_html(chosen, fresh) if fresh else []
    if whole:
        body = str(render_to_string("_panel.html", context, request))
    else:
        rest = [other for other in PARTS if other != part]
        body = str(render_to_string(f"_part_{part}.html", context, request))
        body += "".join(render_to_string(f"_part_{other}.html", context | {"oob": True}, request) for other in rest)
        for other in ("_panel_head.html", "_part_claims.html"):
            body += render_to_string(other, context | {"oob": True}, request)
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


def _unsaved(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    reader: User,
    *,
    part: str,
    name: str,
    form: ActionForm,
    status: int,
) -> HttpResponse:
    sentence = request.POST.get("at", "") or request.POST.get("sentence", "")
    chosen = select(article, reader, sentence=int(sentence) if sentence.isdigit() else None, claim=claim)
    if request.headers.get("HX-Request") == "true":
        response = render(request, f"_part_{part}.html", panel_context(chosen, {name: form}), status=status)
        response["HX-Retarget"] = f"#part-{part}"
        response["HX-Reswap"] = "outerHTML"
        return response
    return render(request, "workspace.html", workspace_context(chosen, {name: form}), status=status)
