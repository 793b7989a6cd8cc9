"""What a new draft changed: each claim that it touched, with the forms in which a person decides about it.

The forms are those of the workspace. Sent from here they carry ON, and the answer is the claim's line in this list.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import DeskError
from annotations.desk.reviewing import states_seen
from annotations.desk.verb import Act
from annotations.models import Anchor, Article, Assessment, Claim, Revision, Role
from annotations.reports.affected import Affected, change_of, changes_in, waiting_in
from annotations.reports.drafts import drafts_of
from annotations.web import forms
from annotations.web.access import article_for, reads, role_of, signed_in
from annotations.web.forms import ActionForm
from annotations.web.forms.deciding import CheckAgainForm, KeepForm
from annotations.web.looks import fates
from annotations.web.panel import draw
from annotations.web.problems import is_fragment
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
    if not is_fragment(request):
        say_saved(request, act, said)
        return HttpResponseRedirect(f"{reverse('draft_changes', args=[claim.article_id, number])}#claim-{claim.pk}")
    context = _of_one(request, claim, number) | {"claim": claim, "said": said, "receipt": act.action_id}
    return HttpResponse(draw(request, "_affected_saved.html", context))


def not_decided(request: HttpRequest, claim: Claim, name: str, form: ActionForm, refusal: DeskError) -> HttpResponse:
    """Show the form again; where it has no place in the list any more, raise the refusal, which keeps the words."""
    number, bound = asked_on_draft(request), {(claim.pk, name): form}
    context = _of_one(request, claim, number, bound)
    if context["line"] is None or not context["line"].bound:
        raise refusal
    if form.places:
        context["chosen"] = select(latest_draft(claim.article), signed_in(request), Role.CHECKER, page=True)
    if not is_fragment(request):
        context |= _context(request, claim.article, number, bound)
        return HttpResponse(draw(request, "draft_changes.html", context), status=refusal.status)
    response = HttpResponse(draw(request, "_affected_claim.html", context), status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = f"#claim-{claim.pk}", "outerHTML"
    return response


Bound = Mapping[tuple[uuid.UUID, str], ActionForm]


def _context(request: HttpRequest, article: Article, number: int, bound: Bound | None = None) -> dict[str, Any]:
    """Gather the whole page."""
    shared, before, draft = _shared(request, article, number)
    earlier = [line for line in drafts_of(article) if line.number <= number]
    line, again = earlier[0], next((one for one in earlier[1:] if one.sha256 == earlier[0].sha256), None)
    lines = _lines(changes_in(article, before, draft).affected, shared["may_check"], bound or {})
    return shared | {"draft": line, "before": before, "again": again, "fates": fates(line.carried), "lines": lines}


def _of_one(request: HttpRequest, claim: Claim, number: int, bound: Bound | None = None) -> dict[str, Any]:
    """Gather what the line of one claim shows, and how many wait; the line is None where the claim is withdrawn."""
    shared, before, draft = _shared(request, claim.article, number)
    affected = change_of(claim, before, draft)
    lines = _lines([affected] if affected else [], shared["may_check"], bound or {})
    return shared | {"draft": draft, "line": next(iter(lines), None)}


def _shared(request: HttpRequest, article: Article, number: int) -> tuple[dict[str, Any], Revision, Revision]:
    """Gather what the page and a line of it show alike; give the draft before this one, and this one, with it."""
    last = article.revisions.aggregate(last=Max("number"))["last"]
    if not 1 < number <= last:
        raise Http404("This article has no such draft.")
    before, draft = article.revisions.filter(number__in=(number - 1, number)).order_by("number")
    newest = number == last
    shared = {
        "article": article,
        "newest": newest,
        "waiting": waiting_in(draft) if newest else 0,
        "may_check": newest and role_of(request, article.project).may(Role.CHECKER),
        "on": ON,
    }
    return shared, before, draft


def _lines(affected: Sequence[Affected], may_check: bool, bound: Bound) -> list[Line]:
    waiting = [one.said.claim for one in affected if one.said.undecided] if may_check else []
    seen = states_seen(waiting) if waiting else {}
    return [_line(one, seen, bound) for one in affected]


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
