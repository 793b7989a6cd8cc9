import gc
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from annotations.desk.consequences import inconsequences
from annotations.exports.verifier import Report, check
from annotations.management.exporting import article_of
from annotations.management.plain import PlainCommand
from annotations.models import Article, Event, Stream
from annotations.proof.findings import BUNDLE_BROKEN, INCONSEQUENT, Finding
from annotations.proof.keys import verifier_keys
from annotations.proof.receipts import Line
from annotations.proof.signed import Kept, verify_complete, verify_told
from annotations.proof.verify import as_far_as_it_goes, verify_history
from annotations.reports.snapshot import snapshot


class Command(PlainCommand):
    help = (
        "Check guards, hashes, chains and checkpoints, and that replaying the history gives today's tables. Writes"
        " nothing; names what is wrong, where, and what it means; exits with 0 only where nothing is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--article", metavar="ID", help="only this article, its project and what it cites")
        parser.add_argument("--checkpoint", metavar="FILE", action="append", default=[], help="one that was kept")
        parser.add_argument("--receipt", metavar="FILE", action="append", default=[], help="one that was kept")
        parser.add_argument("--bundle", metavar="FILE", action="append", default=[], help="one of export_history")
        parser.add_argument(
            "--chains-only", action="store_true", help="hashes and links, and neither values nor tables"
        )
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        article = article_of(options["article"]) if options["article"] else None
        kept = {name: [_read(path) for path in options[name]] for name in ("checkpoint", "receipt")}
        bundles = _checked(options["bundle"])
        kept["checkpoint"] += [Kept(name, bundle.checkpoint) for name, bundle in bundles.items() if bundle.checkpoint]
        # Nothing here is ever garbage in circles, and to look for it took a fifth of the time.
        gc.disable()
        # As of one moment: what others save meanwhile is no discrepancy.
        with snapshot(), tqdm(total=_length(article), unit=" events", unit_scale=True, disable=None) as bar:
            found = list(self._findings(article, kept, options["chains_only"], bar))
            for name, bundle in bundles.items():
                found += [Finding(name, wrong, BUNDLE_BROKEN) for wrong in bundle.found]
                ends = [Line(key, len(told), told[-1]) for key, told in bundle.hashes.items() if told]
                compared = chain(verify_told(name, ends), verify_complete(name, bundle.checkpoint, ends))
                found += as_far_as_it_goes(name, compared)
        if options["json"]:
            self.stdout.write(json.dumps([each._asdict() for each in found], indent=1))
        else:
            for each in found:
                # A terminal would do what some of them say.
                shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(each))
                self.stdout.write(f"{shown}\n  {each.means}")
        if found:
            things = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
            raise CommandError(f"The history is not whole: {things} wrong.{_why()}")
        events, streams = Event.objects.count(), Stream.objects.count()
        if article:
            self.stderr.write(
                "The histories of this article, its project and what it cites are whole. Only they were read."
            )
        elif options["chains_only"]:
            self.stderr.write(
                f"The chains are whole: {events} events in {streams} streams. No value or table was read."
            )
        else:
            self.stderr.write(f"The history is whole: {events} events in {streams} streams.")

    def _findings(
        self, article: Article | None, kept: dict[str, list[Kept]], chains_only: bool, bar: "tqdm[Any]"
    ) -> Iterator[Finding]:
        try:
            yield from verify_history(
                article=article,
                checkpoints=kept["checkpoint"],
                receipts=kept["receipt"],
                chains_only=chains_only,
                tell=bar.update,
            )
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if not chains_only:
            consequences = (Finding(*each, INCONSEQUENT) for each in inconsequences(article))
            yield from as_far_as_it_goes("the claims", consequences)


def _checked(paths: list[str]) -> dict[str, Report]:
    """Check bundles by themselves, as whoever was handed one would."""
    try:
        keys = [str(key) for key in verifier_keys()]
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    return {path: check(Path(path), keys) for path in paths}


def _why() -> str:
    """Say where the tables are those of an earlier version of the desk, whose history this one reads otherwise."""
    migrations = MigrationExecutor(connection)
    if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        return " The database waits for manage.py migrate, which may be why: run that, and this again."
    return ""


def _length(article: Article | None) -> int:
    return (Event.objects.filter(stream=article.stream_key) if article else Event.objects).count()


def _read(path: str) -> Kept:
    try:
        return Kept(path, Path(path).read_text(encoding="utf-8-sig"))  # mail programs put a mark before it
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise CommandError(f"{path} cannot be read: {reason}.") from error
