"""After words were erased: have the database write its files anew, so that they stand in none of those either.

A deleted row leaves its bytes in the file until something else is written there. What lies outside of the database,
such as backups, nobody can reach from here: OUTSIDE names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection

from annotations.history.erase import words_of
from annotations.history.guards import audited_models
from annotations.models import Value

AGAIN = "Run manage.py redact --sweep when that is over."
OUTSIDE = {
    "sqlite": "Backups and copies of the database file still hold the words: delete or replace them.",
    "postgresql": (
        "Backups, replicas and PostgreSQL’s write-ahead log with its archives still hold the words: delete or replace"
        " them. The server itself recycles its log as it goes on writing."
    ),
}
# PostgreSQL keeps what it looked at to plan queries, examples of words included.
EXAMPLES = "pg_catalog.pg_statistic"
MAY_NOT = """
    SELECT c.oid::regclass::text FROM pg_class c, pg_database d
    WHERE c.oid = %s::regclass AND d.datname = current_database()
        AND NOT pg_has_role(c.relowner, 'USAGE') AND NOT pg_has_role(d.datdba, 'USAGE')
"""
# Whoever began before now, to read here or to write in any database of the server, is shown what was there then: so
# PostgreSQL keeps it, also in a table that is written anew.
NOW = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
ALL_OVER = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8 AND NOT EXISTS (
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) > age(%s::xid8::xid)
    )
"""


def sweep(*, patience: int = 20) -> list[str]:
    """Write the database’s files anew; give what is left to do, in words for people. Nothing left is what is hoped for.

    Not within a transaction. Whoever wants to save waits meanwhile. `patience`: how many seconds to wait for those who
    read.
    """
    return list(_postgresql(patience) if connection.vendor == "postgresql" else _sqlite(patience))


def _sqlite(patience: int) -> Iterator[str]:
    ours: Any = connection
    try:
        if not ours.write_anew(patience):
            yield f"Somebody is reading, so the words may still stand in the database’s -wal file. {AGAIN}"
    except DatabaseError as error:
        yield f"The database file could not be written anew ({error}), so the words may still stand in it. {AGAIN}"


def _postgresql(patience: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{patience}s" if patience else "1ms"])
        try:
            if not _earlier_ones_end(cursor, patience):
                yield f"Somebody has been reading or writing since before: PostgreSQL still keeps the words. {AGAIN}"
            for table in _tables():
                cursor.execute(MAY_NOT, [table])
                if cursor.fetchone():
                    yield (
                        f"Only its owner may write {table} anew, and the words may still stand in its file. With a"
                        " DATABASE_URL of the owner’s, run: manage.py redact --sweep"
                    )
                    continue
                try:
                    cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
                except DatabaseError as error:
                    yield f"{table} could not be written anew ({str(error).strip()}). {AGAIN}"
        finally:
            cursor.execute("RESET lock_timeout")


def _earlier_ones_end(cursor: Any, patience: int) -> bool:
    """Wait until nobody is left who began before now; tell whether that came."""
    cursor.execute(NOW)
    (now,) = cursor.fetchone()
    for left in range(5 * patience, -1, -1):
        cursor.execute(ALL_OVER, [now, now])
        if cursor.fetchone() == (True,):
            return True
        if left:
            cursor.execute("SELECT pg_sleep(0.2)")
    return False


def _tables() -> list[str]:
    """List the tables in which somebody’s words stand, the smaller ones first."""
    with_words = [model._meta.db_table for model in audited_models() if words_of(model)]
    return [*sorted(with_words), LogEntry._meta.db_table, Value._meta.db_table, EXAMPLES]
