"""Where words stand that are to be erased, as a person goes through it before it is done."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.history.erase import Held
from annotations.models import Revision
from annotations.reports.events.fields import FIELDS
from annotations.reports.events.owners import Owner, owners

# Of more rows than this only the number is said.
MOST = 200


@dataclass(frozen=True)
class Standing:
    """A row in which the words stand: whose it is and what of it, and by how many entries of the history.

    `article` is the key of its article, if it has one; `places` counts the places in a draft’s text.
    """

    where: str
    what: str
    entries: int
    places: int = 0
    article: uuid.UUID | None = None

    def __str__(self) -> str:
        if self.places:
            return f"{self.where}: {self.what}, {_counted(self.places, 'place', 'places')}"
        return f"{self.where}: {self.what}, {_counted(self.entries, 'entry', 'entries')}"


def standing_of(values: Sequence[Held], drafts: Mapping[uuid.UUID, Sequence[object]]) -> list[Standing]:
    """Gather values of the history by the rows and fields that they are of; `drafts` gives spans by revision."""
    counts: dict[tuple[str, uuid.UUID, str, str], int] = {}
    for held in values:
        key = (held.kind, held.object, held.field, held.stream)
        counts[key] = counts.get(key, 0) + 1
    rows = owners(values)
    found = [
        Standing(_where(kind, rows.get(row)), _what(kind, field, rows.get(row)), count, article=_article(stream))
        for (kind, row, field, stream), count in counts.items()
    ]
    texts = Revision.objects.filter(pk__in=drafts).order_by("pk").values_list("pk", "number", "article")
    return found + [
        Standing(f"Draft {number}", "its text, blacked out", 0, len(drafts[key]), article)
        for key, number, article in texts
    ]


def lines_of(values: Sequence[Held], drafts: Mapping[uuid.UUID, Sequence[object]], logged: int) -> Iterator[str]:
    """Say it in lines, the sum first."""
    standing = standing_of(values, drafts)
    entries = _counted(len(values), "entry", "entries")
    rows = _counted(len({held.object for held in values}), "row", "rows")
    yield f"These words stand in {entries} of the history, of {rows}:"
    yield from (f"  {each}" for each in standing[:MOST])
    if len(standing) > MOST:
        yield f"  and {len(standing) - MOST} more"
    if logged:
        yield f"  {_counted(logged, 'entry', 'entries')} of the administration’s log"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _where(kind: str, owner: Owner | None) -> str:
    if owner:
        return f"Claim {owner.number}"
    return {"ratingscale": "Scale", "revision": "Draft"}.get(kind, kind.capitalize())


def _what(kind: str, field: str, owner: Owner | None) -> str:
    if owner and owner.draft_since is not None:
        return "somebody’s unsubmitted check"
    return FIELDS[kind].get(field, field.replace("_", " "))


def _article(stream: str) -> uuid.UUID | None:
    kind, _, key = stream.partition(":")
    return uuid.UUID(key) if kind == "article" else None
