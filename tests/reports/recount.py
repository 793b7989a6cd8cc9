"""The figures of the dashboard once more, slowly: in plain Python over every row, from the tables or from the history."""

from __future__ import annotations

import datetime
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.history.canonical import plain
from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of, recorded_fields
from annotations.models import Event, User
from annotations.reports.claim_filter import NOBODY, NONE, ClaimFilter

DONE = {"checked", "signed_off", "not_checkable"}
TO_CHECK = {"unchecked", "in_progress", "reopened", "second_check"}
QUEUES = {
    "to_check": {"unchecked", "in_progress", "reopened"},
    "second_check": {"second_check"},
    "disputed": {"disputed"},
    "to_approve": {"checked"},
}

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]


def rows_of_tables() -> Rows:
    """Read every audited row as the history would write it, by kind and key."""
    return {
        model.object_kind(): {
            str(row.pk): {column.name: plain(column.value_from_object(row)) for column in recorded_fields(model)}
            for row in model._default_manager.all()
        }
        for model in audited_models()
    }


def rows_of_history() -> Rows:
    """Fold all events, in the order in which they happened, into rows."""
    models = {model.object_kind(): model for model in audited_models()}
    rows: Rows = {kind: {} for kind in models}
    for event in Event.objects.order_by("id").prefetch_related("values"):
        row = rows[event.kind].setdefault(str(event.object), dict(defaults_of(models[event.kind])))
        row |= {value.field: json.loads(value.value) for value in event.values.all()}
    return rows


@dataclass(frozen=True)
class Recount:
    """The claims of one project that a filter asks for; `today` is the day by which lateness is told."""

    rows: Rows
    project: str
    asked: ClaimFilter
    today: datetime.date

    def figures(self, first: datetime.date, last: datetime.date) -> Counter[tuple[str, ...]]:
        """Count the claims under every name that the dashboard has a figure for, but for those of which there are none."""
        found: Counter[tuple[str, ...]] = Counter()
        for key, claim in self.claims():
            found.update(set(self.names(key, claim, first, last)))
        return found

    def claims(self) -> Iterator[tuple[str, Row]]:
        for key, claim in self.rows["claim"].items():
            article = self.rows["article"][claim["article"]]
            here = article["project"] == self.project and not article["withdrawn"] and not claim["withdrawn"]
            if here and self.is_asked_for(key, claim):
                yield key, claim

    def names(self, key: str, claim: Row, first: datetime.date, last: datetime.date) -> Iterator[tuple[str, ...]]:
        status, article = claim["work_status"], claim["article"]
        who = self.name_of(claim["assignee"])
        for within in ((), (article,)):
            yield ("total", *within)
            if status in DONE:
                yield ("done", *within)
            for block in self.blocks(key, claim):
                yield ("block", block, *within)
        yield "verdict", self.code(claim["verdict"])
        if status not in DONE:
            yield "open", who
        if "late" in self.blocks(key, claim):
            yield "late", who
        yield from (("queue", name) for name, held in QUEUES.items() if status in held)
        if "query" in self.blocks(key, claim):
            yield "queue", "query"
        for day, checker in self.checks(key):
            if first <= day <= last:
                yield "day", day.isoformat()
                yield "checked", checker

    def blocks(self, key: str, claim: Row) -> set[str]:
        open_query = any(
            note["claim"] == key and note["kind"] == "query" and note["state"] == "open" and not note["withdrawn"]
            for note in self.rows["note"].values()
        )
        newest = max(
            (one["number"], draft) for draft, one in self.rows["revision"].items() if one["article"] == claim["article"]
        )[1]
        undecided = any(
            place["claim"] == key and place["revision"] == newest and place["state"] in ("changed", "lost")
            for place in self.rows["anchor"].values()
            if not place["withdrawn"]
        )
        holds = {
            "undecided": undecided,
            "unchecked": claim["work_status"] in TO_CHECK,
            "disputed": claim["work_status"] == "disputed",
            "query": open_query,
            "stale": claim["stale"] != "",
            "unsourced": claim["verdict"] is not None and claim["sources"] == 0,
            "late": bool(claim["due_on"])
            and claim["due_on"] < self.today.isoformat()
            and claim["work_status"] not in DONE,
        }
        return {name for name, held in holds.items() if held}

    def checks(self, key: str) -> list[tuple[datetime.date, str]]:
        """List the submitted assessments of a claim that the filter asks for, by day and checker."""
        asked = self.asked
        found = []
        for assessment in self.rows["assessment"].values():
            submitted = assessment["submitted_at"]
            if assessment["claim"] != key or assessment["withdrawn"] or not submitted:
                continue
            day, checker = datetime.date.fromisoformat(submitted[:10]), self.name_of(assessment["checker"])
            if asked.checker not in ("", checker):
                continue
            if (asked.checked_from or day) <= day <= (asked.checked_to or day):
                found.append((day, checker))
        return found

    def is_asked_for(self, key: str, claim: Row) -> bool:
        asked = self.asked
        return (
            (not asked.article or claim["article"] == str(asked.article))
            and (not asked.status or claim["work_status"] in asked.status)
            and (not asked.verdict or self.code(claim["verdict"]) in asked.verdict)
            and (not asked.assignee or self.name_of(claim["assignee"]) == asked.assignee)
            and (not asked.risk or claim["risk"] == asked.risk)
            and asked.words.lower() in claim["statement"].lower()
            and set(asked.block) <= self.blocks(key, claim)
            and (not (asked.checker or asked.checked_from or asked.checked_to) or bool(self.checks(key)))
        )

    def code(self, verdict: str | None) -> str:
        return self.rows["verdict"][str(uuid.UUID(verdict))]["code"] if verdict else NONE

    def name_of(self, person: int | None) -> str:
        return User.objects.get(pk=person).username if person else NOBODY
