"""Whose a claim or a paragraph is to check, and until when."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence

from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.verb import Act, expect, require, verb
from annotations.history.record import Record, recording
from annotations.models import (
    STANDING,
    Anchor,
    Article,
    Assignment,
    Claim,
    Membership,
    Project,
    Revision,
    Role,
    Sentence,
    User,
)

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
def assign_paragraphs(
    *,
    revision: Revision,
    paragraphs: Sequence[tuple[int, int]],
    assignee: User | None,
    due_on: datetime.date | None,
    act: Act,
) -> Article:
    """Give somebody paragraphs to check, with the claims that begin in them and are nobody's or the last assignee's.

    `paragraphs` are (number, version of its assignment as read, 0 where there was none).
    """
    article = revision.article
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        record.result = article
        standing = _assignments(revision, paragraphs)
        before = {assignment.assignee_id for assignment in standing.values()}
        hold_to_own(act.by, article.project, before | {assignee.pk if assignee else None})
        require_checker(assignee, article.project)
        due_on = due_on if assignee else None
        for number, claims in _claims_beginning_in(revision, [number for number, _ in paragraphs]).items():
            assignment = standing.get(number)
            had = assignment.assignee_id if assignment else None
            if assignment:
                record.change(assignment, assignee=assignee, due_on=due_on)
            elif assignee:
                record.add(Assignment(revision=revision, paragraph=number, assignee=assignee, due_on=due_on))
            for claim in claims:
                if claim.assignee_id in (None, had):
                    record.change(claim, assignee=assignee, due_on=due_on)
    return article


def _assignments(revision: Revision, paragraphs: Sequence[tuple[int, int]]) -> dict[int, Assignment]:
    """Read what stands of these paragraphs, by number, each at the version that was read."""
    if not paragraphs:
        raise Refused("Choose at least one paragraph.", "paragraphs")
    rows = Assignment.objects.filter(revision=revision, paragraph__in=[number for number, _ in paragraphs])
    standing = {
        row.paragraph: row
        for row in rows.select_related("revision__article").defer("revision__text", "revision__links")
    }
    for number, version in paragraphs:
        if number in standing:
            expect(standing[number], version)
    return standing


def _claims_beginning_in(revision: Revision, numbers: Sequence[int]) -> dict[int, list[Claim]]:
    """Give the standing claims that begin in each of these paragraphs, by the paragraph's number."""
    units = Sentence.objects.filter(STANDING, revision=revision, paragraph__in=numbers).order_by("start")
    found: dict[int, list[Claim]] = {}
    spans = list(units.values_list("start", "end", "paragraph"))
    for _, _, number in spans:
        found.setdefault(number, [])
    if set(numbers) - found.keys():
        raise Refused("There is no such paragraph in this draft. Load the page again.", "paragraphs")
    starts = [start for start, _, _ in spans]
    anchors = Anchor.objects.standing().filter(revision=revision, claim__withdrawn="").select_related("claim__article")
    taken = set()
    for anchor in anchors.order_by("start", "claim__number"):
        at = bisect_right(starts, anchor.start) - 1
        if at >= 0 and anchor.start < spans[at][1] and anchor.claim_id not in taken:
            taken.add(anchor.claim_id)
            found[spans[at][2]].append(anchor.claim)
    return found


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
