"""A receipt in words: in whose history each of its entries stands."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from annotations.models import Article, Project
from annotations.proof.receipts import Line, Receipt


class Place(NamedTuple):
    """An entry of a receipt, and the article, source or project of its history; sources are not named.

    `kind` is that of the row whose key is `key`; `name` is empty for a source.
    """

    line: Line
    kind: str
    key: uuid.UUID
    name: str


def places_of(receipt: Receipt) -> list[Place]:
    """Name the histories of a receipt: those of articles first, then of projects and sources."""
    places = [Place(line, kind, uuid.UUID(key), "") for line in receipt.lines for kind, key in [line.stream.split(":")]]
    articles = Article.objects.filter(pk__in=[place.key for place in places if place.kind == Article.object_kind()])
    projects = Project.objects.filter(pk__in=[place.key for place in places if place.kind == Project.object_kind()])
    names = dict(articles.values_list("pk", "title")) | dict(projects.values_list("pk", "name"))
    return [place._replace(name=names.get(place.key, "")) for place in places]
