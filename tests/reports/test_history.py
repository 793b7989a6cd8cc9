"""The history of an article as its page tells it: what each entry says, before and after, and in which order."""

from __future__ import annotations

import datetime
import importlib
import inspect
import pkgutil

import pytest
from django.apps import apps
from django.utils import timezone

import annotations.desk
from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.noting import add_note
from annotations.desk.parting import join_sentences, redo_parting, split_sentence, undo_parting
from annotations.desk.placing import add_place, withdraw_place
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sourcing import cite_source
from annotations.history.act import Act
from annotations.history.guards import audited_models
from annotations.history.rows import recorded_fields
from annotations.models import Action, Audience, Claim, ErasureReason, Event, NotCheckable, NoteKind, Sentence
from annotations.reports.events.fields import FIELDS, UNSAID
from annotations.reports.events.history import PAGE, article_history, claim_history, day_name, latest_lines
from annotations.reports.events.history_filter import HistoryFilter
from annotations.reports.events.verbs import VERBS
from tests.reports.told import MINUTES, SUPPORTS, changes, entries, everything, newest, sentence
from tests.world import TEXT


def test_every_verb_has_words():
    verbs = set()
    for module in pkgutil.iter_modules(annotations.desk.__path__):
        for _, function in inspect.getmembers(
            importlib.import_module(f"annotations.desk.{module.name}"), inspect.isfunction
        ):
            if function.__code__.co_qualname == "verb.<locals>.once":
                verbs.add(function.__name__)

    assert verbs
    assert verbs <= set(VERBS)


def test_every_field_of_an_article_has_a_name_or_goes_without_saying():
    for model in audited_models():
        kind = model.object_kind()
        if kind not in FIELDS:
            assert model.audit.stream.endswith("project") or kind == "project", kind
            continue
        names = {column.name for column in recorded_fields(model)} | set(model.audit.also)
        assert names == set(FIELDS[kind]) | UNSAID[kind]
        assert not FIELDS[kind].keys() & UNSAID[kind]


def test_a_new_claim_shows_its_words_and_place(claim, article, vera):
    entry = newest(article_history(article, vera))

    assert sentence(entry) == "omar recorded claim 1"
    assert changes(entry) == {
        "Claim": [("", "The toll rises to €4 in May.")],
        "Place": [("", "The toll on the Varn bridge will rise to €4 in May")],
    }


def test_the_first_entry_is_the_import(article, vera):
    page = article_history(article, vera)
    entry = newest(page)

    assert sentence(entry) == "omar imported the article as draft 1"
    assert changes(entry)["Title"] == [("", "Bridge toll to rise by a third")]
    assert changes(entry)["Text"] == (None, "pasted")
    assert changes(entry)["Sentences"] == (None, "6")
    assert (page.total, page.newest, page.older, page.begun) == (2, True, None, False)


def parting(revision, start: str, by, at: str) -> tuple[Sentence, Act]:
    sentence = Sentence.objects.select_related("revision__article__project").get(
        revision=revision, start=revision.text.index(start), withdrawn=""
    )
    act = Act(by)
    split = split_sentence(sentence=sentence, at=revision.text.index(at), version=sentence.version, act=act)
    return split, act


def test_a_sentence_that_was_split_is_shown_with_the_words_of_its_halves(article, revision, omar, vera):
    parting(revision, "The toll on", omar, "the council")

    entry = newest(article_history(article, vera))
    assert sentence(entry) == "omar split sentence 3 in two"
    assert changes(entry) == {
        "Was sentence 3": [("", "The toll on the Varn bridge will rise to €4 in May, the council said on Tuesday.")],
        "Now sentence 3": [("", "The toll on the Varn bridge will rise to €4 in May,")],
        "Now sentence 4": [("", "the council said on Tuesday.")],
    }
    asked = HistoryFilter(field="text")
    assert sentence(newest(article_history(article, vera, asked))) == "omar split sentence 3 in two"


def test_sentences_that_were_joined_or_put_back_are_named(article, revision, omar, vera):
    first, act = parting(revision, "The toll on", omar, "the council")
    undo_parting(revision=revision, action=Action.objects.get(pk=act.action_id), act=(undoing := Act(omar)))
    redo_parting(revision=revision, action=Action.objects.get(pk=undoing.action_id), act=Act(omar))
    second = Sentence.objects.get(revision=revision, withdrawn="", start=revision.text.index("the council"))
    first.refresh_from_db()
    versions = {"version": first.version, "following_version": second.version}
    join_sentences(sentence=first, following=second, **versions, act=Act(omar))

    joined, redone, undone, *_ = entries(article_history(article, vera))
    assert sentence(joined) == "omar joined sentences 3 and 4"
    assert list(changes(joined)) == ["Was sentence 3", "Was sentence 4", "Now sentence 3"]
    assert sentence(redone) == "omar split or joined sentence 3 again"
    assert list(changes(redone)) == ["Was sentence 3", "Now sentence 3", "Now sentence 4"]
    assert sentence(undone) == "omar put sentence 3 back as it was"
    assert list(changes(undone)) == ["Was sentence 3", "Was sentence 4", "Now sentence 3"]


def test_words_that_were_erased_since_are_not_told_by_a_split(article, revision, omar, mona, vera):
    parting(revision, "“Nobody", omar, "said Mayor")
    start = revision.text.index("Ada Brook")
    claim = add_claim(
        revision=revision, places=[(start, start + 9)], words=ClaimWords("It is the mayor."), act=Act(omar)
    )
    event = Event.objects.get(object=claim.anchors.get().pk)
    erase_words(event=event, field="quote", reason=ErasureReason.PERSONAL_DATA, act=Act(mona))

    told = [changes(entry) for entry in entries(article_history(article, vera))]
    assert "Ada Brook" not in str(told)
    assert {"Now sentence 5": [("", "said Mayor █████████.")]}.items() <= told[2].items()


def test_changed_words_are_shown_word_by_word(claim, article, cleo, vera):
    edit_claim(claim=claim, words=ClaimWords("The toll rises to €5 in May."), version=1, act=Act(cleo))

    entry = newest(article_history(article, vera))
    assert sentence(entry) == "cleo changed the words of claim 1"
    assert changes(entry) == {
        "Claim": [("", "The toll rises to €"), ("del", "4"), ("ins", "5"), ("", " in May.")],
    }


def test_a_changed_verdict_shows_both_and_what_followed(claim, article, omar, vera, assess):
    first = assess(claim, omar, "needs_context")
    assess(claim, omar, "inaccurate", version=first.version)

    changed, given, *_ = entries(article_history(article, vera))
    assert sentence(given) == "omar gave a verdict on claim 1"
    assert changes(given) == {
        "Verdict": (None, "Needs context"),
        "Confidence": (None, "High"),
        "Standing verdict": ("none", "Needs context"),
        "Work status": ("Unchecked", "Checked"),
    }
    assert sentence(changed) == "omar changed the verdict on claim 1"
    assert changes(changed) == {
        "Verdict": ("Needs context", "Inaccurate"),
        "Standing verdict": ("Needs context", "Inaccurate"),
    }
    assert [change.label for item in changed.items for change in item.follows] == ["Standing verdict"]
    assert changed.items[0].changes[0].after.look == "verdict"


def test_before_is_the_last_time_the_field_was_changed(claim, article, omar, vera, assess):
    first = assess(claim, omar, "accurate", note="One.")
    second = assess(claim, omar, "inaccurate", version=first.version, note="One.")
    assess(claim, omar, "inaccurate", version=second.version, note="Two.")

    assert changes(newest(article_history(article, vera)))["Why"] == [("del", "One"), ("ins", "Two"), ("", ".")]


def test_a_voided_sign_off_says_why(claim, article, omar, rita, vera, assess):
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    claim.refresh_from_db()
    edit_claim(claim=claim, words=ClaimWords("Tolls rise."), version=claim.version, act=Act(omar))

    edited, approved, *_ = entries(article_history(article, vera))
    assert sentence(approved) == "rita approved claim 1"
    assert changes(approved) == {"Signed off on": (None, "Draft 1"), "Work status": ("Checked", "Signed off")}
    assert changes(edited)["Sign-off void"] == [("", "the claim’s words were changed")]
    assert changes(edited)["Work status"] == ("Signed off", "Checked")


def test_a_sent_back_claim_begins_a_new_round(claim, article, omar, rita, vera, assess):
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    send_back(claim=claim, reason="Ask the council.", seen=state_seen(claim), act=Act(rita))

    entry = newest(article_history(article, vera))
    assert sentence(entry) == "rita sent claim 1 back"
    assert changes(entry) == {
        "Reason": [("", "Ask the council.")],
        "Round": ("1", "2"),
        "Standing verdict": ("Accurate", "none"),
        "Work status": ("Checked", "Reopened"),
    }


def test_the_words_of_a_verb_depend_on_what_was_done(claim, article, omar, cleo, vera):
    claim = mark_not_checkable(claim=claim, reason=NotCheckable.OPINION, version=1, act=Act(omar))
    claim = mark_not_checkable(claim=claim, reason=None, version=claim.version, act=Act(omar))
    edit_claim(claim=claim, words=ClaimWords(claim.statement, claimant="Ada"), version=claim.version, act=Act(omar))
    query = add_note(claim=claim, kind=NoteKind.QUERY, audience=Audience.WRITER, text="Who says so?", act=Act(cleo))
    add_note(claim=claim, kind=NoteKind.ANSWER, text="Ada does.", answers=query, act=Act(omar))

    page = entries(article_history(article, vera))
    assert [sentence(entry) for entry in page[:5]] == [
        "omar answered a query on claim 1",
        "cleo asked the writer about claim 1",
        "omar changed the details of claim 1",
        "omar took back that claim 1 is not checkable",
        "omar marked claim 1 as not checkable",
    ]
    assert changes(page[0])["Query"] == ("Open", "Answered")
    assert changes(page[0])["Answer"] == [("", "Ada does.")]
    assert changes(page[4])["Not checkable"] == ("none", "Opinion")


def test_who_takes_a_claim_is_said_to_have_taken_it(claim, article, rita, omar, vera):
    def give(to, by, due_on=None):
        version = Claim.objects.get(pk=claim.pk).version
        assign_claim(claim=claim, assignee=to, due_on=due_on, version=version, act=Act(by))

    give(omar, omar)
    give(None, omar)
    give(omar, rita)
    give(omar, rita, datetime.date(2026, 12, 1))
    give(None, rita)

    assert [sentence(entry) for entry in entries(article_history(article, vera))[:5]] == [
        "rita took claim 1 off a desk",
        "rita changed the due date of claim 1",
        "rita assigned claim 1",
        "omar gave claim 1 back",
        "omar took claim 1",
    ]


def test_paragraphs_are_taken_too(claim, article, revision, omar, vera):
    paragraph = Sentence.objects.get(revision=revision, start__lte=56, end__gt=56).paragraph
    assign_paragraphs(revision=revision, paragraphs=[(paragraph, 0)], assignee=omar, due_on=None, act=Act(omar))

    assert sentence(newest(article_history(article, vera))) == "omar took paragraphs"
    assert sentence(newest(claim_history(claim, vera))) == "omar took paragraphs"


def test_an_entry_names_the_place_it_is_about(claim, revision, article, omar, vera):
    start = TEXT.index("Nobody")
    anchor = add_place(claim=claim, revision=revision, start=start, end=start + 6, act=Act(omar))
    withdraw_place(anchor=anchor, reason="Not there.", version=1, act=Act(omar))

    assert changes(newest(article_history(article, vera))) == {
        "Place": [("", "Nobody")],
        "Reason": [("", "Not there.")],
    }


def test_a_source_that_came_with_a_check_stands_in_the_same_entry(claim, article, omar, vera, assess):
    cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))
    assess(claim, omar, "accurate", version=1)

    _, entry, *_ = entries(article_history(article, vera))
    assert sentence(entry) == "omar added a source to claim 1"
    assert changes(entry) == {
        "Source": [("", "Minutes of the council")],
        "Publisher": [("", "Varn council")],
        "URL": (None, "https://council.example/minutes"),
        "Stance": (None, "Supports"),
        "Quote": [("", "Four euros from May.")],
        "Locator": [("", "page 3")],
        "Work status": ("Unchecked", "In progress"),
    }
    assert changes(entries(claim_history(claim, vera))[1]) == changes(entry)


def test_the_history_of_a_claim_is_its_own(claim, revision, article, omar, cleo, vera, assess):
    other = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("A bridge."), act=Act(cleo))
    assess(other, cleo, "accurate")
    assess(claim, omar, "inaccurate")
    add_note(claim=claim, kind=NoteKind.NOTE, text="Ask again.", act=Act(cleo))

    page = claim_history(claim, vera)
    assert [sentence(entry) for entry in entries(page)] == [
        "cleo wrote a note on claim 1",
        "omar gave a verdict on claim 1",
        "omar recorded claim 1",
    ]
    assert page.total == 5
    assert "A bridge." not in everything(page)


def test_a_receipt_is_the_number_and_hash_of_the_last_event(claim, article, omar, vera, assess):
    assess(claim, omar, "accurate")

    last = Event.objects.filter(stream=article.stream_key).latest("n")
    for page in (article_history(article, vera), claim_history(claim, vera)):
        assert (newest(page).number, newest(page).hash) == (last.n, last.hash[:16])


@pytest.fixture
def long_history(claim, cleo, assess):
    """123 actions on the claim after its recording, with several events each."""
    version = 0
    for place in range(123):
        version = assess(claim, cleo, ("accurate", "inaccurate")[place % 2], version=version).version
    return claim


@pytest.mark.parametrize("whose", ["article", "claim"])
def test_pages_show_every_entry_once(long_history, article, vera, whose):
    def turn(before):
        return (
            article_history(article, vera, before=before)
            if whose == "article"
            else claim_history(long_history, vera, before=before)
        )

    before, numbers, sizes = None, [], []
    while True:
        page = turn(before)
        numbers += [entry.number for entry in entries(page)]
        sizes.append(len(entries(page)))
        assert page.newest == (before is None)
        if page.older is None:
            break
        before = page.older.before

    assert sizes == [PAGE, PAGE, {"article": 25, "claim": 24}[whose]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert entries(turn(1)) == []


def test_an_action_on_very_many_rows_is_cut_short(revision, article, omar, vera):
    places = [(place, place + 1) for place, sign in enumerate(TEXT) if not sign.isspace()][:100]
    add_claim(revision=revision, places=places, words=ClaimWords("Letters."), act=Act(omar))

    entry = newest(article_history(article, vera))
    assert (len(entry.items), entry.more) == (31, 70)


def test_latest_lines_are_short_and_newest_first(long_history, vera, django_assert_num_queries):
    with django_assert_num_queries(3):
        lines = latest_lines(long_history, vera)

    last = Event.objects.latest("id")
    assert [(line.who, line.what) for line in lines] == [("cleo", "changed the verdict on this claim")] * 5
    assert (lines[0].number, lines[0].hash8, lines[0].at) == (last.n, last.hash[:8], last.at)
    assert [line.number for line in latest_lines(long_history, vera, limit=2)] == [line.number for line in lines[:2]]


def test_days_are_named_as_a_person_says_them():
    today = datetime.date(2026, 11, 23)

    assert day_name(today, today) == "Today, Monday 23 November"
    assert day_name(datetime.date(2026, 11, 22), today) == "Yesterday, Sunday 22 November"
    assert day_name(datetime.date(2026, 11, 21), today) == "Saturday 21 November"
    assert day_name(datetime.date(2025, 11, 23), today) == "Sunday 23 November 2025"


def test_entries_stand_under_the_day_on_which_they_happened(article, mona, vera):
    soon = timezone.now() + datetime.timedelta(days=400)
    edit_article(article=article, title="Bridge toll", version=1, act=Act(mona, at=soon))

    page = article_history(article, vera)
    assert [day.date for day in page.days] == [soon.date(), timezone.now().date()]
    assert page.days[0].name.endswith(str(soon.year))
    assert page.days[1].name.startswith("Today, ")


def test_the_system_has_a_name_too(article, vera):
    edit_article(article=article, title="Toll", version=1, act=Act(None))

    assert sentence(newest(article_history(article, vera))) == "The system changed the head of the article"


def test_every_named_kind_is_a_table():
    assert set(FIELDS) == set(UNSAID)
    for kind in FIELDS:
        apps.get_model("annotations", kind)
