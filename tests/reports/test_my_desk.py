import datetime

import pytest
from django.utils import timezone

from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.noting import add_note
from annotations.desk.projects import edit_project
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Claim, NoteKind, Sentence, Stance
from annotations.reports.my_desk import SHOWN, my_desk
from tests.world import TEXT

YESTERDAY = timezone.now().date() - datetime.timedelta(days=1)


@pytest.fixture
def more(revision, omar):
    """Record another claim: more("The bridge is old.")."""

    def more(statement):
        words = ClaimWords(statement)
        return add_claim(revision=revision, places=[(0, len(statement))], words=words, act=Act(omar))

    return more


def fresh(claim):
    return Claim.objects.select_related("article__project").get(pk=claim.pk)


def give(claim, to, by, due_on=None):
    assign_claim(claim=claim, assignee=to, due_on=due_on, version=fresh(claim).version, act=Act(by))


def claims(listed):
    return [item.claim.number for item in listed.items]


def test_what_is_mine_to_check_stands_there_by_due_date_until_i_have_checked_it(claim, more, rita, cleo, assess):
    second, third = more("Second."), more("Third.")
    give(claim, cleo, rita)
    give(second, cleo, rita, due_on=YESTERDAY + datetime.timedelta(days=9))
    give(third, cleo, rita, due_on=YESTERDAY)

    listed = my_desk(cleo).to_check
    assert claims(listed) == [3, 2, 1]
    assert [item.late for item in listed.items] == [True, False, False]

    assess(third, cleo, "accurate")
    assert claims(my_desk(cleo).to_check) == [2, 1]


def test_what_was_sent_back_says_by_whom_and_why_until_it_is_checked_again(claim, rita, omar, cleo, assess):
    assess(claim, omar, "accurate")
    send_back(claim=fresh(claim), reason="Ask the council.", seen=state_seen(fresh(claim)), act=Act(rita))

    [item] = my_desk(omar).came_back.items
    assert (item.claim, item.by, item.why) == (claim, "rita", "Ask the council.")
    assert my_desk(omar).to_check.total == 0
    assert my_desk(cleo).came_back.total == 0

    assess(fresh(claim), omar, "inaccurate")
    assert my_desk(omar).came_back.total == 0


def test_a_draft_is_on_its_checkers_desk_alone(claim, omar, cleo, rita):
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))

    assert claims(my_desk(omar).drafts) == [1]
    assert my_desk(cleo).drafts.total == my_desk(rita).drafts.total == 0


def test_a_reviewer_sees_what_to_decide_and_what_to_approve_but_not_their_own(claim, more, omar, cleo, rita, assess):
    checked = more("Second.")
    own = more("Third.")
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    assess(checked, omar, "accurate")
    assess(own, rita, "accurate")

    desk = my_desk(rita)
    assert claims(desk.to_decide) == [1]
    assert claims(desk.to_approve) == [2]
    assert my_desk(omar).to_decide.total == my_desk(omar).to_approve.total == 0

    approve_claim(claim=fresh(checked), seen=state_seen(fresh(checked)), act=Act(rita))
    assert my_desk(rita).to_approve.total == 0


def test_a_second_check_is_offered_to_whoever_has_not_checked(claim, project, mona, omar, cleo, revision, assess):
    edit_project(project=project, name="City", guidelines="", checks_needed=2, version=1, act=Act(mona))
    two = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("There is a bridge."), act=Act(omar))
    assess(two, omar, "accurate")

    assert claims(my_desk(cleo).second_checks) == [2]
    assert my_desk(omar).second_checks.total == 0


def test_answers_to_my_queries_wait_for_me_and_open_ones_are_listed(claim, omar, cleo):
    first = add_note(claim=claim, kind=NoteKind.QUERY, text="From when?", act=Act(omar))
    add_note(claim=claim, kind=NoteKind.QUERY, text="In which year?", act=Act(omar))
    add_note(claim=claim, kind=NoteKind.ANSWER, text="May.", answers=first, act=Act(cleo))

    desk = my_desk(omar)
    assert [(query.note.text, query.answer.text) for query in desk.answered] == [("From when?", "May.")]
    assert [query.note.text for query in desk.asked] == ["In which year?"]
    assert my_desk(cleo).answered == []


def test_my_paragraphs_stand_there_while_a_sentence_has_no_claim(revision, rita, omar, cleo):
    start, end = (
        Sentence.objects.filter(revision=revision, paragraph=3).order_by("start").values_list("start", "end")[0]
    )
    assign_paragraphs(revision=revision, paragraphs=[(3, 0)], assignee=cleo, due_on=YESTERDAY, act=Act(rita))

    [paragraph] = my_desk(cleo).paragraphs
    assert TEXT[start:end].startswith(paragraph.words[:20])
    assert (paragraph.gaps, paragraph.late) == (paragraph.sentences, True)
    assert my_desk(omar).paragraphs == []

    for start, end in Sentence.objects.filter(revision=revision, paragraph=3).values_list("start", "end"):
        add_claim(revision=revision, places=[(start, end)], words=ClaimWords("It is so."), act=Act(omar))
    assert my_desk(cleo).paragraphs == []
    assert my_desk(cleo).to_check.total == paragraph.sentences


def test_a_long_list_is_cut_and_counted(revision, rita, cleo):
    for number in range(SHOWN + 3):
        claim = add_claim(revision=revision, places=[(0, number + 1)], words=ClaimWords("So."), act=Act(rita))
        give(claim, cleo, rita)

    listed = my_desk(cleo).to_check
    assert (len(listed.items), listed.total, listed.more) == (SHOWN, SHOWN + 3, 3)


@pytest.mark.parametrize("count", [1, 8])
def test_its_queries_do_not_grow_with_what_waits(
    count, revision, rita, omar, cleo, django_assert_max_num_queries, verdicts
):
    for number in range(count):
        claim = add_claim(revision=revision, places=[(0, number + 1)], words=ClaimWords("So."), act=Act(rita))
        give(claim, cleo, rita)
        assess_claim(
            claim=fresh(claim),
            verdict=verdicts["accurate"],
            note="",
            required_change="",
            confidence=None,
            version=0,
            act=Act(cleo),
        )
        send_back(claim=fresh(claim), reason="Again.", seen=state_seen(fresh(claim)), act=Act(rita))
        add_note(claim=claim, kind=NoteKind.QUERY, text="When?", act=Act(cleo))
    assign_paragraphs(revision=revision, paragraphs=[(3, 0)], assignee=cleo, due_on=None, act=Act(rita))

    with django_assert_max_num_queries(14):
        my_desk(cleo)
