"""My projects and articles, and a new article coming in."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import Refused, StaleRow
from annotations.desk.importing import edit_article, import_article, title_of
from annotations.desk.verb import Act
from annotations.models import Action, Origin, Project, Revision, Role, UnitKind
from annotations.reports.articles import my_projects
from annotations.text.decoding import (
    Decoded,
    TooLarge,
    UndecodableText,
    UnusableText,
    check_article_text,
    check_size,
    decode_article,
    megabytes,
    pasted_article,
    text_sha256,
)
from annotations.text.guessing import ENCODINGS
from annotations.text.recognising import language_of
from annotations.text.segmentation import sentence_spans
from annotations.web import forms
from annotations.web.access import article_for, project_for, reads, reads_and_writes, signed_in
from annotations.web.replies import show_theirs
from annotations.web.saved import say_saved

# What a person can look at; all of it is saved.
SHOWN_UNITS = 500
SHOWN_TWINS = 5


@reads()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"desks": my_projects(signed_in(request))})


@reads(Role.VIEWER)
def project_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """List every article of one project."""
    project = project_for(request, slug)
    desks = [desk for desk in my_projects(signed_in(request), show=10_000) if desk.project == project]
    return render(request, "home.html", {"desks": desks, "project": project})


@dataclass(frozen=True)
class PreviewUnit:
    """A unit as it would be stored; `same` are the numbers of all units with the very same words, itself among them."""

    number: int
    kind: str
    text: str
    opens: bool
    same: list[int]

    @property
    def twins(self) -> str:
        """Name the other units with the same words; of many only the first few."""
        named = [number for number in self.same[: SHOWN_TWINS + 1] if number != self.number][:SHOWN_TWINS]
        told, more = ", ".join(map(str, named)), len(self.same) - 1 - len(named)
        return f"{told} and {more:,} other{'s' if more > 1 else ''}" if more else told


@dataclass(frozen=True)
class Incoming:
    """A text on its way in: from a paste, or from a file whose every character is kept."""

    text: str
    origin: Origin
    filename: str = ""
    # The encoding that a file was read in, where that was a guess.
    guess: str = ""

    @property
    def warning(self) -> str:
        return Decoded(self.text, self.guess, bool(self.guess)).warning

    @property
    def sha256(self) -> str:
        return text_sha256(self.text)

    @property
    def exact(self) -> str:
        """Write an uploaded text as one line of JSON: a browser would change the line ends of anything else."""
        return json.dumps(self.text) if self.origin == Origin.UPLOAD else ""


@reads_and_writes(Role.CHECKER)
def new_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a text, show how it is cut into sentences, and store it once that was seen."""
    project = project_for(request, slug)
    if request.method != "POST":
        return _show(request, project, forms.NewArticleForm())
    form = forms.NewArticleForm(request.POST, request.FILES)
    form.is_valid()
    # Read the text whatever else is wrong: a browser cannot put a chosen file back into its field.
    incoming = _usable(request, form)
    if form.errors or incoming is None:
        return _show(request, project, form, incoming, status=form.refusal)
    if "save" not in request.POST or request.POST.get("previewed") != incoming.sha256:
        return _show(request, project, form, incoming)
    return _store(request, project, form, incoming)


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
            title=form.cleaned_data["title"],
            act=act,
            **form.head(),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _show(request, project, form, incoming, status=422)
    say_saved(request, act)
    return HttpResponseRedirect(reverse("workspace", args=[article.pk]))


def _usable(request: HttpRequest, form: forms.NewArticleForm) -> Incoming | None:
    """Give what can be an article, or else put into the form why it cannot."""
    if form.has_error("text") or form.has_error("file"):
        return None
    try:
        incoming = _incoming(request, form)
        check_size(len(incoming.text.encode(errors="surrogatepass")), settings.MAX_ARTICLE_BYTES)
        check_article_text(incoming.text)
    except (UndecodableText, UnusableText) as unusable:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(unusable))
        form.refusal = 413 if isinstance(unusable, TooLarge) else 422
        return None
    return incoming


def _incoming(request: HttpRequest, form: forms.NewArticleForm) -> Incoming:
    """Read the file where there is one, or the file that was looked at before, or else what was pasted."""
    file = form.cleaned_data["file"]
    if file:
        check_size(file.size, settings.MAX_ARTICLE_BYTES)
        decoded = decode_article(file.read())
        return Incoming(decoded.text, Origin.UPLOAD, file.name, decoded.encoding if decoded.guessed else "")
    exact = request.POST.get("exact", "")
    if exact:
        try:
            text = json.loads(exact)
        except (ValueError, RecursionError):
            text = None
        if not isinstance(text, str):
            raise UndecodableText("The uploaded text did not arrive whole. Choose the file again.")
        guess = request.POST.get("guess", "")
        filename = request.POST.get("filename", "")[:300]
        return Incoming(text, Origin.UPLOAD, filename, guess if guess in ENCODINGS.values() else "")
    return Incoming(pasted_article(form.cleaned_data["text"]), Origin.PASTE)


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
    if incoming:
        form["file"].label = "or choose another file" if incoming.exact else form["file"].label
        said = form.cleaned_data.get("language", "")
        language = language_of(incoming.text, said)
        spans = sentence_spans(incoming.text, language=language)
        context |= {
            "recognised": "" if said else forms.LANGUAGES.get(language, language),
            "units": _preview(incoming.text, spans),
            "sentences": len(spans),
            "more": f"{len(spans) - SHOWN_UNITS:,}" if len(spans) > SHOWN_UNITS else "",
            "paragraphs": len({span.paragraph for span in spans}),
            "guess": title_of(incoming.text, spans) if spans else "",
            "twin": Revision.objects.same_text(project, incoming.sha256).select_related("article").first(),
        }
    return render(request, "article_new.html", context, status=status)


def _preview(text: str, spans: list[Any]) -> list[PreviewUnit]:
    """Show the first units; that twins share one list keeps a text of one line again and again cheap."""
    same: dict[str, list[int]] = {}
    for number, span in enumerate(spans, start=1):
        same.setdefault(text[span.start : span.end], []).append(number)
    units, paragraph = [], 0
    for number, span in enumerate(spans[:SHOWN_UNITS], start=1):
        words = text[span.start : span.end]
        units.append(PreviewUnit(number, UnitKind(span.kind).label, words, span.paragraph != paragraph, same[words]))
        paragraph = span.paragraph
    return units


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
