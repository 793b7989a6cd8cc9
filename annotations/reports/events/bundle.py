"""What of the history of an article is handed out, so that an outsider can check it against a checkpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from annotations.models import Article, Checkpoint, Citation, Event, Leaf, Revision, Source, Stream, Value
from annotations.proof.checkpoints import leaf_of
from annotations.proof.merkle import inclusion_paths
from annotations.reports.events.drafts import in_anothers_draft, of_known_sources


class Proved(NamedTuple):
    """A stream as far as a checkpoint proves it: the leaf at `place`, and the path from there to the root.

    `newer` counts the events that came since.
    """

    stream: str
    length: int
    newer: int
    place: int
    path: list[bytes]


class Draft(NamedTuple):
    """A text of the article."""

    number: int
    text: str


def proved_streams(article: Article, checkpoint: Checkpoint) -> list[Proved]:
    """List the article's stream, its project's, and those of what it cites, each up to its newest leaf.

    A source that only unsubmitted work has brought in is left out, as everywhere; also one that is in no leaf yet.
    """
    leaves = Leaf.objects.filter(place__lt=checkpoint.size)
    own = _newest(leaves, [article.stream_key, article.project.stream_key])
    cited = _newest(leaves, _cited(article, own.get(pk=article.stream_key).upto))
    hidden = Event.objects.filter(~of_known_sources(None), stream=OuterRef("key"), n__lte=OuterRef("upto"))
    # By key: "article", "project", "source".
    streams = [*own, *cited.filter(~Exists(hidden))]
    # Every leaf is hashed anew, and none of them kept.
    told = leaves.order_by("place").values_list("stream", "length", "head").iterator()
    paths = inclusion_paths((leaf_of(*leaf) for leaf in told), [stream.place for stream in streams])
    return [
        Proved(stream.key, stream.upto, stream.length - stream.upto, stream.place, paths[stream.place])
        for stream in streams
    ]


def drafts_of(proved: Proved) -> Iterator[Draft]:
    """Yield the texts of the article that this is the stream of, as far as it is proved; one at a time."""
    told = Event.objects.filter(stream=proved.stream, n__lte=proved.length, kind=Revision.object_kind(), version=1)
    found = Revision.objects.filter(pk__in=told.values("object")).order_by("number")
    yield from map(Draft._make, found.values_list("number", "text").iterator(chunk_size=1))


def _newest(leaves: QuerySet[Leaf], keys: list[str]) -> QuerySet[Stream, Any]:
    """Find streams that are in a leaf, with length (`upto`) and place of their newest."""
    last = leaves.filter(stream=OuterRef("key")).order_by("-length")
    streams = Stream.objects.filter(pk__in=keys).order_by("pk")
    newest = streams.annotate(upto=Subquery(last.values("length")[:1]), place=Subquery(last.values("place")[:1]))
    return newest.exclude(upto=None)


def _cited(article: Article, upto: int) -> list[str]:
    """Name the streams of all sources that citations of the article have named, but for unsubmitted work."""
    shown = Event.objects.filter(
        ~in_anothers_draft(None), stream=article.stream_key, n__lte=upto, kind=Citation.object_kind()
    )
    named = Value.objects.filter(field="source", event__in=shown).order_by().values_list("value", flat=True)
    return [f"{Source.object_kind()}:{json.loads(value)}" for value in set(named)]
