"""Put two lists next to each other in order: which items of one are which of the other. Near-linear on any input."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

Pair = tuple[int, int]
# What is between two pairs: from and to (not included) in the old list, and in the new one.
Gap = tuple[int, int, int, int]
# In a gap of so many pairs every way to fill it is tried: at the most 32 steps for each item of it.
MOST_PAIRS = 4_000
# How often a gap is searched for fewer and fewer items that stand once in it.
DEEPEST = 12
# From so many pairs that may come before one, the one is taken from which it jumps least.
CHOICES = 8
# What stands around an item tells it from its like: with how many on either side.
AROUND = (0, 1, 2, 4)


def in_order(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pair equal items of two lists so that the pairs are in order in both; most of those that can be.

    Those that stand once on either side come first, then those that do with their neighbours, so that items which
    repeat are told apart by what stands around them (patience diff, Bram Cohen). What is left between two pairs is
    filled by the longest common subsequence where it is short.
    """
    found, gaps = anchored(old, new)
    for i, end, j, stop in gaps:
        if (end - i) * (stop - j) <= MOST_PAIRS:
            found += [(i + a, j + b) for a, b in _longest(old[i:end], new[j:stop])]
    return sorted(found)


def anchored(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[list[Pair], list[Gap]]:
    """Pair equal items in order as far as no pair is a guess; give also the gaps that are left on both sides."""
    found: list[Pair] = []
    left: list[Gap] = []
    gaps = [(0, len(old), 0, len(new), 0)]
    while gaps:
        i, end, j, stop, depth = gaps.pop()
        while i < end and j < stop and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < end and j < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        if i == end or j == stop:
            continue
        anchors = _anchors(old, new, i, end, j, stop) if depth < DEEPEST else []
        if not anchors:
            left.append((i, end, j, stop))
            continue
        found += anchors
        for (a, b), (c, d) in zip([(i - 1, j - 1), *anchors], [*anchors, (end, stop)], strict=True):
            if a + 1 < c and b + 1 < d:
                gaps.append((a + 1, c, b + 1, d, depth + 1))
    return sorted(found), left


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], i: int, end: int, j: int, stop: int) -> list[Pair]:
    """Pair what stands once on either side of a gap: by itself, or else with what stands around it."""
    for around in AROUND:
        before = _once(old, i, end, around)
        after = _once(new, j, stop, around)
        pairs = [(place, after[key]) for key, place in before.items() if key in after]
        if pairs:
            return rising(pairs, (i, j), (end, stop))
    return []


def _once(items: Sequence[Hashable], first: int, last: int, around: int) -> dict[Hashable, int]:
    if around:
        keys: list[Hashable] = [
            tuple(items[max(first, at - around) : min(last, at + around + 1)]) for at in range(first, last)
        ]
    else:
        keys = list(items[first:last])
    times = Counter(keys)
    return {key: first + at for at, key in enumerate(keys) if times[key] == 1}


def rising(pairs: Sequence[Pair], begin: Pair, end: Pair) -> list[Pair]:
    """Keep the most pairs that are in order in both lists; no item of either stands in two of those given.

    Of several ways to keep as many, one that jumps little is taken, from `begin` to `end`, where both lists do: what
    went furthest is what moved.
    """
    ordered = sorted(pairs)
    # By how many pairs end with it: the pairs that come last, of falling places in the new list.
    piles: list[list[int]] = []
    lowest: list[int] = []
    jumps: list[int] = []
    before: list[int] = []
    for at, (_, new) in enumerate(ordered):
        length = bisect_left(lowest, new)
        jumped, came = abs(_shift(ordered[at]) - _shift(begin)), -1
        for earlier in piles[length - 1][: -CHOICES - 1 : -1] if length else ():
            if ordered[earlier][1] >= new:
                break
            by = jumps[earlier] + abs(_shift(ordered[at]) - _shift(ordered[earlier]))
            if came < 0 or by < jumped:
                jumped, came = by, earlier
        jumps.append(jumped)
        before.append(came)
        if length == len(piles):
            piles.append([at])
            lowest.append(new)
        else:
            piles[length].append(at)
            lowest[length] = new
    kept: list[Pair] = []
    last = reversed(piles[-1]) if piles else ()
    at = min(last, key=lambda at: jumps[at] + abs(_shift(end) - _shift(ordered[at])), default=-1)
    while at >= 0:
        kept.append(ordered[at])
        at = before[at]
    return kept[::-1]


def _shift(pair: Pair) -> int:
    return pair[1] - pair[0]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    places: dict[Hashable, int] = {}
    left = [places.setdefault(item, len(places)) for item in old]
    right = [places.get(item, -1) for item in new]
    return best_in_order(len(left), len(right), lambda a, b: 1.0 if left[a] == right[b] else 0.0)


def best_in_order(m: int, n: int, score: Callable[[int, int], float]) -> list[Pair]:
    """Pair m items with n in order so that the scores of the pairs add up to the most; 0 is no pair. m · n steps.

    Of pairs that are equally good the first ones are taken.
    """
    best = [[0.0] * (n + 1) for _ in range(m + 1)]
    scores = [[0.0] * n for _ in range(m)]
    for a in range(m - 1, -1, -1):
        below, row, scored = best[a + 1], best[a], scores[a]
        for b in range(n - 1, -1, -1):
            most = max(below[b], row[b + 1])
            one = score(a, b)
            if one:
                scored[b] = one
                most = max(most, one + below[b + 1])
            row[b] = most
    pairs: list[Pair] = []
    a = b = 0
    while a < m and b < n:
        if scores[a][b] and best[a][b] == scores[a][b] + best[a + 1][b + 1]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs
