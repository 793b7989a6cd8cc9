"""A verdict with what goes along with it: a new source, and a note for the desk."""

from __future__ import annotations

from annotations.models import SourceKind, Stance
from annotations.web.forms.base import LONGEST, Pick, Words
from annotations.web.forms.checks import AssessForm, UseForm
from annotations.web.forms.sources import NamedForm


class CheckForm(AssessForm, UseForm, NamedForm):
    """One's own conclusion about a claim; a source and a note are saved with it where anything stands in them."""

    kind = Pick(label="Kind", choices=SourceKind, initial=SourceKind.WEB_PAGE, required=False)
    stance = Pick(label="Stance", choices=Stance, initial=Stance.SUPPORTS, required=False)
    remark = Words(label="Note for the desk", required=False, rows=2, max_length=LONGEST)

    SOURCE = ("title", "url", "confidential", "locator", "quote", "accessed_on")
    BEGINS = (*AssessForm.BEGINS, *SOURCE)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or SourceKind.WEB_PAGE

    def clean_stance(self) -> str:
        return self.cleaned_data["stance"] or Stance.SUPPORTS

    @property
    def brings_source(self) -> bool:
        return any(self.cleaned_data[name] for name in self.SOURCE)
