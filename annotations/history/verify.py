"""Recompute the whole history: guards, hashes, links, versions, values, and today's tables, in both directions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from annotations.history.canonical import canonical, commitment, event_hash, moment
from annotations.history.guards import audited_models, missing_guards
from annotations.history.record import SYSTEM
from annotations.history.replay import Folded, described_sentences, differences
from annotations.models import Event, Revision, Sentence, Stream

CHUNK = 500


def verify_history() -> Iterator[str]:
    """Yield one line for each thing that is wrong, in words; nothing where the history is whole."""
    for name in missing_guards():
        yield f"guard {name} is missing, switched off or altered"
    for stream in Stream.objects.order_by("pk").iterator(chunk_size=CHUNK):
        folded: dict[uuid.UUID, Folded] = {}
        yield from _verify_stream(stream, folded)
        yield from _verify_rows(folded)
    yield from _rows_without_history()


def _verify_stream(stream: Stream, folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    """Check a stream's chain and fold its events; a broken link does not stop the rest from being checked."""
    length, head = 0, ""
    events = Event.objects.filter(stream=stream).select_related("action__actor").order_by("n")
    for event in events.prefetch_related("values").iterator(chunk_size=CHUNK):
        where = f"{stream.pk} event {event.n}"
        body = _parsed(event.body)
        if event.n != length + 1:
            yield f"{where}: events {length + 1} to {event.n - 1} are missing"
        if event.hash != event_hash(event.body):
            yield f"{where}: its hash is not that of its body"
        if canonical(body) != event.body:
            yield f"{where}: its body is not canonical JSON"
        if body.get("prev") != head:
            yield f"{where}: it does not follow from the event before it"
        for name in _columns_that_differ(event, body):
            yield f"{where}: its {name} is not what its body says"
        yield from (f"{where}: {problem}" for problem in _verify_values(event, body))
        yield from (f"{where}: {problem}" for problem in _fold(event, folded))
        length, head = event.n, event.hash
    if (stream.length, stream.head) != (length, head):
        yield f"{stream.pk}: it should end at event {stream.length}, and ends at event {length}"


def _parsed(body: str) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _columns_that_differ(event: Event, body: dict[str, Any]) -> Iterator[str]:
    action = event.action
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


def _verify_values(event: Event, body: dict[str, Any]) -> Iterator[str]:
    commitments = dict(body.get("fields") or {})
    for value in event.values.all():
        expected = commitments.pop(value.field, None)
        if expected is None:
            yield f"a value of {value.field} is there that it does not commit to"
        elif commitment(value.salt, value.field, value.value) != expected:
            yield f"its value of {value.field} is not the one it commits to"
    for name in commitments:
        yield f"its value of {name} is missing"


def _fold(event: Event, folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    row = folded.setdefault(event.object, Folded(event.kind))
    if event.version != row.version + 1 or event.kind != row.kind:
        yield f"{event.kind} {event.object} goes from version {row.version} to {event.version}"
    row.version = event.version
    row.fields |= {value.field: json.loads(value.value) for value in event.values.all()}


def _verify_rows(folded: dict[uuid.UUID, Folded]) -> Iterator[str]:
    """Compare the rows that a stream tells of with the tables."""
    for key, row in list(folded.items()):
        if row.kind == Revision.object_kind():
            described = described_sentences(key, row.fields.get("units") or [])
            for sentence, told in described.items():
                later = folded.get(sentence)
                folded[sentence] = Folded(told.kind, later.version, told.fields | later.fields) if later else told
            for sentence in Sentence.objects.filter(revision=key).values_list("pk", flat=True):
                if sentence not in folded:
                    yield f"annotations_sentence {sentence} is there, though the history does not tell of it"
    by_kind: dict[str, list[uuid.UUID]] = {}
    for key, row in folded.items():
        by_kind.setdefault(row.kind, []).append(key)
    for kind, keys in by_kind.items():
        model = apps.get_model("annotations", kind)
        for begin in range(0, len(keys), CHUNK):
            some = keys[begin : begin + CHUNK]
            rows = model._default_manager.in_bulk(some)
            for key in some:
                if key not in rows:
                    yield f"{model._meta.db_table} {key} is missing, though the history tells of it"
                    continue
                for name in differences(rows[key], folded[key]):
                    yield f"{model._meta.db_table} {key}: {name} is not what the history says"


def _rows_without_history() -> Iterator[str]:
    """Find rows that no event brought in; sentences were looked at with their revision."""
    for model in audited_models():
        if model is Sentence:
            continue
        told = Event.objects.filter(object=OuterRef("pk"), version=1, kind=model.object_kind())
        untold = model._default_manager.filter(~Exists(told)).values_list("pk", flat=True)
        for key in untold.iterator(chunk_size=CHUNK):
            yield f"{model._meta.db_table} {key} is there, though the history does not tell of it"
