"""Read a file in a process of its own, which may take so much time and memory and no more.

A file may be made to exhaust whoever reads it, and the libraries that read it are large: so the processes that serve
the desk neither load them nor wait for them without end.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

from annotations.reading.document import TOO_MUCH, Document, UnknownType, Unreadable
from annotations.reading.packing import packed, unpacked
from annotations.reading.readers import BROKEN, read_here
from annotations.text.decoding import NotAnArticle, TooLarge, UndecodableText, UnusableText

SECONDS = 30
"""Time on the processor that the reading of one file may take."""
WALL_SECONDS = 240
"""The same on the wall: the machine may be busy with other things."""
MEMORY = 2**30
"""Bytes of memory that the reading of one file may take."""

_REFUSALS = {kind.__name__: kind for kind in (TooLarge, UndecodableText, UnknownType, Unreadable, UnusableText)}
_BUSY = "The desk is busy reading other files. Send this one again in a minute."
_TOO_LONG = "This file takes too long to read. Copy the text and paste it, or save it as plain text."
# The desk's own secrets are no business of a process that opens files from anywhere.
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR")
# Events of Python's own audit (PEP 578).
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg", "urllib.Request")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty")
_REFUSED = frozenset((*_NETWORK, *_PROGRAMS))
# One at a time in each process: several large files must not take several times the memory. Nor may those that wait for
# their turn hold every thread that serves the desk.
_turn = threading.Lock()
PATIENCE = 20
"""Seconds on the wall that a file waits for its turn."""


def read_apart(data: bytes, found: str) -> Document:
    """Read a file of a type other than plain text; raises what `read_here` raises, and Unreadable over the limits."""
    if not _turn.acquire(timeout=PATIENCE):
        raise Unreadable(_BUSY)
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            [sys.executable, "-m", "annotations.reading.apart", found, str(SECONDS)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parents[2],
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_TOO_LONG) from None
    finally:
        _turn.release()
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable(_TOO_LONG)
    if done.returncode:
        raise Unreadable(BROKEN)
    refused, _, rest = done.stdout.decode().partition("\n")
    if refused:
        raise _REFUSALS[refused](rest)
    return unpacked(rest)


def _answer(found: str, data: bytes) -> str:
    """Give the name of a refusal and its words, or an empty line and a document."""
    try:
        return "\n" + packed(read_here(data, found))
    except MemoryError:
        return f"{Unreadable.__name__}\n{TOO_MUCH}"
    except NotAnArticle as refused:
        return f"{type(refused).__name__}\n{refused}"


def _refuse(event: str, given: object) -> None:
    """Keep a library, whatever a file makes of it, from asking the network and from starting programs."""
    if event in _REFUSED:
        raise PermissionError(event)


def main() -> None:
    """Read the file on standard input as the type and in the seconds that are given, and write what it gave."""
    found, seconds = sys.argv[1], int(sys.argv[2])
    sys.addaudithook(_refuse)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library prints must not come between.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    said = _answer(found, sys.stdin.buffer.read())
    with answer:
        answer.write(said)


if __name__ == "__main__":
    main()
