"""Claims and where they stand: numbers, places, quotes, parts, and who may withdraw what."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import (
    DEEPEST,
    MOST_PLACES,
    ClaimWords,
    add_claim,
    add_place,
    added_by,
    edit_claim,
    move_place,
    place_of_words,
    restore_claim,
    withdraw_claim,
    withdraw_place,
)
from annotations.desk.errors import Ambiguous, Refused
from annotations.desk.importing import import_article
from annotations.history.act import Act
from annotations.models import STANDING, Anchor, Claim, ClaimType, Event, Origin, Project, Revision, User
from annotations.proof.verify import verify_history
from tests.world import TEXT

CAPTION = "The old bridge at dusk"


def span(words: str, begin: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, begin)
    return start, start + len(words)


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


def test_a_claim_stands_in_several_places_each_with_its_exact_words(revision, omar):
    first = span(CAPTION)
    second = span(CAPTION, first[1])

    claim = add_claim(
        revision=revision, places=[second, first, second], words=ClaimWords("The bridge is old."), act=Act(omar)
    )

    anchors = Anchor.objects.filter(claim=claim)
    assert [(anchor.start, anchor.end) for anchor in anchors] == [first, second]
    assert {anchor.quote for anchor in anchors} == {CAPTION}


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


def test_a_claims_last_place_is_withdrawn_only_with_the_claim(claim, revision, omar):
    (only,) = Anchor.objects.filter(claim=claim)
    with pytest.raises(Refused):
        withdraw_place(anchor=only, reason="Not here.", version=1, act=Act(omar))

    add_place(claim=claim, revision=revision, start=0, end=6, act=Act(omar))
    withdraw_place(anchor=only, reason="Not here.", version=1, act=Act(omar))

    assert [(anchor.start, anchor.end) for anchor in Anchor.objects.filter(STANDING, claim=claim)] == [(0, 6)]


def test_a_place_that_was_withdrawn_can_be_taken_again(claim, revision, omar):
    (first,) = Anchor.objects.filter(claim=claim)
    add_place(claim=claim, revision=revision, start=0, end=6, act=Act(omar))
    withdraw_place(anchor=first, reason="Not here.", version=1, act=Act(omar))

    add_place(claim=claim, revision=revision, start=first.start, end=first.end, act=Act(omar))

    assert Anchor.objects.filter(claim=claim, start=first.start).count() == 2
    assert list(verify_history()) == []


@pytest.mark.parametrize("unseen", [" ", "\u200b", "\ufeff", "\u00ad \u2060"])
def test_a_claim_stands_on_something_that_is_seen(project: Project, omar: User, unseen: str):
    article = import_article(project=project, text=f"So{unseen}it is.", origin=Origin.PASTE, act=Act(omar))

    with pytest.raises(Refused, match="at least one word"):
        add_claim(
            revision=article.latest_revision(), places=[(2, 2 + len(unseen))], words=ClaimWords("So."), act=Act(omar)
        )


def test_moving_a_place_takes_the_words_that_stand_there(claim, omar):
    (anchor,) = Anchor.objects.filter(claim=claim)
    start, end = span("“Nobody likes it,”")

    moved = move_place(anchor=anchor, start=start, end=end, version=1, act=Act(omar))

    assert Anchor.objects.get(pk=moved.pk).quote == "“Nobody likes it,”"


def test_a_reviewer_withdraws_and_restores_anybodys_claim(claim, omar, rita):
    withdraw_claim(claim=claim, reason=" Nobody says so. ", version=1, act=Act(rita))
    assert Claim.objects.get().withdrawn == "Nobody says so."

    restore_claim(claim=claim, version=2, act=Act(rita))

    assert Claim.objects.standing().get() == claim
    assert added_by(claim) == omar.pk


def test_typed_words_are_found_in_their_sentence_first(revision: Revision):
    second = span(CAPTION, span(CAPTION)[1])

    assert place_of_words(revision, CAPTION, start=second[0], end=second[1]) == second
    assert place_of_words(revision, "“Nobody likes it”", start=0, end=10) == span("Nobody likes it")


def test_typed_words_that_stand_twice_give_the_places_to_choose_from(revision: Revision):
    with pytest.raises(Ambiguous) as ambiguous:
        place_of_words(revision, CAPTION, start=0, end=10)

    assert ambiguous.value.places == [span(CAPTION), span(CAPTION, span(CAPTION)[1])]
    assert ambiguous.value.field == "quote"


def test_typed_words_that_stand_in_more_places_than_one_can_choose_from_are_refused(project: Project):
    def imported(times: int) -> Revision:
        return import_article(
            project=project, text="It is so. " * times, origin=Origin.PASTE, act=Act(None)
        ).latest_revision()

    with pytest.raises(Ambiguous) as ambiguous:
        place_of_words(imported(MOST_PLACES), "it is", start=0, end=1)
    assert len(ambiguous.value.places) == MOST_PLACES
    with pytest.raises(Refused, match=r"These words stand in 1,200 places. Type more of the sentence.") as refused:
        place_of_words(imported(1_200), "it is", start=0, end=1)
    assert refused.value.field == "quote"
    assert not isinstance(refused.value, Ambiguous)


@pytest.mark.parametrize("typed", ["", "nobody says this"])
def test_words_that_stand_nowhere_are_refused(revision: Revision, typed: str):
    with pytest.raises(Refused) as refused:
        place_of_words(revision, typed, start=0, end=10)

    assert refused.value.field == "quote"


def test_the_system_withdraws_what_a_person_recorded(claim, omar: User):
    withdraw_claim(claim=claim, reason="Imported by mistake.", version=1, act=Act(None))

    assert Event.objects.get(object=claim.pk, version=2).action.actor is None
    assert list(verify_history()) == []


def test_a_place_that_was_withdrawn_is_not_moved(claim, revision, omar):
    place = add_place(claim=claim, revision=revision, start=0, end=6, act=Act(omar))
    withdraw_place(anchor=place, reason="It does not.", version=1, act=Act(omar))

    with pytest.raises(Refused):
        move_place(anchor=place, start=0, end=11, version=2, act=Act(omar))
    with pytest.raises(Refused):
        withdraw_place(anchor=place, reason="It does not.", version=2, act=Act(omar))
