"""The verbs of claims and of their places."""

from __future__ import annotations

from typing import Any

from annotations.desk.claiming import (
    ClaimWords,
    add_claim,
    edit_claim,
    mark_not_checkable,
    restore_claim,
    withdraw_claim,
)
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.placing import add_place, move_place, withdraw_place
from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import Anchor, Assessment, Citation, Claim, ClaimType, NotCheckable, Origin
from tests.desk.calls.call import NO_REASON, Call, Desk, always, claim_elsewhere, whole
from tests.desk.calls.reviews import review
from tests.world import now

STATEMENT = "The toll on the Varn bridge rises to €4 in May."
WRONG_PLACES = (
    ("quote", always(start=5, end=5)),
    ("quote", always(start=0, end=10_000)),
    ("quote", always(start=-3, end=4)),
    ("quote", lambda desk: dict(zip(("start", "end"), desk.place("\n\n"), strict=True))),
)


def words(desk: Desk, statement: str = STATEMENT, **more: Any) -> dict[str, Any]:
    claim = now(desk.claim)
    return {"claim": claim, "words": ClaimWords(statement, **more), "version": claim.version}


def _withdrawn_claim(desk: Desk) -> dict[str, Any]:
    claim = now(desk.claim)
    withdraw_claim(claim=claim, reason="Not in the article.", version=claim.version, act=desk.by("omar"))
    return {"claim": desk.claim, "version": now(claim).version}


def _revised(desk: Desk, **more: Any) -> dict[str, Any]:
    """Bring in a draft that has other words for one place of the claim."""
    if desk.article.revisions.count() == 1:
        import_revision(
            article=desk.article,
            text=desk.revision.text.replace("€4", "€5"),
            after=desk.revision,
            origin=Origin.PASTE,
            act=Act(None),
        )
    return review(desk, **more)


CALLS = [
    Call(
        add_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "revision": desk.revision,
            "places": [desk.place("last raised in 2011")],
            "words": ClaimWords("The toll was last raised in 2011.", ClaimType.DATE, within=desk.claim),
        },
        records={"claim": whole(Claim), "anchor": whole(Anchor)},
        another=always(words=ClaimWords("The toll was raised in 2011.")),
        bad=(
            ("quote", always(places=[])),
            ("quote", always(places=[(5, 5)])),
            ("quote", always(places=[(0, 10_000)])),
            ("quote", lambda desk: {"places": [desk.place("\n\n")]}),
            ("statement", always(words=ClaimWords(" \n "))),
            ("claimant", always(words=ClaimWords("So it is.", claimant="c" * 301))),
            ("within", lambda desk: {"words": ClaimWords("So it is.", within=claim_elsewhere(desk))}),
        ),
    ),
    Call(
        edit_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: words(desk, claimant="the council"),
        # omar's verdict was on other words, so the claim is checked anew.
        records={"claim": {"statement", "claimant", "round", "sources", "verdict", "work_status"}},
        another=always(words=ClaimWords("The toll rises.")),
        bad=(
            ("statement", always(words=ClaimWords(" "))),
            ("within", lambda desk: {"words": ClaimWords(STATEMENT, within=desk.claim)}),
            ("within", lambda desk: {"words": ClaimWords(STATEMENT, within=claim_elsewhere(desk))}),
        ),
    ),
    Call(
        add_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "revision": desk.revision,
            "start": desk.place("It was last raised")[0],
            "end": desk.place("in 2011.")[1],
        },
        records={"anchor": whole(Anchor)},
        another=always(start=0, end=11),
        bad=(
            *WRONG_PLACES,
            ("quote", lambda desk: {"start": desk.anchors[0].start, "end": desk.anchors[0].end}),
            ("quote", lambda desk: {"revision": desk.other_article.latest_revision()}),
        ),
    ),
    Call(
        move_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"anchor": desk.anchors[0], "start": 0, "end": 11, "version": 1},
        records={"anchor": {"end", "quote"}},
        another=always(end=16),
        bad=(*WRONG_PLACES, ("quote", lambda desk: {"start": desk.anchors[1].start, "end": desk.anchors[1].end})),
    ),
    Call(
        withdraw_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"anchor": desk.anchors[0], "reason": "The headline says less.", "version": 1},
        records={"anchor": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        withdraw_claim,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {
            "claim": desk.claim,
            "reason": "Nobody says so.",
            "version": now(desk.claim).version,
        },
        records={"claim": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_claim,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=_withdrawn_claim,
        records={"claim": {"withdrawn"}},
        another=lambda desk: {"claim": claim_elsewhere(desk)},
    ),
    Call(
        mark_not_checkable,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "reason": NotCheckable.OPINION,
            "version": now(desk.claim).version,
        },
        records={"claim": {"not_checkable", "work_status", "verdict"}},
        another=always(reason=NotCheckable.NO_FACT),
    ),
    Call(
        keep_verdict,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: _revised(desk, assessment=desk.assessment),
        records={
            "assessment": whole(Assessment),
            "citation": whole(Citation),
            "anchor": {"state"},
            "claim": {"sources", "verdict", "work_status"},
        },
        another=always(seen="something else"),
        bad=(("", always(assessment=None)),),
    ),
    Call(
        check_again,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: _revised(desk),
        records={"anchor": {"state"}},
        another=always(seen="something else"),
    ),
]
