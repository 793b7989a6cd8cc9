import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.desk.errors import DeskError
from annotations.desk.revising import import_revision
from annotations.management.exporting import article_of
from annotations.management.plain import name_of, read_article
from annotations.management.writing import WritingCommand
from annotations.models import Origin
from annotations.reports.carried import Summary, summary_of


class Command(WritingCommand):
    help = (
        "Bring in the next draft of an article from a file (or - for standard input), carry its claims to it, and print"
        " what became of them as one JSON line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("article", metavar="ARTICLE", help="the id of the article, as import_article printed it")
        parser.add_argument("path", metavar="PATH", help="a file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        act = self.act(options)
        article, path = article_of(options["article"]), options["path"]
        newest = article.latest_revision()
        document = read_article(path)
        try:
            draft = import_revision(
                article=article,
                text=document.text,
                after=newest,
                origin=Origin.COMMAND,
                filename=name_of(path),
                layout=document.layout,
                links=document.links,
                act=act,
            )
        except DeskError as error:
            raise CommandError(error.message) from error
        for warning in document.warnings:
            self.stderr.write(warning)
        made = {
            "article": str(article.pk),
            "revision": str(draft.pk),
            "number": draft.number,
            "sentences": draft.sentences.count(),
            "sha256": draft.sha256,
            "claims": (summary_of(draft) or Summary())._asdict(),
        }
        if document.guessed:
            made["guessed_encoding"] = document.encoding
        self.stdout.write(json.dumps(made))
