"""What a reader asks of a history, read from an address; the same on its pages and for its CSV."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import F, Q
from django.http import QueryDict

from annotations.models import Action, Article, Claim, Project, User
from annotations.reports.events.entries import SYSTEM
from annotations.reports.events.history_filter import BY_SYSTEM, GROUPS, HistoryFilter

A_DAY = "Give a day as year, month and day: 2026-11-24."


class HistoryFilterForm(forms.Form):
    """Every field may be left out; the names are those of HistoryFilter."""

    project = forms.ChoiceField(
        label="Project", required=False, error_messages={"invalid_choice": "Choose one of your projects."}
    )
    person = forms.ChoiceField(
        label="Person",
        required=False,
        error_messages={"invalid_choice": "Nobody of that name works here. Choose somebody from the list."},
    )
    field = forms.ChoiceField(
        label="Field",
        choices=[("", "Any field"), *((name, words) for name, (words, _) in GROUPS.items())],
        required=False,
        error_messages={"invalid_choice": "Choose a field from the list."},
    )
    claim = forms.IntegerField(
        label="Claim",
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Give the number of a claim, such as 12."),
        widget=forms.NumberInput(attrs={"placeholder": "All claims"}),
    )
    since = forms.DateField(
        label="From", required=False, error_messages={"invalid": A_DAY}, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, error_messages={"invalid": A_DAY}, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        data: QueryDict,
        projects: Sequence[Project],
        *,
        article: Article | None = None,
        whole_desk: bool = False,
    ) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.article = article
        self._choose("person", [("", "Anyone"), *((name, name) for name in people(projects)), (BY_SYSTEM, SYSTEM)])
        self._choose("project", [("", "All projects"), *((project.slug, project.name) for project in projects)])
        if not whole_desk:
            del self.fields["project"]
        if article is None:
            del self.fields["claim"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(Any, self.fields[name]).choices = choices

    def clean_claim(self) -> int | None:
        number: int | None = self.cleaned_data["claim"]
        if number and not Claim.objects.filter(article=self.article, number=number).exists():
            raise forms.ValidationError(f"This article has no claim {number}.")
        return number

    def clean_since(self) -> datetime.date | None:
        return _in_living_memory(self.cleaned_data["since"])

    def clean_until(self) -> datetime.date | None:
        return _in_living_memory(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "The period ends before it begins. Change one of its two days.")
        return self.cleaned_data

    def asked(self) -> HistoryFilter | None:
        """Give what is asked; None where it cannot be, and `errors` says why."""
        return HistoryFilter(**self.cleaned_data) if self.is_valid() else None

    def said(self, name: str, value: str) -> str:
        """Say one thing that is asked, as the form words it: "Person: cleo"."""
        field = self.fields[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        if isinstance(field, forms.DateField):
            day = datetime.date.fromisoformat(value)
            words = f"{day.day} {day:%B %Y}"
        return f"{field.label}: {words}"


def people(projects: Sequence[Project]) -> list[str]:
    """Name those who work for these projects or did, and whoever set them up."""
    keys = [project.stream_key for project in projects]
    set_up = Action.objects.filter(events__stream__in=keys, actor__isnull=False).values(key=F("actor"))
    found = User.objects.filter(Q(membership__project__in=projects) | Q(pk__in=set_up))
    return list(found.order_by("username").values_list("username", flat=True).distinct())


def _in_living_memory(day: datetime.date | None) -> datetime.date | None:
    if day and not 1900 <= day.year <= 2100:
        raise forms.ValidationError("Look at the year again.")
    return day
