"""What a claim's computed columns follow from, and how: the one place that knows the rules.

Facts are taken in as narrow values, whether from rows that stand or from rows that are still to be written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection

from annotations.models import (
    Assessment,
    Audience,
    Audited,
    Citation,
    Claim,
    Note,
    NoteKind,
    QueryState,
    Ruling,
    SignOff,
    Source,
    Stale,
    WorkStatus,
)
from annotations.models.fetching import key_from
from annotations.proof.raw import any_of, as_text, key_for_driver

# As many claims as one statement takes on either database, five times each.
MOST_AT_ONCE = 500
COMPUTED = ("verdict", "work_status", "sources", "stale")
# All that stands about claims; one statement, because a save asks it: five querysets took 2 ms of Django's time, this
# 0.1 ms. The first has every type, so that PostgreSQL knows them.
STANDING_ABOUT = """
    SELECT 'citation', {key}(a.claim_id), {key}(c.id), a.round, {key}(a.id), {key}(c.source_id), {key}(s.origin_id),
        s.retracted_on IS NOT NULL
        FROM annotations_assessment a
        JOIN annotations_citation c ON c.assessment_id = a.id AND c.withdrawn = ''
        JOIN annotations_source s ON s.id = c.source_id
        WHERE a.claim_id {among} AND a.withdrawn = ''
    UNION ALL SELECT 'check', {key}(claim_id), {key}(id), round, {key}(verdict_id), NULL, NULL, FALSE
        FROM annotations_assessment WHERE claim_id {among} AND withdrawn = ''
    UNION ALL SELECT 'ruling', {key}(claim_id), {key}(id), round, {key}(verdict_id), NULL, NULL, FALSE
        FROM annotations_ruling WHERE claim_id {among}
    UNION ALL SELECT 'sign-off', {key}(claim_id), {key}(id), 0, NULL, NULL, NULL, FALSE
        FROM annotations_signoff WHERE claim_id {among} AND voided = ''
    UNION ALL SELECT 'question', {key}(claim_id), {key}(id), 0, NULL, NULL, NULL, FALSE
        FROM annotations_note WHERE claim_id {among} AND withdrawn = ''
            AND kind = '{query}' AND audience = '{writer}' AND state = '{open}'
"""


# A key, as it is or as text: to make one of each took longer than to ask for them.
Key = Any


class Marks(NamedTuple):
    """A claim as the database gives it: what its computed columns follow from, and what they are."""

    pk: Key
    round: int
    checks_needed: int
    not_checkable: str
    verdict_id: Key | None
    work_status: str
    sources: int
    stale: str


Of = TypeVar("Of", Claim, Marks)


class About(NamedTuple):
    """What one row says about a claim: `of` is the verdict of a check or ruling, and the assessment of a citation."""

    what: str
    claim: Key
    row: Key
    round: int = 0
    of: Key | None = None
    source: Key | None = None
    origin: Key | None = None
    retracted: bool = False


class Rest(NamedTuple):
    """A source that a submitted assessment rests on: what it derives from in the end, and whether it was retracted."""

    round: int
    origin: Key
    retracted: bool


@dataclass(slots=True)
class Facts(Generic[Of]):
    """All that a claim's computed columns follow from: its own marks, its checks and what they rest on, a ruling.

    Verdicts are known by their keys. `ruled` tells that there is a ruling, which may be without a verdict; `concluded`,
    that a check or a ruling stands in any round.
    """

    claim: Of
    verdicts: list[Key] = field(default_factory=list)
    drafts: int = 0
    checked_in: int = 0
    concluded: bool = False
    rests: list[Rest] = field(default_factory=list)
    ruled: bool = False
    ruling: Key | None = None
    signed_off: bool = False
    asks_writer: bool = False

    def check(self, round: int, verdict: Key | None) -> None:
        """Take in a standing assessment of any round; without a verdict it is a draft."""
        if verdict:
            self.checked_in = max(self.checked_in, round)
            self.concluded = True
        if round != self.claim.round:
            return
        if verdict:
            self.verdicts.append(verdict)
        else:
            self.drafts += 1

    def rule(self, round: int, verdict: Key | None) -> None:
        """Take in a ruling on any round; without a verdict that round was sent back."""
        self.concluded = True
        if round == self.claim.round:
            self.ruled, self.ruling = True, verdict

    def ask(self, note: Note) -> None:
        """Take in a standing note of any kind."""
        self.asks_writer |= _asks_writer(note)

    def consequences(self) -> dict[str, Any]:
        """Work out every computed column, by name; the verdict by its key."""
        verdict, *others = self.computed()
        return dict(zip(COMPUTED, (key_from(verdict), *others), strict=True))

    def computed(self) -> tuple[Key | None, WorkStatus, int, str]:
        """Work out the columns COMPUTED; the verdict by its key as that was taken in."""
        return (*self.standing(), self.sources, self.stale)

    @property
    def sources(self) -> int:
        """Count the sources of this round's submitted assessments; those of one origin once, retracted ones never."""
        round = self.claim.round
        return len({rest.origin for rest in self.rests if rest.round == round and not rest.retracted})

    @property
    def stale(self) -> str:
        """Tell that the last round with a verdict rests on a retracted source; a later check takes that away."""
        rotten = any(rest.retracted for rest in self.rests if rest.round == self.checked_in)
        return Stale.SOURCE if rotten and not self.claim.not_checkable else ""

    def standing(self) -> tuple[Key | None, WorkStatus]:
        """Work out the standing verdict (one check, unanimous, or ruled) and the work status."""
        if self.claim.not_checkable:
            return None, WorkStatus.NOT_CHECKABLE
        disputed = False
        verdict = None
        if self.ruled:
            verdict = self.ruling
        elif len(set(self.verdicts)) > 1:
            disputed = True
        elif len(self.verdicts) >= self.claim.checks_needed:
            verdict = self.verdicts[0]
        if self.signed_off:
            return verdict, WorkStatus.SIGNED_OFF
        if disputed:
            return None, WorkStatus.DISPUTED
        if self.asks_writer:
            return verdict, WorkStatus.QUERY
        if verdict:
            return verdict, WorkStatus.CHECKED
        return None, self._unsettled()

    def _unsettled(self) -> WorkStatus:
        if self.verdicts:
            return WorkStatus.SECOND_CHECK
        if self.drafts:
            return WorkStatus.IN_PROGRESS
        # A new draft begins rounds of claims that nobody has checked yet, too: there is nothing to open again.
        return WorkStatus.REOPENED if self.concluded else WorkStatus.UNCHECKED


def facts_of(claims: Sequence[Of], pending: Iterable[Audited] = ()) -> Iterable[Facts[Of]]:
    """Gather what stands about claims, in their order and in the round that they are in here (not written yet, maybe).

    `pending` rows are not written yet, and count as they are here. At most MOST_AT_ONCE claims, with one query, and
    one more for each link in the chains of sources' origins.
    """
    facts = {_as_read(claim.pk): Facts(claim) for claim in claims}
    coming = {_as_read(row.pk): row for row in pending}
    rows = _standing_about(list(facts))
    if coming:
        rows = [about for about in rows if about[2] not in coming]
        rows += [about for row in coming.values() if (about := _told_by(row)) and about.claim in facts]
    roots = _roots({about[6] for about in rows if about[6]})
    verdicts = {about[2]: about[4] for about in rows if about[0] == "check"}
    for what, claim, _, round, of, source, origin, retracted in rows:
        one = facts[claim]
        if what == "citation":
            if of and source and verdicts.get(of):
                one.rests.append(Rest(round, roots[origin] if origin else source, bool(retracted)))
        elif what == "check":
            one.check(round, of)
        elif what == "ruling":
            one.rule(round, of)
        elif what == "sign-off":
            one.signed_off = True
        else:
            one.asks_writer = True
    return facts.values()


def _standing_about(claims: Sequence[Key]) -> list[tuple[Any, ...]]:
    """Read what stands about claims: the columns of About, with keys as text."""
    if not claims:
        return []
    among, given = any_of(claims)
    codes = {"query": NoteKind.QUERY.value, "writer": Audience.WRITER.value, "open": QueryState.OPEN.value}
    statement = STANDING_ABOUT.format(key=as_text(), among=among, **codes)
    with connection.cursor() as cursor:
        cursor.execute(statement, given * statement.count(among))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _told_by(row: Audited) -> About | None:
    """Say of a row that is not written yet what STANDING_ABOUT says of those that are, in the same words."""
    about = _about(row)
    return About._make(map(_as_read, about)) if about else None


def _as_read(value: Any) -> Any:
    """Write a key as STANDING_ABOUT gives it, if it is one."""
    return key_for_driver(str(value)) if isinstance(value, uuid.UUID) else value


def _about(row: Audited) -> About | None:
    if isinstance(row, Citation) and not row.withdrawn:
        source, check = row.source, row.assessment
        retracted = source.retracted_on is not None
        return About("citation", check.claim_id, row.pk, check.round, check.pk, source.pk, source.origin_id, retracted)
    if isinstance(row, Assessment) and not row.withdrawn:
        return About("check", row.claim_id, row.pk, row.round, row.verdict_id)
    if isinstance(row, Ruling):
        return About("ruling", row.claim_id, row.pk, row.round, row.verdict_id)
    if isinstance(row, SignOff) and not row.voided:
        return About("sign-off", row.claim_id, row.pk)
    if isinstance(row, Note) and not row.withdrawn and _asks_writer(row):
        return About("question", row.claim_id, row.pk)
    return None


def _asks_writer(note: Note) -> bool:
    return (note.kind, note.audience, note.state) == (NoteKind.QUERY, Audience.WRITER, QueryState.OPEN)


def _roots(sources: set[Key]) -> dict[Key, Key]:
    """Do as `roots_of` with keys as they are read."""
    roots = roots_of({key for raw in sources if (key := key_from(raw))})
    return {_as_read(source): _as_read(root) for source, root in roots.items()}


def roots_of(sources: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Give what each source derives from in the end: the last of its chain of origins, or itself; a query a link."""
    above: dict[uuid.UUID, uuid.UUID | None] = {}
    asked = sources
    while asked:
        found = dict(Source.objects.filter(pk__in=asked).values_list("pk", "origin"))
        above |= found
        asked = {origin for origin in found.values() if origin} - above.keys()
    return {source: chain_of(source, above)[-1] for source in sources}


def chain_of(source: uuid.UUID, above: Mapping[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """List a source, what it derives from, what that derives from, and so on."""
    chain = [source]
    while (origin := above.get(chain[-1])) and origin not in chain:
        chain.append(origin)
    return chain
