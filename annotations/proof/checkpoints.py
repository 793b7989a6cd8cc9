"""Checkpoints: where every stream ended at a moment, signed, and small enough to be kept by anybody.

The tree is a log that only grows, as in Certificate Transparency: each checkpoint adds one leaf for each stream that
has grown since the last. So it costs as much as what changed, and every later root proves the earlier ones.
The text that is signed is that of https://c2sp.org/tlog-checkpoint, with the time as one more line.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from annotations.history.canonical import canonical, moment
from annotations.history.rows import insert, insert_models
from annotations.models import Checkpoint, Leaf, Stream
from annotations.models.stream_keys import packed
from annotations.proof.keys import signing_key, verifier_keys
from annotations.proof.merkle import Frontier, leaf_hash
from annotations.proof.notes import BadNote, SigningKey, opened

# Any number, as long as nothing else of ours takes it.
LOCK = 0x67616C6C6579
LEAF = ("place", "checkpoint_id", "stream_id", "length", "head")


class AlteredCheckpoint(ImproperlyConfigured):
    """The newest checkpoint is not what was signed, so nothing is signed on it."""


def make_checkpoint(of: str = "") -> Checkpoint:
    """Sign where every stream ends now; where nothing has grown since the newest checkpoint, give that.

    A stream that somebody is writing to at this moment is taken in by the next, but for the one `of` which this is
    made: for that it waits. Raises ImproperlyConfigured without a key, and AlteredCheckpoint
    where the newest checkpoint, on which it would grow, is not what was signed.
    """
    key = signing_key()
    with transaction.atomic():
        if of:
            # Before the lock of all checkpoints: nobody who holds that waits for a stream.
            Stream.objects.select_for_update(no_key=True).get(pk=of)
        _one_at_a_time()
        newest = newest_checkpoint()
        grown = list(
            Stream.objects.filter(length__gt=F("logged"))
            .order_by("key")
            .select_for_update(skip_locked=True, no_key=True)
            .values_list("key", "length", "head")
        )
        if newest and not grown:
            return newest
        return _taken_in(grown, newest, key)


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()


def leaf_of(stream: str, length: int, head: str) -> bytes:
    """Hash a leaf: the canonical JSON of [stream, length, head]."""
    return leaf_hash(canonical([stream, length, head]).encode())


def checkpoint_text(origin: str, size: int, root: bytes, at: datetime.datetime) -> str:
    """Write what is signed: origin, size, root, time; each on its line."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n{moment(at)}\n"


def _taken_in(grown: Sequence[tuple[str, int, str]], newest: Checkpoint | None, key: SigningKey) -> Checkpoint:
    frontier = _signed_edge(newest) if newest else Frontier()
    number = newest.number + 1 if newest else 1
    leaves = []
    for stream, length, head in grown:
        leaves.append((frontier.size, number, packed(stream), length, head))
        frontier.append(leaf_of(stream, length, head))
    # A clock that was put back makes no checkpoint earlier than the one before it.
    at = max(timezone.now(), newest.at) if newest else timezone.now()
    root = frontier.root()
    checkpoint = Checkpoint(
        number=number,
        at=at,
        size=frontier.size,
        root=root.hex(),
        peaks=b"".join(frontier.peaks).hex(),
        note=key.sign(checkpoint_text(key.name, frontier.size, root, at)),
    )
    with connection.cursor() as cursor:
        insert_models(cursor, Checkpoint, [checkpoint])
        insert(cursor, Leaf._meta.db_table, LEAF, leaves)
        cursor.executemany(
            "UPDATE annotations_stream SET logged = %s WHERE key = %s",
            [(length, packed(stream)) for stream, length, _ in grown],
        )
    return checkpoint


def _signed_edge(newest: Checkpoint) -> Frontier:
    """Give the right edge of the tree, held to what was signed: whatever grows on another says so for good."""
    try:
        frontier = Frontier(newest.size, _peaks(newest.peaks))
        lines = opened(newest.note, verifier_keys()).split("\n")
    except (BadNote, ValueError) as error:
        raise AlteredCheckpoint(f"Checkpoint {newest.number} cannot be built upon. {error}") from error
    signed = lines[1:3] == [str(frontier.size), base64.b64encode(frontier.root()).decode()]
    # A tree of so many leaves has one peak for each binary digit that is set.
    if not signed or len(frontier.peaks) != frontier.size.bit_count():
        raise AlteredCheckpoint(f"Checkpoint {newest.number} is not what was signed. Run manage.py verify_history.")
    return frontier


def _peaks(text: str) -> list[bytes]:
    peaks = bytes.fromhex(text)
    return [peaks[at : at + 32] for at in range(0, len(peaks), 32)]


def _one_at_a_time() -> None:
    """Keep two checkpoints from being made at once; on SQLite no two transactions write at once anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
