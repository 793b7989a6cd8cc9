"""Let the people of the demo work: each method is one verb of the desk, done by somebody at the next moment."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Unpack

from annotations.demo.clock import Clock
from annotations.desk.assigning import assign_claim
from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable, withdraw_claim
from annotations.desk.importing import Head, import_article
from annotations.desk.noting import Contact, add_note, close_query
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.revising import import_revision
from annotations.desk.sourcing import NewSource, Use, cite_source, withdraw_citation
from annotations.history.act import Act
from annotations.models import (
    Article,
    Audience,
    Citation,
    Claim,
    ClaimType,
    Confidence,
    NotCheckable,
    Note,
    NoteKind,
    Origin,
    Project,
    QueryState,
    Risk,
    Source,
    Stance,
    User,
)
from annotations.text.quoting import find_quote

TEXTS = Path(__file__).with_name("texts")


class Stated(NamedTuple):
    """A claim as a checker records it: the words of the article, all places where they stand, and what they say."""

    key: str
    quotes: tuple[str, ...]
    statement: str
    type: ClaimType = ClaimType.FACT
    claimant: str = ""
    risk: Risk = Risk.NORMAL
    within: str = ""


@dataclass
class Newsroom:
    """A project, its people, its sources by short name, and what time it is."""

    project: Project
    people: dict[str, User]
    clock: Clock
    sources: dict[str, Source | NewSource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.verdicts = {verdict.code: verdict for verdict in self.project.scale.verdicts.all()}

    def act(self, who: str) -> Act:
        return Act(by=self.people[who], at=self.clock.tick())

    def take_in(self, who: str, filename: str, **head: Unpack[Head]) -> Piece:
        article = import_article(
            project=self.project,
            text=text_of(filename),
            origin=Origin.UPLOAD,
            filename=filename,
            act=self.act(who),
            **head,
        )
        return Piece(self, article)


def text_of(filename: str) -> str:
    return (TEXTS / filename).read_bytes().decode()


class Piece:
    """One article under check, with its claims by short name."""

    def __init__(self, newsroom: Newsroom, article: Article) -> None:
        self.newsroom = newsroom
        self.revision = article.latest_revision()
        self.keys: dict[str, Claim] = {}

    def claim(self, key: str) -> Claim:
        """Read a claim as it stands now."""
        return Claim.objects.select_related("article__project").get(pk=self.keys[key].pk)

    def take_in_next(self, who: str, filename: str) -> None:
        """Bring in the article’s next draft."""
        self.revision = import_revision(
            article=self.revision.article,
            text=text_of(filename),
            after=self.revision,
            origin=Origin.UPLOAD,
            filename=filename,
            act=self.newsroom.act(who),
        )

    def state(self, who: str, *claims: Stated) -> None:
        """Record claims, each at every place where its words stand."""
        for stated in claims:
            self.keys[stated.key] = add_claim(
                revision=self.revision,
                places=[place for quote in stated.quotes for place in find_quote(self.revision.text, quote)],
                words=self._words(stated),
                act=self.newsroom.act(who),
            )

    def reword(self, who: str, stated: Stated) -> None:
        claim = self.claim(stated.key)
        edit_claim(claim=claim, words=self._words(stated), version=claim.version, act=self.newsroom.act(who))

    def _words(self, stated: Stated) -> ClaimWords:
        within = self.keys[stated.within] if stated.within else None
        return ClaimWords(stated.statement, stated.type, stated.claimant, stated.risk, within)

    def cite(self, who: str, key: str, name: str, stance: Stance, quote: str = "", locator: str = "") -> Citation:
        """Use a source of the newsroom for one's own assessment; the first use brings it into the project."""
        act, source = self.newsroom.act(who), self.newsroom.sources[name]
        use = Use(stance, quote, locator, accessed_on=act.at.date() if source.url else None)
        citation = cite_source(claim=self.claim(key), source=source, use=use, act=act)
        self.newsroom.sources[name] = citation.source
        return citation

    def drop(self, who: str, citation: Citation, reason: str) -> None:
        withdraw_citation(citation=citation, reason=reason, version=citation.version, act=self.newsroom.act(who))

    def check(
        self,
        who: str,
        key: str,
        verdict: str | None,
        note: str = "",
        *,
        change: str = "",
        confidence: Confidence = Confidence.HIGH,
    ) -> None:
        """Save somebody's assessment; without a verdict it is a draft."""
        claim = self.claim(key)
        mine = standing_assessment(claim, self.newsroom.people[who])
        assess_claim(
            claim=claim,
            verdict=self.newsroom.verdicts[verdict] if verdict else None,
            note=note,
            required_change=change,
            confidence=confidence if verdict else None,
            version=mine.version if mine else 0,
            act=self.newsroom.act(who),
        )

    def set_aside(self, who: str, key: str, reason: NotCheckable) -> None:
        claim = self.claim(key)
        mark_not_checkable(claim=claim, reason=reason, version=claim.version, act=self.newsroom.act(who))

    def withdraw(self, who: str, key: str, reason: str) -> None:
        claim = self.claim(key)
        withdraw_claim(claim=claim, reason=reason, version=claim.version, act=self.newsroom.act(who))

    def approve(self, who: str, *keys: str) -> None:
        for key in keys:
            claim = self.claim(key)
            approve_claim(claim=claim, seen=state_seen(claim), act=self.newsroom.act(who))

    def return_to_checkers(self, who: str, key: str, reason: str) -> None:
        claim = self.claim(key)
        send_back(claim=claim, reason=reason, seen=state_seen(claim), act=self.newsroom.act(who))

    def decide(self, who: str, key: str, verdict: str, reason: str) -> None:
        claim = self.claim(key)
        rule_on_claim(
            claim=claim,
            verdict=self.newsroom.verdicts[verdict],
            reason=reason,
            seen=state_seen(claim),
            act=self.newsroom.act(who),
        )

    def assign(self, who: str, to: str, due_on: datetime.date | None, *keys: str) -> None:
        for key in keys:
            claim, act = self.claim(key), self.newsroom.act(who)
            assignee = self.newsroom.people[to]
            assign_claim(claim=claim, assignee=assignee, due_on=due_on, version=claim.version, act=act)

    def note(self, who: str, key: str, text: str) -> None:
        add_note(claim=self.claim(key), kind=NoteKind.NOTE, text=text, act=self.newsroom.act(who))

    def ask(self, who: str, key: str, text: str, *, writer: str = "") -> None:
        """Put a query to the writer, or, with no name, to the desk."""
        add_note(
            claim=self.claim(key),
            kind=NoteKind.QUERY,
            text=text,
            audience=Audience.WRITER if writer else Audience.DESK,
            contact=Contact(to_whom=writer),
            act=self.newsroom.act(who),
        )

    def answer(self, who: str, key: str, text: str, *, from_whom: str = "", how: str = "") -> None:
        """Answer the claim's open query, or write down what the writer answered."""
        act, query = self.newsroom.act(who), self._open_query(key)
        add_note(
            claim=self.claim(key),
            kind=NoteKind.ANSWER,
            text=text,
            audience=Audience(query.audience),
            contact=Contact(to_whom=from_whom, how=how, when=_just_before(act) if from_whom else None),
            answers=query,
            act=act,
        )

    def close(self, who: str, key: str) -> None:
        query = self._open_query(key)
        close_query(query=query, version=query.version, act=self.newsroom.act(who))

    def _open_query(self, key: str) -> Note:
        return Note.objects.get(claim=self.keys[key].pk, kind=NoteKind.QUERY, state=QueryState.OPEN)

    def contact(
        self, who: str, key: str, kind: NoteKind, text: str, *, whom: str, how: str, no_reply: bool = False
    ) -> None:
        """Write down an attempt to reach somebody, or their reply."""
        act = self.newsroom.act(who)
        contact = Contact(to_whom=whom, how=how, when=_just_before(act), no_reply=no_reply)
        add_note(claim=self.claim(key), kind=kind, text=text, contact=contact, act=act)


def _just_before(act: Act) -> datetime.datetime:
    """Give the moment before somebody sat down to write: the last full quarter of an hour."""
    at = act.at.replace(second=0)
    return at - datetime.timedelta(minutes=at.minute % 15)
