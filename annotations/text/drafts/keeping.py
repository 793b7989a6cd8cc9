"""Keep the sentences of a draft where its words stay, however a program would part them: somebody may have set them."""

from collections.abc import Sequence

from annotations.text.drafts.carrying import EXACT, MOVED, Carriage
from annotations.text.paragraphs import GAP
from annotations.text.segmentation import Span
from annotations.text.words import Place


def kept_units(carriage: Carriage, old: Sequence[Place], spans: Sequence[Span]) -> list[Span]:
    """Part the new text as the old one where sentences of both hold the same words; elsewhere as in `spans`.

    `carriage` lays the old draft, with the sentences `old`, next to the new one, with the sentences `spans`. What is
    joined is so within one paragraph alone, and is of the kind that its first sentence has in `spans`.
    """
    carried = [carriage.carry(*unit) for unit in old]
    places = sorted({(one.start, one.end) for one in carried if one.state in (EXACT, MOVED)})
    kept: list[Span] = []
    at = first = 0
    while first < len(spans):
        last = first
        while at < len(places) and places[at][1] <= spans[first].start:
            at += 1
        begin = at
        # Sentences of either draft that share words belong together, and with them those that share words with these.
        while at < len(places) and places[at][0] < spans[last].end:
            while last + 1 < len(spans) and spans[last + 1].start < places[at][1]:
                last += 1
            at += 1
        held, there = spans[first : last + 1], places[begin:at]
        kept += _parted_so(held, there) if _cover(carriage.new_text, held, there) else held
        first = last + 1
    return kept


def _cover(text: str, spans: Sequence[Span], places: Sequence[Place]) -> bool:
    """Tell whether places are, one after the other, all that stands in some sentences of one paragraph."""
    if not places or spans[0].paragraph != spans[-1].paragraph:
        return False
    ends = [spans[0].start, *(end for _, end in places)]
    starts = [*(start for start, _ in places), spans[-1].end]
    return all(end <= start and not text[end:start].strip(GAP) for end, start in zip(ends, starts, strict=True))


def _parted_so(spans: Sequence[Span], places: Sequence[Place]) -> list[Span]:
    return [spans[0]._replace(start=start, end=end) for start, end in places]
