"""Read an article from a file of any type that the desk knows."""

from __future__ import annotations

from dataclasses import replace

from annotations.reading.apart import read_apart
from annotations.reading.document import Document
from annotations.reading.plain import read_plain
from annotations.reading.types import belies, type_of
from annotations.text.decoding import TooLarge, check_article_text, check_size, megabytes


def read_document(data: bytes, filename: str = "", *, limit: int) -> Document:
    """Read a file by its contents; its name tells only Markdown and pieces of HTML from plain text.

    The text has at most `limit` bytes as UTF-8, and can be stored as an article. Raises NotAnArticle, in words for a
    person: UnknownType, Unreadable, UndecodableText, UnusableText or, of these, TooLarge. Nothing else is raised,
    whatever the bytes are.
    """
    found = type_of(data, filename)
    if found == "text":
        check_size(len(data), limit)
    document = read_plain(data) if found == "text" else read_apart(data, found)
    check_size(len(document.text.encode(errors="surrogatepass")), limit)
    check_article_text(document.text)
    doubt = belies(filename, found)
    return replace(document, warnings=(doubt, *document.warnings)) if doubt else document


def check_file(size: int, limit: int) -> None:
    """Raise TooLarge, with both numbers, where a file has more bytes than the desk reads; its text has a limit too."""
    if size > limit:
        raise TooLarge(
            f"This file is {megabytes(size)} and the desk reads files of at most {megabytes(limit)}."
            " Save it without its pictures, or copy the text and paste it."
        )
