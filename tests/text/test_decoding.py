"""Bytes become text exactly, or the person is told what to do."""

import codecs
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.decoding import (
    MAX_ARTICLE_CHARACTERS,
    UndecodableText,
    UnusableText,
    check_article_text,
    decode_article,
    pasted_article,
    text_sha256,
)


@given(st.text())
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode_article(codecs.BOM_UTF8 + text.encode()) == text


@given(st.text(), st.sampled_from([(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]))
def test_utf16_with_a_byte_order_mark_comes_back_as_it_was(text: str, encoding: tuple[bytes, str]) -> None:
    mark, codec = encoding
    if text.startswith("\0"):
        text = "x" + text  # else the file begins like UTF-32
    assert decode_article(mark + text.encode(codec)) == text


def test_nothing_is_stripped_changed_or_normalised() -> None:
    text = "\u00a0 Cafe\u0301 \u212b\r\nline\rend\n\n \ufeff"
    assert decode_article(text.encode()) == text


def test_only_the_first_byte_order_mark_goes() -> None:
    assert decode_article(codecs.BOM_UTF8 * 2 + b"a") == "\ufeffa"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"good\nalso good\nna\xefve\n", 3),
        ("smart \u201cquotes\u201d".encode("cp1252"), 1),
        (b"cut off \xe2\x80", 1),
        (b"half \xed\xa0\x80", 1),
        (codecs.BOM_UTF16_LE + "one\ntwo".encode("utf-16-le") + b"\x00", 2),
        (codecs.BOM_UTF16_BE + b"\x00a\x00\n\xd8\x00", 2),
    ],
)
def test_bytes_that_are_not_text_name_their_line_and_what_to_do(data: bytes, line: int) -> None:
    with pytest.raises(UndecodableText, match=rf"line {line} holds a byte.*save it as.*UTF-8"):
        decode_article(data)


def test_utf32_is_refused_and_never_read_as_utf16() -> None:
    with pytest.raises(UndecodableText, match="UTF-32"):
        decode_article("text".encode("utf-32"))


def test_refusals_are_value_errors() -> None:
    assert issubclass(UndecodableText, ValueError)
    assert issubclass(UnusableText, ValueError)


def test_a_paste_loses_only_its_carriage_returns_and_byte_order_mark() -> None:
    assert pasted_article("\ufeff One\r\n\r\ntwo\rthree \ufeff") == " One\n\ntwo\rthree \ufeff"


@given(st.text().filter(lambda text: "\r" not in text and not text.startswith("\ufeff")))
def test_a_paste_of_plain_text_stays_as_it_is(text: str) -> None:
    assert pasted_article(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no text"),
        (" \n\u00a0\ufeff\u200b", "no text"),
        ("one\ntwo\0", "Line 2 holds a zero character"),
        ("one\n\ntwo\ud800", "Line 3 holds half a character"),
        ("x" * (MAX_ARTICLE_CHARACTERS + 1), "10,000,001 characters"),
    ],
)
def test_text_that_cannot_be_an_article_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(UnusableText, match=words):
        check_article_text(text)


def test_an_article_of_the_greatest_length_is_let_through() -> None:
    check_article_text("x" * MAX_ARTICLE_CHARACTERS)
    check_article_text("One sentence. 🙂")


def test_the_hash_is_of_the_utf8_bytes() -> None:
    assert text_sha256("Ærlig 🙂") == hashlib.sha256("Ærlig 🙂".encode()).hexdigest()
    assert text_sha256("e\u0301") != text_sha256("\u00e9")
