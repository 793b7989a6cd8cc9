"""A call of a verb: who may, who may not, what it records, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    Article,
    Assessment,
    Audited,
    Citation,
    Claim,
    Membership,
    Note,
    Project,
    Revision,
    Stance,
    User,
    Verdict,
)


@dataclass
class Desk:
    """What all calls start from: claim 1 in two places, found accurate by omar with one source and one query."""

    people: dict[str, User]
    project: Project
    article: Article
    revision: Revision
    verdicts: dict[str, Verdict]
    claim: Claim
    anchors: list[Anchor]
    assessment: Assessment
    citation: Citation
    query: Note
    other_article: Article
    other_verdict: Verdict

    def place(self, words: str) -> tuple[int, int]:
        start = self.revision.text.index(words)
        return start, start + len(words)

    def membership(self, name: str) -> Membership:
        return Membership.objects.get(project=self.project, user=self.people[name])

    def by(self, name: str) -> Act:
        return Act(self.people[name])


Arguments = Callable[[Desk], dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """One verb: called by `by` it makes events of these fields; `beneath` may read or work here, but not do this.

    `another` changes what is asked for; each of `bad` is refused, naming the field.
    """

    verb: Callable[..., Any]
    by: str
    beneath: tuple[str, ...]
    arguments: Arguments
    records: dict[str, set[str]]
    another: Arguments
    bad: tuple[tuple[str, Arguments], ...] = field(default=())

    @property
    def name(self) -> str:
        return self.verb.__name__

    def asked(self, desk: Desk, **changed: Any) -> dict[str, Any]:
        return self.arguments(desk) | changed


def always(**changed: Any) -> Arguments:
    return lambda desk: changed


def whole(model: type[Audited], *derived: str) -> set[str]:
    """Name every column of a table, which the first event of a row holds, but for its key, version and `derived`."""
    return {column.name for column in model._meta.concrete_fields} - {"id", "version", *derived}


NO_REASON = ("reason", always(reason="  "))


def last_action(desk: Desk, name: str) -> Action:
    """Give what somebody did last to what is in the article's history."""
    mine = Action.objects.filter(events__stream=desk.article.stream_key, actor=desk.people[name])
    return mine.order_by("-events__n")[0]


def first_action(desk: Desk) -> Action:
    """Give the import of the article."""
    return Action.objects.get(events__stream=desk.article.stream_key, events__n=1)


def other_claim(desk: Desk) -> Claim:
    place = desk.place("The old bridge")
    return add_claim(revision=desk.revision, places=[place], words=ClaimWords("It is old."), act=Act(None))


def claim_elsewhere(desk: Desk) -> Claim:
    return add_claim(
        revision=desk.other_article.latest_revision(),
        places=[(0, 5)],
        words=ClaimWords("The ferry stops."),
        act=Act(None),
    )


def source_elsewhere(desk: Desk) -> Any:
    claim = claim_elsewhere(desk)
    return cite_source(
        claim=claim, source=NewSource("The ferry’s log"), use=Use(Stance.SUPPORTS), act=desk.by("nora")
    ).source
