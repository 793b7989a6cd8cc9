"""Bytes become text exactly, or the person is told what to do."""

import codecs
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.decoding import (
    MAX_ARTICLE_CHARACTERS,
    NotAnArticle,
    TooLarge,
    UndecodableText,
    UnusableText,
    check_article_text,
    check_size,
    decode_article,
    pasted_article,
    text_sha256,
)

MARKS = [
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
]
GERMAN = "Die Brücke wird für Bürger größer, sagte Bürgermeisterin Müller. „Schön“, fügte sie hinzu."
POLISH = "Burmistrz powiedział we wtorek, że opłata za przejazd mostem wzrośnie o jedną trzecią. Żółć."
RUSSIAN = "Мэр города заявил во вторник, что проезд по мосту подорожает на треть, сказала Ада Брук."
WRITTEN = [
    (GERMAN, "cp1252", "Windows-1252"),
    (GERMAN.translate({0x201E: '"', 0x201C: '"'}), "latin-1", "Windows-1252"),
    (GERMAN, "mac_roman", "Mac Roman"),
    ("“Nobody likes it,” said the mayor. The toll rises to €4.", "cp1252", "Windows-1252"),
    ("A naïve café.", "latin-1", "Windows-1252"),
    (POLISH, "cp1250", "Windows-1250"),
    (POLISH, "iso8859_2", "ISO 8859-2"),
    (RUSSIAN, "cp1251", "Windows-1251"),
    (RUSSIAN, "koi8_r", "KOI8-R"),
    ("Ο δήμαρχος είπε την Τρίτη ότι τα διόδια της γέφυρας θα αυξηθούν.", "cp1253", "Windows-1253"),
    ("Belediye başkanı salı günü köprü geçiş ücretinin artacağını söyledi.", "cp1254", "Windows-1254"),
    ("ראש העיר אמר ביום שלישי כי אגרת הגשר תעלה בשליש. אף אחד לא אוהב את זה.", "cp1255", "Windows-1255"),
    ("قال رئيس البلدية يوم الثلاثاء إن رسوم عبور الجسر سترتفع بمقدار الثلث.", "cp1256", "Windows-1256"),
    ("市長は火曜日、橋の通行料が三分の一引き上げられると述べた。誰もそれを好まない。", "cp932", "Shift JIS"),
    ("市长周二表示，大桥通行费将上涨三分之一。没有人喜欢这样。", "gb18030", "GB 18030"),
    ("시장은 화요일 다리 통행료가 3분의 1 인상될 것이라고 말했다.", "cp949", "EUC-KR"),
    ("The toll on the bridge – by a third.", "utf-16-le", "UTF-16"),
    ("The toll on the bridge – by a third.", "utf-16-be", "UTF-16"),
]


@given(st.text(), st.sampled_from(MARKS))
def test_what_a_byte_order_mark_says_comes_back_as_it_was(text: str, told: tuple[bytes, str, str]) -> None:
    mark, codec, name = told
    if text.startswith("\0"):
        text = "x" + text  # else the file begins like UTF-32
    assert decode_article(mark + text.encode(codec)) == (text, name, False)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_utf8_without_a_mark_comes_back_as_it_was(text: str) -> None:
    assert decode_article(b"x" + text.encode()) == ("x" + text, "UTF-8", False)


def test_nothing_is_stripped_changed_or_normalised() -> None:
    text = "\u00a0 Cafe\u0301 \u212b\r\nline\rend\n\n \ufeff"
    assert decode_article(text.encode()).text == text


def test_only_the_first_byte_order_mark_goes() -> None:
    assert decode_article(codecs.BOM_UTF8 * 2 + b"a").text == "\ufeffa"


@pytest.mark.parametrize(("text", "codec", "name"), WRITTEN, ids=lambda value: value if len(value) < 15 else "")
@pytest.mark.parametrize("around", ["", "Plain words stand here.\n" * 2_000], ids=["alone", "in a long text"])
def test_another_encoding_is_guessed_and_told(text: str, codec: str, name: str, around: str) -> None:
    decoded = decode_article((around + text).encode(codec))

    assert decoded == (around + text, name, True)
    assert decoded.warning.startswith(
        f"This file is not UTF-8; we read it as {name}. Look whether the letters are right"
    )
    assert ("for example in line 2001." in decoded.warning) == bool(around)


@given(st.binary())
def test_any_bytes_are_a_text_or_are_refused(data: bytes) -> None:
    try:
        decoded = decode_article(data)
    except UndecodableText:
        return
    assert decoded.encoding == "UTF-8" or decoded.guessed or data[:1] in b"\xff\xfe\xef\0"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Größe\n".encode() * 2 + b"na\xefve\n", 3),
        ("Größe".encode() + b" cut off \xe2\x80", 1),
        ("Größe".encode() * 2 + b" half \xed\xa0\x80", 1),
        (bytes(range(128, 256)) * 3, 1),
        (b"\x01\x02\x83\xff\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28\x8c\x1b\x05\x06", 1),
        (codecs.BOM_UTF16_LE + "one\ntwo".encode("utf-16-le") + b"\x00", 2),
        (codecs.BOM_UTF16_BE + b"\x00a\x00\n\xd8\x00", 2),
    ],
)
def test_bytes_that_are_not_text_name_their_line_and_what_to_do(data: bytes, line: int) -> None:
    with pytest.raises(UndecodableText, match=rf"line {line} holds a byte.*save it as.*UTF-8"):
        decode_article(data)


@pytest.mark.parametrize(
    ("size", "limit", "words"),
    [
        (2**21 + 1, 2**21, "This text is 2.1 MB and the desk takes 2 MB as one article."),
        (5 * 2**20, 2**21, "This text is 5 MB and the desk takes 2 MB"),
        (3_000 * 2**20, 2**20, "This text is 3,000 MB and the desk takes 1 MB"),
    ],
)
def test_too_large_names_the_size_and_the_limit(size: int, limit: int, words: str) -> None:
    check_size(limit, limit)
    with pytest.raises(TooLarge, match=re.escape(words)):
        check_size(size, limit)


def test_refusals_are_value_errors() -> None:
    assert issubclass(UndecodableText, NotAnArticle)
    assert issubclass(TooLarge, NotAnArticle)
    assert issubclass(NotAnArticle, ValueError)


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
