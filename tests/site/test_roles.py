"""On PostgreSQL the desk's own role is refused, outright, whatever would alter the history; and it can do its work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

ATTACKS = (
    "UPDATE annotations_event SET body = '{}'",
    "UPDATE annotations_event SET hash = 'x'",
    "UPDATE annotations_event SET kind = 'claim'",
    "UPDATE annotations_event SET n = n + 1",
    "UPDATE annotations_value SET value = '1'",
    "DELETE FROM annotations_value",
    "DELETE FROM annotations_event",
    "DELETE FROM annotations_action",
    "DELETE FROM annotations_stream",
    "INSERT INTO annotations_event SELECT * FROM annotations_event LIMIT 1",
    "INSERT INTO annotations_redaction (event_id, field, by_event_id) SELECT id, 'title', id FROM annotations_event LIMIT 1",
    "UPDATE annotations_article SET title = 'No.'",
    "UPDATE annotations_article SET title = 'No.', version = version + 1",
    "DELETE FROM annotations_article",
    "UPDATE annotations_stream SET head = 'x'",
    "UPDATE annotations_stream SET length = length - 1",
    "UPDATE annotations_checkpoint SET root = 'x'",
    "DELETE FROM annotations_checkpoint",
    "DELETE FROM annotations_leaf",
    "TRUNCATE annotations_event CASCADE",
    "DROP TRIGGER guard_annotations_event_delete ON annotations_event",
    "ALTER TABLE annotations_event DISABLE TRIGGER ALL",
    "DROP TABLE annotations_redaction",
    "CREATE OR REPLACE FUNCTION guard_annotations_claim_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE mine (x int)",
    "SET session_replication_role = replica",
)


@pytest.mark.only_on("sqlite")
def test_sqlite_has_no_roles(db: None) -> None:
    with pytest.raises(CommandError, match="SQLite has no roles"):
        call_command("database_roles", "app")


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """Make a database of its own, for an owner and the desk's role."""
    import psycopg

    test = settings.DATABASES["default"]
    asked = urlsplit(settings.DATABASE_URL)
    name = f"{test['TEST']['NAME'] or 'test_' + asked.path[1:]}_roles_{os.getpid()}"
    role = f"{name}_app"
    # The database of the setting itself need not exist: the tests' own is made beside it.
    with psycopg.connect(urlunsplit(asked._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            host = asked.netloc.rpartition("@")[2]
            yield {
                "owner": urlunsplit(asked._replace(path=f"/{name}")),
                "app": urlunsplit(asked._replace(path=f"/{name}", netloc=f"{role}:secret@{host}")),
                "role": role,
            }
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            server.execute(f'DROP ROLE IF EXISTS "{role}"')


def manage(url: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    environment = os.environ | {"DATABASE_URL": url, "DEBUG": "1"} | more
    return subprocess.run(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.thorough
@pytest.mark.only_on("postgresql")
def test_the_role_works_at_the_desk_and_alters_nothing(database: dict[str, str], tmp_path: Path) -> None:
    import psycopg

    key = {"HISTORY_KEY": settings.HISTORY_KEY}
    (tmp_path / "a.txt").write_text("The toll rises.")
    for arguments in (("migrate", "-v0"), ("database_roles", database["role"]), ("create_demo",)):
        done = manage(database["owner"], *arguments, APP_PASSWORD="secret", **key)
        assert done.returncode == 0, done.stderr

    with psycopg.connect(database["owner"]) as owner:
        slug = owner.execute("SELECT slug FROM annotations_project ORDER BY slug LIMIT 1").fetchone()[0]  # type: ignore[index]
    for arguments in (
        ("import_article", str(tmp_path / "a.txt"), "--project", slug),
        ("checkpoint",),
        ("export_verdicts", "--project", slug, "-o", str(tmp_path / "v.csv")),
        ("verify_history",),
    ):
        done = manage(database["app"], *arguments, **key)
        assert done.returncode == 0, (arguments, done.stderr)

    with psycopg.connect(database["app"], autocommit=True) as app:
        for statement in ATTACKS:
            with pytest.raises(psycopg.Error):
                app.execute(statement)  # type: ignore[arg-type]
    assert manage(database["owner"], "verify_history", **key).returncode == 0


@pytest.mark.thorough
@pytest.mark.only_on("postgresql")
def test_what_others_gave_the_role_is_taken_back_or_refused(database: dict[str, str]) -> None:
    import psycopg
    from psycopg import sql

    role, group = database["role"], f"{database['role']}_group"
    app, other = sql.Identifier(role), sql.Identifier(group)
    set_up = ("database_roles", role)
    for arguments in (("migrate", "-v0"), set_up):
        assert manage(database["owner"], *arguments, APP_PASSWORD="secret").returncode == 0
    with psycopg.connect(database["owner"], autocommit=True) as owner:
        owner.execute("GRANT UPDATE, TRUNCATE ON annotations_event TO PUBLIC")
        assert manage(database["owner"], *set_up).returncode == 0
        told = owner.execute("SELECT has_table_privilege(%s, 'annotations_event', 'UPDATE')", [role]).fetchone()
        assert told == (False,)

        owner.execute(sql.SQL("CREATE ROLE {}").format(other))
        try:
            owner.execute(sql.SQL("GRANT {} TO {}").format(other, app))
            refused = manage(database["owner"], *set_up)
            assert refused.returncode == 1
            assert f"is a member of {group}" in refused.stderr
        finally:
            owner.execute(sql.SQL("DROP ROLE {}").format(other))


@pytest.mark.only_on("postgresql")
def test_the_owner_is_not_the_desks_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="role of its own"):
        call_command("database_roles", owner, stdout=StringIO())
