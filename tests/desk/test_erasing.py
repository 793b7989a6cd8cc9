"""Words are erased wherever they stand, nothing else goes, and everything still verifies."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.erasing import BLACK
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place
from annotations.desk.projects import create_project
from annotations.desk.revising import import_revision
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource
from annotations.history.act import Act
from annotations.models import (
    Anchor,
    Article,
    Citation,
    Claim,
    Event,
    Note,
    NoteKind,
    Origin,
    Redaction,
    Revision,
    SignOff,
    Source,
    User,
    Value,
)
from tests.mayor import MAYOR, erase, first, name_the_mayor, nothing_is_wrong


@pytest.fixture
def named(desk: dict[str, User]) -> Claim:
    return name_the_mayor(desk)


def test_words_go_from_every_table_and_the_history_is_whole(desk, named):
    before = {(value.event_id, value.field): value.value for value in Value.objects.all()}
    text = Revision.objects.get().text

    row = erase(desk, first("claimant", object=named.pk), "claimant")

    mark, black = row.claimant, BLACK * len(MAYOR)
    assert row == named
    assert re.fullmatch(r"\[erased on [0-9]+ [A-Z][a-z]+ [0-9]{4}: personal data\]", mark)
    assert nothing_is_wrong()
    note, source, article = Note.objects.get(kind="attempt"), Source.objects.get(author__gt=""), Article.objects.get()
    assert (note.text, note.to_whom) == (f"Rang “{mark}”\nand her office.", mark)
    assert (source.author, source.url) == (f"{mark}, {mark}", "https://brook.example/")
    assert Citation.objects.get(source=source).quote == f"I, {mark}, say so."
    assert (article.desk_note, article.writer_name) == (mark, f"{MAYOR}field")
    anchor, revision = Anchor.objects.get(claim=named), Revision.objects.get()
    assert anchor.quote == f"said Mayor {black}" == revision.text[anchor.start : anchor.end]
    assert revision.text == text.replace(MAYOR, black)
    held = {place for place, value in before.items() if re.search(rf"{MAYOR}\b", value)}
    assert before.keys() - {(value.event_id, value.field) for value in Value.objects.all()} == held
    assert set(Redaction.objects.values_list("event_id", "field")) == held


def test_one_action_says_of_each_row_what_was_erased_of_it_and_why(desk, named):
    act = Act(desk["mona"])

    erase(desk, first("claimant", object=named.pk), "claimant", act=act)

    events = Event.objects.filter(action=act.action_id)
    assert {event.action.verb for event in events} == {"erase_words"}
    assert len(events) == len({event.object for event in events}) == 7
    for event in events:
        told = {value.field: json.loads(value.value) for value in event.values.all()}
        assert told["erased_for"] == "personal_data"
        places = {(stream, n, field) for stream, n, field in told.get("erased", [])}
        redacted = event_redactions(event)
        assert places == redacted
        assert all(Event.objects.get(stream=stream, n=n).object == event.object for stream, n, _ in places)


def event_redactions(event: Event) -> set[tuple[str, int, str]]:
    return set(Redaction.objects.filter(by_event=event).values_list("event__stream", "event__n", "field"))


def test_words_of_an_earlier_version_go_and_the_row_stays_as_it_is(desk, named):
    erase(desk, first("statement", object=named.pk), "statement")

    after = Claim.objects.get(pk=named.pk)
    assert (after.statement, after.version) == ("Nobody likes it.", named.version + 1)
    assert nothing_is_wrong()


def test_of_longer_words_nothing_goes(desk, named):
    add_note(claim=named, kind=NoteKind.NOTE, text="Ada Brook’s, not Ada Brooklyn’s, nor XAda Brook’s.", act=Act(None))

    erase(desk, first("claimant", object=named.pk), "claimant")

    note = Note.objects.get(kind="note")
    assert re.fullmatch(r"\[erased[^]]+\]’s, not Ada Brooklyn’s, nor XAda Brook’s\.", note.text)


def test_a_place_that_holds_only_a_part_of_the_words_is_blacked_out_with_the_text(desk, named):
    text = Revision.objects.get().text
    start = text.index("Brook")
    add_place(claim=named, revision=Revision.objects.get(), start=start, end=start + 5, act=Act(None))
    note = add_note(claim=named, kind=NoteKind.NOTE, text=f"Mayor {MAYOR}", act=Act(None))

    erase(desk, first("text", kind="note", object=note.pk), "text")

    revision = Revision.objects.get()
    assert BLACK * 5 in {anchor.quote for anchor in Anchor.objects.all()}
    assert all(anchor.quote == revision.text[anchor.start : anchor.end] for anchor in Anchor.objects.all())
    assert not Value.objects.filter(field="quote", value__contains="Brook").exclude(value__contains="say so").exists()
    assert Claim.objects.get(pk=named.pk).claimant == MAYOR
    assert nothing_is_wrong()


def test_words_go_from_every_draft_and_from_places_that_a_draft_lost(desk, named):
    first_draft = Revision.objects.get()
    text, start = first_draft.text, first_draft.text.index("Brook")
    part = add_place(claim=named, revision=first_draft, start=start, end=start + 5, act=Act(None))
    gone = text.replace(f"{text[: start + 5].splitlines()[-1]}", "Nothing")
    kept = f"{text}\n\n{MAYOR} again."
    for number, words in enumerate((gone, kept), start=2):
        after = Revision.objects.get(number=number - 1)
        import_revision(article=first_draft.article, text=words, after=after, origin=Origin.PASTE, act=Act(None))
    assert Anchor.objects.filter(state="lost", quote=part.quote).exists()
    note = add_note(claim=named, kind=NoteKind.NOTE, text=f"Mayor {MAYOR}", act=Act(None))

    erase(desk, first("text", kind="note", object=note.pk), "text")
    erase(desk, first("claimant", object=named.pk), "claimant")

    assert not any("Brook" in text.replace("Brooklyn", "") for text in Revision.objects.values_list("text", flat=True))
    assert not any("Brook" in quote for quote in Anchor.objects.values_list("quote", flat=True))
    assert BLACK * 5 in set(Anchor.objects.filter(state="lost").values_list("quote", flat=True))
    assert nothing_is_wrong()


def test_words_that_are_whole_only_in_a_place_go_from_the_text_too(desk, named):
    start = Revision.objects.get().text.index("rise by")
    anchor = add_place(claim=named, revision=Revision.objects.get(), start=start + 1, end=start + 4, act=Act(None))

    erase(desk, first("quote", kind="anchor", object=anchor.pk), "quote")

    assert f" r{BLACK * 3} by" in Revision.objects.get().text
    assert nothing_is_wrong()


def test_an_address_goes_however_it_was_written(desk, named):
    source = Source.objects.get(url="https://brook.example/")
    note = add_note(claim=named, kind=NoteKind.NOTE, text="https://brook.example/", act=Act(None))
    details = NewSource(source.title, "HTTPS://BROOK.example/", author=source.author)
    edit_source(source=source, details=details, origin=None, version=1, act=Act(None))

    erase(desk, first("text", kind="note", object=note.pk), "text")

    source.refresh_from_db()
    assert (source.url, source.normalised_url) == ("", "")
    assert not Value.objects.filter(value__icontains="brook.example").exists()
    assert nothing_is_wrong()


def test_what_a_column_cannot_hold_with_the_mark_becomes_the_mark(desk, named):
    long = f"{MAYOR} " + "x" * 280
    edit_claim(claim=named, words=ClaimWords("It is so.", claimant=long), version=named.version, act=Act(None))

    erase(desk, first("claimant", object=named.pk), "claimant")

    assert re.fullmatch(r"\[erased[^]]+\]", Claim.objects.get(pk=named.pk).claimant)
    assert nothing_is_wrong()


def test_a_log_of_the_administration_is_cleared_too(desk, named):
    kind = ContentType.objects.get_for_model(Claim)
    said = json.dumps([{"changed": {"name": "claim", "object": f"José, {MAYOR}", "fields": ["claimant"]}}])
    about: dict[str, Any] = {"user": desk["mona"], "action_flag": CHANGE, "object_repr": MAYOR, "change_message": said}
    entry = LogEntry.objects.create(**about, content_type=kind, object_id=str(named.pk))
    other = LogEntry.objects.create(**about, content_type=kind, object_id=str(uuid.uuid4()))

    erase(desk, first("claimant", object=named.pk), "claimant")

    entry.refresh_from_db()
    other.refresh_from_db()
    assert MAYOR not in entry.object_repr + entry.change_message
    assert json.loads(entry.change_message)[0]["changed"]["object"].startswith("José, [erased on")
    assert other.object_repr == MAYOR


def test_another_project_keeps_its_words(desk, named):
    project = create_project(slug="sport", name="Sport", act=Act(desk["mona"]))
    elsewhere = import_article(project=project, text=f"{MAYOR} runs.", origin=Origin.PASTE, act=Act(None))

    erase(desk, first("claimant", object=named.pk), "claimant")

    assert elsewhere.latest_revision().text == f"{MAYOR} runs."
    assert nothing_is_wrong()


def test_a_sign_off_stands(desk):
    signed = SignOff.objects.get(voided="").claim

    erase(desk, first("statement", object=signed.pk), "statement")

    now = Claim.objects.get(pk=signed.pk)
    assert now.statement.startswith("[erased")
    assert (now.work_status, now.verdict_id) == (signed.work_status, signed.verdict_id)
    assert SignOff.objects.filter(claim=signed, voided="").exists()
    assert nothing_is_wrong()
