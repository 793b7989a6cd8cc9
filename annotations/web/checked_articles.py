"""Articles that were checked elsewhere come in from a file, each whole or not at all; what became of each is said."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.desk.checked_files import Names, import_from_file, why
from annotations.desk.errors import DeskError
from annotations.desk.verb import Act
from annotations.desk.verdict_names import VerdictNames
from annotations.interchange.errors import BadArticle
from annotations.interchange.files import Found, articles_in, named
from annotations.interchange.transcript import transcript
from annotations.models import Action, Article, Origin, Project, Revision, Role
from annotations.reading.reader import check_file, read_document
from annotations.text.decoding import NotAnArticle, TooLarge, megabytes, text_sha256
from annotations.web import forms
from annotations.web.access import project_for, reads_and_writes, signed_in

# As many as one page waits for; the command takes any number.
MOST = 100
SAID_BY = {"checker": ", below", "people": ", by import_article --person"}


@dataclass(frozen=True)
class Result:
    """What became of one article of the file: it is in, it was there already, or why it is not."""

    number: int
    article: Article | None = None
    there: bool = False
    wrong: str = ""


@reads_and_writes(Role.MANAGER)
def bring_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file of checked articles or a transcript, and show what became of each of its articles."""
    project = project_for(request, slug)
    if request.method != "POST":
        return _show(request, project, forms.CheckedArticlesForm())
    form = forms.CheckedArticlesForm(request.POST, request.FILES)
    form.choose_for(project)
    if not form.is_valid():
        return _show(request, project, form, status=422)
    names = Names(VerdictNames(project), form.cleaned_data["checker"])
    results: list[Result] = []
    try:
        for found in islice(_found(form.cleaned_data["file"]), MOST + 1):
            results.append(_taken(request, project, form, names, found))
    except NotAnArticle as wrong:
        form.add_error("file", str(wrong))
        return _show(request, project, form, status=413 if isinstance(wrong, TooLarge) else 422)
    status = 200 if any(result.article for result in results) else 422
    # What comes next is another action.
    anew = forms.CheckedArticlesForm(initial={"checker": names.checker})
    return _show(request, project, anew, status=status, results=results, taken=names.verdicts.taken.items())


def _found(file: UploadedFile[Any]) -> Iterator[Found]:
    """Yield the articles of a file; raises NotAnArticle for one that holds none."""
    check_file(file.size or 0, settings.MAX_FILE_BYTES)
    match named(file.name or ""):
        case "checked":
            yield from articles_in(cast(Any, file.file), settings.MAX_ARTICLE_BYTES)
        case "transcript":
            document = read_document(file.read(), "", limit=settings.MAX_ARTICLE_BYTES)
            try:
                yield Found(0, transcript(document.text))
            except BadArticle as bad:
                yield Found(0, None, str(bad))
        case _:
            raise NotAnArticle("Choose a file of checked articles (.json, .jsonl) or a transcript (.tsv, .csv).")


def _taken(
    request: HttpRequest, project: Project, form: forms.CheckedArticlesForm, names: Names, found: Found
) -> Result:
    number, article, wrong = found
    if number > MOST:
        return Result(number, wrong=f"More than {MOST} articles take long: bring in the rest with import_article.")
    if article is None:
        return Result(number, wrong=wrong)
    # Each is an action of its own; of a form that is sent twice they are the same ones again.
    act = Act(signed_in(request), action_id=uuid.uuid5(form.cleaned_data["action_id"], str(number)))
    sha256 = text_sha256(article.text)
    before = _done_before(act, sha256)
    if before:
        return Result(number, before)
    twin = Revision.objects.same_text(project, sha256).select_related("article").first()
    if twin and not form.cleaned_data["again"]:
        return Result(number, twin.article, there=True)
    filename = form.cleaned_data["file"].name
    try:
        made = import_from_file(
            project=project, article=article, names=names, origin=Origin.UPLOAD, filename=filename, act=act
        )
    except DeskError as error:
        return Result(number, wrong=why(error, SAID_BY))
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
