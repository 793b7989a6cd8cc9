"""The history of an article with all that it takes to check it, as a ZIP file that reads without this product.

verifier.py is the one file in it that runs; what it checks is what is written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotations.exports.csv import BUFFER
from annotations.history.canonical import canonical, moment
from annotations.models import Article, Checkpoint, Event
from annotations.proof.keys import verifier_keys
from annotations.proof.notes import VerifierKey, signed_by
from annotations.reports.events.bundle import Proved, drafts_of, proved_streams
from annotations.reports.events.openings import openings
from annotations.reports.snapshot import snapshot

# The same history and checkpoint give the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
README = Path(__file__).with_name("bundle_readme.txt")
# So many hexadecimal digits has a SHA-256.
HASH = 64
VERIFIER = Path(__file__).with_name("verifier.py")

Member = tuple[str, Iterable[str]]


def bundle_zip(article: Article, checkpoint: Checkpoint) -> Generator[bytes, None, None]:
    """Give the bytes of the file, part by part; the article's stream has to be in the checkpoint.

    Memory grows with the longest text and the number of streams, not with the history. Raises BadNote where none of
    the desk's keys signed the checkpoint. The snapshot that it is read from ends with the generator: close it.
    """
    key = signed_by(checkpoint.note, verifier_keys())
    return _zipped(_members(article, checkpoint, key))


def _members(article: Article, checkpoint: Checkpoint, key: VerifierKey) -> Generator[Member, None, None]:
    with snapshot():
        streams = proved_streams(article, checkpoint)
        yield "README.txt", _readme(article, checkpoint, key, streams)
        yield "verify.py", [VERIFIER.read_text(encoding="utf-8")]
        yield "key.txt", [f"{key}\n"]
        yield "checkpoint.txt", [checkpoint.note]
        yield "proofs.jsonl", map(_proof, streams)
        for proved in streams:
            folder = f"histories/{proved.stream.replace(':', '-')}"
            yield f"{folder}/events.jsonl", _bodies(proved)
            yield f"{folder}/values.tsv", _values(proved)
        for draft in drafts_of(streams[0]):
            yield f"texts/draft-{draft.number}.txt", [draft.text]


def _readme(article: Article, checkpoint: Checkpoint, key: VerifierKey, streams: Sequence[Proved]) -> list[str]:
    told = {
        "title": " ".join(article.title.split()),
        "at": moment(checkpoint.at),
        "key": key,
        "number": checkpoint.number,
        "origin": key.name,
    }
    newer = [f"    {proved.stream}: {proved.newer}\n" for proved in streams if proved.newer]
    after = ["\nEntries that came after this checkpoint, and are not in here:\n\n", *newer] if newer else []
    return [README.read_text(encoding="utf-8").format_map(told), *after]


def _proof(proved: Proved) -> str:
    path = [beside.hex() for beside in proved.path]
    told = {"stream": proved.stream, "length": proved.length, "place": proved.place, "path": path}
    return f"{canonical(told)}\n"


def _bodies(proved: Proved) -> Iterator[str]:
    events = Event.objects.filter(stream=proved.stream, n__lte=proved.length).order_by("n")
    for body in events.values_list("body", flat=True).iterator():
        yield f"{body}\n"


def _values(proved: Proved) -> Iterator[str]:
    for n, field, salt, value, withheld in openings(proved.stream, proved.length):
        yield f"{n}\t{field}\twithheld\t{withheld}\n" if withheld else f"{n}\t{field}\t{salt}\t{value}\n"


class _Written:
    """A file that is only written, and handed on as it grows."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Have nothing to do: `taken` hands on what there is."""

    def taken(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts.clear()
        return taken


def _zipped(members: Generator[Member, None, None]) -> Generator[bytes, None, None]:
    """Write a ZIP file of these, and the SHA-256 of each in MANIFEST.txt, as the last of them.

    Its comment ends with the SHA-256 of all bytes before that: much of a ZIP file is read by nobody, and would hide
    that the file was damaged.
    """
    written, hashes, whole = _Written(), {}, hashlib.sha256()
    with closing(members), ZipFile(cast("IO[bytes]", written), "w") as archive:
        for name, lines in members:
            hashed = hashlib.sha256()
            with archive.open(_info(name), "w") as member:
                for part in _parts(lines):
                    hashed.update(part)
                    member.write(part)
                    taken = written.taken()
                    whole.update(taken)
                    yield taken
            hashes[name] = hashed.hexdigest()
        manifest = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
        archive.writestr(_info("MANIFEST.txt"), manifest)
        archive.comment = f"SHA-256 of all before this: {'0' * HASH}".encode()
    end = written.taken()[:-HASH]
    whole.update(end)
    yield end + whole.hexdigest().encode()


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _parts(lines: Iterable[str]) -> Iterator[bytes]:
    """Encode lines, some 64 KB at a time."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.encode())
        size += len(held[-1])
        if size > BUFFER:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
