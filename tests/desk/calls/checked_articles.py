"""The verb that brings in an article with its claims and checks."""

from __future__ import annotations

import datetime
from typing import Any

from annotations.desk.checked_claims import Check, CheckedClaim, Decision, Said
from annotations.desk.claiming import ClaimWords
from annotations.desk.corpora import import_checked_article
from annotations.desk.noting import Remark
from annotations.desk.sourcing import NewSource, Use
from annotations.models import (
    Anchor,
    Article,
    Assessment,
    Citation,
    Claim,
    ClaimType,
    NotCheckable,
    Note,
    NoteKind,
    Origin,
    Revision,
    Ruling,
    SignOff,
    Source,
    Stance,
    Verdict,
)
from annotations.text.segmentation import Span
from tests.desk.calls.call import Call, Desk, always, source_elsewhere, whole

LONG_AGO = datetime.datetime(2024, 3, 3, 12, tzinfo=datetime.UTC)


FERRY = "Ferry stops. The last ferry ran in 1998."


def checked_elsewhere(desk: Desk, verdict: Verdict | None = None, **changed: Any) -> CheckedClaim:
    """The ferry's claim: omar and cleo disagree, rita decides, mona approves, and the minutes are on the desk already."""
    whole: dict[str, Any] = {
        "words": ClaimWords("The last ferry ran in 1998.", ClaimType.DATE),
        "places": [(13, 40)],
        "checks": [check_by(desk, "omar", verdict), check_by(desk, "cleo", desk.verdicts["inaccurate"])],
        "notes": [Remark(desk.people["omar"], " Asked the harbour. ", LONG_AGO)],
        "decisions": [
            decided_by(desk, "rita", desk.verdicts["accurate"]),
            Decision(desk.people["mona"], LONG_AGO),
        ],
        "assignee": desk.people["cleo"],
        "due_on": LONG_AGO.date(),
    }
    return CheckedClaim(**(whole | changed))


def part_of_it(desk: Desk, whole: int = 0) -> CheckedClaim:
    return CheckedClaim(ClaimWords("It stopped."), [(0, 12)], part_of=whole)


def noted(desk: Desk, note: Remark) -> CheckedClaim:
    return checked_elsewhere(desk, notes=[note], decisions=[])


def check_by(desk: Desk, name: str, verdict: Verdict | None = None) -> Check:
    minutes = NewSource("Minutes of the council", "https://council.example/minutes")
    log = NewSource("The ferry’s log", "https://ferry.example/log")
    sources = [(minutes, Use(Stance.CONTEXT)), (log, Use(Stance.SUPPORTS, " 1998 "))]
    return Check(desk.people[name], verdict or desk.verdicts["accurate"], LONG_AGO, note=" So it is. ", sources=sources)


def check_on(desk: Desk, source: Source) -> Check:
    return Check(desk.people["omar"], desk.verdicts["accurate"], LONG_AGO, sources=[(source, Use(Stance.SUPPORTS))])


def decided_by(desk: Desk, name: str, verdict: Verdict | None = None) -> Decision:
    return Decision(desk.people[name], LONG_AGO, verdict, "The log says so.")


CALLS = [
    Call(
        import_checked_article,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "text": FERRY,
            "claims": [checked_elsewhere(desk), part_of_it(desk)],
            "origin": Origin.UPLOAD,
        },
        records={
            "article": whole(Article),
            "revision": whole(Revision, "text") | {"units"},
            "claim": whole(Claim),
            "anchor": whole(Anchor),
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
            "note": whole(Note),
            "ruling": whole(Ruling),
            "signoff": whole(SignOff),
        },
        another=always(claims=[]),
        bad=(
            ("text", always(text=" ")),
            ("quote", lambda desk: {"claims": [checked_elsewhere(desk, places=[])]}),
            ("quote", lambda desk: {"claims": [checked_elsewhere(desk, places=[(3, 999)])]}),
            ("statement", lambda desk: {"claims": [checked_elsewhere(desk, words=ClaimWords(" "))]}),
            ("within", lambda desk: {"claims": [part_of_it(desk)]}),
            ("within", lambda desk: {"claims": [part_of_it(desk, 1), part_of_it(desk, 0)]}),
            ("within", lambda desk: {"claims": [part_of_it(desk, 7)]}),
            (
                "within",
                lambda desk: {"claims": [part_of_it(desk, n + 1) for n in range(21)] + [checked_elsewhere(desk)]},
            ),
            ("answers", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, answers=0))]}),
            ("answers", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, NoteKind.ANSWER))]}),
            (
                "answers",
                lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, NoteKind.ANSWER, answers=3))]},
            ),
            ("state", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, closed=True))]}),
            ("checker", lambda desk: {"claims": [noted(desk, Remark(desk.people["vera"], "So.", LONG_AGO))]}),
            (
                "claimant",
                lambda desk: {"claims": [checked_elsewhere(desk, words=ClaimWords("So.", claimant="c" * 301))]},
            ),
            ("units", always(units=[Span(0, 10, 1, "body")])),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "vera")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "nora")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=2 * [check_by(desk, "cleo")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, decisions=[decided_by(desk, "omar")])]}),
            ("reviewer", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "rita")])]}),
            (
                "source",
                lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_on(desk, source_elsewhere(desk))])]},
            ),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, checks=[])]}),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, verdict=desk.other_verdict)]}),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, not_checkable=NotCheckable.OPINION)]}),
        ),
    ),
]
