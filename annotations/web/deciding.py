"""What becomes of a claim whose words a new draft changed: its verdict is kept, or it is checked again."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from annotations.desk import deciding
from annotations.models import Role
from annotations.web.access import claim_for, writes
from annotations.web.forms.deciding import CheckAgainForm, KeepForm
from annotations.web.replies import carry_out


@writes(Role.CHECKER)
def keep_verdict(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    # Of several verdicts from before each has a form of its own.
    name = f"keep-{request.POST.get('assessment', '')}"
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name=name,
        form=KeepForm(request.POST, claim=claim, auto_id=False),
        verb=lambda act, data: deciding.keep_verdict(
            claim=claim, assessment=data["assessment"], seen=data["seen"], act=act
        ),
        said="Saved: the verdict is kept.",
    )


@writes(Role.CHECKER)
def check_again(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = claim_for(request, claim_id)
    return carry_out(
        request,
        claim.article,
        claim,
        part="words",
        name="again",
        form=CheckAgainForm(request.POST, auto_id=False),
        verb=lambda act, data: deciding.check_again(claim=claim, seen=data["seen"], act=act),
        said="Saved: it stands on these words, and is to be checked on them.",
    )
