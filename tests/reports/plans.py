"""How a database answers what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plans_of(ask: Callable[[], object]) -> list[str]:
    """Give SQLite's plan of each query, one line. The plans of another database follow from how much there is."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    with connection.cursor() as cursor:
        return [
            " / ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall())
            for query in queries.captured_queries
            if query["sql"].startswith("SELECT")
        ]


def most_rows_of(ask: Callable[[], object]) -> int:
    """Tell how many rows PostgreSQL went through at most in one step of its answer."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    most = 0
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            told = cursor.fetchone()[0]
            (plan,) = json.loads(told) if isinstance(told, str) else told
            most = max(most, *_rows_of(plan["Plan"]))
    return most


def _rows_of(step: dict[str, Any]) -> Iterator[int]:
    removed = sum(rows for name, rows in step.items() if name.startswith("Rows Removed"))
    yield step["Actual Loops"] * (step["Actual Rows"] + removed)
    for under in step.get("Plans", ()):
        yield from _rows_of(under)
