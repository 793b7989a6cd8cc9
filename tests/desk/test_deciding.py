"""Of a claim whose words a draft has changed somebody decides: keep its verdict, check it again, move or withdraw it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place, move_place
from annotations.desk.placing import withdraw_place as take_away
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sources import retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.desk.undoing import undo_action
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Citation,
    Claim,
    NotCheckable,
    NoteKind,
    SignOff,
    Source,
    Stance,
    User,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from tests.drafts import LAST_RAISED, claim_on, next_draft, place, summary
from tests.world import TEXT, Assess, now

NEW = TEXT.replace("€4", "€5")


@pytest.fixture
def checked(article: Article, claim: Claim, assess: Assess, omar: User) -> Assessment:
    """omar's verdict on claim 1, with a source, whose words the second draft has changed."""
    citation = cite_source(claim=claim, source=NewSource("The minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assessed = assess(claim, omar, "accurate", version=citation.assessment.version, note="So it is.")
    next_draft(article, NEW)
    return assessed


def keep(claim: Claim, before: Assessment | None, by: User) -> Claim:
    return keep_verdict(claim=claim, assessment=before, seen=state_seen(now(claim)), act=Act(by))


def test_a_verdict_is_kept_in_the_name_of_whoever_keeps_it(claim: Claim, checked: Assessment, cleo: User, rita: User):
    keep(claim, checked, cleo)

    kept = Assessment.objects.get(claim=claim, round=2)
    assert (kept.checker, kept.verdict, kept.note, kept.revision.number) == (cleo, checked.verdict, "So it is.", 2)
    assert [cited.source.title for cited in Citation.objects.filter(assessment=kept)] == ["The minutes"]
    held = now(claim)
    assert (held.work_status, held.verdict, held.sources) == (WorkStatus.CHECKED, checked.verdict, 1)
    assert not Anchor.objects.undecided().exists()
    # It is signed off anew, by somebody else.
    with pytest.raises(Refused, match="waits for a decision"):
        check_again(claim=claim, seen=state_seen(held), act=Act(rita))
    approve_claim(claim=claim, seen=state_seen(held), act=Act(rita))
    assert list(verify_history()) == []


def test_whoever_keeps_a_verdict_cannot_approve_it(claim: Claim, checked: Assessment, rita: User):
    keep(claim, checked, rita)
    with pytest.raises(NotAllowed):
        approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(rita))


def test_a_kept_verdict_outlives_the_next_draft(article: Article, claim: Claim, checked: Assessment, cleo: User):
    keep(claim, checked, cleo)
    third = next_draft(article, f"{NEW}\n\nMore.")
    assert (place(claim, third)[0], summary(third)) == ("exact", [1, 0, 0, 0])
    assert now(claim).work_status == WorkStatus.CHECKED


def test_there_must_be_a_verdict_to_keep(article: Article, claim: Claim, assess: Assess, omar: User, cleo: User):
    drafted = assess(claim, omar, None, note="Not yet.")
    next_draft(article, NEW)
    for before in (drafted, None):
        with pytest.raises(Refused, match=r"no .*verdict from before"):
            keep(claim, before, cleo)


def test_a_verdict_of_another_claim_is_not_kept(article: Article, claim: Claim, assess: Assess, omar: User):
    other = claim_on(article, LAST_RAISED, omar)
    of_another = assess(other, omar, "accurate")
    assess(claim, omar, "accurate")
    next_draft(article, NEW)
    with pytest.raises(Refused, match="no such verdict"):
        keep(claim, of_another, omar)


def test_a_verdict_that_was_sent_back_is_not_kept(
    article: Article, claim: Claim, assess: Assess, omar: User, rita: User
):
    assessed = assess(claim, omar, "accurate")
    send_back(claim=claim, reason="Ask the council.", seen=state_seen(now(claim)), act=Act(rita))
    next_draft(article, NEW)
    with pytest.raises(Refused, match="sent back or reworded"):
        keep(claim, assessed, omar)


def test_a_verdict_on_another_statement_is_not_kept(claim: Claim, checked: Assessment, cleo: User):
    held = now(claim)
    edit_claim(claim=held, words=ClaimWords("The toll rises to €5."), version=held.version, act=Act(cleo))
    keep(claim, checked, cleo)
    edited = now(claim)
    edit_claim(claim=edited, words=ClaimWords("It is €6."), version=edited.version, act=Act(None))
    with pytest.raises(Refused, match="sent back or reworded"):
        keep(claim, checked, cleo)


def test_a_verdict_on_a_retracted_source_is_not_kept(claim: Claim, checked: Assessment, cleo: User, rita: User):
    source = Source.objects.get()
    retract_source(source=source, reason="Never adopted.", version=source.version, act=Act(rita))
    with pytest.raises(Refused, match=r"retracted|sent back"):
        keep(claim, checked, cleo)


def test_one_who_has_begun_to_check_again_keeps_nothing(claim: Claim, checked: Assessment, cleo: User, assess: Assess):
    assess(claim, cleo, None, note="Looking.")
    with pytest.raises(Refused, match="begun to check"):
        keep(claim, checked, cleo)


def test_keeping_needs_the_words_before_one(claim: Claim, checked: Assessment, cleo: User, omar: User):
    seen = state_seen(now(claim))
    anchor = Anchor.objects.undecided().get()
    move_place(anchor=anchor, start=0, end=30, version=1, act=Act(omar))
    with pytest.raises(StaleRow, match="after you opened it"):
        keep_verdict(claim=claim, assessment=checked, seen=seen, act=Act(cleo))
    assert now(claim).work_status == WorkStatus.REOPENED


def test_that_a_claim_cannot_be_checked_is_kept_too(article: Article, claim: Claim, omar: User, cleo: User):
    mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    next_draft(article, NEW)
    # Nobody has checked it: there is nothing to open again.
    assert (now(claim).work_status, now(claim).round) == (WorkStatus.UNCHECKED, 2)

    keep(claim, None, cleo)

    assert (now(claim).not_checkable, now(claim).work_status) == ("opinion", WorkStatus.NOT_CHECKABLE)
    assert not Anchor.objects.undecided().exists()
    assert list(verify_history()) == []


def test_what_was_marked_otherwise_since_is_not_kept(article: Article, claim: Claim, omar: User):
    mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    next_draft(article, NEW)
    mark_not_checkable(claim=claim, reason=NotCheckable.NO_FACT, version=now(claim).version, act=Act(omar))
    mark_not_checkable(claim=claim, reason=None, version=now(claim).version, act=Act(omar))
    with pytest.raises(Refused, match="otherwise since"):
        keep(claim, None, omar)


def test_checking_again_leaves_the_claim_reopened(claim: Claim, checked: Assessment, cleo: User, assess: Assess):
    check_again(claim=claim, seen=state_seen(now(claim)), act=Act(cleo))

    assert now(claim).work_status == WorkStatus.REOPENED
    assert not Anchor.objects.undecided().exists()
    assess(claim, cleo, "inaccurate")
    assert now(claim).work_status == WorkStatus.CHECKED
    assert list(verify_history()) == []


def test_whoever_checks_it_straight_away_has_decided(claim: Claim, checked: Assessment, cleo: User, assess: Assess):
    drafted = assess(claim, cleo, None, note="Looking.")
    assert Anchor.objects.undecided().exists()
    assess(claim, cleo, "inaccurate", version=drafted.version)
    assert not Anchor.objects.undecided().exists()
    assert list(verify_history()) == []


@pytest.fixture
def lost(article: Article, assess: Assess, omar: User) -> Claim:
    """omar's checked claim, whose words are not in the second draft."""
    claim = claim_on(article, LAST_RAISED, omar)
    assess(claim, omar, "accurate")
    next_draft(article, TEXT.replace(LAST_RAISED, "Ferries cross daily."))
    assert place(claim, article.latest_revision())[0] == "lost"
    return claim


def test_a_lost_claim_is_put_on_other_words(article: Article, lost: Claim, omar: User, cleo: User):
    draft = article.latest_revision()
    at = draft.text.index("Ferries cross daily.")

    move_place(anchor=Anchor.objects.undecided().get(), start=at, end=at + 20, version=1, act=Act(cleo))

    assert place(lost, draft) == ("exact", "Ferries cross daily.")
    assert now(lost).work_status == WorkStatus.REOPENED
    keep(lost, Assessment.objects.get(), cleo)
    assert now(lost).work_status == WorkStatus.CHECKED
    assert list(verify_history()) == []


@pytest.mark.parametrize("by_oneself", [True, False])
def test_what_was_concluded_without_words_is_checked_again(
    article: Article, lost: Claim, assess: Assess, cleo: User, by_oneself: bool
):
    assess(lost, cleo, "inaccurate")
    anchor = Anchor.objects.undecided().get()
    move_place(anchor=anchor, start=0, end=30, version=1, act=Act(cleo if by_oneself else None))
    assert (now(lost).work_status, now(lost).round) == (WorkStatus.REOPENED, 3)


def test_putting_a_lost_claim_somewhere_can_be_undone(article: Article, lost: Claim, cleo: User):
    move_place(anchor=Anchor.objects.undecided().get(), start=0, end=30, version=1, act=Act(cleo))
    undo_action(claim=lost, action=Action.objects.get(verb="move_place"), act=Act(cleo))
    assert place(lost, article.latest_revision()) == ("lost", LAST_RAISED)
    assert list(verify_history()) == []


def test_a_lost_claim_has_no_verdict_to_keep(lost: Claim, omar: User):
    with pytest.raises(Refused, match="not in this draft"):
        keep(lost, Assessment.objects.get(), omar)
    with pytest.raises(Refused, match="waits for a decision"):
        check_again(claim=lost, seen=state_seen(now(lost)), act=Act(omar))


def test_a_lost_place_among_others_is_withdrawn(article: Article, omar: User):
    claim = claim_on(article, "The old bridge at dusk", omar, times=2)
    draft = next_draft(article, TEXT.replace("The old bridge at dusk\n\n", "", 1))
    gone, there = (Anchor.objects.get(claim=claim, revision=draft, state=state) for state in ("lost", "exact"))

    with pytest.raises(Refused, match="only place"):
        take_away(anchor=there, reason="Not here.", version=1, act=Act(omar))
    take_away(anchor=gone, reason="The caption is gone.", version=1, act=Act(omar))

    assert not Anchor.objects.undecided().exists()


def test_keeping_can_be_undone(claim: Claim, checked: Assessment, cleo: User):
    keep(claim, checked, cleo)
    undo_action(claim=claim, action=Action.objects.get(verb="keep_verdict"), act=Act(cleo))
    assert now(claim).work_status == WorkStatus.REOPENED
    assert Anchor.objects.undecided().count() == 1
    assert list(verify_history()) == []


def test_places_of_an_earlier_draft_are_left_alone(article: Article, claim: Claim, omar: User):
    first = article.latest_revision()
    anchor = Anchor.objects.get()
    next_draft(article, NEW)
    late: list[Callable[[], object]] = [
        lambda: add_claim(revision=first, places=[(0, 30)], words=ClaimWords("It rises."), act=Act(omar)),
        lambda: add_place(claim=claim, revision=first, start=0, end=30, act=Act(omar)),
        lambda: move_place(anchor=anchor, start=0, end=30, version=1, act=Act(omar)),
        lambda: take_away(anchor=anchor, reason="Not here.", version=1, act=Act(omar)),
    ]
    for do in late:
        with pytest.raises(StaleRow, match="Draft 2 of this article came in meanwhile"):
            do()
    assert Anchor.objects.filter(revision=first).count() == 1


def test_a_verdict_on_words_that_changed_meanwhile_is_stale(article: Article, claim: Claim, cleo: User, verdicts):
    from annotations.desk.checking import assess_claim

    next_draft(article, NEW)
    with pytest.raises(StaleRow):
        assess_claim(
            claim=claim,
            verdict=verdicts["accurate"],
            note="",
            required_change="",
            confidence=None,
            version=0,
            claim_version=1,
            act=Act(cleo),
        )


def test_notes_on_a_claim_stay(article: Article, claim: Claim, omar: User, rita: User):
    add_note(claim=claim, kind=NoteKind.NOTE, text="Ask again.", act=Act(omar))
    next_draft(article, NEW)
    assert claim.notes.count() == 1
    assert not SignOff.objects.exists()
    assert Anchor.objects.filter(state=AnchorState.CHANGED).count() == 1
