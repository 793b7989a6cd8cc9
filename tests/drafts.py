"""A next draft of an article."""

from __future__ import annotations

from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import Article, Origin, Revision, User


def next_draft(article: Article, text: str, by: User | None = None) -> Revision:
    after = article.latest_revision()
    return import_revision(article=article, text=text, after=after, origin=Origin.PASTE, act=Act(by))
