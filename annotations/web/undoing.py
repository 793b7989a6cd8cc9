"""What one did oneself to a claim, undone and done again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from annotations.desk import undoing
from annotations.models import Claim, Role, SignOff
from annotations.web import forms
from annotations.web.access import claim_for, writes
from annotations.web.replies import carry_out


@writes(Role.CHECKER)
def undo(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    return _take_back(request, claim_id, "undo", undoing.undo_action, "Undone.")


@writes(Role.CHECKER)
def redo(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    return _take_back(request, claim_id, "redo", undoing.redo_action, "Done again.")


def _take_back(
    request: HttpRequest, claim_id: uuid.UUID, name: str, verb: Callable[..., Claim], said: str
) -> HttpResponse:
    claim = claim_for(request, claim_id)
    form = forms.DoneForm(request.POST)
    if form.is_valid():
        # Among what it did to standing rows: an approval is a new one.
        voided = form.cleaned_data["done"].events.filter(kind=SignOff.object_kind(), version__gt=1)
        said += " The sign-off that it made void stays void." if voided.exists() else ""
    return carry_out(
        request,
        claim.article,
        claim,
        part="log",
        name=name,
        form=form,
        said=said,
        verb=lambda act, data: verb(claim=claim, action=data["done"], act=act),
    )
