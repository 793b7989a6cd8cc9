"""A claim with all that is known of it, before any of it is written."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from annotations.desk.claiming import ClaimWords
from annotations.desk.noting import Remark
from annotations.desk.placing import Place
from annotations.desk.sourcing import NewSource, Use
from annotations.models import Confidence, NotCheckable, Source, User, Verdict


@dataclasses.dataclass(frozen=True)
class DerivedSource(NewSource):
    """A source with the one that it derives from."""

    origin: NewSource | None = None


@dataclasses.dataclass(frozen=True)
class Said(Remark):
    """A note among those of its claim: `answers` is the place, from 0, of the query that it answers."""

    answers: int | None = None
    closed: bool = False


@dataclasses.dataclass(frozen=True)
class Check:
    """What one checker concluded, on which sources, and when (UTC); without a verdict a draft.

    One NewSource that is cited twice is one source.
    """

    checker: User
    verdict: Verdict | None
    at: datetime.datetime
    note: str = ""
    required_change: str = ""
    confidence: Confidence | None = None
    sources: Sequence[tuple[Source | NewSource, Use]] = ()


@dataclasses.dataclass(frozen=True)
class Decision:
    """A reviewer's word, and when (UTC): a ruling where there is a verdict, or else a sign-off."""

    reviewer: User
    at: datetime.datetime
    verdict: Verdict | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class CheckedClaim:
    """A claim with all that is known of it. `part_of` is the place, from 0, of another claim of the same article."""

    words: ClaimWords
    places: Sequence[Place]
    checks: Sequence[Check] = ()
    notes: Sequence[Remark] = ()
    decisions: Sequence[Decision] = ()
    part_of: int | None = None
    not_checkable: NotCheckable | None = None
    assignee: User | None = None
    due_on: datetime.date | None = None
    withdrawn: str = ""
