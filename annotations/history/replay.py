"""Fold events back into rows: what the tables must hold if the history is right."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotations.history.canonical import plain
from annotations.history.rows import defaults_of, recorded_fields
from annotations.models import Audited, Revision, Sentence, Source
from annotations.text.addresses import normalised_url
from annotations.text.decoding import text_sha256


@dataclass
class Folded:
    """One row as its events tell it: the value of each recorded field, in the history's plain form."""

    kind: str
    version: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


def differences(row: Audited, folded: Folded) -> Iterator[str]:
    """Name each column of a row that is not what its events, or the columns it is derived from, make it."""
    if row.version != folded.version:
        yield "version"
    # What no event says is at its default, as are columns that came later than the events.
    told = defaults_of(type(row)) | folded.fields
    for column in recorded_fields(type(row)):
        if plain(column.value_from_object(row)) != told[column.name]:
            yield column.name
    if isinstance(row, Revision) and text_sha256(row.text) != row.sha256:
        yield "text"
    if isinstance(row, Source) and not _normalises(row.url, row.normalised_url):
        yield "normalised_url"


def _normalises(url: str, normalised: str) -> bool:
    try:
        return normalised_url(url) == normalised
    except ValueError:
        return False


def described_sentences(revision: uuid.UUID, units: list[list[Any]]) -> dict[uuid.UUID, Folded]:
    """Rebuild a revision's sentences, by key, from the unit list in its first event."""
    return {
        uuid.UUID(int=revision.int + place): Folded(
            Sentence.object_kind(),
            1,
            {
                "revision": str(revision),
                "start": start,
                "end": end,
                "paragraph": paragraph,
                "kind": kind,
                "withdrawn": "",
            },
        )
        for place, (start, end, paragraph, kind) in enumerate(units, start=1)
    }
