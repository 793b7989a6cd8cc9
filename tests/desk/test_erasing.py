"""Words are erased wherever they stand, nothing else goes, and everything still verifies."""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.erasing import BLACK, erase_words, places_of
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.importing import edit_article, import_article
from annotations.desk.noting import Contact, add_note
from annotations.desk.placing import add_place
from annotations.desk.projects import create_project
from annotations.desk.revising import import_revision
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.erase import holds_words
from annotations.history.record import recording
from annotations.models import (
    Anchor,
    Article,
    Assessment,
    Citation,
    Claim,
    ClaimType,
    ErasureReason,
    Event,
    Note,
    NoteKind,
    Origin,
    Redaction,
    Revision,
    SignOff,
    Source,
    Stance,
    User,
    Value,
)
from annotations.proof.verify import verify_history
from tests.history.furnished import module_world, run, without_guards

MAYOR = "Ada Brook"
WHY = ErasureReason.PERSONAL_DATA


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    with module_world(django_db_blocker) as people:
        yield people


@pytest.fixture
def desk(furnished: dict[str, User], db: None) -> dict[str, User]:
    return furnished


@pytest.fixture
def named(desk: dict[str, User]) -> Claim:
    """Name the mayor all over the desk: in a claim, before and now, on her words, in a note, a source and a head."""
    mona, omar = desk["mona"], desk["omar"]
    article = Article.objects.get()
    revision = article.latest_revision()
    start = revision.text.index(f"said Mayor {MAYOR}")
    words = ClaimWords(f"Nobody likes the toll, says {MAYOR}.", claimant=MAYOR)
    claim = add_claim(revision=revision, places=[(start, start + 20)], words=words, act=Act(omar))
    edit_claim(claim=claim, words=ClaimWords("Nobody likes it.", claimant=MAYOR), version=1, act=Act(omar))
    add_note(
        claim=claim,
        kind=NoteKind.ATTEMPT,
        text=f"Rang “{MAYOR}”\nand her office.",
        contact=Contact(MAYOR, "telephone"),
        act=Act(omar),
    )
    brook = NewSource("The mayor’s page", "https://brook.example/", author=f"{MAYOR}, {MAYOR}")
    cite_source(claim=claim, source=brook, use=Use(Stance.SUPPORTS, f"I, {MAYOR}, say so."), act=Act(omar))
    edit_article(
        article=article, title=article.title, writer_name=f"{MAYOR}field", desk_note=MAYOR, version=1, act=Act(mona)
    )
    return Claim.objects.get(pk=claim.pk)


def first(field: str, kind: str = "claim", **about: Any) -> Event:
    """Give the first event that a field became something by."""
    return Event.objects.filter(kind=kind, body__contains=f'"{field}":"', **about).order_by("pk")[0]


def erase(desk: dict[str, User], event: Event, field: str, **more: Any) -> Any:
    return erase_words(event=event, field=field, reason=WHY, **({"act": Act(desk["mona"])} | more))


def nothing_is_wrong() -> bool:
    return [*map(str, verify_history()), *inconsequences()] == []


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


REFUSED = {
    "a code": ("claim", "type", "none of somebody’s"),
    "a number": ("claim", "number", "none of somebody’s"),
    "a hash": ("revision", "sha256", "none of somebody’s"),
    "a short name": ("project", "slug", "none of somebody’s"),
    "a list of sentences": ("revision", "units", "none of somebody’s"),
    "a field of another kind": ("claim", "quote", "has no quote"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_only_words_are_erased(desk, what: str):
    kind, field, said = REFUSED[what]
    claim = add_claim(
        revision=Revision.objects.get(), places=[(0, 6)], words=ClaimWords("A bridge.", ClaimType.NAME), act=Act(None)
    )
    event = Event.objects.filter(kind=kind, **({"object": claim.pk} if kind == "claim" else {})).order_by("pk")[0]

    with pytest.raises(Refused, match=said):
        erase(desk, event, field)


def test_what_is_empty_or_gone_is_refused(desk, named):
    edit_claim(claim=named, words=ClaimWords("Nobody likes it."), version=named.version, act=Act(None))
    named_by, emptied = Event.objects.filter(object=named.pk, body__contains='"claimant":"').order_by("pk")
    with pytest.raises(Refused, match="left empty"):
        erase(desk, emptied, "claimant")
    erase(desk, named_by, "claimant")

    with pytest.raises(Refused, match="erased before"):
        erase(desk, named_by, "claimant")
    marked = Event.objects.filter(kind="note", action__verb="erase_words").order_by("pk")[0]
    with pytest.raises(Refused, match="only that words were erased"):
        erase(desk, marked, "to_whom")


def test_only_a_manager_erases(desk, named):
    for who in ("rita", "omar"):
        with pytest.raises(NotAllowed):
            erase(desk, first("claimant", object=named.pk), "claimant", act=Act(desk[who]))

    assert not Redaction.objects.exists()


def test_nothing_is_erased_but_what_was_looked_at(desk, named):
    event = first("claimant", object=named.pk)
    seen = places_of(event, "claimant").fingerprint
    note = add_note(claim=named, kind=NoteKind.NOTE, text=f"{MAYOR} called.", act=Act(None))

    with pytest.raises(StaleRow):
        erase(desk, event, "claimant", fingerprint=seen)
    assert not Redaction.objects.exists()
    erase(desk, event, "claimant", fingerprint=places_of(event, "claimant").fingerprint)

    assert Note.objects.get(pk=note.pk).text.startswith("[erased")


def test_the_same_action_again_does_nothing_more(desk, named):
    act, event = Act(desk["mona"]), first("claimant", object=named.pk)
    once = erase(desk, event, "claimant", act=act)
    count = Event.objects.count()

    assert erase(desk, event, "claimant", act=act) == once
    assert Event.objects.count() == count


def test_an_erasure_elsewhere_in_a_row_is_no_conflict(desk, named):
    erase(desk, first("statement", object=named.pk), "statement")

    edit_claim(claim=named, words=ClaimWords("All like it.", claimant=MAYOR), version=named.version, act=Act(None))

    assert Claim.objects.get(pk=named.pk).statement == "All like it."


def test_an_edit_whose_words_were_erased_since_still_is_one(desk, named):
    edit_claim(claim=named, words=ClaimWords(f"{MAYOR} likes it."), version=named.version, act=Act(desk["omar"]))
    edit_claim(claim=named, words=ClaimWords("All like it."), version=named.version + 1, act=Act(desk["omar"]))
    erase(desk, first("claimant", object=named.pk), "claimant")

    with pytest.raises(StaleRow) as stale:
        edit_claim(claim=named, words=ClaimWords("None like it."), version=named.version, act=Act(None))
    assert "statement" in stale.value.details["fields"]


# The guards, and whoever passes them


def _erased_value(desk: dict[str, User], named: Claim) -> Redaction:
    erase(desk, first("statement", object=named.pk), "statement")
    return Redaction.objects.get()


def test_the_guards_let_no_value_go_without_its_redaction(desk, named):
    redaction = _erased_value(desk, named)
    value = Value.objects.filter(event__object=named.pk).order_by("pk")[0]

    for statement in (
        f"DELETE FROM annotations_value WHERE event_id = {value.event_id} AND field = '{value.field}'",
        f"INSERT INTO annotations_redaction (event_id, field, by_event_id)"
        f" VALUES ({value.event_id}, '{value.field}', {redaction.by_event_id})",
        "UPDATE annotations_redaction SET field = 'type'",
        "DELETE FROM annotations_redaction",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement)


def test_an_erasure_by_an_event_of_something_else_is_found(desk, named):
    redaction = _erased_value(desk, named)
    foreign = Event.objects.filter(kind="project")[0]

    found = without_guards(
        lambda: run("UPDATE annotations_redaction SET by_event_id = %s WHERE id = %s", foreign.pk, redaction.pk)
    )

    where = f"{redaction.event.stream_id} event {redaction.event.n}"
    assert f"{where}: its value of statement is missing" in found
    assert f"{where}: its statement is said to be erased by an event that does not say so" in found


def test_a_redaction_of_another_value_is_found(desk, named):
    redaction = _erased_value(desk, named)
    other = first("verdict", kind="assessment")

    def forge() -> None:
        Value.objects.filter(event=other, field="verdict")._raw_delete("default")
        Redaction.objects.create(event=other, field="verdict", by_event=redaction.by_event)

    found = without_guards(forge)

    assert f"{other.stream_id} event {other.n}: its value of verdict is missing" in found


def test_a_verdict_is_no_words_even_where_an_event_orders_it(desk, named):
    given = first("verdict", kind="assessment")
    row = Assessment.objects.get(pk=given.object)

    def forge() -> None:
        with recording(Act(None), streams=[given.stream_id]) as record:
            record.change(row, also={"erased": [[given.stream_id, given.n, "verdict"]]})
        by = Event.objects.get(object=row.pk, version=row.version)
        Redaction.objects.create(event=given, field="verdict", by_event=by)
        Value.objects.filter(event=given, field="verdict")._raw_delete("default")

    found = without_guards(forge)

    assert any("its verdict is said to be erased by an event that does not say so" in line for line in found)


def test_an_erasure_that_nobody_carried_out_is_found(desk, named):
    redaction = _erased_value(desk, named)

    found = without_guards(lambda: run("DELETE FROM annotations_redaction"))

    where = f"{redaction.event.stream_id} event {redaction.event.n}"
    assert f"{where}: its value of statement is missing" in found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_erased_the_rest_stays_and_verifies(desk, named, data):
    with transaction.atomic():
        for _ in range(data.draw(st.integers(1, 4))):
            words = [
                value
                for value in Value.objects.select_related("event__stream__project").order_by("pk")
                if holds_words(value.event.kind, value.field) and json.loads(value.value).strip()
            ]
            value = data.draw(st.sampled_from(words))
            before = set(Value.objects.values_list("pk", flat=True))
            with contextlib.suppress(Refused):  # of what was erased before there is only the mark
                places = places_of(value.event, value.field)
                erase(desk, value.event, value.field)
                gone = before - set(Value.objects.values_list("pk", flat=True))
                taken = {(held.event, held.field) for held in places.values}
                assert len(gone) == len(taken)
                assert not Value.objects.filter(event=value.event, field=value.field).exists()
            assert nothing_is_wrong()
            revision = Revision.objects.get()
            assert all(one.quote == revision.text[one.start : one.end] for one in Anchor.objects.all())
        transaction.set_rollback(True)
