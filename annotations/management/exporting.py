"""What every command that writes a file of rows has in common."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.core.management.base import CommandError, CommandParser

from annotations.management.plain import PlainCommand
from annotations.models import Article, Project
from annotations.reports.events.moments import Moment, NoSuchMoment, moment_of

Row = TypeVar("Row")


class ExportingCommand(PlainCommand):
    """A command that writes rows about a project or an article to a file; `rows_are` names one and many of them."""

    rows_are = ("row", "rows")
    progress_every = 5000
    count = 0

    def add_arguments(self, parser: CommandParser) -> None:
        scope = parser.add_mutually_exclusive_group(required=True)
        scope.add_argument("--project", metavar="SLUG")
        scope.add_argument("--article", metavar="ID")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="a file, or - for standard output")
        parser.add_argument(
            "--as-of",
            metavar="MOMENT",
            help="as the article stood then: after an entry by its number, or at a time in UTC, as 2026-11-24T13:05",
        )

    def write_out(self, content: Generator[bytes, None, None], output: str) -> None:
        """Write the file and say how many rows it holds; an interrupted file leaves what was there before."""
        with closing(content):
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
        self.stderr.write(f"Wrote {self.said()} to {'standard output' if output == '-' else output}.")

    def counted(self, rows: Generator[Row, None, None]) -> Generator[Row, None, None]:
        """Pass rows on, and say now and then how many there were."""
        with closing(rows):
            for row in rows:
                yield row
                self.count += 1
                if self.count % self.progress_every == 0:
                    self.stderr.write(f"{self.said()} so far")

    def said(self) -> str:
        one, many = self.rows_are
        return f"1 {one}" if self.count == 1 else f"{self.count:,} {many}"


class CsvCommand(ExportingCommand):
    """A command that writes rows as CSV."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--bom", action="store_true", help="begin with a byte order mark, for spreadsheets")
        parser.add_argument("--exact", action="store_true", help="write also cells that look like formulas as they are")


def scope_of(options: dict[str, Any]) -> Article | Project:
    """Find the project or the article that the command line names."""
    if options["project"] is not None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        return project
    return article_of(options["article"])


def moment_in(options: dict[str, Any], scope: Article | Project) -> Moment | None:
    """Find the moment in the article's history that the command line names; None for now."""
    if options["as_of"] is None:
        return None
    if isinstance(scope, Project):
        raise CommandError("--as-of goes with --article: each article has a history of its own.")
    try:
        return moment_of(scope, options["as_of"])
    except NoSuchMoment as none:
        raise CommandError(str(none)) from None


def article_of(key: str) -> Article:
    """Find the article that the command line names."""
    try:
        return Article.objects.get(pk=uuid.UUID(key))
    except (ValueError, Article.DoesNotExist):
        raise CommandError(f"There is no article {key}.") from None


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
