"""Every sentence of an article or a project with the claims in it, also where there is none: what shows the gaps."""

from __future__ import annotations

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from annotations.models import DONE, STANDING, Anchor, Article, Project, Revision, Sentence
from annotations.reports.keys import as_text
from annotations.reports.snapshot import snapshot

# Of a chunk every text is in memory.
ARTICLES_A_CHUNK = 20


class ClaimThere(NamedTuple):
    """A standing claim of which a place touches a sentence; codes."""

    number: int
    work_status: str
    verdict: str


class SentenceRow(NamedTuple):
    """A standing sentence of an article's latest draft: code points, end-exclusive; `number` counts from 1."""

    project: str
    article: uuid.UUID
    title: str
    revision: int
    revision_sha256: str
    number: int
    paragraph: int
    kind: str
    start: int
    end: int
    text: str
    claims: Sequence[ClaimThere]

    @property
    def done(self) -> bool:
        """Tell whether the sentence has a claim and every claim of it is checked, signed off or not checkable."""
        return bool(self.claims) and all(claim.work_status in DONE for claim in self.claims)


def sentence_rows(scope: Article | Project) -> Generator[SentenceRow, None, None]:
    """Yield the sentences of an article, or of a project's standing articles, in order, from one snapshot.

    Three queries a chunk of articles. The snapshot ends with the generator: close it.
    """
    articles = Article.objects.filter(pk=scope.pk) if isinstance(scope, Article) else scope.articles.filter(STANDING)
    newest = Revision.objects.filter(article=OuterRef("article")).order_by("-number")
    drafts = Revision.objects.filter(article__in=articles, pk=Subquery(newest.values("pk")[:1]))
    with snapshot():
        found = drafts.select_related("article__project").order_by("article_id").iterator(ARTICLES_A_CHUNK)
        while chunk := list(islice(found, ARTICLES_A_CHUNK)):
            yield from _rows(chunk)


def _rows(drafts: Sequence[Revision]) -> Iterator[SentenceRow]:
    by_key = {draft.pk: draft for draft in drafts}
    claims = _claims(drafts)
    units = Sentence.objects.filter(STANDING, revision__in=by_key).order_by("revision__article_id", "start")
    columns = units.values_list("revision_id", "paragraph", "kind", "start", "end")
    for key, group in groupby(columns.iterator(), key=itemgetter(0)):
        draft, spans = by_key[key], list(group)
        held = _held([(start, end) for *_, start, end in spans], claims.get(key.hex, []))
        for number, ((_, paragraph, kind, start, end), there) in enumerate(zip(spans, held, strict=True), start=1):
            yield SentenceRow(
                project=draft.article.project.slug,
                article=draft.article_id,
                title=draft.article.title,
                revision=draft.number,
                revision_sha256=draft.sha256,
                number=number,
                paragraph=paragraph,
                kind=kind,
                start=start,
                end=end,
                text=draft.text[start:end],
                claims=there,
            )


Standing = tuple[int, int, ClaimThere]


def _claims(drafts: Sequence[Revision]) -> dict[str, list[Standing]]:
    """Give the places of standing claims, by the key of the draft in hexadecimal, in order of the claims' numbers."""
    anchors = (
        Anchor.objects.standing().filter(revision__in=drafts, claim__withdrawn="").order_by("claim__number", "start")
    )
    columns = (as_text("revision_id"), "start", "end", "claim__number", "claim__work_status", "claim__verdict__code")
    found: dict[str, list[Standing]] = {}
    for key, start, end, number, status, verdict in anchors.values_list(*columns):
        there = ClaimThere(number, status, verdict or "")
        found.setdefault(key.replace("-", ""), []).append((start, end, there))
    return found


def _held(spans: Sequence[tuple[int, int]], claims: Sequence[Standing]) -> list[list[ClaimThere]]:
    """Put claims to the sentences that they touch, each once."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    held: list[list[ClaimThere]] = [[] for _ in spans]
    for start, end, claim in claims:
        for index in range(bisect_right(ends, start), bisect_left(starts, end)):
            if claim not in held[index][-1:]:
                held[index].append(claim)
    return held
