"""Where claims stand in a draft, and which sentences that is."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet

from annotations.models import STANDING, Anchor, AnchorState, Claim, Sentence


@dataclass(frozen=True)
class Place:
    """One place of a claim: code points, end-exclusive; the numbers of the sentences it touches, counted from 1."""

    start: int
    end: int
    quote: str
    sentences: range


def places_of(claims: QuerySet[Claim, uuid.UUID], revisions: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Place]]:
    """Give each claim's standing places in these revisions, in the order of the text. Two queries.

    The boundaries of one revision's sentences are held at a time, however many revisions there are.
    """
    anchors = Anchor.objects.filter(STANDING, claim__in=claims, revision__in=revisions).exclude(state=AnchorState.LOST)
    found: dict[uuid.UUID, list[tuple[uuid.UUID, int, int, str]]] = {}
    for revision, claim, start, end, quote in anchors.order_by("revision_id", "start", "end").values_list(
        "revision_id", "claim_id", "start", "end", "quote"
    ):
        found.setdefault(revision, []).append((claim, start, end, quote))
    units = Sentence.objects.filter(STANDING, revision__in=list(found)).order_by("revision_id", "start")
    boundaries = units.values_list("revision_id", "start", "end").iterator()
    places: dict[uuid.UUID, list[Place]] = {}
    for revision, spans in groupby(boundaries, key=itemgetter(0)):
        _, starts, ends = zip(*spans, strict=True)
        for claim, start, end, quote in found[revision]:
            # Units stand in order and never overlap, so what a place touches is one run of them.
            touched = range(bisect_right(ends, start) + 1, bisect_left(starts, end) + 1)
            places.setdefault(claim, []).append(Place(start, end, quote, touched))
    return places
