"""An article comes in that was checked elsewhere: its text, claims, checks, sources, notes, decisions.

It is one action. The same rules hold as for what is done on the desk, and every row has its own event; but the
statements are few, and what is computed of a claim follows from its rows before they are written.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Unpack

from annotations.desk.claiming import ClaimWords, Place, anchor_at, say
from annotations.desk.errors import Refused
from annotations.desk.facts import Facts, Rest, roots_of
from annotations.desk.importing import Head, draft_of
from annotations.desk.noting import Remark, note_of
from annotations.desk.sourcing import NewSource, Use, citation_of, described
from annotations.desk.verb import Act, require, required, verb
from annotations.history.record import Record, recording
from annotations.history.rows import recorded
from annotations.models import (
    STANDING,
    Article,
    Assessment,
    Citation,
    Claim,
    Confidence,
    Membership,
    NotCheckable,
    Origin,
    Project,
    Revision,
    Role,
    Ruling,
    SignOff,
    Source,
    User,
    Verdict,
    WorkStatus,
)


@dataclasses.dataclass(frozen=True)
class Check:
    """What one checker concluded, on which sources, and when (UTC); without a verdict a draft."""

    checker: User
    verdict: Verdict | None
    at: datetime.datetime
    note: str = ""
    required_change: str = ""
    confidence: Confidence | None = None
    sources: Sequence[tuple[Source | NewSource, Use]] = ()


@dataclasses.dataclass(frozen=True)
class Decision:
    """A reviewer's word, and when (UTC): a ruling where there is a verdict, or else a sign-off."""

    reviewer: User
    at: datetime.datetime
    verdict: Verdict | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class CheckedClaim:
    """A claim with all that is known of it. `part_of` is the place, from 0, of an earlier claim of the same article."""

    words: ClaimWords
    places: Sequence[Place]
    checks: Sequence[Check] = ()
    notes: Sequence[Remark] = ()
    decisions: Sequence[Decision] = ()
    part_of: int | None = None
    not_checkable: NotCheckable | None = None
    assignee: User | None = None
    due_on: datetime.date | None = None
    withdrawn: str = ""


@verb
def import_checked_article(
    *,
    project: Project,
    text: str,
    claims: Sequence[CheckedClaim],
    origin: Origin,
    act: Act,
    title: str = "",
    filename: str = "",
    **head: Unpack[Head],
) -> Article:
    """Store an article with its first draft and units, and with claims that were checked elsewhere; all or nothing.

    Only a manager brings in what others concluded. Raises Refused for text that cannot be an article, and for checks
    and decisions that could not have been made on the desk.
    """
    draft = draft_of(project, text, origin, title=title, filename=filename, **head)
    with recording(act) as record:
        require(act.by, project, Role.MANAGER)
        _refuse_strangers(project, claims)
        draft.put_in(record)
        _ClaimsComing(record, draft.revision, project).put_in(claims)
    return draft.article


class _ClaimsComing:
    """Makes the rows of an article's claims, one claim after the other."""

    def __init__(self, record: Record, revision: Revision, project: Project) -> None:
        self.record = record
        self.revision = revision
        self.project = project
        self.needed = Project.objects.values_list("checks_needed", flat=True).get(pk=project.pk)
        self.verdicts = set(Verdict.objects.filter(STANDING, scale__project=project).values_list("pk", flat=True))
        self.known: dict[str, Source] = {}
        self.given: dict[uuid.UUID, Source] = {}
        self.roots: dict[uuid.UUID, uuid.UUID] = {}

    def put_in(self, claims: Sequence[CheckedClaim]) -> None:
        self._look_up([source for said in claims for check in said.checks for source, _ in check.sources])
        made: list[Claim] = []
        for number, said in enumerate(claims, start=1):
            claim = Claim(
                article=self.revision.article,
                number=number,
                checks_needed=self.needed,
                not_checkable=said.not_checkable or "",
                assignee=said.assignee,
                due_on=said.due_on if said.assignee else None,
                withdrawn=said.withdrawn.strip(),
            )
            say(claim, said.words)
            if said.part_of is not None:
                if not 0 <= said.part_of < len(made):
                    raise Refused("A claim can only be part of an earlier claim of the same article.", "within")
                claim.within = made[said.part_of]
            made.append(claim)
            self._put_in_one(claim, said)

    def _look_up(self, cited: Sequence[Source | NewSource]) -> None:
        """Read the sources that are there already, as they stand now."""
        self.known = _open_sources(self.project, (new for new in cited if isinstance(new, NewSource)))
        given = {source.pk for source in cited if isinstance(source, Source)}
        self.given = Source.objects.standing().filter(project=self.project).in_bulk(given) if given else {}
        there = (*self.known.values(), *self.given.values())
        self.roots = roots_of({source.origin_id for source in there if source.origin_id})

    def _put_in_one(self, claim: Claim, said: CheckedClaim) -> None:
        if not said.places:
            raise Refused("Say where in the article the claim stands.", "quote")
        if len({check.checker for check in said.checks}) < len(said.checks):
            raise Refused("One person checks a claim once.", "checker")
        # The claim's own row comes first, but what is computed of it only when all about it is known.
        rows = [anchor_at(claim, self.revision, start, end) for start, end in sorted(set(said.places))]
        facts = Facts(claim)
        about: list[Assessment | Source | Citation] = []
        for check in said.checks:
            about += self._checked(facts, claim, check)
        notes = [note_of(claim, remark) for remark in said.notes]
        for note in notes:
            facts.ask(note)
        decided = [self._decided(facts, claim, decision, said) for decision in said.decisions]
        for name, value in facts.consequences().items():
            setattr(claim, recorded(Claim)[name].attname, value)
        for row in (claim, *rows, *about, *notes, *decided):
            self.record.add(row)

    def _checked(self, facts: Facts[Claim], claim: Claim, check: Check) -> Iterator[Assessment | Source | Citation]:
        """Make the rows of one check, and take in what follows from it."""
        if claim.not_checkable:
            raise Refused("A claim that is marked not checkable has no checks.", "verdict")
        self._refuse_other_scale(check.verdict)
        assessment = Assessment(
            claim=claim,
            checker=check.checker,
            round=claim.round,
            revision=self.revision,
            verdict=check.verdict,
            confidence=check.confidence or "",
            note=check.note.strip(),
            required_change=check.required_change.strip(),
            submitted_at=check.at if check.verdict else None,
        )
        facts.check(assessment.round, assessment.verdict_id)
        yield assessment
        for given, use in check.sources:
            source, is_new = self._source(given)
            if is_new:
                yield source
            if check.verdict:
                origin = self.roots[source.origin_id] if source.origin_id else source.pk
                facts.rests.append(Rest(claim.round, origin, source.retracted_on is not None))
            yield citation_of(assessment, source, use)

    def _source(self, given: Source | NewSource) -> tuple[Source, bool]:
        """Give the source, and whether its row has still to go in."""
        if isinstance(given, NewSource):
            fields = described(given)
            address = "" if given.confidential else fields["normalised_url"]
            if address in self.known:
                return self.known[address], False
            fields["title"] = required(given.title, "Give the source a title.", "title")
            made = Source(project=self.project, **fields)
            if address:
                self.known[address] = made
            return made, True
        if given.pk not in self.given:
            raise Refused("This source is not one of the project’s. Choose another.", "source")
        return self.given[given.pk], False

    def _decided(self, facts: Facts[Claim], claim: Claim, decision: Decision, said: CheckedClaim) -> Ruling | SignOff:
        if any(check.checker == decision.reviewer for check in said.checks):
            raise Refused("Whoever checked a claim cannot decide on it. Somebody else must.", "reviewer")
        if decision.verdict:
            self._refuse_other_scale(decision.verdict)
            if not facts.verdicts:
                raise Refused("Nobody has checked this claim yet, so nobody can rule on it.", "verdict")
            facts.rule(claim.round, decision.verdict.pk)
            return Ruling(
                claim=claim,
                round=claim.round,
                reviewer=decision.reviewer,
                verdict=decision.verdict,
                reason=required(decision.reason, "Say why you decide so.", "reason"),
            )
        if claim.withdrawn or facts.standing()[1] != WorkStatus.CHECKED:
            raise Refused("Only a checked claim can be approved.", "verdict")
        if any(other.verdict and other.reviewer == decision.reviewer for other in said.decisions):
            raise Refused("Whoever decided on a verdict cannot approve it. Somebody else must.", "reviewer")
        facts.signed_off = True
        return SignOff(claim=claim, revision=self.revision, reviewer=decision.reviewer, at=decision.at)

    def _refuse_other_scale(self, verdict: Verdict | None) -> None:
        if verdict and verdict.pk not in self.verdicts:
            raise Refused("This verdict is not one of the project’s.", "verdict")


def _refuse_strangers(project: Project, claims: Iterable[CheckedClaim]) -> None:
    """Hold everybody who is named to the role that what they did takes."""
    needed: dict[User, Role] = {}
    for claim in claims:
        for by in (claim.assignee, *(check.checker for check in claim.checks)):
            if by:
                needed.setdefault(by, Role.CHECKER)
        needed |= {decision.reviewer: Role.REVIEWER for decision in claim.decisions}
    held = dict(Membership.objects.filter(STANDING, project=project, user__in=needed).values_list("user", "role"))
    for by, role in needed.items():
        if by.pk not in held or not Role(held[by.pk]).may(role):
            raise Refused(f"{by} is not a {role.label.lower()} of {project}. Make them one first.", "checker")


def _open_sources(project: Project, wanted: Iterable[NewSource]) -> dict[str, Source]:
    """Find those of the wanted sources that the project has, by normalised URL, with one query; see `_with_address`."""
    addresses = {str(described(new)["normalised_url"]) for new in wanted if not new.confidential} - {""}
    if not addresses:
        return {}
    known = Source.objects.standing().exclude(normalised_url="").filter(confidential=False, project=project)
    return {source.normalised_url: source for source in known.filter(normalised_url__in=addresses)}
