import os
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connection, transaction

from annotations.history.roles import set_up_role
from annotations.management.plain import PlainCommand


class Command(PlainCommand):
    help = (
        "PostgreSQL: set up the role that the desk runs as, which can add to the history and change nothing of it."
        " Run it as the owner of the tables, after each migrate; APP_PASSWORD sets the role's password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the name of the role, for example galleyproof_app; it is made if need be")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: docs/history.md says what protects the history there.")
        try:
            with transaction.atomic():
                rights = set_up_role(options["role"], os.environ.get("APP_PASSWORD", ""))
        except (ValueError, DatabaseError) as error:
            raise CommandError(str(error).splitlines()[0]) from error
        for line in rights:
            self.stdout.write(line)
        self.stderr.write(
            f"Let the desk log in as {options['role']} (DATABASE_URL), and keep the owner's password for migrate."
        )
