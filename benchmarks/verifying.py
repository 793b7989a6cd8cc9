"""Time `verify_history`: everything, and hashes and links alone, of a small world; then what a checkpoint costs.

The raw limit: to read the bodies of the same events, and for everything the values too, by the bare driver, and hash
each as often as the chain does. It reads neither the other columns nor today's tables.

python -m benchmarks.verifying [CLAIMS]
"""

from __future__ import annotations

import gc
import hashlib
import sys
from typing import Any

from benchmarks._desk import median, on, scratch_desk
from benchmarks.world import write_world

RUNS = 3


def main(claims: int) -> None:
    gc.disable()  # as the command does
    with scratch_desk():
        from annotations.models import Event, Stream

        write_world(claims)
        events, streams = Event.objects.count(), Stream.objects.count()
        what = f"{on()}: {events:,} events of {streams:,} streams"
        for name, chains_only in (("everything checked", False), ("hashes and links alone", True)):
            rate = events / median(lambda only=chains_only: verified(chains_only=only), RUNS)
            limit = events / median(lambda only=chains_only: raw(chains_only=only), RUNS)
            print(f"{what}: {name}: {rate:,.0f} events/s (median of {RUNS}), raw limit {limit:,.0f} events/s")
        first, second = checkpoint(), next_checkpoint()
        print(f"{what}: the first checkpoint {first:.1f} ms; the next, after one save, {second:.1f} ms")


def verified(*, chains_only: bool) -> None:
    from annotations.desk.consequences import inconsequences
    from annotations.proof.verify import verify_history

    found = [*verify_history(chains_only=chains_only), *(() if chains_only else inconsequences())]
    if found:
        raise RuntimeError(f"{found[0]}")


def raw(*, chains_only: bool) -> None:
    from django.db import connection

    statements = ("SELECT body FROM annotations_event", "SELECT value FROM annotations_value")
    with connection.cursor() as cursor:
        for statement in statements[:1] if chains_only else statements:
            cursor.execute(statement)
            while rows := cursor.fetchmany(1000):
                for (text,) in rows:
                    hashlib.sha256(text.encode()).hexdigest()


def checkpoint() -> float:
    from annotations.proof.checkpoints import make_checkpoint

    return 1000 * median(make_checkpoint, 1)


def next_checkpoint() -> float:
    from annotations.desk.noting import add_note
    from annotations.history.act import Act
    from annotations.models import Claim, NoteKind, User
    from annotations.proof.checkpoints import make_checkpoint

    times = []
    for number in range(RUNS):
        claim: Any = Claim.objects.order_by("pk")[number]
        add_note(claim=claim, kind=NoteKind.NOTE, text="Seen.", act=Act(User.objects.get(username="amin")))
        times.append(median(make_checkpoint, 1))
    return 1000 * sorted(times)[RUNS // 2]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
