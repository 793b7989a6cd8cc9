"""Somebody who owns the tables: lifts the guards, rewrites what they like as consistently as they can, and puts them back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F, Model, QuerySet

from annotations.history.canonical import canonical, commitment, event_hash
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import Action, Audited, Checkpoint, Event, Leaf, Note, Stream, Value
from annotations.proof import tables, telling, verify
from annotations.proof.checkpoints import checkpoint_text, leaf_of
from annotations.proof.merkle import Frontier
from annotations.proof.notes import SigningKey
from annotations.proof.signed import Kept
from annotations.proof.verify import verify_history


@contextmanager
def unguarded(*, guards_back: bool = True) -> Iterator[None]:
    """Let the block write what it likes, in a database that holds to nothing but its types; all is undone at the end."""
    with transaction.atomic():
        drop_guards()
        with without_foreign_keys():
            yield
        if guards_back:
            install_guards()


@contextmanager
def without_foreign_keys() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


def found(*, checkpoints: tuple[str, ...] = (), receipts: tuple[str, ...] = ()) -> list[str]:
    """Tell what verifying finds, with what an outsider kept."""
    kept = [Kept("kept checkpoint", text) for text in checkpoints]
    told = [Kept("kept receipt", text) for text in receipts]
    return [str(each) for each in verify_history(checkpoints=kept, receipts=told)]


def read_at_once(events: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have verifying read so few events at once that it looks for the next streams while it checks some."""
    for module in (tables, telling, verify):
        monkeypatch.setattr(module, "CHUNK", events)


def every(model: type[Model]) -> QuerySet[Any, Any]:
    """Give a table's rows to one who knows nothing of our querysets."""
    return QuerySet(model)


def change(row: Model, **columns: Any) -> None:
    every(type(row)).filter(pk=row.pk).update(**columns)


def remove(rows: QuerySet[Any, Any]) -> None:
    rows._raw_delete("default")


def forget(event: Event) -> None:
    """Take an event away with its values, and its action where that did nothing else."""
    remove(every(Value).filter(event=event))
    remove(every(Event).filter(pk=event.pk))
    if not Event.objects.filter(action=event.action_id).exists():
        remove(every(Action).filter(pk=event.action_id))


def rewrite(event: Event, **told: Any) -> None:
    """Change what an event's body says, and give it the hash of that."""
    body = canonical(json.loads(event.body) | told)
    change(event, body=body, hash=event_hash(body))


def rechain(stream: str) -> None:
    """Number and link all events of a stream anew, and set the stream to where they end."""
    head, at = "", None
    events = list(Event.objects.filter(stream=stream).order_by("n"))
    every(Event).filter(stream=stream).update(n=F("n") + 10**6)
    for n, event in enumerate(events, start=1):
        body = canonical(json.loads(event.body) | {"n": n, "prev": head})
        head, at = event_hash(body), event.at
        change(event, n=n, body=body, hash=head)
    every(Stream).filter(pk=stream).update(length=len(events), head=head, moved_at=at)


def cut_last_note() -> None:
    """Take back the note that was added last, as if nobody had ever written it."""
    event = Event.objects.filter(kind="note", version=1).order_by("-pk")[0]
    assert event.n == event.stream.length
    remove(every(Note).filter(pk=event.object))
    forget(event)
    before = Event.objects.get(stream=event.stream, n=event.n - 1)
    every(Stream).filter(pk=event.stream_id).update(
        length=before.n, head=before.hash, moved_at=before.at, logged=min(before.n, event.stream.logged)
    )


def hide(stream: str, rows: Mapping[type[Audited], QuerySet[Any, Any]]) -> None:
    """Take a whole stream away, with the rows that it tells of."""
    for model, these in rows.items():
        remove(every(model).filter(pk__in=list(these.values_list("pk", flat=True))))
    remove(every(Leaf).filter(stream=stream))
    for event in Event.objects.filter(stream=stream):
        forget(event)
    remove(every(Stream).filter(pk=stream))


def rewrite_everything(key: SigningKey) -> None:
    """Put other words into somebody's mouth, in the table too; link all chains and sign all checkpoints anew."""
    value = Value.objects.filter(field="statement").order_by("pk")[0]
    said = canonical("Nobody says so.")

    fields = json.loads(value.event.body)["fields"] | {"statement": commitment(value.salt, "statement", said)}
    change(value, value=said)
    rewrite(value.event, fields=fields)
    with connection.cursor() as cursor:
        key_of_row = value.event.object.hex if connection.vendor == "sqlite" else value.event.object
        cursor.execute("UPDATE annotations_claim SET statement = 'Nobody says so.' WHERE id = %s", [key_of_row])
    for stream in Stream.objects.values_list("pk", flat=True):
        rechain(stream)
    sign_anew(key)


def sign_anew(key: SigningKey) -> None:
    """Make leaves and checkpoints fit the chains as they are now, and sign them."""
    frontier = Frontier()
    for checkpoint in Checkpoint.objects.order_by("number"):
        for leaf in Leaf.objects.filter(checkpoint=checkpoint).order_by("place"):
            head = Event.objects.get(stream=leaf.stream_id, n=leaf.length).hash
            change(leaf, head=head)
            frontier.append(leaf_of(leaf.stream_id, leaf.length, head))
        text = checkpoint_text(key.name, frontier.size, frontier.root(), checkpoint.at)
        peaks = b"".join(frontier.peaks).hex()
        change(checkpoint, root=frontier.root().hex(), peaks=peaks, note=key.sign(text))
