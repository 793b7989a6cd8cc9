"""The history of an article and of a claim, a page at a time."""

from __future__ import annotations

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.models import Role
from annotations.reports.history import article_history, claim_history
from annotations.web.access import article_for, claim_for, reads, signed_in

EVENT_ID = re.compile("[0-9]{1,18}")


@reads(Role.VIEWER)
def of_article(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    reader = signed_in(request)
    article = article_for(request, article_id)
    history = article_history(article, reader, before=_before(request))
    return render(request, "history.html", {"article": article, "history": history})


@reads(Role.VIEWER)
def of_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    reader = signed_in(request)
    claim = claim_for(request, claim_id)
    history = claim_history(claim, reader, before=_before(request))
    return render(request, "history.html", {"article": claim.article, "claim": claim, "history": history})


def _before(request: HttpRequest) -> int | None:
    """Read below which event the page begins; none for the newest page."""
    asked = request.GET.get("before", "")
    if asked and not EVENT_ID.fullmatch(asked):
        raise Http404("The page of a history begins below the number of an event.")
    return int(asked) if asked else None
