"""Sentences with the claims that stand in them: what every count of progress rests on."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.models import DONE, WorkStatus

# A sentence shows the state of the claim that most needs a person.
URGENCY = (
    WorkStatus.DISPUTED,
    WorkStatus.QUERY,
    WorkStatus.REOPENED,
    WorkStatus.SECOND_CHECK,
    WorkStatus.IN_PROGRESS,
    WorkStatus.UNCHECKED,
    WorkStatus.CHECKED,
    WorkStatus.SIGNED_OFF,
    WorkStatus.NOT_CHECKABLE,
)
RANKS = {status.value: rank for rank, status in enumerate(URGENCY)}


class Span(NamedTuple):
    """Where a sentence stands in its revision (code points, end-exclusive), and as what; a long article has many."""

    paragraph: int
    start: int
    end: int
    kind: str


class Named(NamedTuple):
    """A claim as the article shows it.

    `sources` counts the independent ones it rests on; `stale` is not empty when one of them was retracted since;
    `voided` tells that it was signed off, and no longer is.
    """

    pk: uuid.UUID
    number: int
    statement: str
    work_status: str
    sources: int = 0
    stale: str = ""
    voided: bool = False


class Place(NamedTuple):
    """One place of a claim (code points, end-exclusive)."""

    start: int
    end: int
    claim: Named


class Unit(NamedTuple):
    """A sentence by its number among the standing units (from 1), with the places of claims that touch it.

    It is done when it has a claim and every claim of it is checked, signed off or not checkable.
    """

    number: int
    sentence: Span
    places: Sequence[Place]
    status: WorkStatus
    done: bool

    @property
    def claims(self) -> list[Named]:
        if len(self.places) == 1:  # as most have
            return [self.places[0].claim]
        return sorted({place.claim.pk: place.claim for place in self.places}.values(), key=lambda claim: claim.number)

    @property
    def sources(self) -> int:
        return sum(claim.sources for claim in self.claims)

    @property
    def stale(self) -> bool:
        """Tell whether a claim of it rests on a source that was retracted since."""
        return any(place.claim.stale for place in self.places)

    @property
    def voided(self) -> bool:
        """Tell whether a claim of it was signed off, and no longer is."""
        return any(place.claim.voided for place in self.places)


@dataclass(frozen=True)
class Units:
    """Sentences of one draft in order, each with its number: all of them, or those of some paragraphs.

    `total` counts all that the draft has; `withdrawn` are the places of withdrawn claims, `claims` all standing claims
    of the article, by number, where they were read, and `nowhere` those of them that stand in no sentence.
    """

    held: Sequence[Unit]
    total: int
    withdrawn: Sequence[Place] = ()
    claims: Sequence[Named] | None = None
    nowhere: Sequence[Named] = ()

    @property
    def all_there(self) -> bool:
        return len(self.held) == self.total

    def covers(self, start: int, end: int) -> bool:
        """Tell whether all sentences that a place touches are held."""
        return self.all_there or any(unit.sentence.start <= start and unit.sentence.end >= end for unit in self.held)

    def numbered(self, number: int) -> Unit:
        """Give the sentence of this number; KeyError where it is not held."""
        at = bisect_left(self.held, number, key=lambda unit: unit.number)
        if at == len(self.held) or self.held[at].number != number:
            raise KeyError(number)
        return self.held[at]

    def touched(self, start: int, end: int) -> Sequence[Unit]:
        """Give the sentences that share a character with a place; an empty one shares none."""
        if start >= end:
            return ()
        first = bisect_right(self.held, start, key=lambda unit: unit.sentence.end)
        return self.held[first : bisect_left(self.held, end, key=lambda unit: unit.sentence.start)]

    def paragraph(self, number: int) -> Sequence[Unit]:
        return [unit for unit in self.held if unit.sentence.paragraph == number]

    def withdrawn_in(self, unit: Unit) -> list[Named]:
        """Give the withdrawn claims that stand, or stood, in a sentence."""
        span = unit.sentence
        there = [place.claim for place in self.withdrawn if place.start < span.end and place.end > span.start]
        return sorted({claim.pk: claim for claim in there}.values(), key=lambda claim: claim.number)


class Touched(NamedTuple):
    """How many sentences show the same: the rank of their most urgent claim, and whether one is stale."""

    rank: int
    stale: bool
    sentences: int


@dataclass(frozen=True)
class Tally:
    """How far checking is, in sentences; `bare` are those in which no claim stands."""

    total: int
    done: int
    by_status: Counter[WorkStatus] = field(default_factory=Counter)
    bare: int = 0
    stale: int = 0

    @property
    def disputed(self) -> int:
        return self.by_status[WorkStatus.DISPUTED]

    @classmethod
    def of(cls, units: Collection[Unit]) -> Tally:
        undone = Counter(unit.status for unit in units if not unit.done)
        claimed = [unit for unit in units if unit.places]
        stale = sum(unit.stale for unit in claimed)
        return cls(len(units), len(units) - undone.total(), undone, len(units) - len(claimed), stale)

    @classmethod
    def of_touched(cls, total: int, touched: Collection[Touched]) -> Tally:
        """Count from the sentences in which claims stand."""
        by_status: Counter[WorkStatus] = Counter()
        for one in touched:
            by_status[URGENCY[one.rank]] += one.sentences
        bare = total - by_status.total()
        done = sum(by_status.pop(status, 0) for status in DONE)
        by_status[WorkStatus.UNCHECKED] += bare
        return cls(total, done, by_status, bare, sum(one.sentences for one in touched if one.stale))


def most_urgent(held: Collection[str]) -> WorkStatus:
    return next((status for status in URGENCY if status in held), WorkStatus.UNCHECKED)


def units_of(sentences: Sequence[Span], places: Sequence[Place], first: int = 1) -> list[Unit]:
    """Put places to the sentences of one revision, both in order of start; `first` is the first one's number."""
    starts = [sentence.start for sentence in sentences]
    ends = [sentence.end for sentence in sentences]
    held: dict[int, list[Place]] = {}
    for place in places:
        for index in range(bisect_right(ends, place.start), bisect_left(starts, place.end)):
            held.setdefault(index, []).append(place)
    units = [Unit(number, span, (), WorkStatus.UNCHECKED, False) for number, span in enumerate(sentences, first)]
    for index, there in held.items():
        status = most_urgent({place.claim.work_status for place in there})
        # Of all statuses those that are done need a person least.
        units[index] = Unit(first + index, sentences[index], there, status, status in DONE)
    return units
