"""What a history shows when something is asked of it."""

import datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from annotations.desk.assigning import assign_claim
from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.importing import edit_article
from annotations.desk.noting import add_note
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.guards import audited_models
from annotations.history.rows import recorded_fields
from annotations.models import Claim, NoteKind, Stance
from annotations.reports.events import history
from annotations.reports.events.history import PAGE, article_history, claim_history, desk_history
from annotations.reports.events.history_filter import BY_SYSTEM, GROUPS, HistoryFilter
from annotations.web.forms.history import HistoryFilterForm
from tests.reports.told import entries

MINUTES = NewSource("Minutes of the council")
USE = Use(Stance.SUPPORTS, "Four euros.")
PEOPLE = ("", "omar", "cleo", "rita", "vera", BY_SYSTEM)
DAYS = [None, *(datetime.date(2031, 3, day) for day in (1, 2, 3, 4))]


def said(page):
    return [
        f"{entry.who} {entry.said[0]}{', '.join(str(one.number) for one in entry.claims)}{entry.said[1]}"
        for entry in entries(page)
    ]


def at(day):
    # After all that the fixtures did: no event is earlier than the one before it.
    return datetime.datetime(2031, 3, day, 12, tzinfo=datetime.UTC)


@pytest.fixture
def busy(claim, revision, article, omar, cleo, rita, verdicts):
    """Work of four people on four days, on two claims."""
    other = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("A bridge."), act=Act(cleo, at=at(1)))
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar, at=at(1)))
    assess_claim(
        claim=claim,
        verdict=verdicts["accurate"],
        note="As the minutes say.",
        required_change="",
        confidence=None,
        version=1,
        act=Act(omar, at=at(2)),
    )
    edit_claim(claim=other, words=ClaimWords("The bridge."), version=1, act=Act(cleo, at=at(2)))
    add_note(claim=other, kind=NoteKind.NOTE, text="Which one?", act=Act(rita, at=at(3)))
    claim = Claim.objects.get(pk=claim.pk)
    assign_claim(claim=claim, assignee=cleo, due_on=None, version=claim.version, act=Act(rita, at=at(3)))
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita, at=at(4)))
    edit_article(article=article, title="Toll", version=1, act=Act(None, at=at(4)))
    return article


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"person": "rita"}, ["rita approved 1", "rita assigned 1", "rita wrote a note on 2"]),
        ({"person": BY_SYSTEM}, ["The system changed the head of the article"]),
        ({"person": "vera"}, []),
        ({"field": "verdict"}, ["omar gave a verdict on 1"]),
        ({"field": "work_status"}, ["rita approved 1", "omar gave a verdict on 1", "omar added a source to 1"]),
        ({"field": "source"}, ["omar added a source to 1"]),
        ({"field": "note"}, ["rita wrote a note on 2"]),
        ({"field": "sign_off"}, ["rita approved 1"]),
        ({"field": "assignee"}, ["rita assigned 1"]),
        ({"field": "reason"}, ["omar gave a verdict on 1"]),
        ({"field": "head"}, ["The system changed the head of the article", "omar imported the article as draft 1"]),
        ({"field": "text"}, ["omar imported the article as draft 1"]),
        ({"field": "claim"}, ["cleo changed the words of 2", "cleo recorded 2", "omar recorded 1"]),
        ({"field": "withdrawn"}, []),
        ({"claim": 2}, ["rita wrote a note on 2", "cleo changed the words of 2", "cleo recorded 2"]),
        ({"claim": 2, "person": "cleo", "field": "claim"}, ["cleo changed the words of 2", "cleo recorded 2"]),
        ({"claim": 9}, []),
        (
            {"since": datetime.date(2031, 3, 2), "until": datetime.date(2031, 3, 2), "person": "omar"},
            ["omar gave a verdict on 1"],
        ),
    ],
    ids=str,
)
def test_a_history_shows_what_is_asked_for(busy, vera, asked, expected):
    assert said(article_history(busy, vera, HistoryFilter(**asked))) == expected


@pytest.mark.thorough
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("field", ["", "verdict", "claim", "source"])
@pytest.mark.parametrize("number", [None, 1])
def test_any_combination_is_the_same_as_one_after_the_other(busy, vera, person, field, number):
    def times(**asked):
        page = article_history(busy, vera, HistoryFilter(field=field, claim=number, **asked))
        return {entry.at for entry in entries(page)}

    by, whole = times(person=person), times()
    for since in DAYS:
        for until in DAYS[3:]:
            both = times(person=person, since=since, until=until)
            period = {
                when for when in whole if (not since or when.date() >= since) and (not until or when.date() <= until)
            }
            assert both == by & period


def test_a_filter_says_nothing_of_somebody_elses_draft(claim, article, omar, cleo):
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar))
    assess_claim(
        claim=claim,
        verdict=None,
        note="Half a thought",
        required_change="",
        confidence=None,
        version=1,
        act=Act(omar),
    )

    for field in ("source", "reason"):
        for read in (lambda who, asked: article_history(article, who, asked), desk_history):
            assert entries(read(cleo, HistoryFilter(field=field))) == []
            assert len(entries(read(omar, HistoryFilter(field=field)))) == 1


def test_a_verdict_that_was_taken_back_is_found_but_not_what_came_after(claim, article, omar, cleo, assess):
    given_ = assess(claim, omar, "accurate", note="Open.")
    assess(claim, omar, None, version=given_.version, note="Second thoughts.")

    assert said(article_history(article, cleo, HistoryFilter(field="verdict"))) == [
        "omar took back the verdict on 1",
        "omar gave a verdict on 1",
    ]
    assert len(entries(article_history(article, cleo, HistoryFilter(field="reason")))) == 1


def test_pages_of_a_filtered_history_show_every_entry_once(claim, article, cleo, omar, vera, assess):
    version = 0
    for place in range(PAGE + 5):
        version = assess(claim, cleo, ("accurate", "inaccurate")[place % 2], version=version).version
        add_note(claim=claim, kind=NoteKind.NOTE, text=f"Note {place}.", act=Act(omar))

    for read in (
        lambda asked, before: article_history(article, vera, asked, before),
        lambda asked, before: claim_history(claim, vera, asked, before),
        lambda asked, before: desk_history(vera, asked, before),
    ):
        asked = HistoryFilter(field="verdict", person="cleo")
        first = read(asked, None)
        rest = read(asked, first.older.before)
        numbers = [entry.number for page in (first, rest) for entry in entries(page)]
        assert len(numbers) == PAGE + 5
        assert numbers == sorted(set(numbers), reverse=True)
        assert rest.older is None


def test_a_page_ends_early_where_its_entries_hold_many_events(article, claim, vera, omar, assess, monkeypatch):
    for verdict in ("accurate", "inaccurate", "accurate"):
        assess(claim, omar, verdict, version=version_of_mine(claim, omar))
    whole = [entry.number for entry in entries(article_history(article, vera))]
    monkeypatch.setattr(history, "EVENTS_A_PAGE", 2)

    pages, before = [], None
    while True:
        page = article_history(article, vera, before=before)
        pages.append([entry.number for entry in entries(page)])
        if page.older is None:
            break
        before = page.older.before

    assert len(pages) > 1
    assert all(pages)
    assert [number for page in pages for number in page] == whole


def version_of_mine(claim, by):
    mine = standing_assessment(claim, by)
    return mine.version if mine else 0


def test_every_field_that_can_be_asked_for_is_recorded():
    recorded = {model.object_kind(): {column.name for column in recorded_fields(model)} for model in audited_models()}

    for _, kinds in GROUPS.values():
        for kind, fields in kinds.items():
            assert set(fields) <= recorded[kind]


def test_every_entry_can_be_found_by_some_field(busy, mona):
    found = {words for name in GROUPS for words in said(article_history(busy, mona, HistoryFilter(field=name)))}

    assert found == set(said(article_history(busy, mona)))


@given(
    person=st.sampled_from(["", "omar", BY_SYSTEM]),
    field=st.sampled_from(["", *GROUPS]),
    since=st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2000, 1, 1)),
    until=st.none() | st.dates(datetime.date(2000, 1, 2), datetime.date(2100, 12, 31)),
)
def test_what_is_asked_can_be_read_back_from_its_address(person, field, since, until):
    asked = HistoryFilter(person=person, field=field, since=since, until=until)

    read = dict(parse_qsl(urlencode(asked.pairs())))
    days = {name: datetime.date.fromisoformat(read[name]) for name in ("since", "until") if name in read}
    assert HistoryFilter(**(read | days)) == asked


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("person=nora", "person"),
        ("field=colour", "field"),
        ("claim=0", "claim"),
        ("claim=99", "claim"),
        ("claim=1e9", "claim"),
        ("claim=99999999999999999999", "claim"),
        ("since=24.11.2026", "since"),
        ("since=0206-03-01", "since"),
        ("until=9999-12-31", "until"),
        ("since=2026-03-02&until=2026-03-01", "until"),
        ("person=%00", "person"),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_its_field(claim, article, project, nora, query, field):
    form = HistoryFilterForm(QueryDict(query), [project], article=article)

    assert form.asked() is None
    assert list(form.errors) == [field]
