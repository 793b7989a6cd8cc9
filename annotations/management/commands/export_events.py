from typing import Any

from annotations.exports.events import events_csv
from annotations.management.exporting import CsvCommand, moment_in, scope_of
from annotations.models import Project
from annotations.reports.events.event_rows import event_rows
from annotations.reports.past import rows_as_of


class Command(CsvCommand):
    help = (
        "Write the history of a project or an article as CSV, one row a changed field (see docs/events-csv.md)."
        " Nobody's draft and no confidential source is in it."
    )
    rows_are = ("row", "rows")
    progress_every = 50_000

    def handle(self, *args: Any, **options: Any) -> None:
        scope = scope_of(options)
        rows = event_rows([scope] if isinstance(scope, Project) else scope, reader=None)
        past = self.counted(rows_as_of(moment_in(options, scope), rows))
        self.write_out(events_csv(past, bom=options["bom"], exact=options["exact"]), options["output"])
