"""Notes, queries and their answers."""

from __future__ import annotations

import datetime

import pytest

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.noting import Contact, add_note, close_query, withdraw_note
from annotations.history.act import Act
from annotations.models import Audience, Event, Note, NoteKind, QueryState
from annotations.proof.verify import verify_history


def ask(claim, by, audience=Audience.WRITER) -> Note:
    return add_note(claim=claim, kind=NoteKind.QUERY, text=" Who says so? ", audience=audience, act=Act(by))


def test_a_query_is_open_and_nothing_else_is(claim, omar):
    assert (ask(claim, omar).state, ask(claim, omar).text) == (QueryState.OPEN, "Who says so?")
    for kind in (NoteKind.NOTE, NoteKind.REPLY):
        assert add_note(claim=claim, kind=kind, text="So it is.", act=Act(omar)).state == ""


def test_an_answer_names_its_query_and_answers_it_in_one_action(claim, omar, cleo):
    query = ask(claim, omar)

    answer = add_note(claim=claim, kind=NoteKind.ANSWER, text="The council.", answers=query, act=Act(cleo))

    assert Note.objects.get(pk=query.pk).state == QueryState.ANSWERED
    assert answer.answers == query
    actions = Event.objects.filter(object__in=[answer.pk, query.pk]).exclude(version=1, object=query.pk)
    assert actions.values("action").distinct().count() == 1
    assert list(verify_history()) == []


def test_an_answer_to_what_is_no_query_or_elsewhere_is_refused(claim, revision, omar):
    other = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(omar))
    remark = add_note(claim=claim, kind=NoteKind.NOTE, text="So it is.", act=Act(omar))

    for answered in (remark, ask(other, omar)):
        with pytest.raises(Refused) as refused:
            add_note(claim=claim, kind=NoteKind.ANSWER, text="Yes.", answers=answered, act=Act(omar))
        assert refused.value.field == "answers"


def test_an_attempt_says_whom_how_and_when(claim, omar):
    when = datetime.datetime(2026, 3, 3, 9, 30, tzinfo=datetime.UTC)
    contact = Contact(" Mayor Ada Brook ", "telephone", when, no_reply=True)

    made = add_note(claim=claim, kind=NoteKind.ATTEMPT, text="Rang twice.", contact=contact, act=Act(omar))

    kept = Note.objects.get(pk=made.pk)
    assert (kept.to_whom, kept.how, kept.when, kept.no_reply) == ("Mayor Ada Brook", "telephone", when, True)
    assert list(verify_history()) == []


def test_anybody_who_checks_closes_a_query(claim, omar, cleo):
    query = close_query(query=ask(claim, omar), version=1, act=Act(cleo))

    assert Note.objects.get(pk=query.pk).state == QueryState.CLOSED


def test_a_reviewer_withdraws_anybodys_note_and_a_checker_their_own(claim, omar, cleo, rita):
    mine, other = ask(claim, omar), ask(claim, omar)

    withdraw_note(note=mine, reason="Asked already.", version=1, act=Act(omar))
    with pytest.raises(NotAllowed):
        withdraw_note(note=other, reason="Asked already.", version=1, act=Act(cleo))
    withdraw_note(note=other, reason="Asked already.", version=1, act=Act(rita))

    assert set(Note.objects.values_list("withdrawn", flat=True)) == {"Asked already."}


def test_a_query_that_is_closed_or_withdrawn_takes_no_answer(claim, omar):
    closed, gone = ask(claim, omar), ask(claim, omar)
    close_query(query=closed, version=1, act=Act(omar))
    withdraw_note(note=gone, reason="Asked twice.", version=1, act=Act(omar))

    for query in (closed, gone):
        with pytest.raises(Refused) as refused:
            add_note(claim=claim, kind=NoteKind.ANSWER, text="The council.", answers=query, act=Act(omar))
        assert refused.value.field == "answers"


def test_only_an_answer_answers_a_query(claim, omar):
    with pytest.raises(Refused):
        add_note(claim=claim, kind=NoteKind.NOTE, text="The council.", answers=ask(claim, omar), act=Act(omar))
