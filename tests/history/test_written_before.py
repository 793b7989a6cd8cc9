"""A history written by version 0.1 holds today: its rows, events and values are read in as they were, and verified.

`written_by_0_1.json` is the desk of `furnished.py` as that version left it: the columns and rows of each table.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from annotations.desk.noting import add_note
from annotations.desk.settling import settle_claims
from annotations.history.act import Act
from annotations.history.guards import drop_guards, install_guards
from annotations.models import Article, Claim, Event, NoteKind, User
from annotations.proof.verify import verify_history

WRITTEN = Path(__file__).with_name("written_by_0_1.json")


@pytest.fixture
def desk_of_0_1(db: None) -> None:
    tables: dict[str, dict[str, Any]] = json.loads(WRITTEN.read_text())
    drop_guards()
    for kind, table in tables.items():
        model = apps.get_model("annotations", kind)
        columns = {column.attname: column for column in model._meta.concrete_fields}
        for row in table["rows"]:
            values = {name: columns[name].to_python(value) for name, value in zip(table["columns"], row, strict=True)}
            model(**values).save_base(raw=True, force_insert=True)
    connection.check_constraints()
    import_module("annotations.migrations.0003_streams_of_projects").tell_projects(apps, None)
    import_module("annotations.migrations.0004_proof").tell_streams(apps, None)
    install_guards()


@pytest.mark.usefixtures("desk_of_0_1")
def test_it_verifies():
    assert Event.objects.count() > 20
    assert list(verify_history()) == []


@pytest.mark.usefixtures("desk_of_0_1")
def test_work_goes_on_where_it_ended():
    if connection.vendor == "postgresql":  # whose sequences did not count what was read in
        with connection.cursor() as cursor:
            for table in ("annotations_event", "annotations_value"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    claim, omar = Claim.objects.get(number=1), User.objects.get(username="omar")

    add_note(claim=claim, kind=NoteKind.NOTE, text="Still so.", act=Act(omar))
    settle_claims(article=Article.objects.get(), act=Act(None))

    assert Claim.objects.get(number=1).sources == 2
    assert list(verify_history()) == []
