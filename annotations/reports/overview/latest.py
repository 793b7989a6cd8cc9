"""What was changed last in some projects, one line an action."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from annotations.models import Article, Event, Project, User
from annotations.reports.events.entries import what_happened, who_did
from annotations.reports.events.happened import ClaimName, Happened
from annotations.reports.events.owners import owners
from annotations.reports.events.steps import steps_of
from annotations.reports.events.verbs import TELLING
from annotations.reports.overview.kept import ARTICLE

LINES = 6
# Of what one did at once, the newest events say what it was.
EVENTS_A_LINE = 8


@dataclass(frozen=True)
class LatestAct:
    """One action: `said` stands before and after the names of its claims; the article that it was about, if any."""

    at: datetime.datetime
    who: str
    said: tuple[str, str]
    claims: Sequence[ClaimName]
    article: uuid.UUID | None
    title: str


def latest_acts(projects: Sequence[Project], reader: User) -> list[LatestAct]:
    """Give the newest actions in these projects, newest first; six queries.

    As everywhere, what is in somebody's draft is said to nobody else; of sources nothing is named.
    """
    events = list(_newest(projects))
    steps = steps_of(events, only=TELLING)
    rows = owners(events)
    actions: dict[uuid.UUID, list[Happened]] = {}
    for event in events:
        actions.setdefault(event.action_id, []).append(Happened(event, steps[event.pk], rows.get(event.object)))
    newest = list(actions.values())[:LINES]
    about = [next(filter(None, map(_article, done)), None) for done in newest]
    articles = Article.objects.filter(pk__in=filter(None, about))
    titles: dict[uuid.UUID | None, str] = dict(articles.values_list("pk", "title"))
    return [_act(done, reader, key, titles.get(key, "")) for done, key in zip(newest, about, strict=True)]


def _act(done: Sequence[Happened], reader: User, article: uuid.UUID | None, title: str) -> LatestAct:
    last = done[0].event
    said, claims = what_happened(done[::-1], reader)
    return LatestAct(last.at, who_did(last), said, claims, article, title)


def _newest(projects: Sequence[Project]) -> QuerySet[Event]:
    """Find the streams in which something happened last, and read only their ends: a project has millions of events."""
    heads = Event.objects.filter(stream__project__in=projects, n=F("stream__length"))
    latest = heads.order_by("-id").values_list("stream", "n")[:LINES]
    ends = Q(pk__in=())
    for stream, length in latest:
        ends |= Q(stream=stream, n__gt=length - LINES * EVENTS_A_LINE)
    return Event.objects.filter(ends).select_related("action__actor").order_by("-id")[: LINES * EVENTS_A_LINE]


def _article(one: Happened) -> uuid.UUID | None:
    stream = one.event.stream_id
    return uuid.UUID(stream.removeprefix(ARTICLE)) if stream.startswith(ARTICLE) else None
