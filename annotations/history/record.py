"""Write rows together with their events: the only code that changes an audited table.

    with recording(act, streams=[article.stream_key]) as record:
        record.add(claim)
        record.change(other, statement="…")

Knows nothing of claims or screens.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, transaction

from annotations.history.act import Act, AlreadyDone, OtherRequest
from annotations.history.canonical import canonical, commitment, event_hash, moment, plain
from annotations.history.rows import check_columns, defaults_of, insert_rows, recorded_fields, update_row
from annotations.models import Action, Audited, Event, Stream, Value

Row = TypeVar("Row", bound=Audited)


@dataclass
class _Pending:
    row: Audited
    stream: str
    new: bool
    fields: dict[str, Any]
    derived: set[str] = field(default_factory=set)


class Record:
    """The rows and events of one action, written in few statements when flushed."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.result: Audited | None = None
        self._pending: dict[uuid.UUID, _Pending] = {}
        self._streams: dict[str, Stream] = {}
        self._described: list[Audited] = []
        self._begun = False

    def describe(self, rows: Iterable[Audited]) -> None:
        """Take in new rows that have no events of their own: a value of their parent's first event names them all."""
        self._described.extend(rows)

    def add(self, row: Row, *, also: dict[str, Any] | None = None) -> Row:
        """Take a new row in; its first event holds every recorded column that is not at its default, and `also`."""
        fields = {column.name: plain(column.value_from_object(row)) for column in recorded_fields(type(row))}
        check_columns(row, fields)
        row.version = 1
        said = {name: value for name, value in fields.items() if value != defaults_of(type(row))[name]}
        self._pending[row.pk] = _Pending(row, row.stream_key, True, said | (also or {}))
        self.result = self.result or row
        return row

    def change(self, row: Row, **fields: Any) -> Row:
        """Set columns of a standing row; columns that keep their value make no event.

        A derived column is written with the one that it is derived from.
        """
        columns = {column.name: column for column in recorded_fields(type(row))}
        changed: dict[str, Any] = {}
        derived = fields.keys() & {*row.audit.derived}
        for name, value in fields.items():
            if name in derived:
                setattr(row, name, value)
                continue
            before = plain(columns[name].value_from_object(row))
            setattr(row, name, value)
            after = plain(columns[name].value_from_object(row))
            if before != after:
                changed[name] = after
        if changed:
            check_columns(row, changed)
            pending = self._pending.get(row.pk)
            if pending is None:
                pending = self._pending[row.pk] = _Pending(row, row.stream_key, False, {})
                row.version += 1
            pending.fields |= changed
            pending.derived |= derived
        self.result = self.result or row
        return row

    @property
    def changed_anything(self) -> bool:
        return self._begun or bool(self._pending)

    def lock(self, keys: Iterable[str]) -> None:
        """Lock streams in the order of their keys, so that two actions never wait for each other."""
        wanted = Stream.objects.filter(pk__in=set(keys)).order_by("pk")
        for stream in wanted.select_for_update() if connection.features.has_select_for_update else wanted:
            self._streams[stream.pk] = stream

    def check_repeated(self) -> None:
        """Raise AlreadyDone or OtherRequest where the action's id is in the history already."""
        action = Action.objects.filter(pk=self.act.action_id).first()
        if action is None:
            return
        by = self.act.by.pk if self.act.by else None
        if (action.actor_id, action.verb, action.request_sha256) != (by, self.act.verb, self.act.request):
            raise OtherRequest
        raise AlreadyDone(action)

    def flush(self, *, hold: Iterable[Audited] = ()) -> None:
        """Write what is pending, but for the rows to `hold` (whose consequences are still to be computed)."""
        kept = {row.pk for row in hold}
        entries = [entry for key, entry in self._pending.items() if key not in kept]
        self._pending = {key: entry for key, entry in self._pending.items() if key in kept}
        if not entries:
            return
        if not self._begun:
            self._begin()
        self._append(entries)
        for entry in entries:
            if not entry.new:
                update_row(entry.row, entry.fields.keys() | entry.derived)
        # What is described goes in before its parent: once the parent stands, the guards take no more.
        new = [*self._described, *(entry.row for entry in entries if entry.new)]
        self._described = []
        for model, rows in _by_model(new).items():
            insert_rows(model, rows)

    def _begin(self) -> None:
        result = self.result
        Action(
            id=self.act.action_id,
            actor=self.act.by,
            verb=self.act.verb,
            at=self.act.at,
            request_sha256=self.act.request,
            result=f"{result.object_kind()}:{result.pk}" if result else "",
        ).save(force_insert=True)
        self._begun = True

    def _append(self, entries: Sequence[_Pending]) -> None:
        needed = {entry.stream: entry.row for entry in entries}
        self.lock(needed.keys() - self._streams.keys())
        for key in sorted(needed.keys() - self._streams.keys()):
            project = needed[key].stream_project
            self._streams[key], _ = Stream.objects.get_or_create(pk=key, defaults={"project_id": project})
        salts = iter(os.urandom(16 * sum(len(entry.fields) for entry in entries)).hex())
        events: list[Event] = []
        values: list[list[Value]] = []
        for entry in entries:
            stream = self._streams[entry.stream]
            opened = [
                Value(field=name, salt="".join(next(salts) for _ in range(32)), value=canonical(value))
                for name, value in entry.fields.items()
            ]
            events.append(self._event(entry, stream, opened))
            values.append(opened)
            stream.length, stream.head = events[-1].n, events[-1].hash
        insert_rows(Event, events, without=("id",))
        keys = {
            (stream, n): key
            for key, stream, n in Event.objects.filter(action=self.act.action_id).values_list("id", "stream_id", "n")
        }
        for event, opened in zip(events, values, strict=True):
            for value in opened:
                value.event_id = keys[event.stream_id, event.n]
        insert_rows(Value, [value for opened in values for value in opened], without=("id",))

    def _event(self, entry: _Pending, stream: Stream, values: Sequence[Value]) -> Event:
        row = entry.row
        body = canonical(
            {
                "v": 1,
                "stream": stream.key,
                "n": stream.length + 1,
                "prev": stream.head,
                "action": str(self.act.action_id),
                "verb": self.act.verb,
                "object": f"{row.object_kind()}:{row.pk}",
                "version": row.version,
                "actor": self.act.actor,
                "at": moment(self.act.at),
                "fields": {value.field: commitment(value.salt, value.field, value.value) for value in values},
            }
        )
        return Event(
            stream=stream,
            n=stream.length + 1,
            action_id=self.act.action_id,
            kind=row.object_kind(),
            object=row.pk,
            version=row.version,
            at=self.act.at,
            body=body,
            hash=event_hash(body),
        )


@contextmanager
def recording(act: Act, *, streams: Iterable[str] = ()) -> Iterator[Record]:
    """Open one transaction for one action, with its streams locked; write everything when the block ends.

    Raises AlreadyDone or OtherRequest before anything is done, Clash when a row has moved on, and ValidationError
    for a value that its column cannot hold.
    """
    with transaction.atomic():
        record = Record(act)
        record.lock(streams)
        record.check_repeated()
        yield record
        record.flush()


def _by_model(rows: Iterable[Audited]) -> dict[type[Audited], list[Audited]]:
    grouped: dict[type[Audited], list[Audited]] = {}
    for row in rows:
        grouped.setdefault(type(row), []).append(row)
    return grouped
