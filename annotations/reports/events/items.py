"""What an entry shows of each row: the fields before and after, and what is the same for many claims only once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import CharField, EmailField, Field, TextField, URLField

from annotations.history.erase import ERASED, WHY, holds_words
from annotations.models import Sentence, Source, User
from annotations.reports.events.differences import Run, clipped, word_runs
from annotations.reports.events.fields import (
    FIELDS,
    NOTE_WORDS,
    OPEN_OF_CONFIDENTIAL,
    SELF_EVIDENT,
    UNSAID,
    UNSAID_OF_ERASURES,
)
from annotations.reports.events.happened import ClaimName, Happened
from annotations.reports.events.names import CONFIDENTIAL, WITHHELD, Names, Shown, column_of
from annotations.reports.events.steps import Gone, Step, Steps, computed_of, default_of

# Why a row was taken back: said, not compared.
REASONS = ("withdrawn", "voided")
# How many claims are named before the rest is counted.
MOST_NAMED = 5


@dataclass(frozen=True)
class Offer:
    """A value that can be restored: what an event left in a field, for a row that stands at `version`."""

    event: int
    field: str
    version: int
    words: str


Offers = Mapping[tuple[int, str], Sequence[Offer]]


@dataclass(frozen=True)
class Change:
    """A field before and after: `runs` for text, word by word, or else two values; no `before` on a new row.

    `erasable` names words that can be erased, by their event and field; `offers` are values that can be restored.
    """

    label: str
    before: Shown | None = None
    after: Shown | None = None
    runs: Sequence[Run] = ()
    erasable: tuple[int, str] | None = field(default=None, compare=False)
    offers: Sequence[Offer] = field(default=(), compare=False)


@dataclass(frozen=True)
class Item:
    """What happened to one row, or to many in the same way: what somebody changed, and what followed from it.

    `claims` are those whose rows they are; `whose` names them where the entry's own line does not.
    """

    claims: Sequence[ClaimName]
    changes: Sequence[Change]
    follows: Sequence[Change]
    whose: str = ""


def items_of(shown: Sequence[Happened], reader: User, names: Names, offers: Offers) -> list[Item]:
    """Give what there is to see of each row of an action, gathered by claim where it touched several.

    What was done to several claims is restored from the history of each, where it is not gathered.
    """
    if len({claim for one in shown for claim in one.claims}) > 1:
        offers = {}
    # What one row of the action says of another is not said twice.
    told = {str(one.event.object) for one in shown if one.event.kind == Source.object_kind()}
    told |= {str(one.steps["answers"].after) for one in shown if "answers" in one.steps}
    items = [
        item for item in (_item(one, reader, names, told, offers) for one in shown) if item.changes or item.follows
    ]
    several = len({claim for item in items for claim in item.claims}) > 1
    return list(_gathered(items)) if several else items


def _gathered(items: Sequence[Item]) -> Iterator[Item]:
    """Put together what belongs to one claim, then the claims to which the same happened."""
    by_claim: dict[tuple[ClaimName, ...], Item] = {}
    rest: list[Item] = []
    for item in items:
        whose = tuple(item.claims)
        if not whose:
            rest.append(item)
        elif whose in by_claim:
            held = by_claim[whose]
            by_claim[whose] = replace(
                held, changes=[*held.changes, *item.changes], follows=[*held.follows, *item.follows]
            )
        else:
            by_claim[whose] = item
    alike: list[Item] = []
    for item in by_claim.values():
        place = next((at for at, one in enumerate(alike) if _same(one, item)), None)
        if place is None:
            alike.append(item)
        else:
            alike[place] = replace(alike[place], claims=[*alike[place].claims, *item.claims])
    yield from rest
    for item in alike:
        yield replace(item, whose=_named(item.claims)) if len(alike) > 1 else item


def _same(one: Item, other: Item) -> bool:
    return list(one.changes) == list(other.changes) and list(one.follows) == list(other.follows)


def _named(claims: Sequence[ClaimName]) -> str:
    """Name claims in a row: "Claim 3", "Claims 1, 2, 3, 4, 5 and 25 more"."""
    numbers = [str(claim.number) for claim in sorted(claims)]
    if len(numbers) == 1:
        return f"Claim {numbers[0]}"
    more = len(numbers) - MOST_NAMED
    if more > 0:
        return f"Claims {', '.join(numbers[:MOST_NAMED])} and {more} more"
    return f"Claims {', '.join(numbers[:-1])} and {numbers[-1]}"


def _item(one: Happened, reader: User, names: Names, told: set[str], offers: Offers) -> Item:
    kind, new = one.event.kind, one.event.version == 1
    if kind == Sentence.object_kind():
        return Item(one.claims, [_sentence(one, names)], [])
    computed = computed_of(kind)
    changes: list[Change] = []
    follows: list[Change] = []
    for step in _in_order(kind, one.visible_steps(reader)):
        if new and (step.after == default_of(kind, step.field) or step.field in computed):
            continue
        if new and step.field in SELF_EVIDENT.get(kind, ()):
            continue
        if (kind, step.field) == ("citation", "source") and step.after in told:
            continue
        if new and names.withholds(one.source) and step.field not in OPEN_OF_CONFIDENTIAL[kind]:
            continue
        kept = offers.get((one.event.pk, step.field), ())
        change = replace(_change(one, step, names), erasable=_erasable(one, step), offers=kept)
        (follows if step.field in computed else changes).append(change)
    if (changes or follows) and (kind == Source.object_kind() or str(one.event.object) not in told):
        changes[:0] = _known_by(one, names)
    return Item(one.claims, changes, follows)


def _sentence(one: Happened, names: Names) -> Change:
    """Say of a sentence which it was or is by then, in its words."""
    gone, number = one.steps.get("withdrawn"), one.steps["number"].after
    label = f"{'Was' if gone and gone.after else 'Now'} sentence {number}"
    return Change(label, runs=[Run("", clipped(names.sentences.get(one.event.object, "")))])


def _known_by(one: Happened, names: Names) -> Iterator[Change]:
    """Say which row of its kind was changed, where its event does not."""
    kind, key, owner, steps = one.event.kind, str(one.event.object), one.owner, one.steps
    if owner and owner.source and "source" not in steps:
        yield Change(FIELDS[kind]["source"], after=names.shown(kind, "source", str(owner.source)))
    elif owner and owner.words and not {"quote", "text"} & steps.keys():
        label = FIELDS["anchor"]["quote"] if kind == "anchor" else FIELDS["note"]["text"]
        yield Change(label, runs=[Run("", clipped(owner.words))])
    elif kind == "source" and "title" not in steps:
        yield Change(FIELDS[kind]["title"], after=names.shown("citation", "source", key))
    elif kind == "verdict" and "label" not in steps:
        yield Change(FIELDS[kind]["label"], after=names.shown("claim", "verdict", key))
    elif kind == "membership" and "user" not in steps:
        yield Change(FIELDS[kind]["user"], after=Shown(names.members.get(one.event.object, "somebody")))


def _in_order(kind: str, steps: Steps) -> Iterator[Step]:
    """Give the steps in the order of FIELDS; what has no name there comes last, but for what goes without saying."""
    known = FIELDS.get(kind, {})
    yield from (steps[name] for name in known if name in steps)
    unsaid = UNSAID.get(kind, frozenset()) | UNSAID_OF_ERASURES
    yield from (step for name, step in steps.items() if name not in known and name not in unsaid)


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
    if name == ERASED:
        entries = "1 entry" if len(step.after) == 1 else f"{len(step.after)} entries"
        why = names.label(kind, WHY, one.steps[WHY].after) if WHY in one.steps else ""
        return Change(label, after=Shown(", ".join(filter(None, [f"words of {entries}", why]))))
    if (kind, name) == ("note", "answers"):
        return Change(label, runs=[Run("", names.shown(kind, name, step.after).label)])
    column = column_of(kind, name)
    erased = isinstance(step.before, Gone) or isinstance(step.after, Gone)
    if is_prose(column) and not erased:
        if one.event.version == 1 or (name in REASONS and not step.before):
            return Change(label, runs=[Run("", clipped(step.after))])
        return Change(label, runs=word_runs(step.before or "", step.after or ""))
    new = one.event.version == 1 or isinstance(step.after, Gone)
    return Change(label, None if new else names.shown(kind, name, step.before), names.shown(kind, name, step.after))


def _erasable(one: Happened, step: Step) -> tuple[int, str] | None:
    words = isinstance(step.after, str) and step.after and holds_words(one.event.kind, step.field)
    return (one.event.pk, step.field) if words else None


def is_prose(column: Field[object, object] | None) -> bool:
    """Tell whether a field holds words that somebody wrote, rather than a code, a key or an address."""
    if isinstance(column, URLField | EmailField) or column is None or column.choices or column.name.endswith("sha256"):
        return False
    return isinstance(column, CharField | TextField)
