"""An article as it was read from a file: its text, what the file says of its layout, and what is known of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotations.text.decoding import NotAnArticle
from annotations.text.layout import Block


class Unreadable(NotAnArticle):
    """A file that is broken, protected or empty, or that takes too long to read."""


class UnknownType(Unreadable):
    """A file of a type that this desk does not read, or not yet."""


PROTECTED = "This document is protected by a password. Ask for one without, or copy the text and paste it."
TOO_MUCH = (
    "This file needs more memory than one file may have here. Copy the text and paste it, or save it as plain text."
)


class Link(NamedTuple):
    """Words that led somewhere: code-point offsets, end-exclusive, and the address."""

    start: int
    end: int
    url: str


@dataclass(frozen=True)
class Document:
    """What one file gave. What it did not say is empty; nothing in it is guessed but the encoding, and that is said."""

    text: str
    type: str
    """"text", "html", "markdown", "docx" or "pdf", whatever the file is called."""
    layout: tuple[Block, ...] = ()
    """For `sentence_spans`; plain text has none."""
    links: tuple[Link, ...] = ()
    title: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    """A tag such as "en" or "pt-BR"."""
    published_on: datetime.date | None = None
    encoding: str = ""
    """The encoding that text was read in."""
    guessed: bool = False
    """Whether that encoding was a guess."""
    warnings: tuple[str, ...] = ()
    """What a person should look at before this is stored."""


HEAD = ("title", "author", "publisher", "url", "published_on", "language")


def head_of(document: Document) -> dict[str, Any]:
    """Give what the file says of its article, by the names of an article's fields, without what it does not say."""
    return {name: value for name in HEAD if (value := getattr(document, name))}
