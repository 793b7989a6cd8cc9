"""An earlier value of a field is restored from the history in which it is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import Refused, StaleRow
from annotations.desk.restoring import Foreseen, claim_of, foresee, restore_value
from annotations.desk.verb import Act
from annotations.history.stood import row_of
from annotations.models import Article, Event, Role, SignOff, Source
from annotations.reports.events.fields import FIELDS
from annotations.reports.events.restoring import compared
from annotations.web import forms
from annotations.web.access import event_for, role_of, signed_in, writes
from annotations.web.saved import say_saved


@writes(Role.CHECKER)
def restore(request: HttpRequest, event_id: int, field: str) -> HttpResponse:
    """Put back what an event left in a field; where more follows from it, say so first."""
    event = event_for(request, event_id)
    form = forms.RestoreValueForm(request.POST)
    if not form.is_valid():
        raise Refused("This form was not filled in so that it can be saved. Load the page again.")
    asked = form.cleaned_data
    act = Act(by=signed_in(request), action_id=asked["action_id"])
    foreseen = foresee(event=event, field=field, act=act)
    if not asked["sure"] and any(foreseen):
        return _ask(request, event, field, form, foreseen)
    try:
        restore_value(event=event, field=field, version=asked["version"], act=act)
    except StaleRow as stale:
        return _ask(request, event, field, form, foreseen, stale)
    say_saved(request, act, _said(event, field, act))
    return HttpResponseRedirect(_history(event, of_claim=asked["claim"]))


def _said(event: Event, field: str, act: Act) -> str:
    said = f"Restored: {FIELDS[event.kind][field].lower()}."
    voided = Event.objects.filter(action=act.action_id, kind=SignOff.object_kind())
    return said + (" The sign-off is void by that." if voided.exists() else "")


def _ask(
    request: HttpRequest,
    event: Event,
    field: str,
    form: forms.RestoreValueForm,
    foreseen: Foreseen,
    stale: StaleRow | None = None,
) -> HttpResponse:
    """Show what stands beside what would, and go on from there once it was seen."""
    project = event.stream.project
    reviewed = [project.pk] if project and role_of(request, project).may(Role.REVIEWER) else []
    if stale:
        form.data = {**dict(form.data.items()), "version": row_of(event).version}
    form.data = {**dict(form.data.items()), "sure": "1"}
    context = {
        "form": form,
        "change": compared(event, field, reviewed),
        "event": event,
        "field": field,
        "foreseen": foreseen,
        "stale": stale,
        "back": _history(event, of_claim=form.cleaned_data["claim"]),
        "subject": _subject(event),
        "mine": stale is not None and stale.details.get("by") == signed_in(request),
    }
    return render(request, "restore.html", context, status=stale.status if stale else 200)


def _subject(event: Event) -> str:
    """Name what the value is of."""
    row = row_of(event)
    if isinstance(row, Article):
        return row.title
    if isinstance(row, Source):
        return "Confidential source" if row.confidential else row.title
    claim = claim_of(event)
    return f"Claim {claim.number} of {claim.article.title}"


def _history(event: Event, *, of_claim: bool) -> str:
    if event.kind == Article.object_kind():
        return reverse("article_history", args=[event.object])
    if event.kind == Source.object_kind():
        return reverse("source_history", args=[event.object])
    claim = claim_of(event)
    if of_claim:
        return reverse("claim_history", args=[claim.pk])
    return reverse("article_history", args=[claim.article_id])
