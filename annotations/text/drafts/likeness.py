"""How alike two sentences are by the words they share, and which of many are most alike, without comparing them all."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from annotations.text.drafts.aligning import MOST_PAIRS, Pair, best_in_order, rising
from annotations.text.words import says

# Twice the words that two sentences share by the words they have: from here on one is a rewording of the other; where
# each is the only one between sentences that stayed; and where one stands elsewhere, with so many words to tell by.
ALIKE, ALIKE_BETWEEN_THE_SAME, ALIKE_ELSEWHERE, ENOUGH_WORDS = 0.5, 0.34, 0.6, 4
# One sentence is part of another, which was run together or parted: so much of it stands there.
PART = 0.8
# What counts for two sentences that are the same.
SAME = 1.5
# A word that stands in more sentences than this tells nothing about which is which.
RARE = 8
DEEPEST = 4

Bag = frozenset[int]


class Likeness:
    """Sentences of two drafts as bags of words, a word that comes again being another one.

    `olds` and `news` hold a number for each sentence, the same for the same words.
    """

    def __init__(
        self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], olds: Sequence[int], news: Sequence[int]
    ) -> None:
        self.olds, self.news = olds, news
        self.times = Counter(olds), Counter(news)
        numbers: dict[tuple[str, int], int] = {}
        self.old_bags = [_bag(words, numbers) for words in old]
        self.new_bags = [_bag(words, numbers) for words in new]

    def of(self, old: int, new: int, least: float = ALIKE) -> float:
        """Give 0 where two sentences are not even so much alike."""
        if self.olds[old] == self.news[new]:
            return SAME
        a, b = self.old_bags[old], self.new_bags[new]
        fewer, more = sorted((len(a), len(b)))
        part = fewer >= ENOUGH_WORDS
        if not fewer or (not part and 2 * fewer < least * (fewer + more)):
            return 0.0
        shared = len(a & b)
        alike = 2 * shared / (fewer + more)
        if alike >= least:
            return alike
        return least * shared / fewer if part and shared >= PART * fewer else 0.0

    def in_order(self, olds: Sequence[int], news: Sequence[int], depth: int = 0) -> list[Pair]:
        """Pair what is alike of two runs of sentences, in order."""
        if not olds or not news:
            return []
        if len(olds) == len(news) == 1:
            return [(olds[0], news[0])] if self.of(olds[0], news[0], ALIKE_BETWEEN_THE_SAME) else []
        if len(olds) * len(news) <= MOST_PAIRS:
            pairs = best_in_order(len(olds), len(news), lambda a, b: self.of(olds[a], news[b]))
            return [(olds[a], news[b]) for a, b in pairs]
        anchors: list[Pair] = []
        if depth < DEEPEST:
            nearest = [(old, new) for _, old, new in self._nearest(olds, news)]
            anchors = _rising(nearest, olds, news) or self._counted_off(olds, news)
        found = list(anchors)
        a = b = 0
        for i, j in [*((olds.index(i, a), news.index(j, b)) for i, j in anchors), (len(olds), len(news))]:
            if anchors:
                found += self.in_order(olds[a:i], news[b:j], depth + 1)
            a, b = i + 1, j + 1
        return found

    def _counted_off(self, olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
        """Pair sentences that repeat, the first with the first, where as many stand in both runs, and in both drafts.

        Where one more or one less is there nothing tells which one that is, and they are left.
        """
        stood: dict[int, list[int]] = defaultdict(list)
        stands: dict[int, list[int]] = defaultdict(list)
        for old in olds:
            stood[self.olds[old]].append(old)
        for new in news:
            stands[self.news[new]].append(new)
        pairs: list[Pair] = []
        for number, places in stood.items():
            if self.times[0][number] == self.times[1][number] and len(places) == len(stands.get(number, ())):
                pairs += zip(places, stands[number], strict=True)
        return _rising(pairs, olds, news)

    def elsewhere(self, olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
        """Pair what is alike wherever it stands, the most alike first."""
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        found = []
        for alike, old, new in sorted(self._nearest(olds, news), key=lambda one: (-one[0], one[1:])):
            enough = min(len(self.old_bags[old]), len(self.new_bags[new])) >= ENOUGH_WORDS
            if enough and alike >= ALIKE_ELSEWHERE and old not in taken_old and new not in taken_new:
                taken_old.add(old)
                taken_new.add(new)
                found.append((old, new))
        return found

    def _nearest(self, olds: Sequence[int], news: Sequence[int]) -> list[tuple[float, int, int]]:
        """Find for each new sentence the old one with which it shares the most rare words, and how alike they are."""
        holding: dict[int, list[int]] = defaultdict(list)
        for old in olds:
            for word in self.old_bags[old]:
                holding[word].append(old)
        found = []
        for new in news:
            votes: Counter[int] = Counter()
            for word in self.new_bags[new]:
                there = holding.get(word, ())
                if len(there) <= RARE:
                    votes.update(there)
            if votes:
                old = min(votes, key=lambda one: (-votes[one], one))
                alike = self.of(old, new)
                if alike and alike != SAME:
                    found.append((alike, old, new))
        return found


def _rising(pairs: Sequence[Pair], olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
    return rising(pairs, (olds[0], news[0]), (olds[-1] + 1, news[-1] + 1))


def _bag(words: Sequence[str], numbers: dict[tuple[str, int], int]) -> Bag:
    times: Counter[str] = Counter()
    held = []
    for word in words:
        if says(word):
            held.append(numbers.setdefault((word, times[word]), len(numbers)))
            times[word] += 1
    return frozenset(held)
