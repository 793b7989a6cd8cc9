"""Who checks what: the paragraphs of an article, and single claims."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Article, Role
from annotations.reports.paragraphs import paragraphs_of
from annotations.web.access import article_for, reads_and_writes, signed_in
from annotations.web.forms.assigning import AssignParagraphsForm
from annotations.web.selection import asked_number


@reads_and_writes(Role.CHECKER)
def paragraphs(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Show whose each paragraph is, and give those that are ticked to somebody."""
    article = article_for(request, article_id)
    if request.method != "POST":
        return _show(request, article, AssignParagraphsForm(project=article.project))
    form, status = AssignParagraphsForm(request.POST, project=article.project), 422
    if form.is_valid():
        data = form.cleaned_data
        act = Act(by=signed_in(request), action_id=data.pop("action_id"))
        try:
            assign_paragraphs(revision=article.latest_revision(), **data, act=act)
        except StaleRow as stale:
            status = stale.status
            form.add_error(None, stale.message)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Saved.")
            return HttpResponseRedirect(request.get_full_path())
    return _show(request, article, form, status)


def _show(request: HttpRequest, article: Article, form: AssignParagraphsForm, status: int = 200) -> HttpResponse:
    """Draw the page; what was ticked stays ticked, by number: its version is the one that is saved now."""
    page = paragraphs_of(article.latest_revision(), asked_number(request.GET, "from") or 1)
    ticked = {one.partition(".")[0] for one in form.data.getlist("paragraphs")} if form.is_bound else set()
    context = {"article": article, "form": form, "page": page, "ticked": ticked}
    return render(request, "paragraphs.html", context, status=status)
