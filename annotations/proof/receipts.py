"""Receipts: what somebody is told when they save, to be kept, and checked later against the history."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from annotations.history.canonical import moment
from annotations.models import Action, Event

FORMAT = "galleyproof-receipt-1"
STREAM, HASH = re.compile("[a-z]+:[0-9a-f-]{36}"), re.compile("[0-9a-f]{64}")


class BadReceipt(ValueError):
    """A text is no receipt."""


class Line(NamedTuple):
    """One event of an action: the `n`th of a stream, and its hash."""

    stream: str
    n: int
    hash: str


class Receipt(NamedTuple):
    """What was saved by one action: the last event in each stream that it wrote to. Those before it hang on it.

    It says where, and nothing of what was done: whoever is shown it need not be who may know that.
    """

    action: Action
    lines: list[Line]

    @property
    def text(self) -> str:
        """Write it as it is kept: JSON."""
        told = {
            "format": FORMAT,
            "action": str(self.action.pk),
            "at": moment(self.action.at),
            "events": [line._asdict() for line in self.lines],
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def receipt_of(action: Action, known: Q | None = None) -> Receipt:
    """Make the receipt of an action, of those of its events that are `known` to whoever asks for it."""
    last: dict[str, Line] = {}
    for line in (
        Event.objects.filter(known or Q(), action=action).order_by("stream_id", "n").values_list("stream", "n", "hash")
    ):
        last[line[0]] = Line(*line)
    return Receipt(action, list(last.values()))


class Told(NamedTuple):
    """What a receipt tells: the key of an action, the time when it began, as the history writes it, and its ends."""

    action: uuid.UUID
    at: str
    lines: list[Line]


def parsed_receipt(text: str) -> Told:
    """Read what a receipt tells; raise BadReceipt where it is none."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT or not told["events"]:
            raise KeyError(FORMAT)
        return Told(uuid.UUID(str(told["action"])), str(told["at"]), list(_lines(told["events"])))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadReceipt("This is no receipt of the desk.") from None


def _lines(events: list[dict[str, Any]]) -> Iterator[Line]:
    for event in events:
        stream, n, hash_ = event["stream"], event["n"], event["hash"]
        if type(n) is not int or not STREAM.fullmatch(stream) or not HASH.fullmatch(hash_):
            raise TypeError("Of each event a receipt has stream, n and hash.")
        yield Line(stream, n, hash_)
