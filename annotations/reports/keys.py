"""Keys and times as the database writes them: a report of a hundred thousand rows has no use for their objects."""

from __future__ import annotations

import uuid
from functools import lru_cache

from django.db.models import ExpressionWrapper, F, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast


def as_text(name: str) -> Cast:
    """Give a column as text, to be compared with nothing but the same column of another query.

    Making a UUID of each key and a datetime of each time took half of the whole export.
    """
    return Cast(name, TextField())


def as_written(name: str) -> Combinable:
    """Give a column of keys as the driver does, text or UUID, and as what it is in SQL: an index still orders it.

    `key_of` reads it.
    """
    return ExpressionWrapper(F(name), output_field=TextField())


# Many rows name the same few.
@lru_cache(maxsize=1024)
def key_of(written: str | uuid.UUID) -> uuid.UUID:
    return written if isinstance(written, uuid.UUID) else uuid.UUID(written)
