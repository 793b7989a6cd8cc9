"""One claim with everything about it, as one person may see it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from annotations.models import (
    STANDING,
    Anchor,
    Assessment,
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
from annotations.reports.units import Unit

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
    claim: Claim
    role: Role
    places: Sequence[Place]
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
    def reviewable(self) -> bool:
        """Tell whether there is anything to review: somebody gave a verdict, or said that there can be none."""
        return bool(self.claim.not_checkable) or any(check.assessment.submitted_at for check in self.checks)

    @property
    def round_before(self) -> int:
        """Give the round that `before` is of: the last one in which anybody checked, while nobody has in this one."""
        return self.before[0].assessment.round if self.before else 0

    @property
    def mine_come_along(self) -> bool:
        """Tell whether this person's own sources of the round before stand in the next assessment that they begin."""
        return self.round_before == self.claim.round - 1 and any(
            check.mine and check.citations for check in self.before
        )

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


def claim_sheet(claim: Claim, revision: Revision, units: Sequence[Unit], reader: User, role: Role) -> ClaimSheet:
    """Gather a claim's places, checks, sources, notes and review; other people's drafts stay theirs."""
    anchors = list(Anchor.objects.filter(STANDING, claim=claim, revision=revision).order_by("start"))
    assessments = _visible(claim, reader)
    citations = list(
        Citation.objects.filter(assessment__in=assessments).select_related("source", "assessment").order_by("id")
    )
    present = [assessment for assessment in assessments if assessment.round == claim.round]
    last = [] if present else [one for one in assessments if one.round == assessments[-1].round]
    rulings = {ruling.round: ruling for ruling in _rulings(claim)}
    sign_offs = list(
        SignOff.objects.filter(claim=claim)
        .select_related("reviewer", "revision")
        .defer("revision__text")
        .order_by("-at", "-id")
    )
    threads = _threads(claim)
    twins = _twins(revision, units, anchors)
    return ClaimSheet(
        claim=claim,
        role=role,
        places=[Place(anchor, _touched(units, anchor.start, anchor.end)) for anchor in anchors],
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
            if cited.withdrawn and cited.assessment.checker_id == reader.pk and cited.assessment.round == claim.round
        ],
        ruling=rulings.get(claim.round),
        sent_back=before if (before := rulings.get(claim.round - 1)) and before.verdict is None else None,
        sign_off=next((one for one in sign_offs if not one.voided), None),
        voided=sign_offs[0] if sign_offs and sign_offs[0].voided else None,
        threads=threads,
        open_queries=sum(thread.note.state == QueryState.OPEN for thread in threads),
        assessed_by_me=any(one.checker_id == reader.pk for one in assessments),
    )


def _checks(assessments: Sequence[Assessment], citations: Sequence[Citation], reader: User) -> list[Check]:
    return [
        Check(
            one,
            [cited for cited in citations if cited.assessment_id == one.pk and not cited.withdrawn],
            one.checker_id == reader.pk,
        )
        for one in assessments
    ]


def _visible(claim: Claim, reader: User) -> list[Assessment]:
    submitted_or_own = Q(submitted_at__isnull=False) | Q(checker=reader)
    return list(
        Assessment.objects.filter(STANDING, submitted_or_own, claim=claim)
        .select_related("checker", "verdict")
        .order_by("round", "submitted_at", "id")
    )


def _rulings(claim: Claim) -> list[Ruling]:
    return list(Ruling.objects.filter(claim=claim, round__gte=claim.round - 1).select_related("reviewer", "verdict"))


def _touched(units: Sequence[Unit], start: int, end: int) -> list[int]:
    first = bisect_right(units, start, key=lambda unit: unit.sentence.end)
    after = bisect_left(units, end, key=lambda unit: unit.sentence.start)
    return [unit.number for unit in units[first:after]]


def _twins(revision: Revision, units: Sequence[Unit], anchors: Sequence[Anchor]) -> list[Twin]:
    """Find the claim's words elsewhere, where its place is a whole sentence."""
    taken = {(anchor.start, anchor.end): anchor.quote for anchor in anchors}
    spans = {(unit.sentence.start, unit.sentence.end): unit.number for unit in units}
    quotes = {quote for place, quote in taken.items() if place in spans}
    lengths = {len(quote) for quote in quotes}
    return [
        Twin(start, end, [number])
        for (start, end), number in spans.items()
        if end - start in lengths and (start, end) not in taken and revision.text[start:end] in quotes
    ]


def _threads(claim: Claim) -> list[Thread]:
    threads: dict[object, Thread] = {}
    for note in Note.objects.filter(STANDING, claim=claim).select_related("author").order_by("at", "id"):
        if note.kind == NoteKind.ANSWER and note.answers_id in threads:
            threads[note.answers_id].answers.append(note)
        else:
            threads[note.pk] = Thread(note)
    return list(threads.values())
