"""An earlier value is restored from the history as a new event, by the rules of an ordinary edit."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from annotations.desk.assigning import assign_claim
from annotations.desk.claiming import ClaimWords, edit_claim, mark_not_checkable, withdraw_claim
from annotations.desk.erasing import erase_words
from annotations.desk.errors import NotAllowed, Refused, SameAddress, StaleRow
from annotations.desk.importing import edit_article
from annotations.desk.placing import move_place
from annotations.desk.restoring import foresee, restore_value
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sources import edit_source, merge_sources, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, withdraw_citation
from annotations.history.act import Act
from annotations.models import (
    Anchor,
    Assessment,
    Citation,
    Claim,
    ErasureReason,
    Event,
    NotCheckable,
    SignOff,
    Stance,
    User,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from tests.world import now

USE = Use(Stance.SUPPORTS)


def event(row: Any, version: int = 1) -> Event:
    return Event.objects.get(object=row.pk, version=version)


def restore(row: Any, field: str, by: User, *, left: int = 1, version: int | None = None) -> Any:
    """Restore what version `left` of a row held in a field, as the row stands, or as read at `version`."""
    version = now(row).version if version is None else version
    return restore_value(event=event(row, left), field=field, version=version, act=Act(by))


def reword(claim: Claim, statement: str, by: User, **more: Any) -> Claim:
    standing = Claim.objects.select_related("article__project").get(pk=claim.pk)
    return edit_claim(claim=standing, words=ClaimWords(statement, **more), version=standing.version, act=Act(by))


def test_earlier_words_stand_again_as_a_new_event(claim, omar, cleo):
    words = claim.statement
    reword(claim, "The toll rises.", omar)
    reword(claim, "The toll rises in May.", omar)

    restore(claim, "statement", cleo)
    assert now(claim).statement == words
    restore(claim, "statement", cleo, left=2)

    assert now(claim).statement == "The toll rises."
    last = Event.objects.filter(object=claim.pk).latest("version")
    assert (last.version, last.action.verb, last.action.actor) == (5, "restore_value", cleo)
    assert list(verify_history()) == []


def test_what_no_event_said_of_a_new_row_is_none(claim, omar):
    reword(claim, claim.statement, omar, claimant="the council")

    restore(claim, "claimant", omar)

    assert now(claim).claimant == ""


def test_somebody_elses_change_of_the_row_since_is_in_the_way(claim, omar, cleo, rita):
    reword(claim, "The toll rises.", omar)
    seen = now(claim).version
    reword(claim, "The toll goes up.", cleo)

    with pytest.raises(StaleRow) as stale:
        restore(claim, "statement", omar, version=seen)
    assert (stale.value.status, stale.value.details["by"]) == (409, cleo)
    assert now(claim).statement == "The toll goes up."

    # Whose it is to check is another matter.
    seen = now(claim).version
    assign_claim(claim=now(claim), assignee=cleo, due_on=None, version=seen, act=Act(rita))
    restore(claim, "statement", omar, version=seen)


def test_a_sign_off_is_void_by_it_and_the_claim_checked_anew(claim, omar, cleo, rita, assess):
    reword(claim, "The toll rises.", omar)
    assess(claim, cleo, "accurate")
    approve_claim(claim=now(claim), seen=state_seen(now(claim)), act=Act(rita))
    assert foresee(event=event(claim), field="statement", act=Act(omar)) == (SignOff.objects.get(), True)
    assert foresee(event=event(claim), field="statement", act=Act(cleo)) == (SignOff.objects.get(), False)
    assert foresee(event=event(claim), field="type", act=Act(omar)) == (None, False)

    restore(claim, "statement", omar)

    assert SignOff.objects.get().voided == "the claim’s words were changed"
    assert (now(claim).round, now(claim).work_status) == (2, WorkStatus.REOPENED)


def test_ones_own_verdict_is_restored_and_nobody_elses(claim, cleo, rita, assess):
    assessment = assess(claim, cleo, "accurate", note="So it is.")
    assess(claim, cleo, "inaccurate", version=1, note="It is not.")

    with pytest.raises(NotAllowed):
        restore(assessment, "verdict", rita)
    restore(assessment, "verdict", cleo)

    stands = now(assessment)
    assert (stands.verdict.code, stands.note) == ("accurate", "It is not.")
    assert now(claim).verdict.code == "accurate"


def test_a_verdict_goes_back_to_a_draft_and_is_given_again(claim, cleo, assess):
    assessment = assess(claim, cleo, None, note="A draft.")
    assess(claim, cleo, "accurate", version=1)

    restore(assessment, "verdict", cleo)
    assert (now(assessment).submitted_at, now(claim).work_status) == (None, WorkStatus.IN_PROGRESS)
    assert foresee(event=event(assessment), field="note", act=Act(cleo)) == (None, False)
    restore(assessment, "verdict", cleo, left=2)

    assert now(assessment).submitted_at is not None
    assert now(claim).work_status == WorkStatus.CHECKED
    assert list(verify_history()) == []


def test_a_round_that_is_over_takes_nothing(claim, cleo, omar, assess):
    assessment = assess(claim, cleo, "accurate")
    assess(claim, cleo, "inaccurate", version=1)
    reword(claim, "The toll rises.", omar)

    with pytest.raises(Refused):
        restore(assessment, "verdict", cleo)


def test_a_place_goes_back_as_a_whole(claim, cleo, rita):
    anchor = claim.anchors.get()
    stood = (anchor.start, anchor.end, anchor.quote)
    move_place(anchor=anchor, start=0, end=6, version=1, act=Act(cleo))

    restore(anchor, "quote", rita)

    moved = now(anchor)
    assert (moved.start, moved.end, moved.quote) == stood
    with pytest.raises(Refused):
        restore(anchor, "quote", rita)


def test_what_was_withdrawn_stands_again_and_is_not_withdrawn_by_this(claim, omar, cleo):
    withdraw_claim(claim=claim, reason="An opinion.", version=1, act=Act(omar))

    with pytest.raises(NotAllowed):
        restore(claim, "withdrawn", cleo)
    with pytest.raises(Refused):
        restore(claim, "type", omar)
    restore(claim, "withdrawn", omar)
    with pytest.raises(Refused):
        restore(claim, "withdrawn", omar, left=2)

    assert now(claim).withdrawn == ""


def test_what_was_erased_does_not_come_back(claim, omar, mona):
    reword(claim, "The toll rises.", omar)
    erase_words(event=event(claim), field="statement", reason=ErasureReason.COPYRIGHT, act=Act(mona))

    with pytest.raises(Refused):
        restore(claim, "statement", omar)


def test_what_is_cited_from_a_confidential_source_is_not_restored(claim, omar):
    mole = NewSource("Jon Kerr, toll office", confidential=True)
    citation = cite_source(claim=claim, source=mole, use=Use(Stance.SUPPORTS, "Four."), act=Act(omar))
    edit_citation(citation=citation, use=Use(Stance.SUPPORTS, "Five."), version=1, act=Act(omar))

    with pytest.raises(Refused):
        restore(citation, "quote", omar)

    assert Citation.objects.get().quote == "Five."


def test_a_citation_is_corrected_back_and_stands_again(claim, omar):
    citation = cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS, "Four."), act=Act(omar))
    edit_citation(citation=citation, use=Use(Stance.REFUTES, "Five."), version=1, act=Act(omar))

    restore(citation, "quote", omar)
    withdraw_citation(citation=citation, reason="No.", version=3, act=Act(omar))
    restore(citation, "withdrawn", omar)

    assert (now(citation).quote, now(citation).stance, now(citation).withdrawn) == ("Four.", "refutes", "")


def test_a_claim_taken_off_a_desk_is_not_due(claim, omar, cleo, rita):
    due = datetime.date(2026, 12, 1)
    assign_claim(claim=claim, assignee=omar, due_on=due, version=1, act=Act(rita))

    with pytest.raises(NotAllowed):
        restore(claim, "assignee", cleo)
    restore(claim, "assignee", omar)

    assert (now(claim).assignee, now(claim).due_on) == (None, None)
    with pytest.raises(Refused):
        restore(claim, "due_on", omar, left=2)


def test_the_head_of_an_article_is_restored_by_whoever_checks(article, omar, vera):
    title = article.title
    edit_article(article=article, title="Another", version=1, act=Act(omar))

    with pytest.raises(NotAllowed):
        restore(article, "title", vera)
    with pytest.raises(StaleRow):
        restore(article, "title", omar, version=1)
    restore(article, "title", omar)

    assert now(article).title == title


def test_a_claim_marked_not_checkable_can_be_checked_again(claim, omar):
    mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))

    restore(claim, "not_checkable", omar)

    assert now(claim).work_status == WorkStatus.UNCHECKED
    assert not Assessment.objects.exists()
    assert Anchor.objects.count() == 1


@pytest.fixture
def minutes(claim, omar, cleo):
    """Give a source that cleo corrected."""
    cited = cite_source(claim=claim, source=NewSource("Minutes", "https://a.example/1"), use=USE, act=Act(omar))
    corrected(cited.source, cleo, "Minutes of March", "https://a.example/2")
    return cited.source


def corrected(source, by, title, url="", **more):
    return edit_source(
        source=source,
        details=NewSource(title, url, **more),
        origin=None,
        version=now(source).version,
        act=Act(by),
    )


def test_what_is_known_of_a_source_is_restored_by_the_rules_of_a_correction(minutes, omar, vera, rita):
    assert foresee(event=event(minutes), field="title", act=Act(omar)) == (None, False)
    restore(minutes, "title", omar)
    restore(minutes, "url", omar)

    stands = now(minutes)
    assert (stands.title, stands.url, stands.normalised_url) == ("Minutes", *["https://a.example/1"] * 2)
    assert Event.objects.filter(object=minutes.pk).latest("version").action.verb == "restore_value"
    with pytest.raises(Refused, match="stands there now"):
        restore(minutes, "title", rita)
    with pytest.raises(NotAllowed):
        restore(minutes, "title", vera, left=2)
    for field in ("confidential", "origin", "retracted_why", "withdrawn"):
        with pytest.raises(Refused):
            restore(minutes, field, rita)
    assert list(verify_history()) == []


def test_somebody_elses_correction_of_a_source_since_is_in_the_way(minutes, omar, cleo, rita):
    seen = now(minutes).version
    retract_source(source=minutes, reason="They never met.", version=seen, act=Act(rita))
    restore(minutes, "title", omar, version=seen)

    corrected(minutes, cleo, "Minutes of April")
    with pytest.raises(StaleRow):
        restore(minutes, "url", omar, version=seen)


def test_a_source_takes_no_address_back_that_another_has_now(minutes, claim, omar):
    other = NewSource("The same minutes", "https://a.example/1")
    cite_source(claim=claim, source=other, use=USE, act=Act(omar))

    with pytest.raises(SameAddress):
        restore(minutes, "url", omar)
    assert now(minutes).url == "https://a.example/2"


def test_of_a_confidential_or_merged_source_nothing_is_restored(minutes, claim, omar, rita):
    corrected(minutes, rita, "A clerk", confidential=True)
    with pytest.raises(Refused, match="confidential"):
        restore(minutes, "title", rita)

    corrected(minutes, rita, "Minutes of March")
    other = cite_source(claim=claim, source=NewSource("Budget"), use=USE, act=Act(omar)).source
    versions = {"version": now(other).version, "other_version": now(minutes).version}
    merge_sources(source=other, other=minutes, **versions, act=Act(rita))
    with pytest.raises(Refused, match="merged"):
        restore(minutes, "title", rita)
