"""An article comes in: its text untouched, its units, its head, and one event for all of it."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest

from annotations.desk.erasing import erase_words
from annotations.desk.errors import Refused
from annotations.desk.importing import edit_article, import_article
from annotations.history.act import Act
from annotations.models import Article, ErasureReason, Event, Origin, Revision, Sentence, Value
from annotations.proof.verify import verify_history
from annotations.reading.document import Link
from tests.world import TEXT


@pytest.mark.parametrize(
    "text",
    [TEXT, "\r\n So it is.\r\nIt was.\r", "\u00a0e\u0301 \U0001f309 a.\u2028B.", "\ufeffA.", "One.\n\n\n" * 50],
    ids=["the world’s", "CRLF", "beyond ASCII", "a mark inside", "many"],
)
def test_a_text_is_kept_exactly(project, omar, text: str):
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))

    revision = Revision.objects.get(article=article)
    assert revision.text == text
    assert revision.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (revision.number, revision.origin) == (1, Origin.PASTE)
    assert list(verify_history()) == []


def test_the_units_stand_in_the_one_event_of_the_revision(project, omar):
    article = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))

    revision = article.latest_revision()
    sentences = Sentence.objects.filter(revision=revision)
    units = json.loads(Value.objects.get(event__object=revision.pk, field="units").value)
    assert units == [[unit.start, unit.end, unit.paragraph, unit.kind] for unit in sentences]
    assert [sentence.pk.int - revision.pk.int for sentence in sentences] == list(range(1, len(units) + 1))
    assert {event.kind for event in Event.objects.filter(stream=article.stream_key)} == {"article", "revision"}
    covered = "".join(TEXT[unit.start : unit.end] for unit in sentences)
    assert "".join(covered.split()) == "".join(TEXT.split())


def test_an_article_is_named_after_its_headline_unless_it_is_told(project, omar):
    named = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    told = import_article(project=project, text=TEXT, origin=Origin.PASTE, title=" The toll ", act=Act(omar))
    long = import_article(project=project, text="word " * 300, origin=Origin.PASTE, act=Act(omar))

    assert named.title == "Bridge toll to rise by a third"
    assert told.title == "The toll"
    assert len(long.title) <= 200


def test_the_head_is_kept_and_edited_column_by_column(project, omar):
    date = datetime.date(2026, 3, 3)
    made = import_article(
        project=project, text=TEXT, origin=Origin.UPLOAD, author="Jo Hale", published_on=date, act=Act(omar)
    )

    edit_article(article=made, title=made.title, version=1, publisher="The Varn Herald", act=Act(omar))

    kept = Article.objects.get()
    assert (kept.author, kept.publisher, kept.published_on, kept.version) == ("Jo Hale", "The Varn Herald", date, 2)
    assert list(Event.objects.get(object=kept.pk, version=2).values.values_list("field", flat=True)) == ["publisher"]


def test_the_same_text_can_be_imported_again_and_is_found(project, omar):
    first = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    second = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))

    twins = Revision.objects.same_text(project, hashlib.sha256(TEXT.encode()).hexdigest())
    assert [twin.article for twin in twins] == [first, second]


def test_a_file_name_of_any_length_is_cut_from_the_left(project, omar):
    name = "a" * 400 + ".txt"
    article = import_article(project=project, text=TEXT, origin=Origin.UPLOAD, filename=name, act=Act(omar))

    assert article.latest_revision().filename == name[-300:]


PAPER = "https://varn.example/toll.pdf"


def test_where_words_led_is_kept_with_the_draft(project, omar):
    at = TEXT.index("the council said")
    links = [Link(at, at + 11, PAPER), Link(at + 12, at + 16, ["https://varn.example/?a=1-2", "3"][0])]
    article = import_article(project=project, text=TEXT, origin=Origin.UPLOAD, links=links, act=Act(omar))

    draft = article.latest_revision()
    assert draft.links_in(0, len(TEXT)) == [("the council", PAPER), ("said", "https://varn.example/?a=1-2")]
    assert draft.links_in(at + 4, at + 12) == [("council", PAPER)]
    assert draft.links_in(0, at) == draft.links_in(at + 16, len(TEXT)) == []
    assert json.loads(Value.objects.get(event__object=draft.pk, field="links").value) == draft.links
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    "link",
    [
        Link(0, 6, "javascript:alert(1)"),
        Link(0, 6, "/papers/toll.pdf"),
        Link(0, 6, f"{PAPER}\n7-9 {PAPER}"),
        Link(0, 6, "https://varn.example/\0"),
        Link(0, 6, "https://varn.example/\ud83d"),
        Link(6, 6, PAPER),
        Link(-1, 6, PAPER),
        Link(0, len(TEXT) + 1, PAPER),
    ],
    ids=lambda link: repr(link[:3]),
)
def test_a_link_that_leads_nowhere_or_stands_on_no_words_is_refused(project, omar, link: Link):
    with pytest.raises(Refused, match="is no link that could be kept"):
        import_article(project=project, text=TEXT, origin=Origin.UPLOAD, links=[link], act=Act(omar))
    assert not Article.objects.exists()


def test_words_are_erased_from_an_address_that_words_led_to(project, mona):
    links = [Link(0, 6, "https://varn.example/brook"), Link(7, 11, PAPER)]
    article = import_article(
        project=project, text=TEXT, origin=Origin.UPLOAD, desk_note="brook", links=links, act=Act(mona)
    )
    event = Event.objects.get(object=article.pk)

    erase_words(event=event, field="desk_note", reason=ErasureReason.PERSONAL_DATA, act=Act(mona))

    draft = article.latest_revision()
    assert "brook" not in draft.links
    assert ("toll", PAPER) in draft.links_in(0, 20)
    assert not Value.objects.filter(value__contains="varn.example/brook").exists()
    assert list(verify_history()) == []
