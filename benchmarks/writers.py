"""Time saves by eight people at once on SQLite, beside eight bare sqlite3 writers on the same disk in the same run.

python -m benchmarks.writers [SAVES_EACH]
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

WRITERS = 8


def main(saves: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        os.environ |= {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{path}",
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.DEBUG = False  # with it Django keeps every query
        call_command("migrate", verbosity=0)
        report("notes saved", at_once(note_savers(), saves))
        report("raw limit, bare rows written", at_once(bare_writers(Path(folder) / "bare.sqlite3"), saves))


def at_once(savers: list[Callable[[], None]], saves: int) -> list[float]:
    """Run every saver in a thread of its own; give the seconds of each save."""
    took: list[float] = []

    def work(save: Callable[[], None]) -> None:
        for _ in range(saves):
            began = time.perf_counter()
            save()
            took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(save,)) for save in savers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def report(what: str, took: list[float]) -> None:
    milliseconds = sorted(1000 * seconds for seconds in took)
    print(
        f"{len(took)} {what} by {WRITERS} writers at once: median {statistics.median(milliseconds):.1f} ms,"
        f" worst {milliseconds[-1]:.0f} ms"
    )


def note_savers() -> list[Callable[[], None]]:
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.desk.importing import import_article
    from annotations.desk.noting import add_note
    from annotations.desk.projects import create_project
    from annotations.history.act import Act
    from annotations.models import NoteKind, Origin, User

    omar = User.objects.create_user("omar")
    project = create_project(slug="bench", name="Bench", act=Act(omar))

    def saver(number: int) -> Callable[[], None]:
        text = f"The mill burnt down in {1900 + number}. Nobody was hurt."
        article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
        words = ClaimWords("The mill burnt down.")
        claim = add_claim(revision=article.latest_revision(), places=[(0, 19)], words=words, act=Act(omar))

        def save() -> None:
            add_note(claim=claim, kind=NoteKind.NOTE, text="Asked the archive.", act=Act(omar))

        return save

    return [saver(number) for number in range(WRITERS)]


def bare_writers(path: Path) -> list[Callable[[], None]]:
    with sqlite3.connect(path) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")

    def saver() -> Callable[[], None]:
        bare = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        bare.execute("PRAGMA synchronous=FULL")

        def save() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO note (text) VALUES ('Asked the archive.')")
            bare.execute("COMMIT")

        return save

    return [saver() for _ in range(WRITERS)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
