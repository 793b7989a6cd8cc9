"""The page on which an article is checked."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from annotations.models import Role
from annotations.reports.past import as_of
from annotations.web.access import draft_for, reads, role_of, signed_in
from annotations.web.panel import draw, panel_context, workspace_context
from annotations.web.past import moment_asked
from annotations.web.selection import selected_by


@reads(Role.VIEWER)
def workspace(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show the article with the chosen sentence's panel; to htmx, the panel alone."""
    revision = draft_for(request, article_id)
    moment = moment_asked(request, revision.article)
    with as_of(moment):
        if moment:
            revision = draft_for(request, article_id)
        role = role_of(request, revision.article.project)
        chosen = selected_by(request, revision, signed_in(request), role, moment)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(draw(request, "_panel.html", panel_context(chosen)))
        return HttpResponse(draw(request, "workspace.html", workspace_context(chosen)))
