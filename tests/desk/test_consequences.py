"""What follows from what people do to a claim: its work status, its standing verdict, and a voided sign-off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotations.desk.checking import Conclusion, assess_claim
from annotations.desk.claiming import (
    ClaimWords,
    add_claim,
    edit_claim,
    mark_not_checkable,
    restore_claim,
    withdraw_claim,
)
from annotations.desk.concluding import check_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import add_note, close_query, withdraw_note
from annotations.desk.placing import add_place, move_place, withdraw_place
from annotations.desk.projects import edit_project, grant_role
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, restore_citation, withdraw_citation
from annotations.history.act import Act
from annotations.history.guards import drop_guards
from annotations.models import (
    STANDING,
    Anchor,
    Assessment,
    Audience,
    Citation,
    Claim,
    ClaimType,
    Event,
    NotCheckable,
    Note,
    NoteKind,
    Project,
    Revision,
    Role,
    SignOff,
    Stance,
    User,
    Verdict,
    WorkStatus,
)
from annotations.proof.verify import verify_history

Assess = Callable[..., Assessment]


def now(row):
    return type(row).objects.get(pk=row.pk)


def status(claim: Claim) -> tuple[str, str | None]:
    claim = now(claim)
    return claim.work_status, claim.verdict.code if claim.verdict else None


def approve(claim: Claim, reviewer: User) -> SignOff:
    return approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(reviewer))


def back(claim: Claim, reviewer: User) -> None:
    send_back(claim=claim, reason="Ask the council itself.", seen=state_seen(now(claim)), act=Act(reviewer))


def rule(claim: Claim, reviewer: User, verdict: Verdict) -> None:
    seen = state_seen(now(claim))
    rule_on_claim(claim=claim, verdict=verdict, reason="It is so.", seen=seen, act=Act(reviewer))


def ask(claim: Claim, by: User, audience: Audience = Audience.WRITER) -> Note:
    return add_note(claim=claim, kind=NoteKind.QUERY, text="Who says so?", audience=audience, act=Act(by))


def not_checkable(claim: Claim, by: User, reason: NotCheckable | None = NotCheckable.OPINION) -> None:
    mark_not_checkable(claim=claim, reason=reason, version=now(claim).version, act=Act(by))


def cite(claim: Claim, by: User, title: str = "The minutes") -> Citation:
    return cite_source(claim=claim, source=NewSource(title), use=Use(Stance.SUPPORTS), act=Act(by))


@pytest.fixture(autouse=True)
def whole(db: None):
    """Whatever a test did, the history tells of it."""
    yield
    assert list(verify_history()) == []


@pytest.fixture
def two_checks(project: Project, mona: User) -> None:
    edit_project(project=project, name="City desk", guidelines="", checks_needed=2, version=1, act=Act(mona))


# Work status


def test_a_new_claim_is_unchecked(claim):
    assert status(claim) == (WorkStatus.UNCHECKED, None)


def test_a_draft_is_work_in_progress(claim, omar, assess: Assess):
    assess(claim, omar, None, note="I have asked.")

    assert status(claim) == (WorkStatus.IN_PROGRESS, None)


def test_a_source_alone_is_work_in_progress(claim, omar):
    cite(claim, omar)

    assert status(claim) == (WorkStatus.IN_PROGRESS, None)


def test_a_verdict_taken_back_is_work_in_progress_again(claim, omar, assess: Assess):
    first = assess(claim, omar, "accurate")
    again = assess(claim, omar, None, version=first.version)

    assert status(claim) == (WorkStatus.IN_PROGRESS, None)
    assert again.submitted_at is None


def test_one_check_is_enough_where_one_is_needed(claim, omar, assess: Assess):
    assess(claim, omar, "needs_context")

    assert status(claim) == (WorkStatus.CHECKED, "needs_context")


def test_two_checks_are_needed_where_the_project_says_so(two_checks, claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    assert status(claim) == (WorkStatus.SECOND_CHECK, None)

    assess(claim, cleo, None)
    assert status(claim) == (WorkStatus.SECOND_CHECK, None)

    assess(claim, cleo, "accurate", version=1)
    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_a_rule_made_later_counts_from_the_next_round(claim, omar, rita, assess: Assess, two_checks):
    assess(claim, omar, "accurate")
    assert status(claim) == (WorkStatus.CHECKED, "accurate")

    back(claim, rita)
    assess(claim, omar, "accurate")
    assert status(claim) == (WorkStatus.SECOND_CHECK, None)


def test_words_changed_by_somebody_else_are_checked_anew(claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    by_omar = edit_claim(claim=claim, words=ClaimWords("The toll doubles."), version=now(claim).version, act=Act(omar))
    assert status(claim) == (WorkStatus.CHECKED, "accurate")

    edit_claim(claim=by_omar, words=ClaimWords("The toll halves."), version=now(claim).version, act=Act(cleo))
    assert status(claim) == (WorkStatus.REOPENED, None)


def test_a_verdict_on_words_that_were_changed_is_stale(claim, omar, cleo, verdicts):
    read = now(claim).version
    edit_claim(claim=claim, words=ClaimWords("The toll doubles."), version=read, act=Act(cleo))

    with pytest.raises(StaleRow):
        assess_claim(
            claim=claim,
            verdict=verdicts["accurate"],
            note="",
            required_change="",
            confidence=None,
            version=0,
            claim_version=read,
            act=Act(omar),
        )
    assert status(claim) == (WorkStatus.UNCHECKED, None)


def test_a_query_is_open_again_when_its_only_answer_is_withdrawn(claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    query = ask(claim, omar)
    answer = add_note(claim=claim, kind=NoteKind.ANSWER, text="Yes.", answers=query, act=Act(cleo))
    assert status(claim) == (WorkStatus.CHECKED, "accurate")

    withdraw_note(note=answer, reason="She meant another toll.", version=1, act=Act(cleo))
    assert status(claim) == (WorkStatus.QUERY, "accurate")


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


def test_every_claim_follows_from_what_stands_about_it(claim, omar, cleo, rita, assess: Assess, verdicts):
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    ask(claim, omar)
    rule(claim, rita, verdicts["accurate"])
    assert list(inconsequences()) == []

    with transaction.atomic():
        drop_guards()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE annotations_claim SET work_status = 'signed_off', verdict_id = NULL")
        assert len(list(inconsequences())) == 2
        transaction.set_rollback(True)


def test_what_follows_from_a_save_is_written_with_it(claim, omar, rita, verdicts, assess: Assess):
    assess(claim, omar, None)
    cite(claim, omar)
    said = Conclusion(verdicts["accurate"])
    another = (NewSource("Minutes", "https://council.example/minutes"), Use(Stance.SUPPORTS))

    with CaptureQueriesContext(connection) as queries:
        check_claim(claim=claim, said=said, sources=[another], remark="Done.", version=1, act=Act(omar))

    assert sum('INTO "annotations_value"' in query["sql"] for query in queries) == 1
    assert (status(claim), now(claim).sources) == ((WorkStatus.CHECKED, "accurate"), 2)
    assert list(inconsequences()) == []


def test_two_verdicts_that_differ_are_disputed(claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    assert status(claim) == (WorkStatus.DISPUTED, None)

    assess(claim, cleo, "accurate", version=1)
    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_an_open_query_to_the_writer_waits_for_the_answer(claim, omar, assess: Assess):
    query = ask(claim, omar)
    assert status(claim) == (WorkStatus.QUERY, None)

    assess(claim, omar, "accurate")
    assert status(claim) == (WorkStatus.QUERY, "accurate")

    add_note(claim=claim, kind=NoteKind.ANSWER, text="The council.", answers=query, act=Act(omar))
    assert status(claim) == (WorkStatus.CHECKED, "accurate")
    assert now(query).state == "answered"


@pytest.mark.parametrize("end", ["close", "withdraw"])
def test_a_query_that_is_closed_or_withdrawn_holds_nothing_up(claim, omar, end: str):
    query = ask(claim, omar)
    if end == "close":
        close_query(query=query, version=1, act=Act(omar))
    else:
        withdraw_note(note=query, reason="Asked already.", version=1, act=Act(omar))

    assert status(claim) == (WorkStatus.UNCHECKED, None)


def test_a_query_to_the_desk_holds_nothing_up(claim, omar, assess: Assess):
    ask(claim, omar, Audience.DESK)
    assess(claim, omar, "accurate")

    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_disputed_beats_an_open_query(claim, omar, cleo, assess: Assess):
    ask(claim, omar)
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")

    assert status(claim) == (WorkStatus.DISPUTED, None)


def test_a_ruling_settles_a_dispute(claim, omar, cleo, rita, assess: Assess, verdicts):
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    rule(claim, rita, verdicts["needs_context"])
    assert status(claim) == (WorkStatus.CHECKED, "needs_context")

    assess(claim, cleo, "unverifiable", version=1)
    assert status(claim) == (WorkStatus.CHECKED, "needs_context")


def test_a_second_ruling_takes_the_place_of_the_first(claim, omar, rita, mona, assess: Assess, verdicts):
    assess(claim, omar, "accurate")
    rule(claim, rita, verdicts["accurate"])
    rule(claim, mona, verdicts["inaccurate"])

    assert status(claim) == (WorkStatus.CHECKED, "inaccurate")
    assert [(ruling.reviewer, ruling.version) for ruling in claim.rulings.all()] == [(mona, 2)]


def test_a_claim_that_is_not_checkable_can_become_so_again(claim, omar, assess: Assess):
    assess(claim, omar, "accurate")
    not_checkable(claim, omar)
    assert status(claim) == (WorkStatus.NOT_CHECKABLE, None)

    not_checkable(claim, omar, None)
    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_nothing_is_checked_in_a_claim_that_is_not_checkable_or_withdrawn(claim, omar, rita, assess: Assess, verdicts):
    not_checkable(claim, omar)
    for work in (
        lambda: assess(claim, omar, "accurate"),
        lambda: cite(claim, omar),
        lambda: rule(claim, rita, verdicts["accurate"]),
        lambda: approve(claim, rita),
    ):
        with pytest.raises(Refused):
            work()
    not_checkable(claim, omar, None)
    withdraw_claim(claim=claim, reason="Nobody says so.", version=now(claim).version, act=Act(omar))
    for work in (
        lambda: assess(claim, omar, "accurate"),
        lambda: cite(claim, omar),
        lambda: rule(claim, rita, verdicts["accurate"]),
        lambda: back(claim, rita),
        lambda: approve(claim, rita),
    ):
        with pytest.raises(Refused):
            work()


# Rounds


def test_a_claim_sent_back_is_reopened_and_checked_anew(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    back(claim, rita)
    assert status(claim) == (WorkStatus.REOPENED, None)
    assert now(claim).round == 2

    assess(claim, cleo, "inaccurate")
    assert status(claim) == (WorkStatus.CHECKED, "inaccurate")


def test_a_claim_sent_back_is_checkable_again(claim, omar, rita):
    not_checkable(claim, omar)
    back(claim, rita)

    assert status(claim) == (WorkStatus.REOPENED, None)
    assert now(claim).not_checkable == ""


def test_a_ruling_counts_in_its_own_round_alone(claim, omar, rita, assess: Assess, verdicts):
    assess(claim, omar, "accurate")
    rule(claim, rita, verdicts["inaccurate"])
    back(claim, rita)
    assess(claim, omar, "accurate")

    assert status(claim) == (WorkStatus.CHECKED, "accurate")
    assert [(ruling.round, ruling.verdict) for ruling in claim.rulings.all()] == [(1, None)]


def test_sources_come_along_into_a_new_round(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    kept, dropped = cite(claim, omar, "The minutes"), cite(claim, omar, "A rumour")
    withdraw_citation(citation=dropped, reason="Hearsay.", version=1, act=Act(omar))
    cite(claim, cleo, "The budget")
    back(claim, rita)

    second = assess(claim, omar, None)

    copies = second.citations.filter(STANDING)
    assert (second.round, second.version) == (2, 1)
    assert [(copy.source, copy.stance) for copy in copies] == [(kept.source, Stance.SUPPORTS)]
    assert now(kept).assessment.round == 1


def test_a_round_that_is_over_is_left_as_it_was(claim, omar, rita, assess: Assess):
    assess(claim, omar, "accurate")
    citation = cite(claim, omar)
    back(claim, rita)

    with pytest.raises(Refused):
        edit_citation(citation=citation, use=Use(Stance.REFUTES), version=1, act=Act(omar))


# Sign-off


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


def test_a_restored_claim_is_where_its_work_stands(signed, claim, omar):
    CHANGES["withdrawn"](**signed)
    restore_claim(claim=claim, version=now(claim).version, act=Act(omar))

    assert status(claim) == (WorkStatus.CHECKED, "accurate")


# Open forms


def test_a_computed_change_makes_no_open_form_stale(claim, omar, cleo, rita, assess: Assess):
    version = now(claim).version
    query, other = ask(claim, omar), ask(claim, omar)
    assess(claim, cleo, "accurate")
    add_note(claim=claim, kind=NoteKind.ANSWER, text="Yes.", answers=query, act=Act(omar))
    assert now(claim).version > version

    edited = edit_claim(claim=claim, words=ClaimWords("The toll doubles."), version=version, act=Act(omar))
    close_query(query=other, version=1, act=Act(omar))

    assert now(edited).statement == "The toll doubles."


def test_an_edit_of_words_makes_an_open_form_stale_and_says_whose(claim, omar, cleo):
    version = now(claim).version
    edit_claim(claim=claim, words=ClaimWords("The toll doubles."), version=version, act=Act(cleo))

    with pytest.raises(StaleRow, match="cleo saved this") as stale:
        edit_claim(claim=claim, words=ClaimWords("The toll rises."), version=version, act=Act(omar))

    assert (stale.value.details["fields"], stale.value.details["by"]) == (["statement"], cleo)
    assert stale.value.row.statement == "The toll doubles."


def test_adding_rows_makes_nobodys_open_form_stale(claim: Claim, revision: Revision, omar, cleo, rita, assess: Assess):
    mine = assess(claim, omar, None)
    version, mine_version = now(claim).version, mine.version
    add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(cleo))
    add_place(claim=claim, revision=revision, start=0, end=6, act=Act(cleo))
    add_note(claim=claim, kind=NoteKind.NOTE, text="Well done.", act=Act(cleo))
    cite(claim, cleo)
    cite(claim, omar, "The budget")
    assess(claim, cleo, "accurate", version=1)

    edit_claim(claim=claim, words=ClaimWords("The toll doubles."), version=version, act=Act(rita))
    assess(claim, omar, "accurate", version=mine_version)

    assert status(claim) == (WorkStatus.CHECKED, "accurate")


def test_a_source_added_first_makes_the_form_of_ones_own_verdict_not_stale(claim, omar, assess: Assess):
    cite(claim, omar)

    assess(claim, omar, "accurate", version=0)

    with pytest.raises(StaleRow):
        assess(claim, omar, "inaccurate", version=0)


def test_a_role_lost_is_lost_at_once(claim, project, omar, mona, assess: Assess):
    grant_role(project=project, user=omar, role=Role.VIEWER, act=Act(mona))

    with pytest.raises(NotAllowed):
        assess(claim, omar, "accurate")


def test_a_reviewer_decides_nothing_that_nobody_checked(claim, omar, rita, assess: Assess, verdicts):
    assess(claim, omar, None)

    with pytest.raises(Refused):
        rule(claim, rita, verdicts["accurate"])
    with pytest.raises(Refused):
        back(claim, rita)

    not_checkable(claim, omar)
    back(claim, rita)
    assert status(claim) == (WorkStatus.REOPENED, None)


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
