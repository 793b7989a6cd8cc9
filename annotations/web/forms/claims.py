"""What a claim says, how it is sorted, and where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from annotations.models import (
    Claim,
    ClaimType,
    NotCheckable,
    Risk,
)
from annotations.web.forms.base import (
    LONGEST,
    ActionForm,
    Choices,
    Hidden,
    Pick,
    Span,
    VersionForm,
    Words,
    choose_from,
)


class StatementForm(VersionForm):
    """What a claim says and how it is sorted."""

    name = "words"

    statement = Words(
        label="Claim, in words that stand on their own", rows=2, max_length=5000, ask="Say what the claim is."
    )
    type = Pick(label="Type", choices=ClaimType, initial=ClaimType.FACT)
    risk = Pick(label="Risk", choices=Risk, initial=Risk.NORMAL)
    claimant = forms.CharField(label="Claimed by", required=False, max_length=300)
    within = forms.ModelChoiceField(
        label="Part of", queryset=Claim.objects.none(), widget=Choices, required=False, empty_label="no other claim"
    )

    def __init__(
        self, *args: Any, others: QuerySet[Claim], listed: Iterable[tuple[uuid.UUID, str]] | None = None, **kwargs: Any
    ) -> None:
        """Choose the whole among `others`; `listed` are their keys and names, where they were read already."""
        super().__init__(*args, **kwargs)
        choose_from(self, "within", others)
        if listed is not None:
            within = cast(Any, self.fields["within"])
            cast(Choices, within.widget).choices = [("", within.empty_label), *listed]


class NewClaimForm(StatementForm):
    """A claim on the whole sentence, or on the words selected or typed."""

    name = "new"

    sentence = Hidden(min_value=1)
    quote = Words(label="Words of the article", rows=2, required=False, strip=False, max_length=LONGEST)
    start = Hidden(required=False, min_value=0)
    end = Hidden(required=False, min_value=1)
    place = Span(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class PlaceForm(ActionForm):
    """Words of the article on which a claim stands, or is to stand."""

    name = "place"

    quote = Words(label="Words of the article", rows=2, required=False, strip=False, max_length=LONGEST)
    start = Hidden(required=False, min_value=0)
    end = Hidden(required=False, min_value=1)
    place = Span(required=False)


class MoveForm(PlaceForm):
    """Other words for a place that stands."""

    version = Hidden(min_value=1)


class ScopeForm(VersionForm):
    name = "scope"

    reason = Pick(label="Not checkable", choices=[("", "choose a reason"), *NotCheckable.choices], required=False)

    @classmethod
    def of(cls, claim: Claim) -> ScopeForm:
        """Show why a claim is not checkable; where it has a reason, none is not among the choices."""
        kind = OutOfScopeForm if claim.not_checkable else cls
        return kind(initial={"version": claim.version, "reason": claim.not_checkable})


class OutOfScopeForm(ScopeForm):
    reason = Pick(label="Not checkable", choices=NotCheckable, required=False)
