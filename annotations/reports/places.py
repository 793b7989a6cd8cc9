"""Where claims stand in a draft, and which sentences that is."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from annotations.models import STANDING, Anchor, Sentence
from annotations.models.questions import Keys, question
from annotations.reports.keys import as_text


class Place(NamedTuple):
    """One place of a claim: code points, end-exclusive; the numbers of the sentences it touches, counted from 1."""

    start: int
    end: int
    quote: str
    sentences: range


def places_of(claims: Sequence[str], revisions: Sequence[uuid.UUID]) -> dict[str, list[Place]]:
    """Give each claim's standing places in these revisions, in the order of the text; keys as text. Two queries.

    The boundaries of one revision's sentences are held at a time, however many revisions there are.
    """
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for revision, claim, start, end, quote in _anchors(claims, revisions):
        found.setdefault(revision, []).append((claim, start, end, quote))
    units = Sentence.objects.filter(STANDING, revision__in=revisions).order_by("revision_id", "start")
    boundaries = units.values_list(as_text("revision_id"), "start", "end").iterator()
    places: dict[str, list[Place]] = {}
    for revision, spans in groupby(boundaries, key=itemgetter(0)):
        _, starts, ends = zip(*spans, strict=True)
        for claim, start, end, quote in found.get(revision, ()):
            # Units stand in order and never overlap, so what a place touches is one run of them.
            touched = range(bisect_right(ends, start) + 1, bisect_left(starts, end) + 1)
            places.setdefault(claim, []).append(Place(start, end, quote, touched))
    return places


@question
def _anchors(claims: Keys, revisions: Keys) -> QuerySet[Any, Any]:
    standing = Anchor.objects.standing().filter(claim__in=claims, revision__in=revisions)
    columns = (as_text("revision_id"), as_text("claim_id"), "start", "end", "quote")
    return standing.order_by("revision_id", "start", "end").values_list(*columns)
