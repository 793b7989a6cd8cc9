"""Carry places of one draft's text to the next: to the same words, or marked as changed, or nowhere."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotations.text.drafts.aligning import in_order
from annotations.text.drafts.matching import Matching
from annotations.text.words import Place, Words, says, words_of

EXACT, MOVED, CHANGED, LOST = "exact", "moved", "changed", "lost"
NOTHING = range(0)
# Words of a place that stand further apart than this in the new draft, in words, went to different places.
FAR = 400


class Carried(NamedTuple):
    """Where a place is in the new text; a lost one is empty, and stands where it would have."""

    state: str
    start: int
    end: int


class Carriage:
    """Two drafts laid next to each other, word by word, to carry any number of places from one to the other.

    `old` and `new` are the sentences of each, as (start, end) in order. All offsets are code points, end-exclusive.
    """

    def __init__(self, old_text: str, old: Sequence[Place], new_text: str, new: Sequence[Place]) -> None:
        self.old_text, self.new_text = old_text, new_text
        self.old, self.new = words_of(old_text, old), words_of(new_text, new)
        self.matching = Matching(self.old, self.new)
        # By old word the new one that it is, or -1; by old sentence the words of the new ones that it became.
        self.image = [-1] * len(self.old.keys)
        self.became = [NOTHING] * len(old)
        for olds, news in self._groups():
            self._align(olds, news)
        # By old word: where the run begins of those that stand next to each other in both drafts; the nearest word
        # before it, or itself, that is there; the same after it; and the end of what stands before it in the new draft.
        self.run: list[int] = []
        self.before: list[int] = []
        self.reached = [0]
        self._look_back()
        self.after = list(range(len(self.image)))
        for at in range(len(self.image) - 1, -1, -1):
            if self.image[at] < 0:
                self.after[at] = self.after[at + 1] if at + 1 < len(self.image) else len(self.image)

    def carry(self, start: int, end: int) -> Carried:
        """Say where a place of the old text is in the new one.

        exact, moved: the same words, and the same sentence around them; moved where that stands elsewhere in the order.
        changed: the place's words are others, or its sentence says something else. lost: nothing like it is there.
        """
        first, last = bisect_right(self.old.ends, start), bisect_left(self.old.starts, end) - 1
        if first > last:
            return self._lost(first)
        begins, ends = max(0, start - self.old.starts[first]), max(0, self.old.ends[last] - end)
        if self._stands(first, last) and not (begins and self._spelt(first)) and not (ends and self._spelt(last)):
            units = range(self._unit(first), self._unit(last) + 1)
            moved = any(unit in self.matching.moved for unit in units)
            there, until = self.new.starts[self.image[first]] + begins, self.new.ends[self.image[last]] - ends
            return Carried(MOVED if moved else EXACT, *self._with_edges(start, end, first, last, there, until))
        found = self._nearest(first, last)
        if found is None:
            return self._lost(first)
        return Carried(CHANGED, self.new.starts[found[0]], self.new.ends[found[1]])

    def _with_edges(self, start: int, end: int, first: int, last: int, there: int, until: int) -> Place:
        """Give a place what is no word before and after its words, where the same stands there in the new text."""
        before = self.old_text[start : max(start, self.old.starts[first])]
        after = self.old_text[min(end, self.old.ends[last]) : end]
        there -= len(before) if self.new_text.endswith(before, 0, there) else 0
        until += len(after) if self.new_text.startswith(after, until) else 0
        return there, until

    def _groups(self) -> Iterator[tuple[range, range]]:
        """Give the old sentences, most often one, that became these new ones."""
        matching = self.matching
        olds: dict[int, list[int]] = {}
        news: dict[int, list[int]] = {}
        for old, new in matching.runs_into.items():
            olds.setdefault(new, []).append(old)
        for new, old in matching.parted_from.items():
            news.setdefault(old, []).append(new)
        for old, new in matching.new_of.items():
            before, after = [old, *olds.get(new, ())], [new, *news.get(old, ())]
            yield range(min(before), max(before) + 1), range(min(after), max(after) + 1)

    def _align(self, olds: range, news: range) -> None:
        first, last = self.old.firsts[olds.start], self.old.firsts[olds.stop]
        begin, stop = self.new.firsts[news.start], self.new.firsts[news.stop]
        if len(olds) == len(news) == 1 and self.matching.same(olds.start, news.start):
            self.image[first:last] = range(begin, stop)
        else:
            for a, b in in_order(self.old.keys[first:last], self.new.keys[begin:stop]):
                self.image[first + a] = begin + b
        for old in olds:
            self.became[old] = range(begin, stop)

    def _look_back(self) -> None:
        for unit in range(len(self.became)):
            in_place = unit not in self.matching.moved
            for at in range(self.old.firsts[unit], self.old.firsts[unit + 1]):
                there = self.image[at]
                goes_on = there > 0 and at > 0 and self.image[at - 1] == there - 1
                self.run.append(self.run[-1] if goes_on else at)
                self.before.append(at if there >= 0 else self.before[-1] if at else -1)
                self.reached.append(self.new.ends[there] if there >= 0 and in_place else self.reached[-1])

    def _unit(self, at: int) -> int:
        return bisect_right(self.old.firsts, at) - 1

    def _lost(self, first: int) -> Carried:
        return Carried(LOST, self.reached[first], self.reached[first])

    def _stands(self, first: int, last: int) -> bool:
        """Tell whether these words, and all others of the sentences they stand in, stand next to each other still."""
        if not self._in_one_run(first, last):
            return False
        by = self.image[first] - first
        begin, end = _sentences(self.old, first, last)
        there, until = _sentences(self.new, first + by, last + by)
        return self._in_one_run(min(begin, there - by), max(end, until - by))

    def _in_one_run(self, first: int, last: int) -> bool:
        return first >= 0 and last < len(self.run) and self.image[first] >= 0 and self.run[last] <= first

    def _spelt(self, at: int) -> bool:
        """Tell whether a word is written otherwise, so that no part of it can be found in it."""
        there = self.image[at]
        old = self.old_text[self.old.starts[at] : self.old.ends[at]]
        return old != self.new_text[self.new.starts[there] : self.new.ends[there]]

    def _nearest(self, first: int, last: int) -> Place | None:
        """Find the words of the new draft that these became: the first and the last; None where there are none."""
        there, until = self._most(first, last)
        if there is None:
            # None of the words is left; where the sentence is, others stand between its words in their stead.
            if self._became(first) != self._became(last) or not self._became(first):
                return None
            there, until = self._edge(first, -1), self._edge(last, 1)
            said = there <= until and any(says(key) for key in self.new.keys[there : until + 1])
            return (there, until) if said else None
        if self.image[first] < 0 and there in self._became(first):
            there = min(there, self._edge(first, -1))
        if self.image[last] < 0 and until in self._became(last):
            until = max(until, self._edge(last, 1))
        return there, until

    def _most(self, first: int, last: int) -> tuple[int | None, int]:
        """Find where most of these words went together: the first new word and the last."""
        best: tuple[int, int | None, int] = (0, None, -1)
        count, begin, before = 0, -1, -1
        for at in range(first, last + 1):
            there = self.image[at]
            if there < 0:
                continue
            if not 0 <= before < there <= before + FAR:
                count, begin = 0, there
            count, before = count + says(self.old.keys[at]), there
            if count > best[0] or (count and begin == best[1]):
                best = (count, begin, there)
        return best[1], best[2]

    def _became(self, at: int) -> range:
        return self.became[self._unit(at)]

    def _edge(self, at: int, step: int) -> int:
        """Give the new word at the edge of what stands between the words around one that is not there."""
        news = self._became(at)
        beside = self.before[at] if step < 0 else self.after[at]
        inside = 0 <= beside < len(self.image) and self.image[beside] in news
        if inside:
            return self.image[beside] - step
        return news.start if step < 0 else news.stop - 1


def _sentences(words: Words, first: int, last: int) -> Place:
    """Give the first and the last word of the sentences that hold these."""
    begin = bisect_right(words.firsts, first) - 1
    return words.firsts[begin], words.firsts[bisect_right(words.firsts, last)] - 1
