"""What a new draft changed: each claim that it touched, with the forms in which a person decides about it.

The forms are those of the workspace. Sent from here they carry ON, and the answer is the claim's line in this list.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import DeskError
from annotations.desk.reviewing import states_seen
from annotations.desk.verb import Act
from annotations.models import Anchor, Article, Assessment, Claim, Role
from annotations.reports.affected import Affected, changes_in
from annotations.reports.drafts import drafts_of
from annotations.web import forms
from annotations.web.access import article_for, reads, role_of, signed_in
from annotations.web.forms import ActionForm
from annotations.web.forms.deciding import CheckAgainForm, KeepForm
from annotations.web.looks import fates
from annotations.web.panel import draw
from annotations.web.saved import say_saved
from annotations.web.selection import latest_draft, select

ON = "on_draft"


@dataclass(frozen=True)
class Line:
    """A claim of the list: `forms` by name, where somebody who may has something to decide."""

    affected: Affected
    keeps: list[tuple[str, ActionForm]] = field(default_factory=list)
    again: ActionForm | None = None
    moves: list[tuple[Anchor, ActionForm]] = field(default_factory=list)
    withdraw: ActionForm | None = None
    bound: bool = False


@reads(Role.VIEWER)
def draft_changes(request: HttpRequest, article_id: uuid.UUID, number: int) -> HttpResponse:
    """Show what became of the claims in a draft; before the first there is none to have come from."""
    article = article_for(request, article_id)
    if number == 1:
        return HttpResponseRedirect(reverse("drafts", args=[article.pk]))
    return render(request, "draft_changes.html", _context(request, article, number))


def asked_on_draft(request: HttpRequest) -> int:
    """Tell on which draft's list a form was sent; 0 where it was sent in the workspace."""
    asked = request.POST.get(ON, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0


def decided(request: HttpRequest, claim: Claim, act: Act, said: str) -> HttpResponse:
    """Answer a form that was saved: with the claim's line, or lead back to it."""
    number = asked_on_draft(request)
    if request.headers.get("HX-Request") != "true":
        say_saved(request, act, said)
        return HttpResponseRedirect(f"{reverse('draft_changes', args=[claim.article_id, number])}#claim-{claim.pk}")
    context = _context(request, claim.article, number)
    line = next((line for line in context["lines"] if line.affected.said.claim.pk == claim.pk), None)
    context |= {"line": line, "claim": claim, "said": said, "receipt": act.action_id}
    return HttpResponse(draw(request, "_affected_saved.html", context))


def not_decided(request: HttpRequest, claim: Claim, name: str, form: ActionForm, refusal: DeskError) -> HttpResponse:
    """Show the form again; where it has no place in the list any more, raise the refusal, which keeps the words."""
    context = _context(request, claim.article, asked_on_draft(request), {(claim.pk, name): form})
    line = next((line for line in context["lines"] if line.bound), None)
    if line is None:
        raise refusal
    if form.places:
        context["chosen"] = select(latest_draft(claim.article), signed_in(request), Role.CHECKER, page=True)
    if request.headers.get("HX-Request") != "true":
        return HttpResponse(draw(request, "draft_changes.html", context), status=refusal.status)
    response = HttpResponse(draw(request, "_affected_claim.html", context | {"line": line}), status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = f"#claim-{claim.pk}", "outerHTML"
    return response


Bound = Mapping[tuple[uuid.UUID, str], ActionForm]


def _context(request: HttpRequest, article: Article, number: int, bound: Bound | None = None) -> dict[str, Any]:
    by_number = {line.number: line for line in drafts_of(article)}
    if number not in by_number or number == 1:
        raise Http404("This article has no such draft.")
    line, before = by_number[number], by_number[number - 1]
    kept = {revision.pk: revision for revision in article.revisions.filter(pk__in=(line.key, before.key))}
    changes = changes_in(article, kept[before.key], kept[line.key])
    may_check = line.newest and role_of(request, article.project).may(Role.CHECKER)
    waiting = [one.said.claim for one in changes.undecided] if may_check else []
    seen = states_seen(waiting) if waiting else {}
    return {
        "article": article,
        "draft": line,
        "before": before,
        "fates": fates(line.carried),
        "waiting": len(changes.undecided) if line.newest else 0,
        "lines": [_line(one, seen, bound or {}) for one in changes.affected],
        "may_check": may_check,
        "on": ON,
    }


def _line(affected: Affected, seen: Mapping[uuid.UUID, str], bound: Bound) -> Line:
    """Put a claim with the forms for it; `seen` names the states of those about which something can be decided."""
    claim = affected.said.claim
    if claim.pk not in seen:
        return Line(affected)
    mine = {name: form for (key, name), form in bound.items() if key == claim.pk}
    state, version = {"seen": seen[claim.pk]}, {"version": claim.version}

    def keep(assessment: Any) -> ActionForm:
        initial = state | {"assessment": assessment}
        return mine.get(f"keep-{assessment}") or KeepForm(initial=initial, claim=claim, auto_id=False)

    keeps = [(kept_words(one), keep(one.pk)) for one in affected.said.keepable]
    if affected.said.marked:
        keeps.append(("that it is not checkable", keep("")))
    anchors = [words.place.after for words in affected.words if words.place.undecided]
    moves = [(anchor, mine.get(f"move-{anchor.pk}") or _move_form(anchor)) for anchor in anchors]
    withdraw = mine.get("withdraw") or forms.ReasonForm(initial=version, auto_id=f"withdraw-{claim.pk}-%s")
    again = mine.get("again") or CheckAgainForm(initial=state, auto_id=False)
    return Line(
        affected,
        [] if affected.lost else keeps,
        None if affected.lost else again,
        moves,
        withdraw,
        bool(mine),
    )


def kept_words(check: Assessment) -> str:
    """Say which verdict it is that can be kept."""
    return f"“{check.verdict.label if check.verdict else 'no verdict'}”, found by {check.checker}"


def _move_form(anchor: Anchor) -> ActionForm:
    return forms.MoveForm(initial={"version": anchor.version}, auto_id=f"move-{anchor.pk}-%s")
