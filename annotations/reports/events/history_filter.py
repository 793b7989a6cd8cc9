"""What is asked of a history: by whom, which field, which claim, when; the same on its pages and in its CSV."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.history.canonical import canonical
from annotations.models import Action, User, Value
from annotations.reports.events.drafts import in_anothers_draft, takes_a_verdict_back
from annotations.reports.events.steps import computed_of, default_of

# The user name that stands for work no person did; nobody can be called so.
BY_SYSTEM = "system"

# What people ask for: its words, and the fields behind it by the kind of their row; no field means any of that kind.
GROUPS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "verdict": ("Verdict", {"assessment": ("verdict",), "claim": ("verdict",), "ruling": ()}),
    "work_status": ("Work status", {"claim": ("work_status", "not_checkable", "stale", "round")}),
    "reason": ("Why, and required change", {"assessment": ("note", "required_change", "confidence")}),
    "source": ("Source", {"citation": (), "source": ()}),
    "note": ("Note or query", {"note": ()}),
    "sign_off": ("Sign-off", {"signoff": ()}),
    "assignee": ("Assignment", {"claim": ("assignee", "due_on"), "assignment": ()}),
    "claim": ("Words of a claim", {"claim": ("statement", "type", "claimant", "risk", "within"), "anchor": ()}),
    "text": ("Text of the article", {"revision": (), "sentence": ()}),
    "head": ("Head of the article", {"article": ()}),
    "withdrawn": (
        "Withdrawn or restored",
        dict.fromkeys(
            ("article", "claim", "anchor", "assessment", "citation", "note", "source", "membership", "verdict"),
            ("withdrawn",),
        ),
    ),
    "project": ("Project, members and scale", dict.fromkeys(("project", "membership", "ratingscale", "verdict"), ())),
}


@dataclass(frozen=True)
class HistoryFilter:
    """What is asked of a history; every field that is set narrows it.

    project: its short name. person: a user name, or BY_SYSTEM. field: a name of GROUPS. claim: a number within the
    article. since, until: days (UTC), both included.
    """

    project: str = ""
    person: str = ""
    field: str = ""
    claim: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    def __bool__(self) -> bool:
        return bool(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """Write what is set as the pairs of an address's query."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return [(name, str(value)) for name, value in values.items() if value]

    def keeps(self, kind: str, field: str) -> bool:
        """Tell whether a field is among those that are asked for."""
        if not self.field:
            return True
        fields = GROUPS[self.field][1].get(kind)
        return fields is not None and (not fields or field in fields)

    def actions(self) -> QuerySet[Action]:
        """Give all that the person who is asked for did, anywhere."""
        if self.person == BY_SYSTEM:
            return Action.objects.filter(actor=None)
        return Action.objects.filter(actor__in=User.objects.filter(username=self.person).values("pk")[:1])

    def of_actions(self) -> Q:
        """Give what is asked of whole actions, as a condition on their events: the same on all events of an action."""
        asked = Q()
        if self.person:
            asked &= Q(Exists(self.actions().filter(pk=OuterRef("action"))))
        if self.since:
            asked &= Q(at__gte=_midnight(self.since))
        if self.until:
            asked &= Q(at__lt=_midnight(self.until + datetime.timedelta(days=1)))
        return asked

    def of_events(self, reader: User | None) -> Q:
        """Give what is asked of single events: that they show the reader a change of the field."""
        if not self.field:
            return Q()
        asked, of_drafts = Q(), Q()
        for kind, fields in GROUPS[self.field][1].items():
            asked |= Q(kind=kind) & (_any(_changes(kind, field) for field in fields) if fields else Q())
            # Or the filter would tell what is in somebody's draft.
            if kind == "assessment" and "verdict" in fields:
                of_drafts = takes_a_verdict_back()
        return asked & (~in_anothers_draft(reader) | of_drafts)


EVERYTHING = HistoryFilter()


def _any(conditions: Iterator[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _changes(kind: str, field: str) -> Q:
    """Ask for events that a page shows to change this field: of a new row not what is computed, or at its default."""
    # In the body, which names every field it commits to: the value itself may have been erased.
    committed = Q(body__contains=f'"{field}":"')
    if field in computed_of(kind):
        return committed & Q(version__gt=1)
    at_default = Value.objects.filter(event=OuterRef("pk"), field=field, value=canonical(default_of(kind, field)))
    return committed & (Q(version__gt=1) | ~Q(Exists(at_default)))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
