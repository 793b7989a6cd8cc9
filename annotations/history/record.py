"""Write rows together with their events: the only code that changes an audited table.

    with recording(act, streams=[article.stream_key]) as record:
        record.add(claim)
        record.change(other, statement="…")

Knows nothing of claims or screens.
"""

from __future__ import annotations

import datetime
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import connection, transaction
from django.db.models import Model

from annotations.history.act import Act, AlreadyDone, OtherRequest
from annotations.history.canonical import SALT_BYTES, canonical, commitment, event_body, event_hash, moment, plain
from annotations.history.rows import (
    Clash,
    Opening,
    check_columns,
    insert,
    insert_events,
    insert_models,
    recorded,
    update_row,
    without_waiting,
)
from annotations.models import Action, Audited
from annotations.models.fetching import Answer, ask, moment_from, to_database
from annotations.models.stream_keys import packed, unpacked

Row = TypeVar("Row", bound=Audited)

ACTION = ("id", "actor_id", "verb", "at", "request_sha256", "result")
STREAM = ("key", "project_id", "length", "head")


@dataclass
class _Pending:
    row: Audited
    stream: str
    new: bool
    fields: dict[str, Any]
    derived: set[str] = field(default_factory=set)


@dataclass
class _Stream:
    """Where a stream ends, under its lock."""

    key: str
    length: int
    head: str
    moved_at: datetime.datetime | None = None


class Record:
    """The rows and events of one action, written in few statements when flushed."""

    def __init__(self, act: Act, cursor: Any) -> None:
        self.act = act
        self.cursor = cursor  # one for all statements: each new one takes Django 15 µs
        self.result: Audited | None = None
        self.answer: list[tuple[Any, ...]] = []
        self._pending: dict[uuid.UUID, _Pending] = {}
        self._streams: dict[str, _Stream] = {}
        self._described: list[tuple[str, tuple[str, ...], Sequence[tuple[Any, ...]]]] = []
        self._begun = False

    def describe(self, model: type[Audited], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in new rows that have no events of their own: a value of their parent's first event names them all.

        They come as the database holds them: an article has thousands, and a model's instance for each took longer
        than to part the article into sentences.
        """
        self._described.append((model._meta.db_table, columns, rows))

    def add(self, row: Row, *, also: dict[str, Any] | None = None) -> Row:
        """Take a new row in; its first event holds every recorded column that is not at its default, and `also`."""
        held = vars(row)  # past Django's descriptors: a new row has every column at hand
        others = [one for one in recorded(type(row)).values() if not one.is_left(held[one.attname])]
        check_columns(row, [column.name for column in others])
        row.version = 1
        said: dict[str, Any] = {}
        for column in others:
            value = plain(held[column.attname])
            if value != column.default:
                said[column.name] = value
        self._pending[row.pk] = _Pending(row, row.stream_key, True, said | (also or {}))
        self.result = self.result or row
        return row

    def change(self, row: Row, *, also: dict[str, Any] | None = None, **fields: Any) -> Row:
        """Set columns of a standing row; columns that keep their value make no event, `also` always does.

        A derived column is written with the one that it is derived from. A foreign key is given by row or by key.
        """
        columns = recorded(type(row))
        changed: dict[str, Any] = {}
        derived = fields.keys() & {*row.audit.derived}
        for name, value in fields.items():
            if name in derived:
                setattr(row, name, value)
                continue
            column = columns[name]
            before = plain(getattr(row, column.attname))
            setattr(row, name if isinstance(value, Model) else column.attname, value)
            after = plain(getattr(row, column.attname))
            if before != after:
                changed[name] = after
        if changed or also:
            check_columns(row, changed)
            pending = self._pending.get(row.pk)
            if pending is None:
                pending = self._pending[row.pk] = _Pending(row, row.stream_key, False, {})
                row.version += 1
            pending.fields |= changed | (also or {})
            pending.derived |= derived
        self.result = self.result or row
        return row

    @property
    def pending(self) -> list[Audited]:
        """List the rows that are taken in, new or changed, and not yet written."""
        return [entry.row for entry in self._pending.values()]

    @property
    def changed_anything(self) -> bool:
        return self._begun or bool(self._pending)

    def begin(self, streams: Iterable[str], asking: Callable[[], Answer]) -> None:
        """Lock streams; raise AlreadyDone or OtherRequest where the action's id is in the history already."""
        with without_waiting():
            locked, repeated, answer = self._lock(streams), ask(Action, id=self.act.action_id), asking()
        self._take(locked)
        self._check_repeated(repeated)
        self.answer = answer()

    def lock(self, keys: Iterable[str]) -> None:
        """Lock more streams."""
        self._take(self._lock(keys))

    def _lock(self, keys: Iterable[str]) -> Answer:
        """Lock streams in the order of their keys, so that two actions never wait for each other."""
        wanted = sorted(set(keys))
        if not wanted:
            return list
        marks = ", ".join(["%s"] * len(wanted))
        statement = f"SELECT key, length, head, moved_at FROM annotations_stream WHERE key IN ({marks}) ORDER BY key"
        if connection.features.has_select_for_update:
            statement += " FOR UPDATE"
        self.cursor.execute(statement, [packed(key) for key in wanted])
        return cast(Answer, self.cursor.fetchall)

    def _take(self, answer: Answer) -> None:
        self._streams |= {
            (key := unpacked(raw)): _Stream(key, length, head, moment_from(moved_at))
            for raw, length, head, moved_at in answer()
        }

    def _check_repeated(self, answer: Callable[[], list[Action]]) -> None:
        for action in answer():
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
        with without_waiting(len(entries) + sum(len(rows) for *_, rows in self._described)):
            self._find_streams(entries)
            if not self._begun:
                self._begin()
            insert_events(self.cursor, *self._append(entries))
            changed = [entry for entry in entries if not entry.new]
            counts = [update_row(entry.row, entry.fields.keys() | entry.derived) for entry in changed]
            # What is described goes in before its parent: once the parent stands, the guards take no more.
            for table, columns, described in self._described:
                insert(self.cursor, table, columns, described)
            self._described = []
            for model, rows in _by_model(entry.row for entry in entries if entry.new).items():
                insert_models(self.cursor, model, rows)
        for entry, count in zip(changed, counts, strict=True):
            if count.rowcount != 1:
                raise Clash(entry.row)

    def _begin(self) -> None:
        result, act = self.result, self.act
        named = f"{result.object_kind()}:{result.pk}" if result else ""
        values = (act.action_id, act.by.pk if act.by else None, act.verb, act.at, act.request, named)
        insert(self.cursor, "annotations_action", ACTION, [tuple(map(to_database, values))])
        self._begun = True

    def _append(self, entries: Sequence[_Pending]) -> tuple[list[tuple[Any, ...]], list[list[Opening]]]:
        """Put the events of rows at the ends of their streams; give them with the values that each commits to."""
        random = os.urandom(SALT_BYTES * sum(len(entry.fields) for entry in entries))
        salts = [random[place : place + SALT_BYTES] for place in range(0, len(random), SALT_BYTES)][::-1]
        act = self.act
        action, written = str(act.action_id), to_database(act.action_id)
        events: list[tuple[Any, ...]] = []
        opened: list[list[Opening]] = []
        for entry in entries:
            row, stream = entry.row, self._streams[entry.stream]
            values = [(name, salts.pop(), canonical(value)) for name, value in entry.fields.items()]
            kind, key = row.object_kind(), row.pk
            # A clock that was put back makes no event earlier than the one before it.
            at = max(act.at, stream.moved_at or act.at)
            body = event_body(
                action=action,
                actor=act.actor,
                at=moment(at),
                fields={name: commitment(salt, name, value) for name, salt, value in values},
                n=stream.length + 1,
                object=f"{kind}:{key}",
                prev=stream.head,
                stream=stream.key,
                verb=act.verb,
                version=row.version,
            )
            stream.length, stream.head, stream.moved_at = stream.length + 1, event_hash(body), at
            opened.append(values)
            place = (packed(stream.key), stream.length, written, kind, to_database(key), row.version, to_database(at))
            events.append((*place, body, stream.head))
        return events, opened

    def _find_streams(self, entries: Sequence[_Pending]) -> None:
        """Lock the streams that are needed besides those that were, and begin those of new articles and sources."""
        needed = {entry.stream: entry.row for entry in entries}
        # The stream of a new article or source is as new as that.
        begun = {
            entry.stream
            for entry in entries
            if entry.new and entry.stream == f"{entry.row.object_kind()}:{entry.row.pk}"
        }
        self.lock(needed.keys() - self._streams.keys() - begun)
        new = sorted(needed.keys() - self._streams.keys())
        if new:
            project = {key: to_database(needed[key].stream_project) for key in new}
            insert(self.cursor, "annotations_stream", STREAM, [(packed(key), project[key], 0, "") for key in new])
            self._streams |= {key: _Stream(key, 0, "") for key in new}


@contextmanager
def recording(
    act: Act, *, streams: Iterable[str] = (), asking: Callable[[], Answer] = lambda: list
) -> Iterator[Record]:
    """Open one transaction for one action, with its streams locked; write everything when the block ends.

    `asking` is what to ask first under the lock, such as `Question.ask`: nobody waits for the lock by itself then.
    What it is answered is the record's `answer`.

    Raises AlreadyDone or OtherRequest before anything is done, Clash when a row has moved on, and ValidationError
    for a value that its column cannot hold.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        record = Record(act, cursor)
        record.begin(streams, asking)
        yield record
        record.flush()


def _by_model(rows: Iterable[Audited]) -> dict[type[Audited], list[Audited]]:
    grouped: dict[type[Audited], list[Audited]] = {}
    for row in rows:
        grouped.setdefault(type(row), []).append(row)
    return grouped
