"""What is read as text is written as the history writes it, and as many values as one likes are asked for at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotations.history.canonical import moment
from annotations.models.fetching import on_sqlite, to_database
from annotations.proof.raw import any_of, as_text, moment_text

UNHURRIED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
# PostgreSQL keeps no text with the character 0.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)


def answer(statement: str, given: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()[0]


@UNHURRIED
@given(at=st.datetimes(timezones=st.just(datetime.UTC)))
@example(at=datetime.datetime(2026, 11, 24, 6, 50, 46, 500_000, datetime.UTC))
@example(at=datetime.datetime(2026, 11, 24, 6, 50, 0, 0, datetime.UTC))
def test_a_time_is_written_as_the_history_writes_it(db: None, at: datetime.datetime):
    of_type = "%s" if on_sqlite() else "%s::timestamptz"
    read = answer(f"SELECT {as_text()}({of_type})", [to_database(at)])

    assert moment_text(read) == moment(at)


@pytest.mark.parametrize("raw", ["infinity", "2026-11-24T06:50:46Z", "2026-11-24 06:50:46+00 BC", "", 7, None, b"1"])
def test_what_is_no_time_is_written_as_none(raw: object):
    assert moment_text(raw) != moment(datetime.datetime(2026, 11, 24, 6, 50, 46, tzinfo=datetime.UTC))


@UNHURRIED
@given(values=st.lists(texts, min_size=1, max_size=5), other=texts)
@example(values=['","', "\\", '\\"', "{}", "NULL", ""], other='"')
def test_any_of_some_texts_is_each_of_them_and_no_other(db: None, values: list[str], other: str):
    asked, given = any_of(values)
    of_type = "%s" if on_sqlite() else "%s::text"

    assert [answer(f"SELECT {of_type} {asked}", [value, *given]) for value in values] == [True] * len(values)
    assert answer(f"SELECT {of_type} {asked}", [other, *given]) == (other in values)


@UNHURRIED
@given(values=st.lists(st.binary(max_size=5), min_size=1, max_size=5), other=st.binary(max_size=5))
def test_any_of_some_bytes_is_each_of_them_and_no_other(db: None, values: list[bytes], other: bytes):
    asked, given = any_of(values)
    of_type = "%s" if on_sqlite() else "%s::bytea"

    assert [answer(f"SELECT {of_type} {asked}", [value, *given]) for value in values] == [True] * len(values)
    assert answer(f"SELECT {of_type} {asked}", [other, *given]) == (other in values)
