"""What every form shares: its action and version, and fields that say what is wrong in plain words."""

from __future__ import annotations

import copy
import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from annotations.models import (
    Action,
    Project,
    Verdict,
)
from annotations.models.questions import Columns, parted, question

# Of free text, in characters: a person writes less, and a page still draws it.
LONGEST = 20_000
# The databases' own limit for a version or a place.
LARGEST = 2**31 - 1
# Of fields whose label is a sentence.
SHORT_NAMES = {"statement": "the claim", "text": "the words"}


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows."""
    cast(Any, form.fields[name]).queryset = rows


VERDICT = Columns(Verdict)


def project_verdicts(project: Project) -> list[Verdict]:
    """Give the verdicts of a project, in order; one query."""
    verdicts = [verdict for row in _verdicts(project.pk) for verdict in parted(row, VERDICT)]
    for verdict in verdicts:
        verdict.scale = project.scale
    return verdicts


@question
def _verdicts(project: uuid.UUID) -> QuerySet[Any, Any]:
    return Verdict.objects.filter(scale__project=project, withdrawn="").values_list(*VERDICT.lookups)


def as_key(written: Any) -> uuid.UUID | None:
    try:
        return written if isinstance(written, uuid.UUID) else uuid.UUID(str(written or ""))
    except ValueError:
        return None


def in_living_memory(when: datetime.datetime) -> None:
    """Refuse the slips of a keyboard, such as the year 0206."""
    if not 1900 <= when.year <= 2100:
        raise forms.ValidationError("Look at the year again.")


class Words(forms.CharField):
    """Text in several lines; a browser sends its line ends as CRLF, we keep LF. `ask` is said where it is missing."""

    def __init__(self, *, rows: int = 2, ask: str = "", **kwargs: Any) -> None:
        if ask:
            kwargs["error_messages"] = {"required": ask}
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class Choices(forms.Select):
    """A list drawn as one string: Django renders a template for each line, and there may be a claim a sentence.

    It takes the pairs as they are given, which Django would go through one by one, twice for each list.
    """

    choices: Iterable[tuple[Any, Any]] = ()

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        drawn = []
        for key, label in self.choices:
            held = "" if key is None else str(key)
            selected = " selected" if held in chosen else ""
            drawn.append(f'<option value="{escape(held)}"{selected}>{escape(str(label))}</option>')
        around = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return mark_safe(f"<select{around}>{''.join(drawn)}</select>")  # noqa: S308 - every word in it is escaped above


class Pick(forms.ChoiceField):
    widget = Choices


class OneOf(forms.Field):
    """A row by its key; cleaned to the row, and to None where nothing is chosen.

    Unlike Django's ModelChoiceField it needs no query before anything is chosen or drawn: its form sets `find`, which
    gives the row of a key, and calls `list` with what there is to choose from.
    """

    widget = Choices
    default_error_messages: ClassVar = {"invalid_choice": "This is not there to be chosen. Choose again from the list."}
    find: Callable[[uuid.UUID], Any] = staticmethod(lambda key: None)

    def __init__(self, *, empty_label: str = "none", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty_label = empty_label

    def list(self, listed: Iterable[tuple[uuid.UUID, str]]) -> None:
        """List keys and names to choose from."""
        cast(Choices, self.widget).choices = [("", self.empty_label), *listed]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        key = as_key(value)
        row = self.find(key) if key else None
        if row is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row


def choose_verdict(form: forms.Form, verdicts: Sequence[Verdict]) -> None:
    """Let the field `verdict` choose among these."""
    field = cast(OneOf, form.fields["verdict"])
    field.find = {verdict.pk: verdict for verdict in verdicts}.get
    field.list((verdict.pk, verdict.label) for verdict in verdicts)


class Hidden(forms.IntegerField):
    """A number that the page fills in: a version, a sentence, a place in the text."""

    def __init__(self, *, min_value: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=min_value, max_value=LARGEST, **kwargs)


class Span(forms.RegexField):
    """A place chosen from several, written as start-end: code points of the draft, end-exclusive."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"\A[0-9]{1,9}-[0-9]{1,9}\Z", widget=forms.HiddenInput, **kwargs)


class Shared(dict[str, forms.Field]):
    """The fields of a class of forms, which Django copies for each form: copied are only those that list rows.

    So a form changes no other field; where one differs, a class of its own says so.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        own = (OneOf, forms.ModelChoiceField)
        return {name: copy.deepcopy(held, memo) if isinstance(held, own) else held for name, held in self.items()}


class ActionForm(forms.Form):
    """A form that writes: it carries the id of its action, so that sending it twice does it once."""

    action_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        kwargs.setdefault("use_required_attribute", False)
        self.base_fields = Shared(self.base_fields)  # type: ignore[misc]  # Django copies what it finds here.
        super().__init__(*args, **kwargs)
        # After a clash: what somebody else saved, by field; after ambiguous words: the places to choose from.
        self.theirs: dict[str, str] = {}
        self.theirs_by = ""
        self.places: list[tuple[int, int]] = []

    @property
    def replaces(self) -> bool:
        """Tell whether saving again puts what was typed in the place of what somebody else saved."""
        return bool(self.theirs_by and self.visible_fields()) and "seen" not in self.fields

    def short_name(self, name: str) -> str:
        """Name a field in a word or two."""
        return SHORT_NAMES.get(name) or str(self.fields[name].label or name).lower()


class VersionForm(ActionForm):
    """A form that edits a row: it carries the version that was read."""

    version = Hidden(min_value=0)


class DoneForm(ActionForm):
    """A form about an action that is in the history."""

    name = "done"

    done = OneOf(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OneOf, self.fields["done"]).find = lambda key: Action.objects.filter(pk=key).first()


class ReasonForm(VersionForm):
    name = "reason"

    reason = forms.CharField(label="Reason", max_length=1000, error_messages={"required": "Say why."})


class RestoreForm(VersionForm):
    name = "restore"


class RestoreValueForm(RestoreForm):
    """`sure` once what follows was seen; `claim` to go back to the history of the claim, not of its article."""

    name = "restore-value"

    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    claim = forms.BooleanField(required=False, widget=forms.HiddenInput)
