from typing import Any

from annotations.exports.events import events_csv
from annotations.management.exporting import ExportingCommand, scope_of
from annotations.models import Project
from annotations.reports.event_rows import event_rows


class Command(ExportingCommand):
    help = (
        "Write the history of a project or an article as CSV, one row a changed field (see docs/events-csv.md)."
        " Nobody's draft and no confidential source is in it."
    )
    rows_are = ("row", "rows")
    progress_every = 50_000

    def handle(self, *args: Any, **options: Any) -> None:
        scope = scope_of(options)
        rows = self.counted(event_rows([scope] if isinstance(scope, Project) else scope, reader=None))
        self.write_out(events_csv(rows, bom=options["bom"], exact=options["exact"]), options["output"])
