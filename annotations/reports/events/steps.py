"""What each event did, field by field: what stood before, and what it became."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import OuterRef, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Concat

from annotations.history.canonical import plain
from annotations.history.erase import WHY
from annotations.models import Audited, ErasureReason, Event, Redaction, Value


@dataclass(frozen=True)
class Gone:
    """Stands for a value that was erased, since when (UTC) and why; the entry, and the proof of it, are still there."""

    since: datetime.datetime | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.since is None:
            return "Erased"
        on = f"Erased on {self.since.day} {self.since:%B %Y}"
        return f"{on}: {self.why}" if self.why else on


@dataclass(frozen=True)
class Step:
    """One field of one event, in the history's plain form: codes, keys, texts.

    `earlier` is the event that left what stood before; None where no event of the row has said it.
    """

    field: str
    before: Any
    after: Any
    earlier: int | None = None


Steps = dict[str, Step]


def steps_of(events: Sequence[Event], only: Collection[str] = ()) -> dict[int, Steps]:
    """Give the steps of events, by event and field, all or `only` some fields; one query."""
    # Looked for in the body, which names every field it commits to: the value itself may have been erased.
    commits = Concat(Literal('"'), OuterRef("field"), Literal('":"'))
    earlier = Event.objects.filter(
        object=OuterRef("event__object"), version__lt=OuterRef("event__version"), body__contains=commits
    )
    values = Value.objects.filter(event__in=[event.pk for event in events])
    if only:
        values = values.filter(field__in=only)
    rows = values.annotate(
        earlier=Subquery(earlier.order_by("-version").values("pk")[:1]),
        before=Subquery(Value.objects.filter(event=OuterRef("earlier"), field=OuterRef("field")).values("value")[:1]),
    ).values_list("event", "field", "value", "earlier", "before", named=True)
    opened: dict[tuple[int, str], Any] = {(row[0], row[1]): row for row in rows}
    told = {event.pk: json.loads(event.body)["fields"] for event in events}
    lost = [event for event, fields in told.items() if any((event, field) not in opened for field in fields)]
    lost += [row.earlier for row in opened.values() if row.earlier and row.before is None]
    gone = erased_of(lost) if lost and not only else {}
    return {
        event.pk: {
            field: _step(event, field, opened.get((event.pk, field)), gone)
            for field in told[event.pk]
            if not only or field in only
        }
        for event in events
    }


def _step(event: Event, field: str, row: Any, gone: Mapping[tuple[int, str], Gone]) -> Step:
    if row is None:
        return Step(field, None, gone.get((event.pk, field), Gone()))
    after = json.loads(row.value)
    if row.before is not None:
        return Step(field, json.loads(row.before), after, row.earlier)
    if row.earlier is not None:
        return Step(field, gone.get((row.earlier, field), Gone()), after, row.earlier)
    return Step(field, None if event.version == 1 else default_of(event.kind, field), after)


def erased_of(events: Sequence[int]) -> dict[tuple[int, str], Gone]:
    """Tell when and why the values of events that are not there any more were erased, by event and field; one query."""
    why = Value.objects.filter(event=OuterRef("by_event"), field=WHY).values("value")[:1]
    rows = Redaction.objects.filter(event__in=events).annotate(why=Subquery(why))
    return {
        (event, field): Gone(at, _reason(why))
        for event, field, at, why in rows.values_list("event", "field", "by_event__at", "why")
    }


def _reason(told: str | None) -> str:
    code = json.loads(told) if told else ""
    return ErasureReason(code).label if code in ErasureReason.values else ""


@cache
def default_of(kind: str, field: str) -> Any:
    """Give what a column holds where no event says so: a new row's, or that of a column added later."""
    try:
        column = apps.get_model("annotations", kind)._meta.get_field(field)
    except FieldDoesNotExist:
        return None
    return plain(column.get_default())


@cache
def computed_of(kind: str) -> tuple[str, ...]:
    """Name the columns of a kind that follow from other rows."""
    model: type[Audited] = apps.get_model("annotations", kind)
    return model.audit.computed
