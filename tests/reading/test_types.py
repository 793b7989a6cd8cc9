"""A file is of the type that its contents say; its name tells only Markdown and pieces of HTML from plain text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.reading.document import UnknownType, Unreadable
from annotations.reading.types import belies, type_of
from annotations.text.decoding import NotAnArticle

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PAGE = "<!DOCTYPE html>\n<html><body><p>The toll rises.</p></body></html>"


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"The toll rises.", "toll.txt", "text"),
        (b"The toll rises.", "toll", "text"),
        (b"The toll rises.", "toll.pdf", "text"),
        (b"The toll rises.", "toll.html", "text"),
        (b"The toll < rises.", "toll.html", "text"),
        (b"", "toll.docx", "text"),
        (b"# The toll", "toll.md", "markdown"),
        (b"# The toll", "toll.txt", "text"),
        (PAGE.encode(), "toll.txt", "html"),
        (PAGE.encode(), "toll.md", "html"),
        (codecs.BOM_UTF8 + PAGE.encode(), "", "html"),
        (PAGE.encode("utf-16"), "toll.html", "html"),
        (b"<?xml version='1.0'?>\n<!-- saved --> <html lang='en'>", "", "html"),
        (b"<p>The toll rises.</p>", "toll.HTM", "html"),
        (b"<p>The toll rises.</p>", "toll.txt", "text"),
        (b"The <html> element is the root of a page.", "toll.txt", "text"),
        (b"%PDF-1.7\n", "toll.txt", "pdf"),
        (b"\r\n %PDF-1.4", "", "pdf"),
        (b"A mail came before it.\n%PDF-1.4\n1 0 obj\n<<>>\nendobj", "", "pdf"),
        (b"Every such file begins with %PDF-1.7, he said.", "toll.txt", "text"),
        (b"ID3 tags keep the title of a song.", "toll.txt", "text"),
        (b"RIFFs are heard\nall over town.", "toll.md", "markdown"),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml xl/workbook.xml", "toll.zip", "docx"),
    ],
)
def test_what_is_in_a_file_tells_its_type(data: bytes, name: str, found: str) -> None:
    assert type_of(data, name) == found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{\\rtf1\\ansi The toll}", "is an RTF document"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"\x1f\x8b\x08", "is a packed file"),
        (b"ID3\x03\0\0\0\0", "is a sound"),
        (b"GIF89a\x01\0\x01\0", "is a picture"),
        (b"PK\x03\x04 notes.txt", "holds no Word document"),
        (b"PK\x03\x04 xl/workbook.xml", "is a spreadsheet"),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", "is an OpenDocument text"),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.presentation", "OpenDocument file that is no text"),
        (OLD + "WordDocument".encode("utf-16-le"), "is an old Word document"),
        (OLD, "is an old office document"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "is a web archive"),
    ],
)
def test_what_is_not_read_is_called_by_its_name_and_the_next_step_is_told(data: bytes, words: str) -> None:
    with pytest.raises(UnknownType, match=words) as refused:
        type_of(data, "toll.docx")
    assert "Save " in str(refused.value)


def test_a_word_document_with_a_password_is_told_from_an_old_one() -> None:
    with pytest.raises(Unreadable, match="protected by a password") as refused:
        type_of(OLD + "EncryptedPackage".encode("utf-16-le"), "toll.docx")
    assert not isinstance(refused.value, UnknownType)


def test_a_name_that_lies_is_told_and_one_that_says_nothing_is_not() -> None:
    assert belies("toll.pdf", "text") == ("By its name this file is a PDF, but it is plain text, and was read as such.")
    for name, found in (("toll.pdf", "pdf"), ("toll", "html"), ("toll.txt", "text"), ("toll.php", "html"), ("", "pdf")):
        assert belies(name, found) == ""


@given(st.binary(), st.text(max_size=20))
def test_any_bytes_are_of_a_type_or_are_refused(data: bytes, name: str) -> None:
    try:
        found = type_of(data, name)
    except NotAnArticle:
        return
    assert found in {"text", "markdown", "html", "docx", "pdf"}
