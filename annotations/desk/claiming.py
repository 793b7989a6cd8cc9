"""Claims: what an article states that can be checked, and where it states it."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from annotations.desk.consequences import settle
from annotations.desk.errors import Ambiguous, NotAllowed, Refused, StaleRow
from annotations.desk.verb import Act, expect, refuse_below, require, required, verb
from annotations.history.record import Record, recording
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Assignment,
    Claim,
    ClaimType,
    Event,
    Membership,
    NotCheckable,
    Project,
    Revision,
    Risk,
    Role,
    Sentence,
    User,
)
from annotations.models.questions import Columns, parted, question
from annotations.text.quoting import find_quote
from annotations.text.words import words_of

Place = tuple[int, int]

# What a claim is edited in; whose it is to check is another matter, and never a conflict with this.
SUBSTANCE = frozenset({"statement", "type", "claimant", "risk", "within", "not_checkable", "round", "withdrawn"})
# What a person can choose from.
MOST_PLACES = 20
# How many claims a claim may be within, one within the other.
DEEPEST = 20
CLAIM = (Columns(Claim), Columns(Article, "article__"), Columns(Project, "article__project__"))
# The key of no user: the system acts.
NOBODY = 0


@dataclasses.dataclass(frozen=True)
class ClaimWords:
    """What a claim says and how it is sorted."""

    statement: str
    type: ClaimType = ClaimType.FACT
    claimant: str = ""
    risk: Risk = Risk.NORMAL
    within: Claim | None = None


@contextmanager
def claim_under_lock(claim: Claim, act: Act, role: Role = Role.CHECKER) -> Iterator[tuple[Record, Claim]]:
    """Open an action on a claim: its article's stream locked, the role checked, the claim as it stands now."""
    with recording(act, streams=[claim.stream_key]) as record:
        ((held, *row),) = _claim_and_role(claim.pk, act.by.pk if act.by else NOBODY)
        standing, standing.article, standing.article.project = parted(tuple(row), *CLAIM)
        if act.by:
            refuse_below(role, held, standing.article.project)
        yield record, standing


@question
def _claim_and_role(claim: uuid.UUID, user: int) -> QuerySet[Any, Any]:
    held = Membership.objects.filter(STANDING, user=user, project=OuterRef("article__project")).values("role")
    names = [name for columns in CLAIM for name in columns.lookups]
    return Claim.objects.filter(pk=claim).annotate(held=Subquery(held)).values_list("held", *names)


@contextmanager
def claims_under_lock(
    claims: Sequence[Claim], project: Project, act: Act, role: Role
) -> Iterator[tuple[Record, list[Claim]]]:
    """Open one action on many claims of a project, as they stand now, by article and number; it gives the project."""
    with recording(act, streams=[claim.stream_key for claim in claims]) as record:
        require(act.by, project, role)
        record.result = project
        keys = {claim.pk for claim in claims}
        found = Claim.objects.select_related("article__project").filter(pk__in=keys, article__project=project)
        standing = list(found.order_by("article_id", "number"))
        if not keys or len(standing) < len(keys):
            raise Refused("These are not all claims of this project. Choose them again from the list.", "claims")
        yield record, standing


@verb
def add_claim(*, revision: Revision, places: Sequence[Place], words: ClaimWords, act: Act) -> Claim:
    """Record a claim that stands at these places of a revision (code points, end-exclusive)."""
    article = revision.article
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        refuse_older(revision)
        number = (Claim.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0) + 1
        # As the project stands now, not as the caller read it.
        needed = Project.objects.values_list("checks_needed", flat=True).get(pk=article.project_id)
        claim = Claim(article=article, number=number, checks_needed=needed)
        say(claim, words)
        _inherit_assignee(claim, revision, places)
        record.add(claim)
        for start, end in sorted(set(places)):
            record.add(anchor_at(claim, revision, start, end))
        if not places:
            raise Refused("Say where in the article the claim stands.", "quote")
    return claim


@verb
def edit_claim(*, claim: Claim, words: ClaimWords, version: int, act: Act) -> Claim:
    """Change what a claim says or how it is sorted; other words, or another claimant, void a sign-off.

    A verdict is on the words that its checker read: where somebody else changes them, a new round begins.
    """
    with claim_under_lock(claim, act) as (record, claim):
        expect(claim, version, only=SUBSTANCE)
        refuse_withdrawn(claim)
        edited = Claim(id=claim.pk, article=claim.article, number=claim.number)
        say(edited, words)
        names = [field.name for field in dataclasses.fields(ClaimWords)]
        changed = {name for name in names if getattr(edited, name) != getattr(claim, name)}
        record.change(claim, **{name: getattr(edited, name) for name in names})
        if "statement" in changed:
            check_anew(record, claim)
        settle(record, claim, voids="the claim’s words were changed" if changed & {"statement", "claimant"} else "")
    return claim


def check_anew(record: Record, claim: Claim) -> None:
    """Begin a new round where somebody else has checked the words that were just changed."""
    if checked_by_others(claim, record.act.by):
        begin_round(record, claim)


def checked_by_others(claim: Claim, by: User | None) -> bool:
    """Tell whether somebody else has checked the words of a claim in its present round."""
    checks = Assessment.objects.filter(STANDING, claim=claim, round=claim.round, submitted_at__isnull=False)
    return checks.exclude(checker=by).exists()


def begin_round(record: Record, claim: Claim) -> None:
    """Have a claim checked anew, by the rule that the project has now."""
    record.change(claim, round=claim.round + 1, checks_needed=claim.article.project.checks_needed)


def refuse_withdrawn(claim: Claim) -> None:
    if claim.withdrawn:
        raise Refused("This claim is withdrawn. Restore it first.")


@verb
def add_place(*, claim: Claim, revision: Revision, start: int, end: int, act: Act) -> Anchor:
    """Say that a claim also stands here."""
    with claim_under_lock(claim, act) as (record, claim):
        refuse_withdrawn(claim)
        refuse_older(revision)
        not_there_yet(claim, revision, start, end)
        anchor = record.add(anchor_at(claim, revision, start, end))
        settle(record, claim, voids="a place was added")
    return anchor


@verb
def move_place(*, anchor: Anchor, start: int, end: int, version: int, act: Act) -> Anchor:
    """Put a claim on other words of the same revision, also one whose words are not there any more."""
    with claim_under_lock(anchor.claim, act) as (record, claim):
        anchor = Anchor.objects.select_related("revision", "claim__article").get(pk=anchor.pk)
        expect(anchor, version)
        _refuse_withdrawn(anchor)
        refuse_older(anchor.revision)
        not_there_yet(claim, anchor.revision, start, end, but=anchor)
        moved = anchor_at(claim, anchor.revision, start, end)
        if anchor.state == AnchorState.LOST:
            # Whoever checked it meanwhile had no words of the article before them.
            check_anew(record, claim)
        record.change(anchor, start=start, end=end, quote=moved.quote, state=moved.state)
        settle(record, claim, voids="the claim was put on other words")
    return anchor


@verb
def withdraw_place(*, anchor: Anchor, reason: str, version: int, act: Act) -> Anchor:
    """Say that a claim does not stand here; its last place goes only with the claim."""
    with claim_under_lock(anchor.claim, act) as (record, claim):
        anchor = Anchor.objects.select_related("claim__article", "revision").get(pk=anchor.pk)
        expect(anchor, version)
        _refuse_withdrawn(anchor)
        refuse_older(anchor.revision)
        if (
            not Anchor.objects.standing()
            .filter(claim=claim, revision=anchor.revision_id)
            .exclude(pk=anchor.pk)
            .exists()
        ):
            raise Refused("This is the only place where the claim stands. Withdraw the claim instead.", "reason")
        record.change(anchor, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        settle(record, claim, voids="a place was withdrawn")
    return anchor


@verb
def withdraw_claim(*, claim: Claim, reason: str, version: int, act: Act) -> Claim:
    """Take a claim out of the work; a checker may withdraw their own, a reviewer anybody's."""
    with claim_under_lock(claim, act) as (record, claim):
        own_or_reviewer(claim, act.by)
        expect(claim, version, only=SUBSTANCE)
        record.change(claim, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        settle(record, claim, voids="the claim was withdrawn")
    return claim


@verb
def restore_claim(*, claim: Claim, version: int, act: Act) -> Claim:
    with claim_under_lock(claim, act) as (record, claim):
        own_or_reviewer(claim, act.by)
        expect(claim, version, only=SUBSTANCE)
        record.change(claim, withdrawn="")
        settle(record, claim)
    return claim


@verb
def mark_not_checkable(*, claim: Claim, reason: NotCheckable | None, version: int, act: Act) -> Claim:
    """Say why a claim cannot be checked, or, with no reason, that it can be after all."""
    with claim_under_lock(claim, act) as (record, claim):
        expect(claim, version, only=SUBSTANCE)
        refuse_withdrawn(claim)
        record.change(claim, not_checkable=reason or "")
        settle(record, claim, voids="whether it can be checked was changed")
    return claim


def place_of_words(revision: Revision, quote: str, *, start: int, end: int) -> Place:
    """Find where the typed words stand: in start..end, or else anywhere in the revision.

    Raises Ambiguous, with the places to choose from, where they stand more than once, and Refused where they are too
    many to choose from.
    """
    places = find_quote(revision.text, quote, start, end) or find_quote(revision.text, quote)
    if not places:
        raise Refused("These words are not in the article. Copy them from it.", "quote")
    if len(places) > MOST_PLACES:
        raise Refused(f"These words stand in {len(places):,} places. Type more of the sentence.", "quote")
    if len(places) > 1:
        raise Ambiguous("These words stand in several places. Choose which you mean.", places)
    return places[0]


def added_by(claim: Claim) -> int | None:
    """Tell the key of the person who recorded a claim; None for the system."""
    return Event.objects.values_list("action__actor_id", flat=True).get(object=claim.pk, version=1)


def say(claim: Claim, words: ClaimWords) -> None:
    claim.statement = required(words.statement, "Say what is claimed, in words that stand on their own.", "statement")
    claim.type, claim.claimant, claim.risk = words.type, words.claimant.strip(), words.risk
    claim.within = words.within
    if words.within is None:
        return
    if words.within.article_id != claim.article_id:
        raise Refused("A claim can only be part of a claim of the same article.", "within")
    # Read anew, under the lock: somebody may just have made that claim a part of this one.
    parts = Claim.objects.filter(article=claim.article_id, within__isnull=False).values_list("pk", "within")
    within: dict[uuid.UUID, uuid.UUID | None] = {**dict(parts), claim.pk: words.within.pk}
    above = _above(claim.pk, within)
    if claim.pk in above:
        raise Refused("A claim cannot be part of itself.", "within")
    if len(above) > DEEPEST:
        raise Refused("That claim is itself part of too many others. Choose one that is nearer the whole.", "within")
    if any(len(chain) > DEEPEST and claim.pk in chain for chain in (_above(part, within) for part in within)):
        raise Refused("This claim has parts within parts, too many for one more whole around them.", "within")


def _inherit_assignee(claim: Claim, revision: Revision, places: Sequence[Place]) -> None:
    """Put a new claim on the desk of whoever has the paragraph in which it begins."""
    if not places:
        return
    before = Sentence.objects.filter(STANDING, revision=revision, start__lte=min(places)[0]).order_by("-start")
    assignment = Assignment.objects.filter(revision=revision, paragraph=before.values("paragraph")[:1]).first()
    if assignment and assignment.assignee_id:
        claim.assignee_id, claim.due_on = assignment.assignee_id, assignment.due_on


def _above(part: uuid.UUID, within: dict[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """List the claims that a claim is within, nearest first, and of a longer chain no more than shows that it is."""
    above: list[uuid.UUID] = []
    while (whole := within.get(part)) and len(above) <= DEEPEST:
        above.append(whole)
        part = whole
    return above


def anchor_at(claim: Claim, revision: Revision, start: int, end: int) -> Anchor:
    if revision.article_id != claim.article_id:
        raise Refused("This draft is of another article.", "quote")
    if not 0 <= start < end <= len(revision.text):
        raise Refused("Select at least one word of the article.", "quote")
    quote = revision.text[start:end]
    if not words_of(quote, [(0, len(quote))]).keys:
        raise Refused("Select at least one word of the article.", "quote")
    return Anchor(claim=claim, revision=revision, start=start, end=end, quote=quote)


def not_there_yet(claim: Claim, revision: Revision, start: int, end: int, *, but: Anchor | None = None) -> None:
    there = Anchor.objects.standing().filter(claim=claim, revision=revision, start=start, end=end)
    if (there.exclude(pk=but.pk) if but else there).exists():
        raise Refused("The claim stands there already.", "quote")


def refuse_older(revision: Revision) -> None:
    """Refuse to change where claims stand in a draft that is not the newest any more."""
    newest = Revision.objects.filter(article=revision.article_id).defer("text", "links").order_by("-number")[0]
    if newest.pk != revision.pk:
        raise StaleRow(
            f"{newest} of this article came in meanwhile. Nothing is lost and nothing was saved: load the page again,"
            " and do it there.",
            newest,
        )


def _refuse_withdrawn(anchor: Anchor) -> None:
    if anchor.withdrawn:
        raise Refused("The claim does not stand there any more. Load the page again.", "quote")


def own_or_reviewer(claim: Claim, by: User | None) -> None:
    if by is not None and added_by(claim) != by.pk:
        try:
            require(by, claim.article.project, Role.REVIEWER)
        except NotAllowed:
            raise NotAllowed("Somebody else recorded this claim: a reviewer can withdraw or restore it.") from None
