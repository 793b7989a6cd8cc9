"""Read many tables as they stood at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot(*, read_only: bool = True) -> Iterator[None]:
    """Let every query of the block see the database as it stood at the first; nothing may be written in it.

    Writers never wait for it. Inside an open transaction, another snapshot among them, that is what is read.
    SQLite: a deferred transaction (https://www.sqlite.org/isolation.html). PostgreSQL: REPEATABLE READ, READ ONLY;
    without `read_only` the block may make temporary tables, which PostgreSQL else refuses.
    """
    if _in_transaction():
        yield
    elif connection.vendor == "sqlite":
        # By hand: atomic() begins IMMEDIATE here, and the export would stand in the queue of those who write.
        _run("BEGIN DEFERRED")
        try:
            yield
        finally:
            # Fails, as it should, where the connection was changed under us and the snapshot with it.
            _run("ROLLBACK")
    else:
        with transaction.atomic():
            _run(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ {'ONLY' if read_only else 'WRITE'}")
            yield


def _in_transaction() -> bool:
    """Tell whether a transaction is open; of one that was begun by hand Django does not know."""
    by_hand: bool = connection.vendor == "sqlite" and bool(
        connection.connection and connection.connection.in_transaction
    )
    return connection.in_atomic_block or by_hand


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
