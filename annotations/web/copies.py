"""Copies of an article to print or to hand on."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from annotations.models import Role
from annotations.reports.checked_copy import checked_copy
from annotations.reports.past import as_of
from annotations.web.access import article_for, reads
from annotations.web.past import moment_asked


@reads(Role.VIEWER)
def checked(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show the article with its claims underlined and a note beside each, as it is printed."""
    article = article_for(request, article_id)
    moment = moment_asked(request, article)
    with as_of(moment):
        if moment:
            article = article_for(request, article_id)
        at = moment.at if moment else timezone.now()
        context = {"article": article, "copy": checked_copy(article), "now": at, "moment": moment}
        return render(request, "checked_copy.html", context)
