"""The text of an earlier draft brought in once more: what comes back with it, and what does not."""

from annotations.desk.claiming import ClaimWords, edit_claim, mark_not_checkable
from annotations.desk.importing import import_article
from annotations.desk.parting import split_sentence
from annotations.desk.placing import add_place, withdraw_place
from annotations.history.act import Act
from annotations.models import (
    STANDING,
    Anchor,
    Article,
    Claim,
    NotCheckable,
    Origin,
    Project,
    Revision,
    Sentence,
    SignOff,
    User,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from annotations.text.layout import Block
from tests.drafts import LAST_RAISED, claim_on, next_draft, place, summary
from tests.world import TEXT, Assess, now

OTHER = TEXT.replace(LAST_RAISED, "").replace("€4", "€5")


def test_going_back_brings_places_and_verdicts_back(article: Article, signed_off: Claim, omar: User, assess: Assess):
    other = claim_on(article, LAST_RAISED, omar)
    assess(other, omar, "inaccurate")
    opinion = claim_on(article, "“Nobody likes it,”", omar)
    mark_not_checkable(claim=opinion, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    next_draft(article, OTHER.replace("Nobody likes", "Everybody hates"))
    statuses = [now(one).work_status for one in (signed_off, other, opinion)]
    assert statuses == [WorkStatus.REOPENED, WorkStatus.REOPENED, WorkStatus.UNCHECKED]

    fourth = [next_draft(article, OTHER), next_draft(article, TEXT)][-1]

    assert summary(fourth) == [3, 0, 0, 0]
    assert place(other, fourth) == ("exact", LAST_RAISED)
    assert place(signed_off, fourth) == ("exact", "The toll on the Varn bridge will rise to €4 in May")
    assert (now(other).verdict.code, now(other).round) == ("inaccurate", 1)
    assert (now(opinion).work_status, now(opinion).not_checkable) == (WorkStatus.NOT_CHECKABLE, "opinion")
    # A sign-off that is void stays void.
    assert (now(signed_off).work_status, now(signed_off).round) == (WorkStatus.CHECKED, 1)
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
    next_draft(article, "Quite another text came. It says nothing of that.")

    third = next_draft(article, text)

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
    next_draft(article, OTHER)
    assess(claim, cleo, "inaccurate")

    third = next_draft(article, TEXT)

    assert place(claim, third) == ("changed", "The toll on the Varn bridge will rise to €4 in May")
    assert (now(claim).work_status, now(claim).round) == (WorkStatus.REOPENED, 3)
    assert list(verify_history()) == []


def test_what_was_reworded_since_is_not_back(article: Article, claim: Claim, omar: User, assess: Assess):
    assess(claim, omar, "accurate")
    next_draft(article, OTHER)
    edit_claim(claim=claim, words=ClaimWords("It is €5."), version=now(claim).version, act=Act(omar))
    next_draft(article, TEXT)
    assert (now(claim).work_status, now(claim).round) == (WorkStatus.REOPENED, 3)


def test_a_place_that_came_later_stays_when_one_goes_back(article: Article, claim: Claim, omar: User):
    second = next_draft(article, OTHER)
    at = second.text.index("Bridge toll")
    add_place(claim=claim, revision=second, start=at, end=at + 11, act=Act(omar))

    third = next_draft(article, TEXT)

    there = claim.anchors.filter(revision=third).values_list("quote", flat=True)
    assert set(there) == {"Bridge toll", "The toll on the Varn bridge will rise to €4 in May"}


def test_a_place_that_was_taken_away_since_stays_away(article: Article, omar: User):
    claim = claim_on(article, "The old bridge at dusk", omar, times=2)
    second = next_draft(article, f"{TEXT}\n\nMore.")
    away = claim.anchors.filter(revision=second).first()
    withdraw_place(anchor=away, reason="Another bridge.", version=1, act=Act(omar))

    third = next_draft(article, TEXT)

    assert claim.anchors.filter(revision=third).count() == 1
    assert summary(third) == [1, 0, 0, 0]


def test_there_and_back_and_there_again(article: Article, claim: Claim, omar: User, assess: Assess):
    assess(claim, omar, "accurate")
    for text in (OTHER, TEXT, OTHER, TEXT):
        next_draft(article, text)
    assert (now(claim).work_status, now(claim).round) == (WorkStatus.CHECKED, 1)
    next_draft(article, OTHER)
    assert (now(claim).work_status, now(claim).round) == (WorkStatus.REOPENED, 2)
    assert list(verify_history()) == []


def test_a_claim_that_came_after_an_earlier_draft_is_carried_when_one_goes_back(article: Article, omar: User):
    next_draft(article, f"{TEXT}\n\nMore.")
    claim = claim_on(article, LAST_RAISED, omar)

    third = next_draft(article, TEXT)

    assert place(claim, third) == ("exact", LAST_RAISED)
    assert summary(third) == [1, 0, 0, 0]
