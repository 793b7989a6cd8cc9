"""What a person decides about a claim whose words a new draft changed."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from annotations.models import STANDING, Assessment, Claim
from annotations.web.forms.base import OneOf
from annotations.web.forms.checks import SeenForm


class KeepForm(SeenForm):
    """The verdict from before that is kept; none where the claim was marked not checkable."""

    name = "keep"

    assessment = OneOf(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checks = Assessment.objects.filter(STANDING, claim=claim, submitted_at__isnull=False)
        cast(OneOf, self.fields["assessment"]).find = lambda key: checks.filter(pk=key).first()


class CheckAgainForm(SeenForm):
    name = "again"
