"""Write a document as JSON, and read it back: from the process that read the file, or from a page that carried it."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from annotations.reading.document import Document, Link
from annotations.reading.types import TYPES
from annotations.text.kinds import KINDS
from annotations.text.layout import Block


def packed(document: Document) -> str:
    """Write a document as one line of ASCII, which no browser changes."""
    said = {field.name: getattr(document, field.name) for field in dataclasses.fields(document)}
    return json.dumps(said, default=str, separators=(",", ":"))


def unpacked(line: str) -> Document:
    """Read what `packed` wrote; raises ValueError for anything else, whoever made it."""
    try:
        said = json.loads(line)
        day = said["published_on"]
        document = Document(
            **{
                **said,
                "layout": tuple(Block(*block) for block in said["layout"]),
                "links": tuple(Link(*link) for link in said["links"]),
                "published_on": datetime.date.fromisoformat(day) if day else None,
                "warnings": tuple(said["warnings"]),
            }
        )
    except (TypeError, KeyError, RecursionError) as wrong:
        raise ValueError("no document") from wrong
    _check(document)
    return document


def _check(document: Document) -> None:
    words = ("type", "title", "author", "publisher", "url", "language", "encoding")
    sound = (
        isinstance(document.text, str)
        and all(map(_is_words, (getattr(document, name) for name in words)))
        and all(map(_is_words, document.warnings))
        and isinstance(document.guessed, bool)
        and document.type in TYPES
        and _apart(document.layout, len(document.text))
        and _apart(document.links, len(document.text))
        and all(block.kind in ("", *KINDS) for block in document.layout)
        and all(_is_words(link.url) for link in document.links)
    )
    if not sound:
        raise ValueError("no document")


def _is_words(value: Any) -> bool:
    """Say whether this is text that can be shown and stored; of the article's own, others say more."""
    return isinstance(value, str) and not re.search("[\0\ud800-\udfff]", value)


def _apart(runs: Sequence[Any], length: int) -> bool:
    """Say whether runs lie in the text, in order, and none over another."""
    edges = [0, *(edge for run in runs for edge in run[:2]), length]
    return all(type(edge) is int for edge in edges) and all(first <= second for first, second in pairwise(edges))
