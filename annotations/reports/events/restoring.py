"""Which earlier values of a history its reader can put back, and what stands there now."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from annotations.history.canonical import plain
from annotations.history.rows import recorded
from annotations.history.stood import ERASED, left_by, model_of, row_of
from annotations.models import Anchor, Assessment, Audited, Citation, Claim, Event, Note, Role, Source, User
from annotations.reports.events.differences import word_runs
from annotations.reports.events.fields import FIELDS
from annotations.reports.events.happened import Happened
from annotations.reports.events.items import Change, Offer, is_prose
from annotations.reports.events.names import Names, column_of, keys_in
from annotations.reports.events.steps import Gone, Step

ON_A_DESK = frozenset({"assignee", "due_on"})
# What is read beside a row to tell who may change it.
BESIDE = {
    "anchor": ("claim",),
    "assessment": ("claim",),
    "citation": ("assessment__claim", "source"),
}


@dataclass(frozen=True)
class First:
    """The event that added a row, and who did that."""

    event: int
    by: int | None


def offers_of(
    done: Sequence[Happened], reader: User, roles: Mapping[uuid.UUID, Role]
) -> dict[tuple[int, str], list[Offer]]:
    """Say of each field of these events which values of it the reader can restore, by event and field.

    At most one query for each kind of row, and one more; none for whoever may change nothing.
    """
    own = [one for one in done if (role := _role(one.event, roles)) and role.may(Role.CHECKER)]
    keys: dict[str, set[uuid.UUID]] = {}
    for one in own:
        if model_of(one.event).audit.typed:
            keys.setdefault(one.event.kind, set()).add(one.event.object)
    rows = {row.pk: row for kind, found in keys.items() for row in _rows(kind, found)}
    begun = Event.objects.filter(object__in=list(rows), version=1).values_list("object", "pk", "action__actor")
    firsts = {key: First(event, by) for key, event, by in begun} if rows else {}
    offers: dict[tuple[int, str], list[Offer]] = {}
    for one in own:
        row, role = rows.get(one.event.object), _role(one.event, roles)
        if row is None or role is None:
            continue
        first = firsts[row.pk]
        for name in one.steps.keys() & _open(row, reader, role, first):
            if made := list(_offers(one, one.steps[name], row, first, reader, role)):
                offers[one.event.pk, name] = made
    return offers


def _role(event: Event, roles: Mapping[uuid.UUID, Role]) -> Role | None:
    project = event.stream.project_id
    return roles.get(project) if project else None


def _rows(kind: str, keys: set[uuid.UUID]) -> QuerySet[Any]:
    model = apps.get_model("annotations", kind)
    rows: QuerySet[Any] = model._default_manager.filter(pk__in=keys).order_by()
    return rows.select_related(*BESIDE[kind]) if kind in BESIDE else rows


def _open(row: Audited, reader: User, role: Role, first: First) -> frozenset[str]:
    """Name the fields of a row that its reader may change as it stands, given what they may do in its project."""
    fields = frozenset(row.audit.typed)
    if _shut(row, reader):
        return frozenset()
    if not getattr(row, "withdrawn", ""):
        return fields - {"withdrawn"}
    author = row.author_id if isinstance(row, Note) else first.by
    own = author == reader.pk or role.may(Role.REVIEWER) or not isinstance(row, Claim | Note)
    return fields & {"withdrawn"} if own else frozenset()


def _shut(row: Audited, reader: User) -> bool:
    """Tell whether a row's claim takes no change of it, it is in somebody else's check, or a confidential source."""
    if isinstance(row, Source):
        return row.confidential
    if isinstance(row, Anchor):
        return bool(row.claim.withdrawn)
    if isinstance(row, Citation) and (row.source.confidential or row.assessment.withdrawn):
        return True
    check = row.assessment if isinstance(row, Citation) else row
    if not isinstance(check, Assessment):
        return False
    over = check.round != check.claim.round or bool(check.claim.withdrawn or check.claim.not_checkable)
    return over or check.checker_id != reader.pk


def _offers(one: Happened, step: Step, row: Audited, first: First, reader: User, role: Role) -> list[Offer]:
    now = plain(getattr(row, recorded(type(row))[step.field].attname))
    # What no event has said stood there since the first.
    told = [(one.event.pk, step.after, "Restore this value")]
    if one.event.version > 1 and step.earlier is None:
        words = "Restore it" if step.field == "withdrawn" else "Restore what stood before"
        told.append((first.event, step.before, words))
    return [
        Offer(event, step.field, row.version, words)
        for event, value, words in told
        if value != now
        and not isinstance(value, Gone)
        and (step.field != "withdrawn" or value == "")
        and (step.field not in ON_A_DESK or _desk_of(row, step.field, value, reader, role))
    ]


def _desk_of(row: Audited, name: str, value: Any, reader: User, role: Role) -> bool:
    """Tell whether a claim may be put on this person's desk, or be due on that day, by its reader."""
    if not isinstance(row, Claim) or (name == "due_on" and row.assignee_id is None):
        return False
    whose = {row.assignee_id, value if name == "assignee" else row.assignee_id}
    return role.may(Role.REVIEWER) or whose <= {None, reader.pk}


def compared(event: Event, name: str, reviewed: Sequence[uuid.UUID]) -> Change:
    """Put what stands in a field now beside what an event left there, in words."""
    row = row_of(event)
    now, held = plain(getattr(row, recorded(type(row))[name].attname)), left_by(event)[name]
    then = Gone() if held is ERASED else held
    label = FIELDS[event.kind][name]
    if is_prose(column_of(event.kind, name)) and not isinstance(then, Gone):
        return Change(label, runs=word_runs(now, then))
    keys = keys_in([event], {event.pk: {name: Step(name, now, then)}})
    names = Names.read(keys, reviewed=reviewed)
    return Change(label, names.shown(event.kind, name, now), names.shown(event.kind, name, then))
