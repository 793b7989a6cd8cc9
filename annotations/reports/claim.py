"""One claim with everything about it, as one person may see it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from annotations.models import (
    DONE,
    Anchor,
    AnchorState,
    Assessment,
    Audited,
    Citation,
    Claim,
    Note,
    NoteKind,
    QueryState,
    Revision,
    Role,
    Ruling,
    SignOff,
    Tone,
    User,
)
from annotations.reports.draft import whole
from annotations.reports.events.hanging import Hanging, assessments_on
from annotations.reports.units import Units

UNSETTLED = {AnchorState.CHANGED, AnchorState.LOST}
# Each is offered as a form of its own.
OFFERED = 20


@dataclass(frozen=True)
class Check:
    """One person's assessment in one round, with its sources."""

    assessment: Assessment
    citations: Sequence[Citation]
    mine: bool


@dataclass(frozen=True)
class Place:
    """Where the claim stands: its anchor, and the numbers of the sentences it touches."""

    anchor: Anchor
    sentences: Sequence[int]


@dataclass(frozen=True)
class Twin:
    """Another place with the very same words, where the claim does not stand yet."""

    start: int
    end: int
    sentences: Sequence[int]


@dataclass(frozen=True)
class Thread:
    """A note, with the answers to it."""

    note: Note
    answers: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class ClaimSheet:
    """All about a claim; `lost` are its places whose words are not in the draft.

    `unsettled` is the number of the draft since which somebody has to say where the claim stands; 0 where nobody has.
    """

    claim: Claim
    role: Role
    places: Sequence[Place]
    lost: Sequence[Anchor]
    unsettled: int
    twins: Sequence[Twin]
    more_twins: int
    mine: Assessment | None
    last_round: Assessment | None
    checks: Sequence[Check]
    before: Sequence[Check]
    withdrawn_citations: Sequence[Citation]
    ruling: Ruling | None
    sent_back: Ruling | None
    sign_off: SignOff | None
    voided: SignOff | None
    threads: Sequence[Thread]
    open_queries: int
    assessed_by_me: bool
    hanging: Sequence[Audited]

    @property
    def may_check(self) -> bool:
        return self.role.may(Role.CHECKER)

    @property
    def may_review(self) -> bool:
        return self.role.may(Role.REVIEWER)

    @property
    def may_see_confidential(self) -> bool:
        return self.role.may(Role.REVIEWER)

    @property
    def seen(self) -> list[tuple[str, uuid.UUID, int]]:
        """Name what a reviewer has before them, by kind, key and version; what is in a draft is no part of it."""
        return [
            (row.object_kind(), row.pk, row.version)
            for row in (self.claim, *self.hanging)
            if not isinstance(row, SignOff) and not in_draft(row)
        ]

    @property
    def done(self) -> bool:
        return self.claim.work_status in DONE

    @property
    def reviewable(self) -> bool:
        """Tell whether there is anything to review: somebody gave a verdict, or said that there can be none."""
        return bool(self.claim.not_checkable) or any(check.assessment.submitted_at for check in self.checks)

    @property
    def keepable(self) -> list[Assessment]:
        """List the verdicts on the words of an earlier draft, while nobody has checked in this round."""
        return [check.assessment for check in self.before if check.assessment.verdict and not self.sent_back]

    @property
    def round_before(self) -> int:
        """Give the round that `before` is of: the last one in which anybody checked, while nobody has in this one."""
        return self.before[0].assessment.round if self.before else 0

    @property
    def mine_come_along(self) -> bool:
        """Tell whether this person's own sources of the round before stand in the next assessment that they begin."""
        return any(check.mine and check.citations for check in self.before)

    @property
    def asks_for_change(self) -> bool:
        """Tell whether one's own verdict asks for other words in the article, and one has given none."""
        verdict = self.mine.verdict if self.mine else None
        if not verdict or not self.mine or self.mine.required_change:
            return False
        return verdict.code == "accurate_with_change" or verdict.tone == Tone.TEAL

    @property
    def source_count(self) -> int:
        return sum(len(check.citations) for check in self.checks)

    @property
    def sources_before(self) -> bool:
        return any(check.citations for check in self.before)


def claim_sheet(
    claim: Claim, hanging: Hanging, revision: Revision, units: Units, reader: User, role: Role
) -> ClaimSheet:
    """Gather a claim's places, checks, sources, notes and review; other people's drafts stay theirs. One query.

    `units` hold at least the sentences in which the claim stands.
    """
    written, citations = assessments_on(claim)
    assessments = [one for one in written if not one.withdrawn and (one.submitted_at or one.checker_id == reader.pk)]
    present = [assessment for assessment in assessments if assessment.round == claim.round]
    last = [] if present else [one for one in assessments if one.round == assessments[-1].round]
    anchors = [anchor for anchor in hanging.anchors if anchor.revision_id == revision.pk and not anchor.withdrawn]
    rulings = {ruling.round: ruling for ruling in hanging.rulings}
    sign_offs = hanging.sign_offs
    threads = _threads(hanging.notes)
    twins = _twins(revision, units, anchors)
    return ClaimSheet(
        claim=claim,
        role=role,
        places=[Place(anchor, _numbers(units, anchor)) for anchor in anchors if anchor.state != AnchorState.LOST],
        lost=[anchor for anchor in anchors if anchor.state == AnchorState.LOST],
        unsettled=_unsettled_since(hanging, revision),
        twins=twins[:OFFERED],
        more_twins=max(0, len(twins) - OFFERED),
        mine=next((one for one in present if one.checker_id == reader.pk), None),
        last_round=next(
            (one for one in reversed(assessments) if one.checker_id == reader.pk and one.round < claim.round), None
        ),
        checks=_checks(present, citations, reader),
        before=_checks(last, citations, reader),
        withdrawn_citations=[
            cited
            for cited in citations
            if cited.withdrawn
            and not cited.assessment.withdrawn
            and cited.assessment.checker_id == reader.pk
            and cited.assessment.round == claim.round
        ],
        ruling=rulings.get(claim.round),
        sent_back=_sent_back(claim, assessments, rulings),
        sign_off=next((one for one in sign_offs if not one.voided), None),
        voided=sign_offs[0] if sign_offs and sign_offs[0].voided else None,
        threads=threads,
        open_queries=sum(thread.note.state == QueryState.OPEN for thread in threads),
        assessed_by_me=any(one.checker_id == reader.pk for one in assessments),
        hanging=[*hanging.anchors, *hanging.rulings, *hanging.sign_offs, *hanging.notes, *written, *citations],
    )


def _sent_back(claim: Claim, assessments: Sequence[Assessment], rulings: Mapping[int, Ruling]) -> Ruling | None:
    """Find the reviewer's reason for which a claim is checked again; rounds that a new draft began come after it."""
    rounds = [*(one.round for one in assessments), *rulings]
    before = rulings.get(max((round for round in rounds if round < claim.round), default=0))
    return before if before and before.verdict is None else None


def in_draft(row: Audited) -> bool:
    """Tell whether a row is a check that is not submitted, or stands in one."""
    check = row.assessment if isinstance(row, Citation) else row
    return isinstance(check, Assessment) and check.submitted_at is None


def _checks(assessments: Sequence[Assessment], citations: Sequence[Citation], reader: User) -> list[Check]:
    return [
        Check(
            one,
            [cited for cited in citations if cited.assessment_id == one.pk and not cited.withdrawn],
            one.checker_id == reader.pk,
        )
        for one in assessments
    ]


def _threads(notes: Sequence[Note]) -> list[Thread]:
    threads: dict[object, Thread] = {}
    for note in notes:
        if note.withdrawn:
            continue
        if note.kind == NoteKind.ANSWER and note.answers_id in threads:
            threads[note.answers_id].answers.append(note)
        else:
            threads[note.pk] = Thread(note)
    return list(threads.values())


def _unsettled_since(hanging: Hanging, revision: Revision) -> int:
    """Number the first of the drafts, up to this one, in each of which a place of the claim has other words or none."""
    states: dict[uuid.UUID, set[str]] = {}
    for anchor in hanging.anchors:
        if not anchor.withdrawn:
            states.setdefault(anchor.revision_id, set()).add(anchor.state)
    # Keys of drafts go by time, and in each draft that came after it a claim has a place.
    drafts = [key for key in sorted(states, reverse=True) if key <= revision.pk]
    unsettled = list(takewhile(lambda key: states[key] & UNSETTLED, drafts))
    return revision.number - len(unsettled) + 1 if unsettled else 0


def _numbers(units: Units, anchor: Anchor) -> list[int]:
    return [unit.number for unit in units.touched(anchor.start, anchor.end)]


def _twins(revision: Revision, units: Units, anchors: Sequence[Anchor]) -> list[Twin]:
    """Find the claim's words elsewhere, where its place is a whole sentence."""
    taken = {(anchor.start, anchor.end): anchor.quote for anchor in anchors}
    known = {(unit.sentence.start, unit.sentence.end) for unit in units.held}
    held = Counter(quote for place, quote in taken.items() if place in known)
    # Most words stand once, and then no other sentence has to be looked at.
    quotes = {quote for quote, times in held.items() if revision.text.count(quote) > times}
    if not quotes:
        return []
    lengths = {len(quote) for quote in quotes}
    everywhere = units if units.total == len(units.held) else whole(revision)
    return [
        Twin(start, end, [number])
        for number, (_, start, end, _), *_ in everywhere.held
        if end - start in lengths and (start, end) not in taken and revision.text[start:end] in quotes
    ]
