"""A furnished project, built once a file; every test stands in a savepoint on top of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from tests.web.routes import Room


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Room]:
    from tests.web.routes import build_room

    with django_db_blocker.unblock(), transaction.atomic():
        yield build_room()
        transaction.set_rollback(True)


@pytest.fixture
def room(built: Room, db: None) -> Room:
    """Give the room; what a test changes in its rows is gone with the test."""
    return copy.deepcopy(built)
