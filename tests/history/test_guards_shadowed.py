"""What a session puts in the way of a type's name is not what the guards call by that name."""

import pytest
from django.db import connection

from annotations.desk.noting import add_note
from annotations.history.act import Act
from annotations.models import Claim, NoteKind, User
from annotations.proof.verify import verify_history

TYPES = ("text", "json", "bytea")


@pytest.mark.only_on("postgresql")
def test_a_temporary_type_does_not_answer_for_the_real_one(claim: Claim, omar: User) -> None:
    with connection.cursor() as cursor:
        for name in TYPES:
            cursor.execute(f"CREATE DOMAIN pg_temp.{name} AS pg_catalog.varchar(1)")

    add_note(claim=claim, kind=NoteKind.NOTE, text="Seen.", act=Act(omar))

    with connection.cursor() as cursor:
        for name in TYPES:
            cursor.execute(f"DROP DOMAIN pg_temp.{name}")
    assert list(verify_history()) == []
