"""The paragraphs of a draft, and whose each is to check."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from annotations.models import DONE, STANDING, Anchor, Assignment, Revision, Sentence
from annotations.reports.lateness import is_past

# Of each paragraph, in characters: enough to know it by.
WORDS_SHOWN = 160
# A page of them; a book is assigned chapter by chapter.
SHOWN = 300


@dataclass(frozen=True)
class Paragraph:
    """A paragraph by its number, with the claims that begin in it; `assignment` is None where nobody ever had it."""

    number: int
    words: str
    cut: bool
    sentences: int
    claims: int
    done: int
    assignment: Assignment | None

    @property
    def late(self) -> bool:
        return self.assignment is not None and is_past(self.assignment.due_on)

    @property
    def version(self) -> int:
        return self.assignment.version if self.assignment else 0


@dataclass(frozen=True)
class Paragraphs:
    """One page of a draft's paragraphs; `next` is the number with which the next page begins, 0 where there is none."""

    paragraphs: Sequence[Paragraph]
    total: int
    next: int


def paragraphs_of(revision: Revision, begin: int = 1) -> Paragraphs:
    """List the paragraphs of a draft from number `begin` on; four queries."""
    units = Sentence.objects.filter(STANDING, revision=revision).order_by()
    spans = units.values("paragraph").annotate(start=Min("start"), end=Max("end"), sentences=Count("pk"))
    found = list(
        spans.filter(paragraph__gte=begin)
        .order_by("paragraph")
        .values_list("paragraph", "start", "end", "sentences")[: SHOWN + 1]
    )
    shown = found[:SHOWN]
    claims, done = _claims(revision, [start for _, start, _, _ in shown], shown[-1][2] if shown else 0)
    numbers = [number for number, *_ in shown]
    rows = Assignment.objects.filter(revision=revision, paragraph__in=numbers).select_related("assignee")
    assignments = {row.paragraph: row for row in rows}
    return Paragraphs(
        [
            Paragraph(
                number=number,
                words=" ".join(revision.text[start : min(end, start + WORDS_SHOWN)].split()),
                cut=end - start > WORDS_SHOWN,
                sentences=sentences,
                claims=claims[at],
                done=done[at],
                assignment=assignments.get(number),
            )
            for at, (number, start, end, sentences) in enumerate(shown)
        ],
        total=units.aggregate(count=Count("paragraph", distinct=True))["count"],
        next=found[SHOWN][0] if len(found) > SHOWN else 0,
    )


def _claims(revision: Revision, starts: Sequence[int], end: int) -> tuple[Counter[int], Counter[int]]:
    """Count the standing claims that begin in each paragraph, by its place in `starts`, and those that are done."""
    claims: Counter[int] = Counter()
    done: Counter[int] = Counter()
    if not starts:
        return claims, done
    anchors = (
        Anchor.objects.standing()
        .filter(revision=revision, claim__withdrawn="", start__gte=starts[0], start__lt=end)
        .order_by()
    )
    for start, status in (
        anchors.values_list("claim").annotate(Min("start")).values_list("start__min", "claim__work_status")
    ):
        at = bisect_right(starts, start) - 1
        claims[at] += 1
        done[at] += status in DONE
    return claims, done
