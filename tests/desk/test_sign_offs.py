"""Sign-offs: what is signed off and by whom, and what makes a sign-off void."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, restore_claim, withdraw_claim
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place, move_place, withdraw_place
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sourcing import Use, edit_citation, restore_citation, withdraw_citation
from annotations.history.act import Act
from annotations.models import Anchor, Claim, ClaimType, Event, NoteKind, SignOff, Stance, WorkStatus
from tests.deeds import approve, ask, back, cite, not_checkable, rule, status
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


CHANGES: dict[str, Callable[..., object]] = {
    "words": lambda claim, omar, **_: edit_claim(
        claim=claim, words=ClaimWords("The toll doubles."), version=now(claim).version, act=Act(omar)
    ),
    "a place added": lambda claim, revision, omar, **_: add_place(
        claim=claim, revision=revision, start=0, end=6, act=Act(omar)
    ),
    "a place moved": lambda place, omar, **_: move_place(anchor=place, start=0, end=6, version=1, act=Act(omar)),
    "a place withdrawn": lambda other_place, omar, **_: withdraw_place(
        anchor=other_place, reason="It says less.", version=1, act=Act(omar)
    ),
    "an assessment": lambda claim, omar, assess, **_: assess(claim, omar, "inaccurate", version=1),
    "a note in an assessment": lambda claim, omar, assess, **_: assess(claim, omar, "accurate", version=1, note="Yes."),
    "another assessment": lambda claim, cleo, assess, **_: assess(claim, cleo, "accurate"),
    "a source added": lambda claim, omar, **_: cite(claim, omar, "The budget"),
    "a source changed": lambda citation, omar, **_: edit_citation(
        citation=citation, use=Use(Stance.REFUTES), version=1, act=Act(omar)
    ),
    "a source withdrawn": lambda citation, omar, **_: withdraw_citation(
        citation=citation, reason="Hearsay.", version=1, act=Act(omar)
    ),
    "a source restored": lambda dropped, omar, **_: restore_citation(citation=dropped, version=2, act=Act(omar)),
    "a ruling": lambda claim, mona, verdicts, **_: rule(claim, mona, verdicts["inaccurate"]),
    "sent back": lambda claim, mona, **_: back(claim, mona),
    "not checkable": lambda claim, omar, **_: not_checkable(claim, omar),
    "withdrawn": lambda claim, omar, **_: withdraw_claim(
        claim=claim, reason="Nobody says so.", version=now(claim).version, act=Act(omar)
    ),
}


def test_nobody_approves_a_verdict_they_decided_on_or_decides_on_their_own(
    claim, omar, cleo, rita, mona, assess: Assess, verdicts
):
    assess(claim, omar, "accurate")
    assess(claim, mona, "inaccurate")
    with pytest.raises(NotAllowed):
        rule(claim, mona, verdicts["inaccurate"])

    rule(claim, rita, verdicts["accurate"])
    with pytest.raises(NotAllowed):
        approve(claim, rita)


def test_a_checked_claim_is_signed_off_on_its_draft(claim, omar, rita, revision, assess: Assess):
    assess(claim, omar, "accurate")
    signed = approve(claim, rita)

    assert status(claim) == (WorkStatus.SIGNED_OFF, "accurate")
    assert (signed.revision, signed.reviewer, signed.voided) == (revision, rita, "")


@pytest.mark.parametrize(
    "state", ["unchecked", "in_progress", "query", "second_check", "disputed", "signed_off", "reopened"]
)
def test_only_a_checked_claim_is_signed_off(request, claim, omar, cleo, rita, mona, assess: Assess, state: str):
    if state == "in_progress":
        assess(claim, omar, None)
    elif state == "query":
        assess(claim, omar, "accurate")
        ask(claim, omar)
    elif state == "second_check":
        request.getfixturevalue("two_checks")
        assess(claim, omar, "accurate")
        back(claim, mona)
        assess(claim, omar, "accurate")
    elif state == "disputed":
        assess(claim, omar, "accurate")
        assess(claim, cleo, "inaccurate")
    elif state == "signed_off":
        assess(claim, omar, "accurate")
        approve(claim, mona)
    elif state == "reopened":
        assess(claim, omar, "accurate")
        back(claim, mona)
    assert now(claim).work_status == state

    with pytest.raises(Refused):
        approve(claim, rita)


@pytest.mark.parametrize("how", ["verdict", "draft", "source", "earlier round"])
def test_nobody_signs_off_what_they_assessed(claim, omar, rita, mona, assess: Assess, how: str):
    if how == "verdict":
        assess(claim, rita, "accurate")
    elif how == "draft":
        assess(claim, rita, None)
    elif how == "source":
        cite(claim, rita)
    else:
        assess(claim, rita, "inaccurate")
        back(claim, mona)
    assess(claim, omar, "accurate")

    with pytest.raises(NotAllowed):
        approve(claim, rita)
    approve(claim, mona)


def test_a_reviewer_signs_off_what_they_have_before_them_and_nothing_else(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    seen = state_seen(now(claim))
    cite(claim, omar)

    for late in (
        lambda: approve_claim(claim=claim, seen=seen, act=Act(rita)),
        lambda: send_back(claim=claim, reason="Again.", seen=seen, act=Act(rita)),
    ):
        with pytest.raises(StaleRow):
            late()

    assert status(claim) == (WorkStatus.CHECKED, "accurate")


NO_CHANGES: dict[str, Callable[..., object]] = {
    "a note": lambda claim, omar, **_: add_note(claim=claim, kind=NoteKind.NOTE, text="Well done.", act=Act(omar)),
    "a query to the writer": lambda claim, omar, **_: ask(claim, omar),
    "the same words": lambda claim, omar, **_: edit_claim(
        claim=claim, words=ClaimWords(claim.statement), version=now(claim).version, act=Act(omar)
    ),
    "another type": lambda claim, omar, **_: edit_claim(
        claim=claim,
        words=ClaimWords(claim.statement, ClaimType.NUMBER),
        version=now(claim).version,
        act=Act(omar),
    ),
    "the same assessment": lambda claim, omar, assess, **_: assess(claim, omar, "accurate", version=1),
    "the same source": lambda citation, omar, **_: edit_citation(
        citation=citation, use=Use(Stance.SUPPORTS), version=1, act=Act(omar)
    ),
    "checkable still": lambda claim, omar, **_: not_checkable(claim, omar, None),
    "another claim": lambda revision, omar, **_: add_claim(
        revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(omar)
    ),
}


@pytest.fixture
def signed(claim: Claim, omar, cleo, rita, mona, revision, assess: Assess, verdicts) -> dict[str, object]:
    """Give a claim that rita has signed off, and whatever may change about it."""
    place = Anchor.objects.get(claim=claim)
    other_place = add_place(claim=claim, revision=revision, start=32, end=54, act=Act(omar))
    assess(claim, omar, "accurate")
    citation, dropped = cite(claim, omar), cite(claim, omar, "A rumour")
    withdraw_citation(citation=dropped, reason="Hearsay.", version=1, act=Act(omar))
    approve(claim, rita)
    people = {"omar": omar, "cleo": cleo, "mona": mona}
    rows = {"claim": claim, "place": place, "other_place": other_place, "citation": citation, "dropped": dropped}
    return people | rows | {"revision": revision, "assess": assess, "verdicts": verdicts}


@pytest.mark.parametrize("what", CHANGES)
def test_a_later_change_voids_a_sign_off_in_words(signed, claim, what: str):
    CHANGES[what](**signed)

    sign_off = SignOff.objects.get(claim=claim)
    assert sign_off.voided != ""
    assert now(claim).work_status != WorkStatus.SIGNED_OFF
    voided = Event.objects.get(object=sign_off.pk, version=2)
    change = Event.objects.filter(action=voided.action).order_by("n")[0]
    assert change.object != sign_off.pk, "what was changed stands in the same action, before what follows from it"


@pytest.mark.parametrize("what", NO_CHANGES)
def test_what_changes_nothing_that_was_signed_leaves_a_sign_off_alone(signed, claim, what: str):
    NO_CHANGES[what](**signed)

    assert SignOff.objects.get(claim=claim).voided == ""
    assert status(claim) == (WorkStatus.SIGNED_OFF, "accurate")


def test_a_voided_sign_off_stays_and_another_can_follow(signed, claim, omar, rita, assess: Assess):
    assess(claim, omar, "inaccurate", version=1)
    assert status(claim) == (WorkStatus.CHECKED, "inaccurate")

    approve(claim, rita)

    assert status(claim) == (WorkStatus.SIGNED_OFF, "inaccurate")
    assert [bool(sign_off.voided) for sign_off in SignOff.objects.filter(claim=claim)] == [True, False]


def test_what_is_in_a_draft_leaves_a_sign_off_alone(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    approve(claim, rita)

    cited = cite(claim, cleo, "The minutes")
    assess(claim, cleo, None, version=1, note="Not sure yet.")
    withdraw_citation(citation=cited, reason="Hearsay.", version=1, act=Act(cleo))
    assert status(claim) == (WorkStatus.SIGNED_OFF, "accurate")

    assess(claim, cleo, "accurate", version=2)
    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_a_draft_is_no_part_of_what_a_reviewer_decides_about(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    seen = state_seen(now(claim))
    cite(claim, cleo, "The minutes")
    approve_claim(claim=claim, seen=seen, act=Act(rita))
    assert status(claim) == (WorkStatus.SIGNED_OFF, "accurate")


def test_a_note_that_a_reviewer_has_not_read_waits_for_a_second_look(claim, omar, rita, assess: Assess):
    assess(claim, omar, "accurate")
    seen = state_seen(now(claim))
    add_note(claim=claim, kind=NoteKind.REPLY, text="It is false, and here is why.", act=Act(omar))
    with pytest.raises(StaleRow):
        approve_claim(claim=claim, seen=seen, act=Act(rita))


def test_a_restored_claim_is_where_its_work_stands(signed, claim, omar):
    CHANGES["withdrawn"](**signed)
    restore_claim(claim=claim, version=now(claim).version, act=Act(omar))

    assert status(claim) == (WorkStatus.CHECKED, "accurate")
