"""One entry of a history page: what one person did at once, as one reader may see it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, EmailField, Field, TextField, URLField

from annotations.models import Event, Source, User
from annotations.reports.differences import Run, clipped, word_runs
from annotations.reports.names import CONFIDENTIAL, WITHHELD, Names, Shown, column_of
from annotations.reports.owners import Owner
from annotations.reports.steps import Gone, Step, Steps, default_of
from annotations.reports.wording import (
    ABOUT_SOURCES,
    DRAFTED,
    FIELDS,
    NOTE_WORDS,
    OPEN_OF_CONFIDENTIAL,
    UNSAID,
    what_was_done,
)

SYSTEM = "The system"
DRAFT_OF_ANOTHER = "What is in a draft is its checker’s alone until it has a verdict."
DRAFT_OF_ONES_OWN = "Nobody else sees what is in your draft until it has a verdict."

# Why a row was taken back: said, not compared.
REASONS = ("withdrawn", "voided")


@dataclass(frozen=True)
class ClaimName:
    """A claim as an entry names it."""

    number: int
    key: uuid.UUID


@dataclass(frozen=True)
class Change:
    """A field before and after: `runs` for text, word by word, or else two values; no `before` on a new row."""

    label: str
    before: Shown | None = None
    after: Shown | None = None
    runs: Sequence[Run] = ()


@dataclass(frozen=True)
class Item:
    """What happened to one row: what somebody changed, and what followed from it. `claim` is the claim's number."""

    claim: int | None
    changes: Sequence[Change]
    follows: Sequence[Change]


@dataclass(frozen=True)
class Entry:
    """One action: `said` is what stands before and after the names of its claims; number and hash of its last event.

    `more` counts the events that are not shown. `hash` is the first 16 hexadecimal digits of the event's SHA-256.
    """

    at: datetime.datetime
    who: str
    said: tuple[str, str]
    claims: Sequence[ClaimName]
    items: Sequence[Item]
    aside: str
    more: int
    number: int
    hash: str


@dataclass(frozen=True)
class Happened:
    """An event with its steps and the owner of its row, if the row is about a claim."""

    event: Event
    steps: Steps
    owner: Owner | None

    @property
    def in_draft(self) -> bool:
        """Tell whether what it did is unsubmitted work today."""
        since = self.owner.draft_since if self.owner else None
        return since is not None and self.event.pk >= since

    @property
    def source(self) -> uuid.UUID | None:
        if self.event.kind == Source.object_kind():
            return self.event.object
        return self.owner.source if self.owner else None

    def visible_steps(self, reader: User) -> Steps:
        """Leave out what only the checker who drafts it may see; that a verdict was taken back is no secret."""
        if not self.in_draft or (self.owner and self.owner.checker == reader.pk):
            return self.steps
        verdict = self.steps.get("verdict")
        return {"verdict": verdict} if verdict and verdict.before else {}

    def hidden_from(self, reader: User) -> bool:
        """Tell whether all of it is somebody else's draft."""
        others = self.in_draft and self.owner is not None and self.owner.checker != reader.pk
        return others and not self.visible_steps(reader)


def what_happened(done: Sequence[Happened], reader: User) -> tuple[tuple[str, str], list[ClaimName]]:
    """Say what an action did, in two parts between which its claims are named, and name them in order of number."""
    did: dict[tuple[str, str], Step] = {}
    secret = False
    verb = done[0].event.action.verb
    done = _but_drafts(done, reader)
    for one in done:
        visible = one.visible_steps(reader)
        secret = secret or one.hidden_from(reader)
        for name, step in visible.items():
            did.setdefault((one.event.kind, name), step)
    claims = sorted({(one.owner.number, one.owner.claim) for one in done if one.owner})
    words = DRAFTED if secret else what_was_done(verb, did)
    before, _, after = words.partition("{claim}")
    return (before, after), [ClaimName(*claim) for claim in claims] if "{claim}" in words else []


def _but_drafts(done: Sequence[Happened], reader: User) -> Sequence[Happened]:
    """Of what was done to a source itself, leave out that somebody cites it in a draft."""
    if done[0].event.action.verb not in ABOUT_SOURCES:
        return done
    return [one for one in done if not one.hidden_from(reader)]


def who_did(event: Event) -> str:
    return event.action.actor.username if event.action.actor else SYSTEM


def entry_of(done: Sequence[Happened], reader: User, names: Names, last: Event, more: int = 0) -> Entry:
    """Put one action, its events in the order in which they happened, into an entry; `last` is its receipt."""
    said, claims = what_happened(done, reader)
    done = _but_drafts(done, reader)
    secret = any(one.hidden_from(reader) for one in done)
    own = any(one.in_draft and one.owner and one.owner.checker == reader.pk for one in done)
    # A source that came with somebody's draft would tell what they are drafting.
    shown = [one for one in done if not (secret and one.event.kind == Source.object_kind())]
    # What one row of the action says of another is not said twice.
    told = {str(one.event.object) for one in shown if one.event.kind == Source.object_kind()}
    told |= {str(one.steps["answers"].after) for one in shown if "answers" in one.steps}
    items = [_item(one, reader, names, told) for one in shown]
    return Entry(
        at=last.at,
        who=who_did(last),
        said=said,
        claims=claims,
        items=[item for item in items if item.changes or item.follows],
        aside=DRAFT_OF_ANOTHER if secret else DRAFT_OF_ONES_OWN if own else "",
        more=more,
        number=last.n,
        hash=last.hash[:16],
    )


def _item(one: Happened, reader: User, names: Names, told: set[str]) -> Item:
    kind = one.event.kind
    computed = apps.get_model("annotations", kind).audit.computed
    changes: list[Change] = []
    follows: list[Change] = []
    for step in _in_order(kind, one.visible_steps(reader)):
        if one.event.version == 1 and (step.after == default_of(kind, step.field) or step.field in computed):
            continue
        if (kind, step.field) == ("citation", "source") and step.after in told:
            continue
        if one.event.version == 1 and names.withholds(one.source) and step.field not in OPEN_OF_CONFIDENTIAL[kind]:
            continue
        (follows if step.field in computed else changes).append(_change(one, step, names))
    if (changes or follows) and str(one.event.object) not in told:
        changes[:0] = _known_by(one, names)
    return Item(one.owner.number if one.owner else None, changes, follows)


def _known_by(one: Happened, names: Names) -> Iterator[Change]:
    """Say which place, source or note was changed, where its event does not."""
    owner, steps = one.owner, one.steps
    if owner and owner.source and "source" not in steps:
        yield Change(FIELDS["citation"]["source"], after=names.shown("citation", "source", str(owner.source)))
    elif owner and owner.words and not {"quote", "text"} & steps.keys():
        label = FIELDS["anchor"]["quote"] if one.event.kind == "anchor" else FIELDS["note"]["text"]
        yield Change(label, runs=[Run("", clipped(owner.words))])


def _in_order(kind: str, steps: Steps) -> Iterator[Step]:
    """Give the steps in the order of FIELDS; what has no name there comes last, but for what goes without saying."""
    known = FIELDS.get(kind, {})
    yield from (steps[name] for name in known if name in steps)
    yield from (step for name, step in steps.items() if name not in known and name not in UNSAID.get(kind, ()))


def _change(one: Happened, step: Step, names: Names) -> Change:
    kind, name = one.event.kind, step.field
    label = FIELDS.get(kind, {}).get(name) or name.replace("_", " ").capitalize()
    if names.withholds(one.source):
        if (kind, name) == ("source", "title"):
            return Change(label, after=CONFIDENTIAL)
        if name not in OPEN_OF_CONFIDENTIAL[kind]:
            return Change(label, after=WITHHELD)
    if (kind, name) == ("note", "text") and "kind" in one.steps:
        label = NOTE_WORDS.get(one.steps["kind"].after, label)
    if (kind, name) == ("note", "answers"):
        return Change(label, runs=[Run("", names.shown(kind, name, step.after).label)])
    column = column_of(kind, name)
    erased = Gone.ERASED in (step.before, step.after)
    if is_prose(column) and not erased:
        if one.event.version == 1 or (name in REASONS and not step.before):
            return Change(label, runs=[Run("", clipped(step.after))])
        return Change(label, runs=word_runs(step.before or "", step.after or ""))
    new = one.event.version == 1 or step.after is Gone.ERASED
    return Change(label, None if new else names.shown(kind, name, step.before), names.shown(kind, name, step.after))


def is_prose(column: Field[object, object] | None) -> bool:
    """Tell whether a field holds words that somebody wrote, rather than a code, a key or an address."""
    if isinstance(column, URLField | EmailField) or column is None or column.choices or column.name.endswith("sha256"):
        return False
    return isinstance(column, CharField | TextField)
