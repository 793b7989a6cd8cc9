"""Which actions a page of a history shows: newest first, each once, by the newest of its events that is asked for."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.db.models.lookups import In

from annotations.models import Article, Citation, Claim, Event, Project, Source, Stream, User
from annotations.reports.events.drafts import of_known_sources
from annotations.reports.events.history_filter import HistoryFilter

# Of an action on very many rows a page shows the first of each kind, which are of the same claims, and counts the rest.
MOST_OF_A_KIND = 30
# So many events, or actions, are found and sorted sooner than a page of them among a million others.
FEW = 20_000
FEW_STREAMS = 2_000


@dataclass(frozen=True)
class Scope:
    """What a history is of: the events that bring an action into it, and those that its entry shows.

    `stream` is set where they are all of one: its numbers are then their order. `few` says once more which they are,
    where there are so few that it is quicker to find all of them than to go on from the newest.
    """

    events: Q
    shown: Q
    stream: str = ""
    few: Q = field(default_factory=Q)

    @classmethod
    def of_stream(cls, key: str) -> Scope:
        return cls(Q(stream=key), Q(stream=key) | _SOURCES, key)

    @classmethod
    def of_rows(cls, keys: Iterable[uuid.UUID]) -> Scope:
        rows = Q(object__in=list(keys))
        return cls(rows, rows | _SOURCES)

    @classmethod
    def of_source(cls, source: Source, reader: User | None) -> Scope:
        """Take in what happened to a source, and where it was cited; not that it stands in somebody else's draft."""
        shown = Q(assessment__submitted_at__isnull=False) | Q(assessment__checker=reader)
        cited = Citation.objects.filter(shown, source=source).order_by().values("pk")
        own, known = Q(object=source.pk) | Q(object__in=cited), of_known_sources(reader)
        return cls(own & known, known, few=own)

    @classmethod
    def of_settings(cls, projects: Iterable[uuid.UUID]) -> Scope:
        """Take in what happened to these projects themselves: members, scale, settings."""
        streams = Q(stream__in=[f"{Project.object_kind()}:{project}" for project in projects])
        return cls(streams, streams, few=streams)

    @classmethod
    def of_projects(cls, projects: Collection[uuid.UUID], reader: User | None) -> Scope:
        """Take in all streams of these projects, but for sources that only somebody else's draft has brought in."""
        streams = Stream.objects.filter(project__in=list(projects))
        lengths = list(streams.order_by().values_list("length", flat=True)[: FEW_STREAMS + 1])
        few = len(lengths) <= FEW_STREAMS and sum(lengths) <= FEW
        # Asked of each event on the way from the newest: a page needs few of very many. As a value, not as EXISTS:
        # PostgreSQL would join all streams to each event.
        project = Subquery(Stream.objects.filter(pk=OuterRef("stream")).values("project")[:1])
        events = Q(In(project, list(projects))) & of_known_sources(reader)
        return cls(events, events, few=Q(stream__in=streams.values("pk")) if few else Q())


_SOURCES = Q(kind=Source.object_kind())


class Head(NamedTuple):
    """An action in some history by its newest event there, whose number and hash are its receipt."""

    event: int
    action: uuid.UUID
    at: datetime.datetime
    number: int
    hash: str


class Size(NamedTuple):
    """How many events, claims and articles an action touched within a history."""

    events: int
    claims: int
    articles: int


def heads(scope: Scope, asked: HistoryFilter, reader: User, before: int | None, limit: int) -> list[Head]:
    """Give the newest actions below the event `before`, by id or number of the event; two queries at most."""
    matching = scope.events & asked.of_events(reader)
    # One action's events have the same actor and time, so only what is asked of each event is asked again.
    later = Event.objects.filter(matching, action=OuterRef("action"), id__gt=OuterRef("id"))
    found = Event.objects.filter(scope.few, matching, asked.of_actions())
    few = bool(scope.few)
    if asked.person and asked.actions()[: FEW + 1].count() <= FEW:
        found, few = found.filter(action__in=asked.actions().values("pk")), True
    if scope.stream and not asked.field:
        # An action's events stand together in a stream: one that the next event does not go on is its last.
        later = Event.objects.filter(stream=OuterRef("stream"), n=OuterRef("n") + 1, action=OuterRef("action"))
    if before is not None and scope.stream:
        found = found.filter(n__lt=Event.objects.filter(pk=before, stream=scope.stream).values("n"))
    elif before is not None:
        found = found.filter(id__lt=before)
    place = F("n" if scope.stream else "id")
    # Of few, all are found and then sorted: no index gives the order of a sum, so none can be followed for it.
    order = (place + 0 if few else place).desc()
    rows = found.filter(~Exists(later)).order_by(order).values_list("id", "action_id", "at", "n", "hash")
    return [Head(*row) for row in rows[:limit]]


def sizes_of(scope: Scope, actions: Sequence[uuid.UUID]) -> dict[uuid.UUID, Size]:
    """Count what each action touched; one query."""
    of_actions = Event.objects.filter(scope.shown, action__in=actions)
    counted = (
        of_actions.order_by()
        .values("action_id")
        .annotate(
            events=Count("id"),
            claims=Count("object", distinct=True, filter=Q(kind=Claim.object_kind())),
            articles=Count("stream", distinct=True, filter=Q(stream__key__of_kind=Article.object_kind())),
        )
    )
    return {action: Size(*rest) for action, *rest in counted.values_list("action_id", "events", "claims", "articles")}


def shown_events(scope: Scope, actions: Sequence[uuid.UUID]) -> list[Event]:
    """Read the first events of each action in the order in which they happened; one query."""
    place = Window(RowNumber(), partition_by=["action_id", "kind"], order_by="id")
    first = Event.objects.filter(scope.shown, action__in=actions).annotate(place=place)
    return list(
        first.filter(place__lte=MOST_OF_A_KIND).select_related("action__actor", "stream__project").order_by("id")
    )
