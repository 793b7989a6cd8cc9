"""The desk's own connection to SQLite, where there are no roles, takes nothing away that guards the history."""

from __future__ import annotations

import sqlite3

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from annotations.history.triggers import drop_guards, install_guards, missing_guards

pytestmark = pytest.mark.django_db

STATEMENTS = (
    "DROP TRIGGER guard_annotations_event_delete",
    "DROP TRIGGER IF EXISTS main.guard_annotations_event_delete",
    "DROP TABLE annotations_redaction",
    "ALTER TABLE annotations_redaction RENAME TO mine",
    "ALTER TABLE annotations_event DROP COLUMN hash",
    "PRAGMA writable_schema = ON",
    "pragma WRITABLE_SCHEMA = 1",
    "PRAGMA main.writable_schema(1)",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = MEMORY",
    "PRAGMA schema_version = 1",
    "DROP INDEX stream_grown",
    "CREATE UNIQUE INDEX mine ON annotations_note (kind)",
    "ATTACH ':memory:' AS mine",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE TEMP TRIGGER mine BEFORE INSERT ON main.annotations_value BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER mine BEFORE INSERT ON annotations_value BEGIN SELECT RAISE(IGNORE); END",
)


# On PostgreSQL it is the role that decides: test_roles.py.
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_it_is_refused_on_sqlite(statement: str) -> None:
    with pytest.raises(DatabaseError, match="not authorized"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert missing_guards() == []


def test_the_guards_own_code_and_migrations_may() -> None:
    with transaction.atomic():
        drop_guards()
        assert missing_guards()
        install_guards()
    call_command("migrate", verbosity=0)

    assert missing_guards() == []
    assert getattr(connection, "unlocked", False) is False


@pytest.mark.only_on("sqlite")
def test_a_connection_that_is_made_anew_is_locked_too() -> None:
    other = connection.copy()
    try:
        other.ensure_connection()
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            other.connection.execute(STATEMENTS[0])
    finally:
        other.close()
