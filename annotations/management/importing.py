"""Bring in what lies in files, texts and checked articles: each article comes in whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import Count
from django.utils import timezone

from annotations.desk.checked_files import Names, import_from_file, why
from annotations.desk.errors import DeskError
from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.interchange.errors import BadArticle
from annotations.interchange.files import articles_in, named
from annotations.interchange.shape import Article as CheckedArticle
from annotations.interchange.transcript import transcript
from annotations.management.plain import name_of, opened, read_article
from annotations.models import Article, Claim, Origin, Project, Revision
from annotations.reading.document import Document, head_of
from annotations.text.decoding import text_sha256

# As the command line names what is known of an article besides its text.
HEAD = {
    **{name: name for name in ("title", "url", "publisher", "author", "language")},
    "published_on": "published",
}
TYPES = ("text", "checked", "transcript")
# What of the command line says what a file does not.
SAID_BY = {"checker": ": --checker USERNAME", "people": ": --person NAME=USERNAME"}


class Outcome(NamedTuple):
    """What became of one article: what was made, as JSON, or why nothing was."""

    made: Mapping[str, Any] = MappingProxyType({})
    wrong: str = ""
    skipped: bool = False
    warnings: Sequence[str] = ()


@dataclasses.dataclass
class Importer:
    """Takes files into a project, by one person.

    A checked article whose text the project has already is left, a plain text only if it `skips_texts`; `again` leaves
    none. `columns` are those of a transcript, where its header does not say.
    """

    project: Project
    act: Act
    names: Names
    head: Mapping[str, Any]
    type: str | None = None
    columns: Sequence[str] = ()
    again: bool = False
    skips_texts: bool = False

    def outcomes(self, path: str) -> Iterator[Outcome]:
        """Yield what became of each article of a file, as soon as it is in; nothing is raised for what is in a file."""
        try:
            match self.type or named(path):
                case "checked":
                    yield from self._checked(path)
                case "transcript":
                    yield self._transcript(path)
                case _:
                    yield self._text(path)
        except CommandError as wrong:
            yield Outcome(wrong=str(wrong))

    def _text(self, path: str) -> Outcome:
        document = read_article(path)
        twin = self._twin(text_sha256(document.text))
        if twin and self.skips_texts and not self.again:
            return _skipped(twin)
        try:
            article = import_article(
                project=self.project,
                text=document.text,
                origin=Origin.COMMAND,
                filename=name_of(path),
                layout=document.layout,
                links=document.links,
                act=self._act(),
                **{**head_of(document), **self._said()},
            )
        except DeskError as error:
            return Outcome(wrong=self._refused(error))
        return _read_so(document, Outcome(_made(article, twin)))

    def _transcript(self, path: str) -> Outcome:
        document = read_article(path)
        if document.type != "text":
            return Outcome(wrong="This file holds no rows of a transcript. Save it as text with tabs or commas.")
        try:
            return _read_so(document, self.take(transcript(document.text, self.columns), path))
        except BadArticle as bad:
            return Outcome(wrong=str(bad))

    def _checked(self, path: str) -> Iterator[Outcome]:
        with opened(path) as file:
            for number, article, wrong in articles_in(file, settings.MAX_ARTICLE_BYTES):
                outcome = self.take(article, path) if article else Outcome(wrong=wrong)
                said = f"article {number}: {outcome.wrong}" if outcome.wrong and number else outcome.wrong
                yield outcome._replace(wrong=said)

    def take(self, checked: CheckedArticle, path: str) -> Outcome:
        """Bring in one article that was read from a file."""
        twin = self._twin(text_sha256(checked.text))
        if twin and not self.again:
            return _skipped(twin)
        try:
            article = import_from_file(
                project=self.project,
                article=dataclasses.replace(checked, **self._said()),
                names=self.names,
                origin=Origin.COMMAND,
                filename=name_of(path),
                act=self._act(),
            )
        except DeskError as error:
            return Outcome(wrong=self._refused(error, in_file=True))
        return Outcome({**_made(article, twin), "claims": Claim.objects.filter(article=article).count()})

    def _said(self) -> dict[str, Any]:
        return {name: value for name, value in self.head.items() if value}

    def _act(self) -> Act:
        """Begin an action of its own for each article."""
        return dataclasses.replace(self.act, action_id=uuid.uuid4(), at=timezone.now())

    def _twin(self, sha256: str) -> Revision | None:
        twin: Revision | None = Revision.objects.same_text(self.project, sha256).defer("text").first()
        return twin

    def _refused(self, error: DeskError, *, in_file: bool = False) -> str:
        """Say what was refused, and where: by the option that said it, or else by its place in the file."""
        field = getattr(error, "field", "")
        if self.head.get(field):
            return f"--{HEAD[field]}: {error.message}"
        return why(error, SAID_BY) if in_file else error.message


def _made(article: Article, twin: Revision | None) -> dict[str, Any]:
    revision = Revision.objects.defer("text").get(article=article, number=1)
    counts = revision.sentences.aggregate(sentences=Count("pk"), paragraphs=Count("paragraph", distinct=True))
    made = {
        "article": str(article.pk),
        "revision": str(revision.pk),
        "language": article.language,
        **counts,
        "sha256": revision.sha256,
    }
    return made | ({"duplicate_of": str(twin.article_id)} if twin else {})


def _read_so(document: Document, outcome: Outcome) -> Outcome:
    """Say also how the file was read."""
    guessed = {"guessed_encoding": document.encoding} if document.guessed and outcome.made else {}
    return outcome._replace(made={**outcome.made, **guessed}, warnings=document.warnings)


def _skipped(twin: Revision) -> Outcome:
    return Outcome({"skipped": "the project has this text already", "article": str(twin.article_id)}, skipped=True)


def json_line(path: str, outcome: Outcome, *, folder: bool) -> str:
    """Write what became of an article as one line; out of a folder it begins with the file."""
    return json.dumps({"file": path, **outcome.made} if folder else dict(outcome.made))
