"""The page on which an article is checked."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from annotations.models import Role
from annotations.web.access import draft_for, reads, role_of, signed_in
from annotations.web.panel import draw, panel_context, workspace_context
from annotations.web.selection import selected_by


@reads(Role.VIEWER)
def workspace(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show the article with the chosen sentence's panel; to htmx, the panel alone."""
    revision = draft_for(request, article_id)
    chosen = selected_by(request, revision, signed_in(request), role_of(request, revision.article.project))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(draw(request, "_panel.html", panel_context(chosen)))
    return HttpResponse(draw(request, "workspace.html", workspace_context(chosen)))
