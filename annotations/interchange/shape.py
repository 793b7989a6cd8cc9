"""The format of checked articles in files, field by field: what docs/interchange.md tells people, for programs.

`reading` takes it in and `writing` writes it out, both from these classes: a field's name, its type and what holds
where it is left out. Offsets are Unicode code points, end-exclusive; times have a zone.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.models import (
    Audience,
    ClaimType,
    Confidence,
    NotCheckable,
    NoteKind,
    QueryState,
    Risk,
    SourceClass,
    SourceKind,
    Stance,
    UnitKind,
)

FORMAT = "galleyproof-article-1"
# What one article may have: whoever checks claims has never seen as many.
MOST_CLAIMS = 20_000


class Unit(NamedTuple):
    """A sentence unit: [start, end, paragraph from 1, kind]."""

    start: int
    end: int
    paragraph: int
    kind: UnitKind


class Link(NamedTuple):
    """Words of the text that led somewhere: [start, end, address]."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a claim stands: from start to end, or where these words stand once; where both are given they agree."""

    called = "a place"

    start: int | None = None
    end: int | None = None
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Something claims are checked against. `id` names it within the file; `origin` is the id of another."""

    called = "a source"

    id: str = ""
    title: str = ""
    url: str = ""
    archive_url: str = ""
    publisher: str = ""
    author: str = ""
    published_on: str = ""
    kind: SourceKind = SourceKind.WEB_PAGE
    source_class: SourceClass | None = field(default=None, metadata={"name": "class"})
    reliability_note: str = ""
    confidential: bool = False
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A source used in one check: the id of one of the file's sources, or the source itself."""

    called = "a cited source"

    source: str | Source
    stance: Stance
    quote: str = ""
    locator: str = ""
    accessed_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one person concluded; without a verdict it is a draft."""

    called = "a check"

    checker: str = ""
    at: datetime.datetime | None = None
    verdict: str = ""
    confidence: Confidence | None = None
    note: str = ""
    required_change: str = ""
    sources: list[Citation] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something said about the claim. `answers` is the place, from 0, of a query among the notes of the claim."""

    called = "a note"

    author: str = ""
    at: datetime.datetime | None = None
    kind: NoteKind = NoteKind.NOTE
    audience: Audience = Audience.DESK
    text: str
    answers: int | None = None
    state: QueryState | None = None
    to_whom: str = ""
    how: str = ""
    when: datetime.datetime | None = None
    no_reply: bool = False


@dataclass(frozen=True, kw_only=True)
class Ruling:
    called = "a ruling"

    reviewer: str
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignOff:
    called = "a sign-off"

    reviewer: str
    at: datetime.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim with all that is known of it. `id` names it within the file; `within` is the id of another."""

    called = "a claim"

    id: str = ""
    statement: str
    type: ClaimType = ClaimType.FACT
    claimant: str = ""
    risk: Risk = Risk.NORMAL
    within: str = ""
    places: list[Place]
    not_checkable: NotCheckable | None = None
    assignee: str = ""
    due_on: datetime.date | None = None
    withdrawn: str = ""
    checks: list[Check] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ruling: Ruling | None = None
    sign_off: SignOff | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """A text with its head, its units where the file says them, and its claims."""

    called = "an article"

    format: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    published_on: datetime.date | None = None
    writer_name: str = ""
    writer_email: str = ""
    desk_note: str = ""
    text: str
    sha256: str = ""
    units: list[Unit] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
