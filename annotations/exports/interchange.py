"""Checked articles as JSON Lines, one article each. docs/interchange.md says what each field holds."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from annotations.interchange.shape import Article
from annotations.interchange.writing import written


def articles_json(articles: Generator[Article, None, None]) -> Generator[bytes, None, None]:
    """Yield the bytes of the file, a line at a time; closing it closes `articles`."""
    with closing(articles):
        for article in articles:
            yield f"{written(article)}\n".encode()
