"""Sentences with the claims in them, and the progress counted from them."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.placing import withdraw_place
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.revising import import_revision
from annotations.history.act import Act
from annotations.models import Anchor, Article, Assessment, Claim, Origin, Project, Revision, User, WorkStatus
from annotations.reports.draft import around, claims_to_choose, whole
from annotations.reports.progress import tallies, tally_of
from annotations.reports.units import URGENCY, Named, Place, Span, Tally, Unit, units_of
from tests.reports.plans import most_rows_of
from tests.world import TEXT


def spans(*lengths: int) -> list[Span]:
    """Lay sentences of these lengths one space apart."""
    found, start = [], 0
    for length in lengths:
        found.append(Span(1, start, start + length, "body"))
        start += length + 1
    return found


def place(start: int, end: int, status: str = WorkStatus.UNCHECKED, number: int = 1) -> Place:
    return Place(start, end, Named(uuid.uuid4(), number, "So it is.", status))


def units_in(revision: Revision) -> list[Unit]:
    return list(whole(revision).held)


def touched(sentences: list[Span], *places: Place) -> list[int]:
    return [unit.number for unit in units_of(sentences, places) if unit.places]


def test_a_place_touches_the_sentences_it_shares_a_character_with() -> None:
    sentences = spans(5, 5, 5)  # 0-5, 6-11, 12-17

    assert touched(sentences, place(0, 5)) == [1]
    assert touched(sentences, place(4, 6)) == [1]
    assert touched(sentences, place(4, 7)) == [1, 2]
    assert touched(sentences, place(5, 6)) == []
    assert touched(sentences, place(0, 17)) == [1, 2, 3]
    assert touched(sentences, place(11, 13)) == [3]


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8),
)
def test_every_place_is_put_to_just_those_sentences(lengths: list[int], places: list[tuple[int, int]]) -> None:
    sentences = spans(*lengths)
    there = sorted((place(start, start + size) for start, size in places), key=lambda one: (one.start, one.end))

    for unit, sentence in zip(units_of(sentences, there), sentences, strict=True):
        inside = [one for one in there if one.start < sentence.end and one.end > sentence.start]
        assert list(unit.places) == inside


@pytest.mark.parametrize("status", WorkStatus)
def test_a_sentence_shows_what_most_needs_a_person(status: WorkStatus) -> None:
    less = URGENCY[URGENCY.index(status) :]

    (unit,) = units_of(spans(9), [place(n, n + 1, held, n) for n, held in enumerate(less[::-1])])

    assert unit.status == status


def test_every_status_has_its_urgency() -> None:
    assert Counter(URGENCY) == Counter(WorkStatus)


def test_done_needs_a_claim_and_every_claim() -> None:
    checked, signed, out = WorkStatus.CHECKED, WorkStatus.SIGNED_OFF, WorkStatus.NOT_CHECKABLE

    def done(*statuses: WorkStatus) -> bool:
        (unit,) = units_of(spans(9), [place(n, n + 1, status, n) for n, status in enumerate(statuses)])
        return unit.done

    assert not done()
    assert done(checked, signed, out)
    assert not done(checked, WorkStatus.UNCHECKED)
    assert not done(WorkStatus.DISPUTED)


def test_a_claim_in_one_sentence_twice_is_one_claim() -> None:
    claim = Named(uuid.uuid4(), 4, "So it is.", WorkStatus.UNCHECKED)
    (unit,) = units_of(spans(9), [Place(0, 2, claim), Place(4, 6, claim)])

    assert unit.claims == [claim]


def test_a_revisions_units_hold_what_stands(revision: Revision, claim: Claim, omar: User) -> None:
    def numbers() -> list[list[int]]:
        return [[one.number for one in unit.claims] for unit in units_in(revision)]

    caption = TEXT.index("The old bridge at dusk"), TEXT.rindex("The old bridge at dusk")
    words = ClaimWords("There is a bridge.")
    twice = [(start, start + 22) for start in caption]
    other = add_claim(revision=revision, places=twice, words=words, act=Act(omar))
    assert numbers() == [[], [2], [1], [], [], [2]]

    first = Anchor.objects.filter(claim=other).order_by("start")[0]
    withdraw_place(anchor=first, reason="Not here.", version=1, act=Act(omar))
    assert numbers() == [[], [], [1], [], [], [2]]

    withdraw_claim(claim=claim, reason="Not said.", version=1, act=Act(omar))
    assert numbers() == [[], [], [], [], [], [2]]


def test_a_claim_whose_words_are_lost_is_in_no_sentence(project: Project, omar: User) -> None:
    told = [f"The toll rose {n} times." for n in range(6)]
    article = import_article(project=project, text=" ".join(told), origin=Origin.PASTE, act=Act(omar))
    first = article.latest_revision()
    for unit in units_in(first):
        place = (unit.sentence.start, unit.sentence.end)
        add_claim(revision=first, places=[place], words=ClaimWords("So it is."), act=Act(omar))
    text = f"{told[0]} Nobody has ever paid it. {told[3]}"
    second = import_revision(article=article, text=text, after=first, origin=Origin.PASTE, act=Act(omar))
    assert Anchor.objects.filter(revision=second, state="lost").exists()

    counted = tallies([first.pk, second.pk])

    assert counted == {draft.pk: Tally.of(units_in(draft)) for draft in (first, second)}
    assert (counted[first.pk].bare, counted[second.pk].bare) == (0, 1)


@pytest.mark.only_on("postgresql")
def test_progress_is_counted_soon_before_the_database_knows_its_rows(project: Project, omar: User) -> None:
    count = 40
    text = " ".join(f"So it is, {n} times." for n in range(count))
    revision = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar)).latest_revision()
    for unit in units_in(revision):
        place = (unit.sentence.start, unit.sentence.end)
        add_claim(revision=revision, places=[place], words=ClaimWords("So it is."), act=Act(omar))

    assert most_rows_of(lambda: tally_of(revision, count)) <= 2 * count


def test_progress_is_counted_for_many_drafts_at_once(
    project: Project,
    article: Article,
    claim: Claim,
    omar: User,
    assess: Callable[..., Assessment],
    django_assert_num_queries: Any,
) -> None:
    assess(claim, omar, "accurate")
    other = import_article(project=project, text="One. Two.", origin=Origin.PASTE, act=Act(omar)).latest_revision()
    first = article.latest_revision()

    with django_assert_num_queries(2):
        counted = tallies({first.pk, other.pk})

    assert counted[first.pk] == Tally.of(units_in(first))
    assert (counted[first.pk].total, counted[first.pk].done) == (6, 1)
    assert counted[first.pk].by_status == Counter({WorkStatus.UNCHECKED: 5})
    assert (counted[other.pk].total, counted[other.pk].done) == (2, 0)
    assert tallies([]) == {}


@pytest.mark.parametrize("seed", range(5))
def test_progress_counted_at_once_is_what_the_units_show(
    project: Project, omar: User, assess: Callable[..., Assessment], seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    text = "\n\n" + "".join(f"So it is, {n} times.{draw.choice(['', ' ', chr(10) * 2])} " for n in range(12)) + "\n"
    revision = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar)).latest_revision()
    units = units_in(revision)
    # Places that end where a sentence begins and begin where one ends, and some between.
    begins = [0, units[4].sentence.end, *draw.sample(range(len(text) - 9), 3), units[-1].sentence.start]
    ends = [
        units[1].sentence.start,
        units[6].sentence.start,
        *(begin + draw.choice([9, 40]) for begin in begins[2:]),
    ]
    for n, (start, end) in enumerate(zip(begins, ends, strict=True)):
        claim = add_claim(
            revision=revision, places=[(start, min(end, len(text)))], words=ClaimWords(f"Claim {n}."), act=Act(omar)
        )
        if n % 3:
            assess(claim, omar, "accurate")
        if n == 3:
            claim.refresh_from_db()
            withdraw_claim(claim=claim, reason="Not said.", version=claim.version, act=Act(omar))

    there = whole(revision)
    assert tallies([revision.pk]) == {revision.pk: Tally.of(there.held)}
    assert tally_of(revision, there.total) == Tally.of(there.held)
    assert [claim.number for claim in claims_to_choose(revision)] == [claim.number for claim in there.claims or ()]
    # What is read of a few paragraphs is what stands there in the whole.
    for number in range(1, there.total + 1):
        begin = draw.randrange(len(text))
        few = around(revision, number, [(begin, min(begin + 30, len(text)))])
        paragraphs = {unit.sentence.paragraph for unit in (there.numbered(number), *there.touched(begin, begin + 30))}
        assert list(few.held) == [unit for unit in there.held if unit.sentence.paragraph in paragraphs]
        assert few.total == there.total


def test_a_void_sign_off_shows_until_there_is_another(
    revision: Revision, claim: Claim, omar: User, rita: User, assess: Callable[..., Assessment]
) -> None:
    def approve() -> None:
        claim.refresh_from_db()
        approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))

    def voided() -> list[int]:
        return [unit.number for unit in units_in(revision) if unit.voided]

    assess(claim, omar, "accurate")
    approve()
    assert voided() == []
    assess(claim, omar, "inaccurate", version=1)
    assert voided() == [3]
    approve()
    assert voided() == []


def test_a_number_that_the_draft_has_not_is_held_by_nothing(revision: Revision) -> None:
    assert (list(around(revision, 7).held), around(revision, 7).total) == ([], 6)
    assert (list(around(revision, 0).held), around(revision, 0).total) == ([], 6)


def test_units_cost_two_queries(revision: Revision, claim: Claim, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        units = units_in(revision)
        assert [(one.number, one.statement, one.work_status) for one in units[2].claims] == [
            (1, claim.statement, "unchecked")
        ]
