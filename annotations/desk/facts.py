"""What a claim's computed columns follow from, and how: the one place that knows the rules.

Facts are taken in as narrow values, whether from rows that stand or from rows that are still to be written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from annotations.models import Audience, Claim, NoteKind, QueryState, Source, Stale, WorkStatus
from annotations.models.fetching import key_from, to_database

# As many claims as one statement takes on either database, five times each.
MOST_AT_ONCE = 500
# All that stands about claims, as (what, claim, round, key, other key, flag); one statement, because a save asks it:
# five querysets took 2 ms of Django's time, this 0.1 ms. The first has every type, so that PostgreSQL knows them.
STANDING_ABOUT = """
    SELECT 'rest', a.claim_id, a.round, c.source_id, s.origin_id, s.retracted_on IS NOT NULL
        FROM annotations_assessment a
        JOIN annotations_citation c ON c.assessment_id = a.id AND c.withdrawn = ''
        JOIN annotations_source s ON s.id = c.source_id
        WHERE a.claim_id IN ({claims}) AND a.withdrawn = '' AND a.submitted_at IS NOT NULL
    UNION ALL SELECT 'check', claim_id, round, verdict_id, NULL, FALSE
        FROM annotations_assessment WHERE claim_id IN ({claims}) AND withdrawn = ''
    UNION ALL SELECT 'ruling', claim_id, round, verdict_id, NULL, FALSE
        FROM annotations_ruling WHERE claim_id IN ({claims})
    UNION ALL SELECT 'sign-off', claim_id, 0, NULL, NULL, FALSE
        FROM annotations_signoff WHERE claim_id IN ({claims}) AND voided = ''
    UNION ALL SELECT 'question', claim_id, 0, NULL, NULL, FALSE
        FROM annotations_note WHERE claim_id IN ({claims}) AND withdrawn = ''
            AND kind = '{query}' AND audience = '{writer}' AND state = '{open}'
"""


class Rest(NamedTuple):
    """A source that a submitted assessment rests on: what it derives from in the end, and whether it was retracted."""

    round: int
    origin: uuid.UUID
    retracted: bool


@dataclass
class Facts:
    """All that a claim's computed columns follow from: its own marks, its checks and what they rest on, a ruling.

    Verdicts are known by their keys. `ruled` tells that there is a ruling, which may be without a verdict.
    """

    claim: Claim
    verdicts: list[uuid.UUID] = field(default_factory=list)
    drafts: int = 0
    checked_in: int = 0
    rests: list[Rest] = field(default_factory=list)
    ruled: bool = False
    ruling: uuid.UUID | None = None
    signed_off: bool = False
    asks_writer: bool = False

    def check(self, round: int, verdict: uuid.UUID | None) -> None:
        """Take in a standing assessment of any round; without a verdict it is a draft."""
        if verdict:
            self.checked_in = max(self.checked_in, round)
        if round != self.claim.round:
            return
        if verdict:
            self.verdicts.append(verdict)
        else:
            self.drafts += 1

    def rule(self, round: int, verdict: uuid.UUID | None) -> None:
        """Take in a ruling on any round; without a verdict that round was sent back."""
        if round == self.claim.round:
            self.ruled, self.ruling = True, verdict

    def ask(self, kind: str, audience: str, state: str) -> None:
        """Take in a standing note of any kind; STANDING_ABOUT says the same of those that are written."""
        if (kind, audience, state) == (NoteKind.QUERY, Audience.WRITER, QueryState.OPEN):
            self.asks_writer = True

    def consequences(self) -> dict[str, Any]:
        """Work out every computed column, by name; the verdict by its key."""
        verdict, status = self.standing()
        return {"verdict": verdict, "work_status": status, "sources": self.sources, "stale": self.stale}

    @property
    def sources(self) -> int:
        """Count the sources of this round's submitted assessments; those of one origin once, retracted ones never."""
        return len({rest.origin for rest in self.rests if rest.round == self.claim.round and not rest.retracted})

    @property
    def stale(self) -> str:
        """Tell that the last round with a verdict rests on a retracted source; a later check takes that away."""
        rotten = any(rest.retracted for rest in self.rests if rest.round == self.checked_in)
        return Stale.SOURCE if rotten and not self.claim.not_checkable else ""

    def standing(self) -> tuple[uuid.UUID | None, WorkStatus]:
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
        return WorkStatus.REOPENED if self.claim.round > 1 else WorkStatus.UNCHECKED


def facts_of(claims: Sequence[Claim]) -> Iterable[Facts]:
    """Gather what stands about claims, in their order and in the round that they are in here (not written yet, maybe).

    At most MOST_AT_ONCE of them, with one query, and one more for each link in the chains of sources' origins.
    """
    facts = {claim.pk: Facts(claim) for claim in claims}
    rows = list(_standing_about(list(facts)))
    roots = roots_of({origin for what, _, _, _, origin, _ in rows if what == "rest" and origin})
    for what, claim, round, key, origin, retracted in rows:
        one = facts[claim]
        if what == "rest" and key:
            one.rests.append(Rest(round, roots[origin] if origin else key, bool(retracted)))
        elif what == "check":
            one.check(round, key)
        elif what == "ruling":
            one.rule(round, key)
        elif what == "sign-off":
            one.signed_off = True
        else:
            one.asks_writer = True
    return facts.values()


About = tuple[str, Any, int, uuid.UUID | None, uuid.UUID | None, bool]


def _standing_about(claims: Sequence[uuid.UUID]) -> Iterator[About]:
    codes = {"query": NoteKind.QUERY.value, "writer": Audience.WRITER.value, "open": QueryState.OPEN.value}
    statement = STANDING_ABOUT.format(claims=", ".join(["%s"] * len(claims)), **codes)
    with connection.cursor() as cursor:
        cursor.execute(statement, [to_database(key) for key in claims] * statement.count(" IN ("))
        for what, claim, round, key, origin, retracted in cursor.fetchall() if claims else ():
            yield what, key_from(claim), round, key_from(key), key_from(origin), retracted


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
