"""What people do to a claim, each in a word."""

from __future__ import annotations

from annotations.desk.claiming import mark_not_checkable
from annotations.desk.noting import add_note
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Audience, Citation, Claim, NotCheckable, Note, NoteKind, SignOff, Stance, User, Verdict
from tests.world import now


def status(claim: Claim) -> tuple[str, str | None]:
    claim = now(claim)
    return claim.work_status, claim.verdict.code if claim.verdict else None


def approve(claim: Claim, reviewer: User) -> SignOff:
    return approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(reviewer))


def back(claim: Claim, reviewer: User) -> None:
    send_back(claim=claim, reason="Ask the council itself.", seen=state_seen(now(claim)), act=Act(reviewer))


def rule(claim: Claim, reviewer: User, verdict: Verdict) -> None:
    seen = state_seen(now(claim))
    rule_on_claim(claim=claim, verdict=verdict, reason="It is so.", seen=seen, act=Act(reviewer))


def ask(claim: Claim, by: User, audience: Audience = Audience.WRITER) -> Note:
    return add_note(claim=claim, kind=NoteKind.QUERY, text="Who says so?", audience=audience, act=Act(by))


def not_checkable(claim: Claim, by: User, reason: NotCheckable | None = NotCheckable.OPINION) -> None:
    mark_not_checkable(claim=claim, reason=reason, version=now(claim).version, act=Act(by))


def cite(claim: Claim, by: User, title: str = "The minutes") -> Citation:
    return cite_source(claim=claim, source=NewSource(title), use=Use(Stance.SUPPORTS), act=Act(by))
