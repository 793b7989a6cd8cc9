"""Where claims stand: places taken, moved and withdrawn, and the typed words that name them."""

from __future__ import annotations

import pytest

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import Ambiguous, Refused
from annotations.desk.importing import import_article
from annotations.desk.placing import MOST_PLACES, add_place, move_place, place_of_words, withdraw_place
from annotations.history.act import Act
from annotations.models import STANDING, Anchor, Origin, Project, Revision, User
from annotations.proof.verify import verify_history
from tests.world import span

CAPTION = "The old bridge at dusk"


def test_a_claim_stands_in_several_places_each_with_its_exact_words(revision, omar):
    first = span(CAPTION)
    second = span(CAPTION, first[1])

    claim = add_claim(
        revision=revision, places=[second, first, second], words=ClaimWords("The bridge is old."), act=Act(omar)
    )

    anchors = Anchor.objects.filter(claim=claim)
    assert [(anchor.start, anchor.end) for anchor in anchors] == [first, second]
    assert {anchor.quote for anchor in anchors} == {CAPTION}


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


def test_a_place_that_was_withdrawn_is_not_moved(claim, revision, omar):
    place = add_place(claim=claim, revision=revision, start=0, end=6, act=Act(omar))
    withdraw_place(anchor=place, reason="It does not.", version=1, act=Act(omar))

    with pytest.raises(Refused):
        move_place(anchor=place, start=0, end=11, version=2, act=Act(omar))
    with pytest.raises(Refused):
        withdraw_place(anchor=place, reason="It does not.", version=2, act=Act(omar))
