"""Sources: a new one or one of the project’s to cite, and what is corrected, merged or retracted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from annotations.desk.sourcing import NewSource
from annotations.models import Project, Role, Source, SourceClass, SourceKind, User
from annotations.reports.sources import (
    Order,
    SourceFilter,
    SourceName,
    citable,
    known_sources,
    names_of,
    newest_citable,
)
from annotations.web.forms.base import LONGEST, ActionForm, Hidden, OneOf, Pick, VersionForm, Words, as_key
from annotations.web.forms.checks import UseForm

# What a person reads through in a list to choose from; any other is found by its words.
OFFERED = 30
LONGEST_SEARCH = 200


class NamedForm(ActionForm):
    """Who a source is, in short."""

    title = forms.CharField(label="Title", required=False, max_length=500)
    url = forms.URLField(label="Address", required=False, max_length=2000, assume_scheme="https")
    kind = Pick(label="Kind", choices=SourceKind, initial=SourceKind.WEB_PAGE)
    confidential = forms.BooleanField(
        label="Confidential", required=False, help_text="Only you, reviewers and managers see who it is"
    )

    DETAILS: tuple[str, ...] = ("title", "url", "kind", "confidential")

    def details(self) -> NewSource:
        said = {name: self.cleaned_data[name] for name in self.DETAILS}
        return NewSource(**said | {"kind": SourceKind(said["kind"])})


class DescribedForm(NamedForm):
    """What is known of a source."""

    publisher = forms.CharField(label="Publisher", required=False, max_length=300)
    author = forms.CharField(label="Author", required=False, max_length=300)
    published_on = forms.CharField(
        label="Published", required=False, max_length=10, help_text="2019, 2019-03 or 2019-03-07"
    )
    source_class = Pick(label="Class", choices=[("", "not said"), *SourceClass.choices], required=False)
    archive_url = forms.URLField(label="Archived at", required=False, max_length=2000, assume_scheme="https")

    DETAILS = (*NamedForm.DETAILS, "publisher", "author", "published_on", "source_class", "archive_url")

    def details(self) -> NewSource:
        classed = self.cleaned_data["source_class"]
        return replace(
            super().details(),
            source_class=SourceClass(classed) if classed else None,
            reliability_note=self.cleaned_data.get("reliability_note", ""),
        )


def offered(
    bound: forms.BoundField, found: Sequence[SourceName], sources: Callable[[], QuerySet[Source]], find: str
) -> None:
    """List in a field the newest of the sources that were found, and the one that is chosen already."""
    listed = {source.key: str(source) for source in found[:OFFERED]}
    chosen = as_key(bound.value()) or as_key(bound.initial)
    if chosen and chosen not in listed:
        listed |= {source.key: str(source) for source in names_of(sources().filter(pk=chosen), "", 1)}
    cast(OneOf, bound.field).list(listed.items())
    bound.help_text = _found(find.strip(), len(found))


def _found(find: str, count: int) -> str:
    """Say what a list to choose from holds; plain text."""
    shown = f"The newest {OFFERED} of more" if count > OFFERED else str(count) if count else "None"
    if find:
        return f"{shown} found. {'Choose one.' if count else 'Try fewer words, or add it as a new one.'}"
    return f"The newest {OFFERED}; find any other by its words." if count > OFFERED else ""


class SourceForm(UseForm, DescribedForm):
    """A source of the project’s, or a new one, and what it says about a claim."""

    name = "source"

    source = OneOf(label="Source", required=False, empty_label="a new source, below")

    def __init__(self, *args: Any, project: Project, reader: User, role: Role, find: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.reader, self.find = project, reader, find[:LONGEST_SEARCH]
        self.secrets = role.may(Role.REVIEWER)
        cast(OneOf, self.fields["source"]).find = lambda key: self._sources().filter(pk=key).first()

    @cached_property
    def choice(self) -> forms.BoundField:
        """Give the field to choose by, by the name that the template of all such fields knows."""
        words = self.find.replace("\0", "")
        if words.strip():
            found = names_of(self._sources(), words, OFFERED + 1)
        else:
            found = newest_citable(self.project, self.reader, OFFERED + 1, may_see_confidential=self.secrets)
        offered(self["source"], found, self._sources, words)
        return self["source"]

    def _sources(self) -> QuerySet[Source]:
        return citable(self.project, self.reader, may_see_confidential=self.secrets)


class EditSourceForm(DescribedForm, VersionForm):
    """Corrections to a source, and what it derives from."""

    name = "edit"

    origin = OneOf(label="Derives from", required=False, empty_label="nothing else")
    reliability_note = Words(label="How reliable it is", required=False, rows=3, max_length=LONGEST)

    def __init__(
        self, data: Any = None, *, source: Source, reader: User, role: Role, find: str = "", **kwargs: Any
    ) -> None:
        names = (*self.DETAILS, "reliability_note", "version")
        said = {name: getattr(source, name) for name in names} | {"origin": source.origin_id}
        super().__init__(data, initial=said, **kwargs)
        self.source, self.find = source, find[:LONGEST_SEARCH]
        secrets = role.may(Role.REVIEWER)
        self.known = known_sources(source.project, reader, may_see_confidential=secrets).exclude(pk=source.pk)
        if source.origin and not self.known.filter(pk=source.origin.pk).exists():
            # Who may not know what it derives from, a secret or in another's draft alone, leaves that as it is.
            del self.fields["origin"]
            return
        cast(OneOf, self.fields["origin"]).find = lambda key: self.known.filter(pk=key).first()

    @cached_property
    def choice(self) -> forms.BoundField | None:
        if "origin" not in self.fields:
            return None
        words = self.find.replace("\0", "")
        offered(self["origin"], names_of(self.known, words, OFFERED + 1), lambda: self.known, words)
        return self["origin"]

    def origin_said(self) -> Source | None:
        origin: Source | None = self.cleaned_data["origin"] if "origin" in self.fields else self.source.origin
        return origin


class MergeForm(VersionForm):
    """Two sources that become one: the versions that were read of both."""

    name = "merge"

    other = forms.UUIDField(widget=forms.HiddenInput)
    other_version = Hidden(min_value=0)


class RetractForm(VersionForm):
    name = "retract"

    reason = Words(
        label="Why nothing can rest on it any more",
        rows=2,
        max_length=5000,
        ask="Say why nothing can rest on it any more.",
    )


class SourceListForm(forms.Form):
    """What is asked of the list of sources; every field may be left out."""

    words = forms.CharField(label="Title, publisher or address", max_length=LONGEST_SEARCH, required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any kind"), *SourceKind.choices], required=False)
    source_class = forms.ChoiceField(label="Class", choices=[("", "Any class"), *SourceClass.choices], required=False)
    retracted = forms.BooleanField(label="Retracted", required=False)
    uncited = forms.BooleanField(label="Cited by nothing", required=False)
    confidential = forms.BooleanField(label="Confidential", required=False)
    order = forms.ChoiceField(
        label="In order of",
        choices=[(Order.NEWEST.value, "newest first"), (Order.TITLE.value, "title"), (Order.PUBLISHED.value, "date")],
        required=False,
    )

    def __init__(self, data: Any, *, may_see_confidential: bool) -> None:
        super().__init__(data, auto_id="filter-%s")
        if not may_see_confidential:
            del self.fields["confidential"]

    def asked(self) -> SourceFilter | None:
        """Give what is asked; None where it cannot be, and `errors` says why."""
        if not self.is_valid():
            return None
        return SourceFilter(**{name: value for name, value in self.cleaned_data.items() if name != "order"})

    @property
    def sorted_by(self) -> Order:
        return Order(self.cleaned_data.get("order") or Order.NEWEST)
