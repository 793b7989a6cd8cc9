"""Texts whose sentences were labelled elsewhere become checked articles, and nothing of them goes without a word."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.interchange.errors import BadArticle
from annotations.interchange.labelled import converted
from annotations.interchange.shape import Check, Claim, Source

TEXT = "The toll rises in May. It is dear, says Ada."


def claim(**changed: Any) -> dict[str, Any]:
    whole = {
        "statement": "The toll rises in May.",
        "checkworthiness": "factual",
        "true": True,
        "corrected": "The toll rises in May.",
        "note": "NA",
        "sources": [],
    }
    return whole | changed


def text(*claims: dict[str, Any], sentence: str = "The toll rises in May.", **more: Any) -> dict[str, Any]:
    return {"title": "Toll", "text": TEXT, "sentences": [{"text": sentence, "claims": list(claims)}], **more}


def one(**changed: Any) -> Claim:
    (made,) = converted(text(claim(**changed))).article.claims
    return made


def check(**changed: Any) -> Check:
    (made,) = one(**changed).checks
    return made


@pytest.mark.parametrize(
    ("true", "verdict"),
    [
        (True, "accurate"),
        (False, "inaccurate"),
        ("True", "accurate"),
        ("unknown", "unverifiable"),
        (None, "unverifiable"),
        ("NA", "unverifiable"),
        ("half-true", "half-true"),
    ],
)
def test_true_and_false_are_verdicts(true: Any, verdict: str) -> None:
    assert check(true=true).verdict == verdict


def test_a_corrected_statement_is_the_change_required_where_it_is_another() -> None:
    assert check(true=False, corrected=" The toll falls. ").required_change == "The toll falls."
    assert check(corrected=" The toll rises in May.").required_change == ""
    assert check(true=False, corrected="NA").required_change == ""


def test_a_note_stays_unless_there_is_none() -> None:
    assert [check(note=note).note for note in ("NA", " ", " So it is.\n")] == ["", "", "So it is."]


@pytest.mark.parametrize(
    ("stance", "mapped", "kept"),
    [
        ("completely-support", "supports", ""),
        ("partially-support", "supports", "labelled “partially-support”"),
        ("refute", "refutes", ""),
        ("irrelevant", "context", "labelled “irrelevant”"),
        ("Baffling", "context", "labelled “baffling”"),
    ],
)
def test_a_stance_is_one_of_ours_and_its_word_is_kept_where_it_says_more(stance: str, mapped: str, kept: str) -> None:
    (use,) = check(sources=[{"url": "https://a.example", "stance": stance}]).sources

    assert (use.source, use.stance, use.locator) == (Source(url="https://a.example"), mapped, kept)


def test_one_source_with_one_stance_stands_once() -> None:
    urls = [("https://a.example", "refute"), ("https://b.example", "refute"), ("https://a.example", "refute")]
    urls += [("https://a.example", "irrelevant")]

    uses = check(sources=[{"url": url, "stance": stance} for url, stance in urls]).sources

    assert [(use.source.url, use.stance) for use in uses if isinstance(use.source, Source)] == [
        ("https://a.example", "refutes"),
        ("https://b.example", "refutes"),
        ("https://a.example", "context"),
    ]


@pytest.mark.parametrize(
    ("label", "reason", "kind"),
    [("opinion", "opinion", "opinion"), ("prediction", "prediction", "prediction"), ("not_a_claim", "no_fact", "fact")],
)
def test_what_is_no_fact_is_not_checkable_and_what_was_said_of_it_stays(label: str, reason: str, kind: str) -> None:
    source = {"url": "https://a.example", "stance": "irrelevant"}
    made = one(checkworthiness=label, note="Nobody knows.", sources=[source, source])

    assert (made.not_checkable, made.type, made.checks) == (reason, kind, [])
    assert [note.text for note in made.notes] == ["Nobody knows.\nhttps://a.example (irrelevant)"]
    assert one(checkworthiness=label).notes == []


def test_a_sentence_that_is_not_there_is_said_with_what_is_lost() -> None:
    made = converted(text(claim(), claim(), sentence="Nobody has ever seen such a bridge."))

    assert made.article.claims == []
    assert made.missing == [
        "sentences[0]: “Nobody has ever seen such a bridge.” is not in the text; its 2 claims are left out."
    ]


def test_a_sentence_on_other_words_is_said() -> None:
    made = converted(text(claim(), sentence="It is dear."))

    assert TEXT[slice(made.article.claims[0].places[0].start, made.article.claims[0].places[0].end)] == "It is dear"
    assert made.remarks == ["sentences[0]: “It is dear.” was put on the words “It is dear” from 23 on."]


def test_labels_that_are_not_known_are_said() -> None:
    made = converted(text(claim(checkworthiness="perhaps", sources=[{"url": "https://a.example", "stance": "odd"}])))

    assert made.remarks == [
        "sentences[0].claims[0].checkworthiness: “perhaps” was taken for “factual”.",
        "sentences[0].claims[0].sources: the stance “odd” was taken for “context”.",
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "a text is an object in braces"),
        ({"text": "So."}, "a text needs a field “sentences”"),
        (text(claim(true=1)), r"sentences\[0\]\.claims\[0\]\.true: it is words in quotation marks, and this is 1"),
        (text(claim(sources=[{"stance": "refute"}])), r"sentences\[0\]\.claims\[0\]\.sources\[0\]: a source needs"),
        (text(claim(note="\0")), r"sentences\[0\]\.claims\[0\]\.note: at character 0"),
    ],
)
def test_what_is_no_labelled_text_is_refused_with_its_place(value: Any, message: str) -> None:
    with pytest.raises(BadArticle, match=f"^{message}"):
        converted(value)
