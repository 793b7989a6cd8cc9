"""Taking back what one did to a claim, and doing it again: new events, so that the history holds all of it.

A row that was added is withdrawn, one that was withdrawn stands again, and a field goes back to what stood before. What
a person may not do by itself they cannot undo either, and nobody's later work is overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import takewhile

from django.db.models import QuerySet

from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.locking import claim_under_lock
from annotations.desk.putting_back import Back, put_back, rows_about
from annotations.desk.verb import Act, verb
from annotations.history.canonical import plain, restored
from annotations.history.rows import defaults_of, recorded
from annotations.history.stood import ERASED, opened
from annotations.models import Action, Audited, Claim, Event, Note, SignOff, Source, User

UNDONE = "Undone."
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
        "keep_verdict",
        "check_again",
        "cite_source",
        "edit_citation",
        "withdraw_citation",
        "restore_citation",
        "add_note",
        "close_query",
        "withdraw_note",
        "approve_claim",
        "restore_value",
        REDO,
    }
)
ON_ITS_PAGE = "Correct the source on its own page."
INSTEAD = {
    "import_revision": "Bring in the draft before once more, as the next: claims stand again where they stood in it.",
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
            voids = put_back(record, claim, row, back, [other for other, _ in changes]) or voids
        settle(record, claim, voids=voids)
    return claim


def _changes(claim: Claim, action: Action, by: User) -> list[tuple[Audited, Back]]:
    """List the rows that an action changed, each with the fields to set, in Python values."""
    events = [event for event in action.events.order_by("pk") if event.kind != Source.object_kind()]
    # The places of a new claim come and go with it.
    begun = [event for event in events if event.kind == "claim" and event.version == 1]
    rows = rows_about(claim, begun or events)
    # Whether a query is answered follows from its answers.
    answered = {row.answers_id for row in rows.values() if isinstance(row, Note)}
    return [
        (rows[event.object], _back(rows[event.object], event, by))
        for event in begun or events
        if event.object not in answered
    ]


def _back(row: Audited, event: Event, by: User) -> Back:
    """Say which columns of a row go back, and to what; refuse where they are not as this event left them any more."""
    columns = recorded(type(row))
    changed = (columns if event.version == 1 else _fields(event)).keys() - FOLLOWS.get(event.kind, ())
    names = [name for name in columns if name in changed]
    before, after, since = dict(defaults_of(type(row))), dict(defaults_of(type(row))), dict[str, Event]()
    for one in _events_of(row) if names else ():
        said = opened(one)
        if one.version < event.version:
            before |= said
        if one.version <= event.version:
            after |= said
        else:
            since |= dict.fromkeys(said, one)
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
