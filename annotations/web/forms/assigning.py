"""To whom a claim or paragraphs go, and when they are due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from annotations.models import Membership, Project, Role, User
from annotations.web.forms.base import ActionForm, Choices, VersionForm, choose_from, in_living_memory
from annotations.web.forms.filters import a_day

PARAGRAPH = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})", re.ASCII)


class Due(forms.DateField):
    """The last day on which something may be done."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Due", required=False, widget=a_day(), validators=[in_living_memory], **kwargs)


# Django's class takes type arguments only in its stubs, not when it runs.
class Assignee(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who checks for the project; call `choose_checker` once it is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=User.objects.none(),
            to_field_name="username",
            widget=Choices,
            required=False,
            empty_label="nobody",
            error_messages={"invalid_choice": "Choose somebody who checks for this project."},
            **kwargs,
        )


class _OrNobody(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        yield "", "choose…"
        yield NewAssignee.NOBODY, "nobody"
        yield from super().__iter__()


class NewAssignee(Assignee):
    """The same for several at once: whoever chooses nothing takes nothing off a desk, for “nobody” is a choice too."""

    NOBODY = "*"  # No user name holds this sign.
    iterator = _OrNobody

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty_label = None

    def clean(self, value: Any) -> User | None:
        if not value:
            raise forms.ValidationError("Choose a person, or nobody.")
        return None if value == self.NOBODY else super().clean(value)


def choose_checker(form: forms.Form, project: Project, field: str = "assignee") -> None:
    """Let a field choose among the members who may check."""
    roles = [role for role in Role if role.may(Role.CHECKER)]
    members = Membership.objects.filter(project=project, role__in=roles, withdrawn="")
    choose_from(form, field, User.objects.filter(pk__in=members.values("user")).order_by("username"))


class AssignForm(VersionForm):
    name = "assign"

    assignee = Assignee(label="Assigned to")
    due_on = Due()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_checker(self, project)


class TakeForm(VersionForm):
    """One button: a claim onto one's own desk, or off it."""

    ME, NOBODY = "me", "nobody"
    name = "take"

    to = forms.ChoiceField(choices=[(ME, ""), (NOBODY, "")], widget=forms.HiddenInput)


class Paragraphs(forms.Field):
    """Ticked paragraphs, each as number.version; cleaned to pairs of the two."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[tuple[int, int]]:
        matches = [PARAGRAPH.fullmatch(one) for one in dict.fromkeys(value or ())]
        if not matches:
            raise forms.ValidationError("Tick at least one paragraph.")
        if None in matches:
            raise forms.ValidationError("This page is not whole. Load it again.")
        return [(int(match[1]), int(match[2])) for match in matches if match]


class AssignParagraphsForm(ActionForm):
    name = "paragraphs"

    paragraphs = Paragraphs(label="Paragraphs")
    assignee = NewAssignee(label="Give them to")
    due_on = Due()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_checker(self, project)
