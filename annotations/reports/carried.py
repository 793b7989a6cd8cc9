"""What became of an article's claims from one of its drafts to another, and what somebody has still to decide."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from annotations.models import STANDING, Anchor, AnchorState, Article, Assessment, Citation, Claim, Revision, Value
from annotations.reports.comparison import Side
from annotations.text.drafts.carrying import CHANGED, EXACT, LOST, MOVED, Carriage

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


def carried(article: Article, older: Side, newer: Side) -> Carried:
    """Compare where standing claims stand in two drafts of an article, by claim number; six queries.

    Told from the two texts and from where the claims stand today, whoever has put them there; claims that came after
    the older draft are left out.
    """
    anchors = list(Anchor.objects.filter(STANDING, claim__article=article, claim__withdrawn="").order_by("start", "id"))
    by_key = {anchor.pk: anchor for anchor in anchors}
    carriage = Carriage(older.revision.text, older.places, newer.revision.text, newer.places)
    before, after = _by_claim(anchors, older.revision), _by_claim(anchors, newer.revision)
    claims = Claim.objects.filter(pk__in=before.keys() & after.keys()).select_related("verdict", "assignee")
    keepable, marked = _keepable(article), _marked(article)
    found = []
    for claim in claims.order_by("number"):
        claim.article = article
        places = [
            CarriedPlace(came, there, _state(carriage, came, there))
            for there in after[claim.pk]
            for came in [_before(there, older.revision, by_key, before[claim.pk])]
        ]
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


def _before(
    there: Anchor, older: Revision, by_key: Mapping[uuid.UUID, Anchor], stood: Sequence[Anchor]
) -> Anchor | None:
    """Find where a place was in the older draft: what it was carried from, or the same words, or the only place."""
    at: Anchor | None = there
    while at and at.revision_id != older.pk:
        at = by_key.get(at.carried_from_id) if at.carried_from_id else None
    return at or next((one for one in stood if one.quote == there.quote), stood[0] if len(stood) == 1 else None)


def _state(carriage: Carriage, before: Anchor | None, after: Anchor) -> str:
    if after.state == AnchorState.LOST:
        return LOST
    if before is None or before.state == AnchorState.LOST:
        return CHANGED
    found = carriage.carry(before.start, before.end)
    same = found.state in (EXACT, MOVED) and (found.start, found.end) == (after.start, after.end)
    return found.state if same else CHANGED


def _fate(places: Sequence[CarriedPlace]) -> str:
    states = {place.state for place in places}
    if states == {LOST}:
        return LOST
    if states & {CHANGED, LOST}:
        return CHANGED
    return MOVED if MOVED in states else KEPT


def _keepable(article: Article) -> dict[uuid.UUID, list[Assessment]]:
    """Find the verdicts of the round before, where only new drafts have begun rounds since, and nobody checked in them.

    What rests on a retracted source is left out.
    """
    checks = Assessment.objects.filter(STANDING, claim__article=article, submitted_at__isnull=False)
    rows = checks.select_related("checker", "verdict", "claim").order_by("round", "submitted_at", "id")
    cited = Citation.objects.filter(STANDING, assessment__claim__article=article, source__retracted_on__isnull=False)
    rotten = set(cited.values_list("assessment_id", flat=True))
    begun: dict[uuid.UUID, int] = defaultdict(int)
    for key, verb, round in _told(article, "round"):
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


def _marked(article: Article) -> dict[uuid.UUID, str]:
    """Find the claims that a draft has made checkable again, as nobody has marked them otherwise since."""
    last: dict[uuid.UUID, tuple[str, str, str]] = {}
    for key, verb, reason in _told(article, "not_checkable"):
        last[key] = (last[key][2] if key in last else "", verb, reason)
    return {key: before for key, (before, verb, reason) in last.items() if verb == REVISED and not reason}


def _told(article: Article, field: str) -> list[tuple[uuid.UUID, str, Any]]:
    """List what events made of a field of an article's claims: claim, verb, value; in their order."""
    values = Value.objects.filter(field=field, event__kind=Claim.object_kind(), event__stream=article.stream_key)
    rows = values.order_by("event_id").values_list("event__object", "event__action__verb", "value")
    return [(key, verb, json.loads(value)) for key, verb, value in rows]
