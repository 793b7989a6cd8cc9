"""Word-level differences between two texts, with bounded work however long they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby

# "1,000", "don’t" and "mid-May" are one word each; every other sign stands for itself.
WORD = re.compile(r"\w+(?:[.,'’-]\w+)*|\s+|[^\w\s]")
# Above so many pairs of equal words the middle is given as removed and added whole: what difflib does grows with them.
MOST_PAIRS = 20_000
# Unchanged words that stay on either side of a change, and what one run shows at most, in characters.
AROUND = 60
MOST_SHOWN = 5_000

Kind = str
Line = tuple[str, ...]
SAME, GONE, NEW = "", "del", "ins"


@dataclass(frozen=True)
class Run:
    """Words in a row: kept (""), removed ("del") or added ("ins")."""

    kind: Kind
    text: str


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """Turn one text into the other, word by word; of a long stretch that is the same only its ends are given.

    White space at the edge of a change is given as kept, so that no line is drawn under it.
    """
    runs = list(_changes(before, after))
    last = len(runs) - 1
    drawn: list[Run] = []
    for place, (kind, words) in enumerate(runs):
        if kind == SAME:
            drawn.append(Run(SAME, _ends(words, start=place > 0, end=place < last)))
        else:
            drawn.extend(_drawn(kind, "".join(words)))
    return tuple(drawn)


def exact_runs(before: str, after: str) -> tuple[Run, ...]:
    """Do as `word_runs` for texts that are shown whole: without what was added they are the one, else the other."""
    return tuple(Run(kind, "".join(words)) for kind, words in _changes(before, after))


def _changes(before: str, after: str) -> Iterator[tuple[Kind, list[str]]]:
    return _merged(_stretches(WORD.findall(before), WORD.findall(after)))


def _drawn(kind: Kind, text: str) -> Iterator[Run]:
    core = text.strip()
    if not core:
        yield Run(kind, text)
        return
    lead, _, tail = text.partition(core)
    yield from (Run(each, clipped(held)) for each, held in ((SAME, lead), (kind, core), (SAME, tail)) if held)


def clipped(text: str) -> str:
    """Give at most MOST_SHOWN characters of a text, and say how many more there are."""
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}… ({len(text) - MOST_SHOWN:,} more characters)"


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    """Compare line by line, so that a line taken out of a list is not spread over the lines after it."""
    before, after = _lines(old), _lines(new)
    if min(len(before), len(after)) < 2 or _pairs(before, after) > MOST_PAIRS:
        yield from _words(old, new)
        return
    for what, i, j, k, m in SequenceMatcher(_is_space, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield SAME, list(chain(*before[i:j]))
        else:
            yield from _rewritten(before[i:j], after[k:m])


def _rewritten(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[Kind, list[str]]]:
    """Compare one line with one, in their order; of what only one text has, all is removed or added."""
    both = min(len(old), len(new)) if old and new and _is_space(old[0]) == _is_space(new[0]) else 0
    for one, other in zip(old[:both], new[:both], strict=True):
        yield from _words(list(one), list(other))
    yield from _words(list(chain(*old[both:])), list(chain(*new[both:])))


def _lines(words: Sequence[str]) -> list[Line]:
    """Part words into lines, and the white space with a line break between them."""
    return [tuple(held) for _, held in groupby(words, key=lambda word: word.isspace() and "\n" in word)]


def _is_space(line: Line) -> bool:
    return all(word.isspace() for word in line)


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> int:
    """Count the pairs that difflib may look at: its work grows with them."""
    again = Counter(new)
    return sum(times * again[line] for line, times in Counter(old).items() if not _is_space(line))


def _words(old: list[str], new: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield SAME, old[:start]
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield SAME, old[len(old) - end :]


def _middle(old: list[str], new: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    if _pairs([(word,) for word in old], [(word,) for word in new]) > MOST_PAIRS:
        yield from ((GONE, old), (NEW, new))
        return
    # White space is junk to difflib, or it would match the gaps of two quite different sentences.
    for _, i, j, k, m in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[k:m]:
            yield SAME, old[i:j]
        else:
            yield from ((GONE, old[i:j]), (NEW, new[k:m]))


def _merged(stretches: Iterator[tuple[Kind, list[str]]]) -> Iterator[tuple[Kind, list[str]]]:
    """Join neighbouring changes of a line, also over white space, so that what was rewritten reads as one piece."""
    gone: list[str] = []
    new: list[str] = []
    kept: list[str] = []
    for kind, words in stretches:
        if kind == SAME or not words:
            kept = kept + words
            continue
        # What comes after the words that were added would otherwise stand before them.
        next_line = "\n" in "".join(kept) or (kind == GONE and bool(new) and "\n" in words[0])
        if (gone or new) and _is_space(tuple(kept)) and not next_line:
            gone, new = gone + kept, new + kept
        else:
            yield from ((each, held) for each, held in ((GONE, gone), (NEW, new), (SAME, kept)) if held)
            gone, new = [], []
        kept = []
        if kind == GONE:
            gone = gone + words
        else:
            new = new + words
    yield from ((each, held) for each, held in ((GONE, gone), (NEW, new), (SAME, kept)) if held)


def _ends(words: Sequence[str], *, start: bool, end: bool) -> str:
    """Keep the words of an unchanged stretch that stand next to a change; `start` and `end` say where one does."""
    if len(words) <= 2 * AROUND or not (start or end):
        return clipped("".join(words))
    head = "".join(words[:AROUND]) if start else ""
    tail = "".join(words[-AROUND:]) if end else ""
    return f"{head} … {tail}"
