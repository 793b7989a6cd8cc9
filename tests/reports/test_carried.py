"""What became of claims from one draft to another, and what is still to be decided."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from annotations.desk.claiming import mark_not_checkable, withdraw_claim
from annotations.desk.deciding import check_again
from annotations.desk.parting import split_sentence
from annotations.desk.placing import move_place
from annotations.desk.reviewing import state_seen
from annotations.history.act import Act
from annotations.models import Anchor, Article, Claim, NotCheckable, Revision, User
from annotations.reports.affected import change_of, changes_in, waiting_in
from annotations.reports.carried import Carried, Summary, carried, summary_of
from annotations.reports.comparison import compare
from tests.drafts import LAST_RAISED, claim_on, next_draft
from tests.world import TEXT, Assess, now


def between(article: Article, older: int, newer: int) -> Carried:
    compared = compare(article, older, newer)
    return carried(article, compared.older, compared.newer)


def test_each_claim_is_told_with_its_words_before_and_after(article: Article, claim: Claim, assess: Assess, omar: User):
    assess(claim, omar, "accurate")
    gone = claim_on(article, LAST_RAISED, omar)
    kept = claim_on(article, "Bridge toll to rise by a third", omar)
    draft = next_draft(article, TEXT.replace("€4", "€5").replace(LAST_RAISED, ""))

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
    draft = next_draft(article, TEXT.replace("€4", "€5").replace(LAST_RAISED, ""))
    check_again(claim=claim, seen=state_seen(now(claim)), act=Act(omar))
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
    next_draft(article, TEXT.replace("€4", "€5"))
    later = claim_on(article, LAST_RAISED, omar)
    next_draft(article, TEXT)

    assert [(one.claim, one.fate) for one in between(article, 1, 3).claims] == [(claim, "kept")]
    assert [(one.claim, one.fate) for one in between(article, 2, 3).claims] == [(claim, "changed"), (later, "kept")]
    drafts = article.revisions.order_by("number")
    assert [summary_of(draft) for draft in drafts] == [None, Summary(changed=1), Summary(kept=2)]


def test_a_claim_that_could_not_be_checked_can_be_kept_so(article: Article, claim: Claim, omar: User):
    mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    next_draft(article, TEXT.replace("€4", "€5"))
    (one,) = between(article, 1, 2).affected
    assert (one.marked, one.keepable) == ("opinion", ())


def test_a_verdict_given_since_is_the_one_that_stands(article: Article, claim: Claim, assess: Assess, omar: User):
    assess(claim, omar, "accurate")
    next_draft(article, TEXT.replace("€4", "€5"))
    assess(claim, omar, "inaccurate")
    (one,) = between(article, 1, 2).affected
    assert one.keepable == ()


def test_it_takes_the_same_queries_for_many(
    article: Article, claim: Claim, omar: User, django_assert_num_queries: Callable[..., object]
):
    for _ in range(5):
        claim_on(article, LAST_RAISED, omar)
    next_draft(article, TEXT.replace("€4", "€5"))
    compared = compare(article, 1, 2)
    with django_assert_num_queries(6):
        carried(article, compared.older, compared.newer)


def test_an_answer_in_the_list_says_what_the_list_says(
    article: Article, claim: Claim, omar: User, django_assert_num_queries: Callable[..., object]
):
    gone, moved = claim_on(article, LAST_RAISED, omar), claim_on(article, "“Nobody likes it,”", omar)
    claim_on(article, "Bridge toll to rise by a third", omar)
    text = TEXT.replace("€4", "€5").replace(LAST_RAISED, "")
    next_draft(article, f"{text}\nLorries pay nothing.\n")
    draft = next_draft(article, text.replace("Tuesday", "Monday"))
    for before, after in article_drafts(article):
        changes = {one.said.claim: one for one in changes_in(article, before, after).affected}
        for one in (claim, gone, moved):
            alone = change_of(one, before, after)
            assert alone is not None
            assert alone == changes.get(one, alone)
    with django_assert_num_queries(11):
        change_of(claim, before, draft)


def article_drafts(article: Article) -> list[tuple[Revision, Revision]]:
    return list(pairwise(article.revisions.order_by("number")))


def test_one_claim_is_told_whatever_became_of_it(article: Article, claim: Claim, omar: User):
    next_draft(article, TEXT.replace("€4", "€5"))
    next_draft(article, f"{TEXT.replace('€4', '€5')}\nLorries pay nothing.\n")
    _, second, third = article.revisions.order_by("number")
    (waiting,) = changes_in(article, second, third).affected
    assert (waiting.said.fate, waiting.said.undecided, waiting_in(third)) == ("kept", True, 1)

    check_again(claim=claim, seen=state_seen(now(claim)), act=Act(omar))

    assert (changes_in(article, second, third).affected, waiting_in(third)) == ([], 0)
    decided = change_of(claim, second, third)
    assert decided is not None
    assert (decided.said.fate, decided.said.undecided) == ("kept", False)
    assert [(words.stood, words.stands) for words in decided.words] == [(range(3, 4), range(3, 4))]


def test_a_claim_that_is_withdrawn_is_told_no_more(article: Article, claim: Claim, omar: User):
    draft = next_draft(article, TEXT.replace("€4", "€5"))
    withdraw_claim(claim=claim, reason="A quotation.", version=now(claim).version, act=Act(omar))
    assert change_of(claim, article.revisions.get(number=1), draft) is None


def test_sentences_parted_by_hand_since_are_no_change(article: Article, claim: Claim, omar: User):
    draft = next_draft(article, f"{TEXT}\nLorries pay nothing.\n")
    sentence = draft.sentences.get(start=claim.anchors.get(revision=draft).start)
    split_sentence(sentence=sentence, at=sentence.start + 40, version=sentence.version, act=Act(omar))
    (told,) = between(article, 1, 2).claims
    assert told.fate == "kept"
