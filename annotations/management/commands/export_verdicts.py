import os
import shutil
import sys
import uuid
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser

from annotations.exports.verdicts import verdicts_csv
from annotations.management.plain import PlainCommand
from annotations.models import Article, Project
from annotations.reports.verdict_rows import VerdictRow, verdict_rows

PROGRESS_EVERY = 5000


class Command(PlainCommand):
    help = "Write the verdicts of a project or an article as CSV, one row a claim (see docs/verdicts-csv.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        scope = parser.add_mutually_exclusive_group(required=True)
        scope.add_argument("--project", metavar="SLUG")
        scope.add_argument("--article", metavar="ID")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="a file, or - for standard output")
        parser.add_argument("--bom", action="store_true", help="begin with a byte order mark, for spreadsheets")
        parser.add_argument("--exact", action="store_true", help="write also cells that look like formulas as they are")
        parser.add_argument("--withdrawn", action="store_true", help="also the claims that were withdrawn")

    def handle(self, *args: Any, **options: Any) -> None:
        self.count = 0
        rows = self._counted(verdict_rows(_scope(options), withdrawn=options["withdrawn"]))
        output = options["output"]
        with closing(verdicts_csv(rows, bom=options["bom"], exact=options["exact"])) as content:
            try:
                if output == "-":
                    _fill(sys.stdout.buffer, content)
                else:
                    _write(Path(output), content)
            except BrokenPipeError:
                # The reader has had enough (`| head`); without this Python complains once more as it exits.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                return
            except OSError as error:
                raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        claims = "1 claim" if self.count == 1 else f"{self.count:,} claims"
        self.stderr.write(f"Wrote {claims} to {'standard output' if output == '-' else output}.")

    def _counted(self, rows: Generator[VerdictRow, None, None]) -> Generator[VerdictRow, None, None]:
        with closing(rows):
            for row in rows:
                yield row
                self.count += 1
                if self.count % PROGRESS_EVERY == 0:
                    self.stderr.write(f"{self.count:,} claims so far")


def _scope(options: dict[str, Any]) -> Article | Project:
    if options["project"] is not None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        return project
    try:
        return Article.objects.get(pk=uuid.UUID(options["article"]))
    except (ValueError, Article.DoesNotExist):
        raise CommandError(f"There is no article {options['article']}.") from None


def _write(path: Path, content: Iterable[bytes]) -> None:
    """Write beside the file and rename at the end, so that a failed export leaves what was there before."""
    if path.exists() and not path.is_file():
        # A device or a pipe, such as /dev/stdout, cannot be renamed over.
        with path.open("wb") as file:
            _fill(file, content)
        return
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            _fill(file, content)
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fill(file: BinaryIO, content: Iterable[bytes]) -> None:
    for part in content:
        file.write(part)
    file.flush()
