"""Keys and times as the database writes them: a report of a hundred thousand rows has no use for their objects."""

from __future__ import annotations

from django.db.models import TextField
from django.db.models.functions import Cast


def as_text(name: str) -> Cast:
    """Give a column as text, to be compared with nothing but the same column of another query.

    Making a UUID of each key and a datetime of each time took half of the whole export.
    """
    return Cast(name, TextField())
