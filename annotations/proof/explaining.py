"""What is wrong with one event that is not as the desk would have written it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from annotations.history.canonical import event_hash, is_canonical, opens
from annotations.proof.erasures import Erasures
from annotations.proof.findings import ALTERED, ANOTHER_VALUE, BROKEN_CHAIN, TAKEN_AWAY
from annotations.proof.telling import Done, End, Entry, Piece

# What is wrong, and what that means.
Wrong = tuple[str, str]


def explained(event: Entry, action: Done | None, before: End) -> Iterator[Wrong]:
    """Tell what is wrong with an event, its values apart; `before` is where its stream ended before it."""
    body = parsed(event.body)
    if event.n != before.length + 1:
        yield f"events {before.length + 1} to {event.n - 1} are missing", BROKEN_CHAIN
    if event.hash != event_hash(event.body):
        yield "its hash is not that of its body", ALTERED
    if not is_canonical(event.body):
        yield "its body is not canonical JSON", ALTERED
    if body.get("prev") != before.head:
        yield "it does not follow from the event before it", BROKEN_CHAIN
    if event.id <= before.key:
        yield "it is filed before the event that it follows", BROKEN_CHAIN
    if event.at < before.at:
        yield "it is earlier than the event before it", BROKEN_CHAIN
    for name in _columns_that_differ(event, action, before.at, body):
        yield f"its {name} is not what its body says", ALTERED


def explained_values(event: Entry, piece: Piece, erasures: Erasures) -> Iterator[Wrong]:
    """Tell what is wrong with the values of the one event of a piece."""
    begin, end = piece.bounds[0]
    fields = parsed(event.body).get("fields")
    commitments = dict(fields) if isinstance(fields, dict) else {}
    for _, field, salt, value in piece.opened[begin:end]:
        committed = commitments.pop(field, None)
        if committed is None:
            yield f"a value of {field} is there that it does not commit to", ANOTHER_VALUE
        elif not opens(salt, field, value, committed):
            yield f"its value of {field} is not the one it commits to", ANOTHER_VALUE
        elif not is_canonical(value):
            yield f"its value of {field} is not canonical JSON", ANOTHER_VALUE
    for name in commitments:
        if not erasures.took(event.stream, event.n, name):
            yield f"its value of {name} is missing", TAKEN_AWAY


def parsed(body: str) -> dict[str, Any]:
    """Read a body as far as it is one."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _columns_that_differ(event: Entry, action: Done | None, before: str, body: Mapping[str, Any]) -> Iterator[str]:
    if action is None:
        yield "action"
        return
    columns = {
        "v": 1,
        "stream": event.stream,
        "n": event.n,
        "object": f"{event.kind}:{event.object}",
        "version": event.version,
        "action": event.action,
        "at": event.at,
        "verb": action.verb,
        "actor": action.actor,
    }
    yield from (name for name, value in columns.items() if body.get(name) != value)
    if event.at != max(action.at, before):
        yield "action’s time"
