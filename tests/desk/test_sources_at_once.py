"""Sources whatever is done to them, also by several people at once: every claim follows from what stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.reviewing import send_back, state_seen
from annotations.desk.sources import merge_sources, retract_source
from annotations.desk.sourcing import Use, cite_source, restore_citation, withdraw_citation
from annotations.history.act import Act
from annotations.models import Assessment, Citation, Claim, Origin, Project, Source, Stance, User
from annotations.proof.verify import verify_history
from tests.desk.sourced import MINUTES, cite, edit, merge, restore, retract
from tests.desk.test_at_once import at_once
from tests.world import Assess, now

pytestmark = pytest.mark.usefixtures("whole")


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
