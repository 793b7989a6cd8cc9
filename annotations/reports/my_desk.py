"""What waits for one person, over all their projects: to check, to check again, to read, and to decide."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from annotations.models import (
    DONE,
    STANDING,
    Anchor,
    AnchorState,
    Assessment,
    Assignment,
    Claim,
    Membership,
    Note,
    NoteKind,
    Project,
    QueryState,
    Revision,
    Role,
    Ruling,
    Sentence,
    User,
    Value,
    WorkStatus,
)
from annotations.reports.lateness import is_late, is_past

# Of each list; the rest is one link away.
SHOWN = 20
# Of a paragraph, in characters.
WORDS_SHOWN = 120


@dataclass(frozen=True)
class Waiting:
    """A claim on the list, and why it is there."""

    claim: Claim
    why: str = ""
    by: str = ""

    @property
    def late(self) -> bool:
        return is_late(self.claim)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph to check: its first words, how many sentences it has, how many hold no claim, and the first such."""

    assignment: Assignment
    words: str
    sentences: int
    gaps: int
    first_gap: int

    @property
    def late(self) -> bool:
        return is_past(self.assignment.due_on)


@dataclass(frozen=True)
class Query:
    """A question this person asked, with the newest answer where there is one."""

    note: Note
    answer: Note | None


@dataclass(frozen=True)
class Listed:
    """The first of a list, and how long the whole list is."""

    items: Sequence[Waiting]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True)
class MyDesk:
    """Every list of a person's desk. A claim that came back stands only there, not also among those to check."""

    projects: Sequence[Project]
    reviews_in: Sequence[Project]
    checks_in: Sequence[Project]
    to_check: Listed
    paragraphs: Sequence[Paragraph]
    drafts: Listed
    came_back: Listed
    second_checks: Listed
    answered: Sequence[Query]
    asked: Sequence[Query]
    to_decide: Listed
    to_approve: Listed

    @property
    def waits(self) -> int:
        """Count what this person has to do something about."""
        lists = (self.to_check, self.came_back, self.drafts, self.to_decide, self.to_approve)
        return sum(one.total for one in lists) + len(self.paragraphs) + len(self.answered)


def my_desk(user: User) -> MyDesk:
    """Gather what waits for a person; the number of queries is the same however much it is."""
    members = Membership.objects.filter(STANDING, user=user).select_related("project").order_by("project__name", "pk")
    roles = [(member.project, Role(member.role)) for member in members]
    checks_in = [project for project, role in roles if role.may(Role.CHECKER)]
    reviews_in = [project for project, role in roles if role.may(Role.REVIEWER)]
    claims = _claims(checks_in)
    mine = Assessment.objects.filter(STANDING, claim=OuterRef("pk"), checker=user)
    submitted, here = Q(submitted_at__isnull=False), Q(round=OuterRef("round"))
    undone = claims.exclude(work_status__in=[*DONE, WorkStatus.DISPUTED])
    of_claim = {"claim": OuterRef("claim"), "round__lt": OuterRef("claim__round")}
    earlier = Assessment.objects.filter(STANDING, submitted, **of_claim)
    last_checked = Subquery(earlier.order_by("-round").values("round")[:1])
    checked_before = Exists(mine.filter(submitted, round__lt=OuterRef("round")).filter(round=last_checked))
    again = undone.filter(checked_before & ~Exists(mine.filter(submitted, here)))
    to_check = undone.filter(~Exists(mine.filter(submitted, here)), assignee=user).exclude(checked_before)
    drafts = claims.filter(Exists(mine.filter(here, submitted_at=None)))
    second = claims.filter(work_status=WorkStatus.SECOND_CHECK).exclude(Exists(mine.filter(here)))
    to_review = _claims(reviews_in)
    ruled = Ruling.objects.filter(claim=OuterRef("pk"), round=OuterRef("round"), reviewer=user, verdict__isnull=False)
    approvable = to_review.filter(work_status=WorkStatus.CHECKED).exclude(Exists(mine) | Exists(ruled))
    disputed = to_review.filter(work_status=WorkStatus.DISPUTED).exclude(Exists(mine.filter(here)))
    return MyDesk(
        projects=[project for project, _ in roles],
        reviews_in=reviews_in,
        checks_in=checks_in,
        to_check=_listed(to_check),
        paragraphs=_paragraphs(user, checks_in),
        drafts=_listed(drafts),
        came_back=_with_reasons(_listed(again)),
        second_checks=_listed(second.filter(Q(assignee=None) | Q(assignee=user))),
        answered=_queries(user, roles, QueryState.ANSWERED),
        asked=_queries(user, roles, QueryState.OPEN),
        to_decide=_listed(disputed),
        to_approve=_listed(approvable),
    )


def _claims(projects: Collection[Project]) -> QuerySet[Claim]:
    standing = STANDING & Q(article__project__in=projects, article__withdrawn="")
    return Claim.objects.filter(standing).select_related("article__project", "verdict", "assignee")


def _listed(claims: QuerySet[Claim]) -> Listed:
    """Take the first by due date, those without one last; two queries."""
    first = claims.order_by(F("due_on").asc(nulls_last=True), "article_id", "number")[:SHOWN]
    items = [Waiting(claim) for claim in first]
    return Listed(items, claims.order_by().count() if len(items) == SHOWN else len(items))


def _with_reasons(listed: Listed) -> Listed:
    """Say of each claim why it came back: a reviewer's words, or what happened to what it rested on."""
    keys = [item.claim.pk for item in listed.items]
    rulings = Ruling.objects.filter(claim__in=keys, round=F("claim__round") - 1, verdict=None)
    said = {ruling.claim_id: ruling for ruling in rulings.select_related("reviewer")}
    carried = _in_new_drafts(keys) if keys else {}
    items = []
    for item in listed.items:
        ruling = said.get(item.claim.pk)
        why = ruling.reason if ruling else _why_again(item.claim, carried)
        items.append(Waiting(item.claim, why, ruling.reviewer.username if ruling else ""))
    return Listed(items, listed.total)


def _why_again(claim: Claim, carried: Mapping[uuid.UUID, Collection[str]]) -> str:
    if claim.pk in carried:
        gone = carried[claim.pk] == {AnchorState.LOST}
        return "Its words are not in the newest draft." if gone else "The article says it in other words now."
    return claim.get_stale_display() or "The claim’s words were changed."


def _in_new_drafts(claims: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Find those claims whose round a new draft began, with the states of their places in it; two queries."""
    rounds = Value.objects.filter(field="round", event__object__in=claims).order_by("event_id")
    began = dict(rounds.values_list("event__object", "event__action__verb"))
    revised = [key for key, verb in began.items() if verb == "import_revision"]
    places = Anchor.objects.filter(STANDING, claim__in=revised)
    found: dict[uuid.UUID, dict[int, set[str]]] = {}
    for key, number, state in places.order_by("revision__number").values_list("claim", "revision__number", "state"):
        found.setdefault(key, {}).setdefault(number, set()).add(state)
    return {key: states[max(states)] for key, states in found.items()}


def _queries(user: User, roles: Sequence[tuple[Project, Role]], state: QueryState) -> list[Query]:
    asked = STANDING & Q(kind=NoteKind.QUERY, state=state, author=user, claim__withdrawn="")
    within = Q(claim__article__project__in=[project for project, _ in roles], claim__article__withdrawn="")
    notes = list(Note.objects.filter(asked, within).select_related("claim__article").order_by("at", "pk")[:SHOWN])
    answers: dict[uuid.UUID, Note] = {}
    for answer in Note.objects.filter(STANDING, answers__in=notes).select_related("author").order_by("at", "pk"):
        if answer.answers_id:
            answers[answer.answers_id] = answer
    return [Query(note, answers.get(note.pk)) for note in notes]


def _paragraphs(user: User, projects: Collection[Project]) -> list[Paragraph]:
    """List the paragraphs of newest drafts that are this person's and hold a sentence without a claim; two queries."""
    newest = Revision.objects.filter(article=OuterRef("revision__article")).order_by("-number").values("pk")[:1]
    here = {"revision": OuterRef("revision"), "paragraph": OuterRef("paragraph")}
    claimed = Anchor.objects.standing().filter(
        claim__withdrawn="",
        revision=OuterRef("revision"),
        start__lt=OuterRef("end"),
        end__gt=OuterRef("start"),
    )
    gaps = Sentence.objects.filter(~Exists(claimed), STANDING, **here)
    assigned = Assignment.objects.filter(
        Exists(gaps),
        assignee=user,
        revision=Subquery(newest),
        revision__article__withdrawn="",
        revision__article__project__in=projects,
    )
    listed = assigned.select_related("revision__article__project").defer("revision__text", "revision__links")
    found = list(listed.order_by(F("due_on").asc(nulls_last=True), "revision_id", "paragraph")[:SHOWN])
    before = Sentence.objects.filter(STANDING, revision=OuterRef("revision"), start__lte=OuterRef("start"))
    number = before.order_by().values("revision").annotate(count=Count("pk")).values("count")
    spans = Sentence.objects.filter(
        STANDING, Exists(Assignment.objects.filter(pk__in=[one.pk for one in found], **here))
    )
    rows = spans.annotate(
        words=Substr("revision__text", F("start") + 1, WORDS_SHOWN), number=Subquery(number), gap=~Exists(claimed)
    ).order_by("revision_id", "start")
    units: dict[tuple[uuid.UUID, int], list[tuple[str, int, bool]]] = {}
    for key, paragraph, words, place, gap in rows.values_list("revision_id", "paragraph", "words", "number", "gap"):
        units.setdefault((key, paragraph), []).append((words, place, gap))
    return [_paragraph(assignment, units[assignment.revision_id, assignment.paragraph]) for assignment in found]


def _paragraph(assignment: Assignment, units: Sequence[tuple[str, int, bool]]) -> Paragraph:
    gaps = [place for _, place, gap in units if gap]
    return Paragraph(assignment, units[0][0], len(units), len(gaps), gaps[0])
