"""What becomes of an article's claims, and of whose its paragraphs are, in a draft that comes in."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotations.desk.going_back import same_text_before, untouched_since
from annotations.models import STANDING, Anchor, AnchorState, Assignment, Claim, Revision, Sentence
from annotations.text.drafts.carrying import Carriage
from annotations.text.drafts.keeping import kept_units
from annotations.text.segmentation import Span

EXACT, MOVED, CHANGED, LOST = AnchorState.EXACT, AnchorState.MOVED, AnchorState.CHANGED, AnchorState.LOST
# Of two places that become one, the state that most needs a person.
GRAVITY = {EXACT: 0, MOVED: 1, CHANGED: 2, LOST: 3}
Places = dict[uuid.UUID, list[Anchor]]
Place = tuple[AnchorState, int, int]
Unit = tuple[int, int, int]


@dataclasses.dataclass(frozen=True)
class Carried:
    """A claim in the new draft: its places there, and what is set to put it into another round, if it is to be."""

    claim: Claim
    places: Sequence[Anchor]
    round: Mapping[str, Any]

    @property
    def fate(self) -> str:
        """Name what became of the claim, as a summary counts it: what most needs a person."""
        states = {anchor.state for anchor in self.places}
        if states == {LOST}:
            return "lost"
        if states & {CHANGED, LOST} or self.round.get("round", 0) > self.claim.round:
            return "changed"
        return "moved" if MOVED in states else "kept"


def next_round(claim: Claim) -> dict[str, Any]:
    """Say what begins a new round of a claim whose words are others now: nothing said of the old ones holds."""
    return {
        "round": claim.round + 1,
        "checks_needed": claim.article.project.checks_needed,
        "not_checkable": "",
    }


class Laid(NamedTuple):
    """A draft with the places of its sentences, and their paragraphs, and a new text laid next to it."""

    units: Sequence[Unit]
    carriage: Carriage


def lay(newest: Revision, text: str, spans: Sequence[Span]) -> Laid:
    """Lay a text next to the newest draft: it takes a while for a long one, so before anything is locked."""
    return _laid(newest, _units(newest), text, spans)


def _laid(newest: Revision, units: Sequence[Unit], text: str, spans: Sequence[Span]) -> Laid:
    before = [(start, end) for start, end, _ in units]
    return Laid(units, Carriage(newest.text, before, text, [(span.start, span.end) for span in spans]))


def _units(revision: Revision) -> list[Unit]:
    standing = Sentence.objects.filter(STANDING, revision=revision).order_by("start")
    return list(standing.values_list("start", "end", "paragraph"))


class Coming:
    """A draft that comes in: what its claims and paragraphs were in the newest one, and become.

    `spans` are its sentences as a program parts them, `kept` as they are to be: as in the newest where the words stay.
    """

    def __init__(self, newest: Revision, draft: Revision, spans: Sequence[Span], laid: Laid | None = None) -> None:
        self.newest, self.draft, self.spans = newest, draft, spans
        self.units = _units(newest)
        if laid is None or laid.units != self.units:
            laid = _laid(newest, self.units, draft.text, spans)
        self.carriage = laid.carriage
        self.kept = kept_units(self.carriage, [(start, end) for start, end, _ in self.units], spans)
        self.before = _places_in(newest)
        self.earlier = same_text_before(draft)
        self.again = _places_in(self.earlier) if self.earlier else {}
        self.untouched = untouched_since(self.earlier) if self.earlier else {}
        claims = Claim.objects.filter(article=draft.article).order_by("number")
        self.claims = [self._carried(claim) for claim in claims]

    def summary(self) -> list[int]:
        """Count the standing claims that were kept, moved, changed and lost."""
        fates = Counter(one.fate for one in self.claims if not one.claim.withdrawn)
        return [fates[fate] for fate in ("kept", "moved", "changed", "lost")]

    def rows(self) -> Iterator[Anchor | Assignment]:
        for one in self.claims:
            yield from one.places
        yield from self._assignments()

    def in_other_rounds(self) -> list[Carried]:
        """List the claims, withdrawn ones too, that are not to be in the round that they are in now."""
        return [one for one in self.claims if one.round]

    def _carried(self, claim: Claim) -> Carried:
        claim.article = self.draft.article
        old = self.before.get(claim.pk, [])
        places = [self._place(anchor) for anchor in old]
        same = all(state in (EXACT, MOVED) for state, _, _ in places)
        stood = [anchor for anchor in self.again.get(claim.pk, ()) if anchor.state != LOST]
        if stood and not (same and all(anchor.state in (EXACT, MOVED) for anchor in old)):
            return self._standing_again(claim, stood, old, places)
        # A place that was lost before is no news.
        news = not same and any(anchor.state != LOST for anchor in old)
        return Carried(claim, self._anchors(claim, old, places), next_round(claim) if news else {})

    def _standing_again(
        self, claim: Claim, stood: Sequence[Anchor], old: Sequence[Anchor], places: Sequence[Place]
    ) -> Carried:
        """Put a claim where it stood in the earlier draft with this text; what stayed as it is in the newest stays.

        Its verdict is back where nobody has done anything to the claim since, or else it is to be checked again.
        """
        there = {(start, end): anchor for anchor, (state, start, end) in zip(old, places, strict=True) if state != LOST}
        fine = {(start, end) for state, start, end in places if state in (EXACT, MOVED)}
        back = self.untouched.get(claim.pk)
        same = back is not None or all((anchor.start, anchor.end) in fine for anchor in stood)
        found = {(anchor.start, anchor.end) for anchor in stood}
        # Words that others were taken for meanwhile are not those that a verdict was given for since.
        state = EXACT if same or all(anchor.state == LOST for anchor in old) else CHANGED
        others = next(iter(there.values()), None)
        anchors = [
            self._anchor(
                claim,
                CHANGED if one.state == CHANGED else state,
                one.start,
                one.end,
                there.get((one.start, one.end), others or one),
            )
            for one in stood
        ]
        anchors += [self._anchor(claim, EXACT, *place, there[place]) for place in sorted(fine - found)]
        return Carried(claim, anchors, back or ({} if same else next_round(claim)))

    def _place(self, anchor: Anchor) -> Place:
        found = self.carriage.carry(anchor.start, anchor.end)
        return AnchorState(found.state), found.start, found.end

    def _anchors(self, claim: Claim, old: Sequence[Anchor], places: Sequence[Place]) -> list[Anchor]:
        """Make a claim's places in the new draft; two that have become one are one."""
        made: dict[tuple[int, int, str], Anchor] = {}
        for anchor, (state, start, end) in zip(old, places, strict=True):
            # Nobody has said yet whether the claim stands on these words.
            state = CHANGED if anchor.state == CHANGED and state != LOST else state
            one = self._anchor(claim, state, start, end, anchor)
            key = (start, end, one.quote)
            if key not in made or GRAVITY[state] > GRAVITY[AnchorState(made[key].state)]:
                made[key] = one
        return list(made.values())

    def _anchor(self, claim: Claim, state: AnchorState, start: int, end: int, before: Anchor) -> Anchor:
        return Anchor(
            claim=claim,
            revision=self.draft,
            start=start,
            end=end,
            quote=before.quote if state == LOST else self.draft.text[start:end],
            state=state,
            carried_from=before,
        )

    def _assignments(self) -> Iterator[Assignment]:
        """Give each paragraph of the new draft to whoever had the one that most of its sentences come from."""
        rows = Assignment.objects.filter(revision=self.newest, assignee__isnull=False)
        assigned = {row.paragraph: row for row in rows}
        if not assigned:
            return
        votes: dict[int, Counter[int]] = defaultdict(Counter)
        for old, new in self._pairs():
            votes[self.spans[new].paragraph][self.units[old][2]] += 1
        for paragraph, from_ in sorted(votes.items()):
            row = assigned.get(from_.most_common(1)[0][0])
            if row:
                yield Assignment(
                    revision=self.draft, paragraph=paragraph, assignee_id=row.assignee_id, due_on=row.due_on
                )

    def _pairs(self) -> Iterable[tuple[int, int]]:
        matching = self.carriage.matching
        return [
            *matching.new_of.items(),
            *matching.runs_into.items(),
            *((b, a) for a, b in matching.parted_from.items()),
        ]


def _places_in(revision: Revision) -> Places:
    found: Places = defaultdict(list)
    for anchor in Anchor.objects.filter(STANDING, revision=revision).order_by("start", "end", "id"):
        found[anchor.claim_id].append(anchor)
    return found
