"""The claims that a new draft touched, with the sentences in which they stood and stand, stored or not."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.models import STANDING, Anchor, AnchorState, Article, Revision
from annotations.reports.carried import FATES, KEPT, CarriedClaim, CarriedPlace, carried, carried_by
from annotations.reports.comparison import NOWHERE, Side, side_of
from annotations.reports.events.differences import Run, exact_runs


@dataclass(frozen=True)
class Words:
    """A place of a claim in two drafts: the sentences that it touches in each, by number, and their words.

    `runs` are those of the older draft with what was taken out and put in.
    """

    place: CarriedPlace
    stood: range
    stands: range
    runs: Sequence[Run]

    @property
    def lost(self) -> bool:
        return self.place.after.state == AnchorState.LOST

    @property
    def a_part(self) -> bool:
        """Tell whether the claim stands on a part of its sentence, so that its own words are worth saying."""
        return bool(self.stands) and self.place.new != "".join(run.text for run in self.runs if run.kind != "del")


@dataclass(frozen=True)
class Affected:
    """A claim that a draft touched, with the words of each place that is not simply where it was."""

    said: CarriedClaim
    words: Sequence[Words]

    @property
    def lost(self) -> bool:
        return all(one.lost for one in self.words)


@dataclass(frozen=True)
class Changes:
    """What a draft changed: first the claims that wait for a decision, then those decided since, and those moved."""

    draft: Revision
    affected: Sequence[Affected]

    @property
    def undecided(self) -> list[Affected]:
        return [one for one in self.affected if one.said.undecided]

    def of(self, claim: uuid.UUID) -> Affected | None:
        return next((one for one in self.affected if one.said.claim.pk == claim), None)


def changes_in(article: Article, before: Revision, draft: Revision) -> Changes:
    """Tell what a draft changed after the one before it; eight queries."""
    older, newer = side_of(before), side_of(draft)
    told = carried(article, older, newer)
    return Changes(draft, _affected(told.claims, older, newer))


def changes_by(places: Iterable[Anchor], older: Side, newer: Side) -> Changes:
    """Tell what a draft would change that is not stored; nor are the places in it."""
    return Changes(newer.revision, _affected(carried_by(places), older, newer))


def lost_in(draft: Revision) -> list[Anchor]:
    """List what standing claims stood on that is not in this draft, by the number of the claim; one query."""
    lost = Anchor.objects.filter(STANDING, revision=draft, claim__withdrawn="", state=AnchorState.LOST)
    return list(lost.select_related("claim").order_by("claim__number", "start", "pk"))


def undecided_in(draft: Revision) -> list[int]:
    """Number the standing claims of which some words were changed, and nobody has decided about them; one query."""
    if draft.number == 1:
        return []
    changed = Anchor.objects.filter(STANDING, revision=draft, claim__withdrawn="", state=AnchorState.CHANGED)
    return list(changed.order_by("claim__number").values_list("claim__number", flat=True).distinct())


def _affected(claims: Iterable[CarriedClaim], older: Side, newer: Side) -> list[Affected]:
    """Put what most needs a person first, then go by the numbers of the claims."""
    touched = [one for one in claims if one.undecided or one.fate != KEPT]
    touched.sort(key=lambda one: (not one.undecided, -FATES.index(one.fate), one.claim.number))
    return [Affected(one, [_words(place, older, newer) for place in _shown(one)]) for one in touched]


def _shown(claim: CarriedClaim) -> list[CarriedPlace]:
    return [place for place in claim.places if place.undecided or place.state != AnchorState.EXACT]


def _words(place: CarriedPlace, older: Side, newer: Side) -> Words:
    stood = _touched(older, place.before) if place.before else NOWHERE
    stands = _touched(newer, place.after)
    words = older.words(stood) if stood else place.old
    return Words(place, stood, stands, exact_runs(words, newer.words(stands) if stands else ""))


def _touched(side: Side, place: Anchor) -> range:
    """Number the sentences of a draft that share a character with a place."""
    if place.start >= place.end:
        return NOWHERE
    first = bisect_right(side.ends, place.start)
    return range(first + 1, bisect_left(side.starts, place.end) + 1)
