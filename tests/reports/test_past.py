"""The past that is laid over the tables is what stood in them then, whatever people did."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.errors import DeskError
from annotations.desk.parting import split_sentence, undo_parting
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.record import recording
from annotations.models import (
    Action,
    Article,
    Claim,
    Event,
    Note,
    NoteKind,
    Redaction,
    Sentence,
    Source,
    Stance,
    Stream,
    User,
    Value,
)
from annotations.reports.draft import whole
from annotations.reports.events.moments import Moment, NoSuchMoment, moment_of, steps_in
from annotations.reports.past import LAID, as_of, rows_as_of
from annotations.reports.verdict_rows import verdict_rows
from tests.history.furnished import column_list
from tests.proof.attacker import every, remove, unguarded
from tests.proof.test_replay import VERBS, Choice, any_of

TABLES = {model._meta.db_table: column_list(model) for model in [*LAID, Event, Value]}

Copy = dict[str, list[Any]]


def copied() -> Copy:
    """Read whole tables as they are, or as they seem to be."""
    with connection.cursor() as cursor:
        copy = {}
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
            copy[table] = cursor.fetchall()
        return copy


def ends() -> dict[str, tuple[int, str]]:
    return {stream.key: (stream.length, stream.head) for stream in Stream.objects.all()}


def do(name: str, pick: Choice) -> None:
    with suppress(DeskError):
        VERBS[name](pick, any_of(pick, Claim), Act(any_of(pick, User)))


def after(article: Article, entry: int | None = None) -> Moment:
    """Give the moment after an entry, or after the last."""
    return moment_of(article, str(entry or ends()[article.stream_key][0]))


@pytest.mark.parametrize("seed", range(4))
def test_the_past_is_what_stood_in_the_tables(furnished, db, seed: int):
    pick = Choice(seed)
    article = Article.objects.get()
    stood: list[tuple[str, Copy, dict[str, tuple[int, str]]]] = []
    length = ends()[article.stream_key][0]
    for _ in range(20):
        do(pick.choice(sorted(VERBS)), pick)
        copy, tails = copied(), ends()
        stood.append((timezone.now().isoformat(timespec="microseconds"), copy, tails))
        if length != (length := tails[article.stream_key][0]):
            stood.append((str(length), copy, tails))

    for asked, copy, tails in stood:
        with as_of(moment_of(article, asked)):
            then = copied()
            for table, rows in copy.items():
                assert then[table] == rows, f"{table} as of {asked}"
            assert ends() == tails, asked
    assert copied() == stood[-1][1]


def test_an_entry_stands_for_all_that_was_done_at_once(furnished, db):
    article = Article.objects.get()
    steps = steps_in(article)
    assert sum(step.entries for step in steps) == ends()[article.stream_key][0]
    step = next(step for step in steps if step.entries > 1)
    assert after(article, step.entry - 1) == replace(after(article, step.entry), asked=str(step.entry - 1))


def test_a_time_is_taken_to_its_end(furnished, db):
    article = Article.objects.get()
    last = steps_in(article)[-1]
    for asked in (f"{last.at:%Y-%m-%d}", f"{last.at:%Y-%m-%dT%H:%M}", f"{last.at:%Y-%m-%d %H:%M:%S}Z"):
        assert moment_of(article, asked).entry == last.entry
    elsewhere = last.at.astimezone(datetime.timezone(datetime.timedelta(hours=-5)))
    assert moment_of(article, elsewhere.isoformat()).entry == last.entry
    just_before = last.at - datetime.timedelta(microseconds=1)
    assert moment_of(article, just_before.isoformat(timespec="microseconds")).entry == last.entry - last.entries


NO_TIMES = "x -1 1.5 1e3 ٣ 2026-13-01 2026-02-30 2026-11-24T25:00 2026-11-24T13 24.11.2026 0001-01-01T00:00+14:00"


@pytest.mark.parametrize(
    "asked", ["", "0", "999999999", "1999-01-01", "9999-12-31", "2026-11-24'--", *NO_TIMES.split()]
)
def test_what_is_no_moment_is_said(furnished, db, asked: str):
    with pytest.raises(NoSuchMoment) as told:
        moment_of(Article.objects.get(), asked)
    assert str(told.value).endswith(".")


def test_nothing_of_the_past_is_left_whatever_happens(furnished, db):
    article, live = Article.objects.get(), copied()
    with pytest.raises(Claim.DoesNotExist), as_of(after(article, 1)):
        Claim.objects.get()
    assert copied() == live

    rows = rows_as_of(after(article), verdict_rows(article))
    assert next(rows).claim.number == 1
    rows.close()
    assert copied() == live
    edit_claim(claim=Claim.objects.get(number=2), words=ClaimWords("It is."), version=1, act=Act(furnished["cleo"]))


@pytest.mark.parametrize("statement", ["DELETE FROM annotations_user", "CREATE TABLE x (y integer)"])
def test_nothing_is_written_in_the_past(furnished, db, statement: str):
    moment = after(Article.objects.get())
    with pytest.raises(DatabaseError), as_of(moment), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_question_that_was_kept_is_asked_anew(furnished, db):
    """Drivers keep the plans of what is asked again and again, and those name the tables they were made for."""
    article = Article.objects.get()
    statement, told = "SELECT count(*) FROM annotations_claim WHERE withdrawn = %s", []
    postgresql = connection.vendor == "postgresql"
    if postgresql:
        connection.connection.prepare_threshold = 0

    def ask() -> int:
        with connection.cursor() as cursor:
            if postgresql:
                return cursor.connection.execute("SELECT count(*) FROM annotations_claim").fetchone()[0]
            cursor.execute(statement, [""])
            return cursor.fetchone()[0]

    now = {ask() for _ in range(10)}
    for _ in range(3):
        with as_of(after(article, 1)):
            told += [ask() for _ in range(10)]
        assert {ask() for _ in range(10)} == now == {2}
    assert set(told) == {0}
    if postgresql:
        connection.connection.prepare_threshold = None


def test_a_sentence_is_whole_before_it_was_split(furnished, db):
    article, omar = Article.objects.get(), furnished["omar"]
    then = after(article)
    revision = article.latest_revision()
    whole_then = [unit.sentence for unit in whole(revision).held]
    sentence = Sentence.objects.select_related("revision__article__project").order_by("start")[2]
    at, act = revision.text.index(" ", sentence.start) + 1, Act(omar)
    split_sentence(sentence=sentence, at=at, version=1, act=act)
    parted = after(article)
    undo_parting(revision=revision, action=Action.objects.get(pk=act.action_id), act=Act(omar))

    with as_of(then):
        assert [unit.sentence for unit in whole(revision).held] == whole_then
    with as_of(parted):
        spans = [unit.sentence for unit in whole(revision).held]
        assert len(spans) == len(whole_then) + 1
        assert (spans[2].start, spans[3].start, spans[3].end) == (sentence.start, at, sentence.end)
    with as_of(after(article)):
        assert [unit.sentence for unit in whole(revision).held] == whole_then


def test_what_is_confidential_today_was_so_before(furnished, db):
    article, rita = Article.objects.get(), furnished["rita"]
    open_then = after(article)
    source = Source.objects.order_by("pk")[0]
    details = NewSource(source.title, source.url, confidential=True)
    edit_source(source=source, details=details, origin=None, version=1, act=Act(rita))

    with as_of(open_then):
        before = Source.objects.get(pk=source.pk)
        assert (before.version, before.confidential) == (1, True)
        cited = [cited for row in verdict_rows(article) for check in row.checks for cited in check.sources]
        assert [one.title for one in cited if one.confidential] == [""]


def test_what_is_erased_today_was_so_before(furnished, db):
    article, mona = Article.objects.get(), furnished["mona"]
    then = after(article)
    note = Note.objects.get()
    written = Event.objects.get(object=note.pk, version=1)
    with recording(Act(mona, verb="erase")) as record:
        record.change(note, text="[erased for privacy]")
    with unguarded():
        every(Redaction).create(event=written, field="text", by_event=Event.objects.get(object=note.pk, version=2))
        remove(every(Value).filter(event=written, field="text"))

    with as_of(then):
        assert (Note.objects.get().text, Note.objects.get().kind) == ("[erased]", NoteKind.QUERY)
    with as_of(after(article)):
        assert Note.objects.get().text == "[erased for privacy]"


def test_rows_of_other_articles_are_not_in_it(furnished, db):
    article = Article.objects.get()
    claim = add_claim(
        revision=article.latest_revision(), places=[(0, 5)], words=ClaimWords("Later."), act=Act(furnished["cleo"])
    )
    cite_source(claim=claim, source=NewSource("Later still"), use=Use(Stance.CONTEXT), act=Act(furnished["cleo"]))
    with as_of(after(article, 1)):
        assert not Source.objects.exists()
        assert User.objects.count() == len(furnished)
