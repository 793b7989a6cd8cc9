"""Rounds: what begins one, what comes along into it, and what a round that is over keeps."""

from __future__ import annotations

import pytest

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.sourcing import Use, edit_citation, withdraw_citation
from annotations.history.act import Act
from annotations.models import STANDING, Stance, WorkStatus
from tests.deeds import back, cite, not_checkable, rule, status
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


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
