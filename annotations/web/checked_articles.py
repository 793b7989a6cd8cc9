"""Articles that were checked elsewhere come in from a file, each whole or not at all; what became of each is said."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.desk.checked_files import Names, import_from_file, why
from annotations.desk.errors import DeskError
from annotations.desk.verb import Act
from annotations.desk.verdict_names import VerdictNames
from annotations.interchange.files import Found
from annotations.interchange.naming import Named
from annotations.models import Action, Article, Origin, Project, Revision, Role
from annotations.text.decoding import NotAnArticle, TooLarge, megabytes, text_sha256
from annotations.web import forms
from annotations.web.access import project_for, reads_and_writes, signed_in
from annotations.web.checked_file import ChosenFile, chosen_file, plainly
from annotations.web.forms.naming import NamesForm

# As many as one page waits for; the command takes any number.
MOST = 100
TOO_MANY = f"More than {MOST} articles take long: bring in the rest with import_article."
SAID_BY = {"checker": ", below", "people": ", below"}


@dataclass(frozen=True)
class Line:
    """An article of the file before it is in: its title, its claims, which has its text already; or what is wrong."""

    number: int
    title: str = ""
    claims: int = 0
    twin: Article | None = None
    wrong: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one article of the file: it is in, it was there already, or why it is not."""

    number: int
    article: Article | None = None
    there: bool = False
    wrong: str = ""


@reads_and_writes(Role.MANAGER)
def bring_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file of checked articles or a transcript, say what it holds, and once that was seen bring it in."""
    project = project_for(request, slug)
    if request.method != "POST":
        return _show(request, project, forms.CheckedArticlesForm())
    form = forms.CheckedArticlesForm(request.POST, request.FILES)
    form.choose_for(project)
    form.is_valid()
    try:
        file = chosen_file(request, form)
        found = list(islice(file.articles(), MOST + 1))
    except NotAnArticle as wrong:
        form.add_error("file", str(wrong))
        return _show(request, project, form, status=413 if isinstance(wrong, TooLarge) else 422)
    names = _names(request, project, file, found)
    if names.is_bound and names.is_valid() and names.leaves_checks_open and not form.cleaned_data.get("checker"):
        form.add_error("checker", "Say who checked: the file names nobody, or nobody here.")
    if not names.is_valid() or form.errors:
        return _foresee(request, project, form, file, found, names)
    return _bring_in(request, project, form, file, found, names)


def _names(request: HttpRequest, project: Project, file: ChosenFile, found: Sequence[Found]) -> NamesForm:
    """Make the form that asks who and what the file names; it is filled in once this very file was looked at."""
    named = Named()
    for one in found:
        if one.article and one.number <= MOST:
            named.take(one.article)
    seen = "save" in request.POST and request.POST.get("previewed") == file.seen
    return NamesForm(named, project, VerdictNames(project), request.POST if seen else None)


def _foresee(
    request: HttpRequest,
    project: Project,
    form: forms.CheckedArticlesForm,
    file: ChosenFile,
    found: Sequence[Found],
    names: NamesForm,
) -> HttpResponse:
    lines = [_line(project, one) for one in found]
    usable = any(one.article for one in found)
    # Of a file that has only just been chosen, nothing was asked yet.
    status = 200 if usable and not names.is_bound and not form.errors else 422
    more = {"lines": lines, "names": names, "usable": usable, "twins": any(line.twin for line in lines)}
    return _show(request, project, form, status=status, file=file, **more)


def _line(project: Project, found: Found) -> Line:
    number, article, wrong = found
    if number > MOST:
        return Line(number, wrong=TOO_MANY)
    if article is None:
        return Line(number, wrong=plainly(wrong))
    twin = Revision.objects.same_text(project, text_sha256(article.text)).select_related("article").first()
    title = article.title or " ".join(article.text[:400].split())[:80]
    return Line(number, title, len(article.claims), twin.article if twin else None)


def _bring_in(
    request: HttpRequest,
    project: Project,
    form: forms.CheckedArticlesForm,
    file: ChosenFile,
    found: Sequence[Found],
    asked: NamesForm,
) -> HttpResponse:
    """Bring in what can come in; what cannot is said, and the page stays to say other names for it."""
    names = Names(VerdictNames(project, asked.said_of_verdicts()), form.cleaned_data["checker"], asked.said_of_people())
    results = [_taken(request, project, form, names, file.name, one) for one in found]
    status = 200 if any(result.article for result in results) else 422
    # What the file itself has wrong, no other name mends.
    refused = any(result.wrong and one.article for result, one in zip(results, found, strict=True))
    if refused and asked.may_be_said_otherwise:
        return _show(request, project, form, status=status, results=results, file=file, names=asked, usable=True)
    # What comes next is another action.
    return _show(request, project, forms.CheckedArticlesForm(), status=status, results=results)


def _taken(
    request: HttpRequest, project: Project, form: forms.CheckedArticlesForm, names: Names, filename: str, found: Found
) -> Result:
    number, article, wrong = found
    if number > MOST:
        return Result(number, wrong=TOO_MANY)
    if article is None:
        return Result(number, wrong=plainly(wrong))
    # Each is an action of its own; of a form that is sent twice they are the same ones again.
    act = Act(signed_in(request), action_id=uuid.uuid5(form.cleaned_data["action_id"], str(number)))
    sha256 = text_sha256(article.text)
    before = _done_before(act, sha256)
    if before:
        return Result(number, before)
    twin = Revision.objects.same_text(project, sha256).select_related("article").first()
    if twin and not form.cleaned_data["again"]:
        return Result(number, twin.article, there=True)
    try:
        made = import_from_file(
            project=project, article=article, names=names, origin=Origin.UPLOAD, filename=filename, act=act
        )
    except DeskError as error:
        return Result(number, wrong=plainly(why(error, SAID_BY)))
    return Result(number, made)


def _done_before(act: Act, sha256: str) -> Article | None:
    """Find what this very form has brought in already; the verb would take its checks for others, by their time."""
    action = Action.objects.filter(pk=act.action_id, actor=act.by).first()
    if action is None:
        return None
    made = Article.objects.filter(pk=action.result.partition(":")[2], revisions__number=1, revisions__sha256=sha256)
    found: Article | None = made.first()
    return found


def _show(
    request: HttpRequest, project: Project, form: forms.CheckedArticlesForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    form.choose_for(project)
    limit = megabytes(settings.MAX_FILE_BYTES)
    context = {"project": project, "form": form, "limit": limit, "most": MOST, **more}
    return render(request, "checked_articles.html", context, status=status)
