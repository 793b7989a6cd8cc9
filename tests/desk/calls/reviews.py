"""The verbs of reviewers, for one claim or many: approved, sent back, ruled on, assigned."""

from __future__ import annotations

import datetime
from typing import Any

from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.bulk import approve_claims, assign_claims, send_back_claims
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.models import Assignment, Ruling, SignOff
from tests.desk.calls.call import NO_REASON, Call, Desk, always, claim_elsewhere, whole
from tests.world import now

NO_CLAIMS = (
    ("claims", always(seen=[])),
    ("claims", lambda desk: {"seen": [(claim_elsewhere(desk), "")]}),
    ("claims", lambda desk: {"seen": [(desk.claim, "")] * 501}),
)


def review(desk: Desk, **more: Any) -> dict[str, Any]:
    claim = now(desk.claim)
    return {"claim": claim, "seen": state_seen(claim), **more}


def _reviews(desk: Desk, **more: Any) -> dict[str, Any]:
    claim = now(desk.claim)
    return {"project": desk.project, "seen": [(claim, state_seen(claim))], **more}


CALLS = [
    Call(
        approve_claim,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=review,
        records={
            "signoff": whole(SignOff),
            "claim": {"work_status"},
        },
        another=always(seen="something else"),
    ),
    Call(
        send_back,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: review(desk, reason="Ask the council itself."),
        records={
            "ruling": whole(Ruling),
            "claim": {"round", "sources", "work_status", "verdict"},
        },
        another=always(reason="Ask the mayor."),
        bad=(NO_REASON,),
    ),
    Call(
        rule_on_claim,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: review(desk, verdict=desk.verdicts["needs_context"], reason="From May to October."),
        records={"ruling": whole(Ruling), "claim": {"verdict"}},
        another=always(reason="In summer."),
        bad=(NO_REASON, ("verdict", lambda desk: {"verdict": desk.other_verdict})),
    ),
    Call(
        assign_claim,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "claim": desk.claim,
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
            "version": now(desk.claim).version,
        },
        records={"claim": {"assignee", "due_on"}},
        another=always(due_on=datetime.date(2026, 3, 4)),
        bad=(
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
            ("assignee", lambda desk: {"assignee": desk.people["nora"]}),
        ),
    ),
    Call(
        assign_paragraphs,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "revision": desk.revision,
            "paragraphs": [(1, 0), (2, 0)],
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
        },
        records={"assignment": whole(Assignment), "claim": {"assignee", "due_on"}},
        another=always(due_on=None),
        bad=(
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
            ("paragraphs", always(paragraphs=[(99, 0)])),
            ("paragraphs", always(paragraphs=[])),
        ),
    ),
    Call(
        assign_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "claims": [(desk.claim, now(desk.claim).version)],
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
        },
        records={"claim": {"assignee", "due_on"}},
        another=always(due_on=datetime.date(2026, 3, 4)),
        bad=(
            ("claims", always(claims=[])),
            ("claims", lambda desk: {"claims": [(claim_elsewhere(desk), 1)]}),
            ("claims", lambda desk: {"claims": [(desk.claim, 1)] * 501}),
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
        ),
    ),
    Call(
        approve_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=_reviews,
        records={"signoff": whole(SignOff), "claim": {"work_status"}},
        another=always(seen=[]),
        bad=NO_CLAIMS,
    ),
    Call(
        send_back_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: _reviews(desk, reason="Ask the council itself."),
        records={
            "ruling": whole(Ruling),
            "claim": {"round", "sources", "work_status", "verdict"},
        },
        another=always(reason="Ask the mayor."),
        bad=(NO_REASON, *NO_CLAIMS),
    ),
]
