"""My projects and articles, and a new article coming in."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import Refused, StaleRow
from annotations.desk.importing import edit_article, import_article, title_of
from annotations.desk.verb import Act
from annotations.models import Action, Project, Revision, Role
from annotations.reports.articles import my_projects
from annotations.text.decoding import megabytes
from annotations.text.recognising import language_of
from annotations.web import forms
from annotations.web.access import article_for, project_for, reads, reads_and_writes, role_of, signed_in
from annotations.web.incoming import SHOWN_UNITS, Incoming, preview_units, usable
from annotations.web.replies import show_theirs
from annotations.web.saved import say_saved


@reads()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"desks": my_projects(signed_in(request))})


@reads(Role.VIEWER)
def project_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """List every article of one project."""
    project = project_for(request, slug)
    desks = [desk for desk in my_projects(signed_in(request), show=10_000) if desk.project == project]
    return render(request, "home.html", {"desks": desks, "project": project})


@reads_and_writes(Role.CHECKER)
def new_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a text, show how it is cut into sentences, and store it once that was seen."""
    project = project_for(request, slug)
    if request.method != "POST":
        return _show(request, project, forms.NewArticleForm())
    form = forms.NewArticleForm(request.POST, request.FILES)
    form.is_valid()
    # Read the text whatever else is wrong: a browser cannot put a chosen file back into its field.
    incoming = usable(request, form)
    if form.errors or incoming is None:
        return _show(request, project, form, incoming, status=form.refusal)
    if "save" not in request.POST or request.POST.get("previewed") != _seen(form, incoming):
        return _show(request, project, form, incoming)
    return _store(request, project, form, incoming)


def _seen(form: forms.NewArticleForm, incoming: Incoming) -> str:
    return incoming.seen(form.cleaned_data.get("language", ""))


def _store(request: HttpRequest, project: Project, form: forms.NewArticleForm, incoming: Incoming) -> HttpResponse:
    act = Act(by=signed_in(request), action_id=form.cleaned_data["action_id"])
    # Of a form sent twice, the first has stored the text that the second finds.
    sent_before = Action.objects.filter(pk=act.action_id).exists()
    twin = Revision.objects.same_text(project, incoming.sha256).exists()
    if twin and not sent_before and not form.cleaned_data["again"]:
        return _show(request, project, form, incoming, status=422)
    try:
        article = import_article(
            project=project,
            text=incoming.text,
            origin=incoming.origin,
            filename=incoming.filename,
            layout=incoming.document.layout,
            links=incoming.document.links,
            title=form.cleaned_data["title"],
            act=act,
            **form.head(),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _show(request, project, form, incoming, status=422)
    say_saved(request, act)
    return HttpResponseRedirect(reverse("workspace", args=[article.pk]))


def _show(
    request: HttpRequest,
    project: Project,
    form: forms.NewArticleForm,
    incoming: Incoming | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    limit = megabytes(settings.MAX_ARTICLE_BYTES)
    context: dict[str, Any] = {"project": project, "form": form, "incoming": incoming, "limit": limit}
    context["may_bring_in"] = role_of(request, project).may(Role.MANAGER)
    if incoming:
        form["file"].label = "or choose another file" if incoming.exact else form["file"].label
        said = form.cleaned_data.get("language", "")
        language = language_of(incoming.text, said)
        spans = incoming.spans(said)
        context |= {
            "seen": _seen(form, incoming),
            "unseen": "save" in request.POST and request.POST.get("previewed") != _seen(form, incoming),
            "recognised": "" if said else forms.LANGUAGES.get(language, language),
            "units": preview_units(incoming.text, spans),
            "sentences": len(spans),
            "more": f"{len(spans) - SHOWN_UNITS:,}" if len(spans) > SHOWN_UNITS else "",
            "paragraphs": len({span.paragraph for span in spans}),
            "guess": title_of(incoming.text, spans) if spans else "",
            "twin": Revision.objects.same_text(project, incoming.sha256).select_related("article").first(),
        }
    return render(request, "article_new.html", context, status=status)


@reads_and_writes(Role.CHECKER)
def edit_head(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Correct what is known of an article besides its text."""
    article = article_for(request, article_id)
    form, status = forms.EditHeadForm.of(article), 200
    if request.method == "POST":
        form, status = forms.EditHeadForm(request.POST), 422
        if form.is_valid():
            data = form.cleaned_data
            act = Act(by=signed_in(request), action_id=data["action_id"])
            try:
                edit_article(article=article, title=data["title"], version=data["version"], act=act, **form.head())
            except StaleRow as stale:
                status = stale.status
                show_theirs(form, stale)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            else:
                say_saved(request, act)
                return HttpResponseRedirect(reverse("workspace", args=[article.pk]))
    return render(request, "article_edit.html", {"article": article, "form": form}, status=status)
