"""The drafts of an article, and any two of them compared."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape

from annotations.models import Article, Role
from annotations.reports.comparison import compare
from annotations.reports.drafts import DraftLine, drafts_of
from annotations.web.access import article_for, reads, role_of
from annotations.web.comparison import comparison_part, told
from annotations.web.looks import fates
from annotations.web.selection import asked_number

WOVEN = "woven"


@reads(Role.VIEWER)
def drafts(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """List the drafts; `?older=1&newer=3`, as the form for it sends, leads to those two compared."""
    article = article_for(request, article_id)
    older, newer = asked_number(request.GET, "older"), asked_number(request.GET, "newer")
    if older and newer:
        return HttpResponseRedirect(_address(request, article, *sorted((older, newer))))
    found = drafts_of(article)
    context = {"article": article, "drafts": found, "lines": [(line, fates(line.carried)) for line in found]}
    context["may_check"] = role_of(request, article.project).may(Role.CHECKER)
    return render(request, "drafts.html", context)


@reads(Role.VIEWER)
def compare_drafts(request: HttpRequest, article_id: uuid.UUID, older: int, newer: int) -> HttpResponse:
    """Show two drafts beside each other, or with `?view=woven` one in the other; of long ones a part (`?part=2`)."""
    article = article_for(request, article_id)
    if older > newer:
        return HttpResponseRedirect(_address(request, article, newer, older))
    lines = drafts_of(article)
    by_number = {line.number: line for line in lines}
    if older not in by_number or newer not in by_number:
        raise Http404("This article has not both of these drafts.")
    comparison = compare(article, older, newer)
    woven = request.GET.get("view") == WOVEN
    part = comparison_part(
        comparison,
        asked_number(request.GET, "part") or 1,
        woven=woven,
        older=_page(by_number[older], article),
        newer=_page(by_number[newer], article) if by_number[newer].newest else "",
    )
    context = {
        "article": article,
        "drafts": lines,
        "older": by_number[older],
        "newer": by_number[newer],
        "text": comparison.newer.revision.text,
        "woven": woven,
        "told": told(comparison),
        "part": part,
    }
    return render(request, "drafts_compared.html", context)


def _page(draft: DraftLine, article: Article) -> str:
    """Begin the addresses of a draft's sentences, as it last stood, for HTML."""
    query = "" if draft.newest else f"as_of={draft.until}&"
    return escape(f"{reverse('workspace', args=[article.pk])}?{query}")


def _address(request: HttpRequest, article: Article, older: int, newer: int) -> str:
    view = f"?view={WOVEN}" if request.GET.get("view") == WOVEN else ""
    return reverse("compare_drafts", args=[article.pk, older, newer]) + view
