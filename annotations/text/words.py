"""The words and marks of a text, by which two drafts are compared: the kind of quotation mark, dash or space is not."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

# Where words are not parted by spaces each letter stands for itself: Han, kana, Thai, Lao, Burmese, Khmer.
_LONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What is not seen, and makes no other word: soft hyphen, zero-width space, word joiner, byte order mark.
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_JOINED = f"\u0300-\u036f\u200c\u200d{_UNSEEN}"
_WORD = re.compile(f"[{_LONE}]|(?:[^\\W{_LONE}]+|[{_JOINED}]+)+|[^\\s\\w]")
_SINGLE, _DOUBLE, _DASH = "‘’‚‛′ʼ´`‹›", "“”„‟″«»", "‐‑‒–—―−﹣－"
_ALIKE = str.maketrans(
    {mark: plain for marks, plain in ((_SINGLE, "'"), (_DOUBLE, '"'), (_DASH, "-")) for mark in marks}
    | dict.fromkeys(_UNSEEN)
)

Place = tuple[int, int]


class Words(NamedTuple):
    """The words and marks of a text's units, in order: where each stands, and its key, equal for what reads the same.

    Offsets are code points, end-exclusive. Those of unit n are firsts[n] to firsts[n + 1], which may be none.
    """

    starts: list[int]
    ends: list[int]
    keys: list[str]
    firsts: list[int]

    def of(self, unit: int) -> tuple[str, ...]:
        return tuple(self.keys[self.firsts[unit] : self.firsts[unit + 1]])


def words_of(text: str, units: Sequence[Place]) -> Words:
    """Take units of a text apart; they are in order and do not overlap."""
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    counts = [0]
    for start, end in units:
        before = len(keys)
        for match in _WORD.finditer(text, start, end):
            key = _key(match[0])
            if key:
                starts.append(match.start())
                ends.append(match.end())
                keys.append(key)
        counts.append(len(keys) - before)
    return Words(starts, ends, keys, list(accumulate(counts)))


def says(key: str) -> bool:
    """Tell whether a key is a word and not a mark."""
    return key[0].isalnum()


def _key(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_ALIKE))
