"""`verify_history` finds every kind of tampering, and names it."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from annotations.history.canonical import event_hash
from annotations.history.rows import recorded_fields
from annotations.history.triggers import drop_guards, install_guards, unlocking
from annotations.models import (
    Action,
    Audited,
    Event,
    Membership,
    Project,
    Revision,
    Sentence,
    Stream,
    User,
    Value,
    new_key,
)
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.findings import UNTOLD
from annotations.proof.verify import verify_history
from tests.history.furnished import MODELS, article, claim, key_of, run, without_guards
from tests.history.furnished import Forged as Forging
from tests.proof.attacker import read_at_once

SQLITE = connection.vendor == "sqlite"
Tamper = Callable[[], object]


def test_a_whole_history_has_nothing_wrong(desk):
    assert list(verify_history()) == []


@pytest.mark.parametrize("events", [1, 2, 7])
def test_however_few_events_are_read_at_once(desk, events: int, monkeypatch: pytest.MonkeyPatch):
    read_at_once(events, monkeypatch)
    told: list[int] = []

    assert list(verify_history(tell=told.append)) == []

    assert sum(told) == Event.objects.count()
    assert len(told) > 5


def _other_value(column: models.Field[Any, Any], row: Audited) -> Any:
    """Give a value that this column could hold, and does not."""
    value = getattr(row, column.attname)
    if isinstance(column, models.ForeignKey):
        return new_key() if column.related_model is not User else 10**6
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.IntegerField):
        return (value or 0) + 1000
    if isinstance(column, models.DateTimeField):
        return datetime.datetime(2019, 3, 7, tzinfo=datetime.UTC)
    if isinstance(column, models.DateField):
        return datetime.date(2019, 3, 7)
    if column.choices:
        return next(code for code, _ in column.choices if code != value)
    return f"{value}x"[-(column.max_length or 1000) :]


every_table = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.object_kind())


@every_table
def test_every_changed_column_is_found_in_every_table(desk, model: type[Audited]):
    row = model._default_manager.order_by("pk")[0]
    recorded = {column.name for column in recorded_fields(model)} | {"version"}

    for names in filter(None, (recorded, set(model.audit.derived))):
        found = without_guards(lambda names=names: _change(row, names))
        if SQLITE:
            _check_constraints(True)

        assert {f"{model._meta.db_table} {row.pk}: {name} is not what the history says" for name in names} <= set(found)


def _change(row: Audited, names: set[str]) -> None:
    table = row._meta.db_table
    if SQLITE:
        _check_constraints(False)
    else:
        _drop_checks(table)
    for name in names:
        column = row._meta.get_field(name)
        other = column.get_db_prep_value(_other_value(column, row), connection)
        run(f'UPDATE {table} SET "{column.column}" = %s WHERE id = %s', other, key_of(row))


def _check_constraints(held: bool) -> None:
    with unlocking():
        run(f"PRAGMA ignore_check_constraints = {'OFF' if held else 'ON'}")


def _drop_checks(table: str) -> None:
    """Let a column be changed to what only a determined person would write there."""
    with connection.cursor() as cursor:
        for name, constraint in connection.introspection.get_constraints(cursor, table).items():
            if constraint["check"]:
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


@every_table
def test_a_removed_row_is_found_in_every_table(desk, model: type[Audited]):
    row = model._default_manager.order_by("pk")[0]

    found = without_guards(lambda: _remove(row))

    assert f"{model._meta.db_table} {row.pk}: it is missing, though the history tells of it" in found


def _remove(row: models.Model) -> None:
    models.QuerySet(type(row)).filter(pk=row.pk)._raw_delete("default")


@every_table
def test_an_added_row_is_found_in_every_table(desk, model: type[Audited]):
    row = model._default_manager.order_by("pk")[0]
    row.pk = new_key()

    found = without_guards(lambda: _add(row))

    assert f"{model._meta.db_table} {row.pk}: it is there, though the history does not tell of it" in found


def _add(row: models.Model) -> None:
    """Insert a copy of a row that collides with no unique column."""
    for name in ("number", "start", "round", "paragraph"):
        if hasattr(row, name):
            setattr(row, name, 1000)
    for name, value in {"slug": "new", "code": "new", "normalised_url": "new:/", "voided": "New.", "end": 1001}.items():
        if hasattr(row, name):
            setattr(row, name, value)
    if isinstance(row, Membership):
        row.user = User.objects.create(username="boris")
    if row._meta.model_name == "ratingscale":
        row.project = Project(slug="new", name="New")
        row.project.save_base(raw=True, force_insert=True)
    row.save_base(raw=True, force_insert=True)


def events(kind: str = "claim") -> list[Event]:
    return list(Event.objects.filter(kind=kind).order_by("n"))


def _set(row: models.Model, **columns: Any) -> int:
    return models.QuerySet(type(row)).filter(pk=row.pk).update(**columns)


def _swap(one: Event, other: Event, *columns: str) -> None:
    _set(other, n=10**6)
    _set(one, **{column: getattr(other, column) for column in columns})
    _set(other, **{"n": other.n} | {column: getattr(one, column) for column in columns})


def _rewrite(event: Event, **told: Any) -> None:
    """Change what an event says, and give it the hash of that."""
    body = json.dumps(json.loads(event.body) | told, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    _set(event, body=body, hash=event_hash(body))


def _without(event: Event) -> None:
    event.values.all()._raw_delete("default")
    _remove(event)


def _last() -> Event:
    return Event.objects.filter(stream=article().stream_key).order_by("-n")[0]


def _forget_the_last() -> None:
    """Take the last event away and set the stream back, as if it had never been."""
    last = _last()
    before = Event.objects.get(stream=last.stream, n=last.n - 1)
    _without(last)
    _set(last.stream, length=before.n, head=before.hash)


def _value(field: str = "statement") -> Value:
    return Value.objects.filter(field=field).order_by("pk")[0]


def _everything_about(row: Any) -> None:
    """Take a row and all that the history says of it away, and close the gap nowhere."""
    for event in Event.objects.filter(object=row.pk):
        _without(event)
    _remove(row)


TAMPERING: dict[str, tuple[Tamper, str]] = {
    "a changed body": (
        lambda: _set(events()[0], body=events()[0].body.replace('"v":1', '"v":2')),
        "its hash is not that of its body",
    ),
    "a changed body with its hash": (lambda: _rewrite(events()[0], actor="boris"), "does not follow from the event"),
    "a changed hash": (lambda: _set(events()[0], hash="0" * 64), "its hash is not that of its body"),
    "a body with spaces": (
        lambda: _set(events()[0], body=events()[0].body.replace('"v":1', '"v": 1')),
        "its body is not canonical JSON",
    ),
    "a body that is no JSON": (lambda: _set(events()[0], body="gone"), "its body is not canonical JSON"),
    "a body of another kind": (lambda: _set(events()[0], body="[1]"), "does not follow from the event before it"),
    "a body with a float": (lambda: _rewrite(events()[0], n=1.5), "its body is not canonical JSON"),
    "a body with fields that are none": (lambda: _rewrite(events()[0], fields=[1]), "that it does not commit to"),
    "a body nested without end": (lambda: _set(events()[0], body="[" * 100_000), "its body is not canonical JSON"),
    "a changed value": (lambda: _set(_value(), value='"Nobody says so."'), "its value of statement is not the one"),
    "a value that is no JSON": (lambda: _set(_value(), value="gone"), "its value of statement is not the one"),
    "units that are none": (lambda: _set(_value("units"), value="[[1,2]]"), "its list of units cannot be read"),
    "a changed salt": (lambda: _set(_value(), salt=b"0" * 16), "its value of statement is not the one"),
    "a salt in hexadecimal": (
        lambda: _set(_value(), salt=bytes(_value().salt).hex().encode()),
        "its value of statement is not the one",
    ),
    "a salt that is none": (lambda: _set(_value(), salt=b""), "its value of statement is not the one"),
    "a value under another name": (lambda: _set(_value(), field="claimed"), "a value of claimed is there that"),
    "a removed value": (lambda: _remove(_value()), "its value of statement is missing"),
    "an added value": (
        lambda: Value(event=events()[0], field="x", salt=b"0" * 16, value="1").save(),
        "a value of x is there that it does not commit to",
    ),
    "a removed event": (lambda: _without(events()[0]), "are missing"),
    "a removed last event": (lambda: _without(_last()), "it should end at event"),
    "a last event forgotten": (_forget_the_last, "is not what the history says"),
    "two swapped events": (lambda: _swap(*events()[:2], "n"), "does not follow from the event before it"),
    "two swapped bodies": (lambda: _swap(*events()[:2], "body", "hash"), "is not what its body says"),
    "an event of another version": (lambda: _set(events()[1], version=77), "goes from version"),
    "an event about something else": (lambda: _set(events()[0], object=uuid.uuid4()), "its object is not"),
    "an event of another kind": (lambda: _set(events()[0], kind="note"), "its object is not what its body says"),
    "an event of no kind": (lambda: _set(events()[0], kind="rumour"), "there is no such thing as a rumour"),
    "an event at another time": (lambda: run("UPDATE annotations_event SET at = '2019-03-07 00:00'"), "its at is not"),
    "an event in another stream": (
        lambda: _set(events("article")[0], stream_id=Project.objects.get().stream_key, n=1000),
        "its stream is not what its body says",
    ),
    "an action at another time": (
        lambda: run("UPDATE annotations_action SET at = '2019-03-07 00:00'"),
        "its action’s time is not what its body says",
    ),
    "an action by another name": (
        lambda: run("UPDATE annotations_action SET verb = 'send_back'"),
        "its verb is not what its body says",
    ),
    "an action by somebody else": (
        lambda: _set(events()[0].action, actor=User.objects.get(username="rita")),
        "its actor is not what its body says",
    ),
    "an action by nobody": (
        lambda: _set(events()[0].action, actor=None),
        "its actor is not what its body says",
    ),
    "another action": (
        lambda: _set(events()[0], action=events("project")[0].action),
        "its action is not what its body says",
    ),
    "an action that did nothing": (
        lambda: Action.objects.create(id=uuid.uuid4(), verb="forge", at=events()[0].at),
        "did nothing that the history tells of",
    ),
    "a renamed person": (
        lambda: run("UPDATE annotations_user SET username = 'boris' WHERE username = 'omar'"),
        "its actor is not what its body says",
    ),
    "a changed head": (lambda: _set(Stream.objects.all()[0], head="0" * 64), "it should end at event"),
    "a changed length": (lambda: _set(Stream.objects.all()[0], length=1000), "it should end at event 1000"),
    "an empty stream": (lambda: Stream.objects.create(pk="article:new"), "article:new: it has no events"),
    "an added sentence": (
        lambda: _add(Sentence(pk=new_key(), revision=Revision.objects.get(), paragraph=9, start=0, end=1, kind="body")),
        "is there, though the history does not tell of it",
    ),
    "a changed text": (
        lambda: run("UPDATE annotations_revision SET text = 'Nobody says so.'"),
        ": text is not what the history says",
    ),
    "a changed text with its sha256": (
        lambda: run("UPDATE annotations_revision SET text = '', sha256 = %s", event_hash("")),
        ": sha256 is not what the history says",
    ),
    "a web address that is none": (
        lambda: run("UPDATE annotations_source SET url = 'http://[::1'"),
        ": url is not what the history says",
    ),
    "a history kept elsewhere": (
        lambda: _claim_in(Project.objects.get().stream_key),
        "its history stands in project:",
    ),
    "a removed action": (lambda: _remove(events()[0].action), "its action is not what its body says"),
    "a removed stream": (lambda: _remove(events()[0].stream), "its stream is missing"),
    "everything about a claim removed": (lambda: _everything_about(claim(2)), "are missing"),
}


def _claim_in(stream: str) -> None:
    """Bring a claim in with its event, but in a stream where the article's readers never look."""
    row = claim(2)
    row.pk, row.number = new_key(), 3
    fields = {column.name: column.value_from_object(row) for column in recorded_fields(type(row))}
    fields |= {"article": str(row.article_id), "verdict": None}
    Forging(stream, "claim", row.pk, 1, fields).insert()
    row.version = 1
    row.save_base(raw=True, force_insert=True)


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_and_named(desk, what: str):
    tamper, named = TAMPERING[what]

    found = without_guards(tamper)

    assert any(named in line for line in found), found


def test_the_command_prints_what_is_wrong_and_fails(desk):
    out, err = StringIO(), StringIO()

    with transaction.atomic():
        drop_guards()
        run("UPDATE annotations_claim SET statement = 'Nobody says so.' WHERE id = %s", key_of(claim()))
        install_guards()
        with pytest.raises(CommandError, match=r"not whole: 1 things? (is|are) wrong") as failed:
            call_command("verify_history", stdout=out, stderr=err)
        transaction.set_rollback(True)

    assert failed.value.returncode == 1
    first, meaning = out.getvalue().splitlines()
    assert first == f"annotations_claim {claim().pk}: statement is not what the history says"
    assert meaning.strip() == UNTOLD


def test_the_command_prints_nothing_but_to_people_where_all_is_well(desk):
    out, err = StringIO(), StringIO()

    call_command("verify_history", stdout=out, stderr=err)

    assert out.getvalue() == ""
    assert f"whole: {Event.objects.count()} events" in err.getvalue()


def test_tables_of_an_earlier_version_are_named_as_what_may_be_wrong(desk):
    err = StringIO()
    with transaction.atomic():
        drop_guards()
        with pytest.raises(CommandError, match=r"wrong\.$"):
            call_command("verify_history", stdout=StringIO(), stderr=err)
        MigrationRecorder.Migration.objects.filter(app="annotations").latest("id").delete()

        with pytest.raises(CommandError, match=r"wrong\. The database waits for manage\.py migrate"):
            call_command("verify_history", stdout=StringIO(), stderr=err)
        transaction.set_rollback(True)


def test_a_checkpoint_is_read_as_a_mail_program_keeps_it(desk, tmp_path: Path):
    (tmp_path / "kept.txt").write_bytes(b"\xef\xbb\xbf" + make_checkpoint().note.replace("\n", "\r\n").encode())

    call_command("verify_history", checkpoint=[str(tmp_path / "kept.txt")], stderr=StringIO())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"article": True}, "this article, its project and what it cites are whole. Only they were read"),
        ({"chains_only": True}, "The chains are whole: "),
    ],
    ids=str,
)
def test_the_command_claims_no_more_than_it_looked_at(desk, asked: dict[str, Any], told: str):
    """A row that no event brought in, say, is looked for only in the whole history."""
    given, err = {name: str(article().pk) if name == "article" else value for name, value in asked.items()}, StringIO()

    call_command("verify_history", stdout=StringIO(), stderr=err, **given)

    assert told in err.getvalue()
    assert "The history is whole" not in err.getvalue()
