"""An article comes in that was checked elsewhere: its text, claims, checks, sources, notes, decisions.

It is one action. The same rules hold as for what is done on the desk, and every row has its own event; but the
statements are few, and what is computed of a claim follows from its rows before they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Unpack

from django.core.exceptions import ValidationError

from annotations.desk.arriving_sources import ArrivingSources
from annotations.desk.checked_claims import Check, CheckedClaim, Decision, Said
from annotations.desk.claiming import DEEPEST, say
from annotations.desk.errors import Refused
from annotations.desk.facts import Facts, Rest
from annotations.desk.importing import Head, draft_of
from annotations.desk.noting import Remark, note_of
from annotations.desk.placing import anchor_at
from annotations.desk.sourcing import citation_of
from annotations.desk.verb import Act, require, required, verb
from annotations.history.record import Record, recording
from annotations.history.rows import recorded
from annotations.models import (
    STANDING,
    Article,
    Assessment,
    Audited,
    Citation,
    Claim,
    Membership,
    Note,
    NoteKind,
    Origin,
    Project,
    QueryState,
    Revision,
    Role,
    Ruling,
    SignOff,
    Source,
    User,
    Verdict,
    WorkStatus,
)
from annotations.reading.document import Link
from annotations.text.segmentation import Span


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
    units: Sequence[Span] = (),
    links: Sequence[Link] = (),
    **head: Unpack[Head],
) -> Article:
    """Store an article with its first draft and units, and with claims that were checked elsewhere; all or nothing.

    Only a manager brings in what others concluded. Raises Refused for text that cannot be an article, and for checks
    and decisions that could not have been made on the desk.
    """
    draft = draft_of(project, text, origin, title=title, filename=filename, units=units, links=links, **head)
    with recording(act) as record:
        require(act.by, project, Role.MANAGER)
        _refuse_strangers(project, claims)
        draft.put_in(record)
        _ClaimsComing(record, draft.revision, project, claims).put_in()
    return draft.article


class _ClaimsComing:
    """Makes the rows of an article's claims, one claim after the other."""

    def __init__(self, record: Record, revision: Revision, project: Project, claims: Sequence[CheckedClaim]) -> None:
        self.record = record
        self.revision = revision
        self.claims = claims
        self.needed = Project.objects.values_list("checks_needed", flat=True).get(pk=project.pk)
        self.verdicts = set(Verdict.objects.filter(STANDING, scale__project=project).values_list("pk", flat=True))
        cited = [source for said in claims for check in said.checks for source, _ in check.sources]
        self.sources = ArrivingSources(project, cited)

    def put_in(self) -> None:
        made = [self._claim(number, said) for number, said in enumerate(self.claims, start=1)]
        for place, said in enumerate(self.claims):
            with _about(place):
                if said.part_of is not None:
                    _refuse_circles(self.claims, place)
                    made[place].within = made[said.part_of]
                self._put_in_one(made[place], said)

    def _claim(self, number: int, said: CheckedClaim) -> Claim:
        claim = Claim(
            article=self.revision.article,
            number=number,
            checks_needed=self.needed,
            not_checkable=said.not_checkable or "",
            assignee=said.assignee,
            due_on=said.due_on if said.assignee else None,
            withdrawn=said.withdrawn.strip(),
        )
        with _about(number - 1):
            say(claim, said.words)
        return claim

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
        notes = _notes(claim, said.notes)
        # What was asked later took no approval back.
        approved = [decision.at for decision in said.decisions if not decision.verdict]
        for note in notes:
            if not approved or note.at <= max(approved):
                facts.ask(note)
        decided = [self._decided(facts, claim, decision, said) for decision in said.decisions]
        for note in notes:
            facts.ask(note)
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
        citations = []
        for given, use in check.sources:
            source, new = self.sources.take(given)
            yield from new
            if check.verdict:
                facts.rests.append(Rest(claim.round, self.sources.root(source), source.retracted_on is not None))
            citations.append(citation_of(assessment, source, use))
        _keep_order(citations)
        yield from citations

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
        for by in (claim.assignee, *(check.checker for check in claim.checks), *(note.author for note in claim.notes)):
            if by:
                needed.setdefault(by, Role.CHECKER)
        needed |= {decision.reviewer: Role.REVIEWER for decision in claim.decisions}
    held = dict(Membership.objects.filter(STANDING, project=project, user__in=needed).values_list("user", "role"))
    for by, role in needed.items():
        if by.pk not in held or not Role(held[by.pk]).may(role):
            raise Refused(f"{by} is not a {role.label.lower()} of {project}. Make them one first.", "checker")


def _refuse_circles(claims: Sequence[CheckedClaim], place: int) -> None:
    """Hold a claim to parts as they can be made on the desk: of this article, not of itself, not too deep."""
    above, depth = claims[place].part_of, 0
    while above is not None:
        if not 0 <= above < len(claims):
            raise Refused("A claim can only be part of a claim of the same article.", "within")
        depth += 1
        if above == place or depth > DEEPEST:
            raise Refused("A claim cannot be part of itself, or of too many others.", "within")
        above = claims[above].part_of


def _notes(claim: Claim, remarks: Sequence[Remark]) -> list[Note]:
    """Make the rows of notes; a query that has an answer is answered."""
    notes = [note_of(claim, remark) for remark in remarks]
    _keep_order(notes)
    for note, remark in zip(notes, remarks, strict=True):
        said = remark if isinstance(remark, Said) else Said(**vars(remark))
        if (note.kind == NoteKind.ANSWER) != (said.answers is not None):
            raise Refused("An answer names the query it answers, and nothing else does.", "answers")
        if said.closed:
            if note.state != QueryState.OPEN:
                raise Refused("Only a query without an answer is closed.", "state")
            note.state = QueryState.CLOSED
        if said.answers is not None:
            query = notes[said.answers] if 0 <= said.answers < len(notes) else note
            if query.kind != NoteKind.QUERY or query.state == QueryState.CLOSED:
                raise Refused("This is not a query on this claim that could be answered.", "answers")
            note.answers, query.state = query, QueryState.ANSWERED
    return notes


def _keep_order(rows: Sequence[Audited]) -> None:
    """Give new rows their keys anew, so that they stand in their order: keys of one millisecond are in any."""
    for row, key in zip(rows, sorted(row.pk for row in rows), strict=True):
        row.pk = key


@contextmanager
def _about(place: int) -> Iterator[None]:
    """Say which of the claims a refusal is about."""
    try:
        yield
    except Refused as refused:
        refused.claim = place
        raise
    except ValidationError as invalid:
        field, messages = next(iter(invalid.message_dict.items()))
        raise Refused(messages[0], field, claim=place) from None
