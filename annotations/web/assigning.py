"""Who checks what: the paragraphs of an article, and single claims."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Article, Role
from annotations.reports.paragraphs import paragraphs_of
from annotations.web.access import article_for, claim_for, reads_and_writes, signed_in, writes
from annotations.web.forms import ActionForm
from annotations.web.forms.assigning import AssignForm, AssignParagraphsForm, TakeForm
from annotations.web.replies import carry_out, refuse_other_draft, show_theirs
from annotations.web.saved import say_saved
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
        revision = article.latest_revision()
        try:
            refuse_other_draft(request, revision)
            assign_paragraphs(revision=revision, **data, act=act)
        except (StaleRow, Refused) as refusal:
            status = _tell(form, refusal)
        else:
            count, to = len(data["paragraphs"]), data["assignee"]
            paragraphs = "1 paragraph is" if count == 1 else f"{count} paragraphs are"
            say_saved(request, act, f"Saved: {paragraphs} {f'{to}’s' if to else 'nobody’s'} to check.")
            return HttpResponseRedirect(request.get_full_path())
    return _show(request, article, form, status)


@reads_and_writes(Role.CHECKER)
def claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Say whose a claim is to check, on a page of its own: the panel would have to know everybody's name."""
    claim = claim_for(request, claim_id)
    project = claim.article.project
    held = {name: getattr(claim, name) for name in ("assignee", "due_on", "version")}
    form, status = AssignForm(initial=held, project=project), 200
    if request.method == "POST":
        form, status = AssignForm(request.POST, project=project), 422
        if form.is_valid():
            data = form.cleaned_data
            act = Act(by=signed_in(request), action_id=data.pop("action_id"))
            try:
                assign_claim(claim=claim, **data, act=act)
            except (StaleRow, Refused) as refusal:
                status = _tell(form, refusal)
            else:
                say_saved(request, act)
                return HttpResponseRedirect(
                    f"{reverse('workspace', args=[claim.article_id])}?claim={claim.number}#panel"
                )
    return render(request, "claim_assign.html", {"claim": claim, "form": form}, status=status)


@writes(Role.CHECKER)
def take(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Take a claim that is nobody's, or give one's own back."""
    claim, reader = claim_for(request, claim_id), signed_in(request)
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name="take",
        form=TakeForm(request.POST),
        verb=lambda act, data: assign_claim(
            claim=claim,
            assignee=reader if data["to"] == TakeForm.ME else None,
            due_on=claim.due_on if data["to"] == TakeForm.ME else None,
            version=data["version"],
            act=act,
        ),
    )


def _tell(form: ActionForm, refusal: StaleRow | Refused) -> int:
    """Say in the form why nothing was saved; give the status of the answer."""
    if isinstance(refusal, StaleRow):
        show_theirs(form, refusal)
    else:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return refusal.status


def _show(request: HttpRequest, article: Article, form: AssignParagraphsForm, status: int = 200) -> HttpResponse:
    """Draw the page; what was ticked stays ticked, by number: its version is the one that is saved now."""
    revision = article.latest_revision()
    page = paragraphs_of(revision, asked_number(request.GET, "from") or 1)
    ticked = {one.partition(".")[0] for one in request.POST.getlist("paragraphs")}
    context = {"article": article, "form": form, "page": page, "ticked": ticked, "draft": revision.number}
    return render(request, "paragraphs.html", context, status=status)
