"""A text on its way in, pasted or from a file: read, and shown as it would be cut into sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from annotations.models import Origin, UnitKind
from annotations.reading.reader import check_file, read_document
from annotations.text.decoding import (
    Decoded,
    NotAnArticle,
    TooLarge,
    UndecodableText,
    check_article_text,
    check_size,
    pasted_article,
    text_sha256,
)
from annotations.text.guessing import ENCODINGS
from annotations.text.segmentation import Span
from annotations.web.forms import TextForm

# What a person can look at; all of it is saved.
SHOWN_UNITS = 500
SHOWN_TWINS = 5


@dataclass(frozen=True)
class PreviewUnit:
    """A unit as it would be stored; `same` are the numbers of all units with the very same words, itself among them."""

    number: int
    kind: str
    text: str
    opens: bool
    same: list[int]

    @property
    def twins(self) -> str:
        """Name the other units with the same words; of many only the first few."""
        named = [number for number in self.same[: SHOWN_TWINS + 1] if number != self.number][:SHOWN_TWINS]
        told, more = ", ".join(map(str, named)), len(self.same) - 1 - len(named)
        return f"{told} and {more:,} other{'s' if more > 1 else ''}" if more else told


@dataclass(frozen=True)
class Incoming:
    """A text on its way in: from a paste, or from a file whose every character is kept."""

    text: str
    origin: Origin
    filename: str = ""
    # The encoding that a file was read in, where that was a guess.
    guess: str = ""

    @property
    def warning(self) -> str:
        return Decoded(self.text, self.guess, bool(self.guess)).warning

    @property
    def sha256(self) -> str:
        return text_sha256(self.text)

    @property
    def exact(self) -> str:
        """Write an uploaded text as one line of JSON: a browser would change the line ends of anything else."""
        return json.dumps(self.text) if self.origin == Origin.UPLOAD else ""


def usable(request: HttpRequest, form: TextForm) -> Incoming | None:
    """Give what can be an article, or else put into the form why it cannot."""
    if form.has_error("text") or form.has_error("file"):
        return None
    try:
        incoming = _incoming(request, form)
        check_size(len(incoming.text.encode(errors="surrogatepass")), settings.MAX_ARTICLE_BYTES)
        check_article_text(incoming.text)
    except NotAnArticle as unusable:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(unusable))
        form.refusal = 413 if isinstance(unusable, TooLarge) else 422
        return None
    return incoming


def _incoming(request: HttpRequest, form: TextForm) -> Incoming:
    """Read the file where there is one, or the file that was looked at before, or else what was pasted."""
    file = form.cleaned_data["file"]
    if file:
        check_file(file.size, settings.MAX_FILE_BYTES)
        document = read_document(file.read(), file.name, limit=settings.MAX_ARTICLE_BYTES)
        return Incoming(document.text, Origin.UPLOAD, file.name, document.encoding if document.guessed else "")
    exact = request.POST.get("exact", "")
    if exact:
        try:
            text = json.loads(exact)
        except (ValueError, RecursionError):
            text = None
        if not isinstance(text, str):
            raise UndecodableText("The uploaded text did not arrive whole. Choose the file again.")
        guess = request.POST.get("guess", "")
        filename = request.POST.get("filename", "")[:300]
        return Incoming(text, Origin.UPLOAD, filename, guess if guess in ENCODINGS.values() else "")
    return Incoming(pasted_article(form.cleaned_data["text"]), Origin.PASTE)


def preview_units(text: str, spans: Sequence[Span]) -> list[PreviewUnit]:
    """Show the first units; that twins share one list keeps a text of one line again and again cheap."""
    same: dict[str, list[int]] = {}
    for number, span in enumerate(spans, start=1):
        same.setdefault(text[span.start : span.end], []).append(number)
    units, paragraph = [], 0
    for number, span in enumerate(spans[:SHOWN_UNITS], start=1):
        words = text[span.start : span.end]
        units.append(PreviewUnit(number, UnitKind(span.kind).label, words, span.paragraph != paragraph, same[words]))
        paragraph = span.paragraph
    return units
