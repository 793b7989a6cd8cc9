"""A text on its way in, pasted or from a file: read, and shown as it would be cut into sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from annotations.models import Origin, UnitKind
from annotations.reading.document import Document, UnknownType, head_of
from annotations.reading.packing import packed, unpacked
from annotations.reading.reader import check_file, read_document
from annotations.reading.types import TYPES
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
from annotations.text.recognising import language_of
from annotations.text.segmentation import Span, sentence_spans
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
    """An article on its way in: from a paste, or from a file and whatever that says of it."""

    document: Document
    origin: Origin
    filename: str = ""

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def sha256(self) -> str:
        return text_sha256(self.text)

    @property
    def warnings(self) -> Sequence[str]:
        return self.document.warnings

    @property
    def type(self) -> str:
        """Name what the file is, where that is not plain text, which is kept as it is."""
        return "" if self.document.type == "text" else TYPES[self.document.type][0]

    @property
    def guess(self) -> str:
        return self.document.encoding if self.document.guessed else ""

    @property
    def exact(self) -> str:
        """Write what a file gave as one line of JSON: a browser would change the line ends of anything else."""
        return packed(self.document) if self.origin == Origin.UPLOAD else ""

    def seen(self, said: str = "") -> str:
        """Name what a person looks at before it is stored: the text, its sentences, and where its words led."""
        shown = (self.sha256, self.spans(said), self.document.links)
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    def spans(self, said: str = "") -> list[Span]:
        """Cut the text, in the language that somebody said it is in, as it would be stored."""
        return sentence_spans(self.text, language_of(self.text, said), self.document.layout)


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
        form.refusal = 413 if isinstance(unusable, TooLarge) else 415 if isinstance(unusable, UnknownType) else 422
        return None
    return incoming


def _incoming(request: HttpRequest, form: TextForm) -> Incoming:
    """Read the file where there is one, or the file that was looked at before, or else what was pasted."""
    file = form.cleaned_data["file"]
    if file:
        check_file(file.size, settings.MAX_FILE_BYTES)
        document = read_document(file.read(), file.name, limit=settings.MAX_ARTICLE_BYTES)
        form.fill_in(head_of(document))
        return Incoming(document, Origin.UPLOAD, file.name)
    exact = request.POST.get("exact", "")
    if exact:
        try:
            document = unpacked(exact)
        except ValueError:
            raise UndecodableText("The uploaded text did not arrive whole. Choose the file again.") from None
        return Incoming(document, Origin.UPLOAD, request.POST.get("filename", "")[:300])
    text = pasted_article(form.cleaned_data["text"])
    warning = Decoded(text, "").warning
    return Incoming(Document(text, "text", warnings=(warning,) if warning else ()), Origin.PASTE)


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
