"""Going back to the text of an earlier draft: its sentences, and which verdicts of that time can stand again."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from typing import Any

from django.db.models import Max

from annotations.history.canonical import restored
from annotations.history.rows import defaults_of, recorded
from annotations.models import STANDING, Assessment, Claim, Event, Revision, Ruling, Sentence, Value
from annotations.text.segmentation import Span

REVISED = "import_revision"
# What puts a claim into a round, and what else a verdict is on.
ROUND, SAID = ("round", "checks_needed", "not_checkable"), ("statement", "claimant")


def same_text_before(draft: Revision) -> Revision | None:
    """Find the latest draft of the article with the very same text; None where the text is new."""
    earlier = Revision.objects.filter(article=draft.article_id, sha256=draft.sha256).order_by("-number")
    return next((one for one in earlier if one.text == draft.text), None)


def parted_before(earlier: Revision) -> list[Span]:
    """Give the sentences of an earlier draft as they stand: as its file, a transcript or somebody parted it."""
    rows = Sentence.objects.filter(STANDING, revision=earlier).order_by("start")
    return [Span(**row) for row in rows.values(*Span._fields)]


def untouched_since(earlier: Revision) -> dict[uuid.UUID, dict[str, Any]]:
    """Find the claims that only drafts have put into other rounds since a draft was the newest, and that nobody has
    begun to check, ruled on, reworded or marked since; give what puts each back into the round it was in.
    """
    next_one = Revision.objects.get(article=earlier.article_id, number=earlier.number + 1)
    began = Event.objects.values_list("pk", flat=True).get(object=next_one.pk, version=1)
    before: dict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
    since: dict[uuid.UUID, set[tuple[str, str]]] = defaultdict(set)
    values = Value.objects.filter(event__stream=earlier.article.stream_key, event__kind=Claim.object_kind())
    told = values.filter(field__in=(*ROUND, *SAID)).order_by("event_id")
    for key, event, verb, name, value in told.values_list(
        "event__object", "event_id", "event__action__verb", "field", "value"
    ):
        if event < began:
            before[key][name] = json.loads(value)
        else:
            since[key].add((name, verb))
    reached = _last_rounds(earlier)
    columns, defaults = recorded(Claim), defaults_of(Claim)
    found = {}
    for key, changes in since.items():
        back = {name: before[key].get(name, defaults[name]) for name in ROUND}
        by_drafts = ("round", REVISED) in changes and all(verb == REVISED for _, verb in changes)
        if by_drafts and reached.get(key, 0) <= back["round"]:
            found[key] = {name: restored(columns[name].field, value) for name, value in back.items()}
    return found


def _last_rounds(draft: Revision) -> dict[uuid.UUID, int]:
    """Give the last round in which anybody began to check each claim of the article, or ruled on it."""
    checks = Assessment.objects.filter(STANDING, claim__article=draft.article_id)
    rulings = Ruling.objects.filter(claim__article=draft.article_id)
    last: dict[uuid.UUID, int] = {}
    for rows in (checks, rulings):
        for key, round in rows.order_by().values_list("claim").annotate(Max("round")):
            last[key] = max(round, last.get(key, 0))
    return last
