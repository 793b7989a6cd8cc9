"""What an outsider proves the history with."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from annotations.proof.checkpoints import newest_checkpoint
from annotations.web.access import reads

PLAIN_TEXT = "text/plain; charset=utf-8"


@login_not_required
@reads()
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand out the newest checkpoint, to anybody: it tells how much there is, and nothing of what."""
    newest = newest_checkpoint()
    if newest is None:
        return HttpResponse("No checkpoint has been made here yet.\n", PLAIN_TEXT, status=404)
    return HttpResponse(newest.note, PLAIN_TEXT)
