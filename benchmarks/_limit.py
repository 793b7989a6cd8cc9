"""What a request costs at the least: its SELECTs asked by the bare driver, and an insert that is on the disk."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Callable
from typing import Any

from benchmarks._desk import median

Selects = list[tuple[str, tuple[object, ...]]]


def asked(ask: Callable[[], Any]) -> tuple[Selects, str]:
    """Ask once, and give the SELECTs that this made, and how many statements and how large a reply, in words."""
    from django.db import connection

    selects: Selects = []
    count = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if sql.lstrip().startswith(("SELECT", "WITH")):
            selects.append((sql, tuple(map(plain, params or ()))))
        return execute(sql, params, many, context)

    ask()
    with connection.execute_wrapper(note):
        response = ask()
    assert response.status_code == 200, response.status_code
    return selects, f", {count} statements, {len(response.content) / 1e3:.0f} kB"


def plain(value: object) -> object:
    return value if isinstance(value, int | float | str | bytes | uuid.UUID | list | None) else str(value)


def fetch(selects: Selects, runs: int) -> float:
    """Time the bare driver on the same SELECTs, in seconds."""
    from django.db import connection

    if connection.vendor == "sqlite":
        bare: Any = sqlite3.connect(connection.settings_dict["NAME"])
        selects = [(sql.replace("%s", "?"), params) for sql, params in selects]
    else:
        import psycopg

        bare = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    with contextlib.closing(bare):
        return median(lambda: [bare.execute(sql, params).fetchall() for sql, params in selects], runs)


def insert(bare: Any, mark: str, runs: int) -> float:
    """Time one small insert that survives power loss, in seconds."""
    bare.execute(
        "CREATE TEMPORARY TABLE line (body TEXT)" if mark == "%s" else "CREATE TABLE IF NOT EXISTS line (body)"
    )
    return median(lambda: bare.execute(f"INSERT INTO line VALUES ({mark})", ("x" * 2000,)), runs)  # noqa: S608
