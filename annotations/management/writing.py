"""What every command that writes has in common."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.history.act import Act
from annotations.management.plain import PlainCommand
from annotations.models import User


class WritingCommand(PlainCommand):
    """A command that writes: it takes `--by USERNAME`, and without it the history names the system."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", metavar="USERNAME", help="whose work this is; the system's unless given")

    def act(self, options: dict[str, Any]) -> Act:
        """Begin an act by the person that the command line names."""
        name = options["by"]
        if name is None:
            return Act(by=None)
        return Act(by=person_named(name))


def person_named(name: str) -> User:
    """Find the person that the command line names."""
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no user named {name}.")
    return person
