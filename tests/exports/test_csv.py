import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exports.csv import csv_bytes, harmless

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("=+-@＝\t\r\n \"',|\\")
)
rows = st.lists(st.lists(texts, min_size=2, max_size=4))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


@given(rows)
def test_an_exact_file_gives_back_every_text_exactly(rows):
    assert read(b"".join(csv_bytes(rows, exact=True))) == rows


@given(rows)
def test_an_exact_file_is_what_the_csv_module_writes(rows):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)

    assert b"".join(csv_bytes(rows, exact=True)) == written.getvalue().encode()


@given(rows)
def test_a_harmless_file_can_be_made_exact_again(rows):
    def undo(cell: str) -> str:
        return cell[1:] if harmless(cell) != cell else cell

    assert [[undo(cell) for cell in row] for row in read(b"".join(csv_bytes(rows)))] == rows


@given(texts)
def test_no_cell_begins_as_a_formula_however_it_is_trimmed(text):
    cell = harmless(text)

    assert not re.match('[\\s\ufeff\u200b"]*[=+\\-@＝＋－＠]', cell)
    assert cell[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", '"=1', "\u00a0=1", "'=1"],
)
def test_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "’tis", "‘Never’", "– a dash", "first\n=second", "#1", "“Nobody”"])
def test_other_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_lines_end_with_crlf_and_quotes_are_doubled():
    content = b"".join(csv_bytes([["a", 'say "no"'], ["two\nlines", "b,c"]]))

    assert content == b'a,"say ""no"""\r\n"two\nlines","b,c"\r\n'


def test_a_byte_order_mark_comes_only_when_asked_for():
    assert b"".join(csv_bytes([["é"]], bom=True)) == b"\xef\xbb\xbf\xc3\xa9\r\n"
    assert b"".join(csv_bytes([["é"]])) == b"\xc3\xa9\r\n"


def test_a_long_file_comes_in_parts_with_one_mark():
    parts = list(csv_bytes((["x" * 1000, "y"] for _ in range(1000)), bom=True))

    assert len(parts) > 10
    assert b"".join(parts).count(b"\xef\xbb\xbf") == 1
    assert len(read(b"".join(parts))) == 1000
