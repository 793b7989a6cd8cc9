"""The admin: people, projects and scales through the verbs; everything else is only looked at."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import NotAllowed
from annotations.desk.projects import edit_project, grant_role, withdraw_membership
from annotations.history.act import Act
from annotations.models import Action, Event, Membership, Project, Role, User, Verdict
from tests.web.admin_site import allow, filled, page, send, whole


def errors(response: Any) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


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
