from typing import Any

from annotations.desk.settling import settle_claims
from annotations.history.act import Act
from annotations.management.writing import WritingCommand
from annotations.models import Article


class Command(WritingCommand):
    help = "Work out anew what is computed of every claim, after an upgrade; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.act(options).by
        for article in Article.objects.select_related("project").order_by("pk"):
            settle_claims(article=article, act=Act(by))
        self.stderr.write("Every claim is up to date.")
