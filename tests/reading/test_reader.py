"""Any file gives a text and what is known of it, or else words for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.reading.reader import read_document
from annotations.text.decoding import NotAnArticle, TooLarge, UnusableText, check_article_text

LIMIT = 2**21


def test_plain_text_is_kept_to_the_last_character() -> None:
    text = "\u00a0 Toll up\r\n\r\n• Caf\u00e9\n\n \ufeff"

    document = read_document(text.encode(), "toll.txt", limit=LIMIT)

    assert (document.text, document.type, document.encoding) == (text, "text", "UTF-8")
    assert (document.layout, document.links, document.warnings, document.guessed) == ((), (), (), False)


def test_a_guessed_encoding_and_a_name_that_lies_are_both_told() -> None:
    document = read_document("“Ja”, sagte Bürgermeister Müller.".encode("cp1252"), "toll.docx", limit=LIMIT)

    assert document.guessed
    assert [warning[:30] for warning in document.warnings] == [
        "By its name this file is a Wor",
        "This file is not UTF-8; we rea",
    ]


def test_too_much_text_names_both_sizes() -> None:
    with pytest.raises(TooLarge, match=r"This text is 2\.1 MB and the desk takes 2 MB"):
        read_document(b"a" * (LIMIT + 1), limit=LIMIT)
    assert len(read_document(b"a" * LIMIT, limit=LIMIT).text) == LIMIT


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(UnusableText, match="no text here"):
        read_document(b" \n", "toll.txt", limit=LIMIT)


@given(st.binary(), st.text(max_size=20) | st.sampled_from(["a.txt", "a.html", "a.md", "a.docx", "a.pdf"]))
def test_any_bytes_under_any_name_give_a_text_or_a_refusal(data: bytes, name: str) -> None:
    try:
        document = read_document(data, name, limit=LIMIT)
    except NotAnArticle:
        return
    check_article_text(document.text)
