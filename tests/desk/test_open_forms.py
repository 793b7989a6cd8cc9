"""Forms that stood open while others saved: what makes one late, and what does not."""

from __future__ import annotations

import pytest

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.errors import StaleRow
from annotations.desk.noting import add_note, close_query
from annotations.desk.placing import add_place
from annotations.history.act import Act
from annotations.models import Claim, NoteKind, Revision, WorkStatus
from tests.deeds import ask, cite, status
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


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
