"""PostgreSQL's own refusal: the role that the desk runs as can add to the history, and change or remove nothing of it.

One role owns the tables and runs migrations; the desk logs in as another. Neither triggers nor tables are that role's,
so it lifts no guard; and of events it may only read and add.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from annotations.history.guards import audited_models
from annotations.models import Action, Checkpoint, Event, Leaf, Redaction, Stream, Value

READ_AND_ADD = "SELECT, INSERT"
# What a guard lets change, it lets change with an event only; a value goes only by an erasure.
MAY = {
    Action: READ_AND_ADD,
    Event: READ_AND_ADD,
    Redaction: READ_AND_ADD,
    Checkpoint: READ_AND_ADD,
    Leaf: READ_AND_ADD,
    Stream: f"{READ_AND_ADD}, UPDATE",
    Value: f"{READ_AND_ADD}, DELETE",
}
# What alters or empties a table, or puts a trigger on it.
BEYOND = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
OTHERS = f"{READ_AND_ADD}, UPDATE, DELETE"


def set_up_role(name: str, password: str = "") -> list[str]:
    """Make a role the desk can run as, or bring one up to date with the tables; list its rights, in words.

    To be called as the owner of the tables, after each `migrate`. What everybody (PUBLIC) was given on them is taken
    back. Raises django.db.DatabaseError where that role may not do it, and ValueError where `name` owns the tables
    itself, may do anything anyway, is a member of another role, or has been given more by somebody else.
    """
    role = sql.Identifier(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema(), current_database()")
        owner, schema, database = cursor.fetchone()
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = %s", [name])
        known = cursor.fetchone()
        if name == owner or (known and known[0]):
            raise ValueError(f"{name} owns the tables or may do anything: choose a role of its own for the desk.")
        if not known:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        if password:
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
        names = {"role": role, "schema": sql.Identifier(schema), "database": sql.Identifier(database)}
        for statement in (
            "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
            "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
            "REVOKE ALL ON SCHEMA {schema} FROM {role}",
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}, PUBLIC",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**names))
        rights = _rights()
        for table in connection.introspection.table_names(cursor):
            may = rights.get(table, OTHERS)
            cursor.execute(sql.SQL("GRANT " + may + " ON {} TO {}").format(sql.Identifier(schema, table), role))
        _hold(cursor, name, schema, rights)
    return [f"{table}: {may.lower()}" for table, may in sorted(rights.items())]


def _hold(cursor: Any, name: str, schema: str, rights: dict[str, str]) -> None:
    """Refuse a role that may do more than this, by whatever way: what is granted here only adds to that."""
    cursor.execute(
        "SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles"
        " WHERE rolname <> %s AND pg_has_role(%s, oid, 'MEMBER')",
        [name, name],
    )
    (others,) = cursor.fetchone()
    if others:
        raise ValueError(f"{name} is a member of {others}, and may do what that may: REVOKE {others} FROM {name}.")
    for table, may in sorted(rights.items()):
        more = [right for right in BEYOND if right not in may]
        where = f'"{schema}"."{table}"'
        cursor.execute(
            "SELECT asked FROM unnest(%s::text[]) asked WHERE has_table_privilege(%s, %s, asked)"
            " OR (asked = 'UPDATE' AND has_any_column_privilege(%s, %s, 'UPDATE'))",
            [more, name, where, name, where],
        )
        if given := ", ".join(right for (right,) in cursor.fetchall()):
            raise ValueError(f"Somebody else gave {name} {given} on {table}: take that back.")


def _rights() -> dict[str, str]:
    rights = {model._meta.db_table: f"{READ_AND_ADD}, UPDATE" for model in audited_models()}
    rights |= {model._meta.db_table: may for model, may in MAY.items()}
    # Which migrations ran is the owner's affair.
    return rights | {"django_migrations": "SELECT"}
