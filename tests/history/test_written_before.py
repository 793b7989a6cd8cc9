"""A history written by version 0.1 holds today: its tables are filled as that version left them, and brought up to date.

`written_by_0_1.json` is the desk of `furnished.py` as that version left it: the columns and rows of each table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from annotations.desk.erasing import erase_words
from annotations.desk.noting import add_note
from annotations.desk.settling import settle_claims
from annotations.history.act import Act
from annotations.history.guards import guarded_tables
from annotations.history.triggers import drop_guards, missing_guards, unlocking
from annotations.models import Article, Claim, ErasureReason, Event, NoteKind, Stream, User
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.verify import verify_history
from tests.history.furnished import furnish, run

WRITTEN = Path(__file__).with_name("written_by_0_1.json")
TABLES_OF_0_1, STORED_AS_TEXT = "0001", "0009"


def migrate(*to: str) -> None:
    call_command("migrate", "annotations", *to, verbosity=0)


@pytest.fixture
def upgraded(transactional_db: None) -> Iterator[None]:
    """Leave the tables as they are today, whatever a test made of them."""
    yield
    migrate()


@pytest.fixture
def desk_of_0_1(upgraded: None) -> None:
    migrate(TABLES_OF_0_1)
    tables: dict[str, dict[str, Any]] = json.loads(WRITTEN.read_text())
    apps = MigrationLoader(connection).project_state(("annotations", "0001_initial")).apps
    with transaction.atomic():
        for kind, table in tables.items():
            model = apps.get_model("annotations", kind)
            columns = {column.attname: column for column in model._meta.concrete_fields}
            for row in table["rows"]:
                read = {name: columns[name].to_python(value) for name, value in zip(table["columns"], row, strict=True)}
                model(**read).save_base(raw=True, force_insert=True)
    migrate()


@pytest.mark.usefixtures("desk_of_0_1")
def test_it_verifies():
    assert Event.objects.count() > 20
    assert list(verify_history()) == []


@pytest.mark.usefixtures("desk_of_0_1")
def test_work_goes_on_where_it_ended():
    if connection.vendor == "postgresql":  # whose sequence did not count what was read in
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('annotations_event', 'id'), max(id)) FROM annotations_event"
            )
    claim, omar = Claim.objects.get(number=1), User.objects.get(username="omar")

    add_note(claim=claim, kind=NoteKind.NOTE, text="Still so.", act=Act(omar))
    settle_claims(article=Article.objects.get(), act=Act(None))

    assert Claim.objects.get(number=1).sources == 2
    assert list(verify_history()) == []


def held() -> dict[str, list[tuple[Any, ...]]]:
    """Read all that is guarded."""
    rows = {}
    with connection.cursor() as cursor:
        for table in guarded_tables():
            cursor.execute(f"SELECT * FROM {table}")
            rows[table] = sorted(cursor.fetchall(), key=repr)
    return rows


@pytest.mark.usefixtures("upgraded")
def test_what_was_stored_as_text_is_carried_over():
    people = furnish()
    make_checkpoint()
    named = Event.objects.get(kind="note", version=1)
    erase_words(event=named, field="text", reason=ErasureReason.COPYRIGHT, act=Act(people["mona"]))
    today, streams = held(), {*Stream.objects.values_list("key", flat=True)}

    migrate(STORED_AS_TEXT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT length(salt), id IS NULL FROM annotations_value")
        assert cursor.fetchall() == [(32, False)]
        cursor.execute("SELECT key FROM annotations_stream")
        assert {key for (key,) in cursor.fetchall()} == streams
    migrate()

    assert held() == today
    assert missing_guards() == []
    assert list(verify_history()) == []


@pytest.mark.parametrize("salt", ["so it is", "A" * 32, ""])
@pytest.mark.usefixtures("upgraded")
def test_what_was_no_salt_is_none_afterwards(salt: str):
    furnish()
    migrate(STORED_AS_TEXT)
    drop_guards()
    with unlocking():
        run("UPDATE annotations_value SET salt = %s WHERE field = 'statement'", salt)
    migrate()

    assert "its value of statement is not the one it commits to" in [each.what for each in verify_history()]
