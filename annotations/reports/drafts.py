"""The drafts of an article: who brought each in, when, and how to see one as it last stood."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from annotations.models import STANDING, Article, Event, Revision, Sentence
from annotations.models.questions import question


@dataclass(frozen=True)
class DraftLine:
    """A draft without its text: `sentences` counts those that stand, and `by` is None for the system.

    `carried` counts the claims that were kept, moved, changed and lost when it came in, and is empty for the first.
    `until` is the number of the last entry before the next draft came, 0 for the newest: as of it, this one stands as
    it was left.
    """

    key: uuid.UUID
    number: int
    at: datetime.datetime
    by: str | None
    filename: str
    sha256: str
    sentences: int
    action: uuid.UUID
    carried: Sequence[int]
    until: int

    @property
    def newest(self) -> bool:
        return self.until == 0


def drafts_of(article: Article) -> Sequence[DraftLine]:
    """List the drafts of an article, the newest first; one query."""
    lines: list[DraftLine] = []
    began = 1
    for key, number, at, by, filename, sha256, sentences, action, carried, entry in reversed(_drafts(article.pk)):
        until = began - 1 if lines else 0
        came = uuid.UUID(str(action))  # a subquery gives it as the database has it
        lines.append(
            DraftLine(key, number, at, by, filename, sha256, sentences, came, json.loads(carried or "[]"), until)
        )
        began = entry
    return lines


@question
def _drafts(article: uuid.UUID) -> QuerySet[Any, Any]:
    # Not by a join: the rows would be grouped by all their columns, the long text among them.
    standing = Sentence.objects.filter(STANDING, revision=OuterRef("pk")).order_by()
    first = Event.objects.filter(object=OuterRef("pk"), version=1)
    came_in = Event.objects.filter(stream=OuterRef("its_stream"), action=OuterRef("came"))
    return (
        Revision.objects.filter(article=article)
        .annotate(
            came=Subquery(first.values("action")[:1]),
            its_stream=Subquery(first.values("stream")[:1]),
            at=Subquery(first.values("action__at")[:1]),
            by=Subquery(first.values("action__actor__username")[:1]),
            carried=Subquery(first.filter(values__field="carried").values("values__value")[:1]),
            standing=Subquery(standing.values("revision").annotate(counted=Count("*")).values("counted")),
        )
        .annotate(entry=Subquery(came_in.order_by().values("action").annotate(n=Min("n")).values("n")[:1]))
        .order_by("number")
        .values_list("pk", "number", "at", "by", "filename", "sha256", "standing", "came", "carried", "entry")
    )
