"""One entry of a history page: what one person did at once, as one reader may see it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotations.models import Article, Event, Source, User
from annotations.reports.events.happened import ClaimName, Happened
from annotations.reports.events.heads import Head, Size
from annotations.reports.events.items import MOST_NAMED, Item, Offers, items_of
from annotations.reports.events.names import Names
from annotations.reports.events.steps import Step
from annotations.reports.events.verbs import DRAFTED, OF_NO_DRAFT, Did, what_was_done

SYSTEM = "The system"
DRAFT_OF_ANOTHER = "What is in a draft is its checker’s alone until it has a verdict."
DRAFT_OF_ONES_OWN = "Nobody else sees what is in your draft until it has a verdict."

# How many claims the line itself names; of more it gives the number.
MOST_IN_LINE = 3


class Titled(NamedTuple):
    """An article as an entry names it."""

    key: uuid.UUID
    title: str


@dataclass(frozen=True)
class Where:
    """The project and the articles of an action: the first few by name, and how many more there are."""

    project: str
    articles: Sequence[Titled]
    more: int


@dataclass(frozen=True)
class Entry:
    """One action: `said` is what stands before and after the names of its claims; number and hash of its last event.

    `claims` are the first of `touched` claims in all: named in the line, or below it where there are `many`. `more`
    counts the events that are not shown. `hash` is the first 16 hexadecimal digits of the event's SHA-256.
    `managed` tells that the reader manages the project, and so may erase words.
    """

    event: int
    action: uuid.UUID
    at: datetime.datetime
    who: str
    said: tuple[str, str]
    claims: Sequence[ClaimName]
    touched: int
    where: Where
    items: Sequence[Item]
    aside: str
    more: int
    number: int
    hash: str
    managed: bool = False

    @property
    def many(self) -> bool:
        return self.touched > MOST_IN_LINE

    @property
    def unnamed(self) -> int:
        return self.touched - len(self.claims)


def what_happened(
    done: Sequence[Happened], reader: User, member: str = "somebody"
) -> tuple[tuple[str, str], list[ClaimName]]:
    """Say what an action did, in two parts between which its claims are named, and name them in order of number.

    `member` is the name of whose role it was about, where that is known.
    """
    action = done[0].event.action
    did: dict[tuple[str, str], Step] = {}
    for one in done:
        for name, step in one.visible_steps(reader).items():
            did.setdefault((one.event.kind, name), step)
    kinds = frozenset(one.event.kind for one in done)
    claims = {claim for one in seen_by(done, reader) for claim in one.claims}
    told = Did(did, action.actor_id, kinds, len(claims))
    words = DRAFTED if drafted(done, reader) else what_was_done(action.verb, told)
    before, _, after = words.replace("{member}", member).partition("{claim}")
    return (before, after), sorted(claims) if "{claim}" in words else []


def drafted(done: Sequence[Happened], reader: User) -> bool:
    """Tell whether an action was somebody else's work on a draft."""
    return any(one.hidden_from(reader) for one in seen_by(done, reader))


def seen_by(done: Sequence[Happened], reader: User) -> Sequence[Happened]:
    """Of what was done to a source itself, leave out that somebody cites it in a draft."""
    if done[0].event.action.verb not in OF_NO_DRAFT:
        return done
    return [one for one in done if not one.hidden_from(reader)]


def who_did(event: Event) -> str:
    return event.action.actor.username if event.action.actor else SYSTEM


def entry_of(
    done: Sequence[Happened],
    reader: User,
    names: Names,
    head: Head,
    size: Size,
    managed: Collection[uuid.UUID],
    offers: Offers,
) -> Entry:
    """Put one action, its first events in the order in which they happened, into an entry; `head` is its receipt.

    `managed` are the projects that the reader manages, `offers` what they can restore.
    """
    said, claims = what_happened(done, reader, names.members.get(done[0].event.object, "somebody"))
    secret = drafted(done, reader)
    own = any(one.in_draft and one.is_of(reader) for one in done)
    # A source that came with somebody's draft would tell what they are drafting.
    shown = [one for one in seen_by(done, reader) if not (secret and one.event.kind == Source.object_kind())]
    more = size.events - len(done)
    touched = max(len(claims), size.claims) if more and claims else len(claims)
    return Entry(
        event=head.event,
        action=head.action,
        at=head.at,
        who=who_did(done[0].event),
        said=said,
        claims=claims[: MOST_NAMED if touched > MOST_IN_LINE else MOST_IN_LINE],
        touched=touched,
        where=_where(done, names, size),
        items=items_of(shown, reader, names, offers),
        aside=DRAFT_OF_ANOTHER if secret else DRAFT_OF_ONES_OWN if own else "",
        more=more,
        number=head.number,
        hash=head.hash[:16],
        managed=done[0].event.stream.project_id in managed,
    )


def article_of(event: Event) -> uuid.UUID | None:
    """Give the key of the article in whose stream an event stands; None for a project's or a source's."""
    kind, _, key = event.stream_id.partition(":")
    return uuid.UUID(key) if kind == Article.object_kind() else None


def _where(done: Sequence[Happened], names: Names, size: Size) -> Where:
    keys = dict.fromkeys(key for one in done if (key := article_of(one.event)))
    articles = [Titled(key, names.articles[key]) for key in keys if key in names.articles][:MOST_IN_LINE]
    project = done[0].event.stream.project
    return Where(project.name if project else "", articles, max(size.articles, len(keys)) - len(articles))
