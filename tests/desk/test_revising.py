"""A new draft comes in: claims go to their words, or are marked; no verdict stands on words it was not given for."""

import json
from collections.abc import Callable

import pytest

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable, withdraw_claim
from annotations.desk.deciding import check_again
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.parting import join_sentences, split_sentence
from annotations.desk.placing import add_place, withdraw_place
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Assignment,
    Claim,
    NotCheckable,
    Origin,
    Project,
    Revision,
    Sentence,
    SignOff,
    User,
    Value,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from annotations.reports.draft import whole
from annotations.text.layout import Block
from tests.world import TEXT

Assess = Callable[..., Assessment]
LAST_RAISED = "It was last raised in 2011."
OTHER = TEXT.replace(LAST_RAISED, "").replace("€4", "€5")


def revised(article: Article, text: str, by: User | None = None) -> Revision:
    after = article.latest_revision()
    return import_revision(article=article, text=text, after=after, origin=Origin.PASTE, act=Act(by))


def claim_on(article: Article, words: str, by: User, *, times: int = 1) -> Claim:
    """Record a claim on the first places where these words stand."""
    revision = article.latest_revision()
    places, at = [], -1
    for _ in range(times):
        at = revision.text.index(words, at + 1)
        places.append((at, at + len(words)))
    return add_claim(revision=revision, places=places, words=ClaimWords(f"It says: {words}"), act=Act(by))


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def place(claim: Claim, revision: Revision) -> tuple[str, str]:
    anchor = Anchor.objects.get(claim=claim, revision=revision)
    assert anchor.state == AnchorState.LOST or revision.text[anchor.start : anchor.end] == anchor.quote
    return anchor.state, anchor.quote


def summary(revision: Revision) -> list[int]:
    value = Value.objects.get(event__object=revision.pk, field="carried")
    counts: list[int] = json.loads(value.value)
    return counts


@pytest.fixture
def signed_off(claim: Claim, assess: Assess, omar: User, rita: User) -> Claim:
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(fresh(claim)), act=Act(rita))
    return claim


def test_a_draft_keeps_what_its_words_keep(article: Article, signed_off: Claim, omar: User):
    draft = revised(article, f"By Jo Hale\n\n{TEXT}", omar)

    assert (draft.number, draft.version, summary(draft)) == (2, 1, [1, 0, 0, 0])
    assert place(signed_off, draft) == ("exact", "The toll on the Varn bridge will rise to €4 in May")
    assert fresh(signed_off).work_status == WorkStatus.SIGNED_OFF
    assert SignOff.objects.get().voided == ""
    assert draft.sentences.count() == article.revisions.get(number=1).sentences.count() + 1
    assert list(verify_history()) == []


def test_words_that_moved_keep_their_verdict(article: Article, signed_off: Claim, omar: User):
    other = claim_on(article, LAST_RAISED, omar)

    draft = revised(article, TEXT.replace(f" {LAST_RAISED}", "").replace("\n\n", f"\n\n{LAST_RAISED}\n\n", 1))

    assert place(other, draft) == ("moved", LAST_RAISED)
    assert summary(draft) == [1, 1, 0, 0]


@pytest.mark.parametrize("edit", [("€4", "€5"), ("will rise", "will not rise"), ("on Tuesday", "on Monday")])
def test_other_words_reopen_a_claim_and_void_its_sign_off(
    article: Article, signed_off: Claim, omar: User, edit: tuple[str, str]
):
    draft = revised(article, TEXT.replace(*edit))

    claim = fresh(signed_off)
    assert place(claim, draft)[0] == "changed"
    assert (claim.round, claim.work_status, claim.verdict) == (2, WorkStatus.REOPENED, None)
    assert SignOff.objects.get().voided == "the words were changed in draft 2"
    assert summary(draft) == [0, 0, 1, 0]
    assert list(verify_history()) == []


def test_words_that_are_gone_wait_on_none(article: Article, signed_off: Claim, omar: User):
    other = claim_on(article, LAST_RAISED, omar)

    draft = revised(article, TEXT.replace(LAST_RAISED, ""))

    anchor = Anchor.objects.get(claim=other, revision=draft)
    assert (anchor.state, anchor.quote, anchor.start) == ("lost", LAST_RAISED, anchor.end)
    assert draft.text[: anchor.start].endswith("Mayor Ada Brook.")
    assert anchor.carried_from == Anchor.objects.get(claim=other, revision__number=1)
    assert fresh(other).work_status == WorkStatus.UNCHECKED
    assert all(claim.pk != other.pk for unit in whole(draft).held for claim in unit.claims)
    assert summary(draft) == [1, 0, 0, 1]
    assert list(Anchor.objects.undecided()) == [anchor]


def test_a_lost_place_stays_lost_until_somebody_decides(article: Article, omar: User):
    claim = claim_on(article, LAST_RAISED, omar)
    without = TEXT.replace(LAST_RAISED, "")
    revised(article, without)

    third = revised(article, f"{without}\n\nLater: {LAST_RAISED}")

    assert place(claim, third) == ("lost", LAST_RAISED)
    assert (fresh(claim).round, summary(third)) == (2, [0, 0, 0, 1])


def test_a_changed_place_stays_marked_until_somebody_decides(article: Article, omar: User):
    claim = claim_on(article, LAST_RAISED, omar)
    second = TEXT.replace("last raised", "never raised")
    revised(article, second)

    third = revised(article, f"{second}\n\nMore to come.")

    assert place(claim, third) == ("changed", "It was never raised in 2011.")
    assert fresh(claim).round == 2


def test_what_nobody_has_checked_is_unchecked_still_and_waits_for_a_decision(
    article: Article, claim: Claim, omar: User, cleo: User, rita: User, assess: Assess
):
    begun = claim_on(article, "Mayor Ada Brook", omar)
    assess(begun, cleo, None, note="I am on it.")
    sent_back = claim_on(article, LAST_RAISED, omar)
    assess(sent_back, omar, "accurate")
    send_back(claim=sent_back, reason="Which source?", seen=state_seen(fresh(sent_back)), act=Act(rita))
    revised(article, TEXT.replace("€4", "€5").replace("Mayor", "mayor").replace("2011", "2012"))

    asked = Claim.objects.filter(pk__in=Anchor.objects.undecided().values("claim")).order_by("number")
    assert [(one, one.work_status) for one in asked] == [
        (claim, WorkStatus.UNCHECKED),
        (begun, WorkStatus.UNCHECKED),
        (sent_back, WorkStatus.REOPENED),
    ]
    check_again(claim=claim, seen=state_seen(fresh(claim)), act=Act(omar))
    assess(claim, omar, "accurate")
    assert fresh(claim).work_status == WorkStatus.CHECKED
    assert list(verify_history()) == []


def test_a_claim_that_loses_one_of_its_places_is_reopened(article: Article, omar: User, assess: Assess):
    claim = claim_on(article, "The old bridge at dusk", omar, times=2)
    assess(claim, omar, "accurate")

    draft = revised(article, TEXT.replace("The old bridge at dusk\n\n", "", 1))

    states = sorted(claim.anchors.filter(revision=draft).values_list("state", flat=True))
    assert states == ["exact", "lost"]
    assert (fresh(claim).work_status, summary(draft)) == (WorkStatus.REOPENED, [0, 0, 1, 0])
    assert list(verify_history()) == []


def test_two_places_that_become_one_are_one(article: Article, omar: User):
    text = "The toll will rise in May. The toll will rise in May, they say."
    revised(article, text)
    claim = claim_on(article, "The toll will rise in May", omar, times=2)

    draft = revised(article, "The toll may rise in May.")

    places = list(claim.anchors.filter(revision=draft).values_list("state", "quote"))
    assert ("changed", "The toll may rise in May") in places or ("changed", "The toll may rise in May.") in places
    assert list(verify_history()) == []


def test_the_places_of_a_withdrawn_claim_come_along(article: Article, claim: Claim, omar: User):
    withdraw_claim(claim=claim, reason="A double.", version=1, act=Act(omar))

    draft = revised(article, TEXT.replace("€4", "€5"))

    assert place(claim, draft)[0] == "changed"
    assert (fresh(claim).round, summary(draft)) == (2, [0, 0, 0, 0])
    assert list(verify_history()) == []


def test_paragraphs_stay_with_their_people(article: Article, omar: User, cleo: User):
    first = article.latest_revision()
    assign_paragraphs(revision=first, paragraphs=[(1, 0)], assignee=omar, due_on=None, act=Act(omar))
    assign_paragraphs(revision=first, paragraphs=[(3, 0)], assignee=cleo, due_on=None, act=Act(cleo))

    draft = revised(article, TEXT.replace("The old bridge at dusk\n\n", "", 1).replace("€4", "€5"))

    held = Assignment.objects.filter(revision=draft).order_by("paragraph")
    assert list(held.values_list("paragraph", "assignee__username")) == [(1, "omar"), (2, "cleo")]
    assert list(verify_history()) == []


def test_sentences_stay_as_somebody_has_set_them(article: Article, omar: User):
    first = article.latest_revision()
    said, raised = (first.sentences.get(withdrawn="", start=TEXT.index(words)) for words in ("“Nobody", "It was last"))
    join_sentences(sentence=said, following=raised, version=1, following_version=1, act=Act(omar))
    rise = first.sentences.get(withdrawn="", start=TEXT.index("The toll on"))
    split_sentence(sentence=rise, at=TEXT.index("the council said"), version=1, act=Act(omar))

    second = revised(article, f"{TEXT}\n\nMore.")

    words = sentences(second)
    assert f"“Nobody likes it,” said Mayor Ada Brook. {LAST_RAISED}" in words
    assert "the council said on Tuesday." in words
    # Where the words are others, a program parts them.
    assert LAST_RAISED.replace("2011", "2012") in sentences(revised(article, TEXT.replace("2011", "2012")))
    assert list(verify_history()) == []


def sentences(revision: Revision) -> list[str]:
    standing = revision.sentences.filter(withdrawn="").order_by("start")
    return [revision.text[start:end] for start, end in standing.values_list("start", "end")]


def test_the_text_of_the_newest_draft_is_refused(article: Article, omar: User):
    with pytest.raises(Refused, match="text of draft 1 already"):
        revised(article, TEXT, omar)
    assert article.revisions.count() == 1


def test_a_draft_that_somebody_else_brought_in_meanwhile_is_in_the_way(article: Article, omar: User, cleo: User):
    first = article.latest_revision()
    revised(article, f"{TEXT}\n\nMore.", cleo)

    with pytest.raises(StaleRow, match="draft 2 meanwhile") as stale:
        import_revision(article=article, text="Mine.", after=first, origin=Origin.PASTE, act=Act(omar))

    assert stale.value.row == article.latest_revision()
    assert article.revisions.count() == 2


def test_going_back_brings_places_and_verdicts_back(article: Article, signed_off: Claim, omar: User, assess: Assess):
    other = claim_on(article, LAST_RAISED, omar)
    assess(other, omar, "inaccurate")
    opinion = claim_on(article, "“Nobody likes it,”", omar)
    mark_not_checkable(claim=opinion, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    revised(article, OTHER.replace("Nobody likes", "Everybody hates"))
    statuses = [fresh(one).work_status for one in (signed_off, other, opinion)]
    assert statuses == [WorkStatus.REOPENED, WorkStatus.REOPENED, WorkStatus.UNCHECKED]

    fourth = [revised(article, OTHER), revised(article, TEXT)][-1]

    assert summary(fourth) == [3, 0, 0, 0]
    assert place(other, fourth) == ("exact", LAST_RAISED)
    assert place(signed_off, fourth) == ("exact", "The toll on the Varn bridge will rise to €4 in May")
    assert (fresh(other).verdict.code, fresh(other).round) == ("inaccurate", 1)
    assert (fresh(opinion).work_status, fresh(opinion).not_checkable) == (WorkStatus.NOT_CHECKABLE, "opinion")
    # A sign-off that is void stays void.
    assert (fresh(signed_off).work_status, fresh(signed_off).round) == (WorkStatus.CHECKED, 1)
    assert SignOff.objects.get().voided
    assert not Anchor.objects.undecided().filter(revision=fourth).exists()
    assert list(verify_history()) == []


def test_going_back_brings_sentences_back_as_they_were(project: Project, omar: User):
    text = "“Nobody likes it.”\n\nIt was last raised in 2011. More of it."
    article = import_article(
        project=project, text=text, origin=Origin.UPLOAD, layout=[Block(0, 18, "caption")], act=Act(omar)
    )
    first = article.latest_revision()
    split_sentence(
        sentence=first.sentences.get(start=text.index("It was")), at=text.index("in 2011"), version=1, act=Act(omar)
    )
    revised(article, "Quite another text came. It says nothing of that.")

    third = revised(article, text)

    def stand(draft: Revision) -> list[tuple[object, ...]]:
        rows = Sentence.objects.filter(STANDING, revision=draft).order_by("start")
        return list(rows.values_list("start", "end", "paragraph", "kind"))

    assert stand(third) == stand(first)
    assert [text[start:end] for start, end, *_ in stand(third)][1:3] == ["It was last raised", "in 2011."]
    assert stand(third)[0][3] == "caption"
    assert list(verify_history()) == []


def test_what_was_checked_since_is_checked_again_when_one_goes_back(
    article: Article, claim: Claim, omar: User, cleo: User, assess: Assess
):
    assess(claim, omar, "accurate")
    revised(article, OTHER)
    assess(claim, cleo, "inaccurate")

    third = revised(article, TEXT)

    assert place(claim, third) == ("changed", "The toll on the Varn bridge will rise to €4 in May")
    assert (fresh(claim).work_status, fresh(claim).round) == (WorkStatus.REOPENED, 3)
    assert list(verify_history()) == []


def test_what_was_reworded_since_is_not_back(article: Article, claim: Claim, omar: User, assess: Assess):
    assess(claim, omar, "accurate")
    revised(article, OTHER)
    edit_claim(claim=claim, words=ClaimWords("It is €5."), version=fresh(claim).version, act=Act(omar))
    revised(article, TEXT)
    assert (fresh(claim).work_status, fresh(claim).round) == (WorkStatus.REOPENED, 3)


def test_a_place_that_came_later_stays_when_one_goes_back(article: Article, claim: Claim, omar: User):
    second = revised(article, OTHER)
    at = second.text.index("Bridge toll")
    add_place(claim=claim, revision=second, start=at, end=at + 11, act=Act(omar))

    third = revised(article, TEXT)

    there = claim.anchors.filter(revision=third).values_list("quote", flat=True)
    assert set(there) == {"Bridge toll", "The toll on the Varn bridge will rise to €4 in May"}


def test_a_place_that_was_taken_away_since_stays_away(article: Article, omar: User):
    claim = claim_on(article, "The old bridge at dusk", omar, times=2)
    second = revised(article, f"{TEXT}\n\nMore.")
    away = claim.anchors.filter(revision=second).first()
    withdraw_place(anchor=away, reason="Another bridge.", version=1, act=Act(omar))

    third = revised(article, TEXT)

    assert claim.anchors.filter(revision=third).count() == 1
    assert summary(third) == [1, 0, 0, 0]


def test_there_and_back_and_there_again(article: Article, claim: Claim, omar: User, assess: Assess):
    assess(claim, omar, "accurate")
    for text in (OTHER, TEXT, OTHER, TEXT):
        revised(article, text)
    assert (fresh(claim).work_status, fresh(claim).round) == (WorkStatus.CHECKED, 1)
    revised(article, OTHER)
    assert (fresh(claim).work_status, fresh(claim).round) == (WorkStatus.REOPENED, 2)
    assert list(verify_history()) == []


def test_a_claim_that_came_after_an_earlier_draft_is_carried_when_one_goes_back(article: Article, omar: User):
    revised(article, f"{TEXT}\n\nMore.")
    claim = claim_on(article, LAST_RAISED, omar)

    third = revised(article, TEXT)

    assert place(claim, third) == ("exact", LAST_RAISED)
    assert summary(third) == [1, 0, 0, 0]
