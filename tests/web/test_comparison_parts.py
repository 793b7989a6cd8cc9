"""Two drafts of which much is different are shown part by part, and nothing is shown twice or left out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Revision
from annotations.reports.comparison import GONE, NEW, NOWHERE, SAME, Comparison, Row, Side
from annotations.reports.units import Span
from annotations.web.comparison import MOST_FOLDED, SHOWN, comparison_part

STRETCHES = st.lists(
    st.tuples(st.sampled_from([SAME, NEW, GONE]), st.sampled_from([1, 2, 7, MOST_FOLDED, MOST_FOLDED + 3, SHOWN + 1])),
    max_size=6,
)


def compared(stretches: list[tuple[str, int]]) -> Comparison:
    """Make two drafts of sentences of one letter; of each stretch all were kept, put in, or taken out."""
    rows = []
    old = new = 1
    for kind, count in stretches:
        for _ in range(count):
            rows.append(
                Row(
                    kind,
                    NOWHERE if kind == NEW else range(old, old + 1),
                    NOWHERE if kind == GONE else range(new, new + 1),
                )
            )
            old, new = old + (kind != NEW), new + (kind != GONE)
    return Comparison(side(1, old - 1), side(2, new - 1), rows)


def side(number: int, count: int) -> Side:
    spans = [Span(1, 2 * at, 2 * at + 1, "body") for at in range(count)]
    return Side(Revision(number=number, text="x " * count), spans)


@given(STRETCHES, st.booleans())
def test_each_line_stands_in_one_part_or_is_said_to_be_the_same(stretches: list[tuple[str, int]], woven: bool) -> None:
    comparison = compared(stretches)
    number, of, lines, unshown = 0, 1, 0, 0
    while number < of:
        part = comparison_part(comparison, number + 1, woven=woven, older="/article/?", newer="")
        number, of = part.number, part.of
        shown = part.rows.count("data-kind=")
        assert shown <= SHOWN
        assert shown or of == 1 or "not shown here" in part.rows
        folded = re.findall(r"<p[^>]*>([\d,]+) sentences the same: [^<]*They are not shown here", part.rows)
        unshown += sum(int(count.replace(",", "")) for count in folded)
        lines += shown
    assert lines + unshown == len(comparison.rows)
    assert (part.after, part.before) == (0, of - 1)


def test_a_number_that_is_too_high_gives_the_last_part() -> None:
    comparison = compared([(NEW, SHOWN + 1)])
    assert comparison_part(comparison, 99, woven=True, older="?").number == 2
    assert comparison_part(comparison, 0, woven=True, older="?").number == 1


def test_sentences_that_are_the_same_for_long_are_read_in_the_article() -> None:
    comparison = compared([(NEW, 1), (SAME, 1_000), (NEW, 1)])
    part = comparison_part(comparison, 1, woven=False, older="/article/?")
    assert "998 sentences the same: 2 to 999, now 3 to 1000. They are not shown here:" in part.rows
    assert '<a href="/article/?sentence=2#s2">read them in draft 1</a>' in part.rows
