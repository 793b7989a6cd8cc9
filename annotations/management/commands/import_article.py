import datetime
import os
import sys
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from annotations.desk.checked_files import Names
from annotations.desk.errors import Refused
from annotations.desk.verdict_names import VerdictNames
from annotations.interchange.transcript import columns_of
from annotations.management.folders import Found, files_in
from annotations.management.importing import HEAD, TYPES, Importer, Outcome, json_line
from annotations.management.writing import WritingCommand, person_named
from annotations.models import Project


class Command(WritingCommand):
    help = (
        "Import an article from a file, checked articles from JSON or a transcript (see docs/interchange.md), or all"
        " that lies in a folder, and print what was made of each article as one JSON line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", metavar="PATH", help="a file, a folder, or - for standard input")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument(
            "--type",
            choices=TYPES,
            help="what a file is; without it the end of its name tells (.json, .jsonl, .tsv, .csv …)",
        )
        parser.add_argument(
            "--columns", type=_columns, default=(), metavar="NAMES", help="of a transcript: line,speaker,sentence,…"
        )
        parser.add_argument("--again", action="store_true", help="also a text that the project has already")
        parser.add_argument("--title", default="")
        parser.add_argument("--url", default="")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--author", default="")
        parser.add_argument("--published", type=_date, metavar="DATE", help="as 2026-11-24")
        parser.add_argument(
            "--language", default="", help="such as en or de; without it, it is recognised from the text"
        )
        parser.add_argument("--checker", metavar="USERNAME", help="who checked, where a file names nobody")
        parser.add_argument(
            "--person",
            type=_pair,
            action="append",
            default=[],
            metavar="NAME=USERNAME",
            help="who NAME in a file is; NAME= is nobody here: the name is kept in the words of checks and notes",
        )
        parser.add_argument(
            "--verdict",
            type=_pair,
            action="append",
            default=[],
            metavar="NAME=CODE",
            help="which verdict of the project NAME in a file is; NAME= is none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act = self.act(options)
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        path = Path(options["path"])
        folder = options["path"] != "-" and path.is_dir()
        importer = Importer(
            project=project,
            act=act,
            names=_names(project, options),
            head={name: options[option] for name, option in HEAD.items()},
            type=options["type"],
            columns=options["columns"],
            again=options["again"],
            skips_texts=folder,
        )
        counted: Counter[str] = Counter()
        try:
            self._import(list(files_in(path)) if folder else [Found(path)], importer, counted, folder=folder)
        except KeyboardInterrupt:
            raise CommandError(f"Stopped; {counted['made']:,} imported. Run it again, and it does the rest.") from None
        except BrokenPipeError:
            # Without this Python complains once more as it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError(f"Nobody reads the output any more; {counted['made']:,} imported.") from None
        for name, verdict in importer.names.verdicts.taken.items():
            self.stderr.write(f"“{name}” was taken for the verdict “{verdict}”: --verdict {name}=CODE says otherwise.")
        told = f"{counted['made']:,} imported, {counted['skipped']:,} there already, {counted['wrong']:,} not imported."
        if counted["wrong"]:
            raise CommandError(told)
        if folder:
            self.stderr.write(told)

    def _import(self, found: list[Found], importer: Importer, counted: Counter[str], *, folder: bool) -> None:
        """Bring in what each file holds and say so at once; raises CommandError where the one thing asked for fails."""
        held = ""
        # Of one file nobody knows how many articles it holds.
        alone: tqdm[Any] = tqdm(unit=" articles", disable=True if folder else None, leave=False)
        bar: tqdm[Any] = tqdm(found, unit=" files", disable=None) if folder else alone
        with bar:
            for path, outcome in self._outcomes(bar if folder else found, importer):
                bar.update(0 if folder else 1)
                if held:
                    self.stderr.write(held)
                counted["wrong" if outcome.wrong else "skipped" if outcome.skipped else "made"] += 1
                held = f"{path}: {outcome.wrong}" if outcome.wrong and folder else outcome.wrong
                with bar.external_write_mode():
                    for warning in outcome.warnings:
                        self.stderr.write(f"{path}: {warning}" if folder else warning)
                    if not outcome.wrong:
                        self.stdout.write(json_line(path, outcome, folder=folder))
                        self.stdout.flush()
        if held:
            if counted.total() == 1 and not folder:
                raise CommandError(held)
            self.stderr.write(held)

    def _outcomes(self, found: Iterable[Found], importer: Importer) -> Iterator[tuple[str, Outcome]]:
        for path, wrong in found:
            if wrong:
                yield str(path), Outcome(wrong=wrong)
            else:
                yield from ((str(path), outcome) for outcome in importer.outcomes(str(path)))


def _names(project: Project, options: dict[str, Any]) -> Names:
    try:
        verdicts = VerdictNames(project, dict(options["verdict"]))
    except Refused as refused:
        raise CommandError(f"--verdict: {refused.message}") from refused
    checker = person_named(options["checker"]) if options["checker"] else None
    return Names(verdicts, checker, dict(options["person"]))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ArgumentTypeError(f"{text} is no pair; write it as NAME=VALUE")
    return name, value


def _columns(text: str) -> list[str]:
    try:
        return columns_of(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no date; write it as 2026-11-24") from None
