"""A file of checked articles on its way in: as it was chosen, or as the page that showed what it holds carried it."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from annotations.interchange.errors import BadArticle
from annotations.interchange.files import Found, articles_in, named
from annotations.interchange.transcript import transcript
from annotations.reading.reader import check_file, read_document
from annotations.text.decoding import NotAnArticle, UndecodableText
from annotations.web.forms import CheckedArticlesForm

# Where in an article, as the format names it: claims[3].places[0].
WHERE = re.compile(r"(?:claims|sources|units|links)\[\d+\](?:\.\w+|\[\d+\])*(?=: )")
STEP = re.compile(r"(\w+)s\[(\d+)\]|(\w+)")
NEITHER = "Choose a file of checked articles (.json, .jsonl) or a transcript (.tsv, .csv)."


@dataclass(frozen=True)
class ChosenFile:
    name: str
    data: bytes

    @property
    def exact(self) -> str:
        """Write what it holds as one line, which no browser changes, and in few bytes: it goes to the page and back."""
        return b64encode(zlib.compress(self.data)).decode()

    @property
    def seen(self) -> str:
        """Name what a person looks at before anything of it is stored."""
        return hashlib.sha256(self.data).hexdigest()

    def articles(self) -> Iterator[Found]:
        """Yield its articles; raises NotAnArticle for a file that can hold none."""
        match named(self.name):
            case "checked":
                yield from articles_in(io.BytesIO(self.data), settings.MAX_ARTICLE_BYTES)
            case "transcript":
                document = read_document(self.data, "", limit=settings.MAX_ARTICLE_BYTES)
                try:
                    yield Found(0, transcript(document.text))
                except BadArticle as bad:
                    yield Found(0, None, str(bad))
            case _:
                raise NotAnArticle(NEITHER)


def chosen_file(request: HttpRequest, form: CheckedArticlesForm) -> ChosenFile:
    """Give the file that was chosen, or else the one that was looked at before; raises NotAnArticle."""
    file = form.cleaned_data.get("file")
    if file:
        check_file(file.size or 0, settings.MAX_FILE_BYTES)
        return ChosenFile(str(file.name)[:300], file.read())
    exact = request.POST.get("exact", "")
    if not exact:
        raise NotAnArticle("Choose the file that holds the articles.")
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(b64decode(exact, validate=True), settings.MAX_FILE_BYTES + 1)
    except (ValueError, zlib.error):
        raise UndecodableText("The file did not arrive whole. Choose it again.") from None
    check_file(len(data), settings.MAX_FILE_BYTES)
    if not unpacking.eof:
        raise UndecodableText("The file did not arrive whole. Choose it again.")
    return ChosenFile(request.POST.get("filename", "")[:300], data)


def plainly(message: str) -> str:
    """Say where something is wrong as people count: “claims[3].places[0]: …” is “claim 4, place 1: …”."""
    where = WHERE.match(message)
    if where is None:
        return message
    steps = [f"{many} {int(at) + 1}" if many else name.replace("_", " ") for many, at, name in STEP.findall(where[0])]
    return ", ".join(steps) + message[where.end() :]
