"""Find where sentences stand in a text that somebody tidied as they copied them: other marks, a slip, a part of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_OPENING = re.compile(r"[\"'“„«‹‘「『(\[]+\Z")
_FINAL = re.compile(r"[.!?…。！？؟۔।]+[\"'”’»)\]]*")
# This share of a sentence's words has to stand where it is placed.
SHARE = 0.6
# Of words that stand in a text more often no one tells where a sentence is; of longer sentences nobody speaks.
OFTEN, LONGEST = 200, 2_000


class Placed(NamedTuple):
    """Code-point offsets, end-exclusive, and whether the very words stand there."""

    start: int
    end: int
    exact: bool


def place_sentences(text: str, sentences: Sequence[str]) -> list[Placed | None]:
    """Give the place of each sentence, which come in the order of the text; None for one that is not in it.

    A sentence that stands several times is the next one after the sentence before. Where it does not stand as it is,
    its place is that of most of its words.
    """
    words = _Words(text)
    found: list[Placed | None] = []
    after = 0
    for sentence in sentences:
        place = _exactly(text, sentence.strip(), after) or words.most_of(sentence, after)
        found.append(place)
        after = place.end if place else after
    return found


def _exactly(text: str, sentence: str, after: int) -> Placed | None:
    if not sentence:
        return None
    start = text.find(sentence, after)
    if start < 0:
        start = text.find(sentence)
    return Placed(start, start + len(sentence), True) if start >= 0 else None


class _Words:
    """The words of a text, and where each stands among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _WORD.finditer(text)]
        self.words = [text[start:end].casefold() for start, end in self.spans]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.places[word].append(place)

    def most_of(self, sentence: str, after: int) -> Placed | None:
        words = [word.casefold() for word in _WORD.findall(sentence)]
        begin = self._likeliest(words, bisect_left(self.spans, (after, after)))
        if begin is None:
            return None
        margin = max(5, len(words) // 4)
        first = max(0, begin - margin)
        window = self.words[first : begin + len(words) + margin]
        blocks = SequenceMatcher(None, words, window, autojunk=False).get_matching_blocks()[:-1]
        if sum(block.size for block in blocks) < SHARE * len(words):
            return None
        start = self.spans[first + blocks[0].b][0]
        end = self.spans[first + blocks[-1].b + blocks[-1].size - 1][1]
        opening = _OPENING.search(self.text, max(0, start - 3), start)
        final = _FINAL.match(self.text, end)
        return Placed(opening.start() if opening else start, final.end() if final else end, False)

    def _likeliest(self, words: Sequence[str], after: int) -> int | None:
        """Give the word at which a sentence would begin, by most of its rarer words; the next one where several do."""
        if len(words) > LONGEST:
            return None
        votes: Counter[int] = Counter()
        for offset, word in enumerate(words):
            places = self.places.get(word, ())
            if len(places) <= OFTEN:
                votes.update(place - offset for place in places)
        if not votes:
            return None
        return max(votes, key=lambda begin: (votes[begin], begin >= after, -begin))
