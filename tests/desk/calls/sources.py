"""The verbs of sources themselves."""

from __future__ import annotations

from typing import Any

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.sources import edit_source, merge_sources, restore_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.models import Source, Stance
from tests.desk.calls.call import NO_REASON, Call, Desk, always, source_elsewhere


def _retracted(desk: Desk) -> Source:
    source = desk.citation.source
    return retract_source(source=source, reason="Never adopted.", version=1, act=desk.by("rita"))


def another_source(desk: Desk) -> Any:
    """Give one more source of the project, cited in the other assessment of the same claim."""
    found = Source.objects.filter(title="The budget").first()
    new = NewSource("The budget", "https://council.example/budget")
    use = Use(Stance.SUPPORTS)
    return found or cite_source(claim=desk.claim, source=new, use=use, act=desk.by("cleo")).source


def published_source(desk: Desk) -> Source:
    """Give one more source of the project, on which a verdict on another claim rests."""
    found = Source.objects.filter(title="The gazette").first()
    if found:
        return found
    place = desk.place("The old bridge")
    claim = add_claim(revision=desk.revision, places=[place], words=ClaimWords("It is old."), act=desk.by("omar"))
    use = Use(Stance.SUPPORTS)
    citation = cite_source(claim=claim, source=NewSource("The gazette"), use=use, act=desk.by("cleo"))
    assess_claim(
        claim=claim,
        verdict=desk.verdicts["accurate"],
        note="",
        required_change="",
        confidence=None,
        version=citation.assessment.version,
        act=desk.by("cleo"),
    )
    return citation.source


CALLS = [
    Call(
        edit_source,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "source": desk.citation.source,
            "details": NewSource(" The minutes ", "https://council.example/minutes", publisher="The council"),
            "origin": published_source(desk),
            "version": 1,
        },
        records={"source": {"title", "publisher", "origin"}},
        another=always(details=NewSource("The minutes of March")),
        bad=(
            ("title", always(details=NewSource(" "))),
            ("title", always(details=NewSource("t" * 501))),
            ("url", always(details=NewSource("Minutes", "toll.example"))),
            ("url", lambda desk: {"details": NewSource("Minutes", another_source(desk).url)}),
            ("published_on", always(details=NewSource("Minutes", published_on="May 2011"))),
            ("origin", lambda desk: {"origin": desk.citation.source}),
            ("origin", lambda desk: {"origin": source_elsewhere(desk)}),
        ),
    ),
    Call(
        merge_sources,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {
            "source": another_source(desk),
            "other": desk.citation.source,
            "version": 1,
            "other_version": 1,
        },
        records={"source": {"withdrawn", "merged_into"}, "citation": {"source"}},
        another=always(version=2),
        bad=(
            ("other", lambda desk: {"other": another_source(desk)}),
            ("other", lambda desk: {"other": source_elsewhere(desk)}),
        ),
    ),
    Call(
        retract_source,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"source": desk.citation.source, "reason": "They were never adopted.", "version": 1},
        records={
            "source": {"retracted_on", "retracted_by", "retracted_why"},
            "claim": {"round", "sources", "stale", "verdict", "work_status"},
        },
        another=always(reason="They are of another year."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_source,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"source": _retracted(desk), "version": 2},
        records={"source": {"retracted_on", "retracted_by", "retracted_why"}, "claim": {"stale"}},
        another=always(version=3),
    ),
]
