"""Which values were erased, and which event of the history says so."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from annotations.history.erase import ERASED, holds_words
from annotations.models import Event, Redaction, Value
from annotations.proof.findings import NO_ERASURE, Finding


class Erasures:
    """All that was erased, read once: there is little of it."""

    def __init__(self) -> None:
        self._ordered: dict[int, set[tuple[str, int, str]]] = defaultdict(set)
        # The few events are found in the index; the values themselves are all of the history's words.
        ordering = Value.objects.filter(field=ERASED).values("event_id")
        ordered = Value.objects.filter(field=ERASED, event__in=ordering)
        for event, value in ordered.values_list("event_id", "value"):
            self._ordered[event] |= set(_listed(value))
        self._taken: set[tuple[str, int, str]] = set()
        self._unordered: set[tuple[str, int, str]] = set()
        taken = Redaction.objects.values_list(
            "event__stream", "event__n", "field", "event__kind", "event__object", "by_event", "by_event__object"
        )
        for stream, n, name, kind, row, by, by_row in taken:
            place = (stream, n, name)
            self._taken.add(place)
            # Whoever erases words says so of the row whose words they were; a verdict is none.
            if place not in self._ordered[by] or row != by_row or not holds_words(kind, name):
                self._unordered.add(place)

    def took(self, stream: str, n: int, field: str) -> bool:
        """Tell whether an event orders that this value be erased, and a redaction points at that event."""
        value = (stream, n, field)
        return value in self._taken and value not in self._unordered

    def findings(self) -> Iterator[Finding]:
        """Find redactions that point at an event which does not order them, and erased values that are there."""
        for stream, n, name in sorted(self._unordered):
            what = f"its {name} is said to be erased by an event that does not say so"
            yield Finding(f"{stream} event {n}", what, NO_ERASURE)
        standing = Value.objects.filter(event__redactions__field__isnull=False).values_list(
            "event__stream", "event__n", "field"
        )
        for stream, n, name in standing:
            if (stream, n, name) in self._taken:
                yield Finding(f"{stream} event {n}", f"its {name} was erased, and is there again", NO_ERASURE)
        for by, ordered in sorted(self._ordered.items()):
            for stream, n, name in sorted(ordered - self._taken):
                told = Event.objects.filter(pk=by).values_list("stream", "n").first() or ("?", 0)
                what = f"event {told[1]} of {told[0]} orders its {name} to be erased, and it was not"
                yield Finding(f"{stream} event {n}", what, NO_ERASURE)


def _listed(value: str) -> Iterator[tuple[str, int, str]]:
    try:
        listed: Any = json.loads(value)
        for stream, n, name in listed:
            yield str(stream), int(n), str(name)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return
