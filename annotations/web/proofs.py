"""What an outsider proves the history with."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.models import Project, Role
from annotations.proof.checkpoints import newest_checkpoint
from annotations.proof.receipts import Receipt, receipt_of
from annotations.reports.events.drafts import of_known_sources
from annotations.reports.events.receipt import places_of
from annotations.web.access import action_for, reads, signed_in

PLAIN_TEXT = "text/plain; charset=utf-8"


@login_not_required
@reads()
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand out the newest checkpoint, to anybody: it tells how much there is, and nothing of what."""
    newest = newest_checkpoint()
    if newest is None:
        return HttpResponse("No checkpoint has been made here yet.\n", PLAIN_TEXT, status=404)
    return HttpResponse(newest.note, PLAIN_TEXT)


@reads(Role.VIEWER)
def receipt(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Show what there is to keep of something that was saved."""
    kept = _receipt(request, action_id)
    return render(request, "receipt.html", {"action": kept.action, "places": places_of(kept)})


@reads(Role.VIEWER)
def receipt_file(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    kept = _receipt(request, action_id)
    response = HttpResponse(kept.text, "application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{action_id}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _receipt(request: HttpRequest, action_id: uuid.UUID) -> Receipt:
    """Make the receipt of an action, as far as this person may know of its projects and sources."""
    reader, action = signed_in(request), action_for(request, action_id)
    mine = Q(stream__project__in=Project.objects.of(reader))
    kept = receipt_of(action, mine & of_known_sources(reader))
    if not kept.lines:
        raise Http404("No such action among this person's.")
    return kept
