"""Read Markdown as it is meant: without its marks, and with what they say of each paragraph."""

from __future__ import annotations

import re

from annotations.reading.blocks import laid_out, pieces_of, struck
from annotations.reading.document import Document
from annotations.reading.known import day_of, language_tag, web_address
from annotations.reading.tree import parsed
from annotations.text.decoding import decode_article

# Entries, one a line, between two rules at the very top, as many editors write them.
_LINE = r"(?:[A-Za-z_][\w-]{0,40}:(?:[ \t][^\r\n]{0,500})?|[ \t-][^\r\n]{0,500}|#[^\r\n]{0,500})\r?\n"
_FRONT = re.compile(rf"---[ \t]*\r?\n(?=[A-Za-z_#])((?:(?!---){_LINE}){{1,60}})---[ \t]*(?:\r?\n|\Z)")
_ENTRY = re.compile(r"([A-Za-z_]{1,30}):[ \t]+(\S[^\r\n]*)")
# Whatever is nested more deeply would be lost without a word; so many levels are refused before that.
_NESTED = 10_000
_NAMES = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "byline": "author",
    "publisher": "publisher",
    "publication": "publisher",
    "url": "url",
    "canonical_url": "url",
    "language": "language",
    "lang": "language",
    "date": "published_on",
    "published": "published_on",
}


def read_markdown(data: bytes) -> Document:
    """Read CommonMark with tables and struck-out words; HTML in it is read as HTML."""
    from markdown_it import MarkdownIt

    decoded = decode_article(data)
    front = _FRONT.match(decoded.text)
    known = _known(front[1]) if front else {}
    written = decoded.text[front.end() :] if front else decoded.text
    page = (
        MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTED})
        .enable(["table", "strikethrough"])
        .render(written)
    )
    tree = parsed(f"<html><body>{page}</body></html>")
    text, layout, links = laid_out(pieces_of(tree, known.get("url", "")))
    return Document(
        text=text,
        type="markdown",
        layout=layout,
        links=links,
        encoding=decoded.encoding,
        guessed=decoded.guessed,
        warnings=tuple(filter(None, (decoded.warning, struck(tree)))),
        title=known.get("title", "")[:500],
        author=known.get("author", "")[:300],
        publisher=known.get("publisher", "")[:300],
        url=web_address(known.get("url", "")),
        language=language_tag(known.get("language", ""), text),
        published_on=day_of(known.get("published_on", "")),
    )


def _known(front: str) -> dict[str, str]:
    """Read what stands above the text, one entry a line; what we have no place for is passed over."""
    known: dict[str, str] = {}
    for line in front.splitlines():
        entry = _ENTRY.match(line)
        name = _NAMES.get(entry[1].lower()) if entry else None
        if entry and name:
            known.setdefault(name, entry[2].strip().strip("[]").replace('"', "").strip("' "))
    return known
