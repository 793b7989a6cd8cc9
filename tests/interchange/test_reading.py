"""A checked article is taken in exactly, or refused with the place of the first thing that is wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.interchange import shape
from annotations.interchange.errors import BadArticle
from annotations.interchange.json_values import DECODER
from annotations.interchange.reading import read_article
from annotations.interchange.writing import plain, written

TEXT = "Toll to rise\n\nThe toll rises in May. The toll is due."
WHOLE: dict[str, Any] = {
    "format": shape.FORMAT,
    "title": "Toll",
    "published_on": "2026-03-03",
    "text": TEXT,
    "units": [[0, 12, 1, "headline"], [14, 36, 2, "body"], [37, 53, 2, "body"]],
    "links": [[0, 4, "https://a.example"]],
    "sources": [
        {"id": "a", "title": "Minutes"},
        {"id": "b", "url": "https://a.example", "class": "primary", "origin": "a"},
    ],
    "claims": [
        {
            "id": "1",
            "statement": "The toll rises in May.",
            "places": [{"quote": "rises in May"}, {"start": 0, "end": 12}, {"start": 14, "quote": "The toll"}],
            "checks": [
                {
                    "checker": "omar",
                    "at": "2026-03-04T10:30:00+01:00",
                    "verdict": "accurate",
                    "sources": [
                        {"source": "b", "stance": "supports"},
                        {"source": {"title": "A clerk", "kind": "person", "origin": "a"}, "stance": "context"},
                    ],
                }
            ],
            "notes": [{"text": "Who?", "kind": "query"}, {"text": "Ada.", "kind": "answer", "answers": 0}],
            "ruling": {"reviewer": "rita", "verdict": "accurate", "reason": "So it is."},
            "sign_off": {"reviewer": "mona"},
        },
        {"statement": "It is due.", "within": "1", "places": [{"quote": "is due"}], "not_checkable": "opinion"},
    ],
}


def changed(*way: str | int, to: Any) -> dict[str, Any]:
    """Give the whole article with one value changed; without one the field is taken out."""
    article = copy.deepcopy(WHOLE)
    *above, last = way
    inside: Any = article
    for step in above:
        inside = inside[step]
    inside[last] = to
    return article


def test_an_article_is_read_with_all_its_fields() -> None:
    article = read_article(WHOLE)

    claim = article.claims[0]
    assert [(place.start, place.end, place.quote) for place in claim.places] == [
        (23, 35, "rises in May"),
        (0, 12, "Toll to rise"),
        (14, 22, "The toll"),
    ]
    assert str(claim.checks[0].at) == "2026-03-04 09:30:00+00:00"
    assert article.sources[1].source_class == "primary"
    assert isinstance(claim.checks[0].sources[1].source, shape.Source)
    assert article.claims[1].checks == []


def test_what_is_written_is_read_as_the_same() -> None:
    article = read_article(WHOLE)

    assert read_article(DECODER.decode(written(article))) == article
    assert "\n" not in written(article)


def test_null_is_as_if_nothing_was_said() -> None:
    assert read_article(changed("claims", 0, "checks", 0, "verdict", to=None)).claims[0].checks[0].verdict == ""


WRONG = [
    (changed("format", to="other"), "format: say “galleyproof-article-1”"),
    (changed("text", to=None), "an article needs a field “text”"),
    (changed("text", to="a\0b"), "text: at character 1 it holds a zero character"),
    (changed("title", to="half \ud800"), "title: at character 5 it holds half a character"),
    (changed("titel", to="x"), "an article has no field “titel”. It may have: format, title, author"),
    (changed("sha256", to="0" * 64), "sha256: it is not that of this text"),
    (changed("published_on", to="2026-13-01"), "published_on: “2026-13-01” is no date; write it as 2026-11-24"),
    (changed("units", 1, to=[14, 36, 2]), "units[1]: it is [start, end, paragraph, kind], and this is a list"),
    (changed("units", 1, to=[14, 36, 2, "verse"]), "units[1]: “verse” is none of headline"),
    (changed("units", 1, to=[13, 36, 2, "body"]), "units[1]: a unit begins and ends with a letter or a sign"),
    (changed("units", 1, to=[15, 36, 2, "body"]), "units[1]: the words at 14 are in no unit"),
    (changed("units", 2, to=[35, 53, 2, "body"]), "units[2]: 35 to 53 is empty, outside the text, or begins before"),
    (changed("units", 2, to=[37, 53, 4, "body"]), "units[2]: paragraph 4 does not follow on paragraph 2"),
    (changed("units", to=WHOLE["units"][:2]), "units[1]: the words at 37 are in no unit"),
    (changed("links", 0, to=[0, 99, "https://a.example"]), "links[0]: 0 to 99 lies not in the text"),
    (changed("links", 0, to="https://a.example"), "links[0]: it is [start, end, url], and this is “https://a.example”"),
    (changed("claims", to={}), "claims: it is a list in brackets, and this is an object"),
    (changed("claims", 0, to=[]), "claims[0]: a claim is an object in braces, and this is a list"),
    (changed("claims", 0, "verdct", to=1), "claims[0]: a claim has no field “verdct”"),
    (changed("claims", 0, "statement", to=7), "claims[0].statement: it is words in quotation marks, and this is 7"),
    (changed("claims", 0, "type", to="lie"), "claims[0].type: “lie” is none of fact, number"),
    (changed("claims", 1, "places", to=[]), "claims[1].places: say at least one place"),
    (changed("claims", 1, "places", 0, to={}), "claims[1].places[0]: say where: start and end, or the exact words"),
    (changed("claims", 1, "places", 0, to={"quote": "Mai"}), "claims[1].places[0]: these words are not in the text"),
    (
        changed("claims", 1, "places", 0, to={"quote": "toll"}),
        "claims[1].places[0]: these words stand in the text more",
    ),
    (
        changed("claims", 1, "places", 0, to={"start": 3}),
        "claims[1].places[0]: it has a start and no end, and no words",
    ),
    (changed("claims", 1, "places", 0, to={"end": 3}), "claims[1].places[0]: it has an end and no start"),
    (changed("claims", 1, "places", 0, to={"start": 5, "end": 5}), "claims[1].places[0]: 5 to 5 lies not in the text"),
    (
        changed("claims", 1, "places", 0, to={"start": 5, "end": 99}),
        "claims[1].places[0]: 5 to 99 lies not in the text",
    ),
    (
        changed("claims", 1, "places", 0, to={"start": 0, "end": 4, "quote": "toll"}),
        "claims[1].places[0]: the words from 0 to 4 are others",
    ),
    (changed("claims", 1, "places", 0, to={"start": -1, "end": 4}), "claims[1].places[0].start: it is a whole number"),
    (changed("claims", 1, "places", 0, to={"start": 1.0, "end": 4}), "claims[1].places[0].start: it is a whole number"),
    (
        changed("claims", 1, "places", 0, to={"start": True, "end": 4}),
        "claims[1].places[0].start: it is a whole number",
    ),
    (changed("claims", 1, "places", 0, to={"start": 2**31}), "claims[1].places[0].start: it is a whole number"),
    (changed("claims", 1, "within", to="7"), "claims[1].within: no claim of this file has the id “7”"),
    (changed("claims", 0, "within", to="1"), "claims[0].within: it leads back to itself"),
    (changed("claims", 1, "id", to="1"), "claims[1].id: another claim has the id “1” already: claims[0]"),
    (
        changed("claims", 0, "checks", 0, "at", to="2026-03-04T10:30:00"),
        "claims[0].checks[0].at: “2026-03-04T10:30:00” is no",
    ),
    (changed("claims", 0, "checks", 0, "at", to="0001-01-01T00:00:00+10:00"), "claims[0].checks[0].at: "),
    (
        changed("claims", 0, "checks", 0, "sources", 0, "source", to="z"),
        "claims[0].checks[0].sources[0].source: no source",
    ),
    (
        changed("claims", 0, "checks", 0, "sources", 0, "source", to={}),
        "claims[0].checks[0].sources[0].source: a source needs",
    ),
    (
        changed("claims", 0, "checks", 0, "sources", 0, "source", to={"id": "c", "title": "C"}),
        "claims[0].checks[0].sources[0].source: a source with an id stands",
    ),
    (changed("sources", 0, "origin", to="b"), "sources[0].origin: it leads back to itself"),
    (changed("sources", 0, "id", to=None), "sources[0]: it needs an “id”"),
    (
        changed("sources", 0, "confidential", to="yes"),
        "sources[0].confidential: it is true or false, and this is “yes”",
    ),
    (changed("claims", 0, "notes", 1, "answers", to=1), "claims[0].notes[1].answers: note 1 of this claim is no query"),
    (changed("claims", 0, "notes", 1, "answers", to=None), "claims[0].notes[1]: an answer names the query"),
    (changed("claims", 0, "notes", 0, "state", to="closed"), "claims[0].notes[0].state: a query is answered when"),
    (changed("claims", 0, "notes", 1, "state", to="open"), "claims[0].notes[1].state: only a query is open"),
    (changed("claims", to=[{}] * 20_001), "claims: 20,001 are too many"),
    ([], "an article is an object in braces, and this is a list"),
    ("x" * 100, "an article is an object in braces, and this is “xxxx"),
    ({}, "format: say"),
]


@pytest.mark.parametrize(("article", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_what_is_wrong_is_said_with_its_place(article: Any, message: str) -> None:
    with pytest.raises(BadArticle) as refused:
        read_article(article)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_name_that_stands_twice_is_refused_where_it_stands() -> None:
    data = json.dumps(WHOLE).replace('"statement": "It is due."', '"statement": "It is due.", "statement": "No."')

    with pytest.raises(BadArticle, match=r"^claims\[1\]: “statement” stands here twice"):
        read_article(DECODER.decode(data))


def test_a_chain_may_be_no_longer_than_on_the_desk() -> None:
    def chain(length: int) -> dict[str, Any]:
        return changed(
            "sources",
            to=[{"id": str(n), "title": "A", "origin": str(n + 1)} for n in range(length)]
            + [{"id": str(length), "title": "A"}, *WHOLE["sources"]],
        )

    assert read_article(chain(20)).sources[0].origin == "1"
    with pytest.raises(BadArticle, match=r"^sources\[0\]\.origin: it leads on more than 20 times"):
        read_article(chain(21))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


def ways(value: Any) -> list[list[str | int]]:
    """List the way to everything that an article holds."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [[], *([name, *way] for name, each in inside for way in ways(each))]


@given(st.sampled_from([way for way in ways(WHOLE) if way]), ANYTHING)
def test_whatever_stands_in_a_field_it_is_read_or_refused_in_one_line(way: list[str | int], value: Any) -> None:
    try:
        article = read_article(changed(*way, to=value))
    except BadArticle as bad:
        article, refused = None, str(bad)
    if article:
        assert read_article(plain(article)) == article
    else:
        assert refused.isprintable()
        assert len(refused) < 500


def test_the_document_names_every_field_and_code_of_the_format() -> None:
    document = (Path(__file__).parents[2] / "docs" / "interchange.md").read_text()
    kinds = [getattr(shape, name) for name in ("Article", "Claim", "Place", "Check", "Citation", "Source", "Note")]
    fields = {named for kind in kinds for named in _names(kind)} | {"reviewer", "reason"}
    codes = [shape.UnitKind, shape.ClaimType, shape.Risk, shape.NotCheckable, shape.Confidence, shape.Stance]
    codes += [shape.SourceKind, shape.SourceClass, shape.NoteKind, shape.Audience, shape.QueryState]

    missing = [
        word for word in {*fields, *(code for kind in codes for code in kind.values)} if f"`{word}`" not in document
    ]
    assert missing == []


def test_the_example_of_the_document_is_read() -> None:
    document = (Path(__file__).parents[2] / "docs" / "interchange.md").read_text()
    example = document.partition("```json\n")[2].partition("```")[0]

    assert read_article(DECODER.decode(example)).claims[0].places[0].start == 21


def _names(kind: Any) -> list[str]:
    return [field.metadata.get("name", name) for name, field in kind.__dataclass_fields__.items()]
