"""Taking back what one did to a claim, and doing it again: new events, so that the history holds all of it.

A row that was added is withdrawn, one that was withdrawn stands again, and a field goes back to what stood before. What
a person may not do by itself they cannot undo either, and nobody's later work is overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from annotations.desk.assigning import hold_to_own, require_checker
from annotations.desk.checking import refuse_when_closed, standing_assessment
from annotations.desk.claiming import (
    ClaimWords,
    check_anew,
    claim_under_lock,
    not_there_yet,
    own_or_reviewer,
    refuse_withdrawn,
    say,
)
from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.noting import hold_to_author, mark_answered, query_of, reopen_unanswered
from annotations.desk.verb import Act, require, verb
from annotations.history.canonical import plain, restored
from annotations.history.record import Record
from annotations.history.rows import defaults_of, recorded
from annotations.models import (
    STANDING,
    Action,
    Anchor,
    Assessment,
    Audited,
    Citation,
    Claim,
    Event,
    Note,
    Role,
    Ruling,
    SignOff,
    Source,
    User,
    Verdict,
)

UNDONE = "Undone."
# Stands for a value that has no opening any more, and is like no other.
ERASED = object()
UNDO, REDO = "undo_action", "redo_action"
# What can be undone: of all other verbs, where another form takes back what they did, INSTEAD says which.
UNDOABLE = frozenset(
    {
        "add_claim",
        "edit_claim",
        "assign_claim",
        "add_place",
        "move_place",
        "withdraw_place",
        "withdraw_claim",
        "restore_claim",
        "mark_not_checkable",
        "assess_claim",
        "check_claim",
        "cite_source",
        "edit_citation",
        "withdraw_citation",
        "restore_citation",
        "add_note",
        "close_query",
        "withdraw_note",
        "approve_claim",
        REDO,
    }
)
ON_ITS_PAGE = "Correct the source on its own page."
INSTEAD = {
    "import_checked_article": "Withdraw each claim that should not be there.",
    "send_back": "Decide on a verdict once somebody has checked it again.",
    "send_back_claims": "Decide on a verdict once somebody has checked it again.",
    "rule_on_claim": "Decide anew, or send the claim back.",
    "approve_claims": "Send the claim back.",
    "assign_claims": "Assign the claim anew.",
    "assign_paragraphs": "Assign the claim anew.",
    "edit_source": ON_ITS_PAGE,
    "merge_sources": ON_ITS_PAGE,
    "retract_source": "Take the retraction back on the page of the source.",
    "restore_source": "Retract the source on its own page.",
    "erase_words": "What was erased does not come back.",
    UNDO: "Do it again instead.",
}
# What follows from the rows about a claim, and is worked out again.
FOLLOWS = {"claim": frozenset(Claim.audit.computed), "signoff": frozenset(SignOff.audit.computed)}
# How each row is read that hangs on a claim.
HANGING: dict[str, tuple[str, tuple[str, ...]]] = {
    "anchor": ("claim", ("revision",)),
    "assessment": ("claim", ("checker", "verdict__scale")),
    "citation": ("assessment__claim", ("assessment__checker", "source")),
    "note": ("claim", ("answers",)),
    "signoff": ("claim", ()),
}

Back = dict[str, Any]


@verb
def undo_action(*, claim: Claim, action: Action, act: Act) -> Claim:
    """Take back what one did oneself to a claim, as far as nobody has changed the same since.

    A sign-off that it made void stays void, and a source that it brought in stays one of the project's.
    """
    if action.verb not in UNDOABLE:
        raise Refused(f"This cannot be undone. {INSTEAD.get(action.verb, 'Put it right where it was done.')}")
    return _take_back(claim, action, act)


@verb
def redo_action(*, claim: Claim, action: Action, act: Act) -> Claim:
    """Do again what one has undone: `action` is the undoing."""
    if action.verb != UNDO:
        raise Refused("Only what was undone can be done again.")
    return _take_back(claim, action, act)


def next_to_undo(done: Iterable[Action], by: User) -> Action | None:
    """Give what this person would undo next: of what was done to a claim, newest first, nobody having done more."""
    standing, _ = _turns(done, by)
    return standing[-1] if standing and standing[-1].verb in UNDOABLE else None


def next_to_redo(done: Iterable[Action], by: User) -> Action | None:
    """Give the undoing that this person would take back next, having done nothing else since."""
    _, undone = _turns(done, by)
    return undone[-1][1] if undone and undone[-1][0].verb != "approve_claim" else None


def _turns(done: Iterable[Action], by: User) -> tuple[list[Action], list[tuple[Action, Action]]]:
    """Sort what somebody did since anybody else did something: what stands, and what was undone, with its undoing."""
    standing: list[Action] = []
    undone: list[tuple[Action, Action]] = []
    for action in reversed(list(takewhile(lambda one: one.actor_id == by.pk, done))):
        if action.verb == UNDO:
            undone += [(standing.pop(), action)] if standing else []
        elif action.verb == REDO:
            standing += [undone.pop()[0]] if undone else []
        else:
            standing.append(action)
            undone.clear()
    return standing, undone


def _take_back(claim: Claim, action: Action, act: Act) -> Claim:
    with claim_under_lock(claim, act) as (record, claim):
        if act.by is None or action.actor_id != act.by.pk:
            raise NotAllowed("Somebody else did this. Undo what you did yourself, or ask them.")
        changes = [(row, back) for row, back in _changes(claim, action, act.by) if back]
        if not changes:
            raise Refused("Nothing of it can be taken back here. An approval is given anew.")
        record.result = claim
        voids = ""
        for row, back in changes:
            voids = _put_back(record, claim, row, back, [other for other, _ in changes]) or voids
        settle(record, claim, voids=voids)
    return claim


def _changes(claim: Claim, action: Action, by: User) -> list[tuple[Audited, Back]]:
    """List the rows that an action changed, each with the fields to set, in Python values."""
    events = [event for event in action.events.order_by("pk") if event.kind != Source.object_kind()]
    # The places of a new claim come and go with it.
    begun = [event for event in events if event.kind == "claim" and event.version == 1]
    rows = _rows(claim, begun or events)
    # Whether a query is answered follows from its answers.
    answered = {row.answers_id for row in rows.values() if isinstance(row, Note)}
    return [
        (rows[event.object], _back(rows[event.object], event, by))
        for event in begun or events
        if event.object not in answered
    ]


def _rows(claim: Claim, events: Sequence[Event]) -> dict[Any, Audited]:
    """Read the rows of events, by key; all of them are about this claim."""
    rows: dict[Any, Audited] = {claim.pk: claim}
    for kind, (way, beside) in HANGING.items():
        keys = [event.object for event in events if event.kind == kind]
        found: QuerySet[Any] = apps.get_model("annotations", kind)._default_manager.filter(pk__in=keys, **{way: claim})
        for row in found.select_related(*beside) if keys else ():
            if isinstance(row, Citation):
                row.assessment.claim = claim
            else:
                row.claim = claim
            rows[row.pk] = row
    checks = {row.pk: row for row in rows.values() if isinstance(row, Assessment)}
    for row in rows.values():
        if isinstance(row, Citation) and row.assessment_id in checks:
            row.assessment = checks[row.assessment_id]
    if any(event.object not in rows for event in events):
        raise Refused("This was not done to this claim. Load the page again.")
    return rows


def _back(row: Audited, event: Event, by: User) -> Back:
    """Say which columns of a row go back, and to what; refuse where they are not as this event left them any more."""
    columns = recorded(type(row))
    changed = (columns if event.version == 1 else _fields(event)).keys() - FOLLOWS.get(event.kind, ())
    names = [name for name in columns if name in changed]
    before, after, since = dict(defaults_of(type(row))), dict(defaults_of(type(row))), dict[str, Event]()
    for one in _events_of(row) if names else ():
        opened = dict.fromkeys(_fields(one), ERASED) | {each.field: json.loads(each.value) for each in one.values.all()}
        if one.version < event.version:
            before |= opened
        if one.version <= event.version:
            after |= opened
        else:
            since |= dict.fromkeys(opened, one)
    for name in names:
        if plain(getattr(row, columns[name].attname)) != after[name]:
            raise _stale(row, name, since.get(name), by)
    if event.version == 1:
        return _gone(row, by)
    if any(before[name] is ERASED for name in names):
        raise Refused("What stood before was erased, and does not come back.")
    return {name: restored(columns[name].field, before[name]) for name in names}


def _events_of(row: Audited) -> QuerySet[Event]:
    events = Event.objects.filter(object=row.pk).order_by("version")
    return events.select_related("action__actor").prefetch_related("values")


def _fields(event: Event) -> dict[str, str]:
    """Give what an event commits to, by field, as its body says: an opening may have been erased."""
    fields: dict[str, str] = json.loads(event.body)["fields"]
    return fields


def _gone(row: Audited, by: User) -> Back:
    if isinstance(row, SignOff):
        return {"voided": f"{by} took it back"}
    return {"withdrawn": UNDONE}


def _stale(row: Audited, name: str, event: Event | None, by: User) -> StaleRow:
    who = event.action.actor if event else None
    if event and who == by:
        message = {UNDO: "You have undone this already.", REDO: "You have done this again already."}.get(
            event.action.verb, "You have changed this again since. Undo that first."
        )
    else:
        message = (
            f"{who or 'Somebody'} has changed this since. Nothing is lost and nothing was overwritten:"
            " look at it, and change it by hand."
        )
    return StaleRow(message, row, fields=[name], by=who, at=event.at if event else None)


def _put_back(record: Record, claim: Claim, row: Audited, back: Back, others: Sequence[Audited]) -> str:
    """Set columns by the rules of the verbs that set them; give what that makes void, if anything."""
    if isinstance(row, Claim):
        return _put_back_claim(record, row, back)
    if isinstance(row, Anchor):
        return _put_back_place(record, claim, row, back)
    if isinstance(row, Assessment):
        return _put_back_check(record, claim, row, back, others)
    if isinstance(row, Citation):
        return _put_back_citation(record, claim, row, back)
    if isinstance(row, Note):
        return _put_back_note(record, claim, row, back)
    if isinstance(row, SignOff) and not row.voided:
        require(record.act.by, claim.article.project, Role.REVIEWER)
        record.change(row, **back)
        return ""
    raise Refused("This sign-off is void already.")


def _put_back_claim(record: Record, claim: Claim, back: Back) -> str:
    by, project = record.act.by, claim.article.project
    if "withdrawn" in back:
        own_or_reviewer(claim, by)
    else:
        refuse_withdrawn(claim)
    if back.keys() & {"assignee", "due_on"}:
        assignee: int | None = back.get("assignee", claim.assignee_id)
        hold_to_own(by, project, {claim.assignee_id, assignee})
        require_checker(User.objects.filter(pk=assignee or 0).first(), project)
    if back.get("within"):
        edited = Claim(id=claim.pk, article=claim.article, number=claim.number)
        say(edited, ClaimWords(claim.statement, within=Claim.objects.get(pk=back["within"])))
    if back.get("round", claim.round) < claim.round:
        _refuse_begun(claim, back["round"])
    record.change(claim, **back)
    if "statement" in back and "round" not in back:
        check_anew(record, claim)
    if back.keys() & {"statement", "claimant"}:
        return "the claim’s words were changed"
    if back.get("withdrawn"):
        return "the claim was withdrawn"
    return "whether it can be checked was changed" if "not_checkable" in back else ""


def _refuse_begun(claim: Claim, round: int) -> None:
    """Refuse to go back to a round where somebody has begun the one after it, if only with a draft."""
    later = {"claim": claim, "round__gt": round}
    if Assessment.objects.filter(STANDING, **later).exists() or Ruling.objects.filter(**later).exists():
        raise StaleRow("The claim is being checked anew since. Nothing is lost: change its words by hand.", claim)


def _put_back_place(record: Record, claim: Claim, anchor: Anchor, back: Back) -> str:
    refuse_withdrawn(claim)
    others = Anchor.objects.filter(STANDING, claim=claim, revision=anchor.revision_id).exclude(pk=anchor.pk)
    if back.get("withdrawn"):
        if not others.exists():
            raise Refused("This is the only place where the claim stands. Withdraw the claim instead.")
    else:
        start, end = back.get("start", anchor.start), back.get("end", anchor.end)
        not_there_yet(claim, anchor.revision, start, end, but=anchor)
    record.change(anchor, **back)
    if "withdrawn" not in back:
        return "the claim was put on other words"
    return "a place was withdrawn" if back["withdrawn"] else "a place was added"


def _put_back_check(record: Record, claim: Claim, assessment: Assessment, back: Back, others: Sequence[Audited]) -> str:
    refuse_when_closed(claim)
    if assessment.round != claim.round:
        raise Refused("This round of checks is over. Give your verdict in the present one.")
    if back.get("withdrawn"):
        sources = Citation.objects.filter(STANDING, assessment=assessment)
        if sources.exclude(pk__in=[other.pk for other in others]).exists():
            raise Refused("You have added a source to it since. Take that back first.")
    elif "withdrawn" in back and standing_assessment(claim, assessment.checker):
        raise StaleRow("You have begun another assessment of this claim since. Go on with that one.", claim)
    if back.get("verdict") and Verdict.objects.get(pk=back["verdict"]).withdrawn:
        raise Refused("That verdict is not on the project’s scale any more. Choose another.")
    counted = assessment.submitted_at
    record.change(assessment, **back)
    changed = counted or assessment.submitted_at
    return f"{assessment.checker}’s assessment was changed" if changed else ""


def _put_back_citation(record: Record, claim: Claim, citation: Citation, back: Back) -> str:
    if citation.assessment.round != claim.round:
        raise Refused("This round of checks is over. Add the source to your assessment of the present one.")
    if citation.assessment.withdrawn and not back.get("withdrawn"):
        raise Refused("The assessment in which it stood is undone. Do that again first.")
    record.change(citation, **back)
    if not citation.assessment.submitted_at:
        return ""
    if "withdrawn" not in back:
        return "what a source says was changed"
    return "a source was withdrawn" if back["withdrawn"] else "a source was restored"


def _put_back_note(record: Record, claim: Claim, note: Note, back: Back) -> str:
    if "withdrawn" in back:
        hold_to_author(note, claim, record.act)
    record.change(note, **back)
    if note.answers and "withdrawn" in back:
        note.answers.claim = claim
        if note.withdrawn:
            reopen_unanswered(record, note.answers, but=note)
        else:
            mark_answered(record, query_of(note.answers, claim))
    return ""
