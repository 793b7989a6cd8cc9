"""Write labelled texts as checked articles: it works on the file alone, and opens no database."""

from collections.abc import Generator
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from annotations.exports.interchange import articles_json
from annotations.interchange.errors import BadArticle
from annotations.interchange.files import TIMES_AN_ARTICLE
from annotations.interchange.json_values import BadJson, values_in
from annotations.interchange.labelled import converted
from annotations.interchange.shape import Article
from annotations.management.exporting import ExportingCommand
from annotations.management.plain import opened


class Command(ExportingCommand):
    help = (
        "Turn texts whose sentences were labelled elsewhere (JSON, see docs/interchange.md) into checked articles that"
        " import_article takes in. Says which sentence was placed by most of its words, and which was not found."
    )
    requires_system_checks = ()
    rows_are = ("article", "articles")
    wrong = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH", help="a JSON file, or - for standard input")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="a file, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.write_out(articles_json(self.counted(self._articles(options["path"]))), options["output"])
        except BadJson as bad:
            raise CommandError(str(bad)) from bad
        if self.wrong:
            things = "1 thing is" if self.wrong == 1 else f"{self.wrong:,} things are"
            raise CommandError(f"{things} not in it, as said above.")

    def _articles(self, path: str) -> Generator[Article, None, None]:
        with opened(path) as file:
            for value in values_in(file, TIMES_AN_ARTICLE * settings.MAX_ARTICLE_BYTES):
                where = f"text {value.number or 1}"
                try:
                    made = converted(value.value) if not value.wrong else None
                except BadArticle as bad:
                    made, value = None, value._replace(wrong=str(bad))
                for line in [value.wrong] if made is None else made.missing + made.remarks:
                    self.stderr.write(f"{where}: {line}")
                self.wrong += len(made.missing) if made else 1
                if made:
                    yield made.article
