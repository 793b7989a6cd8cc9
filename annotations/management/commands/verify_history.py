from itertools import chain
from typing import Any

from django.core.management.base import CommandError

from annotations.desk.consequences import inconsequences
from annotations.history.verify import verify_history
from annotations.management.plain import PlainCommand
from annotations.models import Event, Stream
from annotations.reports.snapshot import snapshot


class Command(PlainCommand):
    help = "Check guards, hashes, chains, and that replaying the history gives today's tables; names what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        # As of one moment: what others save meanwhile is no discrepancy.
        with snapshot():
            for line in chain(verify_history(), inconsequences()):
                wrong += 1
                self.stdout.write(line)
        if wrong:
            raise CommandError(f"The history is not whole: {wrong} things are wrong.")
        self.stderr.write(f"The history is whole: {Event.objects.count()} events in {Stream.objects.count()} streams.")
