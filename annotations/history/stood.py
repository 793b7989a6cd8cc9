"""What the columns of a row were after one of its events."""

from __future__ import annotations

import json
from typing import Any

from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of, recorded
from annotations.models import Audited, Event

# Stands for a value that has no opening any more, and is like no other.
ERASED = object()


def left_by(event: Event) -> dict[str, Any]:
    """Give the columns of a row as an event left them, in the history's plain form; ERASED where that was erased."""
    model = model_of(event)
    columns, held = recorded(model), dict(defaults_of(model))
    events = Event.objects.filter(object=event.object, version__lte=event.version).order_by("version")
    for one in events.prefetch_related("values"):
        held |= {name: value for name, value in opened(one).items() if name in columns}
    return held


def opened(event: Event) -> dict[str, Any]:
    """Give what an event says, by field, as far as it was not erased."""
    values = {value.field: json.loads(value.value) for value in event.values.all()}
    return dict.fromkeys(json.loads(event.body)["fields"], ERASED) | values


def row_of(event: Event) -> Audited:
    """Give the row that an event is about, as it stands now."""
    row: Audited = model_of(event)._default_manager.get(pk=event.object)
    return row


def model_of(event: Event) -> type[Audited]:
    return next(model for model in audited_models() if model.object_kind() == event.kind)
