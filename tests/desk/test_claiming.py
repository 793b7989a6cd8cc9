"""Claims: numbers, places, parts, and who may withdraw what."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import (
    DEEPEST,
    ClaimWords,
    add_claim,
    added_by,
    edit_claim,
    restore_claim,
    withdraw_claim,
)
from annotations.desk.errors import Refused
from annotations.history.act import Act
from annotations.models import Claim, ClaimType, Event, User
from annotations.proof.verify import verify_history


def test_claims_are_numbered_within_their_article(revision, omar, cleo):
    made = [
        add_claim(revision=revision, places=[(0, 6)], words=ClaimWords(f"Claim {n}."), act=Act(by))
        for n, by in enumerate((omar, cleo, omar))
    ]

    assert [claim.number for claim in made] == [1, 2, 3]


def test_a_number_is_not_given_again_after_a_claim_was_withdrawn(claim, revision, omar):
    withdraw_claim(claim=claim, reason="Nobody says so.", version=1, act=Act(omar))

    again = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(omar))

    assert again.number == 2


def test_words_are_stored_without_the_space_around_them_and_otherwise_as_they_are(revision, omar):
    words = ClaimWords(" \n“It is\u00a0so”,  he said. ", ClaimType.QUOTATION, claimant=" Mayor Ada Brook ")

    claim = Claim.objects.get(pk=add_claim(revision=revision, places=[(0, 6)], words=words, act=Act(omar)).pk)

    assert (claim.statement, claim.claimant) == ("“It is\u00a0so”,  he said.", "Mayor Ada Brook")


def test_an_edit_that_changes_nothing_writes_nothing(claim, omar):
    before = Event.objects.count()

    edit_claim(claim=claim, words=ClaimWords(claim.statement), version=1, act=Act(omar))

    assert Event.objects.count() == before
    assert Claim.objects.get().version == 1


def test_a_claim_is_part_of_another_but_never_of_its_own_part(claim, revision, omar):
    part = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("He said so.", within=claim), act=Act(omar))
    smallest = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("He.", within=part), act=Act(omar))

    for within in (claim, part, smallest):
        with pytest.raises(Refused) as refused:
            edit_claim(claim=claim, words=ClaimWords("So it is.", within=within), version=1, act=Act(omar))
        assert refused.value.field == "within"
    assert smallest.within.within == claim


def test_parts_of_parts_have_an_end_from_above_and_from_beneath(claim, revision, omar):
    chain = [claim]
    while len(chain) <= DEEPEST:
        words = ClaimWords(f"Part {len(chain)}.", within=chain[-1])
        chain.append(add_claim(revision=revision, places=[(0, 6)], words=words, act=Act(omar)))

    with pytest.raises(Refused, match="itself part of too many others") as refused:
        add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("One more.", within=chain[-1]), act=Act(omar))
    assert refused.value.field == "within"
    whole = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("All of it."), act=Act(omar))
    with pytest.raises(Refused, match="parts within parts") as refused:
        edit_claim(claim=claim, words=ClaimWords("So it is.", within=whole), version=1, act=Act(omar))
    assert refused.value.field == "within"

    with CaptureQueriesContext(connection) as shallow:
        edit_claim(claim=chain[1], words=ClaimWords("Part one.", within=claim), version=1, act=Act(omar))
    with CaptureQueriesContext(connection) as deep:
        edit_claim(claim=chain[-1], words=ClaimWords("Part last.", within=chain[-2]), version=1, act=Act(omar))
    assert len(deep) == len(shallow)


def test_a_reviewer_withdraws_and_restores_anybodys_claim(claim, omar, rita):
    withdraw_claim(claim=claim, reason=" Nobody says so. ", version=1, act=Act(rita))
    assert Claim.objects.get().withdrawn == "Nobody says so."

    restore_claim(claim=claim, version=2, act=Act(rita))

    assert Claim.objects.standing().get() == claim
    assert added_by(claim) == omar.pk


def test_the_system_withdraws_what_a_person_recorded(claim, omar: User):
    withdraw_claim(claim=claim, reason="Imported by mistake.", version=1, act=Act(None))

    assert Event.objects.get(object=claim.pk, version=2).action.actor is None
    assert list(verify_history()) == []
