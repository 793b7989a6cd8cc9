"""After an erasure the words stand in no table, and in no file of the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.noting import add_note
from annotations.history.act import Act
from annotations.history.sweep import sweep
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import Article, Claim, ErasureReason, Event, NoteKind
from annotations.proof.verify import verify_history
from tests.history.furnished import furnish

SQLITE = connection.vendor == "sqlite"
MAYOR = "Mayor Ada Brook"


@pytest.fixture
def named(transactional_db: None) -> Claim:
    """Name the mayor in the article, a claim, a place, earlier versions, notes and a head, again and again."""
    furnish()
    article = Article.objects.get()
    revision = article.latest_revision()
    start = revision.text.index(MAYOR)
    words = ClaimWords(f"{MAYOR} says that nobody likes it.", claimant=MAYOR)
    claim = add_claim(revision=revision, places=[(start, start + len(MAYOR))], words=words, act=Act(None))
    for number in range(25):
        add_note(claim=claim, kind=NoteKind.NOTE, text=f"{'Asked. ' * number}{MAYOR}\n" * 9, act=Act(None))
        claim = edit_claim(
            claim=claim, words=ClaimWords(f"{MAYOR} {number}", claimant=MAYOR), version=claim.version, act=Act(None)
        )
    edit_article(article=article, title=f"The toll of {MAYOR}", desk_note=MAYOR, version=1, act=Act(None))
    return edit_claim(claim=claim, words=ClaimWords("Nobody likes it."), version=claim.version, act=Act(None))


def erase(claim: Claim) -> None:
    event = Event.objects.get(object=claim.pk, version=1)
    erase_words(event=event, field="claimant", reason=ErasureReason.COURT_ORDER, act=Act(None))


def files_with(words: str) -> list[str]:
    path = Path(connection.settings_dict["NAME"])
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))]
    return [file.name for file in files if file.exists() and words.encode() in file.read_bytes()]


def columns_with(words: str) -> list[str]:
    """Name each column of the database, of whatever table, that holds the words; the planner's examples too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name), quote_ident(column_name)"
            " FROM information_schema.columns WHERE data_type IN ('text', 'character varying', 'jsonb', 'bytea')"
            " AND table_schema = current_schema()"
        )
        columns = [*cursor.fetchall(), ("pg_stats", "most_common_vals"), ("pg_stats", "histogram_bounds")]
        found = []
        for table, column in columns:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE strpos({column}::text, %s) > 0", [words])
            if cursor.fetchone() != (0,):
                found.append(f"{table}.{column}")
    return found


def where_they_stand() -> list[str]:
    return files_with(MAYOR) if SQLITE else columns_with(MAYOR)


def test_the_words_stand_nowhere_once_they_are_erased_and_swept(named: Claim) -> None:
    sweep()  # the planner's examples, taken while the words are there
    assert where_they_stand()

    erase(named)
    assert sweep() == []

    assert where_they_stand() == []
    assert list(verify_history()) == []


def test_a_check_that_nobody_reads_to_its_end_is_in_no_sweeps_way(named: Claim) -> None:
    article = Article.objects.get()
    drop_guards()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE annotations_claim SET statement = 'Everybody likes it.'")
    install_guards()
    found = verify_history(article=article)
    assert next(found)
    if not SQLITE:  # there it keeps the connection to itself until it is closed
        found.close()  # type: ignore[attr-defined]

    assert sweep() == []


class Reader:
    """Somebody who goes on reading what was there before, until they are told to end."""

    def __init__(self) -> None:
        self.began, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._read)
        self.thread.start()
        assert self.began.wait(60)

    def _read(self) -> None:
        with connection.cursor() as cursor:
            # Not `atomic`, which on SQLite would hold the only place for a writer.
            cursor.execute("BEGIN DEFERRED" if SQLITE else "BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM annotations_event")
            cursor.fetchall()
            self.began.set()
            self.over.wait(60)
            cursor.execute("COMMIT")
        connections.close_all()

    def end(self) -> None:
        self.over.set()
        self.thread.join()


@pytest.fixture
def reader(named: Claim) -> Iterator[Reader]:
    somebody = Reader()
    yield somebody
    somebody.end()


def test_whoever_is_reading_is_named_and_a_second_sweep_does_it(named: Claim, reader: Reader) -> None:
    erase(named)

    left = sweep(patience=0)
    assert any("reading" in each and "redact --sweep" in each for each in left)
    reader.end()
    assert sweep() == []

    assert where_they_stand() == []
