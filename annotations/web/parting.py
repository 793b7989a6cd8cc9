"""Sentences split and joined by hand; every reply draws the article anew, because all numbers after them move."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from annotations.desk import parting
from annotations.desk.errors import DeskError, Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Action, Article, Role, Sentence
from annotations.reports.parting import number_at
from annotations.web.access import article_for, role_of, sentence_for, signed_in, writes
from annotations.web.forms import ActionForm, DoneForm
from annotations.web.forms.parting import JoinForm, SplitForm
from annotations.web.panel import draw_at_form, workspace_context
from annotations.web.problems import is_fragment
from annotations.web.saved import article_anew, say_saved
from annotations.web.selection import DONE, OPEN, Selection, asked_number, latest_draft, select

Verb = Callable[[Act, dict[str, Any]], object]
Say = Callable[[int], str]


@writes(Role.CHECKER)
def split(request: HttpRequest, sentence_id: uuid.UUID) -> HttpResponse:
    """Split a sentence in two."""
    sentence = sentence_for(request, sentence_id)
    return _carry_out(
        request,
        sentence.revision.article,
        ("split", SplitForm(request.POST)),
        verb=lambda act, data: parting.split_sentence(
            sentence=sentence, at=data["before"], version=data["version"], act=act
        ),
        start=_start(sentence),
        say=lambda number: f"Split in two: now sentences {number} and {number + 1}.",
    )


@writes(Role.CHECKER)
def join(request: HttpRequest, sentence_id: uuid.UUID) -> HttpResponse:
    """Join a sentence with the next one."""
    sentence = sentence_for(request, sentence_id)
    return _carry_out(
        request,
        sentence.revision.article,
        ("join", JoinForm(request.POST, revision=sentence.revision)),
        verb=lambda act, data: parting.join_sentences(
            sentence=sentence,
            following=data["following"],
            version=data["version"],
            following_version=data["following_version"],
            act=act,
        ),
        start=_start(sentence),
        say=lambda number: f"Joined with the next one: now sentence {number}.",
    )


@writes(Role.CHECKER)
def undo(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    return _take_back(request, article_id, parting.undo_parting, lambda number: f"Undone, from sentence {number} on.")


@writes(Role.CHECKER)
def redo(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    return _take_back(
        request, article_id, parting.redo_parting, lambda number: f"Done again, from sentence {number} on."
    )


def _take_back(request: HttpRequest, article_id: uuid.UUID, verb: Callable[..., object], say: Say) -> HttpResponse:
    article, form = article_for(request, article_id), DoneForm(request.POST)
    revision = latest_draft(article)
    return _carry_out(
        request,
        article,
        ("", form),
        verb=lambda act, data: verb(revision=revision, action=data["done"], act=act),
        start=_start_of(form.cleaned_data["done"]) if form.is_valid() else None,
        say=say,
    )


def _start(sentence: Sentence) -> int | None:
    """Say where a sentence begins; in another draft than the newest that says nothing."""
    draft = sentence.revision
    return sentence.start if latest_draft(draft.article) == draft else None


def _start_of(action: Action) -> int | None:
    touched = action.events.filter(kind=Sentence.object_kind()).values("object")
    return Sentence.objects.filter(pk__in=touched).order_by("start").values_list("start", flat=True).first()


def _carry_out(
    request: HttpRequest, article: Article, named: tuple[str, ActionForm], *, verb: Verb, start: int | None, say: Say
) -> HttpResponse:
    """Do what a form asks, and answer with the article as it is then; `start` is where its sentence begins."""
    name, form = named
    refusal: DeskError = Refused("This form was not filled in so that it can be saved. Load the page again.")
    if form.is_valid():
        act = Act(by=signed_in(request), action_id=form.cleaned_data["action_id"])
        try:
            verb(act, form.cleaned_data)
        except (StaleRow, Refused) as refused:
            refusal = refused
            field = getattr(refused, "field", "")
            form.add_error("before" if field == "at" else None, refused.message)
        else:
            chosen = _chosen(request, article, start, DONE)
            words = say(chosen.unit.number)
            say_saved(request, act, words)
            if not is_fragment(request):
                return HttpResponseRedirect(f"{_address(chosen)}#panel")
            return _drawn(request, chosen, {}, words)
    return _refused(request, _chosen(request, article, start, OPEN), name, form, refusal)


def _chosen(request: HttpRequest, article: Article, start: int | None, state: str) -> Selection:
    """Choose the sentence that holds the place at which the form's own began, by its number now."""
    revision = latest_draft(article)
    number = number_at(revision, start) if start is not None else asked_number(request.POST, "at") or 1
    role = role_of(request, article.project)
    return replace(select(revision, signed_in(request), role, shown=number, page=True), parting=state)


def _address(chosen: Selection) -> str:
    return f"{chosen.url}&parting={DONE}"


def _drawn(request: HttpRequest, chosen: Selection, bound: Mapping[str, ActionForm], said: str) -> HttpResponse:
    """Answer htmx with the article as it is now; `said` is what was done, where that is so."""
    response = article_anew(request, workspace_context(chosen, bound))
    if said:
        response["HX-Push-Url"] = _address(chosen)
        # Last, because the sentence has to be there to take the focus.
        response["HX-Trigger-After-Settle"] = json.dumps({"desk:stay": "", "desk:announce": said})
    return response


def _refused(request: HttpRequest, chosen: Selection, name: str, form: ActionForm, refusal: DeskError) -> HttpResponse:
    """Show the article as it is now, with what is wrong; a form that is late goes on from what stands now."""
    bound = {name: form}
    if isinstance(refusal, StaleRow):
        bound = {"late": form}
    elif not name:
        raise refusal
    if is_fragment(request):
        response = _drawn(request, chosen, bound, "")
        response.status_code = refusal.status
        return response
    return HttpResponse(draw_at_form(request, workspace_context(chosen, bound)), status=refusal.status)
