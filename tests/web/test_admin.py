"""The admin: people, projects and scales through the verbs; everything else is only looked at."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import NotAllowed
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project, edit_project, grant_role, withdraw_membership
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
    Role,
    Source,
    SourceKind,
    Stance,
    Stream,
    User,
    Verdict,
)
from annotations.proof.verify import verify_history
from tests.world import TEXT, person

MANAGED = [Project, Membership, Verdict]
LOOKED_AT = [*(model for model in audited_models() if model not in MANAGED), Action, Event, Stream]
EVERYTHING = [*MANAGED, *LOOKED_AT, User]


@pytest.fixture
def ida(db: None) -> User:
    """Run the site; ida is a member of no project."""
    return User.objects.create_superuser(username="ida", password="a long enough secret")


@pytest.fixture
def office(client: Client, ida: User) -> Client:
    client.force_login(ida)
    return client


@pytest.fixture
def staff(client: Client, nora: User) -> Client:
    """Make nora staff who may do nothing yet."""
    nora.is_staff = True
    nora.save()
    client.force_login(nora)
    return client


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


def allow(user: User, *names: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


def page(model: type, what: str, *args: Any) -> str:
    return reverse(f"admin:annotations_{model._meta.model_name}_{what}", args=args)


def filled(client: Client, address: str, **words: Any) -> dict[str, Any]:
    """Fill the form at an address in, as a browser would: what stands in it, and these words."""
    form = client.get(address).context["adminform"].form
    stands = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in (stands | words).items() if value is not None}


def send(client: Client, address: str, **words: Any) -> Any:
    return client.post(address, filled(client, address, **words))


def errors(response: Any) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def whole() -> bool:
    return list(verify_history()) == []


# The doors


def test_only_staff_get_in(client, cleo):
    client.force_login(cleo)

    assert client.get("/admin/", follow=True).status_code == 403


def test_a_newcomer_is_sent_to_the_only_log_in_page(client, db):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1] == ("/login/?next=/admin/", 302)


def test_a_password_sent_to_the_admins_own_log_in_page_opens_nothing(client, ida):
    client.post("/admin/login/", {"username": "ida", "password": "a long enough secret"})

    assert "_auth_user_id" not in client.session


def test_logging_out_in_the_admin_goes_through_the_sites_door(office):
    response = office.post("/admin/logout/", follow=True)

    assert response.redirect_chain[0] == ("/logout/", 307)
    assert "_auth_user_id" not in office.session


def test_the_front_page_has_the_products_name_and_the_desk_first(office):
    response = office.get("/admin/")

    assert "Galleyproof" in response.text
    desk = response.context["app_list"][0]
    assert desk["app_label"] == "annotations"
    assert {model["object_name"] for model in desk["models"][:4]} == {"Membership", "Project", "User", "Verdict"}


# People


def test_a_person_is_added_and_deactivated(office):
    secret = "another long secret"
    send(office, page(User, "add"), username="nina", password1=secret, password2=secret)
    nina = User.objects.get(username="nina")
    assert nina.check_password(secret)

    send(office, page(User, "change", nina.pk), is_active="")

    nina.refresh_from_db()
    assert not nina.is_active


def test_a_password_can_be_set(office, cleo):
    secret = "another long secret"

    address = reverse("admin:auth_user_password_change", args=[cleo.pk])
    office.post(address, {"usable_password": "true", "password1": secret, "password2": secret})

    cleo.refresh_from_db()
    assert cleo.check_password(secret)


def test_a_user_name_cannot_be_changed(office, cleo):
    response = send(office, page(User, "change", cleo.pk), username="cleopatra", first_name="Cleo")

    assert response.status_code == 302
    cleo.refresh_from_db()
    assert (cleo.username, cleo.first_name) == ("cleo", "Cleo")


def test_nobody_is_called_like_the_system(office):
    secret = "another long secret"

    response = send(office, page(User, "add"), username="System", password1=secret, password2=secret)

    assert "username" in errors(response)


def test_whoever_manages_people_makes_nobody_staff(staff, nora, cleo, ida):
    allow(nora, "view_user", "change_user")

    send(staff, page(User, "change", cleo.pk), first_name="Cleo", is_staff="on", is_superuser="on")

    cleo.refresh_from_db()
    assert (cleo.first_name, cleo.is_staff, cleo.is_superuser) == ("Cleo", False, False)
    for user in (ida, nora):
        assert staff.post(page(User, "change", user.pk), {"is_superuser": "on"}).status_code == 403
        assert staff.post(reverse("admin:auth_user_password_change", args=[user.pk])).status_code == 403


# Projects


def test_a_project_made_in_the_admin_has_its_scale_and_its_history(office, ida):
    response = send(office, page(Project, "add"), slug="metro", name="Metro", checks_needed=2, preset="politifact")

    assert response.status_code == 302
    project = Project.objects.get(slug="metro")
    assert (project.name, project.checks_needed, project.scale.name) == ("Metro", 2, "PolitiFact")
    assert project.scale.verdicts.count() == 6
    assert Membership.objects.role_of(ida, project) == Role.MANAGER
    action = Action.objects.get()
    assert (action.verb, action.actor) == ("create_project", ida)
    assert action.events.count() == 9
    assert whole()


def test_a_form_sent_twice_makes_one_project(office):
    form = filled(office, page(Project, "add"), slug="metro", name="Metro")

    answers = [office.post(page(Project, "add"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Action.objects.count() == Project.objects.count() == 1


def test_a_short_name_that_is_taken_is_an_error_of_its_field(office, project):
    response = send(office, page(Project, "add"), slug="city", name="Another")

    assert response.status_code == 422
    assert list(errors(response)) == ["slug"]
    assert Project.objects.count() == 1


def test_a_change_by_a_superuser_is_recorded_with_their_name(office, project, ida):
    send(office, page(Project, "change", project.pk), name="City and region", guidelines="Ring.\r\nThen write.")

    project.refresh_from_db()
    assert (project.name, project.guidelines, project.version) == ("City and region", "Ring.\nThen write.", 2)
    event = Event.objects.get(object=project.pk, version=2)
    assert (event.action.actor, event.action.verb) == (ida, "edit_project")
    assert set(event.values.values_list("field", flat=True)) == {"name", "guidelines"}
    assert whole()


def test_the_short_name_never_changes(office, project):
    send(office, page(Project, "change", project.pk), slug="town", name="Town")

    project.refresh_from_db()
    assert (project.slug, project.name) == ("city", "Town")


def test_a_stale_form_changes_nothing_and_shows_both(office, project, mona):
    address = page(Project, "change", project.pk)
    form = filled(office, address, name="Metro desk")
    edit_project(project=project, name="Region", guidelines="", checks_needed=1, version=1, act=Act(mona))
    actions = Action.objects.count()

    response = office.post(address, form)

    assert response.status_code == 409
    assert "mona saved this while you were typing" in errors(response)["__all__"][0]
    assert errors(response)["name"] == ["Saved now: Region"]
    assert 'value="Metro desk"' in response.text
    project.refresh_from_db()
    assert (project.name, project.version, Action.objects.count()) == ("Region", 2, actions)

    # What comes back now carries the version that was shown: saving it again is a decision, not an accident.
    again = response.context["adminform"].form
    assert office.post(address, again.data).status_code == 302
    project.refresh_from_db()
    assert project.name == "Metro desk"
    assert whole()


def test_staff_with_a_permission_still_need_the_role(staff, project, nora):
    allow(nora, "view_project", "change_project")

    response = send(staff, page(Project, "change", project.pk), name="Mine")

    assert response.status_code == 403
    assert "Only a manager" in errors(response)["__all__"][0]
    project.refresh_from_db()
    assert project.name == "City desk"


def test_staff_who_manage_a_project_change_it(staff, project, nora, mona):
    allow(nora, "view_project", "change_project")
    grant_role(project=project, user=nora, role=Role.MANAGER, act=Act(mona))

    send(staff, page(Project, "change", project.pk), name="Ours")

    assert Event.objects.get(object=project.pk, version=2).action.actor == nora


def test_a_superuser_still_needs_a_role_to_check(ida, revision):
    with pytest.raises(NotAllowed):
        add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("A bridge."), act=Act(ida))


def test_the_projects_page_leads_to_its_members_and_verdicts(office, project, omar):
    text = office.get(page(Project, "change", project.pk)).text

    member = Membership.objects.get(project=project, user=omar)
    verdict = project.scale.verdicts.get(code="accurate")
    assert page(Membership, "change", member.pk) in text
    assert page(Verdict, "change", verdict.pk) in text
    assert f"{page(Membership, 'add')}?project={project.pk}" in text


# Members


def test_a_member_is_added_promoted_withdrawn_and_taken_back(office, project, nora, ida):
    add = f"{page(Membership, 'add')}?project={project.pk}"
    assert send(office, add, user=nora.pk, role="checker").status_code == 302
    membership = Membership.objects.get(user=nora)
    change = page(Membership, "change", membership.pk)
    assert membership.role == Role.CHECKER

    for words, role, withdrawn in (
        ({"role": "reviewer"}, "reviewer", ""),
        ({"withdrawn": "Left the paper."}, "reviewer", "Left the paper."),
        ({"withdrawn": ""}, "reviewer", ""),
    ):
        assert send(office, change, **words).status_code == 302
        membership.refresh_from_db()
        assert (membership.role, membership.withdrawn) == (role, withdrawn)

    events = Event.objects.filter(object=membership.pk).order_by("version")
    verbs = ["grant_role", "grant_role", "withdraw_membership", "grant_role"]
    assert [event.action.verb for event in events] == verbs
    assert {event.action.actor for event in events} == {ida}
    assert whole()


def test_adding_a_member_who_had_left_takes_them_back(office, project, omar, mona):
    membership = Membership.objects.get(project=project, user=omar)
    withdraw_membership(membership=membership, reason="Left.", act=Act(mona))

    send(office, f"{page(Membership, 'add')}?project={project.pk}", user=omar.pk, role="reviewer")

    membership.refresh_from_db()
    assert (membership.role, membership.withdrawn) == ("reviewer", "")


def test_a_stale_form_takes_no_role_away(office, project, omar, mona):
    address = page(Membership, "change", Membership.objects.get(project=project, user=omar).pk)
    form = filled(office, address)
    grant_role(project=project, user=omar, role=Role.REVIEWER, act=Act(mona))

    response = office.post(address, form)

    assert response.status_code == 409
    assert errors(response)["role"] == ["Saved now: Reviewer"]
    assert Membership.objects.role_of(omar, project) == Role.REVIEWER


def test_a_stale_form_withdraws_nobody(office, project, omar, mona):
    address = page(Membership, "change", Membership.objects.get(project=project, user=omar).pk)
    form = filled(office, address, withdrawn="Left the paper.")
    grant_role(project=project, user=omar, role=Role.REVIEWER, act=Act(mona))

    response = office.post(address, form)

    assert response.status_code == 409
    assert errors(response)["role"] == ["Saved now: Reviewer"]
    assert Membership.objects.role_of(omar, project) == Role.REVIEWER


def test_a_role_is_not_changed_and_withdrawn_at_once(office, project, omar):
    membership = Membership.objects.get(project=project, user=omar)

    response = send(office, page(Membership, "change", membership.pk), role="viewer", withdrawn="Left.")

    assert list(errors(response)) == ["role"]
    assert Membership.objects.role_of(omar, project) == Role.CHECKER


# Scales


def test_a_verdict_is_added_edited_withdrawn_and_restored(office, project, ida):
    add = f"{page(Verdict, 'add')}?scale={project.scale.pk}&order=7"
    assert send(office, add, code="satire", label="Satire", tone="violet").status_code == 302
    verdict = Verdict.objects.get(code="satire")
    assert (verdict.scale, verdict.order, verdict.number) == (project.scale, 7, None)

    change = page(Verdict, "change", verdict.pk)
    for words, label, withdrawn in (
        ({"code": "joke", "label": "Joke"}, "Joke", ""),
        ({"withdrawn": "Nobody used it."}, "Joke", "Nobody used it."),
        ({"withdrawn": ""}, "Joke", ""),
    ):
        assert send(office, change, **words).status_code == 302
        verdict.refresh_from_db()
        assert (verdict.code, verdict.label, verdict.withdrawn) == ("satire", label, withdrawn)

    assert verdict.version == 4
    assert set(Event.objects.filter(object=verdict.pk).values_list("action__actor", flat=True)) == {ida.pk}
    assert whole()


def test_a_verdicts_code_is_there_once(office, project):
    add = f"{page(Verdict, 'add')}?scale={project.scale.pk}&order=7"

    response = send(office, add, code="accurate", label="Right", tone="green")

    assert (response.status_code, list(errors(response))) == (422, ["code"])


def test_a_stale_verdict_changes_nothing(office, project):
    address = page(Verdict, "change", project.scale.verdicts.get(code="accurate").pk)
    form = filled(office, address, label="Right")
    send(office, address, label="Correct")

    assert office.post(address, form | {"action_id": uuid.uuid4()}).status_code == 409
    assert project.scale.verdicts.get(code="accurate").label == "Correct"


# What is only looked at


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
