"""The checked articles that lie in a file, of whichever form it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from annotations.interchange.errors import BadArticle
from annotations.interchange.json_values import BadJson, values_in
from annotations.interchange.reading import read_article
from annotations.interchange.shape import Article
from annotations.text.decoding import TooLarge, check_size

# What a file is by the end of its name; any other is a text.
NAMED = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "checked"),
    **dict.fromkeys((".tsv", ".tab", ".csv"), "transcript"),
}
# A checked article is longer than its text, by its claims and what was said of them.
TIMES_AN_ARTICLE = 10


class Found(NamedTuple):
    """One article of a file, counted from 1, or what is wrong with it; 0 is its only one, or the file itself."""

    number: int
    article: Article | None
    wrong: str = ""


def named(filename: str) -> str:
    """Tell by its name whether a file holds checked articles or a transcript; "" for a text."""
    return NAMED.get(PurePath(filename).suffix.lower(), "")


def articles_in(file: BinaryIO, limit: int) -> Iterator[Found]:
    """Yield each checked article of a file of JSON; `limit` is how many bytes the text of one may have."""
    try:
        for value in values_in(file, TIMES_AN_ARTICLE * limit):
            if value.wrong:
                yield Found(value.number, None, value.wrong)
                continue
            try:
                article = read_article(value.value)
                check_size(len(article.text.encode()), limit)
            except (BadArticle, TooLarge) as bad:
                yield Found(value.number, None, str(bad))
            else:
                yield Found(value.number, article)
    except BadJson as bad:
        yield Found(0, None, str(bad))
