"""Whatever somebody who owns the tables does to the history, one who kept a checkpoint or a receipt can prove it."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value as Literal
from django.db.models.functions import Concat
from django.utils import timezone

from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.parting import split_sentence
from annotations.history.act import Act
from annotations.history.canonical import event_hash
from annotations.history.triggers import unlocking
from annotations.models import (
    Article,
    Checkpoint,
    Claim,
    Event,
    Leaf,
    Note,
    NoteKind,
    Origin,
    Redaction,
    Revision,
    Sentence,
    Stream,
    User,
    Value,
)
from annotations.models.stream_keys import packed
from annotations.proof.checkpoints import make_checkpoint
from annotations.proof.keys import signing_key
from annotations.proof.notes import SigningKey
from annotations.proof.receipts import receipt_of
from tests.history.furnished import Forged, claim, module_world, project, run
from tests.proof import attacker
from tests.proof.attacker import change, every, found, remove, rewrite, unguarded

Attack = Callable[[], object]


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    with module_world(django_db_blocker) as people:
        import_article(
            project=project(), text="The ferry.", origin=Origin.PASTE, title="Ferry", act=Act(people["omar"])
        )
        say(people["omar"], "Seen before the checkpoint.")
        halve("“Nobody", people["omar"])
        make_checkpoint()
        say(people["omar"], "Seen before the second.")
        make_checkpoint()
        yield people


@pytest.fixture
def desk(furnished: dict[str, User], db: None) -> Iterator[dict[str, User]]:
    with transaction.atomic():
        yield furnished
        transaction.set_rollback(True)


def say(by: User, words: str) -> Note:
    return add_note(claim=claim(1), kind=NoteKind.NOTE, text=words, act=Act(by))


def halve(words: str, by: User) -> None:
    """Split the sentence that begins with these words in two before its second word."""
    start = claim(1).article.latest_revision().text.index(words)
    sentence = Sentence.objects.select_related("revision__article__project").get(start=start, withdrawn="")
    at = start + len(words) + 1
    split_sentence(sentence=sentence, at=at, version=1, act=Act(by))


def split_event(**which: Any) -> Event:
    """Give an event of that splitting: that of the sentence that was retired, or of the first half."""
    return Event.objects.filter(kind="sentence", **which).order_by("n")[0]


def sentence_of(**which: Any) -> Sentence:
    return Sentence.objects.get(pk=split_event(**which).object)


def add_a_sentence() -> None:
    """Slip in a unit under a key that looks like one more of the import."""
    row = Sentence.objects.filter(revision__article=claim(1).article).order_by("pk")[0]
    row.pk, row.start, row.end = uuid.UUID(int=row.revision_id.int + 999), 900, 901
    row.save_base(raw=True, force_insert=True)


def stand_again(**more: int) -> None:
    """Let a sentence stand that was split, in the place of its first half."""
    change(sentence_of(version=1), withdrawn="Gone.")
    change(sentence_of(version=2), withdrawn="", **more)


def without_its_splitting() -> None:
    """Take the events of a half away, and link the rest anew."""
    event = split_event(version=1)
    attacker.forget(event)
    attacker.rechain(event.stream_id)


def middle() -> Event:
    """Give an event that has others before and after it in its stream."""
    return Event.objects.filter(stream=claim(1).stream_key, kind="note").order_by("n")[0]


def swap() -> None:
    one, other = Event.objects.filter(stream=claim(1).stream_key).order_by("n")[3:5]
    change(one, n=10**6)
    change(other, n=one.n)
    change(one, n=other.n)


def in_another_order() -> None:
    """Give two changes of one row each other's keys: pages that show the past would take the earlier for the later."""
    one, other = Event.objects.filter(object=claim(1).pk).order_by("n")[:2]
    for before, after in ((one.pk, 10**6), (other.pk, one.pk), (10**6, other.pk)):
        every(Value).filter(event=before).update(event=after)
        every(Event).filter(pk=before).update(id=after)


def dated(year: int) -> None:
    """Add an event at the end of a chain, in every respect right but for its time."""
    row, at = claim(1), datetime.datetime(year, 3, 7, tzinfo=datetime.UTC)
    told = {"at": f"{year}-03-07T00:00:00.000000Z"}
    Forged(row.stream_key, "claim", row.pk, row.version + 1, {"claimant": "Ada"}, {"at": at}, told).insert()
    event = Event.objects.order_by("-pk")[0]
    every(type(event.action)).filter(pk=event.action_id).update(at=at)
    change(row, claimant="Ada", version=row.version + 1)
    attacker.rechain(row.stream_key)


def without_renumbering() -> None:
    attacker.forget(middle())


def with_renumbering() -> None:
    event = middle()
    attacker.forget(event)
    attacker.rechain(event.stream_id)


def with_renumbering_and_the_row() -> None:
    event = middle()
    remove(every(Note).filter(pk=event.object))
    with_renumbering()


def duplicate_key() -> None:
    event = middle()
    body = event.body.replace('"v":1', '"v":1,"v":1')
    change(event, body=body, hash=event_hash(body))


def reworded(**told: object) -> None:
    """Have the last event, which nobody signed yet, say something else in all consistency."""
    event = Event.objects.get(object=say(User.objects.get(username="omar"), "Nobody signed this yet.").pk)
    rewrite(event, **told)
    attacker.rechain(event.stream_id)


def without_fields() -> None:
    reworded(fields=[])
    remove(every(Value).filter(event=Event.objects.order_by("-pk")[0]))


def in_anothers_stream() -> None:
    """Tell of a change where those who read about the claim do not look."""
    row, source = claim(1), Stream.objects.filter(key__of_kind="source")[0]
    Forged(source.key, "claim", row.pk, row.version + 1, {"claimant": "Ada"}).insert()
    change(row, claimant="Ada", version=row.version + 1)


def before_the_first() -> None:
    """Put an entry where a reading that counts from 1 does not come."""
    event = Event.objects.filter(stream=claim(1).stream_key).order_by("-n")[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for constraint in ("event_counts_from_1", "annotations_event_n_check"):
                cursor.execute(f"ALTER TABLE annotations_event DROP CONSTRAINT {constraint}")
        else:
            with unlocking():
                cursor.execute("PRAGMA ignore_check_constraints = ON")
        event.pk, event.n, event.version = None, 0, 10**6
        event.save(force_insert=True)
        if connection.vendor == "sqlite":
            with unlocking():
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def beneath_a_claim() -> None:
    """Count a claim's key among the units of a draft, so that the claim is told of as a sentence."""
    row, key = claim(1), uuid.UUID(int=claim(1).pk.int - 1)
    Forged(row.stream_key, "revision", key, 1, {"units": [[0, 1, 1, "body"]]}).insert()
    change(row, statement="No.")


def under_another_key(written: Callable[[str], bytes], *, all_of_it: bool) -> None:
    """Have the tables call a stream something else: its own row alone, or its events and leaves too."""
    key = claim(1).stream_key
    columns = [("annotations_stream", "key"), ("annotations_event", "stream_id"), ("annotations_leaf", "stream_id")]
    for table, column in columns if all_of_it else columns[:1]:
        run(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", written(key), packed(key))


def of_another_kind(key: str) -> bytes:
    return packed(key.replace("article:", "source:"))


def a_value(field: str, value: str) -> Attack:
    return lambda: change(Value.objects.filter(field=field).order_by("pk")[0], value=value)


def foreign_redaction() -> None:
    value = Value.objects.filter(field="text").order_by("pk")[0]
    every(Redaction).create(event=value.event, field="text", by_event=Event.objects.order_by("pk")[0])
    remove(every(Value).filter(pk=value.pk))


def add_a_note() -> None:
    omar = User.objects.get(username="omar")
    Note(claim=claim(1), author=omar, kind=NoteKind.NOTE, text="No.", at=timezone.now()).save_base(raw=True)


def hide_an_article() -> None:
    article = Article.objects.get(title="Ferry")
    revisions = Revision.objects.filter(article=article)
    attacker.hide(
        article.stream_key,
        {
            Sentence: Sentence.objects.filter(revision__in=revisions),
            Revision: revisions,
            Article: Article.objects.filter(pk=article.pk),
        },
    )


# What each leaves for whoever verifies with nothing but the desk itself and its public key.
ATTACKS: dict[str, tuple[Attack, str]] = {
    "edit a body": (
        lambda: change(middle(), body=middle().body.replace('"verb":"', '"verb":"not_')),
        "its hash is not that of",
    ),
    "edit a body and its own hash": (lambda: rewrite(middle(), actor="rita"), "does not follow from the event before"),
    "edit only an indexed column": (lambda: change(middle(), kind="claim"), "its object is not what its body says"),
    "edit a stored value": (
        lambda: change(middle().values.get(field="text"), value='"No."'),
        "its value of text is not the one it commits to",
    ),
    "delete an opening without redaction": (
        lambda: remove(every(Value).filter(event=middle(), field="text")),
        "its value of text is missing",
    ),
    "delete an event in the middle": (without_renumbering, "are missing"),
    "delete one and renumber the rest": (with_renumbering, "it is there, though the history does not tell of it"),
    "delete one with its row and renumber the rest": (with_renumbering_and_the_row, "which is not there or another"),
    "swap two events": (swap, "it does not follow from the event before it"),
    "file two events in another order": (in_another_order, "it is filed before the event that it follows"),
    "insert a back-dated one": (lambda: dated(2019), "it is earlier than the event before it"),
    "insert one of a time to come": (lambda: dated(9999), "is of 9999-03-07T00:00:00.000000Z, which is still to come"),
    "change a row": (lambda: change(claim(1), statement="No."), "statement is not what the history says"),
    "change a row and its version": (
        lambda: change(claim(1), statement="No.", version=claim(1).version + 1),
        "version is not what the history says",
    ),
    "add a row": (add_a_note, "it is there, though the history does not tell of it"),
    "add a sentence": (add_a_sentence, "it is there, though the history does not tell of it"),
    "move where a sentence was split": (
        lambda: change(sentence_of(version=1), end=sentence_of(version=1).end + 1),
        "end is not what the history says",
    ),
    "let a retired sentence stand again": (stand_again, "withdrawn is not what the history says"),
    "let a retired sentence stand again, as one never touched": (
        lambda: stand_again(version=1),
        "version is not what the history says",
    ),
    "delete half a sentence": (
        lambda: remove(every(Sentence).filter(pk=split_event(version=1).object)),
        "it is missing, though the history",
    ),
    "hide that a sentence was split": (without_its_splitting, "it is there, though the history does not tell of it"),
    "delete a row": (lambda: remove(every(Note).filter(pk=middle().object)), "it is missing, though the history"),
    "edit a stream's head": (
        lambda: every(Stream).filter(pk=claim(1).stream_key).update(head="0" * 64),
        "it should end at event",
    ),
    "edit a stream’s kind": (lambda: under_another_key(of_another_kind, all_of_it=False), "its stream is missing"),
    "edit a stream’s kind, and that of its events": (
        lambda: under_another_key(of_another_kind, all_of_it=True),
        "its stream is not what its body says",
    ),
    "write a stream’s key out": (lambda: under_another_key(str.encode, all_of_it=True), "it should end at event"),
    "cut the tail and nothing else": (
        lambda: attacker.forget(Event.objects.filter(stream=claim(1).stream_key).order_by("-n")[0]),
        "it should end at event",
    ),
    "cut the tail consistently, behind a checkpoint": (attacker.cut_last_note, "saw it end at event"),
    "hide a whole stream": (hide_an_article, "it is not where its checkpoint took it in"),
    "edit a checkpoint": (
        lambda: change(Checkpoint.objects.get(number=1), root="0" * 64),
        "its size, root or time is not what was signed",
    ),
    "edit a checkpoint's note": (
        lambda: change(Checkpoint.objects.get(number=1), note=Checkpoint.objects.get(number=2).note),
        "its size, root or time is not what was signed",
    ),
    "put another's signature below a checkpoint": (
        lambda: every(Checkpoint).filter(number=1).update(note=Concat("note", Literal("— other AAAAAAA=\n"))),
        "more stands below it than the desk's signature",
    ),
    "delete the first checkpoint": (
        lambda: remove(every(Checkpoint).filter(number=1)),
        "checkpoints 1 to 1 are missing",
    ),
    "delete the last checkpoint": (
        lambda: remove(every(Checkpoint).filter(number=2)),
        "it is not where its checkpoint",
    ),
    "edit a leaf": (
        lambda: change(Leaf.objects.get(place=0), head="0" * 64),
        "what it signed is not what this history",
    ),
    "rewrite everything without the key": (
        lambda: (
            attacker.rewrite_everything(signing_key()),
            every(Checkpoint).update(note="x\n\n— desk.example AAAAAAA=\n"),
        ),
        "None of the keys that are known signed this",
    ),
    "rewrite everything with another key": (
        lambda: attacker.rewrite_everything(SigningKey("desk.example", b"7" * 32)),
        "None of the keys that are known signed this",
    ),
    "a redaction that points at a foreign event": (foreign_redaction, "by an event that does not say so"),
    "an event earlier than the one before": (
        lambda: rewrite(middle(), at="2019-03-07T00:00:00.000000Z"),
        "its at is not what its body says",
    ),
    "a duplicate key in a body": (duplicate_key, "its body is not canonical JSON"),
    "a body that says more": (lambda: reworded(why="No."), "it is not written as the desk writes"),
    "a body with true for 1": (lambda: reworded(v=True), "it is not written as the desk writes"),
    "a body that commits to nothing": (without_fields, "it is not written as the desk writes"),
    "a change told in another's stream": (in_anothers_stream, "where nobody looks for it"),
    "an entry before the first": (before_the_first, "event 0: "),
    "a claim told of as a sentence": (beneath_a_claim, "statement is not what the history says"),
    "a web address that is no JSON": (a_value("url", "No."), "its value of url is not the one it commits to"),
    "a web address that is a number": (a_value("url", "7"), "its value of url is not the one it commits to"),
    "units that are deep": (a_value("units", "[" * 10**5), "its list of units cannot be read"),
    "units without end": (a_value("units", '[[1e999,1,1,"body"]]'), "its list of units cannot be read"),
    "the right edge of the tree": (
        lambda: every(Checkpoint).filter(number=2).update(peaks="0" * 64),
        "its right edge is not that of the tree",
    ),
}
# SQLite lets a column hold what is not of its type, where its own comparisons then go another way.
if connection.vendor == "sqlite":

    def as_it_is(table: str, column: str, value: str, where: str = "1 = 1") -> Attack:
        """Write a value given as SQL into the first row."""
        keys = {
            "annotations_stream": "(key)",
            "annotations_checkpoint": "(number)",
            "annotations_value": "(event_id, field)",
        }
        key = keys.get(table, "(id)")
        first = f"SELECT {key[1:-1]} FROM {table} WHERE {where} ORDER BY {key[1:-1]} LIMIT 1"
        return lambda: run(f"UPDATE {table} SET {column} = {value} WHERE {key} = ({first})")

    def under_its_text(*, with_an_event: bool = False) -> None:
        """Have a stream stand there twice, the second time by a key in text, which reads as the first one does."""
        key, rest = claim(1).stream_key, "project_id, length, head, moved_at"
        again = f"SELECT %s, 0, {rest} FROM annotations_stream WHERE key = %s"
        again = f"INSERT INTO annotations_stream (key, logged, {rest}) {again}"
        run(again, key, packed(key))
        if with_an_event:
            add_a_note()
            last = Event.objects.filter(stream=key).latest("n")
            told = {"stream_id": "%s", "n": "n + 1", "kind": "'note'", "object": "%s", "version": "1"}
            names = [str(field.column) for field in Event._meta.concrete_fields]
            values = ", ".join("NULL" if name == "id" else told.get(name) or name for name in names)
            run(
                f"INSERT INTO annotations_event ({', '.join(names)}) SELECT {values} FROM annotations_event WHERE id = %s",
                key,
                Note.objects.get(text="No.").pk.hex,
                last.pk,
            )

    DASHED = "substr(claim_id, 1, 8) || '-' || substr(claim_id, 9, 4) || '-' || substr(claim_id, 13, 4) || '-' || substr(claim_id, 17, 4) || '-' || substr(claim_id, 21)"
    ATTACKS |= {
        "a truth that is none in SQL": (
            as_it_is("annotations_source", "confidential", "'x'"),
            "confidential is not what the history says",
        ),
        "a key with dashes": (as_it_is("annotations_note", "claim_id", DASHED), "claim is not what the history says"),
        "a stream a second time, as text": (under_its_text, "it should end at event"),
        "a row told of in a stream whose key is text": (
            lambda: under_its_text(with_an_event=True),
            "it should end at event",
        ),
        "a time with another sign": (
            as_it_is("annotations_note", "at", "replace(at, ' ', 'T')"),
            "at is not what the history says",
        ),
        "a time as bytes": (as_it_is("annotations_note", "at", "CAST(at AS BLOB)"), "at is not what the history says"),
        "bytes for a body": (as_it_is("annotations_event", "body", "CAST(body AS BLOB)"), "is not canonical JSON"),
        "a text for a salt": (as_it_is("annotations_value", "salt", "lower(hex(salt))"), "is not the one it commits"),
        "bytes for a place": (as_it_is("annotations_event", "n", "X'31'"), "its n is not what its body says"),
        "bytes for a length": (as_it_is("annotations_stream", "length", "X'31'"), "it should end at event"),
        "a day that is none": (
            as_it_is("annotations_stream", "moved_at", "'2026-13-45 00:00:00'"),
            "its last event was at another time",
        ),
        "a checkpoint of no day": (
            as_it_is("annotations_checkpoint", "at", "'2026-13-45 00:00:00'"),
            "cannot be read any further",
        ),
        "a text that is no text": (
            as_it_is("annotations_value", "value", "CAST(X'ff' AS TEXT)"),
            "cannot be read any further",
        ),
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found_and_named(desk: dict[str, User], attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found() == []
    carry_out, named = ATTACKS[attack]

    with unguarded():
        carry_out()

    assert any(named in line for line in found()), found()
    attacker.read_at_once(3, monkeypatch)
    assert any(named in line for line in found()), found()


def test_a_guard_left_off_is_found(desk: dict[str, User]) -> None:
    with unguarded(guards_back=False):
        pass

    assert any("missing, switched off or altered" in line for line in found())


def test_a_cut_that_no_checkpoint_saw_is_proved_by_a_receipt(desk: dict[str, User]) -> None:
    note = say(desk["omar"], "Nobody signed this yet.")
    receipt = receipt_of(Event.objects.get(object=note.pk).action).text
    assert found(receipts=(receipt,)) == []

    with unguarded():
        attacker.cut_last_note()

    assert found() == []
    assert any("is not in the history" in line for line in found(receipts=(receipt,)))


@pytest.mark.parametrize("told", [{"at": "2019-03-07T00:00:00.000000Z"}, {"action": str(uuid.UUID(int=7))}], ids=str)
def test_a_receipt_that_was_altered_is_told_apart(desk: dict[str, User], told: dict[str, str]) -> None:
    receipt = json.loads(receipt_of(Event.objects.filter(kind="note")[0].action).text)

    assert any(
        "came of another action, or at another" in line for line in found(receipts=(json.dumps(receipt | told),))
    )


def test_a_rewrite_with_the_stolen_key_is_proved_by_a_checkpoint_that_was_kept(desk: dict[str, User]) -> None:
    kept = Checkpoint.objects.get(number=1).note
    assert found(checkpoints=(kept,)) == []

    with unguarded():
        attacker.rewrite_everything(signing_key())

    assert found() == []
    assert any("is not what this history was then" in line for line in found(checkpoints=(kept,)))


def test_two_desks_forked_from_one_backup_are_told_apart(desk: dict[str, User]) -> None:
    with transaction.atomic():
        say(desk["omar"], "On the one desk.")
        of_the_one = make_checkpoint().note
        transaction.set_rollback(True)
    assert any("it signed" in line for line in found(checkpoints=(of_the_one,)))

    say(desk["omar"], "On the other desk.")
    make_checkpoint()

    assert found() == []
    assert any("is not what this history was then" in line for line in found(checkpoints=(of_the_one,)))


def test_a_checkpoint_of_another_desk_is_not_taken_for_ours(desk: dict[str, User]) -> None:
    other = SigningKey("desk.elsewhere", b"1" * 32).sign("desk.elsewhere\n0\nAAAA\n")

    assert any("None of the keys" in line for line in found(checkpoints=(other, "no note at all")))


def receipt_with(**told: object) -> str:
    """Write what is nearly a receipt."""
    line = {"stream": f"article:{uuid.UUID(int=0)}", "n": 1, "hash": "0" * 64} | told
    return json.dumps({"format": "galleyproof-receipt-1", "action": str(uuid.UUID(int=0)), "events": [line]} | told)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 10**5,
        receipt_with(action="x"),
        receipt_with(action=7),
        receipt_with(events=[1]),
        receipt_with(events=[]),
        receipt_with(stream="article:\0"),
        receipt_with(stream="article:\ud800"),
        receipt_with(n=True),
        receipt_with(hash=None),
    ],
)
def test_what_is_no_receipt_is_told_so(desk: dict[str, User], text: str) -> None:
    assert found(receipts=(text,)) == ["kept receipt: This is no receipt of the desk."]


def test_the_run_leaves_the_world_whole(desk: dict[str, User]) -> None:
    assert found() == []
    assert Claim.objects.count() == 2
