"""Whose a claim or a paragraph is to check, and until when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from annotations.desk.claiming import claim_under_lock, refuse_withdrawn
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.verb import Act, expect, require, verb
from annotations.history.record import Record, recording
from annotations.models import STANDING, Anchor, Assignment, Claim, Membership, Project, Revision, Role, Sentence, User

ON_WHOSE_DESK = frozenset({"assignee", "due_on"})


@verb
def assign_claim(*, claim: Claim, assignee: User | None, due_on: datetime.date | None, version: int, act: Act) -> Claim:
    """Say who is to check a claim, and until when; None takes it off everybody's desk.

    A reviewer assigns to anybody who checks; a checker takes what is nobody's, and gives back what is theirs.
    """
    with claim_under_lock(claim, act) as (record, claim):
        put_on_desk(record, claim.article.project, [(claim, version)], assignee, due_on)
    return claim


def put_on_desk(
    record: Record,
    project: Project,
    claims: Sequence[tuple[Claim, int]],
    assignee: User | None,
    due_on: datetime.date | None,
) -> None:
    """Assign claims of a project under the lock, each at the version that was read: all of them, or none."""
    for claim, version in claims:
        refuse_withdrawn(claim)
        expect(claim, version, only=ON_WHOSE_DESK)
    before = {claim.assignee_id for claim, _ in claims}
    hold_to_own(record.act.by, project, before | {assignee.pk if assignee else None})
    require_checker(assignee, project)
    for claim, _ in claims:
        record.change(claim, assignee=assignee, due_on=due_on if assignee else None)


@verb
def assign_paragraph(
    *,
    revision: Revision,
    paragraph: int,
    assignee: User | None,
    due_on: datetime.date | None,
    version: int,
    act: Act,
) -> Assignment:
    """Give somebody a paragraph to check, with the claims that begin in it and are nobody's or the last assignee's.

    `version` is that of the paragraph's assignment as read, 0 where there was none.
    """
    article = revision.article
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        spans = Sentence.objects.filter(STANDING, revision=revision, paragraph=paragraph).order_by("start")
        ends = list(spans.values_list("start", "end"))
        if not ends:
            raise Refused("There is no such paragraph in this draft. Load the page again.", "paragraph")
        standing = Assignment.objects.select_related("revision__article").filter(revision=revision, paragraph=paragraph)
        assignment = standing.first()
        if assignment:
            expect(assignment, version)
        before = assignment.assignee_id if assignment else None
        hold_to_own(act.by, article.project, {before, assignee.pk if assignee else None})
        require_checker(assignee, article.project)
        due_on = due_on if assignee else None
        if assignment:
            record.change(assignment, assignee=assignee, due_on=due_on)
        else:
            assignment = record.add(
                Assignment(revision=revision, paragraph=paragraph, assignee=assignee, due_on=due_on)
            )
        begin = Anchor.objects.filter(STANDING, revision=revision, start__gte=ends[0][0], start__lt=ends[-1][1])
        claims = Claim.objects.standing().filter(pk__in=begin.values("claim")).select_related("article")
        for claim in claims.order_by("number"):
            if claim.assignee_id in (None, before):
                record.change(claim, assignee=assignee, due_on=due_on)
    return assignment


def hold_to_own(by: User | None, project: Project, whose: set[int | None]) -> None:
    """Let only a reviewer take work from others or give it to them."""
    if by is None or whose <= {None, by.pk}:
        return
    try:
        require(by, project, Role.REVIEWER)
    except NotAllowed:
        raise NotAllowed("Take what is nobody’s, or give back what is yours. A reviewer assigns the rest.") from None


def require_checker(assignee: User | None, project: Project) -> None:
    """Refuse to give work to somebody who cannot do it."""
    if assignee is None:
        return
    role = Membership.objects.role_of(assignee, project)
    if role is None or not role.may(Role.CHECKER):
        raise Refused(f"{assignee} does not check for this project. Choose somebody who does.", "assignee")
