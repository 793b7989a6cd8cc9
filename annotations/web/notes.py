"""Notes on a claim: written, answered, closed and withdrawn."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from annotations.desk import noting
from annotations.desk.verb import Act
from annotations.models import Audience, Note, NoteKind, Role
from annotations.web import forms
from annotations.web.access import claim_for, writes
from annotations.web.replies import carry_out


@writes(Role.CHECKER)
def add_note(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)

    def verb(act: Act, data: dict[str, Any]) -> Note:
        contact = noting.Contact(data["to_whom"], data["how"], data["when"], data["no_reply"])
        return noting.add_note(
            claim=claim,
            kind=NoteKind(data["kind"]),
            audience=Audience(data["audience"]),
            text=data["text"],
            contact=contact,
            act=act,
        )

    form = forms.NoteForm(request.POST)
    return carry_out(request, claim.article, claim, part="notes", name="note", form=form, verb=verb)


@writes(Role.CHECKER)
def answer(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    form = forms.AnswerForm(request.POST, auto_id=f"answer-{note_id}-%s")
    return _on_note(
        request,
        note_id,
        "answer",
        form,
        lambda note, act, data: noting.add_note(
            claim=note.claim,
            kind=NoteKind.ANSWER,
            audience=Audience(note.audience),
            text=data["text"],
            answers=note,
            act=act,
        ),
    )


@writes(Role.CHECKER)
def close_query(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    form = forms.RestoreForm(request.POST)
    return _on_note(
        request,
        note_id,
        "close",
        form,
        lambda note, act, data: noting.close_query(query=note, version=data["version"], act=act),
    )


@writes(Role.CHECKER)
def withdraw_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id=f"unnote-{note_id}-%s")
    return _on_note(
        request,
        note_id,
        "unnote",
        form,
        lambda note, act, data: noting.withdraw_note(
            note=note, reason=data["reason"], version=data["version"], act=act
        ),
    )


def _on_note(request: HttpRequest, key: uuid.UUID, name: str, form: forms.ActionForm, verb: Any) -> HttpResponse:
    note = Note.objects.filter(pk=key).first()
    if note is None:
        raise Http404("No such note.")
    note.claim = claim_for(request, note.claim_id)
    name, verb = f"{name}-{key}", partial(verb, note)
    return carry_out(request, note.claim.article, note.claim, part="notes", name=name, form=form, verb=verb)
