"""A next draft of an article."""

from __future__ import annotations

from dataclasses import replace

from annotations.desk.importing import UNIT, units_of, units_value
from annotations.history.act import Act
from annotations.history.record import recording
from annotations.models import Article, Origin, Revision, Sentence, User
from annotations.text.decoding import text_sha256
from annotations.text.segmentation import sentence_spans


def next_draft(article: Article, text: str, by: User | None = None) -> Revision:
    """Store a next draft in which no claim stands yet."""
    number = article.latest_revision().number + 1
    spans = sentence_spans(text, language=article.language)
    revision = Revision(article=article, number=number, text=text, sha256=text_sha256(text), origin=Origin.PASTE)
    act = replace(Act(by), verb="import_article", request="a next draft")
    with recording(act, streams=[article.stream_key]) as record:
        record.add(revision, also={"units": units_value(spans)})
        record.describe(Sentence, UNIT, units_of(revision, spans))
    return revision
