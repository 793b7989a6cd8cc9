import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.history.guards import guarded_tables
from annotations.history.triggers import missing_guards
from annotations.management.plain import PlainCommand


class Command(PlainCommand):
    help = "List the tables that the history's guards stand on; fails where a guard is missing or altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON list of table names")

    def handle(self, *args: Any, **options: Any) -> None:
        tables = guarded_tables()
        self.stdout.write(json.dumps(tables) if options["json"] else "\n".join(tables))
        missing = missing_guards()
        if missing:
            raise CommandError(
                "These guards are missing, switched off or altered; `manage.py migrate` puts them back: "
                + ", ".join(missing)
            )
