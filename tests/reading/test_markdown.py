"""Markdown is read without its marks, and each paragraph as what the marks say it is."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.reading.document import Unreadable
from annotations.reading.markdown import read_markdown
from annotations.reading.readers import read_here
from annotations.text.decoding import NotAnArticle
from tests.reading.test_webpage import blocks, links

DRAFT = """---
title: "Bridge toll to rise by a third"
authors: [Jo Hale, Ana Lee]
date: 2026-03-03T10:00:00Z
lang: en_GB
url: https://herald.example/toll
tags: [bridge]
---
# Toll up

The *bridge* toll will
rise, says [the paper](/toll.pdf).
Nobody likes it \\*.

Drivers
-------

- It is dear.
- It is **unfair**.

1. First
2. Second

> “No choice.”

| Year | Toll |
|------|-----:|
| 2025 | €3   |

<figure><img src="b.jpg"><figcaption>The bridge</figcaption></figure>

![A queue](q.jpg)
"""


def test_marks_are_read_as_what_they_mean() -> None:
    document = read_markdown(DRAFT.encode())

    assert blocks(document) == [
        ("headline", "Toll up"),
        ("", "The bridge toll will rise, says the paper. Nobody likes it *."),
        ("headline", "Drivers"),
        ("list_item", "It is dear."),
        ("list_item", "It is unfair."),
        ("list_item", "First"),
        ("list_item", "Second"),
        ("quote", "“No choice.”"),
        ("", "Year\tToll"),
        ("", "2025\t€3"),
        ("caption", "The bridge"),
    ]
    assert links(document) == [("the paper", "https://herald.example/toll.pdf")]
    assert document.type == "markdown"


def test_what_stands_above_the_text_is_known() -> None:
    document = read_markdown(DRAFT.replace("\n", "\r\n").encode())

    assert (document.title, document.author) == ("Bridge toll to rise by a third", "Jo Hale, Ana Lee")
    assert (document.language, document.url) == ("en-GB", "https://herald.example/toll")
    assert document.published_on == datetime.date(2026, 3, 3)


def test_rules_that_are_no_head_are_text() -> None:
    document = read_markdown(b"---\n\nIt rose.\n\n---\n\nIt fell.\n")

    assert blocks(document) == [("", "It rose."), ("", "It fell.")]
    assert document.title == ""


def test_struck_out_words_and_guessed_letters_are_told() -> None:
    document = read_markdown("“Ja”, sagte ~~Herr~~ Bürgermeister Müller.".encode("cp1252"))

    assert [warning[:22] for warning in document.warnings] == ["This file is not UTF-8", "Some words of this fil"]
    assert document.text == "“Ja”, sagte Herr Bürgermeister Müller.\n"


def test_what_is_nested_deeply_is_kept_and_without_end_refused() -> None:
    assert read_markdown(b">" * 60 + b" The end.").text == "The end.\n"
    for deep in (b">" * 50_000 + b" The end.", b"- " * 5_000 + b"The end."):
        with pytest.raises(Unreadable, match="nested too deeply"):
            read_here(deep, "markdown")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["# ", "> ", "- ", "1. ", "*", "_", "`", "```\n", "[a](", ")", "|", "|-|", "\n", "\n\n", "    ", "<b>", "---\n", "a: b\n", "x", "\0"]) | st.text(max_size=4), max_size=40).map("".join))  # fmt: skip
def test_any_marks_give_a_text_or_a_refusal(written: str) -> None:
    try:
        document = read_here(written.encode(), "markdown")
    except NotAnArticle:
        return
    assert all(document.text[block.start : block.end].strip() for block in document.layout)


def test_scripts_in_it_are_not_text() -> None:
    assert read_markdown(b"It rose.\n\n<script>alert(1)</script>\n\n<b hidden>x</b>It fell.").text == (
        "It rose.\n\nIt fell.\n"
    )
