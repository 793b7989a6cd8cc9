"""Claims recorded, edited, placed, withdrawn and restored."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from annotations.desk import claiming, placing
from annotations.desk.claiming import ClaimWords
from annotations.desk.errors import Refused
from annotations.desk.placing import Place
from annotations.desk.verb import Act
from annotations.models import STANDING, Anchor, Claim, ClaimType, NotCheckable, Revision, Risk, Role
from annotations.web import forms
from annotations.web.access import article_for, claim_for, role_of, signed_in, writes
from annotations.web.draft_changes import asked_on_draft
from annotations.web.replies import carry_out, refuse_other_draft
from annotations.web.selection import asked_number, select_shown, stood

NO_WORDS = "Type the words of the article on which the claim stands."


@writes(Role.CHECKER)
def add_claim(request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    article = article_for(request, article_id)
    revision = article.latest_revision()
    form = forms.NewClaimForm(request.POST, others=Claim.objects.standing().filter(article=article).order_by("number"))
    return carry_out(
        request,
        article,
        None,
        part="claims",
        name="new",
        form=form,
        whole=True,
        verb=lambda act, data: claiming.add_claim(
            revision=revision, places=[_place(request, revision, data)], words=_words(data), act=act
        ),
    )


@writes(Role.CHECKER)
def edit_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    # Also the claim that this is part of now, though it may be withdrawn.
    standing_or_kept = STANDING | Q(pk=claim.within_id)
    others = Claim.objects.filter(standing_or_kept, article=claim.article).exclude(pk=claim.pk).order_by("number")
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name="words",
        form=forms.StatementForm(request.POST, others=others),
        verb=lambda act, data: claiming.edit_claim(claim=claim, words=_words(data), version=data["version"], act=act),
    )


@writes(Role.CHECKER)
def add_place(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    revision = claim.article.latest_revision()

    def verb(act: Act, data: dict[str, Any]) -> Anchor:
        start, end = _place(request, revision, data)
        return placing.add_place(claim=claim, revision=revision, start=start, end=end, act=act)

    form = forms.PlaceForm(request.POST)
    return carry_out(request, claim.article, claim, part="words", name="place", form=form, verb=verb)


@writes(Role.CHECKER)
def move_place(request: HttpRequest, anchor_id: uuid.UUID) -> HttpResponse:
    anchor, claim = _anchor(request, anchor_id)

    def verb(act: Act, data: dict[str, Any]) -> Anchor:
        start, end = _place(request, anchor.revision, data)
        return placing.move_place(anchor=anchor, start=start, end=end, version=data["version"], act=act)

    form, name = forms.MoveForm(request.POST, auto_id=f"move-{anchor.pk}-%s"), f"move-{anchor.pk}"
    return carry_out(request, claim.article, claim, part="words", name=name, form=form, verb=verb)


@writes(Role.CHECKER)
def withdraw_place(request: HttpRequest, anchor_id: uuid.UUID) -> HttpResponse:
    anchor, claim = _anchor(request, anchor_id)
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name=f"unplace-{anchor.pk}",
        form=forms.ReasonForm(request.POST, auto_id=f"unplace-{anchor.pk}-%s"),
        verb=lambda act, data: placing.withdraw_place(
            anchor=anchor, reason=data["reason"], version=data["version"], act=act
        ),
    )


@writes(Role.CHECKER)
def withdraw_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name="withdraw",
        form=forms.ReasonForm(request.POST, auto_id="withdraw-%s"),
        whole=True,
        verb=lambda act, data: claiming.withdraw_claim(
            claim=claim, reason=data["reason"], version=data["version"], act=act
        ),
    )


@writes(Role.CHECKER)
def restore_claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name="restore",
        form=forms.RestoreForm(request.POST),
        whole=True,
        verb=lambda act, data: claiming.restore_claim(claim=claim, version=data["version"], act=act),
    )


@writes(Role.CHECKER)
def mark_not_checkable(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)

    name = "checkable" if "after_all" in request.POST else "scope"

    def verb(act: Act, data: dict[str, Any]) -> Claim:
        reason = NotCheckable(data["reason"]) if data["reason"] else None
        if reason is None and name == "scope" and not claim.not_checkable:
            raise Refused("Choose a reason.", "reason")
        return claiming.mark_not_checkable(claim=claim, reason=reason, version=data["version"], act=act)

    form = forms.ScopeForm(request.POST, auto_id=f"{name}-%s")
    return carry_out(request, claim.article, claim, part="check", name=name, form=form, verb=verb)


def _words(data: dict[str, Any]) -> ClaimWords:
    return ClaimWords(
        statement=data["statement"],
        type=ClaimType(data["type"]),
        claimant=data["claimant"],
        risk=Risk(data["risk"]),
        within=data["within"],
    )


def _place(request: HttpRequest, revision: Revision, data: dict[str, Any]) -> Place:
    """Find the place that a form means: chosen from several, selected in the browser, typed, or the whole sentence."""
    refuse_other_draft(request, revision)
    if data["place"]:
        start, end = data["place"].split("-")
        return int(start), int(end)
    quote, start, end = data["quote"], data["start"], data["end"]
    if start is not None and end is not None and revision.text[start:end] == quote:
        return start, end
    if asked_on_draft(request):
        if not quote.strip():
            raise Refused(NO_WORDS, "quote")
        # No sentence is chosen there, in which they would be meant.
        return placing.place_of_words(revision, quote, start=0, end=len(revision.text))
    role = role_of(request, revision.article.project)
    chosen, moved = select_shown(request, revision, signed_in(request), role, _shown(request, data))
    sentence, was = chosen.unit.sentence, stood(request.POST)
    if not moved and data.get("sentence", chosen.unit.number) != chosen.unit.number:
        raise Refused("This sentence is not in the draft. Load the page again.", "sentence")
    if not quote.strip():
        if "sentence" not in data:
            raise Refused(NO_WORDS, "quote")
        if was and (sentence.start, sentence.end) != was[:2]:
            raise Refused("Somebody has split or joined this sentence since. Look at what is a sentence now.", "quote")
        return sentence.start, sentence.end
    return placing.place_of_words(revision, quote, start=sentence.start, end=sentence.end)


def _shown(request: HttpRequest, data: dict[str, Any]) -> int | None:
    """Read the number of the sentence that the panel was showing."""
    return data["sentence"] if "sentence" in data else asked_number(request.POST, "at")


def _anchor(request: HttpRequest, anchor_id: uuid.UUID) -> tuple[Anchor, Claim]:
    anchor = Anchor.objects.filter(pk=anchor_id).select_related("revision").first()
    if anchor is None:
        raise Http404("No such place.")
    claim = claim_for(request, anchor.claim_id)
    anchor.claim, anchor.revision.article = claim, claim.article
    return anchor, claim
