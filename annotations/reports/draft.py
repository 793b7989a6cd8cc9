"""What a page and a panel read of a draft: its sentences with their claims, all or a few."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce

from annotations.models import STANDING, Anchor, AnchorState, Claim, Revision, Sentence, SignOff
from annotations.models.questions import question
from annotations.reports.units import Named, Place, Span, Unit, Units, units_of

# Beyond every place of a text.
END = 2**31 - 1
# To look for more places one by one costs as much as to read the whole draft.
FEW = 8

NAMED = ("pk", "number", "statement", "work_status", "sources", "stale")


def whole(revision: Revision) -> Units:
    """Read all sentences of a draft with the claims in each, and the names of all claims; two queries."""
    spans = [Span(*row) for row in _sentences(revision.pk)]
    rows = _claims(revision.article_id, revision.pk)
    standing, withdrawn = _places_of(row for row in rows if row[0] is not None)
    claims = {row[4]: Named(*row[3:]) for row in rows if not row[2]}
    return Units(
        units_of(spans, standing),
        len(spans),
        withdrawn,
        [claims[number] for number in sorted(claims)],
        sorted((Named(*row[3:]) for row in rows if row[0] is None and not row[2]), key=lambda claim: claim.number),
    )


def around(revision: Revision, number: int, places: Iterable[tuple[int, int]] = ()) -> Units:
    """Read the paragraphs that hold the sentence `number` or are touched by `places`, and nothing of the others.

    A number that the draft has not is held by none of them.
    """
    places = list(places)
    if len(places) > FEW:
        return whole(revision)
    total, runs = 0, list[list[Unit]]()
    for paragraph, start, counted in _at(revision.pk, number - 1) if number >= 1 else ():
        total = counted
        runs.append(_run(revision.pk, paragraph, start, number))
    for start, end in places:
        if not any(run[0].sentence.start <= start and end <= run[-1].sentence.end for run in runs):
            for paragraph, begins in _missing(revision.pk, start, end, runs):
                ((earlier, total),) = _before(revision.pk, begins)
                runs.append(_run(revision.pk, paragraph, begins, earlier + 1))
    runs.sort(key=lambda run: run[0].number)
    withdrawn: list[Place] = []
    held: list[Unit] = []
    for run in runs:
        rows = _places(revision.pk, run[0].sentence.start, run[-1].sentence.end)
        standing, gone = _places_of(rows)
        held += units_of([unit.sentence for unit in run], standing, run[0].number)
        withdrawn += gone
    return Units(held, total or count_of(revision), withdrawn)


def count_of(revision: Revision) -> int:
    """Count the sentences of a draft."""
    return sum(total for (total,) in _total(revision.pk))


def claims_to_choose(revision: Revision) -> list[Named]:
    """Name the standing claims of the article, by number."""
    return [Named(key, number, statement, "") for key, number, statement in _listed(revision.article_id)]


def _places_of(rows: Iterable[Sequence[Any]]) -> tuple[list[Place], list[Place]]:
    """Part the places of standing claims from those of withdrawn ones."""
    standing: list[Place] = []
    withdrawn: list[Place] = []
    for start, end, gone, *said in rows:
        (withdrawn if gone else standing).append(Place(start, end, Named(*said)))
    return standing, withdrawn


def _run(revision: uuid.UUID, paragraph: int, start: int, number: int) -> list[Unit]:
    """Read a paragraph of which one sentence begins at `start` and has this number."""
    spans = [Span(*row) for row in _paragraph(revision, paragraph, start)]
    return units_of(spans, [], number - [span.start for span in spans].index(start))


def _missing(revision: uuid.UUID, start: int, end: int, runs: Iterable[Sequence[Unit]]) -> Iterable[tuple[int, int]]:
    """Find the paragraphs that a place touches, each with one of its sentences, but for those that are read already."""
    known = {run[0].sentence.paragraph for run in runs}
    return {
        paragraph: begins for paragraph, begins in _touching(revision, start, end) if paragraph not in known
    }.items()


def _standing(revision: Any) -> QuerySet[Sentence]:
    return Sentence.objects.filter(STANDING, revision=revision)


def _counted(sentences: QuerySet[Sentence]) -> QuerySet[Any, Any]:
    grouped = sentences.order_by().values("revision")
    return grouped.annotate(counted=Count("*")).values_list("counted")


def _voided(claim: str) -> Q:
    """Ask whether a claim was signed off, and no longer is."""
    sign_offs = SignOff.objects.filter(claim=OuterRef(claim))
    return Q(Exists(sign_offs)) & ~Q(Exists(sign_offs.filter(voided="")))


@question
def _sentences(revision: uuid.UUID) -> QuerySet[Any, Any]:
    return _standing(revision).order_by("start").values_list(*Span._fields)


@question
def _total(revision: uuid.UUID) -> QuerySet[Any, Any]:
    return _counted(_standing(revision))


@question
def _before(revision: uuid.UUID, start: int) -> QuerySet[Any, Any]:
    counted = _standing(revision).order_by().values("revision")
    earlier = Count("pk", filter=Q(start__lt=start))
    return counted.annotate(earlier=earlier, counted=Count("*")).values_list("earlier", "counted")


@question
def _at(revision: uuid.UUID, skip: int) -> QuerySet[Any, Any]:
    counted = Subquery(_counted(_standing(revision)))
    found = _standing(revision).annotate(counted=counted).order_by("start")
    return found.values_list("paragraph", "start", "counted")[skip : skip + 1]


@question
def _paragraph(revision: uuid.UUID, paragraph: int, start: int) -> QuerySet[Any, Any]:
    others = _standing(revision).exclude(paragraph=paragraph).values("start")
    before = Subquery(others.filter(start__lt=start).order_by("-start")[:1])
    after = Subquery(others.filter(start__gt=start).order_by("start")[:1])
    return (
        _standing(revision)
        .filter(start__gt=Coalesce(before, Literal(-1)), start__lt=Coalesce(after, Literal(END)))
        .order_by("start")
        .values_list(*Span._fields)
    )


@question
def _touching(revision: uuid.UUID, start: int, end: int) -> QuerySet[Any, Any]:
    last = Subquery(_standing(revision).filter(start__lte=start).order_by("-start").values("start")[:1])
    found = _standing(revision).filter(start__gte=Coalesce(last, Literal(0)), start__lt=end, end__gt=start)
    return found.order_by("start").values_list("paragraph", "start")


@question
def _claims(article: uuid.UUID, revision: uuid.UUID) -> QuerySet[Any, Any]:
    """Ask for all claims of an article, each as often as it stands in the revision."""
    place = FilteredRelation(
        "anchors", condition=Q(anchors__revision=revision, anchors__withdrawn="") & ~Q(anchors__state=AnchorState.LOST)
    )
    return (
        Claim.objects.filter(article=article)
        .annotate(place=place, voided=_voided("pk"))
        .order_by("place__start", "place__end", "number")
        .values_list("place__start", "place__end", "withdrawn", *NAMED, "voided")
    )


@question
def _places(revision: uuid.UUID, start: int, end: int) -> QuerySet[Any, Any]:
    """Ask for the places of claims that share a character with a piece of the revision."""
    return (
        Anchor.objects.standing()
        .filter(revision=revision, start__lt=end, end__gt=start)
        .annotate(voided=_voided("claim"))
        .order_by("start", "end", "claim__number")
        .values_list("start", "end", *(f"claim__{name}" for name in ("withdrawn", *NAMED)), "voided")
    )


@question
def _listed(article: uuid.UUID) -> QuerySet[Any, Any]:
    return Claim.objects.standing().filter(article=article).order_by("number").values_list("pk", "number", "statement")
