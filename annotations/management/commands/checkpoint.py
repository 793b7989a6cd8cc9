from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser

from annotations.management.plain import PlainCommand
from annotations.proof.checkpoints import make_checkpoint


class Command(PlainCommand):
    help = "Sign where every history ends now, and print it: whoever keeps it can prove later that nothing was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", metavar="FILE", help="write it to a file instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = make_checkpoint()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["output"]:
            try:
                Path(options["output"]).write_text(checkpoint.note, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        else:
            self.stdout.write(checkpoint.note, ending="")
        self.stderr.write(f"Checkpoint {checkpoint.number}. Keep it where nobody who runs the desk can change it.")
