"""What people do to sources, each in a word."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.desk.sources import edit_source, merge_sources, restore_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Claim, Source, Stance, User
from tests.world import now

pytestmark = pytest.mark.usefixtures("whole")


MINUTES = "https://council.example/minutes"


def cite(claim: Claim, by: User, title: str = "The minutes", url: str = "", **more: Any) -> Source:
    new = NewSource(title, url, **more)
    return now(cite_source(claim=claim, source=new, use=Use(Stance.SUPPORTS), act=Act(by)).source)


def edit(source: Source, by: User, origin: Source | None = None, **changed: Any) -> Source:
    kept = {name: getattr(source, name) for name in ("title", "url", "publisher", "confidential")}
    details = NewSource(**kept | changed)
    return edit_source(source=source, details=details, origin=origin, version=now(source).version, act=Act(by))


def merge(kept: Source, other: Source, by: User) -> Source:
    versions = {"version": now(kept).version, "other_version": now(other).version}
    return merge_sources(source=kept, other=other, **versions, act=Act(by))


def retract(source: Source, by: User, reason: str = "Never adopted.") -> Source:
    return retract_source(source=source, reason=reason, version=now(source).version, act=Act(by))


def restore(source: Source, by: User) -> Source:
    return restore_source(source=source, version=now(source).version, act=Act(by))
