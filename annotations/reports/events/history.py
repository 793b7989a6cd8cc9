"""Histories as people read them: who, when, what, before and after, newest first; of a claim, a source, an article.

An entry is what one person did at once. What somebody has not submitted yet is shown to nobody else, and who a
confidential source is only to reviewers and managers. Times are UTC.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from django.db.models import Count, Min, Model
from django.utils import timezone

from annotations.models import STANDING, Article, Claim, Event, Membership, Role, Source, User
from annotations.reports.events.entries import Entry, article_of, entry_of, what_happened, who_did
from annotations.reports.events.happened import Happened
from annotations.reports.events.heads import Head, Scope, Size, heads, shown_events, sizes_of
from annotations.reports.events.history_filter import EVERYTHING, HistoryFilter
from annotations.reports.events.names import Names, keys_in
from annotations.reports.events.owners import Owner, owners, rows_of_claim
from annotations.reports.events.restoring import offers_of
from annotations.reports.events.steps import Steps, steps_of
from annotations.reports.events.verbs import TELLING

PAGE = 50
# Fifty bulk imports would fill a page of two megabytes.
EVENTS_A_PAGE = 1000
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
    """One page of a history; `total` counts all its events, `since` is when the first was; None where nobody counts."""

    days: Sequence[Day]
    newest: bool
    older: Older | None
    total: int | None = None
    since: datetime.datetime | None = None

    @property
    def offers(self) -> bool:
        """Tell whether there is anything on the page that its reader can restore."""
        items = (item for day in self.days for entry in day.entries for item in entry.items)
        return any(change.offers for item in items for change in item.changes)

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


def article_history(
    article: Article,
    reader: User,
    asked: HistoryFilter = EVERYTHING,
    before: int | None = None,
    *,
    restoring: bool = False,
) -> HistoryPage:
    """Give a page of an article's history, from the newest or from below the event `before`; sources added with it.

    With `restoring` it says which earlier values its reader can restore.
    """
    first = Event.objects.filter(stream=article.stream_key, n=1).select_related("stream").first()
    total, since = (first.stream.length, first.at) if first else (0, None)
    if asked.claim:
        claim = Claim.objects.filter(article=article, number=asked.claim).first()
        rows = rows_of_claim(claim) if claim else {}
        scope = Scope.of_rows(rows)
        return _page(scope, asked, reader, before, rows, total=total, since=since, restoring=restoring)
    scope = Scope.of_stream(article.stream_key)
    return _page(scope, asked, reader, before, total=total, since=since, restoring=restoring)


def claim_history(
    claim: Claim,
    reader: User,
    asked: HistoryFilter = EVERYTHING,
    before: int | None = None,
    *,
    restoring: bool = False,
) -> HistoryPage:
    """Give a page of a claim's history: its own events and those of all that hangs on it."""
    rows = rows_of_claim(claim)
    counted = Event.objects.filter(object__in=list(rows)).aggregate(total=Count("id"), since=Min("at"))
    return _page(Scope.of_rows(rows), asked, reader, before, rows, **counted, restoring=restoring)


def source_history(
    source: Source,
    reader: User,
    asked: HistoryFilter = EVERYTHING,
    before: int | None = None,
    *,
    restoring: bool = False,
) -> HistoryPage:
    """Give a page of a source's history: what was done to it, and by whom it was cited, with what that changed."""
    scope = Scope.of_source(source, reader)
    counted = Event.objects.filter(scope.events).aggregate(total=Count("id"), since=Min("at"))
    return _page(scope, asked, reader, before, **counted, restoring=restoring)


def desk_history(reader: User, asked: HistoryFilter = EVERYTHING, before: int | None = None) -> HistoryPage:
    """Give a page of the history of all projects that the reader is a member of, or of the one that is asked for."""
    mine = Membership.objects.filter(STANDING, user=reader)
    if asked.project:
        mine = mine.filter(project__slug=asked.project)
    projects = list(mine.values_list("project_id", flat=True))
    if asked.field == "project":
        return _page(Scope.of_settings(projects), asked, reader, before)
    return _page(Scope.of_projects(projects, reader), asked, reader, before)


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


def _page(
    scope: Scope,
    asked: HistoryFilter,
    reader: User,
    before: int | None,
    rows: Mapping[uuid.UUID, Owner] | None = None,
    *,
    total: int | None = None,
    since: datetime.datetime | None = None,
    restoring: bool = False,
) -> HistoryPage:
    found = heads(scope, asked, reader, before, limit=PAGE + 1)
    sizes = sizes_of(scope, [head.action for head in found])
    last = _last(found, sizes)
    entries = _entries(found[:last], sizes, scope, reader, rows, restoring=restoring)
    today = timezone.now().date()
    days = [
        Day(date, day_name(date, today), list(group))
        for date, group in groupby(entries, key=lambda entry: entry.at.date())
    ]
    older = Older(found[last - 1].event, day_name(found[last].at.date(), today)) if len(found) > last else None
    return HistoryPage(days, newest=before is None, older=older, total=total, since=since)


def _last(found: Sequence[Head], sizes: Mapping[uuid.UUID, Size]) -> int:
    """Give how many entries a page has: fewer than usual where they hold many events, but always one."""
    held = accumulate(sizes[head.action].events for head in found[:PAGE])
    return max(1, sum(events <= EVENTS_A_PAGE for events in held))


def _entries(
    found: Sequence[Head],
    sizes: Mapping[uuid.UUID, Size],
    scope: Scope,
    reader: User,
    rows: Mapping[uuid.UUID, Owner] | None,
    *,
    restoring: bool,
) -> list[Entry]:
    """Read what an entry of each of these actions shows, and the names for it."""
    events = shown_events(scope, [head.action for head in found])
    steps = steps_of(events)
    rows = owners(events) if rows is None else rows
    roles = roles_of(reader)
    reviewed = [project for project, role in roles.items() if role.may(Role.REVIEWER)]
    managed = [project for project, role in roles.items() if role.may(Role.MANAGER)]
    names = Names.read([*keys_in(events, steps), *_beside(events, rows)], reviewed=reviewed)
    done = _by_action(events, steps, rows)
    offers = offers_of([one for each in done.values() for one in each], reader, roles) if restoring else {}
    return [entry_of(done[head.action], reader, names, head, sizes[head.action], managed, offers) for head in found]


def roles_of(reader: User) -> dict[uuid.UUID, Role]:
    """Give a person's role in each of their projects, by its key."""
    held = Membership.objects.filter(STANDING, user=reader).values_list("project_id", "role")
    return {project: Role(role) for project, role in held}


def _by_action(
    events: Iterable[Event], steps: Mapping[int, Steps], rows: Mapping[uuid.UUID, Owner]
) -> dict[uuid.UUID, list[Happened]]:
    done: dict[uuid.UUID, list[Happened]] = {}
    for event in events:
        done.setdefault(event.action_id, []).append(Happened(event, steps[event.pk], rows.get(event.object)))
    return done


def _beside(events: Iterable[Event], rows: Mapping[uuid.UUID, Owner]) -> Iterator[tuple[type[Model], uuid.UUID]]:
    """Name the article of every event, and every cited source, so that it is known which of them are confidential."""
    for event in events:
        owner = rows.get(event.object)
        if article := article_of(event):
            yield Article, article
        if owner and owner.source:
            yield Source, owner.source


def day_name(date: datetime.date, today: datetime.date) -> str:
    """Write a day as a person says it: "Today, Monday 23 November"; with its year where that is another."""
    name = f"{date:%A} {date.day} {date:%B}" + (f" {date.year}" if date.year != today.year else "")
    near = {today: "Today", today - datetime.timedelta(days=1): "Yesterday"}.get(date)
    return f"{near}, {name}" if near else name
