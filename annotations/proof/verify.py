"""Recompute the whole history: guards, hashes, links, versions, values, today's tables, checkpoints and receipts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from annotations.history.strangers import strangers
from annotations.history.triggers import missing_guards
from annotations.models import Article, Citation, Stream
from annotations.models.stream_keys import packed, unpacked
from annotations.proof.chains import Chains
from annotations.proof.erasures import Erasures
from annotations.proof.findings import STRANGE, UNGUARDED, UNREADABLE, Finding
from annotations.proof.keys import verifier_keys
from annotations.proof.raw import Row, ahead, key_text, moment_text, number, rows_among, rows_where, text
from annotations.proof.signed import Kept, verify_checkpoints, verify_receipts
from annotations.proof.tables import Tables, left_over, misplaced
from annotations.proof.telling import CHUNK, StreamEnd, Telling, told

Tell = Callable[[int], object]
STREAM = ("key", "project_id", "length", "head", "moved_at")


def verify_history(
    *,
    article: Article | None = None,
    checkpoints: Sequence[Kept] = (),
    receipts: Sequence[Kept] = (),
    chains_only: bool = False,
    tell: Tell = lambda events: None,
) -> Iterator[Finding]:
    """Yield each thing that is wrong; nothing where the history is whole.

    Never gives up half-way: what cannot be read is one more thing that is wrong. Raises ImproperlyConfigured where
    the desk's own key cannot be read. With `article` only its stream and those of its project and of what it cites are
    read, and rows that no event brought in are not looked for. `tell` is called with how many more events were read.
    """
    keys = verifier_keys()
    for name in missing_guards():
        yield Finding(f"guard {name}", "it is missing, switched off or altered", UNGUARDED)
    yield from (Finding(*each, STRANGE) for each in strangers())
    yield from as_far_as_it_goes("the history", _verify_rows(article, chains_only, tell))
    yield from as_far_as_it_goes("the checkpoints", verify_checkpoints(checkpoints, keys))
    yield from as_far_as_it_goes("the receipts", verify_receipts(receipts))


def as_far_as_it_goes(where: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Turn what stops a check into one more finding: whoever owns the tables can put anything there."""
    try:
        yield from findings
    except Exception as error:
        yield Finding(where, f"it cannot be read any further ({type(error).__name__}: {error})", UNREADABLE)


def _verify_rows(article: Article | None, chains_only: bool, tell: Tell) -> Iterator[Finding]:
    erasures, tables = Erasures(), None if chains_only else Tables()
    # What compares the rows of the last streams: they are looked for while the next streams are checked.
    later: deque[Iterator[Finding]] = deque()
    with ahead():
        for telling in told(_together(_ends(article)), with_values=not chains_only):
            checked = _verify_streams(telling, erasures, tables, later, tell)
            yield from as_far_as_it_goes(telling.where, checked)
            while len(later) > 1:
                yield from later.popleft()
        yield from chain.from_iterable(later)
    if article is None:
        yield from left_over()
        yield from tables.untold() if tables else ()
        yield from erasures.findings()


def _verify_streams(
    telling: Telling, erasures: Erasures, tables: Tables | None, later: deque[Iterator[Finding]], tell: Tell
) -> Iterator[Finding]:
    chains = Chains(erasures, with_values=tables is not None)
    for piece in telling.pieces():
        yield from chains.take(piece)
        tell(len(piece))
    for stream in telling.streams:
        yield from chains.end(stream)
    if tables:
        for stream in telling.streams:
            yield from misplaced(stream, chains.rows)
        later.append(as_far_as_it_goes(telling.where, tables.compare(chains.rows)))


def _ends(article: Article | None) -> Iterator[StreamEnd]:
    rows: Iterable[Row]
    if article:
        cited = Citation.objects.filter(assessment__claim__article=article).values_list("source", flat=True)
        keys = [article.stream_key, f"project:{article.project_id}", *(f"source:{key}" for key in set(cited))]
        rows = rows_among(Stream, STREAM, "key", [*map(packed, keys)], " ORDER BY key")
    else:
        rows = rows_where(Stream, STREAM, "1 = 1 ORDER BY key", ())
    for key, project, length, head, at in rows:
        yield StreamEnd(unpacked(key), key_text(project), number(length), text(head), moment_text(at) if at else "")


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
