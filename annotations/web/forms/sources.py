"""Sources: a new one or one of the project’s to cite, and what is corrected, merged or retracted."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from annotations.desk.sourcing import NewSource
from annotations.models import Project, Role, Source, SourceClass, SourceKind, User
from annotations.reports.sources import Order, SourceFilter, known_sources, matching
from annotations.web.forms.base import LONGEST, ActionForm, Choices, Hidden, Pick, VersionForm, Words, choose_from
from annotations.web.forms.checks import UseForm

# What a person reads through in a list to choose from; any other is found by its words.
OFFERED = 30
LONGEST_SEARCH = 200


class DescribedForm(ActionForm):
    """What is known of a source."""

    title = forms.CharField(label="Title", required=False, max_length=500)
    url = forms.URLField(label="Address", required=False, max_length=2000, assume_scheme="https")
    publisher = forms.CharField(label="Publisher", required=False, max_length=300)
    author = forms.CharField(label="Author", required=False, max_length=300)
    published_on = forms.CharField(
        label="Published", required=False, max_length=10, help_text="2019, 2019-03 or 2019-03-07"
    )
    kind = Pick(label="Kind", choices=SourceKind, initial=SourceKind.WEB_PAGE)
    source_class = Pick(label="Class", choices=[("", "not said"), *SourceClass.choices], required=False)
    archive_url = forms.URLField(label="Archived at", required=False, max_length=2000, assume_scheme="https")
    confidential = forms.BooleanField(
        label="Confidential", required=False, help_text="Only you, reviewers and managers see who it is"
    )

    DETAILS = (
        "title",
        "url",
        "publisher",
        "author",
        "published_on",
        "kind",
        "source_class",
        "archive_url",
        "confidential",
    )

    def details(self) -> NewSource:
        said = {name: self.cleaned_data[name] for name in self.DETAILS}
        classed = SourceClass(said["source_class"]) if said["source_class"] else None
        note = self.cleaned_data.get("reliability_note", "")
        kinds = {"kind": SourceKind(said["kind"]), "source_class": classed}
        return NewSource(**said | kinds | {"reliability_note": note})


def offer(form: forms.Form, name: str, sources: QuerySet[Source], find: str) -> None:
    """Let a field choose among sources; it lists the newest that match, and the one that is chosen already."""
    choose_from(form, name, sources)
    found = list(matching(sources, find).order_by("-id")[: OFFERED + 1])
    listed = {source.pk: source for source in found[:OFFERED]}
    chosen = as_key((form.data.get(name) if form.is_bound else None) or form.initial.get(name))
    if chosen and chosen not in listed:
        listed |= {source.pk: source for source in sources.filter(pk=chosen)}
    field = cast(Any, form.fields[name])
    field.widget.choices = [("", field.empty_label), *((key, named(source)) for key, source in listed.items())]
    field.help_text = _found(find.strip(), len(found))


def as_key(written: Any) -> uuid.UUID | None:
    try:
        return written if isinstance(written, uuid.UUID) else uuid.UUID(str(written or ""))
    except ValueError:
        return None


def named(source: Source) -> str:
    """Name a source in one line of a list to choose from."""
    return " · ".join(filter(None, (source.title, source.publisher, source.published_on)))


def _found(find: str, count: int) -> str:
    """Say what a list to choose from holds; plain text."""
    shown = f"The newest {OFFERED} of more" if count > OFFERED else str(count) if count else "None"
    if find:
        return f"{shown} found. {'Choose one.' if count else 'Try fewer words, or add it as a new one.'}"
    return f"The newest {OFFERED}; find any other by its words." if count > OFFERED else ""


class SourceForm(UseForm, DescribedForm):
    """A source of the project’s, or a new one, and what it says about a claim."""

    name = "source"

    source = forms.ModelChoiceField(
        label="Source",
        queryset=Source.objects.none(),
        widget=Choices,
        required=False,
        empty_label="a new source, below",
    )

    def __init__(self, *args: Any, project: Project, reader: User, role: Role, find: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.find = project, find[:LONGEST_SEARCH]
        known = known_sources(project, reader, may_see_confidential=role.may(Role.REVIEWER))
        offer(self, "source", known.filter(retracted_on=None), self.find.replace("\0", ""))

    @property
    def choice(self) -> forms.BoundField:
        """Give the field to choose by, by the name that the template of all such fields knows."""
        return self["source"]


class EditSourceForm(DescribedForm, VersionForm):
    """Corrections to a source, and what it derives from."""

    name = "edit"

    origin = forms.ModelChoiceField(
        label="Derives from",
        queryset=Source.objects.none(),
        widget=Choices,
        required=False,
        empty_label="nothing else",
    )
    reliability_note = Words(label="How reliable it is", required=False, rows=3, max_length=LONGEST)

    def __init__(
        self, data: Any = None, *, source: Source, reader: User, role: Role, find: str = "", **kwargs: Any
    ) -> None:
        names = (*self.DETAILS, "reliability_note", "version")
        said = {name: getattr(source, name) for name in names} | {"origin": source.origin_id}
        super().__init__(data, initial=said, **kwargs)
        self.source, self.find = source, find[:LONGEST_SEARCH]
        secrets = role.may(Role.REVIEWER)
        known = known_sources(source.project, reader, may_see_confidential=secrets).exclude(pk=source.pk)
        if source.origin and not known.filter(pk=source.origin.pk).exists():
            # Who may not know what it derives from, a secret or in another's draft alone, leaves that as it is.
            del self.fields["origin"]
            return
        offer(self, "origin", known, self.find.replace("\0", ""))

    @property
    def choice(self) -> forms.BoundField | None:
        return self["origin"] if "origin" in self.fields else None

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
