from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.management.plain import PlainCommand
from annotations.proof.keys import make_key
from annotations.proof.notes import BadKey


class Command(PlainCommand):
    help = "Make the key that signs checkpoints, in a new file that only its owner reads; print the public key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the desk signs as, for example desk.example.org/checks")
        parser.add_argument("-o", "--output", required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["output"])
        try:
            verifier = make_key(path, options["name"])
        except BadKey as error:
            raise CommandError(str(error)) from error
        except FileExistsError as error:
            raise CommandError(f"{path} is there already, and a key is never overwritten.") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(str(verifier))
        self.stderr.write(
            f"The private key is in {path}: keep it outside the database and its backups, and name it in"
            " HISTORY_KEY_FILE. Publish the line above: with it anybody can check what the desk signs."
        )
