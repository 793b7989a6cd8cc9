"""What is done to sources themselves, and what follows for every claim that rests on them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim, mark_not_checkable
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import NotAllowed, Refused, SameAddress, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.sources import edit_source, merge_sources, restore_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, restore_citation, withdraw_citation
from annotations.history.act import Act
from annotations.models import (
    Assessment,
    Citation,
    Claim,
    Event,
    NotCheckable,
    Origin,
    Project,
    Revision,
    SignOff,
    Source,
    Stance,
    User,
)
from annotations.proof.verify import verify_history
from tests.desk.test_at_once import at_once

Assess = Callable[..., Assessment]
MINUTES = "https://council.example/minutes"


def now(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def cite(claim: Claim, by: User, title: str = "The minutes", url: str = "", **more: Any) -> Source:
    new = NewSource(title, url, **more)
    return now(cite_source(claim=claim, source=new, use=Use(Stance.SUPPORTS), act=Act(by)).source)


def edit(source: Source, by: User, origin: Source | None = None, **changed: Any) -> Source:
    kept = {name: getattr(source, name) for name in ("title", "url", "publisher", "confidential")}
    details = NewSource(**kept | changed)
    return edit_source(source=source, details=details, origin=origin, version=now(source).version, act=Act(by))


def merge(kept: Source, other: Source, by: User) -> Source:
    versions = {"version": now(kept).version, "other_version": now(other).version}
    return merge_sources(source=kept, other=other, **versions, act=Act(by))


def retract(source: Source, by: User, reason: str = "Never adopted.") -> Source:
    return retract_source(source=source, reason=reason, version=now(source).version, act=Act(by))


def restore(source: Source, by: User) -> Source:
    return restore_source(source=source, version=now(source).version, act=Act(by))


@pytest.fixture
def other_claim(revision: Revision, omar: User) -> Claim:
    return add_claim(revision=revision, places=[(0, 30)], words=ClaimWords("It rises by a third."), act=Act(omar))


@pytest.fixture(autouse=True)
def whole(db: None) -> Iterator[None]:
    """Whatever a test did, the history tells of it, and every claim follows from it."""
    yield
    assert list(verify_history()) == []
    assert list(inconsequences()) == []


# Corrections


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


# Merging


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


# Retracting


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


# Whatever is done


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3)), min_size=5, max_size=25))
def test_whatever_is_done_every_claim_equals_a_slow_recount(
    claim, other_claim, omar, cleo, rita, mona, assess: Assess, verdicts, steps
):
    people, claims = [omar, cleo, rita, mona], [claim, other_claim]

    def step(what: int, by: User, of: Claim, this: Source, that: Source, code: str | None) -> Any:
        mine = standing_assessment(now(of), by)
        cited = Citation.objects.filter(assessment__checker=by, source=that).order_by("pk").first()
        seen = state_seen(now(of))
        does: list[Callable[[], Any]] = [
            lambda: cite_source(claim=of, source=this, use=Use(Stance.SUPPORTS), act=Act(by)),
            lambda: assess(of, by, code, version=mine.version if mine else 0),
            lambda: assess(of, by, "accurate", version=mine.version if mine else 0),
            lambda: edit(this, omar, None if this == that else that),
            lambda: merge(this, that, rita),
            lambda: retract(this, rita),
            lambda: restore(this, rita),
            lambda: send_back(claim=of, reason="Again.", seen=seen, act=Act(mona)),
            lambda: cited and withdraw_citation(citation=cited, reason="No.", version=cited.version, act=Act(by)),
            lambda: cited and restore_citation(citation=cited, version=cited.version, act=Act(by)),
        ]
        return does[what]()

    with transaction.atomic():
        sources = [
            cite(claims[n % 2], people[n], f"Source {n}", f"https://source.example/{n}") for n in range(len(people))
        ]
        for what, one, two in steps:
            code = ("accurate", "inaccurate", None, "accurate")[two]
            with suppress(Refused, NotAllowed, StaleRow), transaction.atomic():
                step(what, people[one], claims[two % 2], sources[one], sources[two], code)
        for each in claims:
            assert (now(each).sources, now(each).stale) == recounted(now(each))
        assert list(inconsequences()) == []
        assert list(verify_history()) == []
        transaction.set_rollback(True)


def recounted(claim: Claim) -> tuple[int, str]:
    """Count the sources of a claim and tell whether it is stale, row by row."""
    origins: set[uuid.UUID] = set()
    rotten: dict[int, bool] = {}
    for assessment in claim.assessments.filter(withdrawn="", submitted_at__isnull=False):
        rotten.setdefault(assessment.round, False)
        for citation in assessment.citations.filter(withdrawn=""):
            source = citation.source
            assert not source.withdrawn, "what was merged is cited nowhere"
            if source.retracted_on:
                rotten[assessment.round] = True
            elif assessment.round == claim.round:
                while source.origin:
                    source = source.origin
                origins.add(source.pk)
    stale = bool(rotten) and rotten[max(rotten)] and not claim.not_checkable
    return len(origins), "source" if stale else ""


# At once


@pytest.fixture
def articles(transactional_db: None, project: Project, omar: User, verdicts) -> list[Claim]:
    """Three articles with a claim each, all resting on one source."""
    claims = []
    for number in range(3):
        article = import_article(project=project, text=f"So it is {number}.", origin=Origin.PASTE, act=Act(None))
        revision = article.latest_revision()
        claim = add_claim(revision=revision, places=[(0, 5)], words=ClaimWords("So it is."), act=Act(omar))
        cite(claim, omar, url=MINUTES)
        check(claim, omar, verdicts["accurate"], 1)
        claims.append(claim)
    return claims


def check(claim: Claim, by: User, verdict: Any, version: int = 0) -> Assessment:
    empty: dict[str, Any] = {"note": "", "required_change": "", "confidence": None}
    return assess_claim(claim=claim, verdict=verdict, version=version, **empty, act=Act(by))


def test_of_two_who_retract_at_once_one_does(articles, rita, mona):
    source = Source.objects.get()

    def one(by: User) -> Callable[[], Source]:
        return lambda: retract_source(source=source, reason="Never adopted.", version=1, act=Act(by))

    done = at_once(one(rita), one(mona))

    assert sorted(type(result).__name__ for result in done) == ["Source", "StaleRow"]
    assert {claim.round for claim in Claim.objects.all()} == {2}


def test_checks_and_citations_saved_while_a_source_is_retracted_follow_from_it(articles, project, cleo, rita, verdicts):
    source = Source.objects.get()
    article = import_article(project=project, text="Another.", origin=Origin.PASTE, act=Act(None))
    revision = article.latest_revision()
    fresh = add_claim(revision=revision, places=[(0, 5)], words=ClaimWords("Another."), act=Act(cleo))
    check(fresh, cleo, verdicts["accurate"])

    at_once(
        lambda: retract_source(source=source, reason="Never adopted.", version=1, act=Act(rita)),
        lambda: [check(claim, cleo, verdicts["accurate"]) for claim in reversed(articles)],
        lambda: cite_source(claim=fresh, source=source, use=Use(Stance.SUPPORTS), act=Act(cleo)),
    )

    assert now(source).retracted_on
    for claim in (*articles, fresh):
        assert (now(claim).sources, now(claim).stale) == recounted(now(claim))


def test_two_who_make_sources_derive_from_each_other_make_no_circle(articles, omar, cleo):
    one, other = cite(articles[0], omar, "One"), cite(articles[1], omar, "Other")

    done = at_once(lambda: edit(one, omar, other), lambda: edit(other, cleo, one))

    assert sorted(type(result).__name__ for result in done) == ["Refused", "Source"]


def test_merges_both_ways_at_once_leave_one_source(articles, omar, rita, mona):
    one, other = Source.objects.get(), cite(articles[1], omar, "Other")

    def both(kept: Source, merged: Source, by: User) -> Callable[[], Source]:
        versions = {"version": 1, "other_version": 1}
        return lambda: merge_sources(source=kept, other=merged, **versions, act=Act(by))

    at_once(both(one, other, rita), both(other, one, mona))

    assert Source.objects.standing().count() == 1
    assert Citation.objects.values("source").distinct().count() == 1


def test_many_claims_are_reopened_in_one_action_that_asks_as_much_as_for_one(claim, revision, omar, rita, verdicts):
    def selects(count: int) -> int:
        source = cite(claim, omar, f"Source {count}")
        for number in range(count):
            words = ClaimWords(f"So it is {number}.")
            made = add_claim(revision=revision, places=[(0, 5)], words=words, act=Act(omar))
            cite_source(claim=made, source=source, use=Use(Stance.SUPPORTS), act=Act(omar))
            check(made, omar, verdicts["accurate"], 1)
        with CaptureQueriesContext(connection) as queries:
            retract(source, rita)
        return sum(query["sql"].startswith("SELECT") for query in queries)

    assert selects(3) == selects(12)
    assert Claim.objects.filter(stale="source", round=2).count() == 15
