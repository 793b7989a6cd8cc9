"""What the benchmarks share: a desk in a database of its own, news to check, medians, and the machine's raw limit."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

SQLITE_AS_THE_DESK = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


@contextlib.contextmanager
def scratch_desk() -> Iterator[Path]:
    """Set Django up on an empty desk, and take it away again; gives a folder for whatever else is measured.

    On SQLite, or on the PostgreSQL server that DATABASE_URL names, there in a database of its own.
    """
    with tempfile.TemporaryDirectory() as folder, _empty_database(Path(folder)) as url:
        open_desk(url)
        try:
            yield Path(folder)
        finally:
            close_desk()


@contextlib.contextmanager
def _empty_database(folder: Path) -> Iterator[str]:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    import psycopg

    name = f"bench_{os.getpid()}"
    with psycopg.connect(f"{server.rpartition('/')[0]}/postgres", autocommit=True) as beside:
        beside.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            beside.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def open_desk(url: str) -> None:
    """Set Django up on a database, as a desk runs that is not being tried out, and bring its tables up to date."""
    os.environ |= {"DEBUG": "1", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from annotations.proof.notes import SigningKey

    settings.DEBUG = False  # with it Django keeps every query
    settings.HISTORY_KEY = str(SigningKey.make("desk.example"))
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    settings.WHITENOISE_AUTOREFRESH = True  # no file was collected
    call_command("migrate", verbosity=0)


def close_desk() -> None:
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        if connection.vendor == "postgresql":
            connection.close_pool()


def analyze() -> None:
    """Let the database know how much there is where, as it does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def on() -> str:
    """Name the database that is measured."""
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


@contextlib.contextmanager
def bare_database(folder: Path) -> Iterator[tuple[Any, str]]:
    """Connect to the same kind of database without Django, guards or history; gives it with its parameter's mark.

    As durable as the desk's own: on SQLite another file with the same pragmas, on PostgreSQL other tables beside it.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        bare: Any = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None, check_same_thread=False)
        for pragma in SQLITE_AS_THE_DESK:
            bare.execute(pragma)
        mark = "?"
    else:
        import psycopg

        bare = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        mark = "%s"
    with contextlib.closing(bare):
        yield bare, mark


def median(function: Callable[[], object], runs: int = 7, *, clock: Callable[[], float] = time.perf_counter) -> float:
    """Time several runs; the median in seconds. Of `time.process_time`, other work on the machine takes little."""
    times = []
    for _ in range(runs):
        began = clock()
        function()
        times.append(clock() - began)
    return statistics.median(times)


WHO = ("The council", "Mayor Ada Brook", "The ministry", "A spokeswoman", "The harbour office", "Dr. Lena Moor")
DID = ("said on Tuesday that", "has confirmed that", "denied in 2019 that", "told the U.S. press that", "wrote that")
WHAT = (
    "the toll on the old bridge will rise to €{} in May",
    "{} people were moved out of the flooded streets, twice as many as in the year before",
    "the hospital has {} beds, fewer than any other of its size in the country",
    "the new line carried {} passengers a day, according to its own figures",
    "rents went up by {} per cent, while wages stood still",
)
CLOSE = (".", ", which nobody had expected.", ", and “that is only the beginning,” she added.", " (see p. 4).")


def news(sentences: int, seed: int = 1) -> str:
    """Write an article of that many sentences, about 110 characters each, in paragraphs of one to five."""
    pick = random.Random(seed)  # noqa: S311
    paragraphs: list[str] = []
    left = sentences
    while left:
        count = min(left, pick.randint(1, 5))
        paragraphs.append(" ".join(_sentence(pick) for _ in range(count)))
        left -= count
    return "\n\n".join(paragraphs)


def _sentence(pick: random.Random) -> str:
    what = pick.choice(WHAT).format(pick.randint(2, 9999))
    return f"{pick.choice(WHO)} {pick.choice(DID)} {what}{pick.choice(CLOSE)}"


def insert_bare(bare: Any, mark: str, rows: dict[str, Sequence[Sequence[Any]]]) -> None:
    """Insert rows into tables without index, guard or history, in one transaction: the least that can be written."""
    bare.execute("BEGIN")
    for table, these in rows.items():
        columns = ", ".join([mark] * len(these[0]))
        bare.cursor().executemany(f"INSERT INTO {table} VALUES ({columns})", these)  # noqa: S608
    bare.execute("COMMIT")
