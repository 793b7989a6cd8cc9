"""A new draft comes in: claims go to their words, or are marked; no verdict stands on words it was not given for."""

import pytest

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.claiming import withdraw_claim
from annotations.desk.deciding import check_again
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.parting import join_sentences, split_sentence
from annotations.desk.reviewing import send_back, state_seen
from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import Anchor, Article, Assignment, Claim, Origin, Revision, SignOff, User, WorkStatus
from annotations.proof.verify import verify_history
from annotations.reports.draft import whole
from tests.drafts import LAST_RAISED, claim_on, next_draft, place, summary
from tests.world import TEXT, Assess, now


def test_a_draft_keeps_what_its_words_keep(article: Article, signed_off: Claim, omar: User):
    draft = next_draft(article, f"By Jo Hale\n\n{TEXT}", omar)

    assert (draft.number, draft.version, summary(draft)) == (2, 1, [1, 0, 0, 0])
    assert place(signed_off, draft) == ("exact", "The toll on the Varn bridge will rise to €4 in May")
    assert now(signed_off).work_status == WorkStatus.SIGNED_OFF
    assert SignOff.objects.get().voided == ""
    assert draft.sentences.count() == article.revisions.get(number=1).sentences.count() + 1
    assert list(verify_history()) == []


def test_words_that_moved_keep_their_verdict(article: Article, signed_off: Claim, omar: User):
    other = claim_on(article, LAST_RAISED, omar)

    draft = next_draft(article, TEXT.replace(f" {LAST_RAISED}", "").replace("\n\n", f"\n\n{LAST_RAISED}\n\n", 1))

    assert place(other, draft) == ("moved", LAST_RAISED)
    assert summary(draft) == [1, 1, 0, 0]


@pytest.mark.parametrize("edit", [("€4", "€5"), ("will rise", "will not rise"), ("on Tuesday", "on Monday")])
def test_other_words_reopen_a_claim_and_void_its_sign_off(
    article: Article, signed_off: Claim, omar: User, edit: tuple[str, str]
):
    draft = next_draft(article, TEXT.replace(*edit))

    claim = now(signed_off)
    assert place(claim, draft)[0] == "changed"
    assert (claim.round, claim.work_status, claim.verdict) == (2, WorkStatus.REOPENED, None)
    assert SignOff.objects.get().voided == "the words were changed in draft 2"
    assert summary(draft) == [0, 0, 1, 0]
    assert list(verify_history()) == []


def test_words_that_are_gone_wait_on_none(article: Article, signed_off: Claim, omar: User):
    other = claim_on(article, LAST_RAISED, omar)

    draft = next_draft(article, TEXT.replace(LAST_RAISED, ""))

    anchor = Anchor.objects.get(claim=other, revision=draft)
    assert (anchor.state, anchor.quote, anchor.start) == ("lost", LAST_RAISED, anchor.end)
    assert draft.text[: anchor.start].endswith("Mayor Ada Brook.")
    assert anchor.carried_from == Anchor.objects.get(claim=other, revision__number=1)
    assert now(other).work_status == WorkStatus.UNCHECKED
    assert all(claim.pk != other.pk for unit in whole(draft).held for claim in unit.claims)
    assert summary(draft) == [1, 0, 0, 1]
    assert list(Anchor.objects.undecided()) == [anchor]


def test_a_lost_place_stays_lost_until_somebody_decides(article: Article, omar: User):
    claim = claim_on(article, LAST_RAISED, omar)
    without = TEXT.replace(LAST_RAISED, "")
    next_draft(article, without)

    third = next_draft(article, f"{without}\n\nLater: {LAST_RAISED}")

    assert place(claim, third) == ("lost", LAST_RAISED)
    assert (now(claim).round, summary(third)) == (2, [0, 0, 0, 1])


def test_a_changed_place_stays_marked_until_somebody_decides(article: Article, omar: User):
    claim = claim_on(article, LAST_RAISED, omar)
    second = TEXT.replace("last raised", "never raised")
    next_draft(article, second)

    third = next_draft(article, f"{second}\n\nMore to come.")

    assert place(claim, third) == ("changed", "It was never raised in 2011.")
    assert now(claim).round == 2


def test_what_nobody_has_checked_is_unchecked_still_and_waits_for_a_decision(
    article: Article, claim: Claim, omar: User, cleo: User, rita: User, assess: Assess
):
    begun = claim_on(article, "Mayor Ada Brook", omar)
    assess(begun, cleo, None, note="I am on it.")
    sent_back = claim_on(article, LAST_RAISED, omar)
    assess(sent_back, omar, "accurate")
    send_back(claim=sent_back, reason="Which source?", seen=state_seen(now(sent_back)), act=Act(rita))
    next_draft(article, TEXT.replace("€4", "€5").replace("Mayor", "mayor").replace("2011", "2012"))

    asked = Claim.objects.filter(pk__in=Anchor.objects.undecided().values("claim")).order_by("number")
    assert [(one, one.work_status) for one in asked] == [
        (claim, WorkStatus.UNCHECKED),
        (begun, WorkStatus.UNCHECKED),
        (sent_back, WorkStatus.REOPENED),
    ]
    check_again(claim=claim, seen=state_seen(now(claim)), act=Act(omar))
    assess(claim, omar, "accurate")
    assert now(claim).work_status == WorkStatus.CHECKED
    assert list(verify_history()) == []


def test_a_claim_that_loses_one_of_its_places_is_reopened(article: Article, omar: User, assess: Assess):
    claim = claim_on(article, "The old bridge at dusk", omar, times=2)
    assess(claim, omar, "accurate")

    draft = next_draft(article, TEXT.replace("The old bridge at dusk\n\n", "", 1))

    states = sorted(claim.anchors.filter(revision=draft).values_list("state", flat=True))
    assert states == ["exact", "lost"]
    assert (now(claim).work_status, summary(draft)) == (WorkStatus.REOPENED, [0, 0, 1, 0])
    assert list(verify_history()) == []


def test_two_places_that_become_one_are_one(article: Article, omar: User):
    text = "The toll will rise in May. The toll will rise in May, they say."
    next_draft(article, text)
    claim = claim_on(article, "The toll will rise in May", omar, times=2)

    draft = next_draft(article, "The toll may rise in May.")

    places = list(claim.anchors.filter(revision=draft).values_list("state", "quote"))
    assert ("changed", "The toll may rise in May") in places or ("changed", "The toll may rise in May.") in places
    assert list(verify_history()) == []


def test_the_places_of_a_withdrawn_claim_come_along(article: Article, claim: Claim, omar: User):
    withdraw_claim(claim=claim, reason="A double.", version=1, act=Act(omar))

    draft = next_draft(article, TEXT.replace("€4", "€5"))

    assert place(claim, draft)[0] == "changed"
    assert (now(claim).round, summary(draft)) == (2, [0, 0, 0, 0])
    assert list(verify_history()) == []


def test_paragraphs_stay_with_their_people(article: Article, omar: User, cleo: User):
    first = article.latest_revision()
    assign_paragraphs(revision=first, paragraphs=[(1, 0)], assignee=omar, due_on=None, act=Act(omar))
    assign_paragraphs(revision=first, paragraphs=[(3, 0)], assignee=cleo, due_on=None, act=Act(cleo))

    draft = next_draft(article, TEXT.replace("The old bridge at dusk\n\n", "", 1).replace("€4", "€5"))

    held = Assignment.objects.filter(revision=draft).order_by("paragraph")
    assert list(held.values_list("paragraph", "assignee__username")) == [(1, "omar"), (2, "cleo")]
    assert list(verify_history()) == []


def test_sentences_stay_as_somebody_has_set_them(article: Article, omar: User):
    first = article.latest_revision()
    said, raised = (first.sentences.get(withdrawn="", start=TEXT.index(words)) for words in ("“Nobody", "It was last"))
    join_sentences(sentence=said, following=raised, version=1, following_version=1, act=Act(omar))
    rise = first.sentences.get(withdrawn="", start=TEXT.index("The toll on"))
    split_sentence(sentence=rise, at=TEXT.index("the council said"), version=1, act=Act(omar))

    second = next_draft(article, f"{TEXT}\n\nMore.")

    words = sentences(second)
    assert f"“Nobody likes it,” said Mayor Ada Brook. {LAST_RAISED}" in words
    assert "the council said on Tuesday." in words
    # Where the words are others, a program parts them.
    assert LAST_RAISED.replace("2011", "2012") in sentences(next_draft(article, TEXT.replace("2011", "2012")))
    assert list(verify_history()) == []


def sentences(revision: Revision) -> list[str]:
    standing = revision.sentences.filter(withdrawn="").order_by("start")
    return [revision.text[start:end] for start, end in standing.values_list("start", "end")]


def test_the_text_of_the_newest_draft_is_refused(article: Article, omar: User):
    with pytest.raises(Refused, match="text of draft 1 already"):
        next_draft(article, TEXT, omar)
    assert article.revisions.count() == 1


def test_a_draft_that_somebody_else_brought_in_meanwhile_is_in_the_way(article: Article, omar: User, cleo: User):
    first = article.latest_revision()
    next_draft(article, f"{TEXT}\n\nMore.", cleo)

    with pytest.raises(StaleRow, match="draft 2 meanwhile") as stale:
        import_revision(article=article, text="Mine.", after=first, origin=Origin.PASTE, act=Act(omar))

    assert stale.value.row == article.latest_revision()
    assert article.revisions.count() == 2
