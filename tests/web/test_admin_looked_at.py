"""The admin’s pages of what is only looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project
from annotations.desk.reviewing import approve_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.guards import audited_models
from annotations.models import (
    Action,
    Assessment,
    Claim,
    Event,
    Membership,
    NoteKind,
    Origin,
    Project,
    Revision,
    Source,
    SourceKind,
    Stance,
    Stream,
    User,
    Verdict,
)
from tests.web.admin_site import allow, page, send, whole
from tests.world import TEXT, person

MANAGED = [Project, Membership, Verdict]
LOOKED_AT = [*(model for model in audited_models() if model not in MANAGED), Action, Event, Stream]
EVERYTHING = [*MANAGED, *LOOKED_AT, User]


@pytest.fixture
def checked(claim: Claim, omar: User, rita: User, assess: Callable[..., Assessment]) -> Claim:
    """Give claim 1 a past that fills every table."""
    return give_it_a_past(claim, omar, rita, assess)


def give_it_a_past(claim: Claim, omar: User, rita: User, assess: Callable[..., Assessment]) -> Claim:
    assess(claim, omar, "accurate")
    source = NewSource(title=f"A clerk, on claim {claim.number}", kind=SourceKind.PERSON, confidential=True)
    cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS), act=Act(omar))
    add_note(claim=claim, kind=NoteKind.NOTE, text="Rang twice.", act=Act(omar))
    draft, paragraph = claim.article.latest_revision(), claim.number
    assign_paragraphs(revision=draft, paragraphs=[(paragraph, 0)], assignee=omar, due_on=None, act=Act(rita))
    claim.refresh_from_db()
    send_back(claim=claim, reason="From when?", seen=state_seen(claim), act=Act(rita))
    claim.refresh_from_db()
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    return claim


def test_the_rest_opens_and_takes_nothing(office, checked):
    events = Event.objects.count()
    for model in LOOKED_AT:
        row = model._default_manager.all()[0]
        statuses = [
            office.get(page(model, "changelist")).status_code,
            office.get(page(model, "changelist"), {"q": "accurate"}).status_code,
            office.get(page(model, "change", row.pk)).status_code,
            office.post(page(model, "change", row.pk), {"version": 1}).status_code,
            office.get(page(model, "add")).status_code,
            office.post(page(model, "add"), {}).status_code,
        ]
        assert statuses == [200, 200, 200, 403, 403, 403], model

    assert Event.objects.count() == events
    assert whole()


def test_nothing_is_deleted(office, checked):
    for model in EVERYTHING:
        row = model._default_manager.all()[0]
        chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        office.post(page(model, "changelist"), chosen)

        assert office.get(page(model, "delete", row.pk)).status_code == 403, model
        assert office.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
        assert "delete_selected" not in office.get(page(model, "changelist")).text, model
        assert model._default_manager.filter(pk=row.pk).exists(), model


def test_a_list_takes_as_many_queries_for_many_rows(office, checked, rita, omar, assess, revision, project, mona):
    def queries() -> dict[type, int]:
        counted = {}
        for model in EVERYTHING:
            with CaptureQueriesContext(connection) as captured:
                assert office.get(page(model, "changelist")).status_code == 200
            counted[model] = len(captured)
        return counted

    few = queries()
    another = import_article(project=project, text=TEXT + "More.", origin=Origin.PASTE, act=Act(omar))
    for draft in (revision, another.latest_revision()):
        words = ClaimWords("The toll will be €4.")
        more = add_claim(revision=draft, places=[(55, 70)], words=words, act=Act(omar))
        give_it_a_past(more, omar, rita, assess)
    create_project(slug="metro", name="Metro", act=Act(mona))
    person("zoe")

    assert queries() == few


def test_lists_leave_the_text_of_drafts_alone(office, revision):
    for model in LOOKED_AT:
        with CaptureQueriesContext(connection) as captured:
            office.get(page(model, "changelist"))
        assert not [query for query in captured if '"annotations_revision"."text"' in query["sql"]], model

    assert TEXT[:30] in office.get(page(Revision, "change", revision.pk)).text


def test_every_model_of_the_desk_is_there():
    registered = {model for model in admin.site._registry if model._meta.app_label == "annotations"}

    assert registered == {*audited_models(), Action, Event, Stream, User}


@pytest.mark.parametrize("key", ["9" * 20, "zz", "\0", "-1", "²"])
def test_what_is_no_key_chooses_nobody(office: Client, project: Project, key: str) -> None:
    address = page(Membership, "add")
    before = Membership.objects.count()

    assert office.get(address, {"user": key, "project": key}).status_code == 200
    refused = office.post(address, {"user": key, "project": project.pk, "role": "checker", "expected_version": 1})

    assert refused.status_code == 200
    assert "user" in refused.context["adminform"].form.errors
    assert Membership.objects.count() == before
    chosen = project.membership_set.get(user__username="omar").user
    assert f'value="{chosen.pk}" selected' in office.get(address, {"user": chosen.pk}).text


def test_a_rows_history_is_the_history(office, project):
    response = office.get(page(Project, "history", project.pk), follow=True)

    assert [event.object for event in response.context["cl"].result_list] == [project.pk]
    send(office, page(Project, "change", project.pk), name="Region")
    assert not LogEntry.objects.exists()


def test_staff_see_what_their_permissions_allow(staff, nora, checked):
    assert staff.get(page(Claim, "changelist")).status_code == 403

    allow(nora, "view_claim", "view_project")

    assert staff.get(page(Claim, "changelist")).status_code == 200
    assert staff.get(page(Claim, "change", checked.pk)).status_code == 200
    assert staff.get(page(Revision, "changelist")).status_code == 403
    address = page(Project, "change", checked.article.project.pk)
    assert staff.get(address).status_code == 200
    assert staff.post(address, {"name": "Mine"}).status_code == 403


def test_only_superusers_see_confidential_sources_and_drafts(staff, nora, ida, checked):
    allow(nora, "view_source", "view_citation", "view_assessment")
    hidden = ("source", "citation", "assessment")
    addresses = [reverse(f"admin:annotations_{name}_changelist") for name in hidden]

    assert {staff.get(address).status_code for address in addresses} == {403}
    staff.force_login(ida)
    assert {staff.get(address).status_code for address in addresses} == {200}
    assert Source.objects.get().title in staff.get(addresses[0]).text


def test_only_superusers_see_what_the_history_holds(staff, nora, ida, checked):
    allow(nora, "view_event", "view_value")
    address = page(Event, "change", Event.objects.get(object=Source.objects.get().pk, version=1).pk)
    title = Source.objects.get().title

    assert staff.get(address).status_code == 200
    assert title not in staff.get(address).text
    staff.force_login(ida)
    assert title in staff.get(address).text
