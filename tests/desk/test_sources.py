"""What is done to sources themselves, and what follows for every claim that rests on them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from annotations.desk.errors import NotAllowed, Refused, SameAddress, StaleRow
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sources import edit_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Citation, Event, SignOff, Stance
from tests.desk.sourced import MINUTES, cite, edit, merge, retract
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


def test_a_correction_voids_nothing_and_touches_no_claim(claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    source = cite(claim, omar, url=MINUTES)
    approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(rita))
    version = now(claim).version

    edit(source, cleo, title="Minutes of 3 March", url=f"{MINUTES}/3")

    assert (now(source).title, now(source).normalised_url) == ("Minutes of 3 March", f"{MINUTES}/3")
    assert now(claim).version == version
    assert SignOff.objects.get(claim=claim).voided == ""


def test_an_address_that_another_has_is_refused_and_names_it(claim, omar):
    source, other = cite(claim, omar, url=MINUTES), cite(claim, omar, "The budget")

    with pytest.raises(SameAddress) as refused:
        edit(other, omar, url=f"{MINUTES}#page=3")

    assert (refused.value.field, refused.value.other) == ("url", source)
    assert edit(other, omar, url=MINUTES, confidential=True).confidential


def test_who_a_confidential_source_is_a_reviewer_corrects(claim, omar, rita):
    source = cite(claim, omar, confidential=True)

    with pytest.raises(NotAllowed, match="confidential"):
        edit(source, omar, title="Somebody")
    assert edit(source, rita, title="The clerk").title == "The clerk"


def test_sources_of_one_origin_count_once_however_long_the_way(claim, omar, assess: Assess):
    assess(claim, omar, "accurate")
    first, second, third = cite(claim, omar, "One"), cite(claim, omar, "Two"), cite(claim, omar, "Three")
    assert now(claim).sources == 3

    edit(third, omar, second)
    assert now(claim).sources == 2
    edit(second, omar, first)
    assert now(claim).sources == 1
    edit(now(third), omar, None)
    assert now(claim).sources == 2


def test_what_stands_in_a_draft_alone_is_named_as_no_origin(claim, omar, cleo, assess: Assess):
    assess(claim, omar, "accurate")
    known, drafted = cite(claim, omar, "The minutes"), cite(claim, cleo, "The clerk")

    with pytest.raises(Refused, match="only in a draft") as refused:
        edit(known, cleo, drafted)
    assert refused.value.field == "origin"

    assess(claim, cleo, "accurate", version=1)
    assert edit(known, cleo, drafted).origin == drafted


def test_nothing_derives_from_what_derives_from_it(claim, omar, assess: Assess):
    assess(claim, omar, "accurate")
    first, second, third = cite(claim, omar, "One"), cite(claim, omar, "Two"), cite(claim, omar, "Three")
    edit(second, omar, first)
    edit(third, omar, second)

    for origin in (first, second, third):
        with pytest.raises(Refused) as refused:
            edit(now(first), omar, origin)
        assert refused.value.field == "origin"


def test_a_retraction_meanwhile_is_no_conflict_with_a_correction(claim, omar, rita):
    source = cite(claim, omar)
    retract(source, rita)

    edited = edit_source(source=source, details=NewSource("Minutes"), origin=None, version=1, act=Act(omar))

    assert edited.title == "Minutes"
    with pytest.raises(StaleRow, match="omar saved this"):
        edit_source(source=source, details=NewSource("Budget"), origin=None, version=1, act=Act(rita))


def test_all_that_cited_the_second_cites_the_first(claim, other_claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    assess(other_claim, cleo, "accurate")
    kept, merged = cite(claim, omar), cite(claim, omar, "Minutes, again", MINUTES, publisher="The council")
    cite_source(claim=other_claim, source=merged, use=Use(Stance.REFUTES, "no"), act=Act(cleo))
    derived = cite(other_claim, cleo, "A report")
    edit(derived, cleo, merged)
    assert (now(claim).sources, now(other_claim).sources) == (2, 1)

    merge(kept, merged, rita)

    assert set(Citation.objects.exclude(source=derived).values_list("source", flat=True)) == {kept.pk}
    assert Citation.objects.filter(assessment__claim=claim).count() == 2
    assert now(derived).origin == kept
    assert (now(kept).url, now(kept).normalised_url, now(kept).publisher) == (MINUTES, MINUTES, "The council")
    assert (now(merged).merged_into, bool(now(merged).withdrawn)) == (kept, True)
    assert (now(claim).sources, now(other_claim).sources) == (1, 1)
    moved = Event.objects.filter(kind="citation", action__verb="merge_sources")
    assert moved.count() == 2


def test_a_merged_source_is_cited_as_the_one_that_it_is_now(claim, omar, cleo, rita):
    first, second, third = (
        cite(claim, omar, "One"),
        cite(claim, omar, "Two", f"{MINUTES}/2"),
        cite(claim, omar, "Three", MINUTES),
    )
    merge(second, third, rita)
    merge(first, second, rita)

    assert cite(claim, cleo, "Minutes", MINUTES) == first
    assert cite_source(claim=claim, source=third, use=Use(Stance.CONTEXT), act=Act(cleo)).source == first


@pytest.mark.parametrize("way", ["kept above", "kept below", "between"])
def test_of_two_that_derive_from_each_other_one_is_left_without_a_circle(claim, omar, rita, assess: Assess, way: str):
    assess(claim, omar, "accurate")
    kept, merged, root = cite(claim, omar, "Kept"), cite(claim, omar, "Merged"), cite(claim, omar, "Root")
    between = cite(claim, omar, "Between")
    if way == "kept above":
        edit(merged, omar, kept)
        edit(kept, omar, root)
    else:
        edit(merged, omar, root)
        edit(between, omar, merged)
        edit(kept, omar, between if way == "between" else merged)

    merge(kept, merged, rita)

    assert now(kept).origin == root
    assert now(between).origin == (None if way == "kept above" else kept)


@pytest.mark.parametrize("unlike", ["confidential", "retracted", "itself", "merged"])
def test_what_is_unlike_is_not_merged(claim, omar, rita, unlike: str):
    kept, other = cite(claim, omar), cite(claim, omar, "The budget", confidential=unlike == "confidential")
    if unlike == "retracted":
        retract(other, rita)
    if unlike == "merged":
        merge(cite(claim, omar, "Another"), other, rita)

    with pytest.raises(Refused) as refused:
        merge(kept, kept if unlike == "itself" else other, rita)
    assert refused.value.field == "other"


def test_what_rests_on_a_retracted_source_is_checked_anew(claim, other_claim, omar, cleo, rita, assess: Assess):
    assess(claim, omar, "accurate")
    source = cite(claim, omar)
    cite(claim, omar, "The budget")
    approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(rita))
    # Nothing rests on it where it stands in a draft alone.
    cite_source(claim=other_claim, source=source, use=Use(Stance.SUPPORTS), act=Act(cleo))
    at = timezone.now()

    retracted = retract_source(source=source, reason=" Never adopted. ", version=1, act=Act(rita, at=at))

    assert (retracted.retracted_on, retracted.retracted_by, retracted.retracted_why) == (at, rita, "Never adopted.")
    reopened, draft = now(claim), now(other_claim)
    assert (reopened.round, reopened.work_status, reopened.stale, reopened.sources) == (2, "reopened", "source", 0)
    assert SignOff.objects.get(claim=claim).voided == "a source was retracted"
    assert (draft.round, draft.work_status, draft.stale) == (1, "in_progress", "")

    again = assess(claim, omar, "accurate")
    assert [citation.source.title for citation in again.citations.all()] == ["The budget"]
    assert (now(claim).stale, now(claim).sources, now(claim).work_status) == ("", 1, "checked")
