"""The next draft of an article comes in: what it would change is looked at before anything is stored."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import Refused, StaleRow
from annotations.desk.revising import foresee_revision, import_revision
from annotations.desk.verb import Act
from annotations.models import Article, Origin, Revision, Role
from annotations.reading.document import Document, Link
from annotations.reports.affected import changes_by
from annotations.reports.comparison import Side, compared, side_of
from annotations.reports.units import Span
from annotations.text.decoding import megabytes
from annotations.web import forms
from annotations.web.access import article_for, reads_and_writes, signed_in
from annotations.web.comparison import comparison_part, told
from annotations.web.incoming import Incoming, usable
from annotations.web.looks import fates
from annotations.web.saved import say_saved
from annotations.web.selection import asked_number


@reads_and_writes(Role.CHECKER)
def new_draft(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Take a text, show what would become of the sentences and claims, and store it once that was seen."""
    article = article_for(request, article_id)
    if request.method != "POST":
        return _show(request, article, forms.NextDraftForm(), _earlier(request, article))
    form = forms.NextDraftForm(request.POST, request.FILES)
    form.is_valid()
    # Read the text whatever else is wrong: a browser cannot put a chosen file back into its field.
    incoming = usable(request, form)
    if form.errors or incoming is None:
        return _show(request, article, form, incoming, status=form.refusal)
    if "save" not in request.POST or request.POST.get("previewed") != incoming.seen(article.language):
        return _show(request, article, form, incoming)
    return _store(request, article, form, incoming)


def _earlier(request: HttpRequest, article: Article) -> Incoming | None:
    """Take the text of an earlier draft, to the last character, where an address asks to bring it back (`?again=1`)."""
    number = asked_number(request.GET, "again")
    if number is None:
        return None
    draft = article.revisions.filter(number=number, number__lt=article.latest_revision().number).first()
    if draft is None:
        raise Http404("This article has no such earlier draft.")
    links = tuple(Link(*link) for link in draft.all_links())
    return Incoming(Document(draft.text, "text", links=links), Origin.UPLOAD, str(draft))


def _store(request: HttpRequest, article: Article, form: forms.NextDraftForm, incoming: Incoming) -> HttpResponse:
    act = Act(by=signed_in(request), action_id=form.cleaned_data["action_id"])
    after = article.revisions.filter(number=form.cleaned_data["after"]).first()
    if after is None:
        raise Http404("This article has no such draft.")
    try:
        draft = import_revision(
            article=article,
            text=incoming.text,
            after=after,
            origin=incoming.origin,
            filename=incoming.filename,
            layout=incoming.document.layout,
            links=incoming.document.links,
            act=act,
        )
    except StaleRow as stale:
        return _show(request, article, form, incoming, stale=stale, status=stale.status)
    except Refused as refused:
        form.add_error("text", refused.message)
        return _show(request, article, form, incoming, status=refused.status)
    say_saved(request, act)
    return HttpResponseRedirect(reverse("draft_changes", args=[article.pk, draft.number]))


def _show(
    request: HttpRequest,
    article: Article,
    form: forms.NextDraftForm,
    incoming: Incoming | None = None,
    *,
    stale: StaleRow | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = article.latest_revision()
    newest.article = article
    limit = megabytes(settings.MAX_ARTICLE_BYTES)
    context: dict[str, Any] = {"article": article, "newest": newest, "form": form, "limit": limit, "stale": stale}
    if incoming:
        form["file"].label = "or choose another file" if incoming.exact else form["file"].label
        seen = incoming.seen(article.language)
        context |= {"seen": seen, "unseen": "save" in request.POST and request.POST.get("previewed") != seen}
        asked = asked_number(request.POST, "part")
        context |= {"incoming": incoming, "asked_part": asked} | _foreseen(newest, incoming, form, asked or 1)
        status = 422 if form.errors and status == 200 else status
    response = render(request, "draft_new.html", context, status=status)
    if context.get("asked_part"):
        # Whoever goes from part to part reads on there; any other page is read from its top.
        response["HX-Reswap"] = "outerHTML show:#words:top"
    return response


def _foreseen(newest: Revision, incoming: Incoming, form: forms.NextDraftForm, part: int) -> dict[str, Any]:
    """Gather what the text would change, of that a part; where it cannot be the next draft, say so in the form."""
    try:
        foreseen = foresee_revision(after=newest, text=incoming.text, layout=incoming.document.layout)
    except Refused as refused:
        if not form.has_error("text"):
            form.add_error("text", refused.message)
        return {}
    spans = [Span(span.paragraph, span.start, span.end, span.kind) for span in foreseen.spans]
    older, newer = side_of(newest), Side(foreseen.draft, spans)
    comparison = compared(older, newer)
    return {
        "foreseen": foreseen,
        "fates": fates(foreseen.carried),
        "affected_claims": changes_by(foreseen.places, older, newer).affected,
        "told": told(comparison),
        "part": comparison_part(
            comparison, part, woven=True, older=f"{reverse('workspace', args=[newest.article_id])}?"
        ),
    }
