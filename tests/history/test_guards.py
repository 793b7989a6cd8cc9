"""Nobody writes round the history: not through the ORM, not by raw SQL, on neither database."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from annotations.history.guards import guarded_tables
from annotations.history.triggers import drop_guards, missing_guards, unlocking
from annotations.models import (
    Action,
    Audited,
    Checkpoint,
    Citation,
    Claim,
    Event,
    Leaf,
    Project,
    Redaction,
    Revision,
    RoundTheHistory,
    Sentence,
    Stream,
    Value,
    new_key,
)
from annotations.proof.verify import verify_history
from tests.history.furnished import MODELS, Forged, article, claim, column_list, columns_of, key_of, run

SQLITE = connection.vendor == "sqlite"

every_table = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.object_kind())


def refuses(write: Callable[[], object], table: str) -> None:
    """See that a write fails because of a guard on this table, or of what is unique in it on PostgreSQL."""
    refused = (IntegrityError, connection.Database.IntegrityError)  # the driver's own, from COPY
    match = f"{table}: " if connection.vendor == "sqlite" else f"{table}: |violates unique constraint"
    with pytest.raises(refused, match=match), transaction.atomic():
        write()


def copied(model: type[models.Model], **changed: str) -> str:
    """Write `INSERT INTO … SELECT` of one row of a table onto itself, with other values for some columns."""
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns_of(model))
    return (
        f"INTO {model._meta.db_table} ({column_list(model)}) SELECT {values} FROM {model._meta.db_table} WHERE id = %s"
    )


# Through the ORM


ORM_WAYS: dict[str, Callable[[Any], object]] = {
    "save": lambda row: row.save(),
    "save named columns": lambda row: row.save(update_fields=["version"]),
    "delete": lambda row: row.delete(),
    "create": lambda row: type(row).objects.create(),
    "get_or_create": lambda row: type(row).objects.get_or_create(pk=new_key()),
    "update_or_create": lambda row: type(row).objects.update_or_create({"version": 2}, pk=row.pk),
    "update": lambda row: type(row).objects.update(version=2),
    "delete all": lambda row: type(row).objects.all().delete(),
    "bulk_create": lambda row: type(row).objects.bulk_create([row]),
    "bulk_update": lambda row: type(row).objects.bulk_update([row], ["version"]),
}


@every_table
@pytest.mark.parametrize("way", ORM_WAYS)
def test_the_orm_says_which_way_to_go(desk, model: type[Audited], way: str):
    row = model._default_manager.first()

    with pytest.raises(RoundTheHistory, match="verb"):
        ORM_WAYS[way](row)


PRIVATE_WAYS: dict[str, Callable[[Any], object]] = {
    "save_base": lambda row: row.save_base(raw=True),
    "save_base of a new row": lambda row: type(row)(pk=new_key()).save_base(raw=True, force_insert=True),
    "base manager": lambda row: type(row)._base_manager.filter(pk=row.pk).update(version=row.version + 1),
    "plain queryset": lambda row: models.QuerySet(type(row)).filter(pk=row.pk).update(version=row.version),
    "plain bulk_create": lambda row: models.QuerySet(type(row)).bulk_create([_again(row)]),
    "_raw_delete": lambda row: type(row)._default_manager.filter(pk=row.pk)._raw_delete("default"),
}


def _again(row: Any) -> Any:
    row.pk = new_key()
    return row


@every_table
@pytest.mark.parametrize("way", PRIVATE_WAYS)
def test_the_orms_back_doors_are_shut(desk, model: type[Audited], way: str):
    row = model._default_manager.first()

    refuses(lambda: PRIVATE_WAYS[way](row), model._meta.db_table)


def test_deleting_what_others_rest_on_is_refused(desk):
    for row in (desk["omar"], Project.objects.get(), claim()):
        with pytest.raises(ProtectedError):
            models.Model.delete(row)
    refuses(lambda: models.Model.delete(Citation.objects.first()), "annotations_citation")
    assert list(verify_history()) == []


# By raw SQL


RAW_WAYS: dict[str, Callable[[type[models.Model]], str]] = {
    "the same version": lambda model: f"UPDATE {model._meta.db_table} SET version = version WHERE id = %s",
    "the next version": lambda model: f"UPDATE {model._meta.db_table} SET version = version + 1 WHERE id = %s",
    "a later version": lambda model: f"UPDATE {model._meta.db_table} SET version = version + 2 WHERE id = %s",
    "an earlier version": lambda model: f"UPDATE {model._meta.db_table} SET version = version - 1 WHERE id = %s",
    "another key": lambda model: f"UPDATE {model._meta.db_table} SET id = {_sql_key()}, version = 2 WHERE id = %s",
    "delete": lambda model: f"DELETE FROM {model._meta.db_table} WHERE id = %s",
    "insert": lambda model: "INSERT " + copied(model, id=_sql_key(), version="1"),
    "insert as version 2": lambda model: "INSERT " + copied(model, id=_sql_key(), version="2"),
    "insert again": lambda model: "INSERT " + copied(model, version="1"),
    "upsert": lambda model: (
        "INSERT " + copied(model, version="1") + " ON CONFLICT (id) DO UPDATE SET version = excluded.version + 1"
    ),
}
if SQLITE:
    RAW_WAYS |= {
        "replace": lambda model: "REPLACE " + copied(model, version="1"),
        "insert or replace": lambda model: "INSERT OR REPLACE " + copied(model, version="1"),
        "insert or ignore": lambda model: "INSERT OR IGNORE " + copied(model, id=_sql_key(), version="1"),
        "update or replace": lambda model: (
            f"UPDATE OR REPLACE {model._meta.db_table} SET version = version + 1 WHERE id = %s"
        ),
        "update or ignore": lambda model: (
            f"UPDATE OR IGNORE {model._meta.db_table} SET version = version + 1 WHERE id = %s"
        ),
    }
else:
    RAW_WAYS |= {
        "merge": lambda model: (
            f"MERGE INTO {model._meta.db_table} t USING (SELECT %s::uuid AS key) k ON t.id = k.key"
            " WHEN MATCHED THEN UPDATE SET version = t.version + 1"
        ),
        "truncate": lambda model: f"TRUNCATE {model._meta.db_table} CASCADE -- %s",
    }


def _sql_key() -> str:
    key = uuid.uuid4()
    return f"'{key.hex if SQLITE else key}'"


@every_table
@pytest.mark.parametrize("way", RAW_WAYS)
def test_raw_sql_is_refused(desk, model: type[Audited], way: str):
    row = model._default_manager.first()

    refuses(
        lambda: run(RAW_WAYS[way](model), key_of(row)),
        r"annotations_\w+" if way == "truncate" else model._meta.db_table,
    )


if not SQLITE:

    @every_table
    def test_copy_is_refused(desk, model: type[Audited]):
        key = new_key()

        def copy() -> None:
            names = column_list(model)
            with connection.cursor() as cursor:
                with cursor.copy(f"COPY {model._meta.db_table} ({names}) TO STDOUT") as out:
                    first, *_ = out.rows()
                with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as into:
                    into.write_row(
                        [
                            str(key) if name == "id" else value
                            for name, value in zip(columns_of(model), first, strict=True)
                        ]
                    )

        refuses(copy, model._meta.db_table)

    @pytest.mark.parametrize("table", ["annotations_user", "annotations_event", "annotations_value"])
    def test_truncate_reaches_nothing_that_is_guarded(desk, table: str):
        refuses(lambda: run(f"TRUNCATE {table} CASCADE"), r"annotations_\w+")


def test_a_change_of_words_is_refused_with_and_without_the_next_version(desk):
    for version in ("version", "version + 1"):
        change = f"UPDATE annotations_claim SET statement = 'Nobody says so.', version = {version}"
        refuses(lambda change=change: run(change), "annotations_claim")
    refuses(lambda: run("UPDATE annotations_revision SET text = '', version = version + 1"), "annotations_revision")
    assert list(verify_history()) == []


def test_a_complete_revision_takes_no_more_sentences(desk):
    values = {"id": _sql_key(), "start": "1", "version": "1"}
    key = key_of(Sentence.objects.first())

    refuses(lambda: run("INSERT " + copied(Sentence, **values), key), "annotations_sentence")


def test_a_sentence_that_came_later_needs_an_event_of_its_own(desk):
    row = Sentence.objects.order_by("start")[3]
    added, retire = new_key(), "UPDATE annotations_sentence SET withdrawn = 'Split.', version = 2 WHERE id = %s"
    values = {"id": f"'{added.hex if SQLITE else added}'", "start": str(row.start + 4), "version": "1"}
    insert = "INSERT " + copied(Sentence, **values)
    told = {"revision": str(row.revision_id), "paragraph": row.paragraph, "kind": row.kind}

    refuses(lambda: run(retire, key_of(row)), "annotations_sentence")
    refuses(lambda: run(insert, key_of(row)), "annotations_sentence")
    Forged(article().stream_key, "sentence", added, 1, told | {"start": row.start + 4, "end": row.end}).insert()
    assert run(insert, key_of(row)) == 1
    Forged(article().stream_key, "sentence", row.pk, 2, {"withdrawn": "Split."}).insert()
    assert run(retire, key_of(row)) == 1
    assert list(verify_history()) == []
    back = "UPDATE annotations_sentence SET withdrawn = '', version = 3 WHERE id = %s"
    for write in (insert, retire, back):
        refuses(lambda write=write: run(write, key_of(row)), "annotations_sentence")


def test_a_revision_that_its_event_did_not_announce_takes_none_either(desk):
    stranger = Revision(pk=new_key(), article=article(), number=2, sha256="0" * 64, origin="paste", text="No.")
    first = Sentence(pk=new_key(), revision=stranger, paragraph=1, start=0, end=3, kind="body")

    refuses(lambda: first.save_base(raw=True, force_insert=True), "annotations_sentence")


def test_an_event_of_one_kind_does_not_cover_a_row_of_another(desk):
    row = claim()
    Forged(row.stream_key, "note", row.pk, row.version + 1).insert()

    refuses(
        lambda: run("UPDATE annotations_claim SET version = version + 1 WHERE id = %s", key_of(row)),
        "annotations_claim",
    )


def test_an_event_covers_one_change_and_no_second(desk):
    row = claim()
    Forged(row.stream_key, "claim", row.pk, row.version + 1, {"claimant": "the council"}).insert()
    change = "UPDATE annotations_claim SET claimant = 'the council', version = version + 1 WHERE id = %s"

    assert run(change, key_of(row)) == 1
    assert list(verify_history()) == []
    refuses(lambda: run(change, key_of(row)), "annotations_claim")


# The history's own tables


def test_an_event_made_by_hand_goes_in_at_the_end_alone(desk):
    stream = Stream.objects.get(pk=article().stream_key)

    Forged(stream.pk, "claim", claim().pk, claim().version + 1).insert()

    moved = Stream.objects.get(pk=stream.pk)
    last = Event.objects.get(stream=stream, n=moved.length)
    assert (moved.length, moved.head) == (stream.length + 1, last.hash)
    assert last.kind == "claim"


MISMATCHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a gap before it": ({"n": 999}, {"n": 999}),
    "an earlier place": ({"n": 1}, {"n": 1}),
    "another event before it": ({}, {"prev": "0" * 64}),
    "no event before it": ({}, {"prev": ""}),
    "a column that is not its place": ({}, {"n": 999}),
    "another stream in its body": ({}, {"stream": "article:0"}),
    "another version in its body": ({}, {"version": 999}),
    "another object in its body": ({}, {"object": "claim:0"}),
    "another kind than its body’s": ({"kind": "note"}, {}),
    "another object than its body’s": ({"object": uuid.uuid4()}, {}),
    "another action than its body’s": ({}, {"action": str(uuid.uuid4())}),
    "a hash that is none": ({"hash": "0"}, {}),
}


@pytest.mark.parametrize("mismatch", MISMATCHES)
def test_an_event_that_does_not_fit_is_refused(desk, mismatch: str):
    columns, body = MISMATCHES[mismatch]
    forged = Forged(claim().stream_key, "claim", claim().pk, claim().version + 1, columns=columns, body=body)

    refuses(forged.insert, "annotations_event")


@pytest.mark.parametrize("key", ["id", "object and version", "stream"])
def test_an_event_takes_no_others_place(desk, key: str):
    row, first = claim(), Event.objects.filter(kind="claim").order_by("n")[0]
    forged = Forged(row.stream_key, "claim", row.pk, row.version + 1)
    if key == "id":
        forged.columns = {"id": first.pk}
    elif key == "stream":
        forged.columns = {"stream_id": "article:none"}
    else:
        forged.version = first.version

    refuses(forged.insert, "annotations_event")


FIXED = [Event, Value, Action, Stream]


@pytest.mark.parametrize("model", FIXED, ids=lambda model: model._meta.model_name)
def test_the_history_itself_never_changes(desk, model: type[models.Model]):
    table, keys = model._meta.db_table, [field.column for field in model._meta.pk_fields]
    column = {"annotations_value": "value", "annotations_action": "verb", "annotations_stream": "head"}.get(
        table, "body"
    )
    ways = [
        f"UPDATE {table} SET {column} = 'x'",
        f"UPDATE {table} SET {keys[0]} = {keys[0]}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {column} = 'x'",
    ]
    if SQLITE:
        ways += [f"REPLACE INTO {table} SELECT * FROM {table}", f"UPDATE OR REPLACE {table} SET {column} = 'x'"]
    for way in ways:
        refuses(lambda way=way: run(way), table)
    for write in (
        lambda: model.objects.update(**{column: "x"}),
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.first().save(),
    ):
        refuses(write, table)
    assert list(verify_history()) == []


def test_a_value_needs_an_event_that_commits_to_it(desk):
    event = Event.objects.filter(kind="claim").order_by("n")[0]

    for field in ("statement", "article", "nothing", "verdict.label"):
        refuses(lambda field=field: event.values.create(field=field, salt=b"0" * 16, value="1"), "annotations_value")
    refuses(lambda: Value(event_id=10**9, field="x", salt=b"", value="").save(force_insert=True), "annotations_value")


def test_only_an_event_moves_a_stream(desk):
    stream = Stream.objects.get(pk=article().stream_key)
    first = Event.objects.get(stream=stream, n=1)

    for length, head in (
        (stream.length + 1, stream.head),
        (stream.length + 1, first.hash),
        (stream.length - 1, stream.head),
        (1, first.hash),
        (stream.length, first.hash),
    ):
        refuses(
            lambda length=length, head=head: Stream.objects.filter(pk=stream.pk).update(length=length, head=head),
            "annotations_stream",
        )
    refuses(lambda: Stream.objects.filter(pk=stream.pk).update(key="article:none"), "annotations_stream")


def test_a_stream_begins_empty(desk):
    for length, head in ((1, ""), (0, "0" * 64)):
        refuses(
            lambda length=length, head=head: Stream.objects.create(pk="article:new", length=length, head=head),
            "annotations_stream",
        )
    Stream.objects.create(pk="article:new")


# Whether the guards stand


def test_guards_lists_the_guarded_tables_as_json(desk):
    out = StringIO()

    call_command("guards", "--json", stdout=out)

    tables = json.loads(out.getvalue())
    assert tables == guarded_tables()
    assert {model._meta.db_table for model in (*MODELS, *FIXED, Checkpoint, Leaf, Redaction)} == set(tables)
    assert "annotations_user" not in tables


def test_no_other_table_begins_with_a_guarded_tables_name():
    ours = [table for table in connection.introspection.django_table_names() if table.startswith("annotations_")]
    others = set(ours) - set(guarded_tables())

    assert [other for other in others for table in guarded_tables() if other.startswith(table)] == []


def _on(table: str) -> str:
    return "" if SQLITE else f" ON {table}"


LIFTED = {
    "dropped": lambda: run(f"DROP TRIGGER guard_annotations_claim_update{_on('annotations_claim')}"),
    "all dropped": drop_guards,
    "weakened": lambda: (
        run("DROP TRIGGER guard_annotations_claim_update"),
        run(
            "CREATE TRIGGER guard_annotations_claim_update BEFORE UPDATE ON annotations_claim"
            " WHEN NEW.version = 0 BEGIN SELECT RAISE(ABORT, 'no'); END"
        ),
    ),
}
if not SQLITE:
    LIFTED |= {
        "weakened": lambda: run(
            "CREATE OR REPLACE FUNCTION guard_annotations_claim_update() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'"
        ),
        "switched off": lambda: run("ALTER TABLE annotations_claim DISABLE TRIGGER guard_annotations_claim_update"),
        "only for replicas": lambda: run(
            "ALTER TABLE annotations_claim ENABLE REPLICA TRIGGER guard_annotations_claim_update"
        ),
        "with settings of its own": lambda: run(
            "ALTER FUNCTION guard_annotations_claim_update() SET search_path = public"
        ),
        "in every session": lambda: run("SET LOCAL session_replication_role = replica"),
        "with all of the table’s": lambda: run("ALTER TABLE annotations_claim DISABLE TRIGGER USER"),
    }


@pytest.mark.parametrize("how", LIFTED)
def test_a_guard_that_does_not_stand_is_named(desk, how: str):
    assert missing_guards() == []
    with transaction.atomic(), unlocking():
        LIFTED[how]()

        assert "guard_annotations_claim_update" in missing_guards()
        with pytest.raises(CommandError, match="guard_annotations_claim_update"):
            call_command("guards", stdout=StringIO())
        assert "guard guard_annotations_claim_update" in {finding.where for finding in verify_history()}
        transaction.set_rollback(True)


def test_guards_fail_closed_where_a_value_is_null(desk):
    for table, column in (("annotations_claim", "version"), ("annotations_claim", "id"), ("annotations_event", "n")):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(f"UPDATE {table} SET {column} = NULL")
    assert Claim.objects.count() == 2
