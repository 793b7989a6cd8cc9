"""The claims that a new draft touched, with the sentences in which they stood and stand, stored or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.models import STANDING, Anchor, AnchorState, Article, Claim, Revision
from annotations.reports.carried import FATES, KEPT, CarriedClaim, CarriedPlace, carried, carried_by
from annotations.reports.comparison import NOWHERE, Side, side_around, side_of
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

    @property
    def back(self) -> bool:
        return all(one.place.back for one in self.words)


@dataclass(frozen=True)
class Changes:
    """What a draft changed: first the claims that wait for a decision, then those decided since, and those moved."""

    draft: Revision
    affected: Sequence[Affected]

    @property
    def undecided(self) -> list[Affected]:
        return [one for one in self.affected if one.said.undecided]


def changes_in(article: Article, before: Revision, draft: Revision) -> Changes:
    """Tell what a draft changed after the one before it; eight queries."""
    older, newer = side_of(before), side_of(draft)
    told = carried(article, older, newer)
    return Changes(draft, _affected(told.claims, older, newer))


def change_of(claim: Claim, before: Revision, draft: Revision) -> Affected | None:
    """Tell the same of one claim, whatever became of it, and read no more of the drafts than is around its places.

    None where it is withdrawn, or came after the draft before. Eleven queries.
    """
    rows = Anchor.objects.filter(STANDING, claim=claim, revision__in=(before, draft)).order_by()
    places = list(rows.values_list("revision", "start", "end"))
    older, newer = (
        side_around(side, [(start, end) for key, start, end in places if key == side.pk]) for side in (before, draft)
    )
    return next((_put(one, older, newer) for one in carried(claim, older, newer).claims), None)


def changes_by(places: Iterable[Anchor], older: Side, newer: Side) -> Changes:
    """Tell what a draft would change that is not stored; nor are the places in it."""
    return Changes(newer.revision, _affected(carried_by(places), older, newer))


def lost_in(draft: Revision) -> list[Anchor]:
    """List what standing claims stood on that is not in this draft, by the number of the claim; one query."""
    lost = Anchor.objects.filter(STANDING, revision=draft, claim__withdrawn="", state=AnchorState.LOST)
    return list(lost.select_related("claim").order_by("claim__number", "start", "pk"))


def waiting_in(draft: Revision) -> int:
    """Count the standing claims that wait for a decision: some words were changed or lost; one query."""
    return Anchor.objects.undecided().filter(revision=draft).order_by().values("claim").distinct().count()


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
    return [_put(one, older, newer) for one in touched]


def _put(claim: CarriedClaim, older: Side, newer: Side) -> Affected:
    """Put a claim with the places that are not simply where they were, or with all of them if there is none."""
    shown = [place for place in claim.places if place.undecided or place.state != AnchorState.EXACT]
    return Affected(claim, [_words(place, older, newer) for place in shown or claim.places])


def _words(place: CarriedPlace, older: Side, newer: Side) -> Words:
    stood = older.touched(place.before.start, place.before.end) if place.before else NOWHERE
    stands = newer.touched(place.after.start, place.after.end)
    words = older.words(stood) if stood else place.old
    return Words(place, stood, stands, exact_runs(words, newer.words(stands) if stands else ""))
