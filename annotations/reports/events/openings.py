"""The values that open the commitments of a history, as far as everybody may know them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from annotations.models import Article, Audience, Event, Note, Source, Value
from annotations.reports.events.event_rows import CONFIDENTIAL, DRAFT, ERASED
from annotations.reports.events.happened import Happened
from annotations.reports.events.names import Names
from annotations.reports.events.owners import Owner, owners
from annotations.reports.events.steps import steps_of

CHUNK = 500
# What is for the desk alone; of notes, where their audience is.
OF_NOTES, OF_ARTICLES = frozenset({"text", "to_whom", "how", "withdrawn"}), frozenset({"desk_note", "writer_email"})


class Opening(NamedTuple):
    """A commitment of the `n`th event of a stream, in the order of its body: what opens it, or why that is withheld.

    `salt` is hexadecimal, `value` canonical JSON. `withheld` is DRAFT, CONFIDENTIAL, ERASED, or "".
    """

    n: int
    field: str
    salt: str
    value: str
    withheld: str


def openings(stream: str, upto: int) -> Iterator[Opening]:
    """Yield one for each field of the first `upto` events of a stream.

    Nobody's unsubmitted work and no confidential source is in it, as in `event_rows` without a reader; what these
    withhold is withheld here. So is what is for the desk alone, as confidential: this is for outsiders.
    """
    events = Event.objects.filter(stream=stream, n__lte=upto).order_by("n").iterator(chunk_size=CHUNK)
    while chunk := list(islice(events, CHUNK)):
        yield from _openings(chunk)


def _openings(events: Sequence[Event]) -> Iterator[Opening]:
    owned = owners(events)
    done = [Happened(event, {}, owned.get(event.object)) for event in events]
    names = Names.read([(Source, one.source) for one in done if one.source], reviewed=())
    within = _for_the_desk([event.object for event in events if event.kind == Note.object_kind()])
    shown = _shown_of_drafts([one.event for one in done if one.in_draft], owned)
    rows = Value.objects.filter(event__in=[event.pk for event in events])
    opened = rows.values_list("event", "field", "salt", "value")
    values = {(event, field): (bytes(salt).hex(), value) for event, field, salt, value in opened}
    for one in done:
        event = one.event
        apart = OF_ARTICLES if event.kind == Article.object_kind() else within.get(event.object, ())
        for field in json.loads(event.body)["fields"]:
            salt, value = values.get((event.pk, field), ("", ""))
            withheld = "" if salt else ERASED
            if one.in_draft and field not in shown[event.pk]:
                withheld = DRAFT
            elif names.conceals(one.source, event.kind, field) or (salt and field in apart):
                withheld = CONFIDENTIAL
            yield Opening(event.n, field, *(("", "") if withheld else (salt, value)), withheld)


def _for_the_desk(notes: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[str]]:
    """Name the fields of these notes that are for the desk alone."""
    return dict.fromkeys(
        Note.objects.filter(pk__in=notes, audience=Audience.DESK).values_list("pk", flat=True), OF_NOTES
    )


def _shown_of_drafts(events: Sequence[Event], owned: dict[uuid.UUID, Owner]) -> dict[int, set[str]]:
    """Name the fields that everybody may see of events in drafts: that a verdict was taken back."""
    steps = steps_of(events, only=("verdict",))
    return {event.pk: {*Happened(event, steps[event.pk], owned[event.object]).visible_steps(None)} for event in events}
