"""Recompute the whole history: guards, hashes, links, versions, values, and today's tables, in both directions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from annotations.history.act import SYSTEM
from annotations.history.canonical import event_hash, is_canonical, moment, opens
from annotations.history.guards import audited_models, missing_guards
from annotations.history.replay import Folded, described_sentences, differences
from annotations.models import Action, Audited, Event, Revision, Sentence, Stream, Value

CHUNK = 500


def verify_history() -> Iterator[str]:
    """Yield one line for each thing that is wrong, in words; nothing where the history is whole.

    Never gives up half-way: what cannot be read is one more thing that is wrong.
    """
    for name in missing_guards():
        yield f"guard {name} is missing, switched off or altered"
    for some in _together(Stream.objects.order_by("pk").iterator(chunk_size=CHUNK)):
        told: dict[uuid.UUID, tuple[Folded, str]] = {}
        for stream, events in _events_of(some):
            folded: dict[uuid.UUID, Folded] = {}
            yield from _verify_stream(stream, events, folded)
            yield from _verify_project(stream, folded)
            told |= {key: (row, stream.pk) for key, row in folded.items()}
        yield from _verify_rows(told)
    yield from _left_over()
    yield from _rows_without_history()


def _together(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    """Take so many streams at once that they have some CHUNK events: most are of one source, and have one."""
    some: list[Stream] = []
    for stream in streams:
        if some and sum(one.length for one in some) + stream.length > CHUNK:
            yield some
            some = []
        some.append(stream)
    if some:
        yield some


class Opened(NamedTuple):
    """A value of an event, as it stands beside it."""

    field: str
    salt: str
    value: str


Told = tuple[Event, list[Opened]]


def _events_of(streams: list[Stream]) -> Iterator[tuple[Stream, Iterable[Told]]]:
    """Give each stream with its events, which are to be read before the next stream is asked for."""
    # Nowhere a join: it would hide the row whose other end was taken away.
    events = Event.objects.filter(stream__in=streams).prefetch_related("action__actor").order_by("stream_id", "n")
    each = groupby(_with_values(events.iterator(chunk_size=CHUNK)), lambda told: str(told[0].stream_id))
    key, group = next(each, ("", iter(())))
    for stream in streams:
        if stream.pk != key:
            yield stream, ()
            continue
        yield stream, group
        key, group = next(each, ("", iter(())))


def _with_values(events: Iterator[Event]) -> Iterator[Told]:
    """Read the values of events beside them; as models they took half of the time."""
    while some := list(islice(events, CHUNK)):
        opened: dict[int, list[Opened]] = {event.pk: [] for event in some}
        values = Value.objects.filter(event__in=opened).order_by("pk")
        for event, *value in values.values_list("event_id", "field", "salt", "value"):
            opened[event].append(Opened(*value))
        yield from ((event, opened[event.pk]) for event in some)


def _verify_stream(stream: Stream, events: Iterable[Told], folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    """Check a stream's chain and fold its events; a broken link does not stop the rest from being checked."""
    length, head = 0, ""
    for event, values in events:
        where = f"{stream.pk} event {event.n}"
        body = _parsed(event.body)
        if event.n != length + 1:
            yield f"{where}: events {length + 1} to {event.n - 1} are missing"
        if event.hash != event_hash(event.body):
            yield f"{where}: its hash is not that of its body"
        if not is_canonical(event.body):
            yield f"{where}: its body is not canonical JSON"
        if body.get("prev") != head:
            yield f"{where}: it does not follow from the event before it"
        for name in _columns_that_differ(event, body):
            yield f"{where}: its {name} is not what its body says"
        yield from (f"{where}: {problem}" for problem in _verify_values(values, body))
        yield from (f"{where}: {problem}" for problem in _fold(event, values, folded))
        length, head = event.n, event.hash
    if (stream.length, stream.head) != (length, head):
        yield f"{stream.pk}: it should end at event {stream.length}, and ends at event {length}"
    elif not length:
        yield f"{stream.pk}: it has no events"


def _parsed(body: str) -> dict[str, Any]:
    parsed = _loaded(body)
    return parsed if isinstance(parsed, dict) else {}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _columns_that_differ(event: Event, body: dict[str, Any]) -> Iterator[str]:
    try:
        action = event.action
    except Action.DoesNotExist:
        yield "action"
        return
    columns = {
        "v": 1,
        "stream": event.stream_id,
        "n": event.n,
        "object": f"{event.kind}:{event.object}",
        "version": event.version,
        "action": str(event.action_id),
        "at": moment(event.at),
        "verb": action.verb,
        "actor": action.actor.username if action.actor else SYSTEM,
    }
    yield from (name for name, value in columns.items() if body.get(name) != value)
    if action.at != event.at:
        yield "action’s time"


def _verify_values(values: list[Opened], body: dict[str, Any]) -> Iterator[str]:
    fields = body.get("fields")
    commitments = dict(fields) if isinstance(fields, dict) else {}
    for value in values:
        committed = commitments.pop(value.field, None)
        if committed is None:
            yield f"a value of {value.field} is there that it does not commit to"
        elif not opens(value.salt, value.field, value.value, committed):
            yield f"its value of {value.field} is not the one it commits to"
        elif not is_canonical(value.value):
            yield f"its value of {value.field} is not canonical JSON"
    for name in commitments:
        yield f"its value of {name} is missing"


def _fold(event: Event, values: list[Opened], folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    if event.kind not in _models_by_kind():
        yield f"there is no such thing as a {event.kind}"
        return
    row = folded.setdefault(event.object, Folded(event.kind))
    if event.version != row.version + 1 or event.kind != row.kind:
        yield f"{event.kind} {event.object} goes from version {row.version} to {event.version}"
    row.version = event.version
    row.fields |= {value.field: _loaded(value.value) for value in values}
    if event.kind == Revision.object_kind() and event.version == 1:
        try:
            folded |= described_sentences(event.object, row.fields.get("units") or [])
        except (TypeError, ValueError):
            yield "its list of units cannot be read"


def _verify_project(stream: Stream, folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    """Hold a stream to the project of what it tells of: whoever reads a project's history is to find it there."""
    owner = next((row for key, row in folded.items() if stream.pk == f"{row.kind}:{key}"), None)
    if owner and owner.fields.get("project", stream.pk.partition(":")[2]) != str(stream.project_id):
        yield f"{stream.pk}: it is not in its project’s history"


def _verify_rows(told: dict[uuid.UUID, tuple[Folded, str]]) -> Iterator[str]:
    """Compare rows, each as a stream of this key tells of it, with the tables."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for key, (row, _) in told.items():
        by_kind.setdefault(row.kind, []).append(key)
    for revision in by_kind.get(Revision.object_kind(), []):
        for sentence in Sentence.objects.filter(revision=revision).values_list("pk", flat=True):
            if sentence not in told:
                yield f"annotations_sentence {sentence} is there, though the history does not tell of it"
    for kind, keys in by_kind.items():
        model = _models_by_kind()[kind]
        for begin in range(0, len(keys), CHUNK):
            some = {key: told[key] for key in keys[begin : begin + CHUNK]}
            yield from (f"{model._meta.db_table} {problem}" for problem in _compare(model, some))


def _compare(model: type[Audited], told: dict[uuid.UUID, tuple[Folded, str]]) -> Iterator[str]:
    rows = model._base_manager.order_by().in_bulk(list(told))
    way, owner = _owner(model)
    owners = dict(model._base_manager.filter(pk__in=list(told)).values_list("pk", way))
    for key, (folded, stream) in told.items():
        if key not in rows:
            yield f"{key} is missing, though the history tells of it"
            continue
        for name in differences(rows[key], folded):
            yield f"{key}: {name} is not what the history says"
        if f"{owner}:{owners.get(key)}" != stream:
            yield f"{key}: its history stands in {stream}, where nobody looks for it"


def _owner(model: type[Audited]) -> tuple[str, str]:
    """Name the way from a row to the key of what its stream belongs to, as a query does, and the kind of that."""
    owner: Any = model
    steps = [step for step in model.audit.stream.split(".") if step]
    for step in steps:
        owner = owner._meta.get_field(step).related_model
    return "__".join(steps) or "pk", owner.object_kind()


@cache
def _models_by_kind() -> dict[str, type[Audited]]:
    return {model.object_kind(): model for model in audited_models()}


def _left_over() -> Iterator[str]:
    """Find what no stream leads to: its own stream taken away, or never brought in by an event."""
    events = Event.objects.filter(~Exists(Stream.objects.filter(pk=OuterRef("stream_id"))))
    for stream, n in events.order_by("stream_id", "n").values_list("stream_id", "n").iterator(chunk_size=CHUNK):
        yield f"{stream} event {n}: its stream is missing"
    idle = Action.objects.filter(~Exists(Event.objects.filter(action=OuterRef("pk"))))
    for action in idle.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"action {action} did nothing that the history tells of"


def _rows_without_history() -> Iterator[str]:
    """Find rows that no event brought in."""
    for model in audited_models():
        told = Q(object=OuterRef("pk"), kind=model.object_kind())
        if model is Sentence:  # or were brought in by their revision's event, and looked at with it
            told |= Q(object=OuterRef("revision_id"), kind=Revision.object_kind())
        untold = model._base_manager.filter(~Exists(Event.objects.filter(told, version=1)))
        for key in untold.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield f"{model._meta.db_table} {key} is there, though the history does not tell of it"
