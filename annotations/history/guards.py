"""What the guards refuse, which hold everyone to the history: update(), raw SQL, the admin, and our own mistakes.

They are written for each audited table from its model; `annotations.history.triggers` puts them in place.
What each holds:
- an audited row is inserted once, as version 1, and updated one version at a time, each only with its event;
- a unit of a revision goes in with the revision's event, before the revision itself;
- an event goes in only at the end of its stream, its columns as its body says, and moves the stream's head itself;
- a value goes in only where its event commits to that field;
- nothing is ever deleted or truncated, and events, values and actions never change.

SQLite deletes what REPLACE collides with, and calls no delete trigger where a connection has recursive_triggers off; so
there the guards also refuse a row that would collide, in any unique column or in SQLite's own rowid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Model, UniqueConstraint

from annotations.models import Action, Audited, Checkpoint, Event, Leaf, Redaction, Sentence, Stream, Value
from annotations.models.stream_keys import KINDS

PREFIX = "guard_"
BODY_BYTES = "'\\x00'::pg_catalog.bytea || convert_to(NEW.body, 'UTF8')"
# What of a body is held to the columns of its event, with PostgreSQL's types.
BODY = (
    ("action", "text"),
    ("n", "int4"),
    ("object", "text"),
    ("prev", "text"),
    ("stream", "text"),
    ("version", "int4"),
)


@dataclass(frozen=True)
class Guard:
    """One trigger: `refuse` is the condition, in terms of NEW and OLD, under which it raises `because`."""

    table: str
    when: str
    refuse: str
    because: str

    @property
    def name(self) -> str:
        return "_".join([f"{PREFIX}{self.table}", *re.findall(r"\w+", self.when.lower())])


def audited_models() -> list[type[Audited]]:
    return [model for model in apps.get_app_config("annotations").get_models() if issubclass(model, Audited)]


def guarded_tables() -> list[str]:
    """List every table that the guards stand on, in order of name."""
    models: list[type[Model]] = [*audited_models(), Action, Stream, Event, Value, Redaction, Checkpoint, Leaf]
    return sorted(model._meta.db_table for model in models)


def _event(kind: str, key: str, version: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM annotations_event e"
        f" WHERE e.object = {key} AND e.version = {version} AND e.kind = '{kind}')"
    )


def _body(path: str) -> str:
    """Name one text or number of NEW.body, which PostgreSQL has as a row."""
    return f"body.{path}" if connection.vendor == "postgresql" else f"json_extract(NEW.body, '$.{path}')"


def _differs(one: str, other: str) -> str:
    return f"{one} IS DISTINCT FROM {other}" if connection.vendor == "postgresql" else f"{one} IS NOT {other}"


def _key_text(column: str) -> str:
    """Write a UUID column as 0192…-…: PostgreSQL has a type for it, SQLite keeps 32 hexadecimal digits."""
    if connection.vendor == "postgresql":
        return f"{column}::pg_catalog.text"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "(" + " || '-' || ".join(f"substr({column}, {start}, {length})" for start, length in parts) + ")"


def _stream_text(column: str) -> str:
    """Write a stream's key as events do; NULL where the column holds none."""
    digits = f"encode({column}, 'hex')" if connection.vendor == "postgresql" else f"lower(hex({column}))"
    kinds = " ".join(f"WHEN '{code:02x}' THEN '{kind}:'" for code, kind in KINDS.items())
    parts = ((3, 8), (11, 4), (15, 4), (19, 4), (23, 100))
    key = " || '-' || ".join(f"substr({digits}, {start}, {length})" for start, length in parts)
    return f"(CASE substr({digits}, 1, 2) {kinds} END || {key})"


def _row_guards(model: type[Audited]) -> Iterator[Guard]:
    table, kind = model._meta.db_table, model.object_kind()
    own_event, exists = _event(kind, "NEW.id", "NEW.version"), _there(table, "id")
    inserted, updated = _collides(model, "NEW.rowid <> -1"), _collides(model, "NEW.rowid <> OLD.rowid")
    if model is Sentence:
        revision = "(SELECT 1 FROM annotations_revision r WHERE r.id = NEW.revision_id)"
        described = f"({_event('revision', 'NEW.revision_id', '1')} AND NOT EXISTS {revision})"
        # Almost all come with their revision, so that is asked first.
        own_event = f"({described} OR {own_event})"
    yield Guard(table, "INSERT", f"NEW.version <> 1 OR NOT {own_event}{exists}{inserted}", "a new row needs its event")
    yield Guard(
        table,
        "UPDATE",
        f"NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NOT {_event(kind, 'NEW.id', 'NEW.version')}{updated}",
        "a change needs its event",
    )
    yield Guard(table, "DELETE", "1 = 1", "nothing is deleted; withdraw it")


def _collides(model: type[Audited], rowid: str) -> str:
    """Say where REPLACE would take another row away; `rowid` refuses a rowid that was chosen (-1 is none yet)."""
    if connection.vendor != "sqlite":
        return ""
    collisions = [rowid]
    for columns, condition in _unique_columns(model):
        same = " AND ".join(f"r.{column} = NEW.{column}" for column in columns)
        other = f"SELECT 1 FROM {model._meta.db_table} r WHERE {same} AND r.id <> NEW.id"
        if condition:
            of_new = re.sub(r'"(\w+)"', r"NEW.\1", condition)
            collisions.append(f"({of_new} AND EXISTS ({other} AND {condition}))")
        else:
            collisions.append(f"EXISTS ({other})")
    return "".join(f" OR {collision}" for collision in collisions)


def _there(table: str, *columns: str) -> str:
    """Refuse a row where REPLACE would take away one that is there; PostgreSQL has no REPLACE, and says so itself."""
    if connection.vendor != "sqlite":
        return ""
    same = " AND ".join(f"r.{column} = NEW.{column}" for column in columns)
    return f" OR EXISTS (SELECT 1 FROM {table} r WHERE {same})"


def _placed() -> str:
    """Refuse a rowid that was chosen, where REPLACE would take away the row that has it."""
    return " OR NEW.rowid <> -1" if connection.vendor == "sqlite" else ""


def _unique_columns(model: type[Audited]) -> Iterator[tuple[list[str], str]]:
    """List the columns that are unique together, each with the condition under which they are, as SQL."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield [columns[field.name]], ""
    editor = connection.schema_editor()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            condition = constraint._get_condition_sql(model, editor)  # type: ignore[attr-defined]
            yield [columns[name] for name in constraint.fields], condition or ""


def _event_guards() -> Iterator[Guard]:
    """Read stream and body once for all that is asked of them: to parse a body takes longer than to look a row up."""
    table, told = Event._meta.db_table, "annotations_stream s"
    if connection.vendor == "postgresql":
        columns = ", ".join(f"{name} pg_catalog.{kind}" for name, kind in BODY)
        told += f", pg_catalog.json_to_record(NEW.body::pg_catalog.json) AS body({columns})"
        wrong_hash = f"NEW.hash <> encode(sha256({BODY_BYTES}), 'hex')"
    else:
        # SQLite has no SHA-256; verify_history finds a wrong one.
        wrong_hash = "length(NEW.hash) <> 64"
    follows = [
        "s.key = NEW.stream_id",
        "NEW.n = s.length + 1",
        f"{_body('prev')} = s.head",
        "(s.moved_at IS NULL OR NEW.at >= s.moved_at)",
        f"{_body('stream')} = {_stream_text('NEW.stream_id')}",
        f"{_body('n')} = NEW.n",
        f"{_body('version')} = NEW.version",
        f"{_body('object')} = NEW.kind || ':' || {_key_text('NEW.object')}",
        f"{_body('action')} = {_key_text('NEW.action_id')}",
    ]
    wrong = f"NOT EXISTS (SELECT 1 FROM {told} WHERE {' AND '.join(follows)}) OR {wrong_hash}"
    there = _there(table, "id") + _there(table, "object", "version")
    yield Guard(table, "INSERT", f"{wrong}{there}", "an event goes in at the end of its stream")


def _value_guards() -> Iterator[Guard]:
    table = Value._meta.db_table
    if connection.vendor == "postgresql":
        commits = "e.body::pg_catalog.json #>> ARRAY['fields', NEW.field]::pg_catalog.text[] IS NOT NULL"
    else:
        commits = "json_extract(e.body, '$.fields.' || NEW.field) IS NOT NULL"
    wrong = f"NOT EXISTS (SELECT 1 FROM annotations_event e WHERE e.id = NEW.event_id AND {commits})"
    there = _there(table, "event_id", "field")
    yield Guard(table, "INSERT", f"{wrong}{there}", "a value needs an event that commits to it")


def _erasure_guards() -> Iterator[Guard]:
    """A value goes only where a redaction points at it; a redaction stands only where its event names the value."""
    value, redaction = Value._meta.db_table, Redaction._meta.db_table
    erased = f"EXISTS (SELECT 1 FROM {redaction} r WHERE r.event_id = OLD.event_id AND r.field = OLD.field)"
    yield Guard(value, "UPDATE", "1 = 1", "the history never changes")
    yield Guard(value, "DELETE", f"NOT {erased}", "a value goes only by an erasure")
    listed, named = "json_each(v.value)", f"one.value = json_array({_stream_text('e.stream_id')}, e.n, NEW.field)"
    if connection.vendor == "postgresql":
        listed = "jsonb_array_elements(v.value::pg_catalog.jsonb)"
        named = f"one.value = jsonb_build_array({_stream_text('e.stream_id')}, e.n, NEW.field)"
    told = (
        f"EXISTS (SELECT 1 FROM annotations_event e JOIN annotations_event b ON b.object = e.object"
        f" JOIN {value} v ON v.event_id = b.id AND v.field = 'erased', {listed} one"
        f" WHERE e.id = NEW.event_id AND b.id = NEW.by_event_id AND {named})"
    )
    there = _there(redaction, "id") + _there(redaction, "event_id", "field")
    yield Guard(redaction, "INSERT", f"NOT {told}{there}", "an erasure needs its event")
    yield from _fixed(redaction)


def _fixed(table: str) -> Iterator[Guard]:
    yield Guard(table, "UPDATE", "1 = 1", "the history never changes")
    yield Guard(table, "DELETE", "1 = 1", "the history is never deleted")


def expected_guards() -> list[Guard]:
    """List every guard there must be on this database."""
    guards = [guard for model in audited_models() for guard in _row_guards(model)]
    guards += [*_event_guards(), *_fixed(Event._meta.db_table)]
    guards += [*_value_guards(), *_erasure_guards()]
    action, stream = Action._meta.db_table, Stream._meta.db_table
    placed = _placed()
    if placed:
        # "unique", as from the index itself: the desk then looks at what that action did.
        there = f"1 = 0{_there(action, 'id')}{placed}"
        guards.append(Guard(action, "INSERT", there, "the id of an action is unique"))
    guards += _fixed(action)
    there = _there(stream, "key") + placed
    begins = f"NEW.length <> 0 OR NEW.head <> '' OR NEW.logged <> 0 OR NEW.moved_at IS NOT NULL{there}"
    guards += [
        Guard(stream, "INSERT", begins, "a stream begins empty"),
        *_stream_updates(),
        Guard(stream, "DELETE", "1 = 1", "the history is never deleted"),
    ]
    return [*guards, *_checkpoint_guards()]


def _stream_updates() -> Iterator[Guard]:
    """Let each column of a stream be set only by what it follows from.

    One guard for each: of a condition with two questions in it PostgreSQL makes a new plan at every save.
    """
    table = Stream._meta.db_table
    event = (
        "EXISTS (SELECT 1 FROM annotations_event e"
        " WHERE e.stream_id = NEW.key AND e.n = NEW.length AND e.hash = NEW.head AND e.at = NEW.moved_at)"
    )
    leaf = "EXISTS (SELECT 1 FROM annotations_leaf l WHERE l.stream_id = NEW.key AND l.length = NEW.logged)"
    followed = {
        "length, head, moved_at": (f"NEW.length <> OLD.length + 1 OR NOT {event}", "only an event moves a stream"),
        "logged": (f"NEW.logged <= OLD.logged OR NOT {leaf}", "a checkpoint takes in where a stream ends"),
    }
    for columns, (wrong, because) in followed.items():
        yield Guard(table, f"UPDATE OF {columns}", wrong, because)
    moved = ", ".join(followed).split(", ")
    fixed = [str(field.column) for field in Stream._meta.concrete_fields if field.column not in moved]
    if connection.vendor == "sqlite":
        fixed.append("rowid")
    changes = "".join(f" OR {_differs(f'NEW.{column}', f'OLD.{column}')}" for column in fixed)
    stays = "NEW.length = OLD.length AND NEW.logged = OLD.logged"
    yield Guard(table, "UPDATE", f"({stays}){changes}", "the history never changes")


def _checkpoint_guards() -> Iterator[Guard]:
    checkpoint, leaf = Checkpoint._meta.db_table, Leaf._meta.db_table
    last = f"(SELECT coalesce(max(c.number), 0) FROM {checkpoint} c)"
    placed = _placed()
    yield Guard(checkpoint, "INSERT", f"NEW.number <> {last} + 1{placed}", "checkpoints follow each other")
    yield from _fixed(checkpoint)
    next_place = f"(SELECT coalesce(max(l.place), -1) + 1 FROM {leaf} l)"
    known = (
        "EXISTS (SELECT 1 FROM annotations_event e"
        " WHERE e.stream_id = NEW.stream_id AND e.n = NEW.length AND e.hash = NEW.head)"
    )
    again = f"EXISTS (SELECT 1 FROM {leaf} l WHERE l.stream_id = NEW.stream_id AND l.length >= NEW.length)"
    wrong = f"NEW.place <> {next_place} OR NOT {known} OR {again}{placed}"
    yield Guard(leaf, "INSERT", wrong, "a checkpoint takes in where a stream ends")
    yield from _fixed(leaf)
