"""What people conclude about a claim: a checker's verdict, and a reviewer's word."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from annotations.desk import reviewing
from annotations.desk.checking import Conclusion
from annotations.desk.concluding import check_claim
from annotations.desk.verb import Act
from annotations.models import Assessment, Claim, Confidence, Role
from annotations.web import forms
from annotations.web.access import claim_for, writes
from annotations.web.citations import use_of
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
            sources=[(form.details(), use_of(data))] if form.brings_source else [],
            remark=data["remark"],
            version=data["version"],
            claim_version=data["claim_version"],
            act=act,
        )

    return carry_out(request, claim.article, claim, part="check", name="assess", form=form, verb=verb)


@writes(Role.REVIEWER)
def approve(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return _review(
        request,
        claim,
        "approve",
        forms.SeenForm(request.POST),
        lambda act, data: reviewing.approve_claim(claim=claim, seen=data["seen"], act=act),
    )


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
