"""Who can log in to the demo, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password

from annotations.models import Role, User

PASSWORD = "galleyproof"  # noqa: S105  # Known to everyone: hence no demo without DEBUG.


class Person(NamedTuple):
    name: str
    role: Role | None
    part: str
    superuser: bool = False


PEOPLE = (
    Person("mona", Role.MANAGER, "manager"),
    Person("rita", Role.REVIEWER, "reviewer"),
    Person("omar", Role.CHECKER, "checker"),
    Person("cleo", Role.CHECKER, "checker"),
    Person("vera", Role.VIEWER, "viewer"),
    Person("nora", None, "member of no project"),
    Person("admin", None, "Django’s admin at /admin/", superuser=True),
)


def known_people() -> dict[str, User]:
    """Give the people of the demo who are there already, by name."""
    return User.objects.in_bulk([person.name for person in PEOPLE], field_name="username")


def add_people() -> dict[str, User]:
    """Make everyone, by name."""
    # Hashing is slow on purpose, and takes longer for seven people than all that they do.
    hashed = make_password(PASSWORD)
    for person in PEOPLE:
        User(
            username=person.name,
            first_name=person.name.title(),
            email=f"{person.name}@example.org",
            password=hashed,
            is_staff=person.superuser,
            is_superuser=person.superuser,
        ).save()
    return known_people()


def logins() -> Iterator[str]:
    """Yield one line a person: name, password (or that it was changed), and what they are."""
    people = known_people()
    valid = {hashed: check_password(PASSWORD, hashed) for hashed in {user.password for user in people.values()}}
    for person in PEOPLE:
        password = PASSWORD if valid[people[person.name].password] else "(changed)"
        yield f"{person.name:<7}{password:<13}{person.part}"
