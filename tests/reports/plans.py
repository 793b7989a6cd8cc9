"""How SQLite would answer what is asked of it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plans_of(ask: Callable[[], object]) -> list[str]:
    """Give the plan of each query, one line. The plans of another database follow from how much there is."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    with connection.cursor() as cursor:
        return [
            " / ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall())
            for query in queries.captured_queries
            if query["sql"].startswith("SELECT")
        ]
