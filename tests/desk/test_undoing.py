"""Undo and redo: what stood before stands again, as new events, and nobody's later work is lost."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.desk.assigning import assign_claim
from annotations.desk.checking import standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, withdraw_claim
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place, withdraw_place
from annotations.desk.projects import edit_verdict, grant_role
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sources import retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, restore_citation
from annotations.desk.undoing import UNDONE, next_to_redo, next_to_undo, redo_action, undo_action
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    Assessment,
    Claim,
    Event,
    Membership,
    Note,
    NoteKind,
    QueryState,
    Role,
    SignOff,
    Stance,
    User,
    Verdict,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from tests.world import now


def undo(claim: Claim, by: User, action: Action | None = None) -> Claim:
    return undo_action(claim=claim, action=action or last(by), act=Act(by))


def redo(claim: Claim, by: User) -> Claim:
    return redo_action(claim=claim, action=last(by), act=Act(by))


def last(by: User) -> Action:
    return Action.objects.filter(actor=by).order_by("-events__id")[0]


# Verdicts


def test_undo_goes_back_step_by_step_and_redo_forth(claim, cleo, assess):
    def stood() -> tuple[Any, ...] | None:
        found = standing_assessment(now(claim), cleo)
        return found and (found.verdict and found.verdict.code, found.note, now(claim).work_status)

    seen = [stood()]
    for step, (code, note) in enumerate([(None, "A draft."), ("accurate", "So it is."), ("inaccurate", "It is not.")]):
        assess(claim, cleo, code, version=step, note=note)
        seen.append(stood())
    assert seen[2:] == [
        ("accurate", "So it is.", WorkStatus.CHECKED),
        ("inaccurate", "It is not.", WorkStatus.CHECKED),
    ]

    done = list(Action.objects.filter(actor=cleo).order_by("at"))
    for action, expected in zip(done[::-1], seen[-2::-1], strict=True):
        assert next_to_undo(newest(claim), cleo) == action
        undo(claim, cleo, action)
        assert stood() == expected
    assert next_to_undo(newest(claim), cleo) is None
    for expected in seen[1:]:
        redo_action(claim=claim, action=next_to_redo(newest(claim), cleo), act=Act(cleo))
        assert stood() == expected
    assert next_to_redo(newest(claim), cleo) is None
    assert next_to_undo(newest(claim), cleo) == done[-1]
    assert list(verify_history()) == []


def newest(claim: Claim) -> list[Action]:
    events = Event.objects.filter(stream=claim.stream_key).select_related("action").order_by("-n")
    return list(dict.fromkeys(event.action for event in events))


def test_new_work_ends_the_redoing_and_somebody_elses_the_undoing(claim, cleo, omar, assess):
    assess(claim, cleo, "accurate")
    undo(claim, cleo)
    assert next_to_redo(newest(claim), cleo)
    add_note(claim=claim, kind=NoteKind.NOTE, text="Rang them.", act=Act(cleo))
    assert next_to_redo(newest(claim), cleo) is None
    assert next_to_undo(newest(claim), cleo) == last(cleo)

    add_note(claim=claim, kind=NoteKind.NOTE, text="So did I.", act=Act(omar))
    assert next_to_undo(newest(claim), cleo) is None
    assert next_to_undo(newest(claim), omar) == last(omar)


def test_a_sign_off_that_was_made_void_stays_void(claim, cleo, rita, assess):
    assess(claim, cleo, "accurate")
    approve_claim(claim=now(claim), seen=state_seen(now(claim)), act=Act(rita))
    assess(claim, cleo, "inaccurate", version=1)
    sign_off = SignOff.objects.get()

    undo(claim, cleo)

    assert now(sign_off).voided == sign_off.voided == "cleo’s assessment was changed"
    assert (now(claim).work_status, now(claim).verdict.code) == (WorkStatus.CHECKED, "accurate")


def test_undoing_a_verdict_makes_a_sign_off_void(claim, cleo, rita, assess):
    assess(claim, cleo, "accurate")
    approve_claim(claim=now(claim), seen=state_seen(now(claim)), act=Act(rita))

    undo(claim, cleo)

    assert SignOff.objects.get().voided == "cleo’s assessment was changed"
    assert now(claim).work_status == WorkStatus.UNCHECKED


def test_whoever_undid_their_only_check_may_approve(claim, cleo, rita, assess):
    assess(claim, rita, "accurate")
    undo(claim, rita)
    assess(claim, cleo, "accurate")

    approve_claim(claim=now(claim), seen=state_seen(now(claim)), act=Act(rita))

    with pytest.raises(StaleRow):
        assess(claim, cleo, "inaccurate", version=0)


def test_what_was_begun_anew_since_is_not_doubled_by_a_redo(claim, cleo, assess):
    assess(claim, cleo, "accurate")
    undo(claim, cleo)
    undone = last(cleo)
    assess(claim, cleo, "inaccurate")

    with pytest.raises(StaleRow):
        redo_action(claim=claim, action=undone, act=Act(cleo))

    assert Assessment.objects.get(withdrawn="").verdict.code == "inaccurate"


def test_a_check_that_has_got_a_source_since_is_undone_after_it(claim, cleo, assess):
    assess(claim, cleo, "accurate")
    first = last(cleo)
    cited = cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(cleo))

    with pytest.raises(Refused):
        undo(claim, cleo, first)
    undo(claim, cleo)
    undo(claim, cleo, first)

    assert {now(cited).withdrawn, Assessment.objects.get().withdrawn} == {UNDONE}
    with pytest.raises(Refused):
        restore_citation(citation=cited, version=2, act=Act(cleo))
    with pytest.raises(Refused):
        redo_action(claim=claim, action=Action.objects.filter(verb="undo_action").earliest("at"), act=Act(cleo))


def test_a_verdict_that_the_scale_has_lost_does_not_come_back(claim, cleo, mona, verdicts, assess):
    assess(claim, cleo, "accurate")
    assess(claim, cleo, "inaccurate", version=1)
    lost: Verdict = verdicts["accurate"]
    edit_verdict(
        verdict=lost,
        label=lost.label,
        tone=lost.tone,
        order=lost.order,
        number=None,
        withdrawn="Too coarse.",
        version=1,
        act=Act(mona),
    )

    with pytest.raises(Refused):
        undo(claim, cleo)


def test_a_round_that_is_over_is_left_as_it_is(claim, omar, cleo, rita, assess):
    cited = cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(cleo))
    citing = last(cleo)
    assess(claim, cleo, "accurate", version=1)
    retract_source(source=cited.source, reason="Made up.", version=1, act=Act(rita))

    for action in (citing, last(cleo)):
        with pytest.raises((Refused, StaleRow)):
            undo(claim, cleo, action)


# Words


def test_going_back_to_the_words_that_were_checked_goes_back_to_their_round(claim, omar, cleo, assess):
    assess(claim, omar, "accurate")
    before = now(claim)
    edit_claim(claim=claim, words=ClaimWords("Up it goes."), version=before.version, act=Act(cleo))
    assert (now(claim).round, now(claim).work_status) == (2, WorkStatus.REOPENED)

    undo(claim, cleo)

    assert (now(claim).round, now(claim).work_status) == (1, WorkStatus.CHECKED)
    assert now(claim).statement == before.statement


def test_a_round_that_somebody_has_begun_is_not_gone_back_from(claim, omar, cleo, assess):
    assess(claim, omar, "accurate")
    edit_claim(claim=claim, words=ClaimWords("Up it goes."), version=now(claim).version, act=Act(cleo))
    assess(claim, omar, None, note="Which bridge?")

    with pytest.raises(StaleRow) as stale:
        undo(claim, cleo)

    assert "omar" not in stale.value.message
    assert now(claim).statement == "Up it goes."


def test_words_that_others_have_checked_since_are_checked_anew(claim, omar, cleo, assess):
    edit_claim(claim=claim, words=ClaimWords("Up it goes."), version=1, act=Act(cleo))
    assess(claim, omar, "accurate")

    undo(claim, cleo)

    assert (now(claim).round, now(claim).work_status) == (2, WorkStatus.REOPENED)


def test_what_somebody_else_has_changed_since_is_not_overwritten(claim, omar, cleo):
    edit_claim(claim=claim, words=ClaimWords("Up it goes."), version=1, act=Act(cleo))
    first = last(cleo)
    edit_claim(claim=claim, words=ClaimWords("Up goes the toll."), version=2, act=Act(omar))
    events = Event.objects.count()

    with pytest.raises(StaleRow) as stale:
        undo(claim, cleo, first)

    assert stale.value.status == 409
    assert stale.value.details["by"] == omar
    assert stale.value.details["fields"] == ["statement"]
    assert "omar has changed this since" in stale.value.message
    assert Event.objects.count() == events
    # What is another field stands beside it.
    edit_claim(claim=claim, words=ClaimWords("Up it goes.", claimant="the council"), version=3, act=Act(omar))
    undo(claim, cleo, first)
    assert (now(claim).statement, now(claim).claimant) == ("The toll rises to €4 in May.", "the council")


def test_a_part_does_not_come_back_into_its_own_part(claim, revision, omar, cleo):
    whole = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(omar))
    said = claim.statement
    edit_claim(claim=claim, words=ClaimWords(said, within=whole), version=1, act=Act(cleo))
    edit_claim(claim=claim, words=ClaimWords(said), version=2, act=Act(cleo))
    edit_claim(claim=whole, words=ClaimWords("So it is.", within=claim), version=1, act=Act(omar))

    with pytest.raises(Refused):
        undo(claim, cleo)


# Places, notes, and who may


def test_the_last_place_goes_only_with_the_claim(claim, revision, omar):
    there = Anchor.objects.get()
    add_place(claim=claim, revision=revision, start=0, end=6, act=Act(omar))
    withdraw_place(anchor=there, reason="Elsewhere.", version=1, act=Act(omar))
    withdrawing, adding = last(omar), Action.objects.get(verb="add_place")

    with pytest.raises(Refused):
        undo(claim, omar, adding)
    undo(claim, omar, withdrawing)
    undo(claim, omar, adding)

    assert [anchor.pk for anchor in Anchor.objects.filter(withdrawn="")] == [there.pk]


def test_a_query_that_somebody_has_answered_is_not_undone(claim, omar, cleo):
    query = add_note(claim=claim, kind=NoteKind.QUERY, text="Who says so?", act=Act(omar))
    asking = last(omar)
    add_note(claim=claim, kind=NoteKind.ANSWER, text="The council.", answers=query, act=Act(cleo))

    with pytest.raises(StaleRow):
        undo(claim, omar, asking)
    undo(claim, cleo)

    assert now(query).state == QueryState.OPEN
    redo(claim, cleo)
    assert now(query).state == QueryState.ANSWERED
    undo(claim, cleo, Action.objects.get(verb="add_note", actor=cleo))
    undo(claim, omar, asking)
    assert set(Note.objects.values_list("withdrawn", flat=True)) == {UNDONE}
    assert list(verify_history()) == []


def test_an_answer_beside_another_leaves_the_query_answered(claim, omar, cleo):
    query = add_note(claim=claim, kind=NoteKind.QUERY, text="Who says so?", act=Act(omar))
    for by in (omar, cleo):
        add_note(claim=claim, kind=NoteKind.ANSWER, text="The council.", answers=query, act=Act(by))

    undo(claim, omar)

    assert now(query).state == QueryState.ANSWERED


def test_nobody_undoes_what_they_may_not_do_any_more(claim, omar, rita, cleo, mona, project):
    note = add_note(claim=claim, kind=NoteKind.NOTE, text="So it is.", act=Act(omar))
    withdraw_claim(claim=claim, reason="Twice here.", version=1, act=Act(rita))
    withdrawing = last(rita)
    assign_claim(claim=undo(claim, rita), assignee=cleo, due_on=None, version=now(claim).version, act=Act(rita))
    assigning = last(rita)
    member = Membership.objects.get(project=project, user=rita)
    grant_role(project=project, user=rita, role=Role.CHECKER, version=member.version, act=Act(mona))
    events = Event.objects.count()

    with pytest.raises(NotAllowed):
        undo(claim, rita, assigning)
    with pytest.raises(NotAllowed):
        redo_action(claim=claim, action=Action.objects.get(verb="undo_action"), act=Act(rita))
    with pytest.raises(NotAllowed):
        undo_action(claim=claim, action=withdrawing, act=Act(None))
    assert Event.objects.count() == events
    assert now(note).withdrawn == ""


def test_what_is_done_twice_is_done_once(claim, cleo, assess):
    assess(claim, cleo, "accurate")
    act, done = Act(cleo), last(cleo)

    first = undo_action(claim=claim, action=done, act=act)
    again = undo_action(claim=claim, action=done, act=act)

    assert (first.pk, again.pk) == (claim.pk, claim.pk)
    with pytest.raises(StaleRow) as stale:
        undo_action(claim=claim, action=done, act=Act(cleo))
    assert stale.value.message == "You have undone this already."
