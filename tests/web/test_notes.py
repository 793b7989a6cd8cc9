"""Notes on a claim: queries asked, answered and closed, attempts, and who may withdraw one."""

from __future__ import annotations

from annotations.models import Claim, Note, User, Verdict, WorkStatus
from tests.web.claim_forms import LogIn, assess, send, show, status


def test_a_query_to_the_writer_holds_the_claim_until_it_is_answered(
    log_in: LogIn, omar: User, cleo: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    desk = log_in(omar)
    assess(desk, claim, verdicts["accurate"])
    asked = {"kind": "query", "audience": "writer", "text": "From which day?", "to_whom": "Jo Hale"}

    assert send(desk, "add_note", claim, **asked).status_code == 302
    assert status(claim) == WorkStatus.QUERY
    text = show(desk, claim)
    assert "1 open" in text
    assert "for the writer" in text
    assert "to Jo Hale" in text

    query = Note.objects.get()
    assert send(log_in(cleo), "answer", query, text="The first.").status_code == 302
    assert status(claim) == WorkStatus.CHECKED
    text = show(desk, claim)
    assert "The first." in text
    assert "answered" in text
    assert "Save the answer" not in text


def test_a_query_can_be_closed_without_an_answer(log_in: LogIn, omar: User, claim: Claim) -> None:
    desk = log_in(omar)
    send(desk, "add_note", claim, kind="query", audience="desk", text="Who says so?")

    assert send(desk, "close_query", Note.objects.get(), version=1).status_code == 302
    assert "1 open" not in show(desk, claim)
    assert "· closed" in show(desk, claim)


def test_an_attempt_says_whom_how_and_when(log_in: LogIn, omar: User, claim: Claim) -> None:
    desk = log_in(omar)
    tried = {"to_whom": "Ada Brook", "how": "by telephone", "when": "2026-03-03T10:30", "no_reply": "on"}

    send(desk, "add_note", claim, kind="attempt", audience="desk", text="Rang\r\ntwice.", **tried)

    assert Note.objects.get().text == "Rang\ntwice."
    text = show(desk, claim)
    for said in ("Rang<br>twice.", "to Ada Brook", "by telephone", "3 Mar, 10:30", "no reply"):
        assert said in text


def test_only_the_author_and_reviewers_are_offered_to_withdraw_a_note(
    log_in: LogIn, omar: User, cleo: User, rita: User, claim: Claim
) -> None:
    send(log_in(omar), "add_note", claim, kind="note", audience="desk", text="Rang.")

    for user, offered in ((omar, True), (rita, True), (cleo, False)):
        assert ("Withdraw the note" in show(log_in(user), claim)) is offered, user.username
