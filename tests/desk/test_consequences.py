"""What follows from what people do to a claim: its work status, its standing verdict, and a voided sign-off."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotations.desk.checking import Conclusion
from annotations.desk.claiming import withdraw_claim
from annotations.desk.concluding import check_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.noting import add_note, close_query, withdraw_note
from annotations.desk.projects import grant_role
from annotations.desk.sourcing import NewSource, Use
from annotations.history.act import Act
from annotations.history.triggers import drop_guards
from annotations.models import Audience, NoteKind, Role, Stance, WorkStatus
from tests.deeds import approve, ask, back, cite, not_checkable, rule, status
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


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


def test_a_query_is_open_again_when_its_only_answer_is_withdrawn(claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    query = ask(claim, omar)
    answer = add_note(claim=claim, kind=NoteKind.ANSWER, text="Yes.", answers=query, act=Act(cleo))
    assert status(claim) == (WorkStatus.CHECKED, "accurate")

    withdraw_note(note=answer, reason="She meant another toll.", version=1, act=Act(cleo))
    assert status(claim) == (WorkStatus.QUERY, "accurate")


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

    written = [table for query in queries for table in re.findall(r'INTO "?annotations_(\w+)', query["sql"])]
    # All events, then all rows: what follows from the rows is no second round of them.
    assert max(at for at, table in enumerate(written) if table == "event") < written.index("source")
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
