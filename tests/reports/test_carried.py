"""What became of claims from one draft to another, and what is still to be decided."""

from __future__ import annotations

from collections.abc import Callable

from annotations.desk.claiming import mark_not_checkable
from annotations.desk.deciding import check_again
from annotations.desk.placing import move_place
from annotations.desk.reviewing import state_seen
from annotations.history.act import Act
from annotations.models import Anchor, Article, Assessment, Claim, NotCheckable, User
from annotations.reports.carried import Carried, Summary, carried, summary_of
from annotations.reports.comparison import compare
from tests.desk.test_revising import LAST_RAISED, claim_on, fresh, revised
from tests.world import TEXT

Assess = Callable[..., Assessment]


def between(article: Article, older: int, newer: int) -> Carried:
    compared = compare(article, older, newer)
    return carried(article, compared.older, compared.newer)


def test_each_claim_is_told_with_its_words_before_and_after(article: Article, claim: Claim, assess: Assess, omar: User):
    assess(claim, omar, "accurate")
    gone = claim_on(article, LAST_RAISED, omar)
    kept = claim_on(article, "Bridge toll to rise by a third", omar)
    draft = revised(article, TEXT.replace("€4", "€5").replace(LAST_RAISED, ""))

    told = between(article, 1, 2)

    assert told.summary == summary_of(draft) == Summary(kept=1, changed=1, lost=1)
    assert [(one.claim, one.fate) for one in told.claims] == [(claim, "changed"), (gone, "lost"), (kept, "kept")]
    changed, lost = told.affected
    assert [(place.old[-9:], place.new[-9:]) for place in changed.places] == [("€4 in May", "€5 in May")]
    assert [(place.old, place.new) for place in lost.places] == [(LAST_RAISED, "")]
    assert [one.checker for one in changed.keepable] == [omar]
    assert not lost.keepable
    assert told.undecided == [changed, lost]


def test_what_was_decided_is_told_still_but_waits_no_more(article: Article, claim: Claim, omar: User):
    gone = claim_on(article, LAST_RAISED, omar)
    draft = revised(article, TEXT.replace("€4", "€5").replace(LAST_RAISED, ""))
    check_again(claim=claim, seen=state_seen(fresh(claim)), act=Act(omar))
    move_place(anchor=Anchor.objects.undecided().get(), start=0, end=30, version=1, act=Act(omar))

    told = between(article, 1, 2)

    assert [(one.claim, one.fate, one.undecided) for one in told.affected] == [
        (claim, "changed", False),
        (gone, "changed", False),
    ]
    assert told.affected[1].places[0].old == LAST_RAISED
    assert told.undecided == []
    assert summary_of(draft) == Summary(changed=1, lost=1)


def test_any_two_drafts_are_compared(article: Article, claim: Claim, omar: User):
    revised(article, TEXT.replace("€4", "€5"))
    later = claim_on(article, LAST_RAISED, omar)
    revised(article, TEXT)

    assert [(one.claim, one.fate) for one in between(article, 1, 3).claims] == [(claim, "kept")]
    assert [(one.claim, one.fate) for one in between(article, 2, 3).claims] == [(claim, "changed"), (later, "kept")]
    drafts = article.revisions.order_by("number")
    assert [summary_of(draft) for draft in drafts] == [None, Summary(changed=1), Summary(kept=2)]


def test_a_claim_that_could_not_be_checked_can_be_kept_so(article: Article, claim: Claim, omar: User):
    mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    revised(article, TEXT.replace("€4", "€5"))
    (one,) = between(article, 1, 2).affected
    assert (one.marked, one.keepable) == ("opinion", ())


def test_a_verdict_given_since_is_the_one_that_stands(article: Article, claim: Claim, assess: Assess, omar: User):
    assess(claim, omar, "accurate")
    revised(article, TEXT.replace("€4", "€5"))
    assess(claim, omar, "inaccurate")
    (one,) = between(article, 1, 2).affected
    assert one.keepable == ()


def test_it_takes_the_same_queries_for_many(
    article: Article, claim: Claim, omar: User, django_assert_num_queries: Callable[..., object]
):
    for _ in range(5):
        claim_on(article, LAST_RAISED, omar)
    revised(article, TEXT.replace("€4", "€5"))
    compared = compare(article, 1, 2)
    with django_assert_num_queries(6):
        carried(article, compared.older, compared.newer)
