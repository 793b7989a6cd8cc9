"""The newest entries of a claim's history in one line each, as the panel shows them."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Concat

from annotations.models import Action, Assessment, Audited, Citation, Claim, Event, User, Value
from annotations.models.questions import Columns, Keys, parted, question
from annotations.reports.events.entries import what_happened, who_did
from annotations.reports.events.happened import Happened
from annotations.reports.events.owners import Owner
from annotations.reports.events.steps import Gone, Step, Steps, default_of
from annotations.reports.events.verbs import TELLING

LINES = 5
# How the body of an event commits to a verdict.
VERDICT = '"verdict":"'
# What a line is made from at most, on average.
EVENTS_A_LINE = 8


@dataclass(frozen=True)
class Line:
    """An entry in one line: "cleo", "changed the verdict on this claim"; event number, start of the event's hash.

    `action` is what the receipt is asked for by.
    """

    at: datetime.datetime
    who: str
    what: str
    number: int
    hash8: str
    action: uuid.UUID


@dataclass(frozen=True)
class Latest:
    """The newest actions about a claim, newest first: some with their events and a line for each, and more in all."""

    events: Sequence[Event]
    lines: Sequence[Line]
    actions: Sequence[Action]


def latest_of(claim: Claim | None, hanging: Sequence[Audited], reader: User) -> Latest:
    """Read the newest events about a claim and all the rows that hang on it; one query."""
    if claim is None:
        return Latest([], [], [])
    actions: dict[uuid.UUID, dict[int, Event]] = {}
    opened: dict[int, dict[str, Any]] = {}
    verdicts: dict[uuid.UUID, int] = {}
    every: dict[uuid.UUID, Action] = {}
    for row in _latest([claim.pk, *(each.pk for each in hanging)]):
        key, action, kept, body, *_ = row
        if VERDICT in body:
            verdicts.setdefault(kept, key)
        event = _event(row[4:-4])
        every.setdefault(action, event.action)
        if action not in actions and len(actions) == LINES:
            continue
        told = actions.setdefault(action, {})
        told.setdefault(key, event)
        field, *values = row[-4:]
        opened.setdefault(key, {})[field] = values
    rows = _owners(claim, hanging, verdicts)
    done = [list(events.values()) for events in actions.values()]
    lines = [_line(each, opened, rows, reader) for each in done]
    return Latest([event for events in done for event in events], lines, list(every.values()))


def _event(values: tuple[Any, ...]) -> Event:
    made: Event
    made, made.action, made.action.actor = parted(values, *EVENT)
    return made


def _line(done: Sequence[Event], opened: Mapping[int, Any], rows: Mapping[uuid.UUID, Owner], reader: User) -> Line:
    """Put one action into a line; its events are the newest first."""
    happened = [Happened(event, _steps(event, opened[event.pk]), rows.get(event.object)) for event in reversed(done)]
    (before, after), claims = what_happened(happened, reader)
    what = f"{before}{'this claim' if claims else ''}{after}"
    return Line(done[0].at, who_did(done[0]), what, done[0].n, done[0].hash[:8], done[0].action_id)


def _owners(claim: Claim, hanging: Sequence[Audited], verdicts: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, Owner]:
    """Tell of each row whose check it stands in, and from which event on that is a draft.

    `verdicts` are the newest events that changed the verdict of a row, as far as the events that were read go.
    """
    owners = {claim.pk: Owner(claim.pk, claim.number, claim.article_id, "", None, None, None)}
    for row in hanging:
        check = row.assessment if isinstance(row, Citation) else row
        checker = since = None
        if isinstance(check, Assessment):
            checker = check.checker_id
            since = verdicts.get(check.pk, 0) if check.verdict_id is None else None
        source = row.source_id if isinstance(row, Citation) else None
        owners[row.pk] = Owner(claim.pk, claim.number, claim.article_id, "", source, checker, since)
    return owners


def _steps(event: Event, opened: Mapping[str, Sequence[Any]]) -> Steps:
    steps: Steps = {}
    for field in json.loads(event.body)["fields"]:
        if field in TELLING:
            value, earlier, before = opened.get(field, (None, None, None))
            stood: Any = None if event.version == 1 else default_of(event.kind, field)
            if before is not None:
                stood = json.loads(before)
            elif earlier is not None:
                stood = Gone()
            steps[field] = Step(field, stood, Gone() if value is None else json.loads(value))
    return steps


EVENT: tuple[Columns[Any], ...] = (
    Columns(Event),
    Columns(Action, "action__", only=("verb",)),
    Columns(User, "action__actor__", only=("username",)),
)


@question
def _latest(rows: Keys) -> QuerySet[Any, Any]:
    newest = Event.objects.filter(object__in=rows).order_by("-id").values("pk")[: LINES * EVENTS_A_LINE]
    # Looked for in the body, which names every field it commits to: the value itself may have been erased.
    commits = Concat(Literal('"'), OuterRef("told__field"), Literal('":"'))
    earlier = Event.objects.filter(object=OuterRef("object"), version__lt=OuterRef("version"), body__contains=commits)
    before = Value.objects.filter(event=OuterRef("earlier"), field=OuterRef("told__field"))
    return (
        Event.objects.filter(pk__in=newest)
        .annotate(told=FilteredRelation("values", condition=Q(values__field__in=TELLING)))
        .annotate(earlier=Subquery(earlier.order_by("-version").values("pk")[:1]))
        .annotate(before=Subquery(before.values("value")[:1]))
        .order_by("-id")
        .values_list(
            *("pk", "action_id", "object", "body"),
            *(lookup for columns in EVENT for lookup in columns.lookups),
            "told__field",
            "told__value",
            "earlier",
            "before",
        )
    )
