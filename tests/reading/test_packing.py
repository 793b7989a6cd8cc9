"""A document is carried to the last character, and nothing else is taken for one."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.reading.document import Document, Link
from annotations.reading.packing import packed, unpacked
from annotations.text.kinds import KINDS
from annotations.text.layout import Block

SHOWN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text())
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return Document(
        text=text,
        type=draw(st.sampled_from(["text", "html", "markdown", "docx", "pdf"])),
        layout=tuple(Block(*pair, draw(st.sampled_from(["", *KINDS]))) for pair in pairs),
        links=tuple(Link(*pair, draw(SHOWN)) for pair in pairs),
        title=draw(SHOWN),
        published_on=draw(st.none() | st.dates()),
        guessed=draw(st.booleans()),
        warnings=tuple(draw(st.lists(SHOWN, max_size=3))),
    )


@given(documents())
def test_what_was_packed_comes_back(document: Document) -> None:
    line = packed(document)

    assert line.isascii()
    assert "\n" not in line
    assert unpacked(line) == document


WHOLE = json.loads(packed(Document("The toll.", "html", layout=(Block(0, 9, ""),), published_on=datetime.date.min)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1},
        {"type": "exe"},
        {"title": None},
        {"layout": [[0, 10, ""]]},
        {"layout": [[4, 2, ""]]},
        {"layout": [[0, 4, ""], [2, 6, ""]]},
        {"layout": [[-1, 4, ""]]},
        {"layout": [[0, 4.0, ""]]},
        {"layout": [[False, True, ""]]},
        {"layout": [[0, 4, "heading"]]},
        {"layout": [[0, 4, []]]},
        {"layout": [[0, 4]]},
        {"layout": 7},
        {"links": [[0, 99, "https://varn.example"]]},
        {"links": [[0, 4, None]]},
        {"links": [[0, 4, "https://varn.example/\0"]]},
        {"warnings": [1]},
        {"warnings": ["half \ud83d"]},
        {"encoding": "half \ud83d"},
        {"guessed": 1},
        {"published_on": "soon"},
        {"published_on": 7},
        {"more": 1},
    ],
    ids=str,
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    assert unpacked(json.dumps(WHOLE)).text == "The toll."
    with pytest.raises(ValueError, match=r"."):
        unpacked(json.dumps(WHOLE | wrong))


@given(st.text() | st.recursive(st.none() | st.text(max_size=3), lambda inner: st.lists(inner) | inner).map(json.dumps))
def test_any_words_are_a_document_or_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(line)
