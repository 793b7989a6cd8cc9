"""Splitting and joining sentences: nothing of the text is lost, claims stay where they are, and it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.parting import join_sentences, redo_parting, split_sentence, undo_parting
from annotations.history.act import Act
from annotations.history.record import recording
from annotations.models import Action, Anchor, Article, Assignment, Claim, Event, Origin, Revision, Sentence, User
from annotations.proof.verify import verify_history
from annotations.reports.draft import whole
from annotations.text.paragraphs import GAP

Spans = list[tuple[int, int, int, str]]

ODD = """A headline\u200b here

One.\ufeff Two,\u00a0three — e\u0301 👍\U0001f3fd.  “Four,” she said.  \t
 今日は雨。明日は晴れ。

- a list item. And more
- another
"""


def standing(revision: Revision) -> list[Sentence]:
    rows = Sentence.objects.filter(revision=revision, withdrawn="").order_by("start")
    return list(rows.select_related("revision__article__project"))


def spans(revision: Revision) -> Spans:
    return [(row.start, row.end, row.paragraph, row.kind) for row in standing(revision)]


def split(sentence: Sentence, at: int, by: User) -> Action:
    act = Act(by)
    split_sentence(sentence=sentence, at=at, version=sentence.version, act=act)
    return Action.objects.get(pk=act.action_id)


def join(sentence: Sentence, following: Sentence, by: User) -> Action:
    act, versions = Act(by), {"version": sentence.version, "following_version": following.version}
    join_sentences(sentence=sentence, following=following, **versions, act=act)
    return Action.objects.get(pk=act.action_id)


def first_of(revision: Revision, words: str) -> Sentence:
    start = revision.text.index(words)
    return next(row for row in standing(revision) if row.start <= start < row.end)


def hold_together(revision: Revision, before: Spans) -> None:
    """See that units are in order, apart and lossless, each in the paragraph that its characters were in."""
    now, text = spans(revision), revision.text
    covered = "".join(text[start:end] for start, end, _, _ in now)
    assert [sign for sign in covered if sign not in GAP] == [sign for sign in text if sign not in GAP]
    for (_, end, _, _), (start, _, _, _) in pairwise(now):
        assert end <= start
    for start, end, paragraph, _ in now:
        assert text[start] not in GAP
        assert text[end - 1] not in GAP
        within = [(first, last) for first, last, number, _ in before if number == paragraph]
        assert within[0][0] <= start
        assert end <= within[-1][1]


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
    derandomize=True,
)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=12))
def test_whatever_is_split_and_joined_nothing_is_lost(project, omar, steps: list[tuple[bool, int, int]]):
    done = []
    with transaction.atomic():
        article = import_article(project=project, text=ODD, origin=Origin.PASTE, act=Act(omar))
        revision = article.latest_revision()
        before = spans(revision)
        first, last = before[1][0], before[-2][1]
        claim = add_claim(revision=revision, places=[(first, last)], words=ClaimWords("It is."), act=Act(omar))
        anchors = list(Anchor.objects.filter(claim=claim).values())
        for splits, which, place in steps:
            rows = standing(revision)
            row, following = rows[which % len(rows)], rows[(which + 1) % len(rows)]
            try:
                if splits:
                    action = split(row, row.start + place % (row.end - row.start), omar)
                else:
                    action = join(row, following, omar)
                done.append((action, spans(revision)))
            except Refused:
                pass
            hold_together(revision, before)
        assert list(Anchor.objects.filter(claim=claim).values()) == anchors
        touched = [unit.places != () for unit in whole(revision).held]
        assert touched == [start < last and end > first for start, end, *_ in spans(revision)]
        for (action, after), (_, earlier) in reversed(list(zip(done, [(None, before), *done], strict=False))):
            assert spans(revision) == after
            undo_parting(revision=revision, action=action, act=Act(omar))
            assert spans(revision) == earlier
        assert spans(revision) == before
        assert list(verify_history()) == []
        transaction.set_rollback(True)


def test_split_and_joined_again_the_spans_are_the_same(article: Article, revision: Revision, omar: User):
    before, sentence = spans(revision), first_of(revision, "The toll on")

    split(sentence, revision.text.index("the council said") - 1, omar)
    halves = [row for row in standing(revision) if row.paragraph == sentence.paragraph][:2]
    texts = [revision.text[row.start : row.end] for row in halves]
    assert texts == ["The toll on the Varn bridge will rise to €4 in May,", "the council said on Tuesday."]
    assert {(row.kind, row.paragraph) for row in halves} == {(sentence.kind, sentence.paragraph)}
    join(*halves, omar)

    assert spans(revision) == before
    assert Sentence.objects.filter(revision=revision).exclude(withdrawn="").count() == 3


def test_the_history_tells_by_which_number_each_was_known(revision: Revision, omar: User):
    sentence = first_of(revision, "“Nobody")
    action = split(sentence, revision.text.index("said Mayor"), omar)

    numbers = [event.values.get(field="number").value for event in action.events.order_by("n")]
    assert numbers == ["4", "4", "5"]
    assert [row.start for row in standing(revision)].index(sentence.start) == 3


def test_a_claim_over_the_place_stands_in_both_halves_and_progress_counts_both(
    revision: Revision, claim: Claim, omar: User
):
    sentence = first_of(revision, "The toll on")
    number = 1 + [row.pk for row in standing(revision)].index(sentence.pk)
    split(sentence, revision.text.index("will rise"), omar)

    units = whole(revision)
    assert [unit.number for unit in units.held if unit.places] == [number, number + 1]
    assert units.total == len(standing(revision)) == 7


def test_whose_a_paragraph_is_stays_so(revision: Revision, cleo: User, omar: User, rita: User):
    sentence = first_of(revision, "The toll on")
    paragraphs = [(sentence.paragraph, 0)]
    assign_paragraphs(revision=revision, paragraphs=paragraphs, assignee=cleo, due_on=None, act=Act(rita))
    before = list(Assignment.objects.values())

    split(sentence, revision.text.index("will rise"), omar)
    join(*[row for row in standing(revision) if row.paragraph == sentence.paragraph][1:3], omar)

    assert list(Assignment.objects.values()) == before


def split_late(sentence: Sentence, following: Sentence, by: User) -> Action:
    return split(sentence, sentence.revision.text.index("the council"), by)


@pytest.mark.parametrize("late", [split_late, join])
def test_who_comes_second_is_told_by_whom_and_nothing_is_done_twice(
    revision: Revision, cleo: User, omar: User, late: Callable[[Sentence, Sentence, User], Action]
):
    sentence, following = first_of(revision, "The toll on"), first_of(revision, "“Nobody")
    split(sentence, revision.text.index("will rise"), cleo)
    before = spans(revision), Event.objects.count()

    with pytest.raises(StaleRow) as stale:
        late(sentence, following, omar)

    assert stale.value.message.startswith("cleo has split or joined this sentence since.")
    assert (stale.value.row, stale.value.details["by"]) == (sentence, cleo)
    assert (spans(revision), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (lambda text: text.index("One"), "no words on one side"),
        (lambda text: text.index("\u0301"), "within one character"),
        (lambda text: text.index("\U0001f3fd"), "within one character"),
    ],
)
def test_a_place_that_parts_nothing_or_a_character_is_refused(project, omar: User, at: Any, why: str):
    article = import_article(project=project, text=ODD, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    place = at(revision.text)

    with pytest.raises(Refused, match=why):
        split(next(row for row in standing(revision) if row.start <= place < row.end), place, omar)


def test_undone_and_redone_the_same_sentences_stand(revision: Revision, omar: User):
    before = [row.pk for row in standing(revision)]
    action = split(first_of(revision, "The toll on"), revision.text.index("will rise"), omar)
    after = [row.pk for row in standing(revision)]

    undoing, again = Act(omar), Act(omar)
    undo_parting(revision=revision, action=action, act=undoing)
    assert [row.pk for row in standing(revision)] == before
    redo_parting(revision=revision, action=Action.objects.get(pk=undoing.action_id), act=again)
    assert [row.pk for row in standing(revision)] == after
    undo_parting(revision=revision, action=Action.objects.get(pk=again.action_id), act=Act(omar))
    assert [row.pk for row in standing(revision)] == before
    assert list(verify_history()) == []


def test_what_was_split_or_joined_since_is_not_undone(revision: Revision, cleo: User, omar: User):
    action = split(first_of(revision, "The toll on"), revision.text.index("will rise"), omar)
    split(first_of(revision, "will rise"), revision.text.index("the council"), cleo)
    before = spans(revision)

    with pytest.raises(StaleRow, match="cleo has split or joined"):
        undo_parting(revision=revision, action=action, act=Act(omar))
    with pytest.raises(NotAllowed):
        undo_parting(revision=revision, action=Action.objects.latest("at"), act=Act(omar))
    assert spans(revision) == before


def test_nothing_is_undone_twice(revision: Revision, omar: User):
    action = split(first_of(revision, "The toll on"), revision.text.index("will rise"), omar)
    undo_parting(revision=revision, action=action, act=Act(omar))

    with pytest.raises(StaleRow):
        undo_parting(revision=revision, action=action, act=Act(omar))


def test_an_earlier_draft_is_left_as_it_is(article: Article, revision: Revision, omar: User):
    sentence = first_of(revision, "The toll on")
    with recording(Act(omar, verb="revise"), streams=[article.stream_key]) as record:
        later = {"number": 2, "text": "New.", "sha256": "0" * 64, "origin": Origin.PASTE}
        record.add(Revision(article=article, **later), also={"units": []})

    with pytest.raises(StaleRow, match="Draft 2 of this article came in meanwhile"):
        split(sentence, revision.text.index("will rise"), omar)
