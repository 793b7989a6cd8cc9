"""Django's SQLite backend with one gate before BEGIN, placeholders that are turned once a statement, and a lock on what
guards the history: SQLite has no roles, so the desk's own connection takes no trigger and no table away.

SQLite lets one writer in at a time and has the others try again after growing pauses, so that a writer with bad luck
waits for seconds while later ones pass it. Here writers queue: threads of one process at a lock, processes at a file.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

TAKES_AWAY = {
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_ALTER_TABLE,
}
# What does something else whenever a table is written, refuses what should be, or writes other files. Temporary tables
# stay: reports/past.py reads the past from them, and triggers name the real ones.
MEDDLES = {
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_ATTACH,
}
# The settings by which a session could write past triggers and foreign keys, or keep less of what is saved and more of
# what is erased: a connection lasts for many requests.
LETS_PAST = {
    "writable_schema",
    "recursive_triggers",
    "ignore_check_constraints",
    "trusted_schema",
    "schema_version",
    "foreign_keys",
    "journal_mode",
    "synchronous",
    "secure_delete",
}

# Threads first, or one process could hold all places in the queue for the file.
_threads: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Gate:
    """One connection's way into its database file, held from BEGIN to COMMIT or ROLLBACK."""

    def __init__(self, database: str) -> None:
        self.lock = _threads[database]
        # Not the database itself: closing any descriptor of it would drop the locks that SQLite holds on it.
        self.file = os.open(f"{database}-gate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.inside = False

    def enter(self, patience: float) -> None:
        """Wait for the turn, at most `patience` seconds for one's own process; SQLite's own timeout then decides."""
        if not self.inside and self.lock.acquire(timeout=patience):
            fcntl.flock(self.file, fcntl.LOCK_EX)
            self.inside = True

    def leave(self) -> None:
        if self.inside:
            self.inside = False
            fcntl.flock(self.file, fcntl.LOCK_UN)
            self.lock.release()

    def close(self) -> None:
        self.leave()
        os.close(self.file)


class Cursor(base.SQLiteCursorWrapper):
    """Turns %s into SQLite's own mark once for each statement: the desk sends few, long ones, again and again."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        return _convert(query) if param_names is None else super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=500)
def _convert(query: str) -> str:
    # As in Django's own cursor.
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class Operations(DatabaseOperations):
    """Makes a key once while it comes again: a panel reads the keys of few rows a hundred times over."""

    def convert_uuidfield_value(self, value: str | None, expression: Any, connection: Any) -> uuid.UUID | None:
        return None if value is None else _key(value)


@lru_cache(maxsize=2000)
def _key(digits: str) -> uuid.UUID:
    return uuid.UUID(digits)


# The stubs leave out the methods by which Django begins and ends a transaction, hence each `type: ignore` below.
class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
    gate: Gate | None = None
    unlocked = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.set_authorizer(self._authorize)
        if not self.is_in_memory_db():
            self.gate = Gate(os.path.realpath(str(conn_params["database"])))
        return connection

    @contextmanager
    def unlocking(self) -> Iterator[None]:
        """Let tables and triggers be taken away, and put there, in the block."""
        before, self.unlocked = self.unlocked, True
        try:
            yield
        finally:
            self.unlocked = before

    def _authorize(self, action: int, one: str | None, other: str | None, database: str | None, by: str | None) -> int:
        if self.unlocked:
            return sqlite3.SQLITE_OK
        lets_past = action == sqlite3.SQLITE_PRAGMA and other is not None and (one or "").lower() in LETS_PAST
        return sqlite3.SQLITE_DENY if action in TAKES_AWAY | MEDDLES or lets_past else sqlite3.SQLITE_OK

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if self.gate:
            self.gate.enter(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self.gate:
                self.gate.close()
                self.gate = None

    def write_anew(self, patience: int) -> bool:
        """Write the whole file anew, without what was deleted from it; tell whether nothing of the old is left.

        Not within a transaction. Where somebody reads for longer than `patience` seconds, the log keeps the old pages.
        """
        with self.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {1000 * patience}")
            if self.gate:
                self.gate.enter(patience)
            try:
                # Deleted words are overwritten (secure_delete), but not where SQLite once moved them from page to page.
                with self.unlocking():  # it attaches a file, and makes every index in it
                    cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                held, *_ = cursor.fetchone()
            finally:
                self._leave()
                cursor.execute(f"PRAGMA busy_timeout = {int(1000 * self.settings_dict['OPTIONS'].get('timeout', 5.0))}")
        return not held

    def _leave(self) -> None:
        if self.gate:
            self.gate.leave()
