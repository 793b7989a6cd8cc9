"""A retraction: what rested on the source is checked anew, and what a retraction taken back leaves."""

from __future__ import annotations

import pytest

from annotations.desk.claiming import mark_not_checkable
from annotations.desk.errors import Refused
from annotations.desk.reviewing import rule_on_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import NotCheckable, Stance
from tests.desk.sourced import MINUTES, cite, restore, retract
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


def test_a_round_that_was_over_already_is_not_begun_again(claim, omar, rita, assess: Assess):
    assess(claim, omar, "accurate")
    source = cite(claim, omar)
    send_back(claim=claim, reason="Ask again.", seen=state_seen(now(claim)), act=Act(rita))

    retract(source, rita)

    assert (now(claim).round, now(claim).stale) == (2, "source")


def test_a_ruling_falls_with_the_source(claim, omar, rita, mona, assess: Assess, verdicts):
    assess(claim, omar, "accurate")
    source = cite(claim, omar)
    seen = state_seen(now(claim))
    rule_on_claim(claim=claim, verdict=verdicts["inaccurate"], reason="So.", seen=seen, act=Act(rita))

    retract(source, mona)

    assert (now(claim).work_status, now(claim).verdict) == ("reopened", None)


def test_what_is_not_checkable_is_not_flagged_until_it_is(claim, omar, rita, assess: Assess):
    assess(claim, omar, "accurate")
    source = cite(claim, omar)
    for reason in (NotCheckable.OPINION, None):
        mark_not_checkable(claim=claim, reason=reason, version=now(claim).version, act=Act(omar))
        if reason:
            retract(source, rita)
            assert (now(claim).stale, now(claim).work_status) == ("", "not_checkable")

    assert (now(claim).stale, now(claim).work_status) == ("source", "reopened")


def test_a_retraction_taken_back_takes_the_flag_but_not_the_round(claim, omar, rita, assess: Assess):
    assess(claim, omar, "accurate")
    source = cite(claim, omar)
    retract(source, rita)
    with pytest.raises(Refused, match="already"):
        retract(source, rita)

    restore(source, rita)

    assert (now(claim).stale, now(claim).round, now(claim).work_status) == ("", 2, "reopened")
    with pytest.raises(Refused):
        restore(source, rita)


def test_a_retracted_source_is_not_cited_anew(claim, omar, cleo, rita):
    source = cite(claim, omar, url=MINUTES)
    retract(source, rita)

    for asked, field in ((source, "source"), (NewSource("Minutes", MINUTES), "url")):
        with pytest.raises(Refused) as refused:
            cite_source(claim=claim, source=asked, use=Use(Stance.SUPPORTS), act=Act(cleo))
        assert refused.value.field == field
