"""Files to take away."""

from __future__ import annotations

import uuid

from django.core.exceptions import BadRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.text import slugify

from annotations.exports.verdicts import verdicts_csv
from annotations.models import Article, Project, Role
from annotations.reports.verdict_rows import verdict_rows
from annotations.web.access import article_for, project_for, reads

LONGEST_TITLE = 60


@reads(Role.VIEWER)
def article_verdicts(request: HttpRequest, article_id: uuid.UUID) -> StreamingHttpResponse:
    article = article_for(request, article_id)
    title = slugify(article.title)[:LONGEST_TITLE].strip("-") or str(article.pk)
    return _verdicts(request, article, f"{article.project.slug}-{title}")


@reads(Role.VIEWER)
def project_verdicts(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    return _verdicts(request, project_for(request, slug), slug)


def _verdicts(request: HttpRequest, scope: Article | Project, name: str) -> StreamingHttpResponse:
    withdrawn, bom, exact = (_asked(request, option) for option in ("withdrawn", "bom", "exact"))
    # A generator: it asks the database nothing before the server takes its first bytes, which for HEAD it never does.
    content = verdicts_csv(verdict_rows(scope, withdrawn=withdrawn), bom=bom, exact=exact)
    return StreamingHttpResponse(
        () if request.method == "HEAD" else content,
        headers={
            "Content-Type": "text/csv; charset=utf-8; header=present",
            "Content-Disposition": f'attachment; filename="{name}-verdicts.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _asked(request: HttpRequest, option: str) -> bool:
    """Read an option of the address, 1 or 0; any other value would hand out another file than was meant."""
    value = request.GET.get(option, "0")
    if value not in ("0", "1", ""):
        raise BadRequest(f"{option} can only be 1 or 0.")
    return value == "1"
