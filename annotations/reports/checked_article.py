"""An article with all that stands about its claims, as a file holds it: for another desk, or for anybody's programs.

What was submitted, in the present round, on the latest draft; never a draft, and nothing of a confidential source
unless that is asked for.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from annotations.interchange import shape
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Audience,
    Citation,
    Claim,
    ClaimType,
    Confidence,
    NotCheckable,
    Note,
    NoteKind,
    QueryState,
    Revision,
    Risk,
    Ruling,
    SignOff,
    Source,
    SourceClass,
    SourceKind,
    Stance,
    UnitKind,
    User,
)

HEAD = ("title", "author", "publisher", "url", "language", "published_on", "writer_name", "writer_email", "desk_note")
# All that leaves of a confidential source.
NAMELESS = "(confidential source)"


@dataclass(frozen=True)
class CheckedArticle:
    """What a file holds of an article, and the numbers of the claims that stand nowhere in its latest draft."""

    article: shape.Article
    nowhere: Sequence[int]


def checked_article(article: Article, *, withdrawn: bool = False, confidential: bool = False) -> CheckedArticle:
    """Gather an article with its standing claims, or with `withdrawn` ones too; some ten queries, however many.

    A confidential source is a nameless one for each claim, unless `confidential` ones are to leave as they are.
    """
    revision = article.latest_revision()
    claims = Claim.objects.filter(article=article) if withdrawn else Claim.objects.standing().filter(article=article)
    about = _About(list(claims.select_related("assignee").order_by("number")), revision, confidential)
    units = revision.sentences.filter(STANDING).order_by("start")
    told = [about.told(claim) for claim in about.claims if about.places[claim.pk]]
    return CheckedArticle(
        shape.Article(
            format=shape.FORMAT,
            **{name: getattr(article, name) for name in HEAD},
            text=revision.text,
            sha256=revision.sha256,
            units=[shape.Unit(unit.start, unit.end, unit.paragraph, UnitKind(unit.kind)) for unit in units],
            links=[shape.Link(*link) for link in revision.all_links()],
            sources=about.sources.told,
            claims=told,
        ),
        [claim.number for claim in about.claims if not about.places[claim.pk]],
    )


@dataclass
class _Sources:
    """The sources that are cited, each with an id of this file."""

    confidential: bool
    told: list[shape.Source] = field(default_factory=list)
    ids: dict[object, str] = field(default_factory=dict)

    def id_of(self, source: Source, claim: Claim) -> str:
        """Give the id of a source; a nameless one has another for each claim, or it would tell what rests on it."""
        nameless = source.confidential and not self.confidential
        key = (source.pk, claim.pk) if nameless else source.pk
        if key not in self.ids:
            origin = source.origin
            above = self.id_of(origin, claim) if origin and not nameless and self._may_leave(origin) else ""
            self.ids[key] = f"s{len(self.ids) + 1}"
            self.told.append(_source(source, self.ids[key], nameless, above))
        return self.ids[key]

    def _may_leave(self, source: Source) -> bool:
        return self.confidential or not source.confidential


def _source(source: Source, name: str, nameless: bool, origin: str) -> shape.Source:
    if nameless:
        return shape.Source(id=name, title=NAMELESS, confidential=True)
    return shape.Source(
        id=name,
        title=source.title,
        url=source.url,
        archive_url=source.archive_url,
        publisher=source.publisher,
        author=source.author,
        published_on=source.published_on,
        kind=SourceKind(source.kind),
        source_class=SourceClass(source.source_class) if source.source_class else None,
        reliability_note=source.reliability_note,
        confidential=source.confidential,
        origin=origin,
    )


class _About:
    """What stands about the claims of one draft."""

    def __init__(self, claims: list[Claim], revision: Revision, confidential: bool) -> None:
        self.claims = claims
        self.sources = _Sources(confidential)
        self.numbers = {claim.pk: str(claim.number) for claim in claims}
        rounds = {claim.pk: claim.round for claim in claims}
        anchors = Anchor.objects.filter(STANDING, revision=revision).exclude(state=AnchorState.LOST)
        self.places = _by_claim(anchors.order_by("start", "end", "pk"))
        submitted = Assessment.objects.filter(STANDING, claim__in=rounds, submitted_at__isnull=False)
        checks = submitted.select_related("checker", "verdict").order_by("submitted_at", "pk")
        self.checks = _by_claim(check for check in checks if check.round == rounds[check.claim_id])
        self.citations: dict[uuid.UUID, list[Citation]] = defaultdict(list)
        # Nothing rests on a retracted source, so it does not leave.
        cited = Citation.objects.filter(STANDING, assessment__in=submitted, source__retracted_on=None)
        for citation in cited.select_related("source__origin__origin").order_by("pk"):
            self.citations[citation.assessment_id].append(citation)
        notes = Note.objects.filter(STANDING, claim__in=rounds).select_related("author").order_by("at", "pk")
        self.notes = _by_claim(notes)
        rulings = Ruling.objects.filter(claim__in=rounds, verdict__isnull=False).select_related("reviewer", "verdict")
        self.rulings = {ruling.claim_id: ruling for ruling in rulings if ruling.round == rounds[ruling.claim_id]}
        sign_offs = SignOff.objects.filter(claim__in=rounds, voided="").select_related("reviewer")
        self.sign_offs = {sign_off.claim_id: sign_off for sign_off in sign_offs}

    def told(self, claim: Claim) -> shape.Claim:
        ruling, sign_off = self.rulings.get(claim.pk), self.sign_offs.get(claim.pk)
        # What was found before a claim was marked not checkable stands no more.
        open_ = not claim.not_checkable
        return shape.Claim(
            id=self.numbers[claim.pk],
            statement=claim.statement,
            type=ClaimType(claim.type),
            claimant=claim.claimant,
            risk=Risk(claim.risk),
            within=self._within(claim),
            places=[
                shape.Place(start=place.start, end=place.end, quote=place.quote) for place in self.places[claim.pk]
            ],
            not_checkable=NotCheckable(claim.not_checkable) if claim.not_checkable else None,
            assignee=_name(claim.assignee),
            due_on=claim.due_on,
            withdrawn=claim.withdrawn,
            checks=[self._check(check, claim) for check in self.checks[claim.pk]] if open_ else [],
            notes=_notes(self.notes[claim.pk]),
            ruling=_ruling(ruling) if ruling and open_ else None,
            sign_off=shape.SignOff(reviewer=_name(sign_off.reviewer), at=sign_off.at) if sign_off and open_ else None,
        )

    def _within(self, claim: Claim) -> str:
        """Name the claim that this one is part of, where that leaves too."""
        above = claim.within_id
        return self.numbers[above] if above in self.numbers and self.places[above] else ""

    def _check(self, check: Assessment, claim: Claim) -> shape.Check:
        return shape.Check(
            checker=_name(check.checker),
            at=check.submitted_at,
            verdict=check.verdict.code if check.verdict else "",
            confidence=Confidence(check.confidence) if check.confidence else None,
            note=check.note,
            required_change=check.required_change,
            sources=[self._use(citation, claim) for citation in self.citations[check.pk]],
        )

    def _use(self, citation: Citation, claim: Claim) -> shape.Citation:
        name, stance = self.sources.id_of(citation.source, claim), Stance(citation.stance)
        if citation.source.confidential and not self.sources.confidential:
            return shape.Citation(source=name, stance=stance)
        return shape.Citation(
            source=name,
            stance=stance,
            quote=citation.quote,
            locator=citation.locator,
            accessed_on=citation.accessed_on,
        )


def _notes(notes: Sequence[Note]) -> list[shape.Note]:
    place = {note.pk: number for number, note in enumerate(notes)}
    return [
        shape.Note(
            author=_name(note.author),
            at=note.at,
            # An answer whose query was taken back is a note.
            kind=NoteKind(note.kind) if note.kind != NoteKind.ANSWER or note.answers_id in place else NoteKind.NOTE,
            audience=Audience(note.audience),
            text=note.text,
            answers=place.get(note.answers_id) if note.answers_id else None,
            state=QueryState(note.state) if note.state else None,
            to_whom=note.to_whom,
            how=note.how,
            when=note.when,
            no_reply=note.no_reply,
        )
        for note in notes
    ]


def _ruling(ruling: Ruling) -> shape.Ruling:
    verdict = ruling.verdict.code if ruling.verdict else ""
    return shape.Ruling(reviewer=_name(ruling.reviewer), verdict=verdict, reason=ruling.reason)


def _name(person: User | None) -> str:
    return person.username if person else ""


Row = TypeVar("Row", Anchor, Assessment, Note)


def _by_claim(rows: Iterable[Row]) -> dict[uuid.UUID, list[Row]]:
    grouped: dict[uuid.UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.claim_id].append(row)
    return grouped
