"""The history of an article or of one claim, as people read it: who, when, what, before and after, newest first.

An entry is what one person did at once. What somebody has not submitted yet is shown to nobody else, and who a
confidential source is only to reviewers and managers. Times are UTC.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from annotations.models import Article, Claim, Event, Membership, Project, Role, Source, User
from annotations.reports.entries import Entry, Happened, entry_of, what_happened, who_did
from annotations.reports.names import Names, keys_in
from annotations.reports.owners import Owner, owners, rows_of_claim
from annotations.reports.steps import Steps, steps_of
from annotations.reports.wording import TELLING

PAGE = 50
# Of an action on very many rows a page shows the newest events, and says how many more there are.
MOST_EVENTS = 60
# What a line of `latest_lines` is made from at most, on average.
EVENTS_A_LINE = 8


@dataclass(frozen=True)
class Day:
    date: datetime.date
    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Older:
    """Where the next page begins: `before` is the event id to pass on, `day` names its newest day."""

    before: int
    day: str


@dataclass(frozen=True)
class HistoryPage:
    """One page of a history; `total` counts all its events, `since` is the time of the first."""

    days: Sequence[Day]
    total: int
    since: datetime.datetime | None
    newest: bool
    older: Older | None

    @property
    def begun(self) -> bool:
        """Tell whether anything on the page is about a claim."""
        return any(entry.claims for day in self.days for entry in day.entries)


@dataclass(frozen=True)
class Line:
    """An entry in one line: "cleo", "changed the verdict on this claim"; event number, start of the event's hash."""

    at: datetime.datetime
    who: str
    what: str
    number: int
    hash8: str


@dataclass(frozen=True)
class _Head:
    """An action in some history, by its newest event there."""

    event: int
    action: uuid.UUID
    at: datetime.datetime


def article_history(article: Article, reader: User, before: int | None = None) -> HistoryPage:
    """Give a page of an article's history, from the newest or from below the event `before`; sources added with it."""
    stream = Event.objects.filter(stream=article.stream_key)
    first = stream.filter(n=1).select_related("stream").first()
    # An action's events stand together in a stream: one that the next event does not go on is its last.
    goes_on = Event.objects.filter(stream=OuterRef("stream"), n=OuterRef("n") + 1, action=OuterRef("action"))
    last = stream.filter(~Exists(goes_on)).order_by("-n")
    if before is not None:
        last = last.filter(n__lt=stream.filter(pk=before).values("n"))
    heads = [_Head(*row) for row in last.values_list("id", "action_id", "action__at")[: PAGE + 1]]
    entries = _entries(heads[:PAGE], Q(stream=article.stream_key), article.project, reader)
    total, since = (first.stream.length, first.at) if first else (0, None)
    return _page(heads, entries, before, total=total, since=since)


def claim_history(claim: Claim, reader: User, before: int | None = None) -> HistoryPage:
    """Give a page of a claim's history: its own events and those of all that hangs on it."""
    rows = rows_of_claim(claim)
    events = Event.objects.filter(object__in=list(rows))
    counted = events.aggregate(total=Count("id"), since=Min("at"))
    actions = events.values("action_id", "action__at").annotate(last=Max("id")).order_by("-last")
    if before is not None:
        actions = actions.filter(last__lt=before)
    heads = [_Head(*row) for row in actions.values_list("last", "action_id", "action__at")[: PAGE + 1]]
    entries = _entries(heads[:PAGE], Q(object__in=list(rows)), claim.article.project, reader, rows)
    return _page(heads, entries, before, total=counted["total"], since=counted["since"])


def latest_lines(claim: Claim, reader: User, limit: int = 5) -> list[Line]:
    """Give the newest entries of a claim's history, one line each; three queries."""
    rows = rows_of_claim(claim)
    newest = Event.objects.filter(object__in=list(rows)).select_related("action__actor").order_by("-id")
    events = list(newest[: limit * EVENTS_A_LINE])
    steps = steps_of(events, only=TELLING)
    lines: list[Line] = []
    for done in _by_action(events, steps, rows).values():
        last = done[0].event
        (before, after), claims = what_happened(done[::-1], reader)
        what = f"{before}{'this claim' if claims else ''}{after}"
        lines.append(Line(last.at, who_did(last), what, last.n, last.hash[:8]))
    return lines[:limit]


def _entries(
    heads: Sequence[_Head], scope: Q, project: Project, reader: User, rows: Mapping[uuid.UUID, Owner] | None = None
) -> list[Entry]:
    """Read the actions behind these heads: their events in scope, and those of sources that came with them."""
    place = Window(RowNumber(), partition_by="action_id", order_by="-id")
    size = Window(Count("id"), partition_by="action_id")
    found = (
        Event.objects.filter(scope | Q(kind=Source.object_kind()), action__in=[head.action for head in heads])
        .annotate(place=place, size=size)
        .filter(place__lte=MOST_EVENTS)
        .select_related("action__actor")
        .order_by("id")
    )
    events = list(found)
    steps = steps_of(events)
    rows = owners(events) if rows is None else rows
    role = Membership.objects.role_of(reader, project)
    keys = [*keys_in(events, steps), *_sources(events, rows)]
    names = Names.read(keys, may_see_confidential=role is not None and role.may(Role.REVIEWER))
    sizes = {event.action_id: event.size for event in events}
    done = _by_action(events, steps, rows)
    entries: list[Entry] = []
    for head in heads:
        last = next(one.event for one in reversed(done[head.action]) if one.event.pk == head.event)
        more = sizes[head.action] - len(done[head.action])
        entries.append(entry_of(done[head.action], reader, names, last, more))
    return entries


def _by_action(
    events: Iterable[Event], steps: Mapping[int, Steps], rows: Mapping[uuid.UUID, Owner]
) -> dict[uuid.UUID, list[Happened]]:
    done: dict[uuid.UUID, list[Happened]] = {}
    for event in events:
        done.setdefault(event.action_id, []).append(Happened(event, steps[event.pk], rows.get(event.object)))
    return done


def _sources(events: Iterable[Event], rows: Mapping[uuid.UUID, Owner]) -> Iterator[tuple[type[Source], uuid.UUID]]:
    """Name every source that an event is about, so that it is known which of them are confidential."""
    for event in events:
        owner = rows.get(event.object)
        if event.kind == Source.object_kind():
            yield Source, event.object
        elif owner and owner.source:
            yield Source, owner.source


def _page(
    heads: Sequence[_Head],
    entries: Sequence[Entry],
    before: int | None,
    *,
    total: int,
    since: datetime.datetime | None,
) -> HistoryPage:
    today = timezone.now().date()
    days = [
        Day(date, day_name(date, today), list(group))
        for date, group in groupby(entries, key=lambda entry: entry.at.date())
    ]
    older = Older(heads[PAGE - 1].event, day_name(heads[PAGE].at.date(), today)) if len(heads) > PAGE else None
    return HistoryPage(days, total, since, newest=before is None, older=older)


def day_name(date: datetime.date, today: datetime.date) -> str:
    """Write a day as a person says it: "Today, Monday 23 November"; with its year where that is another."""
    name = f"{date:%A} {date.day} {date:%B}" + (f" {date.year}" if date.year != today.year else "")
    near = {today: "Today", today - datetime.timedelta(days=1): "Yesterday"}.get(date)
    return f"{near}, {name}" if near else name
