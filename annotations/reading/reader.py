"""Read an article from a file of any type that the desk knows."""

from __future__ import annotations

from dataclasses import replace

from annotations.reading.document import Document, UnknownType
from annotations.reading.plain import read_plain
from annotations.reading.types import INSTEAD, TYPES, belies, type_of
from annotations.text.decoding import check_article_text, check_size


def read_document(data: bytes, filename: str = "", *, limit: int) -> Document:
    """Read a file by its contents; its name tells only Markdown and pieces of HTML from plain text.

    The text has at most `limit` bytes as UTF-8, and can be stored as an article. Raises NotAnArticle, in words for a
    person: UnknownType, Unreadable, UndecodableText, UnusableText or, of these, TooLarge. Nothing else is raised,
    whatever the bytes are.
    """
    found = type_of(data, filename)
    if found == "text":
        check_size(len(data), limit)
    if found not in _READERS:
        raise UnknownType(f"This file is {TYPES[found][0]}. {INSTEAD}")
    document = _READERS[found](data)
    check_size(len(document.text.encode(errors="surrogatepass")), limit)
    check_article_text(document.text)
    doubt = belies(filename, found)
    return replace(document, warnings=(doubt, *document.warnings)) if doubt else document


_READERS = dict.fromkeys(("text", "markdown", "html"), read_plain)
