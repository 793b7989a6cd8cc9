"""A transcript: each row is one unit, whatever parts its columns, and each claim stands on what was said."""

from __future__ import annotations

import csv
import io
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.interchange.errors import BadArticle
from annotations.interchange.reading import read_article
from annotations.interchange.rows import rows_in
from annotations.interchange.shape import Article
from annotations.interchange.transcript import LONGEST_PARAGRAPH, columns_of, transcript
from annotations.interchange.writing import plain
from annotations.text.given import check_units
from annotations.text.paragraphs import GAP

ROWS = [
    ["1", "ADA", "Good evening.", "N/A", "-", "-"],
    ["2", "ADA", "The toll rises.", "1", "The toll on the bridge rises.", "TRUE"],
    ["3", "BEN", "It does not, and never has.", "2", "The toll never rose.", "FALSE"],
    ["4", "ADA", "It rises in May.", "1", "The toll on the bridge rises.", "TRUE"],
]


def tsv(rows: list[list[str]], sign: str = "\t") -> str:
    return "".join(f"{sign.join(row)}\n" for row in rows)


def units(article: Article) -> list[str]:
    return [article.text[unit.start : unit.end] for unit in article.units]


def refused(text: str, columns: tuple[str, ...] = ()) -> str:
    with pytest.raises(BadArticle) as bad:
        transcript(text, columns)
    assert str(bad.value).isprintable()
    return str(bad.value)


def test_a_row_is_a_unit_and_a_turn_begins_with_its_speaker() -> None:
    article = transcript(tsv(ROWS))

    assert units(article) == [
        "ADA: Good evening.",
        "The toll rises.",
        "BEN: It does not, and never has.",
        "ADA: It rises in May.",
    ]
    assert [unit.paragraph for unit in article.units] == [1, 1, 2, 3]
    assert (
        article.text
        == "ADA: Good evening. The toll rises.\n\nBEN: It does not, and never has.\n\nADA: It rises in May."
    )


def test_rows_of_one_number_are_one_claim_on_the_words_that_were_said() -> None:
    first, second = transcript(tsv(ROWS)).claims

    assert (first.statement, first.claimant, first.checks[0].verdict) == (
        "The toll on the bridge rises.",
        "ADA",
        "TRUE",
    )
    assert [place.quote for place in first.places] == ["The toll rises.", "It rises in May."]
    assert (second.claimant, [place.quote for place in second.places]) == ("BEN", ["It does not, and never has."])


def test_other_words_for_one_claim_are_a_note_and_other_speakers_claimants_too() -> None:
    rows = [*ROWS, ["5", "BEN", "So it does.", "1", "It does rise.", "TRUE"]]
    claim = transcript(tsv(rows)).claims[0]

    assert claim.claimant == "ADA, BEN"
    assert [note.text for note in claim.notes] == ["Also put as: It does rise."]


def test_a_claim_without_number_or_words_is_a_claim_of_its_row() -> None:
    rows = [["1", "ADA", "It rises.", "", "", "TRUE"], ["2", "ADA", "It falls.", "", "It falls so.", "-"]]
    first, second = transcript(tsv(rows)).claims

    assert (first.statement, first.checks[0].verdict) == ("It rises.", "TRUE")
    assert (second.statement, second.checks) == ("It falls so.", [])


def test_a_row_without_a_speaker_goes_on_with_the_one_before() -> None:
    article = transcript("ADA\tOne.\n\tTwo.\nBEN\tThree.\n")

    assert units(article) == ["ADA: One.", "Two.", "BEN: Three."]
    assert units(transcript("1\t\tOne.\n2\t\tTwo.\n")) == ["One.", "Two."]


def test_a_long_turn_is_parted_into_paragraphs() -> None:
    article = transcript("".join(f"ADA\tSentence {n}.\n" for n in range(2 * LONGEST_PARAGRAPH + 1)))

    found = [len(list(group)) for _, group in groupby(article.units, key=lambda unit: unit.paragraph)]
    assert found == [LONGEST_PARAGRAPH, LONGEST_PARAGRAPH, 1]
    assert article.text.count("ADA: ") == 1


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_columns_are_parted_by_tabs_commas_or_semicolons(sign: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(ROWS)

    assert transcript(out.getvalue()) == transcript(tsv(ROWS))


@pytest.mark.parametrize(
    "header",
    [
        ["line", "speaker", "sentence", "claim_number", "normalized_claim", "label"],
        ["No", "Who", "Text", "Claim ID", "Claim", "Verdict"],
        ["LINE-NO", "Speaker", "Utterance", "claim no", "normalised claim", "rating"],
    ],
)
def test_a_header_tells_the_columns_in_any_order(header: list[str]) -> None:
    assert transcript(tsv([header, *ROWS])) == transcript(tsv(ROWS))
    turned = [row[::-1] for row in [header, *ROWS]]
    assert transcript(tsv(turned)) == transcript(tsv(ROWS))


def test_the_option_tells_the_columns_and_goes_before_a_header() -> None:
    rows = [["x", said, who] for _, who, said, *_ in ROWS]
    named = columns_of("-, sentence, speaker")

    assert units(transcript(tsv(rows), named)) == units(transcript(tsv(ROWS)))
    assert units(transcript(tsv([["id", "text", "name"], *rows]), named)) == units(transcript(tsv(ROWS)))


@pytest.mark.parametrize("names", ["", "speaker", "sentence,sentence", "sentence,mood", "line,,sentence"])
def test_columns_that_are_none_are_refused(names: str) -> None:
    with pytest.raises(ValueError, match="name each column once, “sentence” among them: line, speaker"):
        columns_of(names)


def test_quotation_marks_are_the_words_own_where_they_make_no_cells() -> None:
    rows = ['ADA\t"Never," he said.\n', "ADA\tOr did he?\n", 'BEN\tSo "they" say."\n']
    assert units(transcript("".join(rows))) == ['ADA: "Never," he said.', "Or did he?", 'BEN: So "they" say."']
    assert units(transcript('ADA\t"So, ""they"" say."\n')) == ['ADA: So, "they" say.']
    assert units(transcript('ADA,"One,\r\ntwo."\nBEN,"Three."\n')) == ["ADA: One, two.", "BEN: Three."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is nothing in this file."),
        ("\n \t \n", "There is nothing in this file."),
        ("speaker\tsentence\n", "There is no row in this file besides its header."),
        (
            "a\n",
            "Of 1 column without a header nobody can tell what they hold. Name them: line, speaker, sentence, claim",
        ),
        ("a\tb\tc\td\n", "Of 4 columns without a header"),
        (tsv(ROWS) + "5\tADA\n", "line 5: it has 2 columns and not 6."),
        ("ADA\tOne.\n\nBEN\t \nBEN\t\u200b\n", "line 3: it has no sentence. line 4: it has no sentence."),
        ("ADA\tOne.\n" + "BEN\n" * 9, "line 2: it has 1 column and not 2."),
        ('ADA,"One.\nBEN,Two.\n', "line 1: its columns cannot be told apart (unexpected end of data)"),
        (
            tsv(ROWS).replace("2\tThe toll never", "1\tThe toll never"),
            "line 3: claim “1” is “FALSE” here and “TRUE” in line 2.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_many_wrong_rows_are_counted() -> None:
    assert refused("ADA\tOne.\n" + "BEN\n" * 9).endswith("line 6: it has 1 column and not 2. And 4 more rows.")


def test_more_claims_than_anybody_checks_are_refused() -> None:
    assert refused("".join(f"{n}\tA\tSo.\t{n}\t-\t-\n" for n in range(20_001))).startswith(
        "claims: 20,001 are too many"
    )


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
SAID = CELL.filter(lambda cell: cell.strip(GAP))


@given(st.lists(st.tuples(st.sampled_from(["", "A", "B"]), SAID), min_size=1, max_size=30))
def test_whatever_was_said_each_row_is_one_unit(said: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("speaker", "sentence"), *said])

    article = transcript(out.getvalue())

    assert len(article.units) == len(said)
    check_units(article.text, article.units)
    for unit, (_, sentence) in zip(article.units, said, strict=True):
        assert article.text[unit.start : unit.end].endswith(" ".join(sentence.strip(GAP).splitlines()))
    assert read_article(plain(article)) == article


@given(st.text('ab\t,;"\r\n“\u2028', max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        article = transcript(text)
    except BadArticle as bad:
        article, wrong = None, str(bad)
    if article:
        check_units(article.text, article.units)
    else:
        assert "\n" not in wrong


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(["\t", ",", ";"]))
def test_what_csv_writes_is_read_as_it_was(rows: list[list[str]], sign: str) -> None:
    out = io.StringIO()
    # All in quotation marks, or a file of one column is as good a reading.
    csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL).writerows([["no", "who", "text"], *rows])

    found = [row.cells for row in rows_in(out.getvalue())]

    assert found == [["no", "who", "text"], *(row for row in rows if any(map(str.strip, row)))]
