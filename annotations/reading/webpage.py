"""Read the article of a web page, and what the page says of it; nothing is ever fetched.

trafilatura tells which words of a page are its article. The words themselves, their order, and what they are come from
the page: trafilatura leaves captions out, and sets the white space in its own way.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from annotations.reading.blocks import Piece, laid_out, pieces_of, struck
from annotations.reading.document import Document
from annotations.reading.known import day_of, language_tag, line_of, names_of, web_address
from annotations.reading.tree import parsed
from annotations.text.decoding import Decoded, UndecodableText, decode_article

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})",
    re.IGNORECASE,
)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Browsers read these names so, whatever the standards say.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_WORD = re.compile(r"[^\W_]+")
# Of pieces that trafilatura parts otherwise than the page does, so many are looked for one by one: first the long ones,
# which are found in no other by chance.
_LOOKED_FOR, _LONG = 2_000, 40
_FOUND = 0.7
"""Share of trafilatura's words that must be found in the page, or else its own are taken."""
_INLINE = frozenset(("hi", "ref", "del", "code", "graphic"))
_UNSURE = (
    "We could not tell the article from the rest of this page, and took all of it. Look which paragraphs belong to it."
)


def read_webpage(data: bytes) -> Document:
    """Return the article of a page, or all its words, with a warning, where no article can be told."""
    decoded = _decoded(data)
    page = parsed(decoded.text)
    found = _told(page)
    base = web_address(getattr(found, "url", ""))
    pieces, doubt = _article(page, found, base)
    text, layout, links = laid_out(pieces)
    letters = decoded.warning if decoded.guessed else Decoded(text, "").warning
    return Document(
        text=text,
        type="html",
        layout=layout,
        links=links,
        title=line_of(getattr(found, "title", ""), 500),
        author=names_of(getattr(found, "author", "")),
        publisher=line_of(getattr(found, "sitename", ""), 300),
        url=base,
        language=language_tag(page.get("lang") or page.get(_XML_LANG), text),
        published_on=day_of(getattr(found, "date", "")),
        encoding=decoded.encoding,
        guessed=decoded.guessed,
        warnings=tuple(filter(None, (letters, doubt, struck(page)))),
    )


def _decoded(data: bytes) -> Decoded:
    """Read a page in the encoding that its bytes or it itself names, or else as any other text."""
    named = _DECLARED.search(data[:4096])
    if named and not data.startswith(_MARKS):
        try:
            codec = codecs.lookup(named[1].decode()).name
            codec = _READ_AS.get(codec, codec)
            return Decoded(data.decode(codec), codec.upper())
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return decode_article(data)
    except UndecodableText:
        # One letter of an advertisement must not cost the article.
        return Decoded(data.decode("utf-8", "replace"), "UTF-8")


def _told(page: HtmlElement) -> Any:
    """Ask trafilatura for the article of a page and for what its head says; None where it finds no article."""
    from copy import deepcopy

    import trafilatura

    return trafilatura.bare_extraction(
        deepcopy(page),
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        with_metadata=True,
        # Without guesses from the words of the article, and the same tomorrow as today.
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
    )


def _article(page: HtmlElement, found: Any, base: str) -> tuple[list[Piece], str]:
    """Choose the pieces of a page that are its article, and say what a person should look at in that."""
    whole = page.find("body")
    pieces = pieces_of(page if whole is None else whole, base)
    if found is None or found.body is None:
        return pieces, _UNSURE
    runs = _runs(found.body)
    for shortest in (_LONG, 1):
        chosen = _chosen(pieces, runs, shortest)
        if sum(len(_letters(pieces[number].text)) for number in chosen) >= _FOUND * sum(map(len, runs)):
            break
    else:
        # Some pages hold their article in a script alone, which trafilatura reads.
        return pieces_of(found.body, base), ""
    if not chosen:
        return pieces, _UNSURE
    first, last = min(chosen), max(chosen)
    headline = _headline(pieces[:first], found.title or "")
    top = first if headline is None else headline
    captions = {number for number in range(top, min(last + 2, len(pieces))) if pieces[number].kind == "caption"}
    kept = chosen | captions | {top}
    # Above the first paragraph stand names, dates and buttons.
    body = next((number for number in sorted(chosen) if not pieces[number].kind), last)
    left = [pieces[number].text for number in range(body, last) if number not in kept]
    return [pieces[number] for number in sorted(kept)], _told_left(left)


def _told_left(left: list[str]) -> str:
    if not left:
        return ""
    named = "; ".join(f"“{' '.join(text.split()).strip('“”')[:60]}”" for text in left[:5]) + (
        "; and more" if len(left) > 5 else ""
    )
    return f"Left out from between the paragraphs, as not of the article: {named}. Look whether any of it is."


def _chosen(pieces: list[Piece], runs: list[str], shortest: int) -> set[int]:
    """Number the pieces whose words trafilatura kept; of words that stand twice, those among the others."""
    kept, whole, looked = set(runs), "".join(runs), 0
    keys = []
    for piece in pieces:
        key = _letters(piece.text)
        lines = [_letters(line) for line in piece.text.replace("\t", "\n").split("\n")]
        held = bool(key) and (key in kept or sum(len(line) for line in lines if line in kept) * 2 > len(key))
        if not held and len(key) >= shortest and looked < _LOOKED_FOR:
            looked += 1
            held = key in whole
        keys.append(key if held else "")
    times: dict[str, int] = {}
    for key in keys:
        times[key] = times.get(key, 0) + 1
    certain = [number for number, key in enumerate(keys) if key and times[key] == 1]
    if not certain:
        return {number for number, key in enumerate(keys) if key}
    first, last = certain[0], certain[-1]
    while first and keys[first - 1]:
        first -= 1
    while last + 1 < len(keys) and keys[last + 1]:
        last += 1
    return {number for number in range(first, last + 1) if keys[number]}


def _headline(before: list[Piece], title: str) -> int | None:
    """Find the headline that stands before the article: the last that has the words of the page's title."""
    wanted = _letters(title)
    for number in range(len(before) - 1, -1, -1):
        words = _letters(before[number].text)
        if before[number].tag == "h1" and wanted and (words in wanted or wanted in words):
            return number
    return None


def _runs(body: Any) -> list[str]:
    """Give the letters of each line of trafilatura's tree."""
    runs: list[str] = []
    line: list[str] = []

    def end() -> None:
        if letters := _letters("".join(line)):
            runs.append(letters)
        line.clear()

    from lxml import etree

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag not in _INLINE:
            end()
        line.append((element.text if event == "start" else element.tail) or "")
    end()
    return runs


def _letters(text: str) -> str:
    """Leave of a text what every way of setting it has in common."""
    return "".join(_WORD.findall(text)).lower()
