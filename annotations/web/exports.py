"""Files to take away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from annotations.exports.bundle import bundle_zip
from annotations.exports.events import events_csv
from annotations.exports.sentences import sentences_csv
from annotations.exports.verdicts import verdicts_csv
from annotations.models import Article, Project, Role, Source
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.notes import BadNote
from annotations.reports.events.event_rows import event_rows
from annotations.reports.events.moments import Moment
from annotations.reports.past import rows_as_of
from annotations.reports.sentence_rows import sentence_rows
from annotations.reports.verdict_rows import verdict_rows
from annotations.web.access import article_for, project_for, reads, signed_in, source_for
from annotations.web.forms.filters import ClaimFilterForm
from annotations.web.forms.history import HistoryFilterForm
from annotations.web.past import ASKED, moment_asked

LONGEST_TITLE = 60
OPTIONS = ("bom", "exact")
UNSIGNED = (
    "This desk has no key to sign its history with, so nothing of it can be proved. Whoever runs the desk makes one"
    " with manage.py make_history_key.\n"
)

Scope = Article | Source | Project | list[Project]


@reads(Role.VIEWER)
def article_verdicts(request: HttpRequest, article_id: uuid.UUID) -> StreamingHttpResponse:
    article = article_for(request, article_id)
    return _verdicts(request, article, article.project, _name(article))


@reads(Role.VIEWER)
def project_verdicts(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    project = project_for(request, slug)
    return _verdicts(request, project, project, slug)


@reads(Role.VIEWER)
def article_sentences(request: HttpRequest, article_id: uuid.UUID) -> StreamingHttpResponse:
    article = article_for(request, article_id)
    return _sentences(request, article, _name(article))


@reads(Role.VIEWER)
def project_sentences(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    return _sentences(request, project_for(request, slug), slug)


@reads(Role.VIEWER)
def article_events(request: HttpRequest, article_id: uuid.UUID) -> StreamingHttpResponse:
    article = article_for(request, article_id)
    form = HistoryFilterForm(request.GET, [article.project], article=article)
    return _events(request, form, article, _name(article))


@reads(Role.VIEWER)
def source_events(request: HttpRequest, source_id: uuid.UUID) -> StreamingHttpResponse:
    source = source_for(request, source_id)
    form = HistoryFilterForm(request.GET, [source.project])
    # By its key: who a confidential source is stands in no name of a file.
    return _events(request, form, source, f"{source.project.slug}-source-{source.pk}")


@reads(Role.VIEWER)
def project_events(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    project = project_for(request, slug)
    return _events(request, HistoryFilterForm(request.GET, [project]), [project], slug)


@reads()
def desk_events(request: HttpRequest) -> StreamingHttpResponse:
    projects = list(Project.objects.of(signed_in(request)).order_by("name", "pk"))
    form = HistoryFilterForm(request.GET, projects, whole_desk=True)
    return _events(request, form, projects, "desk")


@reads(Role.VIEWER)
def article_bundle(request: HttpRequest, article_id: uuid.UUID) -> HttpResponseBase:
    """Send the history of an article with its proof; for that a checkpoint is signed, as at any other moment."""
    article = article_for(request, article_id)
    _refuse_others(request)
    content: Iterator[bytes] = iter(())
    if request.method != "HEAD":
        try:
            content = bundle_zip(article, make_checkpoint(article.stream_key))
        except (ImproperlyConfigured, BadNote):
            return HttpResponse(UNSIGNED, "text/plain; charset=utf-8", status=503)
    return _file(request, content, f"{_name(article)}-history.zip", "application/zip")


def _verdicts(request: HttpRequest, scope: Article | Project, project: Project, name: str) -> StreamingHttpResponse:
    """Send the claims that the address asks for, by the fields of the claims list."""
    form = ClaimFilterForm(request.GET, project)
    moment = _moment(request, scope)
    _refuse_others(request, *_options(scope), "withdrawn", *form.fields)
    asked = form.asked()
    if asked is None:
        raise _cannot(form)
    rows = verdict_rows(scope, withdrawn=_chosen(request, "withdrawn"), asked=asked)
    content = verdicts_csv(rows_as_of(moment, rows), bom=_chosen(request, "bom"), exact=_chosen(request, "exact"))
    return _csv(request, content, f"{name}-verdicts", moment)


def _sentences(request: HttpRequest, scope: Article | Project, name: str) -> StreamingHttpResponse:
    moment = _moment(request, scope)
    _refuse_others(request, *_options(scope))
    rows = rows_as_of(moment, sentence_rows(scope))
    content = sentences_csv(rows, bom=_chosen(request, "bom"), exact=_chosen(request, "exact"))
    return _csv(request, content, f"{name}-sentences", moment)


def _events(
    request: HttpRequest, form: HistoryFilterForm, scope: Article | Source | list[Project], name: str
) -> StreamingHttpResponse:
    """Send what the page of a history shows, by the fields of its form."""
    moment = _moment(request, scope)
    _refuse_others(request, *_options(scope), *form.fields)
    asked = form.asked()
    if asked is None:
        raise _cannot(form)
    rows = rows_as_of(moment, event_rows(scope, signed_in(request), asked))
    content = events_csv(rows, bom=_chosen(request, "bom"), exact=_chosen(request, "exact"))
    return _csv(request, content, f"{name}-events", moment)


def _cannot(form: Form) -> BadRequest:
    return BadRequest(" ".join(f"{form[field].label}: {errors[0]}" for field, errors in form.errors.items()))


def _moment(request: HttpRequest, scope: Scope) -> Moment | None:
    """Read the moment that an article's file is to be of; a whole project's is of now."""
    return moment_asked(request, scope) if isinstance(scope, Article) else None


def _csv(request: HttpRequest, content: Iterator[bytes], name: str, moment: Moment | None) -> StreamingHttpResponse:
    name += f"-after-entry-{moment.entry}" if moment else ""
    return _file(request, content, f"{name}.csv", "text/csv; charset=utf-8; header=present")


def _file(request: HttpRequest, content: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    # A generator: it asks the database nothing before the server takes its first bytes, which for HEAD it never does.
    return StreamingHttpResponse(
        () if request.method == "HEAD" else content,
        headers={
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _name(article: Article) -> str:
    title = slugify(article.title)[:LONGEST_TITLE].strip("-") or str(article.pk)
    return f"{article.project.slug}-{title}"


def _options(scope: Scope) -> tuple[str, ...]:
    return (*OPTIONS, ASKED) if isinstance(scope, Article) else OPTIONS


def _refuse_others(request: HttpRequest, *known: str) -> None:
    """Refuse a slip of the pen in an address: without it the file would hold more than was meant."""
    for name in request.GET:
        if name not in known:
            raise BadRequest(f"There is no option “{name}”. There are: {', '.join(known)}.")


def _chosen(request: HttpRequest, option: str) -> bool:
    """Read an option of the address, 1 or 0; any other value would hand out another file than was meant."""
    value = request.GET.get(option, "0")
    if value not in ("0", "1", ""):
        raise BadRequest(f"{option} can only be 1 or 0.")
    return value == "1"
