"""The verbs of checks: verdicts, the sources cited for them, and notes."""

from __future__ import annotations

from typing import Any

from annotations.desk.checking import Conclusion, assess_claim
from annotations.desk.concluding import check_claim
from annotations.desk.noting import Contact, add_note, close_query, withdraw_note
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, restore_citation, withdraw_citation
from annotations.models import Assessment, Citation, Confidence, Note, NoteKind, Source, Stance
from tests.desk.calls.call import NO_REASON, Call, Desk, always, source_elsewhere, whole

ELSEWHERE = "https://toll.example/2011"


def _assessing(desk: Desk) -> dict[str, Any]:
    return {
        "claim": desk.claim,
        "verdict": desk.verdicts["accurate"],
        "note": " The minutes say so. ",
        "required_change": "",
        "confidence": Confidence.MEDIUM,
        "version": 0,
    }


def _withdrawn_citation(desk: Desk) -> dict[str, Any]:
    withdraw_citation(citation=desk.citation, reason="Wrong page.", version=1, act=desk.by("omar"))
    return {"citation": desk.citation, "version": 2}


def remark(desk: Desk) -> Note:
    return add_note(claim=desk.claim, kind=NoteKind.NOTE, text="See the minutes.", act=desk.by("omar"))


CALLS = [
    Call(
        assess_claim,
        by="cleo",
        beneath=("vera",),
        arguments=_assessing,
        records={"assessment": whole(Assessment)},
        another=always(note="So they told me."),
        bad=(("verdict", lambda desk: {"verdict": desk.other_verdict}),),
    ),
    Call(
        check_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "said": Conclusion(desk.verdicts["accurate"], " So it is. ", confidence=Confidence.HIGH),
            "sources": [
                (NewSource("The toll of 2011", ELSEWHERE), Use(Stance.REFUTES, " no more than €3 ", "p. 2")),
                (NewSource("The same again", ELSEWHERE), Use(Stance.CONTEXT)),
                (desk.citation.source, Use(Stance.SUPPORTS)),
            ],
            "remark": " Asked the archive. ",
            "version": 0,
        },
        records={
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
            "note": whole(Note),
            "claim": {"sources"},
        },
        another=always(remark=""),
        bad=(
            ("verdict", lambda desk: {"said": Conclusion(desk.other_verdict)}),
            ("title", always(sources=[(NewSource(" ", ELSEWHERE), Use(Stance.CONTEXT))])),
            ("locator", always(sources=[(NewSource("Minutes"), Use(Stance.SUPPORTS, locator="l" * 201))])),
            ("source", lambda desk: {"sources": [(source_elsewhere(desk), Use(Stance.SUPPORTS))]}),
        ),
    ),
    Call(
        cite_source,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "source": NewSource("The toll of 2011", ELSEWHERE),
            "use": Use(Stance.REFUTES, " no more than €3 ", "p. 2"),
        },
        records={
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
        },
        another=always(use=Use(Stance.CONTEXT)),
        bad=(
            ("title", always(source=NewSource(" ", ELSEWHERE))),
            ("title", always(source=NewSource("t" * 501, ELSEWHERE))),
            ("url", always(source=NewSource("Minutes", "toll.example"))),
            ("url", always(source=NewSource("Minutes", "http://[::1"))),
            ("url", always(source=NewSource("Minutes", "https://toll.example:99999/"))),
            ("published_on", always(source=NewSource("Minutes", ELSEWHERE, published_on="May 2011"))),
            ("published_on", always(source=NewSource("Minutes", ELSEWHERE, published_on="2011-13"))),
            ("locator", always(use=Use(Stance.SUPPORTS, locator="l" * 201))),
            ("source", lambda desk: {"source": source_elsewhere(desk)}),
        ),
    ),
    Call(
        edit_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"citation": desk.citation, "use": Use(Stance.CONTEXT, "€4", "p. 3"), "version": 1},
        records={"citation": {"stance", "quote", "locator"}},
        another=always(use=Use(Stance.REFUTES)),
        bad=(("locator", always(use=Use(Stance.SUPPORTS, locator="l" * 201))),),
    ),
    Call(
        withdraw_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"citation": desk.citation, "reason": "Another bridge.", "version": 1},
        records={"citation": {"withdrawn"}, "claim": {"sources"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=_withdrawn_citation,
        records={"citation": {"withdrawn"}, "claim": {"sources"}},
        another=always(version=1),
    ),
    Call(
        add_note,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "kind": NoteKind.ATTEMPT,
            "text": "Rang twice.",
            "contact": Contact("Mayor Ada Brook", "telephone", no_reply=True),
        },
        records={"note": whole(Note)},
        another=always(text="Rang three times."),
        bad=(
            ("text", always(text=" ")),
            ("to_whom", always(contact=None)),
            ("to_whom", always(contact=Contact("w" * 301))),
            ("answers", always(kind=NoteKind.ANSWER)),
            ("answers", lambda desk: {"kind": NoteKind.ANSWER, "answers": remark(desk)}),
        ),
    ),
    Call(
        close_query,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"query": desk.query, "version": 1},
        records={"note": {"state"}},
        another=always(version=2),
        bad=(("answers", lambda desk: {"query": remark(desk)}),),
    ),
    Call(
        withdraw_note,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"note": desk.query, "reason": "Asked already.", "version": 1},
        records={"note": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
]
