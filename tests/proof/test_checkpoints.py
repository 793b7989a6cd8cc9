"""Checkpoints take in what has grown, and only that."""

from __future__ import annotations

import base64
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from annotations.desk.noting import add_note
from annotations.history.act import Act
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import Checkpoint, Claim, Leaf, NoteKind, Stream, User
from annotations.proof.checkpoints import AlteredCheckpoint, leaf_of, make_checkpoint, newest_checkpoint
from annotations.proof.keys import make_key, signing_key, verifier_keys
from annotations.proof.merkle import root_of
from annotations.proof.notes import opened

pytestmark = pytest.mark.django_db


def go_on(claim: Claim, by: User) -> None:
    add_note(claim=claim, kind=NoteKind.NOTE, text="Seen.", act=Act(by))


def leaves() -> list[bytes]:
    columns = Leaf.objects.order_by("place").values_list("stream_id", "length", "head")
    return [leaf_of(stream, length, head) for stream, length, head in columns]


def test_the_first_takes_in_every_stream(claim: Claim):
    checkpoint = make_checkpoint()

    origin, size, root, at = opened(checkpoint.note, verifier_keys()).splitlines()
    assert origin == "desk.example"
    assert int(size) == Stream.objects.count() == Leaf.objects.count()
    assert base64.b64decode(root) == root_of(leaves())
    assert at.startswith(checkpoint.at.isoformat()[:19])


def test_the_next_adds_what_has_grown(claim: Claim, omar: User):
    first = make_checkpoint()
    go_on(claim, omar)
    second = make_checkpoint()

    assert second.number == first.number + 1
    assert [leaf.stream_id for leaf in second.leaves.all()] == [claim.stream_key]
    assert second.root == root_of(leaves()).hex()
    assert first.root == root_of(leaves()[: first.size]).hex()


def test_where_nothing_has_grown_the_newest_stands(claim: Claim):
    assert make_checkpoint() == make_checkpoint()
    assert Checkpoint.objects.count() == 1


def test_a_checkpoint_costs_what_changed(claim: Claim, omar: User, django_assert_max_num_queries):
    make_checkpoint()
    go_on(claim, omar)

    with django_assert_max_num_queries(9):
        make_checkpoint()


def test_anybody_is_handed_the_newest(claim: Claim, client: Client):
    assert client.get("/checkpoint").status_code == 404

    checkpoint = make_checkpoint()
    answer = client.get("/checkpoint")

    assert answer.content.decode() == checkpoint.note
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_command_prints_it_or_writes_it_to_a_file(claim: Claim, tmp_path: Path):
    out, said = StringIO(), StringIO()
    call_command("checkpoint", stdout=out, stderr=said)
    call_command("checkpoint", output=str(tmp_path / "note"), stdout=out, stderr=said)

    newest = newest_checkpoint()
    assert newest
    assert out.getvalue() == (tmp_path / "note").read_text() == newest.note
    assert "Keep it" in said.getvalue()


def test_without_a_key_nothing_is_signed(claim: Claim, settings):
    settings.HISTORY_KEY = settings.HISTORY_KEY_FILE = ""

    with pytest.raises(CommandError, match="make_history_key"):
        call_command("checkpoint")
    assert not Checkpoint.objects.exists()


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, settings):
    path = tmp_path / "key"
    out = StringIO()
    call_command("make_history_key", "desk.example/2", output=str(path), stdout=out, stderr=StringIO())

    settings.HISTORY_KEY, settings.HISTORY_KEY_FILE = "", str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(signing_key().verifier) == out.getvalue().strip()
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("make_history_key", "desk.example/2", output=str(path))


def test_only_for_trying_out_a_key_makes_itself(tmp_path: Path, settings):
    settings.HISTORY_KEY, settings.HISTORY_KEY_FILE = "", str(tmp_path / "key")
    settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured, match="No such file"):
        signing_key()

    settings.DEBUG = True
    assert signing_key() == signing_key()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_retired_key_still_counts(tmp_path: Path, settings):
    retired = make_key(tmp_path / "old", "desk.example")
    settings.HISTORY_VERIFIER_KEYS = [str(retired)]

    assert verifier_keys() == [retired, signing_key().verifier]


@pytest.mark.parametrize("name", ["HISTORY_KEY", "HISTORY_VERIFIER_KEYS"])
def test_a_broken_key_is_told(settings, name: str):
    setattr(settings, name, "nonsense" if name == "HISTORY_KEY" else ["nonsense"])

    with pytest.raises(ImproperlyConfigured, match=r"key|KEY"):
        verifier_keys()


@pytest.mark.parametrize("peaks", ["0" * 64, "", None], ids=["others", "none", "the root alone"])
def test_nothing_is_signed_on_an_edge_that_was_altered(claim: Claim, omar: User, peaks: str | None):
    make_checkpoint()
    go_on(claim, omar)
    checkpoint = make_checkpoint()
    assert checkpoint.size == 3
    go_on(claim, omar)
    drop_guards()
    Checkpoint.objects.filter(number=2).update(peaks=checkpoint.root if peaks is None else peaks)
    install_guards()

    with pytest.raises(AlteredCheckpoint, match="Checkpoint 2 is not what was signed"):
        make_checkpoint()

    assert Checkpoint.objects.count() == 2


def test_nothing_is_signed_on_what_nobody_signed(claim: Claim, omar: User):
    make_checkpoint()
    go_on(claim, omar)
    drop_guards()
    Checkpoint.objects.update(note="It was so.")
    install_guards()

    with pytest.raises(CommandError, match="Checkpoint 1 cannot be built upon"):
        call_command("checkpoint")
