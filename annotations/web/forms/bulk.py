"""Many claims chosen from the list, and what is to be done with them at once."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices

from annotations.desk.bulk import MOST_AT_ONCE
from annotations.models import Project, WorkStatus
from annotations.web.forms.assigning import Due, NewAssignee, choose_checker
from annotations.web.forms.base import ActionForm, Words

SEEN = re.compile(r"([0-9a-f-]{36})\.([0-9a-f]{1,16})\.([a-z_]{1,15})")


@dataclass(frozen=True)
class Seen:
    """A claim as a preview showed it: in which state, and at which work status."""

    claim: uuid.UUID
    state: str
    status: WorkStatus

    def __str__(self) -> str:
        return f"{self.claim}.{self.state}.{self.status.value}"

    @classmethod
    def read(cls, written: str) -> Seen:
        match = SEEN.fullmatch(written)
        if match is None:
            raise ValueError("No claim is written so.")
        return cls(uuid.UUID(match[1]), match[2], WorkStatus(match[3]))


class Which(TextChoices):
    """What is meant by what was sent from the list."""

    TICKED = "ticked", "the ticked ones"
    PAGE = "page", "all on this page"
    ALL = "all", "all in the list"


class Several(forms.Field):
    """The values of all fields of one name, each read by `read`, none twice."""

    widget = forms.MultipleHiddenInput

    def __init__(self, read: Any, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.read = read

    def clean(self, value: Any) -> list[Any]:
        try:
            return list(dict.fromkeys(self.read(one) for one in value or ()))
        except ValueError:
            raise forms.ValidationError("These are no claims of the list. Choose them again from it.") from None


class ChosenForm(forms.Form):
    """Which claims of the list are meant: those ticked, all on the page, or all that match its filters."""

    which = forms.ChoiceField(label="Take", choices=Which, required=False)
    claim = Several(uuid.UUID)
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=37 * MOST_AT_ONCE)
    # After the preview: exactly those, each as it was shown.
    seen = Several(Seen.read)

    def clean_seen(self) -> list[Seen]:
        seen: list[Seen] = self.cleaned_data["seen"]
        if len({one.claim for one in seen}) < len(seen):
            raise forms.ValidationError("This page is not whole. Load the list again.")
        return seen

    def clean_shown(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(key) for key in self.cleaned_data["shown"].split()]
        except ValueError:
            raise forms.ValidationError("This page is not whole. Load the list again.") from None


class TogetherForm(ActionForm):
    """What is to be done with all of them; approving asks for nothing more."""

    name = "together"

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project


class SendBackTogetherForm(TogetherForm):
    reason = Words(label="What has to be done again", rows=2, max_length=5000, ask="Say what has to be done again.")


class AssignTogetherForm(TogetherForm):
    assignee = NewAssignee(label="Assign to")
    due_on = Due()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        choose_checker(self, project)
