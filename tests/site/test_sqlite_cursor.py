"""Statements reach SQLite as Django's own cursor would send them, however often."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["%s", "100 %", "?", "%%"])
def test_a_statement_is_sent_again_with_other_values(value: str):
    with connection.cursor() as cursor:
        for given in (value, "other"):
            cursor.execute("SELECT CAST(%s AS text), '100 %%', '?'", [given])
            assert cursor.fetchone() == (given, "100 %", "?")
        cursor.execute("SELECT '%s', '100 %%'")
        assert cursor.fetchone() == ("%s", "100 %%")


def test_names_are_taken_too():
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%(one)s AS text), CAST(%(one)s AS text)", {"one": "twice"})
        assert cursor.fetchone() == ("twice", "twice")
