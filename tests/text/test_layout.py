"""What a file says its paragraphs are holds; it never moves a unit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations.text.kinds import KINDS
from annotations.text.layout import Block
from annotations.text.segmentation import sentence_spans

TEXT = "Varn, 3 March 2026\n\nToll up\n\nBread\n\nIt rose. It fell.\n\nToll up"


def kinds(layout: list[Block], text: str = TEXT) -> list[str]:
    return [span.kind for span in sentence_spans(text, layout=layout)]


def test_given_kinds_hold_and_the_rest_is_told_by_its_words() -> None:
    layout = [Block(20, 27, "headline"), Block(29, 34, "list_item"), Block(36, 53, "quote"), Block(55, 62, "")]

    assert kinds([]) == ["dateline", "caption", "headline", "body", "body", "caption"]
    assert kinds(layout) == ["dateline", "headline", "list_item", "quote", "quote", "caption"]


def test_where_a_headline_is_given_no_other_is_guessed() -> None:
    text = "Politics\n\nToll up"

    assert kinds([], text) == ["headline", "body"]
    assert kinds([Block(10, 17, "headline")], text) == ["body", "headline"]


def test_a_block_may_hold_several_paragraphs_and_end_in_the_midst_of_none() -> None:
    text = "Bread\n\nMilk\n\nThe end of it"

    assert kinds([Block(0, 11, "list_item")], text) == ["list_item", "list_item", "body"]
    assert kinds([Block(0, 20, "list_item")], text) == ["list_item", "list_item", "body"]


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[str, list[Block]]:
    text = draw(st.text(alphabet="aB. \n“”-1)", max_size=80))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kind = st.sampled_from(["", *KINDS])
    return text, [Block(start, end, draw(kind)) for start, end in zip(edges[::2], edges[1::2], strict=False)]


@given(laid_out())
def test_a_layout_moves_no_unit_and_names_what_lies_in_it(given: tuple[str, list[Block]]) -> None:
    text, layout = given
    plain, told = sentence_spans(text), sentence_spans(text, layout=layout)

    assert [span[:3] for span in told] == [span[:3] for span in plain]
    paragraphs: dict[int, list[int]] = {}
    for span in told:
        paragraphs.setdefault(span.paragraph, []).extend((span.start, span.end))
    for span in told:
        start, end = min(paragraphs[span.paragraph]), max(paragraphs[span.paragraph])
        held = [block.kind for block in layout if block.start <= start and end <= block.end]
        assert not held or not held[0] or span.kind == held[0]
