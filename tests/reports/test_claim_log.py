"""The panel's few lines of history say what the history's pages say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.noting import add_note
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Assessment, Claim, NoteKind, Stance, User
from annotations.reports.events.claim_log import LINES, latest_of
from annotations.reports.events.hanging import assessments_on, hanging_on
from annotations.reports.events.history import latest_lines


def lines(claim: Claim, reader: User) -> list[tuple[Any, ...]]:
    """Give the panel's lines, which have to be the history's own."""
    hanging, (assessments, citations) = hanging_on(claim), assessments_on(claim)
    rows = [*hanging.anchors, *hanging.rulings, *hanging.sign_offs, *hanging.notes, *assessments, *citations]
    found = [(one.at, one.who, one.what, one.number, one.hash8) for one in latest_of(claim, rows, reader).lines]
    assert found == [(one.at, one.who, one.what, one.number, one.hash8) for one in latest_lines(claim, reader)]
    return found


def test_every_step_of_a_claim_is_told_as_in_its_history(
    omar: User, cleo: User, rita: User, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    def told() -> list[str]:
        now = Claim.objects.get(pk=claim.pk)
        lines(now, cleo)
        lines(now, rita)
        return [what for _, _, what, *_ in lines(now, omar)]

    assert told() == ["recorded this claim"]
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assert told()[0] == "added a source to this claim"
    assess(claim, omar, "accurate", version=1)
    assess(claim, cleo, None, note="A draft.")
    assert told()[:2] == ["worked on a draft for this claim", "gave a verdict on this claim"]
    assess(claim, omar, "inaccurate", version=2)
    assert told()[0] == "changed the verdict on this claim"
    assess(claim, omar, None, version=3)
    assert told()[0] == "took back the verdict on this claim"
    assess(claim, omar, "accurate", version=4)
    add_note(claim=claim, kind=NoteKind.QUERY, text="From which day?", act=Act(omar))
    fresh = Claim.objects.select_related("article__project").get(pk=claim.pk)
    approve_claim(claim=fresh, seen=state_seen(fresh), act=Act(rita))
    assert told()[:2] == ["approved this claim", "asked about this claim"]
    fresh.refresh_from_db()
    send_back(claim=fresh, reason="Ask for the day.", seen=state_seen(fresh), act=Act(rita))
    fresh.refresh_from_db()
    edit_claim(claim=fresh, words=ClaimWords("Up it goes."), version=fresh.version, act=Act(omar))
    assert len(told()) == LINES


def test_it_costs_one_query(omar: User, claim: Claim, django_assert_num_queries: pytest.FixtureRequest) -> None:
    rows = hanging_on(claim).anchors
    with django_assert_num_queries(1):  # type: ignore[operator]
        latest_of(claim, rows, omar)
