"""Words are erased for good wherever they stand in a project; its history goes on to say that they did, and why."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import EmailField, F, URLField
from django.db.models import Value as Literal
from django.db.models.functions import StrIndex

from annotations.desk.errors import Refused, StaleRow
from annotations.desk.verb import Act, require, verb
from annotations.history.erase import (
    ERASED,
    LEFT,
    WHY,
    Held,
    holds_words,
    take_away,
    values_saying,
    values_with,
    whole,
    without,
    words_of,
)
from annotations.history.guards import audited_models
from annotations.history.record import recording
from annotations.models import (
    Anchor,
    AnchorState,
    Audited,
    ErasureReason,
    Event,
    Project,
    Revision,
    Role,
    Source,
    Value,
)
from annotations.text.decoding import text_sha256

BLACK = "█"
ERASED_BEFORE = re.compile(rf"(\[erased on [^\]]+: [^\]]+\]|[{BLACK}\s])+")

# What the administration's log holds of the name of a row, in characters.
LONGEST_NAME = 200

Span = tuple[int, int]
# A row as the history knows it: its kind and its key.
Key = tuple[str, uuid.UUID]


@dataclasses.dataclass(frozen=True)
class Places:
    """Where words stand in a project: values of its history, spans of its drafts, entries of the administration's log.

    The values come with the row that each is about, the one first from whose history the words were to be erased.
    """

    words: str
    rows: Mapping[Key, Sequence[Held]]
    drafts: Mapping[uuid.UUID, Sequence[Span]]
    logged: Sequence[int]

    @property
    def values(self) -> list[Held]:
        return [held for values in self.rows.values() for held in values]

    @property
    def fingerprint(self) -> str:
        """Name exactly these places; it tells nothing of the words."""
        told = [
            [held.place for held in self.values],
            [[str(key), *map(list, spans)] for key, spans in self.drafts.items()],
            list(self.logged),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@verb
def erase_words(*, event: Event, field: str, reason: ErasureReason, act: Act, fingerprint: str = "") -> Audited:
    """Erase the words that a field became by an event, everywhere in the project, and give back the row it is about.

    A mark takes their place where they stand now, or in an article's text as many black signs. Nothing follows from
    that: verdicts and sign-offs stand, on words that said what they said. `fingerprint` is of the places that somebody
    looked at; where there are others by now, nothing is erased.
    """
    project = event.stream.project
    if project is None:
        raise Refused("This is in no project’s history.")
    with recording(act) as record:
        require(act.by, project, Role.MANAGER)
        record.lock({held.stream for held in places_of(event, field).values})
        # Whoever saved before we had the locks may have written the words once more.
        places = places_of(event, field)
        if fingerprint and fingerprint != places.fingerprint:
            raise StaleRow("These words stand in other places than you looked at. Look at them, then erase them.")
        mark = f"[erased on {act.at.day} {act.at:%B %Y}: {reason.label}]"
        texts = _texts(places)
        for key, values in places.rows.items():
            row, changes = _rewritten(key, places.words, texts, mark)
            also: dict[str, Any] = {WHY: reason.value}
            if values:
                also[ERASED] = [held.place for held in values]
            if isinstance(row, Revision) and "text" in changes:
                also[LEFT] = text_sha256(changes["text"])
            record.change(row, also=also, **changes)
        for entry in LogEntry.objects.filter(pk__in=places.logged):
            entry.object_repr, entry.change_message = _cleared(entry, places.words, mark)
            entry.save(update_fields=["object_repr", "change_message"])
        take_away(record, {key: values for (_, key), values in places.rows.items()})
    return _row(next(iter(places.rows)))


def places_of(event: Event, field: str) -> Places:
    """Find every place of a project where the words stand that a field became by an event, whole and exactly so.

    Raises Refused for what is not to be erased: what holds no words, is empty, or was erased before.
    """
    words, project = words_erasable(event, field), event.stream.project
    if project is None:
        raise Refused("This is in no project’s history.")
    values = {*values_with(words, project), *_values_of_addresses(words, project)}
    drafts: dict[uuid.UUID, Sequence[Span]] = {}
    for draft in _holding(Revision, "text", words).filter(article__project=project):
        anchors = list(Anchor.objects.filter(revision=draft).exclude(state=AnchorState.LOST))
        spans = drafts[draft.pk] = _spans(draft, anchors, words)
        for anchor in anchors:
            if any(anchor.start < end and start < anchor.end for start, end in spans):
                for one in (anchor, *_lost_from(anchor)):
                    values.update(values_saying(one, "quote"))
    rows: dict[Key, list[Held]] = {(event.kind, event.object): []}
    for held in sorted(values):
        rows.setdefault((held.kind, held.object), []).append(held)
    drafts = {key: spans for key, spans in drafts.items() if spans}
    for key in drafts:
        rows.setdefault((Revision.object_kind(), key), [])
    return Places(words, rows, drafts, _logged(words, project))


def words_erasable(event: Event, field: str) -> str:
    """Give the words that a field became by an event, without white space around them; raises Refused as above."""
    told = json.loads(event.body)["fields"]
    if field not in told:
        raise Refused(f"This entry of the history has no {field}. It has: {', '.join(told) or 'nothing'}.", "field")
    if not holds_words(event.kind, field):
        raise Refused(f"Only words can be erased, and the {field} of a {event.kind} is none of somebody’s.", "field")
    value = Value.objects.filter(event=event, field=field).values_list("value", flat=True).first()
    if value is None:
        raise Refused("These words were erased before.", "field")
    words = str(json.loads(value)).strip()
    if not words:
        raise Refused("There is nothing to erase: it was left empty.", "field")
    if ERASED_BEFORE.fullmatch(words):
        raise Refused("This says only that words were erased before.", "field")
    return words


def _holding(model: type[Any], column: str, words: str) -> Any:
    """Ask for the rows in whose column these words stand, whole or not."""
    found = model._default_manager.annotate(at=StrIndex(F(column), Literal(words)))
    return found.filter(at__gt=0).order_by("pk")


def _spans(draft: Revision, anchors: Sequence[Anchor], words: str) -> list[Span]:
    """Find where words stand in a draft, also those that are whole only in what a claim was put on."""
    these = whole(words)
    spans = {found.span() for found in these.finditer(draft.text)}
    for anchor in anchors:
        if draft.text[anchor.start : anchor.end] == anchor.quote:
            at = anchor.start
            spans |= {(at + found.start(), at + found.end()) for found in these.finditer(anchor.quote)}
    return sorted(spans)


def _lost_from(anchor: Anchor) -> Iterator[Anchor]:
    """Find the places in other drafts that say what these words were, where they are gone."""
    lost = Anchor.objects.filter(state=AnchorState.LOST, claim=anchor.claim_id, quote=anchor.quote)
    yield from lost.order_by("pk")


def _values_of_addresses(words: str, project: Project) -> Iterator[Held]:
    """Find addresses in which the words stand only once they are written as we compare them."""
    for source in _holding(Source, "normalised_url", words).filter(project=project):
        if whole(words).search(source.normalised_url):
            yield from values_saying(source, "url")


def _texts(places: Places) -> dict[uuid.UUID, tuple[str, str]]:
    """Read the drafts in which the words stand: the text of each as it is, and as it is to be."""
    texts = Revision.objects.filter(pk__in=places.drafts).values_list("pk", "text")
    return {key: (text, blackened(text, places.drafts[key])) for key, text in texts}


def blackened(text: str, spans: Sequence[Span]) -> str:
    """Put a black sign in the place of each character of some spans, but for line breaks: all offsets stay right."""
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\r\n]", BLACK, text[start:end]) + text[end:]
    return text


def _rewritten(
    key: Key, words: str, texts: Mapping[uuid.UUID, tuple[str, str]], mark: str
) -> tuple[Audited, dict[str, Any]]:
    """Read a row as it stands, and give what each of its columns is to hold that holds the words."""
    row, these = _row(key), whole(words)
    changes: dict[str, Any] = {}
    for name, column in words_of(type(row)).items():
        if these.search(getattr(row, name)):
            left = "" if isinstance(column, URLField | EmailField) else without(getattr(row, name), words, mark)
            changes[name] = left if len(left) <= (column.max_length or len(left)) else mark
    if isinstance(row, Anchor):
        there = _where_it_stood(row, texts) if row.state == AnchorState.LOST else row
        text, black = texts.get(there.revision_id, ("", ""))
        if text[there.start : there.end] == row.quote:
            changes["quote"] = black[there.start : there.end]
        elif "quote" in changes:
            changes["quote"] = blackened(row.quote, [found.span() for found in these.finditer(row.quote)])
    if isinstance(row, Source) and ("url" in changes or these.search(row.normalised_url)):
        changes |= {"url": "", "normalised_url": ""}
    if row.pk in texts:
        changes["text"] = texts[row.pk][1]
    return row, changes


def _where_it_stood(lost: Anchor, texts: Iterable[uuid.UUID]) -> Anchor:
    """Find the place in one of these drafts whose words a lost one repeats; where there is none, give that one back."""
    stood = Anchor.objects.filter(claim=lost.claim_id, quote=lost.quote, revision__in=list(texts))
    return stood.exclude(state=AnchorState.LOST).order_by("pk").first() or lost


def _row(key: Key) -> Audited:
    model: type[Audited] = apps.get_model("annotations", key[0])
    way = model.audit.stream.replace(".", "__")
    rows = model._default_manager.select_related(way) if way else model._default_manager
    row: Audited = rows.get(pk=key[1])
    return row


def _logged(words: str, project: Project) -> list[int]:
    """Find entries of the administration's log about rows of the project: the desk writes none, others may have."""
    kinds = [model.object_kind() for model in audited_models()]
    entries = LogEntry.objects.filter(content_type__app_label="annotations", content_type__model__in=kinds)
    return [
        entry.pk
        for entry in entries.order_by("pk")
        if _cleared(entry, words, "") != (entry.object_repr, entry.change_message) and _is_of(entry, project)
    ]


def _is_of(entry: LogEntry, project: Project) -> bool:
    try:
        key = uuid.UUID(entry.object_id or "")
    except ValueError:
        return False
    return Event.objects.filter(object=key, stream__project=project).exists()


def _cleared(entry: LogEntry, words: str, mark: str) -> tuple[str, str]:
    """Give what an entry calls its row and says of it, with the mark for the words, which may stand in JSON there."""
    name, said = (
        without(without(text, words, mark), json.dumps(words)[1:-1], mark)
        for text in (entry.object_repr, entry.change_message)
    )
    return name if len(name) <= LONGEST_NAME else mark, said
