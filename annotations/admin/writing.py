"""Let the admin's forms write through the desk's verbs, and say on the form why a verb refused."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from annotations.desk.errors import DeskError, Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Audited, User

HIDDEN = ("expected_version", "action_id")


# Django's classes take type arguments only in their stubs, not when they run.
class VerbForm(forms.ModelForm):  # type: ignore[type-arg]
    """Carry the version that was read and the action's id; check shapes, and leave the rules to the desk."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    action_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    refusal: ClassVar[DeskError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if isinstance(self.refusal, StaleRow):
            self._lay_beside(self.refusal)
        elif self.refusal:
            field = self.refusal.field if isinstance(self.refusal, Refused) else ""
            self.add_error(field if field in self.fields else None, self.refusal.message)
        return cleaned

    def _post_clean(self) -> None:
        """Hold each field to its column, but leave what is unique to the verb.

        A form that was sent twice must reach it, to be answered with what the first one made.
        """
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        try:
            self.instance.clean_fields(exclude=self._get_validation_exclusions())  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def _lay_beside(self, stale: StaleRow) -> None:
        """Show what is saved beside what was typed; whoever saves then has seen both."""
        self.add_error(None, stale.message)
        if stale.row is None or "fields" not in stale.details:
            return
        for name in self.fields.keys() & set(stale.details["fields"]):
            self.add_error(name, f"Saved now: {_in_words(stale.row, name)}")
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["expected_version"] = str(stale.row.version)
        self.data = data


def _in_words(row: Audited, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "(nothing)" if value in (None, "") else str(value)


class VerbAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Save each form with one verb; where it refuses, nothing is saved and the form says why."""

    form: type[VerbForm] = VerbForm
    add_form: type[VerbForm] = VerbForm
    actions = None
    show_full_result_count = False
    add_fields: tuple[str, ...]
    change_fields: tuple[str, ...]
    # Of a row that is there already.
    fixed_fields: tuple[str, ...] = ()

    def add_row(self, words: dict[str, Any], act: Act) -> Audited:
        raise NotImplementedError

    def edit_row(self, row: Any, words: dict[str, Any], version: int, act: Act) -> Audited:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        words = dict(form.cleaned_data)
        version, action_id = (words.pop(name) for name in HIDDEN)
        act = Act(cast(User, request.user), action_id=action_id)
        row = self.edit_row(obj, words, version, act) if change else self.add_row(words, act)
        obj.pk = row.pk

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DeskError as refusal:
            # The transaction is rolled back. Once more, now with the refusal as an error of the form.
            request.refusal = refusal  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = refusal.status
            return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[VerbForm]:
        kwargs.setdefault("form", self.form if change else self.add_form)
        form = cast(type[VerbForm], super().get_form(request, obj, change=change, **kwargs))
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return (*self.add_fields, *HIDDEN)
        return (*self.change_fields, *HIDDEN) if self.has_change_permission(request, obj) else self.change_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed_fields if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write no LogEntry: there is one history, and the verb has written it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write no LogEntry: there is one history, and the verb has written it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return events_of(object_id)


def events_of(object_id: str) -> HttpResponse:
    """Show a row's events where the admin would show its own log."""
    return redirect(reverse("admin:annotations_event_changelist", query={"object": object_id}))
