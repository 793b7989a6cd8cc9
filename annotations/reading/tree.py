"""Parse HTML, of a page or from another reader, into a tree; nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotations.reading.document import Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def parsed(page: str) -> HtmlElement:
    """Return the tree of a page as browsers would build it; raises Unreadable where its tags are nested too deeply."""
    from lxml import etree, html

    # Without huge_tree whatever is nested more than 256 deep would be lost without a word.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = html.document_fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html.document_fromstring("<html><body></body></html>")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise Unreadable("What is in this file is nested too deeply to read. Copy the text and paste it.")
    return tree
