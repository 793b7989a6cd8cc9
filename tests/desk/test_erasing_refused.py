"""What of an erasure is refused, and what is a conflict with one."""

from __future__ import annotations

import pytest

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.erasing import places_of
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import add_note
from annotations.history.act import Act
from annotations.models import Claim, ClaimType, Event, Note, NoteKind, Redaction, Revision, User
from tests.mayor import MAYOR, erase, first, name_the_mayor


@pytest.fixture
def named(desk: dict[str, User]) -> Claim:
    return name_the_mayor(desk)


REFUSED = {
    "a code": ("claim", "type", "none of somebody’s"),
    "a number": ("claim", "number", "none of somebody’s"),
    "a hash": ("revision", "sha256", "none of somebody’s"),
    "a short name": ("project", "slug", "none of somebody’s"),
    "a list of sentences": ("revision", "units", "none of somebody’s"),
    "a field of another kind": ("claim", "quote", "has no quote"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_only_words_are_erased(desk, what: str):
    kind, field, said = REFUSED[what]
    claim = add_claim(
        revision=Revision.objects.get(), places=[(0, 6)], words=ClaimWords("A bridge.", ClaimType.NAME), act=Act(None)
    )
    event = Event.objects.filter(kind=kind, **({"object": claim.pk} if kind == "claim" else {})).order_by("pk")[0]

    with pytest.raises(Refused, match=said):
        erase(desk, event, field)


def test_what_is_empty_or_gone_is_refused(desk, named):
    edit_claim(claim=named, words=ClaimWords("Nobody likes it."), version=named.version, act=Act(None))
    named_by, emptied = Event.objects.filter(object=named.pk, body__contains='"claimant":"').order_by("pk")
    with pytest.raises(Refused, match="left empty"):
        erase(desk, emptied, "claimant")
    erase(desk, named_by, "claimant")

    with pytest.raises(Refused, match="erased before"):
        erase(desk, named_by, "claimant")
    marked = Event.objects.filter(kind="note", action__verb="erase_words").order_by("pk")[0]
    with pytest.raises(Refused, match="only that words were erased"):
        erase(desk, marked, "to_whom")


def test_only_a_manager_erases(desk, named):
    for who in ("rita", "omar"):
        with pytest.raises(NotAllowed):
            erase(desk, first("claimant", object=named.pk), "claimant", act=Act(desk[who]))

    assert not Redaction.objects.exists()


def test_nothing_is_erased_but_what_was_looked_at(desk, named):
    event = first("claimant", object=named.pk)
    seen = places_of(event, "claimant").fingerprint
    note = add_note(claim=named, kind=NoteKind.NOTE, text=f"{MAYOR} called.", act=Act(None))

    with pytest.raises(StaleRow):
        erase(desk, event, "claimant", fingerprint=seen)
    assert not Redaction.objects.exists()
    erase(desk, event, "claimant", fingerprint=places_of(event, "claimant").fingerprint)

    assert Note.objects.get(pk=note.pk).text.startswith("[erased")


def test_the_same_action_again_does_nothing_more(desk, named):
    act, event = Act(desk["mona"]), first("claimant", object=named.pk)
    once = erase(desk, event, "claimant", act=act)
    count = Event.objects.count()

    assert erase(desk, event, "claimant", act=act) == once
    assert Event.objects.count() == count


def test_an_erasure_elsewhere_in_a_row_is_no_conflict(desk, named):
    erase(desk, first("statement", object=named.pk), "statement")

    edit_claim(claim=named, words=ClaimWords("All like it.", claimant=MAYOR), version=named.version, act=Act(None))

    assert Claim.objects.get(pk=named.pk).statement == "All like it."


def test_an_edit_whose_words_were_erased_since_still_is_one(desk, named):
    edit_claim(claim=named, words=ClaimWords(f"{MAYOR} likes it."), version=named.version, act=Act(desk["omar"]))
    edit_claim(claim=named, words=ClaimWords("All like it."), version=named.version + 1, act=Act(desk["omar"]))
    erase(desk, first("claimant", object=named.pk), "claimant")

    with pytest.raises(StaleRow) as stale:
        edit_claim(claim=named, words=ClaimWords("None like it."), version=named.version, act=Act(None))
    assert "statement" in stale.value.details["fields"]
