"""Projects, their members, and their scale of verdicts."""

from __future__ import annotations

import pytest

from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.projects import create_project, grant_role, withdraw_membership
from annotations.desk.scales import PRESETS
from annotations.history.act import Act
from annotations.models import Event, Membership, Project, Role
from annotations.proof.verify import verify_history


@pytest.mark.parametrize("preset", PRESETS)
def test_a_project_has_a_scale_of_its_own_copied_from_a_preset(nora, preset: str):
    project = create_project(slug="new", name="New", preset=preset, act=Act(nora))

    copied = [(step.code, step.label, step.tone, step.number) for step in project.scale.verdicts.all()]
    assert copied == [tuple(step) for step in PRESETS[preset].steps]
    assert project.scale.name == PRESETS[preset].name
    assert list(verify_history()) == []


def test_whoever_makes_a_project_manages_it(nora):
    project = create_project(slug="new", name="New", act=Act(nora))

    assert Membership.objects.role_of(nora, project) == Role.MANAGER
    assert list(Project.objects.of(nora)) == [project]


def test_the_system_makes_a_project_without_members(db):
    project = create_project(slug="new", name="New", act=Act(None))

    assert Membership.objects.filter(project=project).count() == 0


def test_a_member_taken_out_is_a_stranger_until_taken_back(project, mona, omar):
    membership = Membership.objects.get(project=project, user=omar)

    withdraw_membership(membership=membership, reason="Left the paper.", act=Act(mona))
    assert Membership.objects.role_of(omar, project) is None
    assert list(Project.objects.of(omar)) == []

    back = grant_role(project=project, user=omar, role=Role.REVIEWER, act=Act(mona))
    assert (back.pk, back.version) == (membership.pk, 3)
    assert Membership.objects.role_of(omar, project) == Role.REVIEWER


def test_granting_what_somebody_has_writes_nothing(project, mona, omar):
    before = Event.objects.count()

    grant_role(project=project, user=omar, role=Role.CHECKER, act=Act(mona))

    assert Event.objects.count() == before


def test_roles_include_the_one_before(db):
    ranks = [Role.VIEWER, Role.CHECKER, Role.REVIEWER, Role.MANAGER]

    assert [[role.may(needed) for needed in ranks] for role in ranks] == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]


def test_a_superuser_sets_any_project_up_but_checks_in_none(claim, project, nora, verdicts, assess):
    nora.is_superuser = True

    grant_role(project=project, user=nora, role=Role.VIEWER, act=Act(nora))

    with pytest.raises(NotAllowed):
        assess(claim, nora, "accurate")


def test_a_project_keeps_its_last_manager(project, mona, rita):
    membership = Membership.objects.get(project=project, user=mona)
    with pytest.raises(Refused):
        grant_role(project=project, user=mona, role=Role.VIEWER, act=Act(mona))
    with pytest.raises(Refused):
        withdraw_membership(membership=membership, reason="She left.", act=Act(mona))

    grant_role(project=project, user=rita, role=Role.MANAGER, act=Act(mona))
    withdraw_membership(membership=membership, reason="She left.", act=Act(rita))
    assert Membership.objects.role_of(mona, project) is None
