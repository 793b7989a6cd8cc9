"""What pages are looked at on: a furnished project, built once a file, and browsers of the people in it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from django.test import Client

    from annotations.models import Claim, Project, Revision, Source, User
    from tests.web.routes import Room


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Room]:
    """Build the project once; every test stands in a savepoint on top of it."""
    from tests.web.routes import build_room

    with django_db_blocker.unblock(), transaction.atomic():
        yield build_room()
        transaction.set_rollback(True)


@pytest.fixture
def room(built: Room, db: None) -> Room:
    """Give the room; what a test changes in its rows is gone with the test."""
    return copy.deepcopy(built)


@pytest.fixture
def minutes(room: Room) -> Source:
    from annotations.models import Source

    return Source.objects.get(title="Council minutes")


@pytest.fixture
def record(revision: Revision, omar: User) -> Callable[..., Claim]:
    """Record a claim of omar's on some words, by their nth place: record("The old bridge at dusk", 2)."""
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.history.act import Act

    def record(words: str, nth: int = 1, statement: str = "") -> Claim:
        start = -1
        for _ in range(nth):
            start = revision.text.index(words, start + 1)
        said = ClaimWords(statement or words)
        return add_claim(revision=revision, places=[(start, start + len(words))], words=said, act=Act(omar))

    return record


@pytest.fixture
def ida(db: None) -> User:
    """Run the site; ida is a member of no project."""
    from annotations.models import User

    return User.objects.create_superuser(username="ida", password="a long enough secret")


@pytest.fixture
def office(client: Client, ida: User) -> Client:
    client.force_login(ida)
    return client


@pytest.fixture
def staff(client: Client, nora: User) -> Client:
    """Make nora staff who may do nothing yet."""
    nora.is_staff = True
    nora.save()
    client.force_login(nora)
    return client


@pytest.fixture
def log_in(project: Project) -> Callable[[User], Client]:
    """Give anybody a browser of their own, logged in."""
    from django.test import Client

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def desk(log_in: Callable[[User], Client], omar: User) -> Client:
    """Give omar's browser."""
    return log_in(omar)
