"""What each event did, field by field: what stood before, and what it became."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import OuterRef, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Concat

from annotations.history.canonical import plain
from annotations.models import Audited, Event, Value


class Gone(Enum):
    """Stands for a value that was erased; the entry itself, and the proof of it, are still there."""

    ERASED = "erased"


@dataclass(frozen=True)
class Step:
    """One field of one event, in the history's plain form: codes, keys, texts."""

    field: str
    before: Any
    after: Any


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
    steps: dict[int, Steps] = {}
    for event in events:
        fields = json.loads(event.body)["fields"]
        steps[event.pk] = {
            field: _step(event, field, opened.get((event.pk, field))) for field in fields if not only or field in only
        }
    return steps


def _step(event: Event, field: str, row: Any) -> Step:
    if row is None:
        return Step(field, None, Gone.ERASED)
    after = json.loads(row.value)
    if row.before is not None:
        return Step(field, json.loads(row.before), after)
    if row.earlier is not None:
        return Step(field, Gone.ERASED, after)
    return Step(field, None if event.version == 1 else default_of(event.kind, field), after)


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
