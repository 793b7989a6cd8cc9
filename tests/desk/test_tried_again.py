"""What somebody else made first is no failure: the verb is tried again, in whatever language the database says so."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from psycopg import errors

from annotations.desk.verb import Act, verb
from annotations.models import Project


def failing_once(cause: Exception | None, words: str) -> list[str]:
    """Call a verb that fails the first time; give what it did."""
    done: list[str] = []

    @verb
    def make(*, act: Act) -> Project:
        done.append("tried")
        if len(done) == 1:
            raise IntegrityError(words) from cause
        return Project()

    make(act=Act(None))
    return done


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (errors.UniqueViolation(), "llave duplicada viola restricción de unicidad «annotations_action_pkey»"),
        (None, "UNIQUE constraint failed: annotations_action.id"),
        (None, "annotations_action: the id of an action is unique"),
    ],
)
def test_what_is_there_already_is_tried_again(cause: Exception | None, words: str):
    assert failing_once(cause, words) == ["tried", "tried"]


def test_another_failure_is_one():
    with pytest.raises(IntegrityError, match="llave"):
        failing_once(errors.ForeignKeyViolation(), "inserción viola la llave foránea")
