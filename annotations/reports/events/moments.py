"""Points in an article's history, by the number of an entry or by a time."""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.utils import timezone

from annotations.models import Article, Event

NUMBER = re.compile("[0-9]{1,9}")
TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?P<clock>[T ]\d\d:\d\d(?P<second>:\d\d(?P<exact>\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
ASK = "Give the number of an entry, such as 57, or a time in UTC, such as 2026-11-24 or 2026-11-24T13:05."


class NoSuchMoment(ValueError):
    """There is no such moment in this article's history; the message says so to a person."""


@dataclass(frozen=True)
class Moment:
    """A point in an article's history: the number of the last entry before it, and the time (UTC).

    `asked` is what it was asked for by. `last` is the id of the last event before it, where it is after an entry, and
    none where it is at a time.
    """

    article: uuid.UUID
    asked: str
    entry: int
    at: datetime.datetime
    last: int | None = None

    @property
    def query(self) -> str:
        """Ask for this moment in an address."""
        return urlencode({"as_of": self.asked})


class Step(NamedTuple):
    """One thing that was done in an article: how many entries it made, and the number and time of the last."""

    entries: int
    entry: int
    at: datetime.datetime


def moment_of(article: Article, asked: str) -> Moment:
    """Read the number of an entry of the article, or a time (UTC): 57, 2026-11-24, 2026-11-24T13:05.

    An entry stands for its whole action: no article ever stood between two entries of one. A time is taken to its end:
    a day is the whole day, a minute the whole minute. Raises NoSuchMoment.
    """
    asked = asked.strip()
    return _after(article, asked) if NUMBER.fullmatch(asked) else _at(article, asked)


def steps_in(article: Article) -> list[Step]:
    """List what was done in an article, one action after the other; one query."""
    actions = Event.objects.filter(stream=article.stream_key).order_by().values("action")
    told = actions.annotate(entries=Count("id"), entry=Max("n"), ended=Max("at")).order_by("entry")
    return [Step(*row) for row in told.values_list("entries", "entry", "ended")]


def _after(article: Article, asked: str) -> Moment:
    events = Event.objects.filter(stream=article.stream_key)
    event = events.filter(n=int(asked)).first()
    if event is None:
        entries = events.aggregate(last=Max("n"))["last"]
        raise NoSuchMoment(f"This article has no entry {asked}: its entries are numbered from 1 to {entries}.")
    done = Event.objects.filter(action=event.action_id)
    entry = done.filter(stream=article.stream_key).aggregate(last=Max("n"))["last"]
    return Moment(article.pk, asked, entry, event.at, last=done.aggregate(last=Max("id"))["last"])


def _at(article: Article, asked: str) -> Moment:
    at = _end_of(asked)
    events = Event.objects.filter(stream=article.stream_key).order_by("-n")
    entry = events.filter(at__lte=at).values_list("n", flat=True).first()
    if entry is None:
        began = events.values_list("at", flat=True).get(n=1)
        raise NoSuchMoment(f"This article came to the desk on {_said(began)}; before that there is nothing to show.")
    return Moment(article.pk, asked, entry, at)


def _end_of(asked: str) -> datetime.datetime:
    """Give the last microsecond of a day, a minute or a second, or the one that is named."""
    written = TIME.fullmatch(asked)
    if not written:
        raise NoSuchMoment(ASK)
    try:
        begins = datetime.datetime.fromisoformat(asked)
        begins = begins.astimezone(datetime.UTC) if begins.tzinfo else begins.replace(tzinfo=datetime.UTC)
    except (ValueError, OverflowError):
        raise NoSuchMoment(ASK) from None
    now = timezone.now()
    if begins > now:
        raise NoSuchMoment(f"{_said(begins)} is still to come.")
    if written["exact"]:
        return begins
    taken = {"seconds": 1} if written["second"] else {"minutes": 1} if written["clock"] else {"days": 1}
    return min(begins + datetime.timedelta(**taken, microseconds=-1), now)


def _said(at: datetime.datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
