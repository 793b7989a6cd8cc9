"""A PDF with text comes in as paragraphs; a scan, a locked one and a harmful one are refused in words."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.reading.document import Unreadable
from annotations.reading.pdf import read_pdf
from annotations.reading.readers import read_here
from annotations.text.decoding import NotAnArticle
from annotations.text.segmentation import sentence_spans
from tests.reading.pdfs import ARTICLE, SECOND, Set, assembled, column, pdf
from tests.reading.test_webpage import blocks

PAPER = pdf(ARTICLE, SECOND, info="/Title (Microsoft Word - toll.doc) /Author (Jo Hale)", lang="en-GB")


def test_lines_become_paragraphs_and_parted_words_are_mended() -> None:
    document = read_pdf(PAPER)

    assert blocks(document) == [
        ("headline", "Bridge toll to rise by a third, the mayor says"),
        ("", "By Jo Hale"),
        (
            "",
            "The bridge toll will rise by a third, the mayor said on Tuesday, and the council’s paper says why. Nobody likes"
            " the well-known burden of the “Anglo-Saxon” school, or the pre- and post-war bridges of this well-known town.",
        ),
        ("", "A second paragraph stands after a space, and it goes on."),
        ("", "A third one is indented, as books do, and has two lines of words before it ends."),
        ("headline", "What drivers say"),
        ("", "• It is dear."),
        ("", "• It is unfair to everybody who crosses it twice each day."),
        ("", "The last line goes on over the edge of the page, and ends there."),
    ]
    kinds = [span.kind for span in sentence_spans(document.text, "en", document.layout)]
    assert kinds == ["headline", "byline", *["body"] * 4, "headline", "list_item", "list_item", "body"]


def test_what_stands_at_the_edge_of_the_pages_is_left_out_and_named() -> None:
    document = read_pdf(PAPER)

    assert "Herald" not in document.text
    assert document.warnings == (
        "Left out, as it stands at the edge of the pages: “The Varn Herald, 3 March 2026”; “1”."
        " Look whether the text goes on there.",
    )
    assert "Herald" in read_pdf(pdf(ARTICLE)).text


def test_page_numbers_are_told_from_other_numbers_at_the_edge() -> None:
    foot = [Set(72, 20, 8, f"The toll, page {number} of 4") for number in (1, 2, 3, 4)]
    pages = [
        [*column("The council met.\n\nNobody came."), Set(72, 600, 10, f"Row {n}: {n * n}"), foot[n - 1]]
        for n in (1, 2, 3, 4)
    ]
    for number, page in enumerate(pages):
        page[0] = page[0]._replace(words=f"The council met in {2019 + 3 * number}.")

    document = read_pdf(pdf(*pages))

    assert [f"Row {number}: {number * number}" in document.text for number in (1, 2, 3, 4)] == [True] * 4
    assert [f"in {year}." in document.text for year in (2019, 2022, 2025, 2028)] == [True] * 4
    assert "page" not in document.text


def test_a_title_in_large_type_is_no_running_head_though_it_has_its_words() -> None:
    head = Set(72, 760, 8, "The toll")
    pages = [column(f"{word} rises.\n\nNobody likes {word.lower()}.\n\n{word} again.") for word in ("A", "B", "C", "D")]
    pages[0].insert(0, Set(72, 760, 24, "The toll"))

    document = read_pdf(pdf(pages[0], *([head, *page] for page in pages[1:])))

    assert blocks(document)[0] == ("headline", "The toll")
    assert document.text.count("The toll") == 1


def test_a_bullet_or_an_address_of_another_size_parts_no_paragraph() -> None:
    line = b"BT /F1 10 Tf 1 0 0 1 72 688 Tm (by a third. See ) Tj /F1 7 Tf (varn.example/toll) Tj /F1 10 Tf ( for more.) Tj ET "
    bullet = b"BT /F1 14 Tf 1 0 0 1 72 676 Tm (\x95 ) Tj /F1 10 Tf (It is dear, they say.) Tj ET "
    raw = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (The toll on the old bridge rises) Tj ET " + line + bullet

    assert read_pdf(pdf([], raw=raw)).text == (
        "The toll on the old bridge rises by a third. See varn.example/toll for more.\n\n• It is dear, they say.\n"
    )


def test_text_that_stands_at_the_edge_of_every_page_is_not_taken_for_a_margin() -> None:
    pages = [column("1 in 3 drivers pays\nthe whole toll each day,\nand the others do not.") for _ in range(4)]

    assert read_pdf(pdf(*pages)).text.count("1 in 3 drivers pays the whole toll") == 4


def test_what_the_file_says_of_itself_is_known_but_no_name_of_a_file_is_a_title() -> None:
    assert (read_pdf(PAPER).title, read_pdf(PAPER).author, read_pdf(PAPER).language) == ("", "Jo Hale", "en-GB")
    plain = read_pdf(pdf(column("The toll rises."), info="/Title (The toll) /Author (Unknown)"))
    assert (plain.title, plain.author) == ("The toll", "")
    assert read_pdf(pdf(column("The toll rises."), info="/Title (toll-final2.docx)")).title == ""


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The infor-\nmation came.", "The information came."),
        ("A well-\nknown man. She is well-known.", "A well-known man. She is well-known."),
        ("A well-\nknown man. A wellknown one, well-known.", "A wellknown man. A wellknown one, well-known."),
        ("The Anglo-\nSaxon one.", "The Anglo-Saxon one."),
        ("From 2019-\n20 on.", "From 2019-20 on."),
        ("The pre-\nand post-war.", "The pre- and post-war."),
        ("Nord-\nund Ostsee.", "Nord- und Ostsee."),
        ("He came -\nat last.", "He came - at last."),
        ("The soft\u00ad\nhyphen.", "The softhyphen."),
        ("It rose\nby a third.", "It rose by a third."),
    ],
)
def test_hyphens_at_line_ends(lines: str, text: str) -> None:
    assert read_pdf(pdf(column(lines))).text == text + "\n"


def test_a_turned_page_reads_the_same_and_what_is_set_sideways_on_another_is_left() -> None:
    assert read_pdf(pdf(ARTICLE, rotate=90)).text == read_pdf(pdf(ARTICLE)).text
    aside = b"BT /F1 10 Tf 0 1 -1 0 30 300 Tm (arXiv:1234) Tj ET\n"
    assert read_pdf(pdf(ARTICLE, raw=aside)).text == read_pdf(pdf(ARTICLE)).text


def test_ligatures_are_letters_and_what_cannot_be_printed_goes() -> None:
    raw = b"BT /F1 10 Tf 72 500 Td <0001020354686520746F6C6C> Tj ET "

    assert read_pdf(pdf([], raw=raw)).text == "The toll\n"


def test_a_scan_is_told_from_a_text_and_a_page_of_it_among_others_is_named() -> None:
    picture = b"q 612 0 0 792 0 0 cm /Im1 Do Q "
    with pytest.raises(Unreadable, match=r"only pictures of it.*\(OCR\)"):
        read_pdf(pdf([], [], raw=picture))

    document = read_pdf(pdf(column("The toll rises."), [], column("Nobody likes it.")))
    assert document.warnings == ("There is no text on page 2: a picture of text is not read.",)


def test_signs_that_are_no_letters_are_not_taken_for_text() -> None:
    with pytest.raises(Unreadable, match="does not say which letters"):
        read_pdf(pdf(column("(cid:12)(cid:7) (cid:99)(cid:3)")))


def locked(user: str, algorithm: str = "AES-256") -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PAPER))
    writer.encrypt(user, "owner", algorithm=algorithm)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_one_with_a_password_is_refused_and_one_that_only_forbids_printing_is_read(algorithm: str) -> None:
    with pytest.raises(Unreadable, match="protected by a password"):
        read_here(locked("secret", algorithm), "pdf")
    assert read_pdf(locked("", algorithm)).text == read_pdf(PAPER).text


def cyclic() -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 2 /Kids [2 0 R 3 0 R] /Parent 3 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
            b"<< >>",
        ]
    )


def endless_form() -> bytes:
    """A form that draws itself."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 6 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
            b"<< >>",
            form,
            b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        ]
    )


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\nThe toll rises.",
        PAPER[:400],
        PAPER[:-900],
        cyclic(),
        endless_form(),
        assembled([b"[" * 100_000] * 4),
        pdf([], raw=b"[" * 50_000),
        pdf([], raw=b"q " * 100_000 + b"<<" * 5_000),
        re.sub(rb"startxref\n\d+", b"startxref\n0", PAPER[:200] + PAPER[-60:]),
    ],
    ids=["header", "words", "cut-off", "torn", "cyclic", "endless-form", "arrays", "deep", "states", "no-objects"],
)
def test_a_harmful_or_torn_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"is damaged|only pictures|nested too deeply"):
        read_here(data, "pdf")


def test_a_page_that_unpacks_to_more_than_memory_should_hold_is_refused() -> None:
    bomb = pdf([], raw=bytes(200_000_000))
    assert len(bomb) < 300_000

    with pytest.raises(Unreadable, match="needs more memory"):
        read_here(bomb, "pdf")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAPER) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_file_gives_a_text_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PAPER)
    for place, byte in changes:
        data[place] = byte
    try:
        document = read_here(bytes(data), "pdf")
    except NotAnArticle:
        return
    assert all(document.text[block.start : block.end].strip() for block in document.layout)


WORDS = st.text("abc -•.ÄB", min_size=1, max_size=30)
PLACES = st.builds(Set, st.integers(0, 600), st.integers(0, 790), st.sampled_from([8, 10, 20]), WORDS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PLACES, max_size=12), min_size=1, max_size=4))
def test_no_letter_is_lost_but_those_that_are_named(pages: list[list[Set]]) -> None:
    given_letters = sorted(letter for page in pages for line in page for letter in line.words if letter.isalpha())
    try:
        document = read_here(pdf(*pages), "pdf")
    except NotAnArticle:
        assert not given_letters
        return
    if not any("Left out" in warning for warning in document.warnings):
        assert sorted(letter for letter in document.text if letter.isalpha()) == given_letters
