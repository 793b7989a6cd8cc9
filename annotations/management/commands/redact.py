from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection

from annotations.desk.erasing import erase_words, places_of
from annotations.desk.errors import DeskError
from annotations.history.sweep import OUTSIDE, sweep
from annotations.management.writing import WritingCommand
from annotations.models import ErasureReason, Event
from annotations.reports.events.erasure import lines_of


class Command(WritingCommand):
    help = (
        "Erase words wherever they stand in a project, its history included: the words that FIELD became by event N,"
        " and every place that holds the same. It cannot be undone. The history still verifies, and says what was"
        " erased, when and why. See docs/decisions/erasure.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--event",
            metavar="N",
            help="the event: its id, as in the address of “Erase…” on the history’s page, or STREAM:N, the columns"
            " stream and n of events.csv, such as article:0192…:14",
        )
        parser.add_argument("--field", metavar="F", help="the field, as events.csv calls it, such as statement")
        parser.add_argument(
            "--reason", choices=ErasureReason.values, help="why; the history says it in place of the words"
        )
        parser.add_argument("--dry-run", action="store_true", help="only list the places")
        parser.add_argument(
            "--sweep", action="store_true", help="only write the database’s files anew, after an earlier erasure"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sweep"]:
            missing = [name for name in ("event", "field", "reason") if not options[name]]
            if missing:
                raise CommandError(f"--{missing[0]} is needed.")
            try:
                self._erase(options)
            except DeskError as error:
                raise CommandError(error.message) from error
            if options["dry_run"]:
                return
        left = sweep()
        for each in [*left, OUTSIDE[connection.vendor]]:
            self.stderr.write(each)
        if left:
            raise CommandError("The words are erased from the desk, and not from all of the database’s files.")

    def _erase(self, options: dict[str, Any]) -> None:
        act, event = self.act(options), _event(options["event"])
        places = places_of(event, options["field"])
        for line in lines_of(places.values, places.drafts, len(places.logged)):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stderr.write("Nothing was erased: this was a dry run.")
            return
        reason = ErasureReason(options["reason"])
        erase_words(event=event, field=options["field"], reason=reason, act=act, fingerprint=places.fingerprint)
        self.stderr.write(f"Erased: {reason.label}.")


def _event(told: str) -> Event:
    """Find an event by its id, or by its stream and its number there."""
    stream, _, number = told.rpartition(":")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise CommandError(f"{told} is no event. Give its id, or STREAM:N.")
    events = Event.objects.select_related("stream__project")
    found = events.filter(stream=stream, n=int(number)) if stream else events.filter(pk=int(number))
    event = found.first()
    if event is None:
        raise CommandError(f"There is no event {told}.")
    return event
