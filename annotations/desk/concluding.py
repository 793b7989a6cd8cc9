"""A checker's save: verdict, sources and a remark, as one action."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.desk.checking import Conclusion, conclude
from annotations.desk.consequences import settle
from annotations.desk.locking import claim_under_lock
from annotations.desk.noting import Remark, note_of
from annotations.desk.sourcing import NewSource, Use, citation_of, source_for
from annotations.desk.verb import Act, expect, verb
from annotations.models import Assessment, Claim, Source


@verb
def check_claim(
    *,
    claim: Claim,
    said: Conclusion,
    version: int,
    act: Act,
    sources: Sequence[tuple[Source | NewSource, Use]] = (),
    remark: str = "",
    claim_version: int | None = None,
) -> Assessment:
    """Save one's assessment as `assess_claim` does, with more sources of it and, where there is one, a note."""
    with claim_under_lock(claim, act) as (record, claim):
        if claim_version is not None:
            expect(claim, claim_version, only={"statement", "round"})
        assessment, voids = conclude(record, claim, said, version)
        record.result = assessment
        for source, use in sources:
            record.add(citation_of(assessment, source_for(record, claim, source), use))
        if sources and assessment.submitted_at and not voids:
            voids = f"{act.actor} added a source"
        if remark.strip():
            record.add(note_of(claim, Remark(act.by, remark, act.at)))
        settle(record, claim, voids=voids)
    return assessment
