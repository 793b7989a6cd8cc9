from collections.abc import Generator
from typing import Any

from django.core.management.base import CommandParser

from annotations.exports.interchange import articles_json
from annotations.interchange import shape
from annotations.management.exporting import ExportingCommand, moment_in, scope_of
from annotations.models import Article, Project
from annotations.reports.checked_article import checked_article
from annotations.reports.past import rows_as_of
from annotations.reports.snapshot import snapshot


class Command(ExportingCommand):
    help = (
        "Write an article, or each of a project's, with its claims, checks, sources and notes as JSON Lines, which"
        " import_article takes in (see docs/interchange.md). Nobody's draft is in it, and no confidential source."
    )
    rows_are = ("article", "articles")
    progress_every = 100

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--withdrawn", action="store_true", help="also the claims that were withdrawn")
        parser.add_argument("--confidential", action="store_true", help="confidential sources too, as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = scope_of(options)
        articles = rows_as_of(moment_in(options, scope), self._articles(scope, options))
        self.write_out(articles_json(self.counted(articles)), options["output"])

    def _articles(self, scope: Article | Project, options: dict[str, Any]) -> Generator[shape.Article, None, None]:
        with snapshot():
            for article in articles_of(scope):
                told = checked_article(article, withdrawn=options["withdrawn"], confidential=options["confidential"])
                if told.nowhere:
                    numbers = ", ".join(map(str, told.nowhere))
                    self.stderr.write(f"{article}: nowhere in its latest draft, and so left out: claim {numbers}")
                yield told.article


def articles_of(scope: Article | Project) -> Generator[Article, None, None]:
    """Give an article, or the standing ones of a project in the order in which they came, one at a time."""
    if isinstance(scope, Article):
        yield scope
        return
    for key in Article.objects.filter(project=scope, withdrawn="").order_by("pk").values_list("pk", flat=True):
        yield Article.objects.get(pk=key)
