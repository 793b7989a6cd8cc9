"""Recompute the whole history: guards, hashes, links, versions, values, today's tables, checkpoints and receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from annotations.history.canonical import moment
from annotations.history.guards import missing_guards
from annotations.models import Article, Citation, Stream
from annotations.proof.chains import CHUNK, Chain, Rows, StreamEnd, told
from annotations.proof.erasures import Erasures
from annotations.proof.findings import UNGUARDED, Finding
from annotations.proof.keys import verifier_keys
from annotations.proof.signed import Kept, verify_checkpoints, verify_receipts
from annotations.proof.tables import Tables, left_over, misplaced

Tell = Callable[[int], object]


def verify_history(
    *,
    article: Article | None = None,
    checkpoints: Sequence[Kept] = (),
    receipts: Sequence[Kept] = (),
    chains_only: bool = False,
    tell: Tell = lambda events: None,
) -> Iterator[Finding]:
    """Yield each thing that is wrong; nothing where the history is whole.

    Never gives up half-way: what cannot be read is one more thing that is wrong. With `article` only its stream and
    those of its project and of what it cites are read, and rows that no event brought in are not looked for. `tell`
    is called with how many more events were read.
    """
    for name in missing_guards():
        yield Finding(f"guard {name}", "it is missing, switched off or altered", UNGUARDED)
    erasures, tables = Erasures(), Tables()
    for some in _together(_ends(article)):
        rows: Rows = {}
        yield from _verify_streams(some, rows, erasures, chains_only, tell)
        if not chains_only:
            for stream in some:
                yield from misplaced(stream, rows)
            yield from tables.undescribed(rows)
            yield from tables.compare(rows)
    if article is None:
        yield from left_over()
        yield from tables.untold() if not chains_only else ()
        yield from erasures.findings()
    yield from verify_checkpoints(checkpoints, verifier_keys())
    yield from verify_receipts(receipts)


def _verify_streams(
    streams: Sequence[StreamEnd], rows: Rows, erasures: Erasures, chains_only: bool, tell: Tell
) -> Iterator[Finding]:
    chains = {stream.key: Chain(stream, rows, erasures, with_values=not chains_only) for stream in streams}
    count = 0
    for event, action, values in told(streams, with_values=not chains_only):
        yield from chains[event.stream].take(event, action, values)
        count += 1
        if not count % CHUNK:
            tell(CHUNK)
    for chain in chains.values():
        yield from chain.end()
    tell(count % CHUNK)


def _ends(article: Article | None) -> Iterator[StreamEnd]:
    streams = Stream.objects.order_by("pk")
    if article:
        cited = Citation.objects.filter(assessment__claim__article=article).values_list("source", flat=True)
        keys = [article.stream_key, f"project:{article.project_id}", *(f"source:{key}" for key in set(cited))]
        streams = streams.filter(pk__in=keys)
    for key, project, length, head, at in streams.values_list("key", "project_id", "length", "head", "moved_at"):
        yield StreamEnd(key, str(project), length, head, moment(at) if at else "")


def _together(streams: Iterable[StreamEnd]) -> Iterator[list[StreamEnd]]:
    """Take so many streams at once that they have some CHUNK events: most are of one source, and have one."""
    some: list[StreamEnd] = []
    events = 0
    for stream in streams:
        if some and events + stream.length > CHUNK:
            yield some
            some, events = [], 0
        some.append(stream)
        events += stream.length
    if some:
        yield some
