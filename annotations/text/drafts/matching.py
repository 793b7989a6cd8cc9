"""Tell which sentence of a new draft is which of the draft before: by its words, in order, and by its neighbours."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotations.text.drafts.aligning import Pair as Both
from annotations.text.drafts.aligning import anchored
from annotations.text.drafts.likeness import Likeness
from annotations.text.words import Place, Words, says, words_of

EXACT, NORMALISED, SIMILAR = "exact", "normalised", "similar"
# How far from where it would stand a neighbour still speaks for a sentence that repeats.
NEAR = 3
# So much of a sentence runs into the one that its neighbour became.
JOINS = 0.5


class Pair(NamedTuple):
    """A sentence of the old draft and one of the new, by place from 0; None where there is no other.

    how: "exact", "normalised" (but for spaces and the kinds of marks and dashes), "similar", or "" with None. `moved`:
    elsewhere in the order. Where sentences were run together, or one was parted, one stands in several pairs.
    """

    old: int | None
    new: int | None
    how: str = ""
    moved: bool = False


def match_units(old_text: str, old: Sequence[Place], new_text: str, new: Sequence[Place]) -> list[Pair]:
    """Pair the sentences of two drafts, given as (start, end); each stands in the answer, in the new draft's order.

    Those that are gone stand where they would. Time is near-linear in the length of the texts.
    """
    matching = Matching(words_of(old_text, old), words_of(new_text, new))
    return list(matching.pairs([old_text[a:b] for a, b in old], [new_text[a:b] for a, b in new]))


class Matching:
    """Two drafts' sentences, by place: what each became (`new_of`) and came of (`old_of`), and which old ones `moved`.

    A sentence in `runs_into` or `parted_from` goes with a neighbour: it was run together with that, or parted from it.
    """

    def __init__(self, old: Words, new: Words) -> None:
        olds = [old.of(at) for at in range(len(old.firsts) - 1)]
        news = [new.of(at) for at in range(len(new.firsts) - 1)]
        numbers: dict[tuple[str, ...], int] = {}
        self.olds = [numbers.setdefault(words, len(numbers)) for words in olds]
        self.news = [numbers.setdefault(words, len(numbers)) for words in news]
        self.times = Counter(self.olds), Counter(self.news)
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}
        self.moved: set[int] = set()
        likeness = Likeness(olds, news, self.olds, self.news)
        self._take(anchored(self.olds, self.news)[0])
        self._drop_guesses()
        self._find_moved()
        for before, after in self._gaps():
            self._take(likeness.in_order(before, after))
        self._drop_guesses()
        self._take(likeness.elsewhere(self._left_old(), self._left_new()), moved=True)
        self.runs_into = _joined(olds, news, self.new_of, self.same)
        self.parted_from = _joined(news, olds, self.old_of, lambda new, old: self.same(old, new))

    def same(self, old: int, new: int) -> bool:
        """Tell whether two sentences have the same words and marks."""
        return self.olds[old] == self.news[new]

    def pairs(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
        """List the pairs, given the sentences themselves."""
        told = 0
        run_in: dict[int, list[int]] = {}
        for more, into in self.runs_into.items():
            run_in.setdefault(into, []).append(more)
        for at in range(len(new)):
            of = self.old_of.get(at)
            if of is None:
                whole = self.parted_from.get(at)
                yield Pair(whole, at, SIMILAR, whole in self.moved) if whole is not None else Pair(None, at)
                continue
            moved = of in self.moved
            if not moved:
                yield from self._gone(told, of)
                told = of + 1
            how = (EXACT if old[of] == new[at] else NORMALISED) if self.same(of, at) else SIMILAR
            yield from sorted(
                [Pair(of, at, how, moved), *(Pair(one, at, SIMILAR, moved) for one in run_in.get(at, ()))]
            )
        yield from self._gone(told, len(old))

    def _gone(self, first: int, last: int) -> Iterator[Pair]:
        return (Pair(at, None) for at in range(first, last) if at not in self.new_of and at not in self.runs_into)

    def _take(self, pairs: Iterable[Both], *, moved: bool = False) -> None:
        for old, new in pairs:
            self.new_of[old], self.old_of[new] = new, old
            if moved:
                self.moved.add(old)

    def _left_old(self) -> list[int]:
        return [old for old in range(len(self.olds)) if old not in self.new_of]

    def _left_new(self) -> list[int]:
        return [new for new in range(len(self.news)) if new not in self.old_of]

    def _drop_guesses(self) -> None:
        """Part pairs of sentences that repeat, where not all are there and no neighbour says which one it is."""
        doubtful = [
            (old, new)
            for old, new in self.new_of.items()
            if self.same(old, new)
            and self.times[0][self.olds[old]] != self.times[1][self.news[new]]
            and not self._has_neighbour(old, new)
        ]
        for old, new in doubtful:
            del self.new_of[old], self.old_of[new]

    def _has_neighbour(self, old: int, new: int) -> bool:
        far = 2 * NEAR
        after = (abs(self.new_of.get(old + step, new + far) - new) <= NEAR for step in (-1, 1))
        before = (abs(self.old_of.get(new + step, old + far) - old) <= NEAR for step in (-1, 1))
        return any(after) or any(before)

    def _find_moved(self) -> None:
        """Pair what stands elsewhere, where it stands once in either draft, and with it its neighbours."""
        places = {self.news[new]: new for new in self._left_new()}
        for old in self._left_old():
            number = self.olds[old]
            if self.times[0][number] == self.times[1][number] == 1 and number in places and old not in self.new_of:
                self._take([(old, places[number])], moved=True)
                for step in (-1, 1):
                    self._extend(old, places[number], step)

    def _extend(self, old: int, new: int, step: int) -> None:
        old, new = old + step, new + step
        while (
            0 <= old < len(self.olds)
            and 0 <= new < len(self.news)
            and old not in self.new_of
            and new not in self.old_of
            and self.same(old, new)
        ):
            self._take([(old, new)], moved=True)
            old, new = old + step, new + step

    def _gaps(self) -> list[tuple[list[int], list[int]]]:
        """Give what is left of both drafts between each two pairs that are in order."""
        ends = (len(self.olds), len(self.news))
        fixed = [(-1, -1), *sorted(one for one in self.new_of.items() if one[0] not in self.moved), ends]
        return [
            (
                [old for old in range(a + 1, c) if old not in self.new_of],
                [new for new in range(b + 1, d) if new not in self.old_of],
            )
            for (a, b), (c, d) in pairwise(fixed)
            if a + 1 < c and b + 1 < d
        ]


def _joined(
    mine: Sequence[Sequence[str]], others: Sequence[Sequence[str]], other_of: dict[int, int], same: Callable[..., bool]
) -> dict[int, int]:
    """Put each sentence left over to its neighbour's partner, where that holds its words besides the neighbour's."""
    joined: dict[int, int] = {}
    besides: dict[int, Counter[str]] = {}
    left = [at for at in range(len(mine)) if at not in other_of]
    for step, order in ((-1, left), (1, left[::-1])):
        for at in order:
            neighbour = at + step
            into = joined.get(neighbour, other_of.get(neighbour))
            if at in joined or into is None or same(neighbour, into):
                continue
            if into not in besides:
                besides[into] = Counter(others[into])
                besides[into].subtract(mine[neighbour])
            words = Counter(word for word in mine[at] if says(word))
            shared = sum(min(times, max(0, besides[into][word])) for word, times in words.items())
            if words and shared >= JOINS * words.total():
                joined[at] = into
                besides[into].subtract(words)
    return joined
