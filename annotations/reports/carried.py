"""What became of an article's claims from one of its drafts to another, and what somebody has still to decide."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from annotations.models import STANDING, Anchor, AnchorState, Article, Assessment, Citation, Claim, Revision, Value
from annotations.reports.comparison import Side
from annotations.text.drafts.carrying import CHANGED, EXACT, LOST, MOVED
from annotations.text.drafts.saying import Stands, says_the_same

KEPT = "kept"
REVISED = "import_revision"
# What became of a claim, what most needs a person last.
FATES = (KEPT, MOVED, CHANGED, LOST)


class Summary(NamedTuple):
    """How many claims kept their words, and had them moved, changed and lost."""

    kept: int = 0
    moved: int = 0
    changed: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        return sum(self)


@dataclass(frozen=True)
class CarriedPlace:
    """A place of a claim in the newer draft, and what it was in the older one; None where it stood nowhere there.

    state: exact, moved, changed or lost, from the older to the newer; `undecided` while nobody has said what is to
    become of it. `old` and `new` are the words, `old` also of a place that is lost.
    """

    before: Anchor | None
    after: Anchor
    state: str

    @property
    def undecided(self) -> bool:
        return self.after.state in (AnchorState.CHANGED, AnchorState.LOST)

    @property
    def back(self) -> bool:
        """Tell whether the place was lost in the older draft, and is there in the newer one."""
        return self.before is not None and self.before.state == AnchorState.LOST != self.after.state

    @property
    def old(self) -> str:
        return self.before.quote if self.before else ""

    @property
    def new(self) -> str:
        return "" if self.after.state == AnchorState.LOST else self.after.quote


@dataclass(frozen=True)
class CarriedClaim:
    """A standing claim of the older draft in the newer one.

    `keepable` are the verdicts from before that can be kept for the words of the newest draft, `marked` the reason for
    which the claim was not checkable, where that can be.
    """

    claim: Claim
    fate: str
    places: Sequence[CarriedPlace]
    keepable: Sequence[Assessment] = ()
    marked: str = ""

    @property
    def undecided(self) -> bool:
        return any(place.undecided for place in self.places)


@dataclass(frozen=True)
class Carried:
    older: Revision
    newer: Revision
    claims: Sequence[CarriedClaim]

    @cached_property
    def summary(self) -> Summary:
        fates = Counter(one.fate for one in self.claims)
        return Summary(*(fates[fate] for fate in FATES))

    @property
    def affected(self) -> list[CarriedClaim]:
        """List the claims whose words are others, or gone, by number."""
        return [one for one in self.claims if one.fate in (CHANGED, LOST)]

    @property
    def undecided(self) -> list[CarriedClaim]:
        """List the claims of which somebody has still to say what becomes of them; of the newest draft alone."""
        return [one for one in self.claims if one.undecided]


def summary_of(revision: Revision) -> Summary | None:
    """Tell what became of the claims when a draft came in; None for a first draft. One query."""
    counts = Value.objects.filter(field="carried", event__object=revision.pk).values_list("value", flat=True).first()
    return Summary(*json.loads(counts)) if counts else None


def carried(of: Article | Claim, older: Side, newer: Side) -> Carried:
    """Compare where the standing claims of an article, or one claim, stand in two drafts of it; six queries.

    Told from the words around each place as it stands today, whoever has put it there, and so without comparing the
    drafts as a whole; both sides hold at least the sentences that the places touch. Claims come by number; those that
    came after the older draft are left out.
    """
    anchors = list(Anchor.objects.filter(STANDING, _about(of, "claim"), claim__withdrawn="").order_by("start", "id"))
    by_key = {anchor.pk: anchor for anchor in anchors}
    before, after = _by_claim(anchors, older.revision), _by_claim(anchors, newer.revision)
    claims = Claim.objects.filter(pk__in=before.keys() & after.keys()).select_related("verdict", "assignee")
    keepable, marked = _keepable(of), _marked(of)
    found = []
    for claim in claims.order_by("number"):
        claim.article = of.article if isinstance(of, Claim) else of
        places = [_place(there, older, newer, by_key, before[claim.pk]) for there in after[claim.pk]]
        found.append(CarriedClaim(claim, _fate(places), places, keepable.get(claim.pk, ()), marked.get(claim.pk, "")))
    return Carried(older.revision, newer.revision, found)


def carried_by(places: Iterable[Anchor]) -> list[CarriedClaim]:
    """Tell the same of places in a draft that is not stored yet, each with what it would be carried from."""
    found: dict[uuid.UUID, list[Anchor]] = defaultdict(list)
    for anchor in places:
        found[anchor.claim_id].append(anchor)
    told = ([CarriedPlace(one.carried_from, one, one.state) for one in anchors] for anchors in found.values())
    return [CarriedClaim(held[0].after.claim, _fate(held), held) for held in told]


def _by_claim(anchors: Iterable[Anchor], revision: Revision) -> dict[uuid.UUID, list[Anchor]]:
    found: dict[uuid.UUID, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.revision_id == revision.pk:
            found[anchor.claim_id].append(anchor)
    return found


def _place(
    there: Anchor, older: Side, newer: Side, by_key: Mapping[uuid.UUID, Anchor], stood: Sequence[Anchor]
) -> CarriedPlace:
    """Find where a place was in the older draft: what it was carried from, or the same words, or the only place."""
    at: Anchor | None = there
    moved = False
    while at and at.revision_id != older.revision.pk:
        moved |= at.state == AnchorState.MOVED
        at = by_key.get(at.carried_from_id) if at.carried_from_id else None
    at = at or next((one for one in stood if one.quote == there.quote), stood[0] if len(stood) == 1 else None)
    if there.state == AnchorState.LOST:
        return CarriedPlace(at, there, LOST)
    if at is None or at.state == AnchorState.LOST or not _same(older, at, newer, there):
        return CarriedPlace(at, there, CHANGED)
    return CarriedPlace(at, there, MOVED if moved else EXACT)


def _same(older: Side, before: Anchor, newer: Side, after: Anchor) -> bool:
    """Tell whether a place says in the newer draft what it said in the older one."""
    if after.state == AnchorState.CHANGED != before.state:
        # Nobody has decided about it since: it is what it was when the draft came in.
        return False
    return says_the_same(_stands(older, before), _stands(newer, after))


def _stands(side: Side, place: Anchor) -> Stands:
    return Stands(side.revision.text, place.start, place.end, *side.extent(side.touched(place.start, place.end)))


def _fate(places: Sequence[CarriedPlace]) -> str:
    states = {place.state for place in places}
    if states == {LOST}:
        return LOST
    if states & {CHANGED, LOST}:
        return CHANGED
    return MOVED if MOVED in states else KEPT


def _about(of: Article | Claim, claim: str) -> Q:
    """Keep the rows about an article's claims, or about one; `claim` is the way from a row to its claim."""
    return Q(**{claim: of}) if isinstance(of, Claim) else Q(**{f"{claim}__article": of})


def _keepable(of: Article | Claim) -> dict[uuid.UUID, list[Assessment]]:
    """Find the verdicts of the round before, where only new drafts have begun rounds since, and nobody checked in them.

    What rests on a retracted source is left out.
    """
    checks = Assessment.objects.filter(STANDING, _about(of, "claim"), submitted_at__isnull=False)
    rows = checks.select_related("checker", "verdict", "claim").order_by("round", "submitted_at", "id")
    cited = Citation.objects.filter(STANDING, _about(of, "assessment__claim"), source__retracted_on__isnull=False)
    rotten = set(cited.values_list("assessment_id", flat=True))
    begun: dict[uuid.UUID, int] = defaultdict(int)
    for key, verb, round in _told(of, "round"):
        if verb != REVISED:
            begun[key] = max(begun[key], round)
    last: dict[uuid.UUID, list[Assessment]] = {}
    for row in rows:
        held = last.setdefault(row.claim_id, [])
        if held and held[0].round < row.round:
            held.clear()
        held.append(row)
    return {
        key: [one for one in held if one.pk not in rotten and one.verdict and not one.verdict.withdrawn]
        for key, held in last.items()
        if begun[key] <= held[0].round < held[0].claim.round
    }


def _marked(of: Article | Claim) -> dict[uuid.UUID, str]:
    """Find the claims that a draft has made checkable again, as nobody has marked them otherwise since."""
    last: dict[uuid.UUID, tuple[str, str, str]] = {}
    for key, verb, reason in _told(of, "not_checkable"):
        last[key] = (last[key][2] if key in last else "", verb, reason)
    return {key: before for key, (before, verb, reason) in last.items() if verb == REVISED and not reason}


def _told(of: Article | Claim, field: str) -> list[tuple[uuid.UUID, str, Any]]:
    """List what events made of a field of an article's claims, or of one: claim, verb, value; in their order."""
    these = Q(event__object=of.pk) if isinstance(of, Claim) else Q(event__stream=of.stream_key)
    values = Value.objects.filter(these, field=field, event__kind=Claim.object_kind())
    rows = values.order_by("event_id").values_list("event__object", "event__action__verb", "value")
    return [(key, verb, json.loads(value)) for key, verb, value in rows]
