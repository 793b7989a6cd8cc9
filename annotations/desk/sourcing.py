"""Sources, and what they say about a claim."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from annotations.desk.checking import begin_assessment, person, refuse_when_closed, standing_assessment
from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock
from annotations.desk.verb import Act, expect, required, verb
from annotations.history.record import Record
from annotations.models import Assessment, Citation, Claim, Project, Source, SourceClass, SourceKind, Stance
from annotations.models.fetching import fetch
from annotations.text.addresses import normalised_url

# In the words of the unique index, so that it is used: thousands of sources were looked through otherwise.
OPEN_ADDRESS = "withdrawn = '' AND NOT (normalised_url = '') AND NOT confidential"
# Of those that were merged, which are few: SQLite finds them by their index only when asked for a range.
MERGED = "merged_into_id >= '00000000-0000-0000-0000-000000000000'"
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


@dataclasses.dataclass(frozen=True)
class NewSource:
    """A source that the project may not have yet; where it has the URL, that source is taken."""

    title: str
    url: str = ""
    publisher: str = ""
    author: str = ""
    published_on: str = ""
    kind: SourceKind = SourceKind.WEB_PAGE
    source_class: SourceClass | None = None
    archive_url: str = ""
    reliability_note: str = ""
    confidential: bool = False


@dataclasses.dataclass(frozen=True)
class Use:
    """What a source says about a claim: stance, exact words, and where (page, timestamp, paragraph)."""

    stance: Stance
    quote: str = ""
    locator: str = ""
    accessed_on: datetime.date | None = None


@verb
def cite_source(*, claim: Claim, source: Source | NewSource, use: Use, act: Act) -> Citation:
    """Add a source to one's own assessment of a claim, beginning one where there is none."""
    with claim_under_lock(claim, act) as (record, claim):
        checker = person(act)
        refuse_when_closed(claim)
        source = source_for(record, claim, source)
        assessment = standing_assessment(claim, checker) or begin_assessment(record, claim, checker)
        citation = record.result = record.add(citation_of(assessment, source, use))
        # What is in a draft is no part of what was signed off.
        settle(record, claim, voids=f"{checker.username} added a source" if assessment.submitted_at else "")
    return citation


def source_for(record: Record, claim: Claim, source: Source | NewSource) -> Source:
    """Give the source to cite for a claim, which may be a new one."""
    project = claim.article.project
    if isinstance(source, NewSource):
        return _take_or_add(record, project, source)
    return _take(record, project, source)


def citation_of(assessment: Assessment, source: Source, use: Use) -> Citation:
    """Make the row of a citation."""
    return Citation(assessment=assessment, source=source, **vars(_tidy(use)))


@verb
def edit_citation(*, citation: Citation, use: Use, version: int, act: Act) -> Citation:
    """Correct what a source says about a claim, in one's own assessment."""
    with _own_citation(citation, version, act) as (record, claim, citation, submitted):
        if citation.withdrawn:
            raise Refused("This source is withdrawn here. Restore it first.")
        record.change(citation, **dataclasses.asdict(_tidy(use)))
        settle(record, claim, voids="what a source says was changed" if submitted else "")
    return citation


@verb
def withdraw_citation(*, citation: Citation, reason: str, version: int, act: Act) -> Citation:
    with _own_citation(citation, version, act) as (record, claim, citation, submitted):
        record.change(citation, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        settle(record, claim, voids="a source was withdrawn" if submitted else "")
    return citation


@verb
def restore_citation(*, citation: Citation, version: int, act: Act) -> Citation:
    with _own_citation(citation, version, act) as (record, claim, citation, submitted):
        record.change(citation, withdrawn="")
        settle(record, claim, voids="a source was restored" if submitted else "")
    return citation


@contextmanager
def _own_citation(citation: Citation, version: int, act: Act) -> Iterator[tuple[Record, Claim, Citation, bool]]:
    """Open an action on one's own citation; the last of the four tells whether its assessment is submitted."""
    with claim_under_lock(citation.assessment.claim, act) as (record, claim):
        citation = Citation.objects.select_related("assessment__claim__article", "source").get(pk=citation.pk)
        if citation.assessment.checker_id != person(act).pk:
            raise NotAllowed("This source stands in somebody else’s assessment. Add it to your own.")
        if citation.assessment.withdrawn:
            raise Refused("The assessment in which this source stood was undone. Add it to a new one.")
        if citation.assessment.round != claim.round:
            raise Refused("This round of checks is over. Add the source to your assessment of the present one.")
        expect(citation, version)
        yield record, claim, citation, citation.assessment.submitted_at is not None


def _take_or_add(record: Record, project: Project, new: NewSource) -> Source:
    fields = described(new)
    address = fields["normalised_url"]
    if address and not new.confidential:
        for coming in record.pending:
            if isinstance(coming, Source) and not coming.confidential and coming.normalised_url == address:
                return coming
        known = _with_address(project, address)
        if known:
            return _take(record, project, known, "url")
    fields["title"] = required(new.title, "Give the source a title.", "title")
    return record.add(Source(project=project, **fields))


def _with_address(project: Project, normalised_url: str) -> Source | None:
    """Find the project's source of that address, or else one that it had and that was merged into another.

    Only open sources are found by their address: or a guess would tell that a confidential one has it.
    """
    for source in fetch(Source, where=OPEN_ADDRESS, project_id=project.pk, normalised_url=normalised_url):
        return source
    for source in fetch(Source, where=MERGED, normalised_url=normalised_url):
        if source.project_id == project.pk and not source.confidential:
            return source
    return None


def described(new: NewSource) -> dict[str, Any]:
    """Give the columns of a source as it is described; refuse what is no date and no address."""
    if new.published_on and not PARTIAL_DATE.fullmatch(new.published_on):
        raise Refused("Write the date as 2019, 2019-03 or 2019-03-07.", "published_on")
    try:
        normalised = normalised_url(new.url)
    except ValueError:
        raise Refused("This is not a web address. Copy it from the browser’s address bar.", "url") from None
    return {**vars(new), "source_class": new.source_class or "", "normalised_url": normalised}


def _take(record: Record, project: Project, source: Source, field: str = "source") -> Source:
    """Give a source to cite: for one that was merged, the one that it is now; none that was retracted.

    Its stream is locked: whoever retracts it at this moment knows of this citation, or it of the retraction.
    """
    (source,) = fetch(Source, id=source.pk)
    while source.merged_into_id:
        (source,) = fetch(Source, id=source.merged_into_id)
    record.lock([source.stream_key])
    (source,) = fetch(Source, id=source.pk)
    if source.project_id != project.pk or source.withdrawn:
        raise Refused("This source is not one of the project’s. Choose another.", field)
    if source.retracted_on:
        raise Refused("This source was retracted, and no verdict can rest on it. Choose another.", field)
    return source


def _tidy(use: Use) -> Use:
    return dataclasses.replace(use, quote=use.quote.strip(), locator=use.locator.strip())
