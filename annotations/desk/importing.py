"""An article comes in: its head, its first draft, and the units of that draft."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple, TypedDict, Unpack

from annotations.desk.errors import Refused
from annotations.desk.verb import Act, expect, require, required, verb
from annotations.history.record import Record, recording
from annotations.models import Article, Origin, Project, Revision, Role, Sentence
from annotations.models.fetching import to_database
from annotations.reading.document import Link
from annotations.text.decoding import UnusableText, check_article_text, text_sha256
from annotations.text.given import BadUnits, check_units
from annotations.text.layout import Block
from annotations.text.recognising import language_of
from annotations.text.segmentation import Span, sentence_spans

UNIT = ("id", "version", "withdrawn", "revision_id", "paragraph", "start", "end", "kind")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ADDRESS = re.compile('https?://[^\\s<>"\0-\x1f\x7f\ud800-\udfff]{1,2000}')
NO_LANGUAGE_TAG = "Give the language as a short tag, such as en, ar or pt-BR."


class Head(TypedDict, total=False):
    """What is known of an article besides its text."""

    author: str
    publisher: str
    url: str
    language: str
    published_on: datetime.date | None
    writer_name: str
    writer_email: str
    desk_note: str


@verb
def import_article(
    *,
    project: Project,
    text: str,
    origin: Origin,
    act: Act,
    title: str = "",
    filename: str = "",
    layout: Sequence[Block] = (),
    links: Sequence[Link] = (),
    units: Sequence[Span] = (),
    **head: Unpack[Head],
) -> Article:
    """Store an article with its first draft, whose text is kept exactly as given, and the draft's units.

    `layout` is what the file said its paragraphs are, `links` where words of it led, `units` its sentences where it
    names them. Raises Refused for text that cannot be an article, and for units that are not its own; an article that
    is there already is the caller's to notice.
    """
    draft = draft_of(
        project, text, origin, title=title, filename=filename, layout=layout, links=links, units=units, **head
    )
    with recording(act) as record:
        require(act.by, project, Role.CHECKER)
        draft.put_in(record)
    return draft.article


class Draft(NamedTuple):
    """An article and its first revision, parted into units, before they are written."""

    article: Article
    revision: Revision
    spans: list[Span]

    def put_in(self, record: Record) -> None:
        record.add(self.article)
        record.add(self.revision, also={"units": units_value(self.spans)})
        put_in_units(record, self.revision, self.spans)


def draft_of(
    project: Project,
    text: str,
    origin: Origin,
    *,
    title: str,
    filename: str,
    layout: Sequence[Block] = (),
    links: Sequence[Link] = (),
    units: Sequence[Span] = (),
    **head: Unpack[Head],
) -> Draft:
    """Part a text into units, as the first draft of a new article; raises Refused for text that cannot be one.

    Where units are given these are taken, by the same laws. Where no language is given, it is recognised from the text.
    """
    check_usable(text)
    language = checked_language(language_of(text, head.get("language", "")))
    spans = checked_units(text, units) if units else parted(text, language, layout)
    article = Article(project=project, title=title.strip() or title_of(text, spans), **{**head, "language": language})
    revision = Revision(
        article=article,
        number=1,
        text=text,
        sha256=text_sha256(text),
        origin=origin,
        filename=filename[-300:],
        links=links_value(text, links),
    )
    return Draft(article, revision, spans)


def links_value(text: str, links: Sequence[Link]) -> str:
    """Write links as a draft holds them, one a line; refuse what leads nowhere on the web or stands on no words."""
    for start, end, url in links:
        if not (0 <= start < end <= len(text) and ADDRESS.fullmatch(url)):
            raise Refused(f"“{url[:100]}” is no link that could be kept.")
    return "\n".join(f"{start}-{end} {url}" for start, end, url in links)


def check_usable(text: str) -> None:
    """Refuse text that cannot be an article."""
    try:
        check_article_text(text)
    except UnusableText as unusable:
        raise Refused(str(unusable), "text") from unusable


def parted(text: str, language: str, layout: Sequence[Block] = ()) -> list[Span]:
    """Part a text into units; refuse text that cannot be an article."""
    check_usable(text)
    spans = sentence_spans(text, language, layout)
    if not spans:
        raise Refused("There are no words in this text.", "text")
    return spans


def checked_units(text: str, units: Sequence[Span]) -> list[Span]:
    """Hold units that somebody else parted a text into to the laws of our own."""
    try:
        check_units(text, units)
    except BadUnits as bad:
        raise Refused(f"Unit {bad.place + 1}: {bad}", "units") from bad
    return list(units)


@verb
def edit_article(*, article: Article, title: str, version: int, act: Act, **head: Unpack[Head]) -> Article:
    """Correct what is known of an article; its text never changes but by a new draft."""
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        article = Article.objects.select_related("project").get(pk=article.pk)
        expect(article, version)
        if "language" in head:
            head["language"] = checked_language(head["language"])
        return record.change(article, title=required(title, "Give the article a title.", "title"), **head)


def checked_language(language: str) -> str:
    if not LANGUAGE_TAG.fullmatch(language) or len(language) > 35:
        raise Refused(NO_LANGUAGE_TAG, "language")
    return language


def title_of(text: str, spans: list[Span]) -> str:
    """Name an article after its headline, or else its first unit, in at most 200 characters."""
    first = next((span for span in spans if span.kind == "headline"), spans[0])
    return " ".join(text[first.start : first.end].split())[:200]


def units_value(spans: list[Span]) -> list[list[int | str]]:
    """Write units as a revision's event holds them: [[start, end, paragraph, kind], …]."""
    return [[span.start, span.end, span.paragraph, span.kind] for span in spans]


def put_in_units(record: Record, revision: Revision, spans: list[Span]) -> None:
    record.describe(Sentence, UNIT, units_of(revision, spans))


def units_of(revision: Revision, spans: list[Span]) -> list[tuple[str | int, ...]]:
    """Make the rows of a revision's units; each key is the revision's key plus the unit's place, counted from 1."""
    first, draft = revision.pk.int + 1, to_database(revision.pk)
    return [
        (f"{first + place:032x}", 1, "", draft, span.paragraph, span.start, span.end, span.kind)
        for place, span in enumerate(spans)
    ]
