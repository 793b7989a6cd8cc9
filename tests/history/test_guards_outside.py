"""The guards hold where nothing of the desk runs: a database session of somebody else's, and a migration."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.db.models import Model

from annotations.history.canonical import canonical
from annotations.history.guards import guarded_tables
from annotations.models import Action, Checkpoint, Claim, Event, Sentence, Stream, User, Value, new_key
from annotations.models.stream_keys import packed
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.verify import verify_history
from tests.history.furnished import MODELS, Forged, claim, column_list, columns_of, furnish, key_of

SQLITE = connection.vendor == "sqlite"
ROOT = Path(__file__).resolve().parents[2]
Execute = Callable[..., None]


@pytest.fixture
def outsider(transactional_db: None) -> Iterator[Execute]:
    """Open a session that has every right on the tables, and none of the desk's settings."""
    furnish()
    if SQLITE:
        session = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        session.execute("PRAGMA recursive_triggers = OFF")
        session.execute("PRAGMA foreign_keys = OFF")
        yield session.execute
        session.close()
    else:
        other = connection.copy()
        with other.cursor() as cursor:
            yield cursor.execute
            cursor.execute("DISCARD TEMP")  # the session goes back to the pool
        other.close()


def refuses(execute: Execute, statement: str) -> None:
    with pytest.raises((IntegrityError, sqlite3.IntegrityError), match=r"annotations_|unique"):
        execute(statement)


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in guarded_tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def in_sql(stream: str) -> str:
    return f"X'{packed(stream).hex()}'" if SQLITE else f"'\\x{packed(stream).hex()}'"


def statements_of(model: type[Model]) -> Iterator[str]:
    """Write each way to change or take away a row of this table without its event."""
    table, key = model._meta.db_table, str(model._meta.pk_fields[0].column)
    names = column_list(model)
    of_first = f"FROM {table} WHERE {key} = (SELECT {key} FROM {table} LIMIT 1)"
    yield f"DELETE FROM {table}"
    yield f"UPDATE {table} SET {key} = {key}"
    yield f"INSERT INTO {table} ({names}) SELECT {names} {of_first}"
    yield f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE 1 = 1 ON CONFLICT DO NOTHING"
    if "version" in columns_of(model) and model is not Event:
        yield f"UPDATE {table} SET version = version + 1"
        yield (
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE 1 = 1"
            f" ON CONFLICT ({key}) DO UPDATE SET version = excluded.version + 1"
        )
    if not SQLITE:
        yield f"TRUNCATE {table} CASCADE"
        return
    yield f"REPLACE INTO {table} ({names}) SELECT {names} FROM {table}"
    yield f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} {of_first}"
    yield f"UPDATE OR REPLACE {table} SET {key} = {key}"
    if model is Value:  # which has no number of the row's own
        return
    yield f"UPDATE OR REPLACE {table} SET rowid = rowid + 1"
    if model is not Event:  # whose key that is
        others = ", ".join(f"'{uuid.uuid4().hex}'" if name == key else f'"{name}"' for name in columns_of(model))
        yield f"INSERT OR REPLACE INTO {table} (rowid, {names}) SELECT rowid, {others} {of_first}"


def test_an_outsider_changes_nothing(outsider: Execute):
    before = counted()

    for model in (*MODELS, Event, Value, Action, Stream):
        for statement in statements_of(model):
            if "DO NOTHING" in statement and not SQLITE:
                with suppress(IntegrityError):
                    outsider(statement)  # PostgreSQL may do nothing, as it says
            else:
                refuses(outsider, statement)

    assert counted() == before
    assert list(verify_history()) == []


if SQLITE:

    def test_a_value_has_no_number_of_its_own_that_could_be_chosen(outsider: Execute):
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            outsider("UPDATE OR REPLACE annotations_value SET rowid = rowid + 1")


def test_an_outsider_cannot_begin_a_stream_or_an_action_anew(outsider: Execute):
    """With a stream replaced by an empty one, its whole history could be written again."""
    statements = [
        f"INSERT INTO annotations_stream (key, length, head) VALUES ({in_sql(claim().stream_key)}, 0, '')",
        f"INSERT INTO annotations_action ({column_list(Action)}) SELECT {column_list(Action)} FROM annotations_action",
    ]
    if SQLITE:
        make_checkpoint()
        statements += [
            f"REPLACE INTO annotations_checkpoint (rowid, {column_list(Checkpoint)}) SELECT rowid, 2, at, size, root, peaks, note FROM annotations_checkpoint",
            "INSERT OR REPLACE INTO annotations_stream (rowid, key, length, head) VALUES (1, 'article:new', 0, '')",
            "UPDATE OR REPLACE annotations_stream SET rowid = 1",
            f"REPLACE INTO annotations_stream (key, length, head) VALUES ({in_sql(claim().stream_key)}, 0, '')",
        ]
    before = counted()

    for statement in statements:
        refuses(outsider, statement)

    assert counted() == before
    assert list(verify_history()) == []


def test_a_temporary_table_does_not_answer_for_the_real_one(outsider: Execute):
    """A trigger that names no schema looks among the session's temporary tables first."""
    row, stream = claim(), Stream.objects.get(pk=claim().stream_key)
    key = key_of(row) if SQLITE else row.pk
    outsider("CREATE TEMPORARY TABLE annotations_event (object text, version int, kind text, stream_id text, n int)")
    if not SQLITE:
        outsider("ALTER TABLE pg_temp.annotations_event ALTER object TYPE uuid USING object::uuid, ADD hash text")
        outsider("ALTER TABLE pg_temp.annotations_event ALTER stream_id TYPE bytea USING stream_id::bytea")
    outsider(
        "INSERT INTO annotations_event (object, version, kind, stream_id, n)"
        f" VALUES ('{key}', {row.version + 1}, 'claim', {in_sql(stream.pk)}, {stream.length + 1})"
    )

    refuses(outsider, f"UPDATE annotations_claim SET version = version + 1 WHERE id = '{key}'")

    assert list(verify_history()) == []


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_every_table_and_type_that_a_guard_names_is_named_with_its_schema():
    """Sessions have temporary ones of their own, which would otherwise come first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE starts_with(proname, 'guard_')")
        sources = [re.sub("'[^']*'", "''", source) for (source,) in cursor.fetchall()]

    assert sum(source.count(".annotations_") for source in sources) > len(MODELS)
    assert [name for source in sources for name in re.findall(r"(?<![.\w])annotations_\w+", source)] == []
    assert [name for source in sources for name in re.findall(r"::(?!pg_catalog\.)\w+", source)] == []


def test_a_temporary_table_tells_of_no_erasure(outsider: Execute):
    """Otherwise whoever may add a redaction could take any value away, and no event would say so."""
    event = Event.objects.filter(kind="claim", version=1).order_by("n")[0]
    told = canonical([[event.stream_id, event.n, "statement"]])
    outsider("CREATE TEMPORARY TABLE annotations_value (event_id bigint, field text, value text)")
    outsider(f"INSERT INTO annotations_value (event_id, field, value) VALUES ({event.pk}, 'erased', '{told}')")

    refuses(
        outsider,
        "INSERT INTO annotations_redaction (event_id, field, by_event_id)"
        f" VALUES ({event.pk}, 'statement', {event.pk})",
    )

    assert list(verify_history()) == []


def test_an_announced_row_takes_no_others_place(outsider: Execute):
    """An event for a row that shares a unique column with another lets nobody take the other away."""
    first, key = claim(1), new_key()
    Forged(first.stream_key, "claim", key, 1).insert()
    Forged(first.stream_key, "claim", claim(2).pk, claim(2).version + 1).insert()
    quoted = f"'{key.hex if SQLITE else key}'"
    values = ", ".join({"id": quoted, "version": "1"}.get(name, f'"{name}"') for name in columns_of(Claim))
    again = f"INTO annotations_claim ({column_list(Claim)}) SELECT {values} FROM annotations_claim WHERE number = 1"

    statements = [f"INSERT {again}", "UPDATE annotations_claim SET number = 1, version = version + 1 WHERE number = 2"]
    if SQLITE:
        statements += [f"INSERT OR REPLACE {again}"]
        statements += [statement.replace("UPDATE", "UPDATE OR REPLACE") for statement in statements[1:2]]
    for statement in statements:
        refuses(outsider, statement)

    assert Claim.objects.get(number=1) == first
    assert Claim.objects.count() == 2


def test_a_withdrawn_row_collides_with_nobody(outsider: Execute):
    """What the guards add for REPLACE refuses nothing that a unique column allows."""
    sentence = Sentence.objects.order_by("start")[0]
    stream = sentence.stream_key
    Forged(stream, "sentence", sentence.pk, 2, {"withdrawn": "Split."}).insert()
    key = f"'{key_of(sentence)}'"
    outsider(f"UPDATE annotations_sentence SET withdrawn = 'Split.', version = 2 WHERE id = {key}")
    again = new_key()
    told = {"revision": str(sentence.revision_id), "paragraph": 1, "start": 0, "end": 5, "kind": "body"}
    Forged(stream, "sentence", again, 1, told | {"withdrawn": ""}).insert()
    Sentence(pk=again, revision_id=sentence.revision_id, paragraph=1, start=0, end=5, kind="body").save_base(
        raw=True, force_insert=True
    )
    Forged(stream, "sentence", sentence.pk, 3, {"withdrawn": "Split in two."}).insert()
    outsider(f"UPDATE annotations_sentence SET withdrawn = 'Split in two.', version = 3 WHERE id = {key}")

    assert list(verify_history()) == []


def test_an_outsider_who_renames_or_removes_a_person_is_found(outsider: Execute):
    outsider("UPDATE annotations_user SET username = 'boris' WHERE username = 'omar'")

    found = list(verify_history())

    assert any("its actor is not what its body says" in finding.what for finding in found)
    User.objects.filter(username="boris").update(username="omar")
    assert list(verify_history()) == []


MIGRATIONS = """
import django, json, sys
django.setup()
from django.core.management import call_command
from annotations.desk.projects import create_project
from annotations.history.triggers import missing_guards
from annotations.history.act import Act
from annotations.proof.verify import verify_history
from django.db import IntegrityError, connection
quietly = {"verbosity": 0, "interactive": False}
def tables():
    return [name for name in connection.introspection.table_names() if name.startswith("annotations_")]
call_command("migrate", **quietly)
there = len(tables()), missing_guards()
create_project(slug="city", name="City", act=Act(None))
kept = list(verify_history())
call_command("migrate", "annotations", "zero", **quietly)
gone = tables()
call_command("migrate", **quietly)
create_project(slug="city", name="City", act=Act(None))
try:
    connection.cursor().execute("DELETE FROM annotations_project")
    refused = False
except IntegrityError:
    refused = True
again = len(tables()), missing_guards(), list(verify_history()), refused
print(json.dumps([there, kept, gone, again]))
"""


@pytest.mark.thorough
def test_migrations_lift_the_guards_and_put_them_back(tmp_path: Path, scratch_database: str):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", MIGRATIONS],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": scratch_database, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "factcheck.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    there, kept, gone, again = json.loads(done.stdout)
    assert there[1] == kept == gone == []
    assert again == [there[0], [], [], True]


@pytest.fixture
def scratch_database(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """Name an empty database by its URL."""
    if SQLITE:
        yield f"sqlite:///{tmp_path / 'scratch.sqlite3'}"
        return
    settings, name = connection.settings_dict, f"scratch_{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    yield f"postgres://{settings['USER']}{secret}@{settings['HOST']}:{settings['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
