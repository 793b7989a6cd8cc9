"""What a new draft changed: each claim whose words it touched, and what a person decides about it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.models import Role
from annotations.reports.affected import affected_in
from annotations.reports.drafts import drafts_of
from annotations.web.access import article_for, reads, role_of
from annotations.web.looks import fates


@reads(Role.VIEWER)
def draft_changes(request: HttpRequest, article_id: uuid.UUID, number: int) -> HttpResponse:
    """Show what became of the claims in a draft; before the first there is none to have come from."""
    article = article_for(request, article_id)
    by_number = {line.number: line for line in drafts_of(article)}
    if number not in by_number:
        raise Http404("This article has no such draft.")
    if number == 1:
        return HttpResponseRedirect(reverse("drafts", args=[article.pk]))
    line = by_number[number]
    draft = article.revisions.get(pk=line.key)
    draft.article = article
    affected = affected_in(draft)
    context = {
        "article": article,
        "draft": line,
        "before": by_number[number - 1],
        "fates": fates(line.carried),
        "undecided": [one for one in affected if one.undecided],
        "moved": [one for one in affected if not one.undecided],
        "may_check": line.newest and role_of(request, article.project).may(Role.CHECKER),
    }
    return render(request, "draft_changes.html", context)
