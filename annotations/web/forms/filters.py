"""What a reader asks of claims, read from an address; the same on the dashboard, the claims list and the CSV."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from annotations.models import (
    STANDING,
    Article,
    Assessment,
    Claim,
    Membership,
    Project,
    Risk,
    Role,
    Verdict,
    WorkStatus,
)
from annotations.reports.claim_filter import BLOCKS, NOBODY, NONE, ClaimFilter
from annotations.web.forms.base import Choices, Pick

# A list to choose from holds the newest; any other is asked for by its own page's link.
ARTICLES_TO_CHOOSE = 100


def a_day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Ticks(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class ClaimFilterForm(forms.Form):
    """Every field may be left out; the names are those of ClaimFilter."""

    status = Ticks(label="Work status", choices=WorkStatus)
    verdict = Ticks(label="Verdict")
    block = Ticks(label="Blocks publication", choices=list(BLOCKS.items()))
    article = forms.UUIDField(label="Article", required=False, widget=Choices)
    assignee = Pick(label="Assigned to", required=False)
    checker = Pick(label="Checked by", required=False)
    checked_from = forms.DateField(label="Checked from", required=False, widget=a_day())
    checked_to = forms.DateField(label="Checked until", required=False, widget=a_day())
    risk = Pick(label="Risk", choices=[("", "Any risk"), *Risk.choices], required=False)
    words = forms.CharField(label="Words", max_length=200, required=False)
    source = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *projects: Project) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.articles = Article.objects.filter(STANDING, project__in=projects)
        newest = self.articles.order_by("-id").values_list("pk", "title")[:ARTICLES_TO_CHOOSE]
        # Also those that are not given any more: claims may have them.
        scale = Verdict.objects.filter(scale__project__in=projects).order_by("order", "code")
        verdicts = list(dict(scale.values_list("code", "label")).items())
        people = [(name, name) for name in checkers(*projects)]
        self._choose("article", [("", "All articles"), *((str(key), title) for key, title in newest)])
        self._choose("verdict", [*verdicts, (NONE, "No verdict yet")])
        self._choose("assignee", [("", "Anybody"), (NOBODY, "Nobody"), *people])
        self._choose("checker", [("", "Anybody"), *people])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = cast(Any, self.fields[name])
        (field if hasattr(field, "choices") else field.widget).choices = choices

    def clean_article(self) -> uuid.UUID | None:
        """Refuse what is no article here; one that is older than those to choose from joins them."""
        key: uuid.UUID | None = self.cleaned_data["article"]
        choices = cast(Any, self.fields["article"].widget).choices
        if key and str(key) not in dict(choices):
            article = self.articles.filter(pk=key).first()
            if article is None:
                raise forms.ValidationError("There is no such article here. Choose one from the list.")
            choices.append((str(key), article.title))
        return key

    def asked(self) -> ClaimFilter | None:
        """Give what is asked; None where it cannot be, and `errors` says why."""
        if not self.is_valid():
            return None
        several = {name: tuple(self.cleaned_data[name]) for name in ("status", "verdict", "block")}
        return ClaimFilter(**{**self.cleaned_data, **several})


def checkers(*projects: Project) -> list[str]:
    """Name those who have checked or could check for the projects, former members too, and whoever still has claims."""
    roles = [role for role in Role if role.may(Role.CHECKER)]
    here = {"article__project": OuterRef("project")}
    has = Exists(Claim.objects.filter(assignee=OuterRef("user"), **here))
    did = Exists(Assessment.objects.filter(checker=OuterRef("user"), claim__article__project=OuterRef("project")))
    members = Membership.objects.filter(Q(role__in=roles) | Q(has) | Q(did), project__in=projects)
    return list(members.order_by("user__username").values_list("user__username", flat=True).distinct())
