"""The article of a web page comes in with its captions, lists and links, and with what the page says of it."""

from __future__ import annotations

import datetime
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.reading.document import Document, Unreadable
from annotations.reading.webpage import read_webpage
from annotations.text.segmentation import sentence_spans
from tests.reading.pages import ARTICLE, PAGE, PARAGRAPH, TOLD


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.layout]


def links(document: Document) -> list[tuple[str, str]]:
    return [(document.text[link.start : link.end], link.url) for link in document.links]


def test_the_article_is_kept_and_the_rest_of_the_page_is_not() -> None:
    document = read_webpage(PAGE.encode())

    assert blocks(document) == TOLD
    assert document.text == "\n\n".join(text for _, text in TOLD) + "\n"
    assert document.warnings == ()


def test_what_the_page_says_of_its_article_is_known() -> None:
    document = read_webpage(PAGE.encode())

    assert (document.title, document.author) == ("Bridge toll to rise by a third", "Jo Hale")
    assert (document.publisher, document.url) == ("The Varn Herald", "https://herald.example/2026/toll")
    assert (document.language, document.published_on) == ("en-GB", datetime.date(2026, 3, 3))


def test_links_lead_where_they_led_on_the_web() -> None:
    paper = ("the council’s paper", "https://herald.example/papers/toll.pdf")

    assert links(read_webpage(PAGE.encode())) == [paper, paper, ("booths", "https://varn.example/booths"), paper]
    nowhere = PAGE.replace('<link rel="canonical" href="https://herald.example/2026/toll">', "")
    assert links(read_webpage(nowhere.encode())) == [("booths", "https://varn.example/booths")]


def test_the_same_page_gives_the_same_every_time() -> None:
    assert read_webpage(PAGE.encode()) == read_webpage(PAGE.encode())


def test_kinds_reach_the_units() -> None:
    document = read_webpage(PAGE.encode())
    spans = sentence_spans(document.text, "en", document.layout)

    assert [span.kind for span in spans][:9] == [
        *["headline", "caption", "caption", "body", "body", "headline", "list_item", "list_item", "quote"]
    ]


def test_a_page_whose_article_cannot_be_told_is_taken_whole_and_that_is_said() -> None:
    document = read_webpage(b"<html><body><img alt='x'><footer>Toll up</footer></body></html>")

    assert blocks(document) == [("", "Toll up")]
    assert "could not tell the article from the rest" in document.warnings[0]


def test_what_is_left_out_between_paragraphs_is_named() -> None:
    shared = '<div class="sharedaddy"><p>Share this with friends</p></div><aside class="pullquote">No choice</aside>'
    document = read_webpage(PAGE.replace("<h2>What", f"{shared}<h2>What").encode())

    assert blocks(document) == TOLD
    assert document.warnings == (
        "Left out from between the paragraphs, as not of the article: “Share this with friends”; “No choice”."
        " Look whether any of it is.",
    )


def test_captions_of_pages_without_figures_are_captions() -> None:
    old = '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">A toll <span class="caption">booth</span></p></div>'
    document = read_webpage(PAGE.replace("<h2>What", f"{old}<h2>What").encode())

    assert ("caption", "A toll booth") in blocks(document)
    assert len(blocks(document)) == len(TOLD) + 1


def test_paragraphs_of_bare_line_breaks_are_paragraphs() -> None:
    words = [PARAGRAPH.format(share=share)[3:-4] for share in ("a third", "a fourth", "a fifth")]
    page = f"<html><body><table><tr><td><b>Toll up</b><br><br>{'<br><br>'.join(words)}</td></tr></table></body></html>"

    assert [text[-9:] for _, text in blocks(read_webpage(page.encode()))] == ["Toll up", *["likes it."] * 3]


def test_a_piece_of_a_page_is_read_too() -> None:
    document = read_webpage(
        b"<p>Toll <b>rises</b>: it is <a href='https://varn.example/x'> so</a> .<br>A line.<br><br>New.</p><ul><li>One<li>Two</ul>"
    )

    assert blocks(document) == [
        ("", "Toll rises: it is so .\nA line."),
        ("", "New."),
        ("list_item", "One"),
        ("list_item", "Two"),
    ]
    assert links(document) == [("so", "https://varn.example/x")]


def test_an_article_that_only_a_script_holds_is_read_from_it() -> None:
    words = (
        "The bridge toll will rise by a third, the mayor said on Tuesday. Nobody likes it, and the council votes. " * 5
    )
    page = f"""<html><head><title>Toll up</title><script type="application/ld+json">
        {{"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "{words}"}}</script></head>
        <body><div id="app"></div></body></html>"""

    assert " ".join(read_webpage(page.encode()).text.split()) == words.strip()


def test_struck_out_words_are_pointed_at() -> None:
    page = PAGE.replace("a fifth", "<s>a fifth</s>")

    assert "are struck out" in read_webpage(page.encode()).warnings[0]


@pytest.mark.parametrize(
    ("declared", "codec", "read_as"),
    [
        ('<meta charset="windows-1252">', "cp1252", "CP1252"),
        ('<meta charset="iso-8859-1">', "cp1252", "CP1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251", "CP1251"),
        ('<meta charset="utf-8">', "utf-8", "UTF-8"),
        ('<meta charset="no-such">', "utf-8", "UTF-8"),
        ("", "utf-16", "UTF-16"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_names(declared: str, codec: str, read_as: str) -> None:
    words = "Цена выросла" if codec == "cp1251" else "“Zürich” costs £3"
    page = PAGE.replace('<meta charset="utf-8">', declared).replace("“We had no choice,”", words)

    document = read_webpage(page.encode(codec))

    assert words in document.text
    assert (document.encoding, document.guessed, document.warnings) == (read_as, False, ())


def test_an_encoding_that_is_not_named_is_guessed_and_told() -> None:
    page = f"<html><body><article>{ARTICLE}</article></body></html>".replace("€", "£")

    document = read_webpage(page.encode("cp1252"))

    assert document.guessed
    assert "we read it as Windows-1252" in document.warnings[0]


def test_a_broken_letter_elsewhere_costs_nothing_and_one_in_the_article_is_pointed_at() -> None:
    data = PAGE.encode()

    assert read_webpage(data.replace("© 2026".encode(), b"\xa9 2026")).warnings == ()
    broken = read_webpage(data.replace(b"A queue at", b"A \xe9ueue at"))
    assert "a letter was lost" in broken.warnings[0]


def test_a_language_that_the_words_belie_is_not_believed() -> None:
    german = "<p>Der Rat hat die Maut erhöht. Das ist zum dritten Mal geschehen, und die Fahrer sind wütend.</p>" * 3
    page = f'<html lang="en"><body><article>{german}</article></body></html>'

    assert read_webpage(page.encode()).language == ""
    assert read_webpage(page.replace('"en"', '"de-AT"').encode()).language == "de-AT"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul"])
def test_tags_nested_without_end_are_refused_and_lose_nothing_before(tag: str) -> None:
    def deep(count: int) -> bytes:
        return (f"<html><body><article>{PARAGRAPH}{f'<{tag}>' * count}The end.</article></body></html>").encode()

    assert "The end." in read_webpage(deep(100)).text
    with pytest.raises((Unreadable, RecursionError)):
        read_webpage(deep(50_000))


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError(f"asked the network for {given}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = PAGE.replace("<!doctype html>", '<!DOCTYPE html SYSTEM "http://evil.example/x.dtd">').replace(
        "</head>", '<base href="http://evil.example/"><link rel="stylesheet" href="http://evil.example/x.css"></head>'
    )

    assert blocks(read_webpage(page.encode()))[0] == TOLD[0]


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "h1",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "br",
        "a",
        "b",
        "figcaption",
        "blockquote",
        "pre",
        "span",
        "article",
        "script",
    ]
)
SOUP = st.lists(
    st.one_of(
        TAGS.map("<{}>".format),
        TAGS.map("</{}>".format),
        st.text(max_size=20),
        st.sampled_from(["<!--", "-->", "<a href='", "&#0;", "&nbsp;", "<![CDATA[", "<?xml", "\0", "The toll rises. "]),
    ),
    max_size=60,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_any_soup_of_tags_gives_blocks_in_order_and_links_within_them(soup: str) -> None:
    document = read_webpage(f"<html><body>{soup}".encode("utf-8", "replace"))

    at = 0
    for block in document.layout:
        assert block.start == at
        words = document.text[block.start : block.end]
        assert words == words.strip()
        assert words
        assert document.text[block.end : block.end + 2].strip() == ""
        at = block.end + 2
    for link in document.links:
        assert any(block.start <= link.start < link.end <= block.end for block in document.layout)
