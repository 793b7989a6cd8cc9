"""What people conclude about a claim: assessments, sources, notes, and a reviewer's word."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from annotations.desk import noting, reviewing, sourcing
from annotations.desk.checking import Conclusion
from annotations.desk.concluding import check_claim
from annotations.desk.errors import Refused
from annotations.desk.sourcing import NewSource, Use
from annotations.desk.verb import Act
from annotations.models import (
    Assessment,
    Audience,
    Audited,
    Citation,
    Claim,
    Confidence,
    Note,
    NoteKind,
    Role,
    Stance,
)
from annotations.web import forms
from annotations.web.access import claim_for, role_of, signed_in, writes
from annotations.web.replies import Verb, carry_out


@writes(Role.CHECKER)
def assess(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Save a verdict, with the source and the note that were given along with it, as one action."""
    claim = claim_for(request, claim_id)
    form = forms.CheckForm(request.POST, verdicts=forms.project_verdicts(claim.article.project))

    def verb(act: Act, data: dict[str, Any]) -> Assessment:
        confidence = Confidence(data["confidence"]) if data["confidence"] else None
        return check_claim(
            claim=claim,
            said=Conclusion(data["verdict"], data["note"], data["required_change"], confidence),
            sources=[(form.details(), _use(data))] if form.brings_source else [],
            remark=data["remark"],
            version=data["version"],
            claim_version=data["claim_version"],
            act=act,
        )

    return carry_out(request, claim.article, claim, part="check", name="assess", form=form, verb=verb)


@writes(Role.CHECKER)
def cite(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    reader = signed_in(request)
    claim = claim_for(request, claim_id)
    role = role_of(request, claim.article.project)
    form = forms.SourceForm(request.POST, project=claim.article.project, reader=reader, role=role)

    def verb(act: Act, data: dict[str, Any]) -> Citation:
        return sourcing.cite_source(claim=claim, source=data["source"] or _new_source(form), use=_use(data), act=act)

    return carry_out(request, claim.article, claim, part="sources", name="source", form=form, verb=verb)


@writes(Role.CHECKER)
def edit_citation(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    form = forms.CitationForm(request.POST, auto_id=f"cite-{citation_id}-%s")
    return _on_citation(
        request,
        citation_id,
        "cite",
        form,
        lambda citation, act, data: sourcing.edit_citation(
            citation=citation, use=_use(data), version=data["version"], act=act
        ),
    )


@writes(Role.CHECKER)
def withdraw_citation(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id=f"uncite-{citation_id}-%s")
    return _on_citation(
        request,
        citation_id,
        "uncite",
        form,
        lambda citation, act, data: sourcing.withdraw_citation(
            citation=citation, reason=data["reason"], version=data["version"], act=act
        ),
    )


@writes(Role.CHECKER)
def restore_citation(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    form = forms.RestoreForm(request.POST)
    return _on_citation(
        request,
        citation_id,
        "recite",
        form,
        lambda citation, act, data: sourcing.restore_citation(citation=citation, version=data["version"], act=act),
    )


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


@writes(Role.REVIEWER)
def approve(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    verb: Verb = lambda act, data: reviewing.approve_claim(claim=claim, seen=data["seen"], act=act)  # noqa: E731
    return _review(request, claim, "approve", forms.SeenForm(request.POST), verb)


@writes(Role.REVIEWER)
def send_back(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return _review(
        request,
        claim,
        "back",
        forms.SendBackForm(request.POST),
        lambda act, data: reviewing.send_back(claim=claim, reason=data["reason"], seen=data["seen"], act=act),
    )


@writes(Role.REVIEWER)
def rule(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return _review(
        request,
        claim,
        "rule",
        forms.RuleForm(request.POST, verdicts=forms.project_verdicts(claim.article.project)),
        lambda act, data: reviewing.rule_on_claim(
            claim=claim, verdict=data["verdict"], reason=data["reason"], seen=data["seen"], act=act
        ),
    )


def _review(request: HttpRequest, claim: Claim, name: str, form: forms.ActionForm, verb: Verb) -> HttpResponse:
    return carry_out(request, claim.article, claim, part="review", name=name, form=form, verb=verb)


def _new_source(form: forms.DescribedForm) -> NewSource:
    details = form.details()
    if not details.title.strip():
        raise Refused("Choose a source of the project’s, or give the new one a title.", "title")
    return details


def _use(data: dict[str, Any]) -> Use:
    return Use(
        stance=Stance(data["stance"]),
        quote=data["quote"],
        locator=data["locator"],
        accessed_on=data["accessed_on"],
    )


def _on_citation(request: HttpRequest, key: uuid.UUID, name: str, form: forms.ActionForm, verb: Any) -> HttpResponse:
    citation = Citation.objects.filter(pk=key).select_related("assessment").first()
    if citation is None:
        raise Http404("No such citation.")
    claim = claim_for(request, citation.assessment.claim_id)
    citation.assessment.claim = claim
    return _on_row(request, claim, "sources", f"{name}-{key}", form, citation, verb)


def _on_note(request: HttpRequest, key: uuid.UUID, name: str, form: forms.ActionForm, verb: Any) -> HttpResponse:
    note = Note.objects.filter(pk=key).first()
    if note is None:
        raise Http404("No such note.")
    note.claim = claim_for(request, note.claim_id)
    return _on_row(request, note.claim, "notes", f"{name}-{key}", form, note, verb)


def _on_row(
    request: HttpRequest, claim: Claim, part: str, name: str, form: forms.ActionForm, row: Audited, verb: Any
) -> HttpResponse:
    return carry_out(
        request,
        claim.article,
        claim,
        part=part,
        name=name,
        form=form,
        verb=lambda act, data: verb(row, act, data),
    )
