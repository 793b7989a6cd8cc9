"""Erasures and whoever passes the guards: what nobody ordered, or nobody carried out, is found."""

from __future__ import annotations

import contextlib
import json

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.erasing import places_of
from annotations.desk.errors import Refused
from annotations.history.act import Act
from annotations.history.erase import holds_words
from annotations.history.record import recording
from annotations.models import Anchor, Assessment, Claim, Event, Redaction, Revision, User, Value
from tests.history.furnished import run, without_guards
from tests.mayor import erase, first, name_the_mayor, nothing_is_wrong


@pytest.fixture
def named(desk: dict[str, User]) -> Claim:
    return name_the_mayor(desk)


def _erased_value(desk: dict[str, User], named: Claim) -> Redaction:
    erase(desk, first("statement", object=named.pk), "statement")
    return Redaction.objects.get()


def test_the_guards_let_no_value_go_without_its_redaction(desk, named):
    redaction = _erased_value(desk, named)
    value = Value.objects.filter(event__object=named.pk).order_by("pk")[0]

    for statement in (
        f"DELETE FROM annotations_value WHERE event_id = {value.event_id} AND field = '{value.field}'",
        f"INSERT INTO annotations_redaction (event_id, field, by_event_id)"
        f" VALUES ({value.event_id}, '{value.field}', {redaction.by_event_id})",
        "UPDATE annotations_redaction SET field = 'type'",
        "DELETE FROM annotations_redaction",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement)


def test_an_erasure_by_an_event_of_something_else_is_found(desk, named):
    redaction = _erased_value(desk, named)
    foreign = Event.objects.filter(kind="project")[0]

    found = without_guards(
        lambda: run("UPDATE annotations_redaction SET by_event_id = %s WHERE id = %s", foreign.pk, redaction.pk)
    )

    where = f"{redaction.event.stream_id} event {redaction.event.n}"
    assert f"{where}: its value of statement is missing" in found
    assert f"{where}: its statement is said to be erased by an event that does not say so" in found


def test_a_redaction_of_another_value_is_found(desk, named):
    redaction = _erased_value(desk, named)
    other = first("verdict", kind="assessment")

    def forge() -> None:
        Value.objects.filter(event=other, field="verdict")._raw_delete("default")
        Redaction.objects.create(event=other, field="verdict", by_event=redaction.by_event)

    found = without_guards(forge)

    assert f"{other.stream_id} event {other.n}: its value of verdict is missing" in found


def test_a_verdict_is_no_words_even_where_an_event_orders_it(desk, named):
    given = first("verdict", kind="assessment")
    row = Assessment.objects.get(pk=given.object)

    def forge() -> None:
        with recording(Act(None), streams=[given.stream_id]) as record:
            record.change(row, also={"erased": [[given.stream_id, given.n, "verdict"]]})
        by = Event.objects.get(object=row.pk, version=row.version)
        Redaction.objects.create(event=given, field="verdict", by_event=by)
        Value.objects.filter(event=given, field="verdict")._raw_delete("default")

    found = without_guards(forge)

    assert any("its verdict is said to be erased by an event that does not say so" in line for line in found)


def test_an_erasure_that_nobody_carried_out_is_found(desk, named):
    redaction = _erased_value(desk, named)

    found = without_guards(lambda: run("DELETE FROM annotations_redaction"))

    where = f"{redaction.event.stream_id} event {redaction.event.n}"
    assert f"{where}: its value of statement is missing" in found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_erased_the_rest_stays_and_verifies(desk, named, data):
    with transaction.atomic():
        for _ in range(data.draw(st.integers(1, 4))):
            words = [
                value
                for value in Value.objects.select_related("event__stream__project").order_by("pk")
                if holds_words(value.event.kind, value.field) and json.loads(value.value).strip()
            ]
            value = data.draw(st.sampled_from(words))
            before = set(Value.objects.values_list("pk", flat=True))
            with contextlib.suppress(Refused):  # of what was erased before there is only the mark
                places = places_of(value.event, value.field)
                erase(desk, value.event, value.field)
                gone = before - set(Value.objects.values_list("pk", flat=True))
                taken = {(held.event, held.field) for held in places.values}
                assert len(gone) == len(taken)
                assert not Value.objects.filter(event=value.event, field=value.field).exists()
            assert nothing_is_wrong()
            revision = Revision.objects.get()
            assert all(one.quote == revision.text[one.start : one.end] for one in Anchor.objects.all())
        transaction.set_rollback(True)
