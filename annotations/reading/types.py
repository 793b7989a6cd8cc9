"""Tell what type a file is of, by what is in it; its name decides only where the contents cannot."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from annotations.reading.document import PROTECTED, UnknownType, Unreadable

TYPES = {
    "text": ("plain text", (".txt", ".text", "")),
    "markdown": ("Markdown", (".md", ".markdown", ".mdown")),
    "html": ("a web page", (".html", ".htm", ".xhtml")),
    "docx": ("a Word document", (".docx", ".docm", ".dotx")),
    "pdf": ("a PDF", (".pdf",)),
}
"""What each type is called, and the ends of names under which people expect it."""

INSTEAD = (
    "Save it as a Word document (.docx) or as plain text (.txt, UTF-8) in the program it came from and choose it again,"
    " or copy the text and paste it."
)
# By first bytes: what people choose in the place of an article.
_OTHERS = {
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture, a sound or a film",
    b"ID3": "a sound",
    b"OggS": "a sound or a film",
    b"\x00\x00\x00\x18ftyp": "a film",
    b"\x00\x00\x00\x20ftyp": "a film",
    b"\x1f\x8b": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"BZh": "a packed file",
    b"%!PS": "a PostScript file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
}
# These an article may begin with, too: "ID3 tags keep a song's title." Only a file that is no text is meant.
_ALSO_WORDS = (b"GIF8", b"RIFF", b"ID3", b"OggS", b"Rar!", b"BZh")
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1f]")
# By what a packed file holds; the first that stands in it decides.
_PACKED = {
    b"word/document": "docx",
    b"opendocument.text": "an OpenDocument text",
    b"opendocument.": "an OpenDocument file that is no text",
    b"application/epub+zip": "an e-book",
    b"xl/workbook": "a spreadsheet",
    b"ppt/presentation": "a presentation",
    b"Index/Document.iwa": "a Pages, Numbers or Keynote document",
}
_WEB_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_WEB_ARCHIVE = re.compile(r"(?:From: <Saved by|MIME-Version: )[^\0]*?multipart/related", re.IGNORECASE)
_TAG = re.compile(rb"<[a-zA-Z!/]")
# Enough to tell by.
_BEGINNING = 4_096


def type_of(data: bytes, filename: str = "") -> str:
    """Return a key of TYPES; raises UnknownType for what this desk does not read, and Unreadable for the protected."""
    if _is_pdf(data):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(data)
    for start, name in _OTHERS.items():
        if data.startswith(start) and (start not in _ALSO_WORDS or _NO_TEXT.search(data, 0, _BEGINNING)):
            raise UnknownType(f"This file is {name}. {INSTEAD}")
    beginning = _as_words(data[:_BEGINNING])
    if _WEB_ARCHIVE.match(beginning):
        raise UnknownType("This file is a web archive. Save the page as “web page, HTML only” and choose that file.")
    if _WEB_PAGE.match(beginning):
        return "html"
    named = named_type(filename)
    if named == "html" and _TAG.search(data):
        return "html"
    return "markdown" if named == "markdown" else "text"


def named_type(filename: str) -> str:
    """Return the type that a file's name says it is of, "" where it says none that we know."""
    end = PurePath(filename).suffix.lower()
    return next((key for key, (_, ends) in TYPES.items() if end in ends), "")


def belies(filename: str, found: str) -> str:
    """Say, for a person, that a file is not what its name says; "" where it is, or where the name says nothing."""
    named = named_type(filename)
    if not PurePath(filename).suffix or not named or named == found:
        return ""
    return f"By its name this file is {TYPES[named][0]}, but it is {TYPES[found][0]}, and was read as such."


def _is_pdf(data: bytes) -> bool:
    """Tell a PDF, before which anything may stand, from a text that only speaks of them."""
    return b"%PDF-" in data[:1024] and (data.lstrip().startswith(b"%PDF-") or b"endobj" in data or b"startxref" in data)


def _packed(data: bytes) -> str:
    at = {mark: data.find(mark) for mark in _PACKED}
    held = [mark for mark in _PACKED if at[mark] >= 0]
    if not held:
        raise UnknownType(f"This file is a packed file that holds no Word document. {INSTEAD}")
    name = _PACKED[min(held, key=at.__getitem__)]
    if name != "docx":
        raise UnknownType(f"This file is {name}. {INSTEAD}")
    return name


def _old_office(data: bytes) -> Unreadable:
    """Tell an office document of before 2007 from a new one with a password, which lies in the same wrapping."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable(PROTECTED)
    word = "WordDocument".encode("utf-16-le") in data
    return UnknownType(f"This file is an old {'Word' if word else 'office'} document. {INSTEAD}")


def _as_words(data: bytes) -> str:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    return data.decode("latin-1")
