"""The page on which an article is checked."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.models import Role
from annotations.web.access import article_for, reads, signed_in
from annotations.web.panel import panel_context, workspace_context
from annotations.web.selection import selected_by


@reads(Role.VIEWER)
def workspace(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show the article with the chosen sentence's panel; to htmx, the panel alone."""
    reader = signed_in(request)
    chosen = selected_by(request, article_for(request, article_id), reader)
    if request.headers.get("HX-Request") == "true":
        return render(request, "_panel.html", panel_context(chosen))
    return render(request, "workspace.html", workspace_context(chosen))
