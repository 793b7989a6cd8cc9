"""The rows themselves: which columns are recorded, what they may hold, and how they are written.

Only `annotations.history.record` writes with these, and never without an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Field

from annotations.history.canonical import plain
from annotations.models import Audited

INTEGER_RANGES = BaseDatabaseOperations.integer_field_ranges
# Half a character can be in no UTF-8, a zero in no text of PostgreSQL.
NOT_A_CHARACTER = re.compile("[\0\ud800-\udfff]")


class Clash(Exception):
    """The row is no longer at the version that was read."""

    def __init__(self, row: Audited) -> None:
        super().__init__(f"{row.object_kind()} {row.pk} is no longer at version {row.version}.")
        self.row = row


def recorded_fields(model: type[Audited]) -> list[Field[Any, Any]]:
    """List the columns whose values stand in events: all but the key, the version and what is derived."""
    left_out = {"id", "version", *model.audit.derived}
    return [column for column in model._meta.concrete_fields if column.name not in left_out]


@cache
def defaults_of(model: type[Audited]) -> dict[str, Any]:
    """Give the default of each recorded column, in the history's plain form: what holds where no event says more."""
    return {column.name: plain(column.get_default()) for column in recorded_fields(model)}


def check_columns(row: Audited, names: Iterable[str]) -> None:
    """Hold values to their columns' own rules, in the same words on both databases; foreign keys are the database's.

    Raises ValidationError, by column: SQLite would keep what PostgreSQL answers with an error of its own.
    """
    for column in recorded_fields(type(row)):
        if column.name not in names or column.remote_field:
            continue
        value = column.value_from_object(row)
        try:
            if isinstance(value, str) and NOT_A_CHARACTER.search(value):
                raise ValidationError("This holds a character that is not one. Type it again, or paste it anew.")
            low, high = INTEGER_RANGES.get(column.get_internal_type(), (0, 0))
            if isinstance(value, int) and high and not low <= value <= high:
                raise ValidationError(f"Choose a number from {low:,} to {high:,}.")
            column.clean(value, row)
        except ValidationError as invalid:
            raise ValidationError({column.name: invalid.messages}) from None


def insert_rows(model: type[Any], rows: Sequence[Any], *, without: tuple[str, ...] = ()) -> None:
    """Insert rows with one prepared statement."""
    columns = [column for column in model._meta.concrete_fields if column.name not in without]
    quote = connection.ops.quote_name
    statement = "INSERT INTO {} ({}) VALUES ({})".format(
        quote(model._meta.db_table),
        ", ".join(quote(column.column) for column in columns),
        ", ".join(["%s"] * len(columns)),
    )
    parameters = [
        [column.get_db_prep_save(column.pre_save(row, True), connection) for column in columns] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, parameters)


def update_row(row: Audited, fields: Iterable[str]) -> None:
    """Write named columns only, with the version that was read in the WHERE clause."""
    columns = [column for column in row._meta.concrete_fields if column.name in fields]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)
    statement = f"UPDATE {quote(row._meta.db_table)} SET {assignments}, version = %s WHERE id = %s AND version = %s"
    key = row._meta.pk.get_db_prep_save(row.pk, connection)
    parameters = [
        *(column.get_db_prep_save(column.value_from_object(row), connection) for column in columns),
        row.version,
        key,
        row.version - 1,
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        if cursor.rowcount != 1:
            raise Clash(row)
