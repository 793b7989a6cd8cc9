"""Words are erased for good: first a manager sees every place where they stand."""

from __future__ import annotations

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.erasing import erase_words, places_of
from annotations.desk.errors import StaleRow
from annotations.desk.verb import Act
from annotations.history.sweep import OUTSIDE, sweep
from annotations.models import ErasureReason, Event, Role
from annotations.reports.events.entries import article_of
from annotations.reports.events.erasure import MOST, standing_of
from annotations.web import forms
from annotations.web.access import event_for, reads_and_writes, signed_in


@reads_and_writes(Role.MANAGER)
def erase(request: HttpRequest, event_id: int, field: str) -> HttpResponse:
    """Show where the words stand that a field became by an event, and erase those places and no others."""
    event = event_for(request, event_id)
    form, status = forms.EraseForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            act = Act(by=signed_in(request), action_id=asked["action_id"])
            try:
                reason = ErasureReason(asked["reason"])
                erase_words(event=event, field=field, reason=reason, act=act, fingerprint=asked["seen"])
            except StaleRow as stale:
                status = stale.status
                form.add_error(None, stale.message)
            else:
                return _swept(request, event)
    places = places_of(event, field)
    if form.is_bound:
        form.data = {**dict(form.data.items()), "seen": places.fingerprint}
    else:
        form.initial["seen"] = places.fingerprint
    standing = standing_of(places.values, places.drafts)
    context = {"form": form, "places": places, "standing": standing[:MOST], "more": len(standing) - MOST}
    return render(request, "erase.html", context | {"back": _history(event)}, status=status)


def _swept(request: HttpRequest, event: Event) -> HttpResponse:
    messages.success(request, "Erased. The history says when and why.")
    for left in sweep():
        messages.warning(request, left)
    messages.info(request, OUTSIDE[connection.vendor])
    return HttpResponseRedirect(_history(event))


def _history(event: Event) -> str:
    """Give the address of the history in which people read of an event."""
    article = article_of(event)
    return reverse("article_history", args=[article]) if article else reverse("desk_history")
