"""The history field by field, oldest first: the report that every export of events is written from."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from annotations.models import Article, Claim, Event, Project, Source, User
from annotations.reports.events.drafts import of_drafts, of_known_sources
from annotations.reports.events.entries import article_of
from annotations.reports.events.happened import Happened
from annotations.reports.events.heads import Scope
from annotations.reports.events.history_filter import EVERYTHING, HistoryFilter
from annotations.reports.events.names import Names, keys_in
from annotations.reports.events.owners import owners, rows_of_claim
from annotations.reports.events.steps import Gone, Step, steps_of
from annotations.reports.snapshot import snapshot

CHUNK = 500
DRAFT, CONFIDENTIAL = "draft", "confidential"
ERASED, BEFORE_ERASED = "erased", "before_erased"


class EventRow(NamedTuple):
    """One field of one event: values in the history's plain form, and in words where those are keys or codes.

    A row without a field stands for all that the reader may not see of an event, or for an event without fields.
    `withheld` says why a value is not there: DRAFT, CONFIDENTIAL, ERASED or BEFORE_ERASED. Times are UTC.
    """

    stream: str
    n: int
    action: uuid.UUID
    at: datetime.datetime
    actor: str
    verb: str
    kind: str
    key: str
    claim: int | None
    article: uuid.UUID | None
    field: str
    before: Any
    after: Any
    before_label: str
    after_label: str
    withheld: str
    hash: str


def event_rows(
    scope: Article | Source | Sequence[Project], reader: User | None, asked: HistoryFilter = EVERYTHING
) -> Generator[EventRow, None, None]:
    """Yield what happened to an article, with the sources that came in with it, to a source, or in projects.

    A source's history tells where it was cited too. All of it comes from one snapshot.
    Without a reader nobody's draft is in it; who a confidential source is never is. Memory and queries a chunk do not
    grow with the history. The snapshot ends with the generator: close it.
    """
    with snapshot():
        found = _found(scope, reader, asked).select_related("action__actor").iterator(chunk_size=CHUNK)
        last: uuid.UUID | None = None
        while events := list(islice(found, CHUNK)):
            following = events[-1].action_id
            if isinstance(scope, Article):
                events = _with_sources(events, reader, after=last)
            last = following
            yield from _rows(events, reader, asked)


def _found(scope: Article | Source | Sequence[Project], reader: User | None, asked: HistoryFilter) -> Any:
    matching = asked.of_events(reader) & asked.of_actions()
    if isinstance(scope, Source):
        return Event.objects.filter(Scope.of_source(scope, reader).events, matching).order_by("id")
    if not isinstance(scope, Article):
        projects = [project.pk for project in scope if asked.project in ("", project.slug)]
        return Event.objects.filter(Scope.of_projects(projects, reader).events, matching).order_by("id")
    if asked.claim:
        claim = Claim.objects.filter(article=scope, number=asked.claim).first()
        matching &= Scope.of_rows(rows_of_claim(claim) if claim else ()).events
    return Event.objects.filter(matching, stream=scope.stream_key).order_by("n")


def _with_sources(events: Sequence[Event], reader: User | None, *, after: uuid.UUID | None) -> list[Event]:
    """Put the events of the sources that came in with these actions before them; `after` is the action just done."""
    begun = {event.action_id for event in events} - {after}
    sources = Event.objects.filter(of_known_sources(reader), kind=Source.object_kind(), action__in=begun)
    merged: list[Event] = []
    of_action: dict[uuid.UUID, list[Event]] = {}
    for source in sources.select_related("action__actor").order_by("id"):
        of_action.setdefault(source.action_id, []).append(source)
    for event in events:
        merged += [*of_action.pop(event.action_id, ()), event]
    return merged


def _rows(events: Sequence[Event], reader: User | None, asked: HistoryFilter) -> Iterator[EventRow]:
    steps = steps_of(events)
    owned = owners(events)
    cited: list[tuple[type[Any], Any]] = [(Source, owner.source) for owner in owned.values() if owner.source]
    names = Names.read([*keys_in(events, steps), *cited], reviewed=())
    actions = {event.action_id for event in events}
    secret = set(Event.objects.filter(of_drafts(reader), action__in=actions).values_list("action_id", flat=True))
    for event in events:
        one = Happened(event, steps[event.pk], owned.get(event.object))
        head = _head(one, reader, verb="" if event.action_id in secret else event.action.verb)
        visible = one.visible_steps(reader)
        for name, step in visible.items():
            if asked.keeps(event.kind, name):
                yield _row(head, one, step, names)
        if len(visible) < len(one.steps):
            yield head._replace(withheld=DRAFT)
        elif not one.steps:
            yield head


def _head(one: Happened, reader: User | None, *, verb: str) -> EventRow:
    """Begin the rows of an event with what they share; of a draft that is not the reader's nobody sees what it did."""
    event, hidden = one.event, one.hidden_from(reader)
    return EventRow(
        stream=event.stream_id,
        n=event.n,
        action=event.action_id,
        at=event.at,
        actor=event.action.actor.username if event.action.actor else "system",
        verb=verb,
        kind="" if hidden else event.kind,
        key="" if hidden else str(event.object),
        claim=one.owner.number if one.owner else None,
        article=one.owner.article if one.owner else article_of(event),
        field="",
        before=None,
        after=None,
        before_label="",
        after_label="",
        withheld="",
        hash=event.hash,
    )


def _row(head: EventRow, one: Happened, step: Step, names: Names) -> EventRow:
    kind, name = one.event.kind, step.field
    if names.conceals(one.source, kind, name):
        return head._replace(field=name, withheld=CONFIDENTIAL)
    before, after = (None if isinstance(value, Gone) else value for value in (step.before, step.after))
    erased = BEFORE_ERASED if isinstance(step.before, Gone) else ""
    return head._replace(
        field=name,
        before=before,
        after=after,
        before_label=names.label(kind, name, step.before),
        after_label=names.label(kind, name, step.after),
        withheld=ERASED if isinstance(step.after, Gone) else erased,
    )
