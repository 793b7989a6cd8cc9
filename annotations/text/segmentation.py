"""Part a text into sentence units, without changing, finding again or losing a character of it."""

from collections.abc import Sequence
from typing import NamedTuple

from annotations.text.boundaries import sentences
from annotations.text.items import items
from annotations.text.kinds import paragraph_kinds
from annotations.text.languages import rules_for
from annotations.text.layout import Block, given_kinds
from annotations.text.letters import letter_parts, may_hold_letters
from annotations.text.paragraphs import paragraphs


class Span(NamedTuple):
    """One unit: code-point offsets, end-exclusive; the number of its paragraph, from 1; what it is."""

    start: int
    end: int
    paragraph: int
    kind: str


def sentence_spans(text: str, language: str = "en", layout: Sequence[Block] = ()) -> list[Span]:
    """Return the units of a text in order.

    They never overlap and are never empty, and nothing but white space, U+FEFF and U+200B lies
    before, between or after them. Time is linear in the length of the text. `language` is a tag
    such as "en" or "pt-BR"; an unknown one gets the rules that hold everywhere. `layout` says what paragraphs are
    where a file told; it never moves a unit.
    """
    rules = rules_for(language)
    parts = paragraphs(text)
    units: list[list[tuple[int, int]]] = []
    letters = may_hold_letters(text)
    for part in parts:
        pieces = letter_parts(text, part.start, part.end) if letters else [(part.start, part.end)]
        runs = [run for start, end in pieces for run in items(text, start, end, part.listed)]
        units.append([unit for start, end in runs for unit in sentences(text, start, end, rules)])
    kinds = paragraph_kinds(text, parts, units, given_kinds(parts, layout))
    return [
        Span(start, end, number, kind)
        for number, (spans, names) in enumerate(zip(units, kinds, strict=True), 1)
        for (start, end), kind in zip(spans, names, strict=True)
    ]
