"""Checkpoints and receipts against the history: what was signed or told before must still be so."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotations.history.canonical import moment
from annotations.models import Action, Checkpoint, Event, Leaf, Stream
from annotations.proof.checkpoints import checkpoint_text, leaf_of
from annotations.proof.findings import (
    BUNDLE_BROKEN,
    CHECKPOINTS_ALTERED,
    NOT_SIGNED,
    RECEIPT_BROKEN,
    REWRITTEN,
    Finding,
)
from annotations.proof.merkle import Frontier
from annotations.proof.notes import BadNote, VerifierKey, opened
from annotations.proof.receipts import BadReceipt, Line, parsed_receipt


class Kept(NamedTuple):
    """A checkpoint or receipt that somebody kept: where it comes from, and its text."""

    name: str
    text: str


class Head(NamedTuple):
    """What a checkpoint says."""

    size: int
    root: str


def verify_checkpoints(kept: Sequence[Kept], keys: Sequence[VerifierKey]) -> Iterator[Finding]:
    """Check the desk's own checkpoints, those that others kept, and that every leaf is in the chain of its stream."""
    claimed: list[tuple[str, Head]] = []
    for each in kept:
        try:
            claimed.append((each.name, head_of(opened(each.text, keys))))
        except BadNote as error:
            yield Finding(each.name, str(error), NOT_SIGNED)
    yield from _own_checkpoints(keys)
    yield from _leaves_without_events()
    yield from _roots(claimed)


def verify_receipts(kept: Sequence[Kept]) -> Iterator[Finding]:
    """Check that every event that somebody was told of is there, as they were told."""
    for each in kept:
        try:
            told = parsed_receipt(each.text)
        except BadReceipt as error:
            yield Finding(each.name, str(error), RECEIPT_BROKEN)
        else:
            yield from verify_told(each.name, told.lines)
            for line in told.lines:
                done = Action.objects.filter(events__stream=line.stream, events__n=line.n).first()
                if done and (done.pk, moment(done.at)) != (told.action, told.at):
                    what = f"event {line.n} of {line.stream} came of another action, or at another time, than it says"
                    yield Finding(each.name, what, RECEIPT_BROKEN)


def verify_told(name: str, told: Iterable[Line]) -> Iterator[Finding]:
    """Check that these events are there, with these hashes."""
    for stream, n, hash_ in told:
        standing = Event.objects.filter(stream=stream, n=n).values_list("hash", flat=True).first()
        if standing is None:
            yield Finding(name, f"event {n} of {stream} is not in the history", RECEIPT_BROKEN)
        elif standing != hash_:
            yield Finding(name, f"event {n} of {stream} is another than it was", RECEIPT_BROKEN)


def verify_complete(name: str, checkpoint: str, told: Iterable[Line]) -> Iterator[Finding]:
    """Check that streams are told as far as a checkpoint took them in: its tree holds their earlier ends as well."""
    try:
        size = head_of(checkpoint).size
    except BadNote:
        return  # which is found elsewhere
    for line in told:
        taken_in = Leaf.objects.filter(stream=line.stream, place__lt=size).aggregate(Max("length"))["length__max"]
        if taken_in and taken_in > line.n:
            what = f"events {line.n + 1} to {taken_in} of {line.stream} are left out, which its checkpoint took in"
            yield Finding(name, what, BUNDLE_BROKEN)


def head_of(text: str) -> Head:
    """Read size and root of a checkpoint's text; raise BadNote where it is none."""
    lines = text.split("\n")
    try:
        size, root = lines[1], base64.b64decode(lines[2], validate=True).hex()
        if str(int(size)) != size or len(root) != 64:
            raise ValueError(size)
    except (IndexError, ValueError):
        raise BadNote("This is signed, but it is no checkpoint.") from None
    return Head(int(size), root)


def _own_checkpoints(keys: Sequence[VerifierKey]) -> Iterator[Finding]:
    number, size, at = 0, 0, datetime.datetime.min.replace(tzinfo=datetime.UTC)
    sizes = {}
    for each in Checkpoint.objects.order_by("number").iterator():
        where = f"checkpoint {each.number}"
        if each.number != number + 1:
            yield Finding(where, f"checkpoints {number + 1} to {each.number - 1} are missing", CHECKPOINTS_ALTERED)
        if each.size < size or each.at < at:
            yield Finding(where, "it is smaller or earlier than the one before it", CHECKPOINTS_ALTERED)
        try:
            text = opened(each.note, keys)
            origin = text.split("\n")[0]
            if text != checkpoint_text(origin, each.size, bytes.fromhex(each.root), each.at):
                yield Finding(where, "its size, root or time is not what was signed", CHECKPOINTS_ALTERED)
            if each.note.count("\n") != text.count("\n") + 2:
                yield Finding(where, "more stands below it than the desk's signature", CHECKPOINTS_ALTERED)
        except (BadNote, ValueError) as error:
            yield Finding(where, str(error), NOT_SIGNED)
        number, size, at = each.number, each.size, each.at
        sizes[each.number] = each.size
    yield from _leaves_in_place(sizes, size)


def _leaves_in_place(sizes: dict[int, int], size: int) -> Iterator[Finding]:
    """Hold every leaf to its place, and to the checkpoint that took it in."""
    for place, (key, checkpoint) in enumerate(Leaf.objects.order_by("place").values_list("place", "checkpoint")):
        first, last = sizes.get(checkpoint - 1, 0), sizes.get(checkpoint, 0)
        if key != place or not first <= key < last:
            yield Finding(f"leaf {key}", "it is not where its checkpoint took it in", CHECKPOINTS_ALTERED)
            return
    count = Leaf.objects.count()
    if count != size:
        yield Finding(
            f"leaf {min(count, size)}", f"there are {count} leaves, and {size} were signed", CHECKPOINTS_ALTERED
        )


def _leaves_without_events() -> Iterator[Finding]:
    """Find streams that are shorter than they were, or have another entry where a checkpoint saw their end."""
    same = Event.objects.filter(stream=OuterRef("stream"), n=OuterRef("length"), hash=OuterRef("head"))
    lost = Leaf.objects.filter(~Exists(same)).order_by("place")
    for stream, length, checkpoint in lost.values_list("stream", "length", "checkpoint"):
        what = f"checkpoint {checkpoint} saw it end at event {length}, which is not there or another"
        yield Finding(stream, what, REWRITTEN)
    # A stream's own note of that, by which the next checkpoint finds what has grown.
    last = Leaf.objects.filter(stream=OuterRef("key")).order_by("-length").values("length")[:1]
    noted = Stream.objects.annotate(taken_in=Coalesce(Subquery(last), 0)).exclude(taken_in=F("logged")).order_by("key")
    for key, logged, taken_in in noted.values_list("key", "logged", "taken_in"):
        what = f"it says that checkpoints took in {logged} of its events, and they took in {taken_in}"
        yield Finding(key, what, CHECKPOINTS_ALTERED)


def _roots(claimed: list[tuple[str, Head]]) -> Iterator[Finding]:
    """Grow the tree of all leaves, and compare its root wherever a checkpoint says what that was."""
    own = Checkpoint.objects.order_by("number").values_list("number", "size", "root", "peaks")
    claimed += [(f"checkpoint {number}", Head(size, root)) for number, size, root, _ in own]
    frontier = Frontier()
    roots, edges = {0: frontier.root().hex()}, {0: ""}
    asked = {head.size for _, head in claimed}
    for leaf in Leaf.objects.order_by("place").values_list("stream", "length", "head").iterator():
        frontier.append(leaf_of(*leaf))
        if frontier.size in asked:
            roots[frontier.size] = frontier.root().hex()
            edges[frontier.size] = b"".join(frontier.peaks).hex()
    for name, head in claimed:
        if head.size not in roots:
            what = f"it signed {head.size} leaves, and there are {frontier.size}"
            yield Finding(name, what, REWRITTEN)
        elif roots[head.size] != head.root:
            yield Finding(name, "what it signed is not what this history was then", REWRITTEN)
    for number, size, _, peaks in own:
        if edges.get(size) != peaks:  # from which the next checkpoint would grow
            yield Finding(f"checkpoint {number}", "its right edge is not that of the tree", CHECKPOINTS_ALTERED)
