"""Read a Word document (.docx): its paragraphs as its styles call them, its tables, links and notes."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from annotations.reading.blocks import laid_out, pieces_of, struck
from annotations.reading.document import Document
from annotations.reading.known import language_tag, line_of, names_of
from annotations.reading.packages import opened
from annotations.reading.tree import parsed

# Word keeps these names whatever language it speaks; mammoth knows headings and lists by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
"""
_DC = "{http://purl.org/dc/elements/1.1/}"
_CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) ")
_CHANGED = (
    "Somebody’s changes are tracked in this document and not yet accepted: it was read as if all of them were."
    " Look whether that is the text to check."
)


def read_word(data: bytes) -> Document:
    """Return the text of a document with tracked changes accepted, without comments, headers and footers."""
    import mammoth

    with opened(data) as package:
        known = _known(package)
        changed = any(_CHANGES.search(package.read(part)) for part in package.namelist() if part == "word/document.xml")
    page = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, include_embedded_style_map=False, convert_image=lambda image: []
    ).value
    tree = parsed(f"<html><body>{page}</body></html>")
    for back in tree.xpath("//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]"):
        back.drop_tree()
    text, layout, links = laid_out(pieces_of(tree))
    headed = any(block.kind == "headline" for block in layout)
    return Document(
        text=text,
        type="docx",
        layout=layout,
        links=links,
        # Many a title was that of the document which this one began as; the headline is always the better one.
        title="" if headed else known.get("title", "")[:500],
        author=names_of(known.get("creator", "")),
        language=language_tag(known.get("language", ""), text),
        warnings=tuple(filter(None, (_CHANGED if changed else "", struck(tree)))),
    )


def _known(package: zipfile.ZipFile) -> dict[str, str]:
    """Read what the document says of itself: title, creator and language."""
    try:
        root = ElementTree.fromstring(package.read("docProps/core.xml"))  # noqa: S314 (without any declarations)
    except (KeyError, ElementTree.ParseError):
        return {}
    return {name: line_of(root.findtext(_DC + name), 1000) for name in ("title", "creator", "language")}
