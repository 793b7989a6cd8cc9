"""A Word document comes in as its styles call its paragraphs, with tables, links and notes; bombs do not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.reading import packages
from annotations.reading.document import Unreadable
from annotations.reading.reader import read_document
from annotations.reading.readers import read_here
from annotations.reading.types import type_of
from annotations.reading.word import read_word
from annotations.text.decoding import NotAnArticle, TooLarge
from tests.reading.packages import DRAFT, paragraph, run, table, word
from tests.reading.test_webpage import blocks, links


def test_paragraphs_come_in_as_their_styles_call_them() -> None:
    document = read_word(DRAFT)

    assert blocks(document) == [
        ("headline", "Bridge toll to rise by a third"),
        ("", "By Jo Hale"),
        ("", "The toll will rise, says the paper.[1] Nobody likes it."),
        ("headline", "What drivers say"),
        ("list_item", "It is dear."),
        ("list_item", "It is unfair."),
        ("list_item", "First"),
        ("quote", "“We had no choice,” said the mayor."),
        ("", "Year\tToll"),
        ("", "2025\t€3"),
        ("caption", "The bridge on Monday"),
        ("", "The council votes on Friday."),
        ("list_item", "Minutes of 3 March."),
    ]
    assert links(document) == [("the paper", "https://varn.example/toll.pdf")]
    assert (document.warnings, document.type, type_of(DRAFT)) == ((), "docx", "docx")


def test_what_the_document_says_of_itself_is_known_but_a_headline_is_a_better_title() -> None:
    document = read_word(DRAFT)
    assert (document.title, document.author, document.language) == ("", "Jo Hale, Ana Lee", "en-GB")

    core = "<dc:title>The toll</dc:title><dc:creator>python-docx</dc:creator><dc:language>de</dc:language>"
    without = read_word(word(paragraph("The toll has risen, and nobody in the city of Varn likes it."), core=core))
    assert (without.title, without.author, without.language) == ("The toll", "", "")


def test_tracked_changes_are_read_as_accepted_and_that_is_said() -> None:
    changed = f"<w:ins w:id='1' w:author='x'>{run('four')}</w:ins><w:del w:id='2'><w:r><w:delText>three</w:delText></w:r></w:del>"
    document = read_word(word(paragraph(f"{run('It costs ')}{changed}{run(' euros.')}")))

    assert document.text == "It costs four euros.\n"
    assert "changes are tracked" in document.warnings[0]


def test_struck_out_words_are_pointed_at() -> None:
    document = read_word(word(paragraph(run("It costs ") + run("three", "<w:strike/>") + run(" four euros."))))

    assert document.text == "It costs three four euros.\n"
    assert "are struck out" in document.warnings[0]


def test_columns_of_running_text_in_a_table_are_paragraphs() -> None:
    long = "The toll has risen, and nobody likes it. " * 6

    assert blocks(read_word(word(table((long, "Beside"))))) == [("", long.strip()), ("", "Beside")]


def test_a_template_that_is_not_filled_in_has_no_text() -> None:
    with pytest.raises(NotAnArticle, match="no text here"):
        read_document(word(paragraph(" ")), "empty.docx", limit=2**21)


def entities(count: int) -> str:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "toll "}">' for n in range(count))
    return f"<!DOCTYPE bomb [{lines}]>"


def altered(change: Callable[[bytearray], None], data: bytes = DRAFT) -> bytes:
    copy = bytearray(data)
    change(copy)
    return bytes(copy)


def lock(data: bytearray) -> None:
    """Set the flag of encryption in the directory of a package."""
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (DRAFT[:-200], Unreadable, "did not arrive whole"),
        (altered(lock), Unreadable, "protected by a password"),
        (word(paragraph("A"), declared=entities(9)), Unreadable, "declarations that no word processor writes"),
        (
            word(paragraph("A"), declared='<!DOCTYPE a SYSTEM "file:///etc/passwd">'),
            Unreadable,
            "declarations that no word processor writes",
        ),
        (word(paragraph("A"), more={"word/x.xml": bytes(100 * 2**20)}), TooLarge, "unpacks to 100.1 MB"),
        (word(paragraph("A"), more={f"word/{n}.bin": b"" for n in range(5_001)}), TooLarge, "has 5,00. parts"),
        (word(paragraph("A"), "<w:sdt>" * 5_000), Unreadable, "is damaged"),
        (word(paragraph("A"), "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), Unreadable, "nested too deeply"),
    ],
    ids=["cut off", "encrypted", "entities", "outside entity", "bomb", "parts", "torn", "deep"],
)
def test_what_would_harm_or_cannot_be_read_is_refused(data: bytes, kind: type[NotAnArticle], words: str) -> None:
    with pytest.raises(kind, match=words):
        read_here(data, "docx")


def test_a_bomb_is_told_by_its_directory_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError("unpacked")

    bomb = word(paragraph("A"), more={"word/x.xml": bytes(100 * 2**20)})
    assert len(bomb) < 200_000
    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    with pytest.raises(TooLarge):
        packages.opened(bomb)


def test_a_directory_that_lies_about_a_size_unpacks_no_more_than_it_says() -> None:
    bomb = word(paragraph("A"), more={"word/x.xml": b"<a>" + b"x" * 2**20 + b"</a>"})
    size = (2**20 + 7).to_bytes(4, "little")

    lying = bomb.replace(size, (10).to_bytes(4, "little"))

    assert lying != bomb
    with pytest.raises(Unreadable, match="did not arrive whole"):
        packages.opened(lying)


def test_pictures_count_for_nothing() -> None:
    picture = word(paragraph("The toll rises."), more={"word/media/a.png": bytes(60 * 2**20)})

    assert read_word(picture).text == "The toll rises.\n"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(DRAFT) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_document_gives_a_text_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DRAFT)
    for place, byte in changes:
        data[place] = byte
    try:
        document = read_here(bytes(data), "docx")
    except NotAnArticle:
        return
    assert all(document.text[block.start : block.end].strip() for block in document.layout)


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.text(max_size=5), lambda inner: st.tuples(st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "hyperlink", "sdt", "ins", "del", "numPr", "fldSimple", "tab", "br", "txbxContent"]), st.lists(inner, max_size=4)), max_leaves=25))  # fmt: skip
def test_any_tree_of_tags_gives_a_text_or_a_refusal(tree: object) -> None:
    def written(node: object) -> str:
        if isinstance(node, str):
            return run("".join(letter for letter in node if letter.isprintable()))
        tag, inner = node  # type: ignore[misc]
        return f"<w:{tag}>{''.join(map(written, inner))}</w:{tag}>"

    try:
        read_here(word(written(tree)), "docx")
    except NotAnArticle:
        return


def test_the_package_of_a_test_is_one() -> None:
    assert zipfile.ZipFile(io.BytesIO(DRAFT)).testzip() is None
