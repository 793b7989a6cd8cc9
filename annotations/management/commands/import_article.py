import datetime
import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.desk.errors import DeskError
from annotations.desk.importing import import_article
from annotations.management.plain import read_article
from annotations.management.writing import WritingCommand
from annotations.models import Origin, Project, Revision, Sentence
from annotations.text.decoding import text_sha256


class Command(WritingCommand):
    help = "Import an article from a text file (or - for standard input) and print what was made as one JSON line."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", metavar="PATH", help="a text file, or - for standard input")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--title", default="")
        parser.add_argument("--url", default="")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--author", default="")
        parser.add_argument("--published", type=_date, metavar="DATE", help="as 2026-11-24")
        parser.add_argument(
            "--language", default="", help="such as en or de; without it, it is recognised from the text"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act = self.act(options)
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        path = options["path"]
        document = read_article(path)
        twin = Revision.objects.same_text(project, text_sha256(document.text)).first()
        try:
            article = import_article(
                project=project,
                text=document.text,
                origin=Origin.COMMAND,
                filename="" if path == "-" else Path(path).name,
                layout=document.layout,
                title=options["title"] or document.title,
                url=options["url"] or document.url,
                publisher=options["publisher"] or document.publisher,
                author=options["author"] or document.author,
                published_on=options["published"] or document.published_on,
                language=options["language"] or document.language,
                act=act,
            )
        except DeskError as error:
            field = getattr(error, "field", "")
            raise CommandError(f"--{field}: {error.message}" if field in options else error.message) from error
        revision = article.latest_revision()
        paragraphs = Sentence.objects.filter(revision=revision).values_list("paragraph").distinct()
        made = {
            "article": str(article.pk),
            "revision": str(revision.pk),
            "language": article.language,
            "sentences": revision.sentences.count(),
            "paragraphs": paragraphs.count(),
            "sha256": revision.sha256,
        }
        for warning in document.warnings:
            self.stderr.write(warning)
        if document.guessed:
            made["guessed_encoding"] = document.encoding
        if twin:
            made["duplicate_of"] = str(twin.article_id)
        self.stdout.write(json.dumps(made))


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no date; write it as 2026-11-24") from None
