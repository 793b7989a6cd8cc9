"""An article coming in, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from annotations.desk.importing import LANGUAGE_TAG, NO_LANGUAGE_TAG
from annotations.models import Article, Project
from annotations.web.forms.assigning import Assignee, choose_checker
from annotations.web.forms.base import (
    LONGEST,
    ActionForm,
    Hidden,
    VersionForm,
    Words,
)

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


def language_field(help_text: str, *, required: bool = True) -> forms.RegexField:
    return forms.RegexField(
        rf"\A{LANGUAGE_TAG.pattern}\Z",
        label="Language",
        max_length=35,
        required=required,
        help_text=help_text,
        error_messages={"invalid": NO_LANGUAGE_TAG, "required": "Say in which language the article is."},
        widget=forms.TextInput(attrs={"list": "languages"}),
    )


def text_field(label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 12, "class": "manuscript"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget)


class HeadForm(ActionForm):
    """What is known of an article besides its text."""

    name = "head"

    title = forms.CharField(label="Title", max_length=500, required=False)
    author = forms.CharField(label="Byline", max_length=300, required=False)
    publisher = forms.CharField(label="Publisher", max_length=300, required=False)
    url = forms.URLField(label="Address", max_length=2000, required=False, assume_scheme="https")
    published_on = forms.DateField(label="Published on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    language = language_field("A short tag: en, ar, pt-BR")
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


class TextForm(ActionForm):
    """A text that comes in, pasted or uploaded."""

    # What it is answered with where it cannot be saved.
    refusal = 422
    # The fields that hold what the file said.
    filled_in: Sequence[str] = ()

    text = text_field("Article text")
    file = forms.FileField(label="or upload a file", required=False, allow_empty_file=True)

    def fill_in(self, known: dict[str, Any]) -> None:
        """Write what a file says into the fields that nobody has filled in, to be looked at and changed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        found = {name: value for name, value in known.items() if name in self.fields and not data.get(name)}
        for name, value in found.items():
            data[name] = str(value)
            self.cleaned_data[name] = value
        self.data = data
        self.filled_in = [str(self.fields[name].label) for name in found]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("file") and str(said.get("text") or "").strip():
            self.add_error("file", "Paste the text or choose a file, not both.")
        return said


class NewArticleForm(HeadForm, TextForm):
    name = "article"

    language = language_field(
        "Left empty, it is recognised from the text. Or a short tag: en, ar, pt-BR", required=False
    )
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)


class NextDraftForm(TextForm):
    """The next draft of an article; `after` is the number of the one that was the newest when the form was drawn."""

    name = "draft"

    text = text_field("Text of the draft")
    after = Hidden(min_value=1)


class CheckedArticlesForm(ActionForm):
    """Articles that were checked elsewhere, in a file; `checker` is who checked where the file names nobody."""

    name = "checked"

    file = forms.FileField(label="File", required=False, allow_empty_file=True)
    checker = Assignee(
        label="Who checked, where the file names nobody here",
        help_text="Such checks and notes come in under this name.",
    )
    again = forms.BooleanField(label="Also texts that are here already", required=False)

    def choose_for(self, project: Project) -> None:
        choose_checker(self, project, "checker")
