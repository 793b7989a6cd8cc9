"""Sentences with the claims that stand in them: what every count of progress rests on."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from annotations.models import DONE, STANDING, Anchor, Claim, Revision, Sentence, SignOff, WorkStatus

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

SENTENCES = "revision__sentences__"
OF_A_PLACE = ("start", "end", "claim__number", "claim__statement", "claim__work_status")


class Span(NamedTuple):
    """Where a sentence stands in its revision (code points, end-exclusive), and as what; a long article has many."""

    paragraph: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Unit:
    """A sentence by its number among the standing units (from 1), with the places of claims that touch it.

    `voided` tells that a claim of it was signed off, and no longer is.
    """

    number: int
    sentence: Span
    anchors: Sequence[Anchor]
    voided: bool = False

    @cached_property
    def claims(self) -> list[Claim]:
        return sorted({anchor.claim for anchor in self.anchors}, key=lambda claim: claim.number)

    @cached_property
    def status(self) -> WorkStatus:
        return most_urgent({anchor.claim.work_status for anchor in self.anchors})

    @cached_property
    def done(self) -> bool:
        """Tell whether the sentence has a claim and every claim of it is checked, signed off or not checkable."""
        return bool(self.anchors) and all(anchor.claim.work_status in DONE for anchor in self.anchors)


@dataclass(frozen=True)
class Tally:
    """How far checking is, in sentences; `bare` are those in which no claim stands."""

    total: int
    done: int
    by_status: Counter[WorkStatus] = field(default_factory=Counter)
    bare: int = 0

    @property
    def disputed(self) -> int:
        return self.by_status[WorkStatus.DISPUTED]

    @classmethod
    def of(cls, units: Collection[Unit]) -> Tally:
        undone = Counter(unit.status for unit in units if not unit.done)
        return cls(len(units), sum(unit.done for unit in units), undone, sum(not unit.anchors for unit in units))


def most_urgent(held: Collection[str]) -> WorkStatus:
    return next((status for status in URGENCY if status in held), WorkStatus.UNCHECKED)


def units_of(sentences: Sequence[Span], anchors: Sequence[Anchor], voided: Collection[uuid.UUID] = ()) -> list[Unit]:
    """Put anchors (each with its claim) to the sentences of one revision, both in order of start.

    `voided` are the keys of the claims whose sign-off is void.
    """
    starts = [sentence.start for sentence in sentences]
    ends = [sentence.end for sentence in sentences]
    held: list[list[Anchor]] = [[] for _ in sentences]
    for anchor in anchors:
        for index in range(bisect_right(ends, anchor.start), bisect_left(starts, anchor.end)):
            held[index].append(anchor)
    return [
        Unit(place, sentence, at, any(anchor.claim_id in voided for anchor in at))
        for place, (sentence, at) in enumerate(zip(sentences, held, strict=True), start=1)
    ]


def revision_units(revision: Revision) -> list[Unit]:
    """List a revision's standing sentences with the standing claims in each; three queries.

    Of the claims only what OF_A_PLACE names is read: there may be hundreds.
    """
    sentences = Sentence.objects.filter(STANDING, revision=revision).order_by("start").values_list(*Span._fields)
    anchors = (
        Anchor.objects.filter(STANDING, revision=revision, claim__withdrawn="")
        .select_related("claim")
        .order_by("start", "end", "claim__number")
    )
    return units_of([Span(*row) for row in sentences], list(anchors.only(*OF_A_PLACE)), _voided(revision))


def _voided(revision: Revision) -> set[uuid.UUID]:
    """Name the claims of an article that were signed off, and no longer are."""
    sign_offs = SignOff.objects.filter(claim__article=revision.article_id).order_by()
    words: dict[uuid.UUID, set[str]] = defaultdict(set)
    for claim, voided in sign_offs.values_list("claim", "voided"):
        words[claim].add(voided)
    return {claim for claim, voided in words.items() if "" not in voided}


def tallies(revisions: Collection[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    """Count the progress of several revisions, by key; two queries, whatever their number.

    Of the sentences only those are read in which a claim stands: a long article has a hundred thousand.
    """
    standing = Sentence.objects.filter(STANDING, revision__in=revisions).order_by()
    totals = dict(standing.values_list("revision").annotate(Count("pk")))
    held: dict[tuple[uuid.UUID, int], set[str]] = defaultdict(set)
    for key, start, status in _touched(revisions).values_list("revision", f"{SENTENCES}start", "claim__work_status"):
        held[key, start].add(status)
    done: Counter[uuid.UUID] = Counter()
    undone: dict[uuid.UUID, Counter[WorkStatus]] = {key: Counter() for key in revisions}
    for (key, _), statuses in held.items():
        if statuses <= set(DONE):
            done[key] += 1
        else:
            undone[key][most_urgent(statuses)] += 1
    bare: dict[uuid.UUID, int] = {}
    for key in revisions:
        bare[key] = totals.get(key, 0) - done[key] - undone[key].total()
        undone[key][WorkStatus.UNCHECKED] += bare[key]
    return {key: Tally(totals.get(key, 0), done[key], undone[key], bare[key]) for key in revisions}


def _touched(revisions: Collection[uuid.UUID]) -> QuerySet[Anchor]:
    """Join each standing place of a standing claim to the standing sentences that it shares a character with."""
    before = Sentence.objects.filter(STANDING, revision=OuterRef("revision"), start__lte=OuterRef("start"))
    return (
        Anchor.objects.filter(STANDING, revision__in=revisions, claim__withdrawn="")
        # Sentences do not overlap, so none before this one is touched: the database need not look at each of them.
        .annotate(first=Coalesce(Subquery(before.order_by("-start").values("start")[:1]), 0))
        .filter(
            **{
                f"{SENTENCES}withdrawn": "",
                f"{SENTENCES}start__gte": F("first"),
                f"{SENTENCES}start__lt": F("end"),
                f"{SENTENCES}end__gt": F("start"),
            }
        )
        .order_by()
    )
