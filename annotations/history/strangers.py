"""What stands on the tables of the history beside the guards, and could swallow, alter or hide what people save.

The desk puts nothing there but its guards. The rows themselves can be right all the same: a policy shows a table's
owner every row, and the desk's role only some.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from annotations.history.guards import guarded_tables
from annotations.history.triggers import guard_names

# Who may change a table may put any of these on it.
ON_POSTGRESQL = """
    SELECT c.relname, 'a trigger that is none of the desk’s stands on it: ' || t.tgname, t.tgname
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
UNION ALL
    SELECT c.relname, 'a rule stands on it: ' || r.rulename, NULL
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
    SELECT c.relname, 'some of its rows may be hidden from some roles (row security)', NULL
    FROM pg_class c WHERE c.relrowsecurity AND c.relnamespace = current_schema()::regnamespace
UNION ALL
    SELECT c.relname, 'another table stands in for a part of it: ' || i.inhrelid::regclass, NULL
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent WHERE c.relnamespace = current_schema()::regnamespace
"""
# A trigger on any table of the file can write to any other.
ON_SQLITE = """
    SELECT tbl_name, 'a trigger that is none of the desk’s stands on it: ' || name, name
    FROM sqlite_master WHERE type = 'trigger'
"""


def strangers() -> Iterator[tuple[str, str]]:
    """Yield where and what, in order of the tables."""
    tables, guards = guarded_tables(), guard_names()
    with connection.cursor() as cursor:
        cursor.execute(ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)
        for table, what, trigger in sorted(cursor.fetchall(), key=lambda row: row[:2]):
            if trigger not in guards and (table in tables or connection.vendor == "sqlite"):
                yield table, what
        if connection.vendor == "postgresql":
            cursor.execute("SELECT s FROM unnest(current_schemas(true)) s WHERE NOT starts_with(s, 'pg_temp') LIMIT 1")
            (first,) = cursor.fetchone()
            if first != "pg_catalog":
                yield "search_path", f"{first} stands before pg_catalog, and may say what = means to the guards"
