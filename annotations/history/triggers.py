"""The guards as triggers: put in place after every migrate, lifted before it, and compared with those that stand.

SQLite makes a table anew to alter it, and would lose its triggers or trip over them.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection

from annotations.history.guards import PREFIX, expected_guards, guarded_tables

MOVE_STREAM = (
    "UPDATE annotations_stream SET length = NEW.n, head = NEW.hash, moved_at = NEW.at WHERE key = NEW.stream_id"
)


def unlocking() -> AbstractContextManager[None]:
    """Let guards be taken away in the block: the desk's own connection to SQLite refuses that otherwise."""
    return connection.unlocking() if connection.vendor == "sqlite" else nullcontext()  # type: ignore[attr-defined]


def install_guards() -> None:
    """Put every guard in place, anew."""
    drop_guards()
    with unlocking(), connection.cursor() as cursor:
        for statements in _statements().values():
            for statement in statements:
                cursor.execute(statement)


def drop_guards() -> None:
    """Lift every guard there is, also those of an earlier version."""
    with unlocking(), connection.cursor() as cursor:
        for name, table in _standing(cursor):
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{where}")
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT oid::regprocedure::text FROM pg_proc"
                " WHERE starts_with(proname, %s) AND pronamespace = current_schema()::regnamespace",
                [PREFIX],
            )
            for (signature,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {signature}")


def missing_guards() -> list[str]:
    """Name each guard that is absent, switched off, or not as it should be; sorted."""
    with connection.cursor() as cursor:
        standing = {name: statements for (name, _), statements in _standing(cursor).items()}
    return sorted(name for name, statements in _statements().items() if standing.get(name) != statements)


def guard_names() -> set[str]:
    """Name every guard there must be."""
    return {*_statements()}


def _statements() -> dict[str, list[str]]:
    """Write the statements that make each guard, by its name."""
    if connection.vendor == "postgresql":
        return _postgresql_statements()
    moves = f"{PREFIX}annotations_event_moves"
    statements = {
        guard.name: [
            f"CREATE TRIGGER {guard.name} BEFORE {guard.when} ON {guard.table} WHEN {guard.refuse}"
            f" BEGIN SELECT RAISE(ABORT, '{guard.table}: {guard.because}'); END"
        ]
        for guard in expected_guards()
    }
    statements[moves] = [f"CREATE TRIGGER {moves} AFTER INSERT ON annotations_event BEGIN {MOVE_STREAM}; END"]
    return statements


def _postgresql_statements() -> dict[str, list[str]]:
    statements: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]

    def trigger(name: str, when: str, table: str, each: str, body: str) -> None:
        # With their schema: otherwise a temporary table of the same name would answer for the real one.
        body = re.sub(r"\b(FROM|JOIN|UPDATE) (?=annotations_)", rf"\1 {schema}.", body)
        statements[name] = [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()",
        ]

    for guard in expected_guards():
        row = "OLD" if guard.when == "DELETE" else "NEW"
        refusal = _refusal(guard.table, guard.because)
        body = f"BEGIN IF {guard.refuse} THEN {refusal} END IF; RETURN {row}; END"
        trigger(guard.name, f"BEFORE {guard.when}", guard.table, "ROW", body)
    for table in guarded_tables():
        body = f"BEGIN {_refusal(table, 'the history is never emptied')} END"
        trigger(f"{PREFIX}{table}_truncate", "BEFORE TRUNCATE", table, "STATEMENT", body)
    body = f"BEGIN {MOVE_STREAM}; RETURN NULL; END"
    trigger(f"{PREFIX}annotations_event_moves", "AFTER INSERT", "annotations_event", "ROW", body)
    return statements


def _refusal(table: str, because: str) -> str:
    return f"RAISE EXCEPTION '{table}: {because}' USING ERRCODE = 'integrity_constraint_violation';"


def _standing(cursor: Any) -> dict[tuple[str, str], list[str]]:
    """Read the guards that stand: (name, table) -> the statements that would make them; none where switched off."""
    if connection.vendor == "postgresql":
        cursor.execute(
            # Settings of its own could have a function call other operators than it names.
            "SELECT t.tgname, c.relname, p.proconfig IS NULL AND (t.tgenabled = 'A' OR t.tgenabled = 'O'"
            " AND current_setting('session_replication_role') <> 'replica'), p.prosrc, pg_get_triggerdef(t.oid, true)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND starts_with(t.tgname, %s)"
            " AND c.relnamespace = current_schema()::regnamespace",
            [PREFIX],
        )
        return {
            (name, table): [f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${source}$$", made]
            if fires
            else []
            for name, table, fires, source, made in cursor.fetchall()
        }
    cursor.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 6) = %s", [PREFIX]
    )
    return {(name, table): [made] for name, table, made in cursor.fetchall()}
