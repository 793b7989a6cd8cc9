"""What people type, checked for its shape; the desk checks the rules."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from annotations.desk.importing import LANGUAGE_TAG
from annotations.models import (
    Article,
    Assessment,
    Audience,
    Citation,
    Claim,
    ClaimType,
    Confidence,
    NotCheckable,
    NoteKind,
    Project,
    Risk,
    Role,
    Source,
    SourceClass,
    SourceKind,
    Stance,
    User,
    Verdict,
)

# Of free text, in characters: a person writes less, and a page still draws it.
LONGEST = 20_000
# The databases' own limit for a version or a place.
LARGEST = 2**31 - 1
# Of fields whose label is a sentence.
SHORT_NAMES = {"statement": "the claim", "text": "the words"}
# Of languages that desks write in; any other tag can be typed.
LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "pt-BR": "Portuguese of Brazil",
    "ru": "Russian",
    "sw": "Swahili",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows."""
    cast(Any, form.fields[name]).queryset = rows


def project_verdicts(project: Project) -> QuerySet[Verdict]:
    return Verdict.objects.filter(scale__project=project, withdrawn="").select_related("scale")


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
    """A list drawn as one string: Django renders a template for each line, and there may be a claim a sentence."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        drawn = []
        for key, label in self.choices:
            held = "" if key is None else str(key)
            selected = " selected" if held in chosen else ""
            drawn.append(f'<option value="{escape(held)}"{selected}>{escape(label)}</option>')
        around = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return mark_safe(f"<select{around}>{''.join(drawn)}</select>")  # noqa: S308 - every word in it is escaped above


class Pick(forms.ChoiceField):
    widget = Choices


class Hidden(forms.IntegerField):
    """A number that the page fills in: a version, a sentence, a place in the text."""

    def __init__(self, *, min_value: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=min_value, max_value=LARGEST, **kwargs)


class Span(forms.RegexField):
    """A place chosen from several, written as start-end: code points of the draft, end-exclusive."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"\A[0-9]{1,9}-[0-9]{1,9}\Z", widget=forms.HiddenInput, **kwargs)


class ActionForm(forms.Form):
    """A form that writes: it carries the id of its action, so that sending it twice does it once."""

    action_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        kwargs.setdefault("use_required_attribute", False)
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
            within.choices = [("", within.empty_label), *listed]


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


class ReasonForm(VersionForm):
    name = "reason"

    reason = forms.CharField(label="Reason", max_length=1000, error_messages={"required": "Say why."})


class RestoreForm(VersionForm):
    name = "restore"


class ScopeForm(VersionForm):
    name = "scope"

    reason = Pick(label="Not checkable", choices=[("", "choose a reason"), *NotCheckable.choices], required=False)

    @classmethod
    def of(cls, claim: Claim) -> ScopeForm:
        """Show why a claim is not checkable; where it has a reason, none is not among the choices."""
        form = cls(initial={"version": claim.version, "reason": claim.not_checkable})
        if claim.not_checkable:
            cast(Any, form.fields["reason"]).choices = NotCheckable.choices
        return form


class AssessForm(VersionForm):
    """One's own conclusion about a claim."""

    name = "assess"

    verdict = forms.ModelChoiceField(label="Verdict", queryset=Verdict.objects.none(), widget=Choices, required=False)
    note = Words(label="Why", required=False, rows=3, max_length=LONGEST)
    required_change = Words(label="Required change", required=False, rows=2, max_length=LONGEST)
    confidence = Pick(label="Confidence", choices=[("", "not said"), *Confidence.choices], required=False)
    claim_version = Hidden(required=False, min_value=1)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        choose_from(self, "verdict", project_verdicts(project))

    def clean(self) -> dict[str, Any]:
        """Refuse to begin with nothing: whoever has begun a check can no longer approve it."""
        said = super().clean() or {}
        if said.get("version") == 0 and not any(said.get(name) for name in ("verdict", "note", "required_change")):
            self.add_error("verdict", "Choose a verdict, or write something first.")
        return said

    @classmethod
    def of(cls, assessment: Assessment | None, claim: Claim, before: Assessment | None = None) -> AssessForm:
        """Show an assessment; in a new round, what the same person wrote in the last one."""
        shown = assessment or before
        initial: dict[str, Any] = {"version": assessment.version if assessment else 0, "claim_version": claim.version}
        if shown:
            initial |= {
                "verdict": shown.verdict_id if assessment else None,
                "note": shown.note,
                "required_change": shown.required_change,
                "confidence": shown.confidence,
            }
        return cls(initial=initial, project=claim.article.project)


class UseForm(ActionForm):
    """What a source says about a claim."""

    name = "use"

    stance = Pick(label="Stance", choices=Stance, initial=Stance.SUPPORTS)
    locator = forms.CharField(label="Where in it", required=False, max_length=200, help_text="Page, time or paragraph")
    quote = Words(label="Exact words", required=False, rows=2, max_length=LONGEST)
    accessed_on = forms.DateField(label="Seen on", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class CitationForm(UseForm):
    version = Hidden(min_value=1)

    @classmethod
    def of(cls, citation: Citation) -> CitationForm:
        names = ("stance", "locator", "quote", "accessed_on", "version")
        initial = {name: getattr(citation, name) for name in names}
        return cls(initial=initial, auto_id=f"cite-{citation.pk}-%s")


class SourceForm(UseForm):
    """A source of the project's, or a new one."""

    name = "source"

    source = forms.ModelChoiceField(
        label="Source",
        queryset=Source.objects.none(),
        widget=Choices,
        required=False,
        empty_label="a new source, below",
    )
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

    def __init__(self, *args: Any, project: Project, reader: User, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Source.objects.standing().filter(project=project).known_to(reader)
        if not role.may(Role.REVIEWER):
            sources = sources.filter(confidential=False)
        choose_from(self, "source", sources.order_by("title", "id"))


class NoteForm(ActionForm):
    """A note, or a question: what a person chooses from says both its kind and whom it is for."""

    name = "note"

    ASK_DESK = "ask_desk"

    kind = Pick(
        label="What it is",
        choices=[
            (NoteKind.NOTE, "Note for the desk"),
            (NoteKind.QUERY, "Ask the writer"),
            (ASK_DESK, "Ask the desk"),
            (NoteKind.ATTEMPT, NoteKind.ATTEMPT.label),
            (NoteKind.REPLY, NoteKind.REPLY.label),
        ],
        initial=NoteKind.NOTE,
    )
    # Not on the screen: whoever sends the form by a program may say it.
    audience = forms.ChoiceField(choices=Audience, required=False)
    text = Words(label="Text", rows=2, max_length=LONGEST, ask="Write something first.")
    to_whom = forms.CharField(label="To whom", required=False, max_length=300)
    how = forms.CharField(label="How", required=False, max_length=300)
    when = forms.DateTimeField(
        label="When (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        validators=[in_living_memory],
    )
    no_reply = forms.BooleanField(label="No reply", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        to_the_writer = said.get("kind") == NoteKind.QUERY
        if said.get("kind") == self.ASK_DESK:
            said["kind"] = NoteKind.QUERY
        said["audience"] = said.get("audience") or (Audience.WRITER if to_the_writer else Audience.DESK)
        return said


class AnswerForm(ActionForm):
    name = "answer"

    text = Words(label="Answer", rows=2, max_length=LONGEST, ask="Write something first.")


class SeenForm(ActionForm):
    """A reviewer's decision: it carries the state of the claim that the reviewer looked at."""

    name = "approve"

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class SendBackForm(SeenForm):
    name = "back"

    reason = Words(label="What has to be done again", rows=2, max_length=5000, ask="Say what has to be done again.")


class RuleForm(SeenForm):
    name = "rule"

    verdict = forms.ModelChoiceField(
        label="Verdict",
        queryset=Verdict.objects.none(),
        widget=Choices,
        empty_label="choose one",
        error_messages={"required": "Choose a verdict."},
    )
    reason = Words(label="Why you decide so", rows=2, max_length=5000, ask="Give the verdict a reason.")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "verdict", project_verdicts(project))


class HeadForm(ActionForm):
    """What is known of an article besides its text."""

    name = "head"

    title = forms.CharField(label="Title", max_length=500, required=False)
    author = forms.CharField(label="Byline", max_length=300, required=False)
    publisher = forms.CharField(label="Publisher", max_length=300, required=False)
    url = forms.URLField(label="Address", max_length=2000, required=False, assume_scheme="https")
    published_on = forms.DateField(label="Published on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.RegexField(
        rf"\A{LANGUAGE_TAG.pattern}\Z",
        label="Language",
        max_length=35,
        initial="en",
        help_text="A short tag: en, ar, pt-BR",
        error_messages={
            "invalid": "Give the language as a short tag, such as en, ar or pt-BR.",
            "required": "Say in which language the article is.",
        },
        widget=forms.TextInput(attrs={"list": "languages"}),
    )
    writer_name = forms.CharField(label="Writer", max_length=300, required=False)
    writer_email = forms.EmailField(label="Writer’s e-mail", required=False)
    desk_note = Words(label="Note for the desk", required=False, rows=2, max_length=LONGEST)

    HEAD = ("author", "publisher", "url", "published_on", "language", "writer_name", "writer_email", "desk_note")

    @property
    def languages(self) -> dict[str, str]:
        return LANGUAGES

    def head(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.HEAD}


class EditHeadForm(HeadForm, VersionForm):
    @classmethod
    def of(cls, article: Article) -> EditHeadForm:
        return cls(initial={name: getattr(article, name) for name in (*cls.HEAD, "title", "version")})


class NewArticleForm(HeadForm):
    """An article's text, pasted or uploaded."""

    name = "article"

    text = forms.CharField(
        label="Article text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "manuscript"}),
    )
    file = forms.FileField(label="or upload a file", required=False, allow_empty_file=True)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("file") and str(said.get("text") or "").strip():
            self.add_error("file", "Paste the text or choose a file, not both.")
        return said
