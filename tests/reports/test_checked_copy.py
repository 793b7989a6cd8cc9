"""The checked copy: every word of the draft once, and each claim noted where it begins."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Claim, NoteKind, Revision, Stance, User
from annotations.reports.checked_copy import _runs, checked_copy
from annotations.reports.places import Place
from tests.world import TEXT, Assess

SPANS = st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.tuples(st.integers(0, 20), st.integers(1, 20)), st.lists(SPANS, max_size=8))
def test_runs_hold_every_character_once_and_know_what_is_claimed(
    paragraph: tuple[int, int], spans: Sequence[tuple[int, int]]
) -> None:
    text = "".join(chr(0x10000 + place) for place in range(60))
    start, end = paragraph[0], sum(paragraph)
    touching = [(at, stop) for at, stop in spans if at < end and stop > start]
    places = [(number, Place(at, stop, "", range(1, 2))) for number, (at, stop) in enumerate(touching, start=1)]
    runs = list(_runs(text, start, end, places))
    assert "".join(run.words for run in runs) == text[start:end]
    claimed = [run.claimed for run in runs for _ in run.words]
    assert claimed == [any(at <= here < stop for at, stop in touching) for here in range(start, end)]
    assert sorted(number for run in runs for number in run.ends) == [number for number, _ in places]


def test_a_claim_is_noted_where_it_begins_and_numbered_wherever_it_stands(
    article: Article, revision: Revision, claim: Claim, omar: User
) -> None:
    add_place(claim=claim, revision=revision, start=0, end=len("Bridge toll"), act=Act(omar))
    copy = checked_copy(article)
    assert [[note.row.claim.number for note in paragraph.notes] for paragraph in copy.paragraphs] == [[1], [], [], []]
    ends = [[number for run in paragraph.runs for number in run.ends] for paragraph in copy.paragraphs]
    assert ends == [[1], [], [1], []]
    assert [run.words for run in copy.paragraphs[0].runs if run.claimed] == ["Bridge toll"]


def test_it_counts_as_the_workspace_counts_and_names_who_checked(
    article: Article, claim: Claim, revision: Revision, omar: User, cleo: User, assess: Assess
) -> None:
    assess(claim, omar, "accurate")
    start = TEXT.index("2011")
    words = ClaimWords("It was raised in 2011.")
    add_claim(revision=revision, places=[(start, start + 4)], words=words, act=Act(cleo))
    copy = checked_copy(article)
    assert (copy.tally.done, copy.tally.total) == (1, 6)
    assert (copy.checkers, copy.reviewers) == (["omar"], [])


def test_what_two_checkers_ask_for_alike_and_a_source_both_cite_stand_in_it_once(
    article: Article, claim: Claim, omar: User, cleo: User, assess: Assess
) -> None:
    for checker in (omar, cleo):
        cite_source(
            claim=claim,
            source=NewSource(title="Minutes of the council", url="https://example.org/minutes"),
            use=Use(stance=Stance.SUPPORTS, quote="€4", locator="page 3"),
            act=Act(checker),
        )
    for checker in (omar, cleo):
        assess(claim, checker, "accurate", version=1)
    [note] = checked_copy(article).paragraphs[2].notes
    [said] = note.said
    assert (said.stance, said.sources) == ("supports", ["Minutes of the council, page 3"])


def test_neither_a_confidential_source_nor_an_unsubmitted_check_leaves_the_desk(
    article: Article, claim: Claim, omar: User, cleo: User, assess: Assess
) -> None:
    source = NewSource(title="The mayor’s driver", confidential=True)
    cite_source(claim=claim, source=source, use=Use(stance=Stance.REFUTES), act=Act(omar))
    assess(claim, omar, "inaccurate", version=1)
    cite_source(claim=claim, source=NewSource(title="A hunch"), use=Use(stance=Stance.CONTEXT), act=Act(cleo))
    add_note(claim=claim, kind=NoteKind.QUERY, text="Which May?", act=Act(cleo))
    [note] = checked_copy(article).paragraphs[2].notes
    assert [(said.stance, said.sources) for said in note.said] == [("refutes", ["a confidential source"])]
    assert note.row.open_queries == ["Which May?"]
