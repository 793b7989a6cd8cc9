"""`manage.py redact` lists what it takes, takes it, and says what is out of its reach."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.models import Action, Claim, Event, Redaction, Revision
from annotations.proof.verify import verify_history
from tests.history.furnished import furnish

STATEMENT = "The toll rises to €4."


@pytest.fixture
def event(transactional_db: None) -> Event:
    furnish()
    return Event.objects.get(object=Claim.objects.get(number=1).pk, version=1)


def redact(*arguments: object, **options: Any) -> tuple[list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("redact", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue().splitlines(), err.getvalue()


def test_a_dry_run_lists_the_places_and_does_nothing(event: Event) -> None:
    count = Event.objects.count()

    lines, said = redact(event=str(event.pk), field="statement", reason="other", dry_run=True)

    assert lines == ["These words stand in 1 entry of the history, of 1 row:", "  Claim 1: Claim, 1 entry"]
    assert "dry run" in said
    assert STATEMENT not in said + "".join(lines)
    assert Event.objects.count() == count


def test_words_are_erased_by_the_number_of_the_event_and_by_its_place(event: Event) -> None:
    redact(event=str(event.pk), field="statement", reason="personal_data", by="mona")
    revision = Revision.objects.get()
    place = Event.objects.get(kind="anchor", body__contains='"quote"', object=revision.anchors.order_by("start")[0].pk)
    lines, said = redact(event=f"{place.stream_id}:{place.n}", field="quote", reason="court_order")

    assert Claim.objects.get(number=1).statement.startswith("[erased on ")
    assert Revision.objects.get().text.startswith("█" * 30 + "\n")
    assert "  Draft 1: its text, blacked out, 1 place" in lines
    assert "Backups" in said
    actors = Action.objects.filter(verb="erase_words").order_by("at").values_list("actor__username", flat=True)
    assert list(actors) == ["mona", None]
    assert list(verify_history()) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no such event": ({"event": "999999"}, "There is no event 999999"),
    "no such stream": ({"event": "article:none:1"}, "There is no event article:none:1"),
    "no event": ({"event": "the first"}, "Give its id, or STREAM:N"),
    "no field": ({"field": None}, "--field is needed"),
    "a field that is no words": ({"field": "number"}, "Only words can be erased"),
    "a field that is not there": ({"field": "quote"}, "has no quote"),
    "somebody who may not": ({"by": "rita"}, "Only a manager"),
    "nobody": ({"by": "nobody"}, "There is no user named nobody"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_done_is_one_line(event: Event, what: str) -> None:
    wrong, said = WRONG[what]

    with pytest.raises(CommandError, match=re.escape(said)):
        redact(**{"event": str(event.pk), "field": "statement", "reason": "other"} | wrong)
    assert not Redaction.objects.exists()


def test_the_sweep_can_be_done_by_itself(event: Event) -> None:
    _, said = redact(sweep=True)

    assert said.splitlines()[0].startswith("Backups")


if connection.vendor == "postgresql":

    def test_whoever_does_not_own_the_tables_is_told_who_does_the_rest(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS erasing_desk")
        call_command("database_roles", "erasing_desk", stdout=io.StringIO(), stderr=io.StringIO())
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE erasing_desk")
            with pytest.raises(CommandError, match="not from all of the database’s files"):
                redact(event=str(event.pk), field="statement", reason="other")
            assert Claim.objects.get(number=1).statement.startswith("[erased on ")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute("DROP OWNED BY erasing_desk")
                cursor.execute("DROP ROLE erasing_desk")
        assert list(verify_history()) == []
