from __future__ import annotations

from django import forms

from annotations.models import ErasureReason
from annotations.web.forms.base import ActionForm


class EraseForm(ActionForm):
    """Why words are erased, and which places of them were looked at."""

    name = "erase"

    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose a reason"), *ErasureReason.choices],
        error_messages={"required": "Choose a reason: the history says it in place of the words."},
    )
    seen = forms.RegexField(r"\A[0-9a-f]{16}\Z", widget=forms.HiddenInput)
