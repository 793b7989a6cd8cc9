"""Projects, their members, and their scale of verdicts."""

from __future__ import annotations

from annotations.desk.errors import Refused
from annotations.desk.scales import PRESETS
from annotations.desk.verb import Act, expect, require, required, verb
from annotations.history.record import recording
from annotations.models import STANDING, Membership, Project, RatingScale, Role, Tone, User, Verdict


@verb
def create_project(
    *, slug: str, name: str, guidelines: str = "", checks_needed: int = 1, preset: str = "desk", act: Act
) -> Project:
    """Make a project with a scale copied from a preset (a key of PRESETS); whoever makes it manages it."""
    if preset not in PRESETS:
        raise Refused(f"There is no scale named {preset}.", "preset")
    _check_checks_needed(checks_needed)
    with recording(act) as record:
        slug = required(slug, "Give the project a short name.", "slug")
        if Project.objects.filter(slug=slug).exists():
            raise Refused("There is a project with this short name already. Choose another.", "slug")
        project = Project(
            slug=slug,
            name=required(name, "Give the project a name.", "name"),
            guidelines=guidelines,
            checks_needed=checks_needed,
        )
        record.add(project)
        scale = record.add(RatingScale(project=project, name=PRESETS[preset].name))
        for order, step in enumerate(PRESETS[preset].steps, start=1):
            record.add(Verdict(scale=scale, order=order, **step._asdict()))
        if act.by:
            record.add(Membership(project=project, user=act.by, role=Role.MANAGER))
    return project


@verb
def edit_project(
    *, project: Project, name: str, guidelines: str, checks_needed: int, version: int, act: Act
) -> Project:
    _check_checks_needed(checks_needed)
    with recording(act, streams=[project.stream_key]) as record:
        _require_manager(act.by, project)
        project = Project.objects.get(pk=project.pk)
        expect(project, version)
        record.change(
            project,
            name=required(name, "Give the project a name.", "name"),
            guidelines=guidelines,
            checks_needed=checks_needed,
        )
    return project


@verb
def grant_role(*, project: Project, user: User, role: Role, act: Act, version: int | None = None) -> Membership:
    """Make somebody a member, change their role, or take them back; `version` is of the membership that was read."""
    with recording(act, streams=[project.stream_key]) as record:
        _require_manager(act.by, project)
        membership = Membership.objects.filter(project=project, user=user).first()
        if membership is None:
            return record.add(Membership(project=project, user=user, role=role))
        if version is not None:
            expect(membership, version)
        if role != Role.MANAGER:
            _keep_a_manager(membership)
        return record.change(membership, role=role, withdrawn="")


@verb
def withdraw_membership(*, membership: Membership, reason: str, act: Act, version: int | None = None) -> Membership:
    """Take somebody out of a project; what they did stays in the history."""
    project = membership.project
    with recording(act, streams=[project.stream_key]) as record:
        _require_manager(act.by, project)
        membership = Membership.objects.get(pk=membership.pk)
        if version is not None:
            expect(membership, version)
        _keep_a_manager(membership)
        return record.change(membership, withdrawn=required(reason, "Say why, in a few words.", "reason"))


@verb
def add_verdict(
    *, scale: RatingScale, code: str, label: str, tone: Tone, order: int, number: int | None, act: Act
) -> Verdict:
    """Add a value to a project's scale."""
    with recording(act, streams=[scale.project.stream_key]) as record:
        _require_manager(act.by, scale.project)
        if scale.verdicts.filter(code=code).exists():
            raise Refused("The scale has a verdict with this code already. Choose another.", "code")
        code = required(code, "Give the verdict a code: exports call it by that.", "code")
        label = required(label, "Give the verdict a label.", "label")
        return record.add(Verdict(scale=scale, code=code, label=label, tone=tone, order=order, number=number))


@verb
def edit_verdict(
    *, verdict: Verdict, label: str, tone: Tone, order: int, number: int | None, withdrawn: str, version: int, act: Act
) -> Verdict:
    """Rename, recolour, move or withdraw a value; its code stays, because exports rest on it."""
    project = verdict.scale.project
    with recording(act, streams=[project.stream_key]) as record:
        _require_manager(act.by, project)
        verdict = Verdict.objects.get(pk=verdict.pk)
        expect(verdict, version)
        label = required(label, "Give the verdict a label.", "label")
        return record.change(verdict, label=label, tone=tone, order=order, number=number, withdrawn=withdrawn)


def _keep_a_manager(membership: Membership) -> None:
    """Refuse to take a project's last manager away."""
    managers = Membership.objects.filter(STANDING, project=membership.project_id, role=Role.MANAGER)
    if membership.role == Role.MANAGER and not membership.withdrawn and not managers.exclude(pk=membership.pk).exists():
        raise Refused("This is the project’s only manager. Make somebody else a manager first.", "role")


def _require_manager(by: User | None, project: Project) -> None:
    """Refuse whoever does not manage the project.

    A superuser may set up any project from the admin, member or not; to check or review in it takes a role.
    """
    if by is None or not (by.is_active and by.is_superuser):
        require(by, project, Role.MANAGER)


def _check_checks_needed(checks_needed: int) -> None:
    if not 1 <= checks_needed <= 9:
        raise Refused("A claim needs between 1 and 9 checks.", "checks_needed")
