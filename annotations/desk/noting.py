"""Notes on a claim: remarks, queries and their answers, attempts to reach people, and their replies."""

from __future__ import annotations

import dataclasses
import datetime

from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock
from annotations.desk.verb import Act, expect, require, required, verb
from annotations.history.record import Record
from annotations.models import STANDING, Audience, Claim, Note, NoteKind, QueryState, Role, User


@dataclasses.dataclass(frozen=True)
class Contact:
    """Whom we asked or who answered, how and when (UTC), and whether nobody replied."""

    to_whom: str = ""
    how: str = ""
    when: datetime.datetime | None = None
    no_reply: bool = False


@dataclasses.dataclass(frozen=True)
class Remark:
    """A note before it is written: who says what (None: the system), when (UTC), for whom."""

    author: User | None
    text: str
    at: datetime.datetime
    kind: NoteKind = NoteKind.NOTE
    audience: Audience = Audience.DESK
    contact: Contact | None = None


@verb
def add_note(
    *,
    claim: Claim,
    kind: NoteKind,
    text: str,
    act: Act,
    audience: Audience = Audience.DESK,
    contact: Contact | None = None,
    answers: Note | None = None,
) -> Note:
    """Write a note on a claim; a query is open until it is answered or closed, and an answer names its query."""
    with claim_under_lock(claim, act) as (record, claim):
        if (kind == NoteKind.ANSWER) != (answers is not None):
            raise Refused("An answer names the query it answers, and nothing else does.", "answers")
        note = note_of(claim, Remark(act.by, text, act.at, kind, audience, contact))
        note.answers = answers
        record.add(note)
        if answers:
            mark_answered(record, query_of(answers, claim))
        settle(record, claim)
    return note


def note_of(claim: Claim, remark: Remark) -> Note:
    """Make the row of a note; a query begins open."""
    contact = remark.contact or Contact()
    if remark.kind == NoteKind.ATTEMPT and not contact.to_whom.strip():
        raise Refused("Say whom you tried to reach.", "to_whom")
    return Note(
        claim=claim,
        kind=remark.kind,
        audience=remark.audience,
        author=remark.author,
        at=remark.at,
        text=required(remark.text, "Write something first.", "text"),
        state=QueryState.OPEN if remark.kind == NoteKind.QUERY else "",
        to_whom=contact.to_whom.strip(),
        how=contact.how.strip(),
        when=contact.when,
        no_reply=contact.no_reply,
    )


@verb
def close_query(*, query: Note, version: int, act: Act) -> Note:
    """Say that a query needs no answer any more."""
    with claim_under_lock(query.claim, act) as (record, claim):
        query = query_of(query, claim)
        expect(query, version)
        if query.state != QueryState.OPEN:
            raise Refused(f"This query is {query.get_state_display().lower()} already.")
        record.change(query, state=QueryState.CLOSED)
        settle(record, claim)
    return query


@verb
def withdraw_note(*, note: Note, reason: str, version: int, act: Act) -> Note:
    """Take back one's own note; a reviewer may take back anybody's."""
    with claim_under_lock(note.claim, act) as (record, claim):
        note = Note.objects.select_related("claim__article", "answers__claim__article").get(pk=note.pk)
        hold_to_author(note, claim, act)
        expect(note, version)
        record.change(note, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        if note.answers:
            reopen_unanswered(record, note.answers, but=note)
        settle(record, claim)
    return note


def hold_to_author(note: Note, claim: Claim, act: Act) -> None:
    """Let only a reviewer take back what somebody else wrote."""
    if act.by and note.author_id != act.by.pk:
        try:
            require(act.by, claim.article.project, Role.REVIEWER)
        except NotAllowed:
            raise NotAllowed("Somebody else wrote this note: a reviewer can withdraw it.") from None


def reopen_unanswered(record: Record, query: Note, *, but: Note) -> None:
    """Open a query again whose only answer is taken back."""
    left = Note.objects.filter(STANDING, answers=query).exclude(pk=but.pk)
    if query.state == QueryState.ANSWERED and not left.exists():
        record.change(query, state=QueryState.OPEN)


def mark_answered(record: Record, query: Note) -> None:
    """Note that a query has an answer."""
    if query.state == QueryState.CLOSED:
        raise Refused("This query is closed. Ask anew if there is still something to ask.", "answers")
    record.change(query, state=QueryState.ANSWERED)


def query_of(note: Note, claim: Claim) -> Note:
    query = Note.objects.select_related("claim__article").get(pk=note.pk)
    if query.kind != NoteKind.QUERY or query.claim_id != claim.pk:
        raise Refused("This is not a query on this claim.", "answers")
    if query.withdrawn:
        raise Refused("This query is withdrawn.", "answers")
    return query
