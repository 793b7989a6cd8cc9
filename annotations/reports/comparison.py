"""Two drafts of an article beside each other: which sentences are the same, changed, moved, taken out or new."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce

from annotations.models import STANDING, Article, Revision, Sentence
from annotations.reports.events.differences import Run, exact_runs
from annotations.reports.units import Span
from annotations.text.drafts.matching import Pair, match_units

SAME, CHANGED, MOVED, AWAY, GONE, NEW = "same", "changed", "moved", "away", "gone", "new"
NOWHERE = range(0)


class Row(NamedTuple):
    """Sentences of the older draft beside what became of them in the newer, by number from 1; NOWHERE where nothing is.

    Mostly one beside one; several where some were run together, or one was parted. What was moved has two rows: AWAY
    where it stood, MOVED where it stands, each with the other's numbers in `moved`.
    """

    kind: str
    old: range
    new: range
    moved: range = NOWHERE


@dataclass(frozen=True)
class Side:
    """A draft with its standing sentences, or some that follow on each other; `first` is the number of the first."""

    revision: Revision
    spans: Sequence[Span]
    first: int = 1

    def words(self, numbers: range) -> str:
        """Give sentences that follow on each other, with what stands between them."""
        return self.revision.text[slice(*self.extent(numbers))]

    def extent(self, numbers: range) -> tuple[int, int]:
        """Say where sentences that follow on each other begin and end."""
        return self.spans[numbers[0] - self.first].start, self.spans[numbers[-1] - self.first].end

    def touched(self, start: int, end: int) -> range:
        """Number the sentences that share a character with a place; none do with one that is empty."""
        if start >= end:
            return NOWHERE
        return range(bisect_right(self.ends, start) + self.first, bisect_left(self.starts, end) + self.first)

    @cached_property
    def starts(self) -> list[int]:
        return [span.start for span in self.spans]

    @cached_property
    def ends(self) -> list[int]:
        return [span.end for span in self.spans]

    @property
    def places(self) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in self.spans]


@dataclass(frozen=True)
class Comparison:
    older: Side
    newer: Side
    rows: Sequence[Row]

    @cached_property
    def counts(self) -> Counter[str]:
        """Count sentences by what became of them; of what was moved it is not counted whether it was changed too."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            counts[row.kind] += max(len(row.old), len(row.new))
        return counts

    def runs(self, row: Row) -> tuple[Run, ...]:
        """Give the words of sentences that both drafts have, with what was taken out and put in."""
        before, after = self.older.words(row.old or row.moved), self.newer.words(row.new)
        return (Run("", after),) if _alike(before, after) else exact_runs(before, after)


def compare(article: Article, older: int, newer: int) -> Comparison:
    """Compare two drafts, which the article has, by their numbers. Three queries."""
    found = {draft.number: draft for draft in Revision.objects.filter(article=article, number__in=(older, newer))}
    return compared(side_of(found[older]), side_of(found[newer]))


def compared(older: Side, newer: Side) -> Comparison:
    return Comparison(older, newer, list(rows_of(older, newer)))


def side_of(revision: Revision) -> Side:
    """Read the standing sentences of a draft; one query."""
    return Side(revision, _spans(Sentence.objects.filter(STANDING, revision=revision)))


def side_around(revision: Revision, places: Iterable[tuple[int, int]]) -> Side:
    """Read those alone from the first of some places to the last; empty ones are in none. Two queries."""
    full = [place for place in places if place[0] < place[1]]
    if not full:
        return Side(revision, [])
    standing = Sentence.objects.filter(STANDING, revision=revision)
    begin, end = min(full)[0], max(end for _, end in full)
    holds_it = Subquery(standing.filter(start__lte=begin).order_by("-start").values("start")[:1])
    spans = _spans(standing.filter(start__gte=Coalesce(holds_it, Literal(0)), start__lt=end))
    return Side(revision, spans, standing.filter(start__lt=spans[0].start).count() + 1)


def _spans(sentences: QuerySet[Sentence]) -> list[Span]:
    return [Span(*row) for row in sentences.order_by("start").values_list(*Span._fields)]


def rows_of(older: Side, newer: Side) -> Iterator[Row]:
    """Put the sentences of two drafts into one order, in which those of each stand in theirs."""
    links = _links(match_units(older.revision.text, older.places, newer.revision.text, newer.places))
    away = sorted((link for link in links if link.moved), key=lambda link: link.old[0])
    for link in links:
        while not link.moved and link.old and away and away[0].old[0] < link.old[0]:
            yield Row(AWAY, away[0].old, NOWHERE, away.pop(0).new)
        yield _row(link, older, newer)
    for left in away:
        yield Row(AWAY, left.old, NOWHERE, left.new)


def _row(link: _Link, older: Side, newer: Side) -> Row:
    if link.moved:
        return Row(MOVED, NOWHERE, link.new, link.old)
    if not link.old or not link.new:
        return Row(GONE if link.old else NEW, link.old, link.new)
    same = len(link.old) == len(link.new) and _alike(older.words(link.old), newer.words(link.new))
    return Row(SAME if same else CHANGED, link.old, link.new)


class _Link(NamedTuple):
    """Pairs that have a sentence in common, by number from 1."""

    old: range
    new: range
    moved: bool

    @classmethod
    def of(cls, pair: Pair) -> _Link:
        return cls(_one(pair.old), _one(pair.new), pair.moved)

    def joins(self, other: _Link) -> bool:
        return any(
            one and two and one[0] <= two[-1] and two[0] <= one[-1]
            for one, two in zip(self[:2], other[:2], strict=True)
        )

    def with_(self, other: _Link) -> _Link:
        return _Link(_both(self.old, other.old), _both(self.new, other.new), self.moved)


def _links(pairs: Iterable[Pair]) -> list[_Link]:
    """Join the pairs of which one sentence was parted, or several were run together; the newer draft's order stays."""
    links: list[_Link] = []
    last = 0
    for pair in pairs:
        link = _Link.of(pair)
        if link.old and link.new:
            if links and links[last].joins(link):
                # What is gone between them stood before both.
                link = links.pop(last).with_(link)
            last = len(links)
        links.append(link)
    return links


def _one(place: int | None) -> range:
    return NOWHERE if place is None else range(place + 1, place + 2)


def _both(one: range, other: range) -> range:
    return range(min(one.start, other.start), max(one.stop, other.stop))


def _alike(one: str, other: str) -> bool:
    """Tell whether two texts differ in white space alone, which nobody reads."""
    return one == other or one.split() == other.split()
