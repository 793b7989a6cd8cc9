from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser

from annotations.exports.bundle import bundle_zip
from annotations.management.exporting import ExportingCommand, article_of
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.notes import BadNote


class Command(ExportingCommand):
    help = (
        "Write the history of an article as a ZIP file that anybody can check without this product: a checkpoint is"
        " made first. Nobody's draft and no confidential source is in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--article", metavar="ID", required=True)
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="a file, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        article = article_of(options["article"])
        try:
            content = bundle_zip(article, make_checkpoint(article.stream_key))
        except (ImproperlyConfigured, BadNote) as error:
            raise CommandError(str(error)) from error
        self.write_out(content, options["output"])

    def said(self) -> str:
        return "the history with its proof"
