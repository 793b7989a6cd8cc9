"""Sentences are split and joined by hand: some are retired and others take their place, on the same characters.

Claims stand on characters and stay there; numbers are places among the sentences that stand, and follow by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.placing import refuse_older
from annotations.desk.undoing import UNDONE
from annotations.desk.verb import Act, require, verb
from annotations.history.record import Record, recording
from annotations.history.stood import opened
from annotations.models import STANDING, Action, Event, Revision, Role, Sentence, User
from annotations.text.parting import halves, parts_a_character

SPLIT, JOINED = "Split in two.", "Joined with its neighbour."
ONE_SIDED = "There are no words on one side of this place. Choose a place between two words."
NOT_NEXT = "This is not the sentence that comes next. Load the page again."
# Whose a paragraph is to check, and how it is drawn, goes by the paragraph: a sentence in two would have two of each.
TWO_PARAGRAPHS = "The next sentence is in another paragraph, and a sentence stands in one paragraph alone."
UNDO, UNDOABLE = "undo_parting", frozenset({"split_sentence", "join_sentences", "redo_parting"})
NOT_THIS = "Only what was split or joined can be undone here."


@verb
def split_sentence(*, sentence: Sentence, at: int, version: int, act: Act) -> Sentence:
    """Split a sentence in two before the place `at` (code points of its draft), and give back the first half.

    Both halves keep the paragraph and the kind. White space, U+FEFF and U+200B at the place are left between them.
    """
    revision = sentence.revision
    with recording(act, streams=[revision.article.stream_key]) as record:
        _hold(revision, act)
        sentence = _standing(sentence, version)
        parts = halves(revision.text, sentence.start, sentence.end, at)
        if parts is None:
            raise Refused(ONE_SIDED, "at")
        if parts_a_character(revision.text, at):
            raise Refused("This place is within one character, as people see it. Choose one beside it.", "at")
        number = _number(sentence)
        _retire(record, [sentence], SPLIT, number)
        first, _ = [_put(record, sentence, *part, number + place) for place, part in enumerate(parts)]
        record.result = first
    return first


@verb
def join_sentences(
    *, sentence: Sentence, following: Sentence, version: int, following_version: int, act: Act
) -> Sentence:
    """Make one sentence of two neighbours in a paragraph, and give it back; its kind is that of the first."""
    revision = sentence.revision
    with recording(act, streams=[revision.article.stream_key]) as record:
        _hold(revision, act)
        sentence, following = _standing(sentence, version), _standing(following, following_version)
        after = Sentence.objects.filter(STANDING, revision=revision, start__gt=sentence.start)
        if after.order_by("start").first() != following:
            raise Refused(NOT_NEXT, "following")
        if sentence.paragraph != following.paragraph:
            raise Refused(TWO_PARAGRAPHS, "following")
        number = _number(sentence)
        _retire(record, [sentence, following], JOINED, number)
        record.result = joined = _put(record, sentence, sentence.start, following.end, number)
    return joined


@verb
def undo_parting(*, revision: Revision, action: Action, act: Act) -> Revision:
    """Take back what one split or joined oneself: the same sentences stand again, if nobody has changed them since."""
    if action.verb not in UNDOABLE:
        raise Refused(NOT_THIS)
    return _take_back(revision, action, act)


@verb
def redo_parting(*, revision: Revision, action: Action, act: Act) -> Revision:
    """Split or join again what one has put back as it was: `action` is the undoing."""
    if action.verb != UNDO:
        raise Refused("Only what was undone can be done again.")
    return _take_back(revision, action, act)


def next_to_undo(sentence: Sentence, by: User) -> Action | None:
    """Give how this sentence came to stand, where that was by this person and can be undone."""
    action = _last(sentence, by)
    return action if action and action.verb in UNDOABLE else None


def next_to_redo(sentence: Sentence, by: User) -> Action | None:
    """Give the undoing by which this sentence stands again, where that was by this person and can be taken back."""
    action = _last(sentence, by)
    return action if action and action.verb == UNDO else None


def _last(sentence: Sentence, by: User) -> Action | None:
    """Give the action that left a sentence as it is, where it was one's own and nothing has changed it since."""
    events = Event.objects.filter(object=sentence.pk, version=sentence.version, kind=Sentence.object_kind())
    event = events.select_related("action").first()
    if event is None or event.action.actor_id != by.pk:
        return None
    return None if _changed_since(*_left_by(event.action, sentence.revision)) else event.action


def _take_back(revision: Revision, action: Action, act: Act) -> Revision:
    with recording(act, streams=[revision.article.stream_key]) as record:
        _hold(revision, act)
        if act.by is None or action.actor_id != act.by.pk:
            raise NotAllowed("Somebody else did this. Split or join the sentences as you think right.")
        stood, gone = _left_by(action, revision)
        if not stood:
            raise Refused(NOT_THIS)
        changed = _changed_since(stood, gone)
        if changed:
            raise _stale(changed)
        record.result = revision
        number = _number(stood[0])
        # First those that go: no two that stand begin at the same place.
        _retire(record, stood, UNDONE, number)
        for place, row in enumerate(gone):
            record.change(row, also={"number": number + place}, withdrawn="")
    return revision


def _left_by(action: Action, revision: Revision) -> tuple[list[Sentence], list[Sentence]]:
    """Give the sentences that stood when an action was over, and those that it retired, as they are now."""
    events = action.events.filter(kind=Sentence.object_kind()).prefetch_related("values")
    retired = {event.object: opened(event).get("withdrawn", "") != "" for event in events}
    rows = list(Sentence.objects.filter(revision=revision, pk__in=retired).order_by("start"))
    for row in rows:
        row.revision = revision
    return [row for row in rows if not retired[row.pk]], [row for row in rows if retired[row.pk]]


def _changed_since(stood: Sequence[Sentence], gone: Sequence[Sentence]) -> Sentence | None:
    """Find a sentence that is not as it was left; not by its version: what was done since may have been undone, too."""
    changed = [*(row for row in stood if row.withdrawn), *(row for row in gone if not row.withdrawn)]
    return changed[0] if changed else None


def _hold(revision: Revision, act: Act) -> None:
    require(act.by, revision.article.project, Role.CHECKER)
    refuse_older(revision)


def _standing(sentence: Sentence, version: int) -> Sentence:
    """Read a sentence as it stands now; refuse where that is not what a person has read."""
    row = Sentence.objects.get(pk=sentence.pk)
    row.revision = sentence.revision
    if row.version != version or row.withdrawn:
        raise _stale(row)
    return row


def _stale(row: Sentence) -> StaleRow:
    event = Event.objects.filter(object=row.pk).select_related("action__actor").order_by("-version").first()
    if event is None:
        return StaleRow("This is not the sentence that is saved. Load the page again.", row)
    who = event.action.actor
    return StaleRow(
        f"{who or 'The system'} has split or joined this sentence since. Nothing was overwritten:"
        " look at the sentences as they are now.",
        row,
        by=who,
        at=event.at,
    )


def _number(sentence: Sentence) -> int:
    before = Sentence.objects.filter(STANDING, revision=sentence.revision_id, start__lt=sentence.start)
    return before.count() + 1


def _retire(record: Record, rows: Sequence[Sentence], why: str, number: int) -> None:
    """Withdraw sentences; the history tells by which number people knew each."""
    for place, row in enumerate(rows):
        record.change(row, also={"number": number + place}, withdrawn=why)


def _put(record: Record, like: Sentence, start: int, end: int, number: int) -> Sentence:
    """Add a sentence in the paragraph of another, of its kind."""
    added = Sentence(revision=like.revision, paragraph=like.paragraph, start=start, end=end, kind=like.kind)
    return record.add(added, also={"number": number})
