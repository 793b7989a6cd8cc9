from typing import Any

from django.core.management.base import CommandParser

from annotations.exports.verdicts import verdicts_csv
from annotations.management.exporting import CsvCommand, moment_in, scope_of
from annotations.reports.past import rows_as_of
from annotations.reports.verdict_rows import verdict_rows


class Command(CsvCommand):
    help = "Write the verdicts of a project or an article as CSV, one row a claim (see docs/verdicts-csv.md)."
    rows_are = ("claim", "claims")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--withdrawn", action="store_true", help="also the claims that were withdrawn")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = scope_of(options)
        rows = rows_as_of(moment_in(options, scope), verdict_rows(scope, withdrawn=options["withdrawn"]))
        self.write_out(verdicts_csv(self.counted(rows), bom=options["bom"], exact=options["exact"]), options["output"])
