"""A claim on its way: assessed, sourced, queried, disputed, approved, sent back; every step as the screen tells it."""

from __future__ import annotations

import re

import pytest

from annotations.desk.claiming import mark_not_checkable, withdraw_claim
from annotations.desk.projects import create_project
from annotations.desk.reviewing import state_seen
from annotations.history.act import Act
from annotations.models import (
    Action,
    Article,
    Assessment,
    Citation,
    Claim,
    NotCheckable,
    Note,
    Source,
    Stance,
    User,
    Verdict,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from tests.web.claim_forms import LogIn, assess, both_ways, review, send, show, status


def test_a_claim_on_its_way_to_the_sign_off(
    log_in: LogIn, omar: User, rita: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    desk, reviewer = log_in(omar), log_in(rita)

    # A draft first: nobody else reads it.
    assert assess(desk, claim, None, note="Ask the council.").status_code == 302
    assert status(claim) == WorkStatus.IN_PROGRESS
    assert "Ask the council." in show(desk, claim)
    assert "Ask the council." not in show(reviewer, claim)

    verdict = verdicts["accurate_with_change"]
    assert assess(desk, claim, verdict, 1, note="In June.", required_change="in June").status_code == 302
    assert status(claim) == WorkStatus.CHECKED
    text = show(reviewer, claim)
    assert "Verdict: accurate with change" in text
    assert "In June." in text
    assert re.search(r"Required change:</span> in June", text)

    assert review(reviewer, "approve", claim).status_code == 302
    assert status(claim) == WorkStatus.SIGNED_OFF
    assert "rita signed this off" in show(desk, claim)

    # A later change voids it, for everybody to see.
    assert assess(desk, claim, verdicts["accurate"], 2, note="In June.").status_code == 302
    assert status(claim) == WorkStatus.CHECKED
    assert "The sign-off by rita is void" in show(desk, claim)
    assert "omar’s assessment was changed" in show(reviewer, claim)
    assert list(verify_history()) == []


def test_two_verdicts_are_a_dispute_that_a_reviewer_decides(
    log_in: LogIn, omar: User, cleo: User, rita: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    assess(log_in(omar), claim, verdicts["accurate"])
    assess(log_in(cleo), claim, verdicts["inaccurate"])
    assert status(claim) == WorkStatus.DISPUTED
    reviewer = log_in(rita)
    text = show(reviewer, claim)
    assert "A reviewer decides." in text
    assert '<details class="more" id="decide" open>' in text
    assert "Approve on draft" not in text

    context = verdicts["needs_context"]
    decided = review(reviewer, "rule", claim, verdict=context.pk, reason="Only for cars.")

    assert decided.status_code == 302
    assert status(claim) == WorkStatus.CHECKED
    assert "rita decided: needs context" in show(log_in(omar), claim)
    assert "Only for cars." in show(log_in(omar), claim)


def test_what_is_sent_back_begins_anew_with_what_was_there(
    log_in: LogIn, omar: User, rita: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    desk = log_in(omar)
    source = {"title": "Minutes", "kind": "document", "stance": "supports", "quote": "€4 from May"}
    send(desk, "cite", claim, **source)
    assess(desk, claim, verdicts["accurate"], 1, note="The minutes have it.")

    assert review(log_in(rita), "send_back", claim, reason="Ask for the day.").status_code == 302

    assert status(claim) == WorkStatus.REOPENED
    text = show(desk, claim)
    assert "rita sent this claim back" in text
    assert "Ask for the day." in text
    assert "round 2" in text
    assert "The minutes have it.</textarea>" in text
    assert re.search(r'name="version" value="0" data-version-of="assessment"', text)

    assert assess(desk, claim, verdicts["accurate"], note="On 1 May.").status_code == 302
    assert "€4 from May" in show(desk, claim)
    assert Citation.objects.filter(assessment__round=2).count() == 1


def test_nobody_approves_what_they_assessed(
    log_in: LogIn, rita: User, mona: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    reviewer = log_in(rita)
    assess(reviewer, claim, verdicts["accurate"])

    refused = review(reviewer, "approve", claim)

    assert refused.status_code == 403
    assert "You assessed this claim yourself. Somebody else must approve it." in refused.text
    assert status(claim) == WorkStatus.CHECKED
    assert review(log_in(mona), "approve", claim).status_code == 302


@both_ways
def test_only_a_checked_claim_is_approved_and_the_refusal_is_seen(
    log_in: LogIn, rita: User, claim: Claim, headers: dict[str, str]
) -> None:
    reviewer = log_in(rita)

    refused = send(reviewer, "approve", claim, headers, seen=state_seen(claim))

    assert refused.status_code == 422
    assert "Only a checked claim can be approved; this one is “Unchecked”." in refused.text


@both_ways
def test_a_decision_on_what_was_not_seen_waits_for_a_second_look(
    log_in: LogIn,
    omar: User,
    cleo: User,
    rita: User,
    claim: Claim,
    verdicts: dict[str, Verdict],
    headers: dict[str, str],
) -> None:
    assess(log_in(omar), claim, verdicts["accurate"], note="The minutes have it.")
    claim.refresh_from_db()
    seen = state_seen(claim)
    assess(log_in(cleo), claim, verdicts["inaccurate"], note="They have three euros.")

    late = send(log_in(rita), "send_back", claim, headers, seen=seen, reason="Ask for the day.")

    assert late.status_code == 409
    assert "Somebody changed this claim after you opened it." in late.text
    assert "Ask for the day." in late.text
    # What cleo found is on the screen before the reviewer decides again.
    assert "They have three euros." in late.text
    claim.refresh_from_db()
    assert f'value="{state_seen(claim)}"' in late.text


@pytest.mark.parametrize("close", ["withdrawn", "not checkable"])
@both_ways
def test_words_for_a_claim_that_is_closed_meanwhile_are_not_lost(
    log_in: LogIn, omar: User, cleo: User, claim: Claim, close: str, headers: dict[str, str]
) -> None:
    if close == "withdrawn":
        withdraw_claim(claim=claim, reason="Not said.", version=1, act=Act(omar))
    else:
        mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    desk = log_in(cleo)
    sent = {
        "assess": {"version": 0, "note": "Long thought about."},
        "cite": {"title": "Long thought about.", "kind": "document", "stance": "supports"},
    }

    for name, fields in sent.items():
        response = send(desk, name, claim, headers, **fields)

        assert response.status_code == 422
        assert close in response.text
        if headers:
            assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#problem", "innerHTML")
        else:
            assert "Long thought about." in response.text


def test_not_checkable_has_a_reason_and_can_be_taken_back(log_in: LogIn, omar: User, claim: Claim) -> None:
    desk = log_in(omar)

    assert send(desk, "mark_not_checkable", claim, version=1, reason="opinion").status_code == 302
    assert "Not checkable: opinion" in show(desk, claim)
    assert "1 of 6 checked" in show(desk, claim)

    assert send(desk, "mark_not_checkable", claim, version=2, reason="").status_code == 302
    assert status(claim) == WorkStatus.UNCHECKED


def test_save_and_next_goes_on_without_script_too(
    log_in: LogIn, omar: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    saved = assess(log_in(omar), claim, verdicts["accurate"], then="next")

    assert saved["Location"] == f"/articles/{claim.article_id}/?sentence=4#panel"


def test_a_verdict_of_another_project_is_refused_with_the_words_kept(
    log_in: LogIn, omar: User, nora: User, claim: Claim
) -> None:
    elsewhere = create_project(slug="sport", name="Sport", preset="true_false", act=Act(nora))

    response = assess(log_in(omar), claim, elsewhere.scale.verdicts.first(), note="Long thought about.")

    assert response.status_code == 422
    assert "Long thought about." in response.text
    assert not Assessment.objects.exists()


def test_another_persons_assessment_never_clashes_with_mine(
    log_in: LogIn, omar: User, cleo: User, claim: Claim, verdicts: dict[str, Verdict], article: Article
) -> None:
    desk = log_in(omar)
    before = show(desk, claim)
    assert 'name="version" value="0" data-version-of="assessment"' in before
    assess(log_in(cleo), claim, verdicts["accurate"])

    assert assess(desk, claim, verdicts["accurate"]).status_code == 302
    assert status(claim) == WorkStatus.CHECKED


@both_ways
def test_a_verdict_a_source_and_a_note_are_one_action(
    log_in: LogIn, omar: User, claim: Claim, verdicts: dict[str, Verdict], headers: dict[str, str]
) -> None:
    before = Action.objects.count()
    given = {"title": "Minutes", "url": "https://council.example/minutes", "quote": "four euros", "remark": "Rang."}
    response = assess(log_in(omar), claim, verdicts["accurate"], headers=headers, note="So it is.", **given)

    assert response.status_code == (200 if headers else 302)
    assert Action.objects.count() == before + 1
    citation, note = Citation.objects.get(), Note.objects.get()
    assert (citation.source.title, citation.stance, citation.quote) == ("Minutes", Stance.SUPPORTS, "four euros")
    assert citation.assessment.verdict == verdicts["accurate"]
    assert (note.text, note.author) == ("Rang.", omar)
    assert status(claim) == WorkStatus.CHECKED
    html = response.text if headers else show(log_in(omar), claim)
    assert all(word in html for word in ("Minutes", "four euros", "Rang."))
    assert list(verify_history()) == []


def test_what_is_left_folded_away_is_not_saved(
    log_in: LogIn, omar: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    folded = {"title": " ", "url": "", "kind": "person", "stance": "refutes", "quote": "", "remark": " "}
    assert assess(log_in(omar), claim, verdicts["accurate"], **folded).status_code == 302

    assert not Source.objects.exists()
    assert not Note.objects.exists()


def test_a_source_alone_begins_a_check_and_a_note_alone_does_not(log_in: LogIn, omar: User, claim: Claim) -> None:
    refused = assess(log_in(omar), claim, None, remark="Rang.")
    assert refused.status_code == 422
    assert ">Rang.</textarea>" in refused.text.replace("\n", "")

    assert assess(log_in(omar), claim, None, title="Minutes").status_code == 302
    assert Assessment.objects.get().submitted_at is None
