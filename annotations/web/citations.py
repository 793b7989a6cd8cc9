"""Sources cited for a claim: added, corrected, withdrawn and restored."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from annotations.desk import sourcing
from annotations.desk.errors import Refused
from annotations.desk.sourcing import NewSource, Use
from annotations.desk.verb import Act
from annotations.models import Citation, Role, Stance
from annotations.web import forms
from annotations.web.access import claim_for, role_of, signed_in, writes
from annotations.web.replies import carry_out


@writes(Role.CHECKER)
def cite(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    reader = signed_in(request)
    claim = claim_for(request, claim_id)
    role = role_of(request, claim.article.project)
    form = forms.SourceForm(request.POST, project=claim.article.project, reader=reader, role=role)

    def verb(act: Act, data: dict[str, Any]) -> Citation:
        return sourcing.cite_source(claim=claim, source=data["source"] or _new_source(form), use=use_of(data), act=act)

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
            citation=citation, use=use_of(data), version=data["version"], act=act
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


def use_of(data: dict[str, Any]) -> Use:
    return Use(
        stance=Stance(data["stance"]),
        quote=data["quote"],
        locator=data["locator"],
        accessed_on=data["accessed_on"],
    )


def _new_source(form: forms.DescribedForm) -> NewSource:
    details = form.details()
    if not details.title.strip():
        raise Refused("Choose a source of the project’s, or give the new one a title.", "title")
    return details


def _on_citation(request: HttpRequest, key: uuid.UUID, name: str, form: forms.ActionForm, verb: Any) -> HttpResponse:
    citation = Citation.objects.filter(pk=key).select_related("assessment").first()
    if citation is None:
        raise Http404("No such citation.")
    claim = claim_for(request, citation.assessment.claim_id)
    citation.assessment.claim = claim
    name, verb = f"{name}-{key}", partial(verb, citation)
    return carry_out(request, claim.article, claim, part="sources", name=name, form=form, verb=verb)
