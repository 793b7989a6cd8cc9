"""A next draft of an article, and where claims stand in it."""

from __future__ import annotations

import json

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import Anchor, AnchorState, Article, Claim, Origin, Revision, User, Value

LAST_RAISED = "It was last raised in 2011."


def next_draft(article: Article, text: str, by: User | None = None) -> Revision:
    after = article.latest_revision()
    return import_revision(article=article, text=text, after=after, origin=Origin.PASTE, act=Act(by))


def claim_on(article: Article, words: str, by: User, *, times: int = 1) -> Claim:
    """Record a claim on the first places where these words stand."""
    revision = article.latest_revision()
    places, at = [], -1
    for _ in range(times):
        at = revision.text.index(words, at + 1)
        places.append((at, at + len(words)))
    return add_claim(revision=revision, places=places, words=ClaimWords(f"It says: {words}"), act=Act(by))


def place(claim: Claim, revision: Revision) -> tuple[str, str]:
    anchor = Anchor.objects.get(claim=claim, revision=revision)
    assert anchor.state == AnchorState.LOST or revision.text[anchor.start : anchor.end] == anchor.quote
    return anchor.state, anchor.quote


def summary(revision: Revision) -> list[int]:
    value = Value.objects.get(event__object=revision.pk, field="carried")
    counts: list[int] = json.loads(value.value)
    return counts
