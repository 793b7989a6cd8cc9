"""All rows that hang on one claim, withdrawn or not; among them drafts, which whoever shows them has to sort out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    F,
    Field,
    IntegerField,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models import Value as Literal
from django.db.models.functions import Cast

from annotations.models import (
    Anchor,
    Assessment,
    Citation,
    Claim,
    Note,
    Revision,
    Ruling,
    SignOff,
    Source,
    User,
    Verdict,
)
from annotations.models.questions import Columns, parted, question

# The columns in which rows of several tables are read at once, and what each table has there.
SHAPE: dict[str, Field[Any, Any]] = {
    "key": UUIDField(),
    "version": IntegerField(),
    "gone": TextField(),
    "person": BigIntegerField(),
    "username": TextField(),
    "at": DateTimeField(),
    "words": TextField(),
    "code": TextField(),
    "audience": TextField(),
    "state": TextField(),
    "of": UUIDField(),
    "first": IntegerField(),
    "last": IntegerField(),
    "label": TextField(),
    "to_whom": TextField(),
    "how": TextField(),
    "when": DateTimeField(),
    "no_reply": BooleanField(),
}
ALL = {"key": "pk", "version": "version"}
WAYS: dict[type[Any], dict[str, str]] = {
    Anchor: ALL
    | {"gone": "withdrawn", "words": "quote", "state": "state", "of": "revision_id", "first": "start", "last": "end"},
    Ruling: ALL
    | {"person": "reviewer_id", "username": "reviewer__username", "words": "reason", "of": "verdict_id"}
    | {"first": "round", "label": "verdict__label"},
    SignOff: ALL
    | {"gone": "voided", "person": "reviewer_id", "username": "reviewer__username", "at": "at", "of": "revision_id"}
    | {"first": "revision__number"},
    Note: ALL
    | {"gone": "withdrawn", "person": "author_id", "username": "author__username", "at": "at", "words": "text"}
    | {"code": "kind", "audience": "audience", "state": "state", "of": "answers_id"}
    | {"to_whom": "to_whom", "how": "how", "when": "when", "no_reply": "no_reply"},
    Verdict: ALL | {"label": "label", "words": "tone", "code": "code", "first": "order"},
}


@dataclass(frozen=True)
class Hanging:
    """Rows about a claim but for its checks: places by start, sign-offs newest first, notes oldest first.

    And the verdicts that it can be given, in their order.
    """

    anchors: list[Anchor] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    sign_offs: list[SignOff] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def hanging_on(claim: Claim) -> Hanging:
    """Read a claim's places, rulings, sign-offs and notes, and the project's verdicts; one query."""
    hanging = Hanging()
    for kind, *values in _hanging(claim.pk):
        said = dict(zip(SHAPE, values, strict=True))
        row = {"id": said["key"], "version": said["version"], "claim": claim}
        _MAKE[kind](hanging, row, said, _person(said["person"], said["username"]))
    hanging.anchors.sort(key=lambda anchor: anchor.start)
    hanging.sign_offs.sort(key=lambda one: (one.at, one.pk), reverse=True)
    hanging.verdicts.sort(key=lambda verdict: (verdict.order, verdict.code))
    hanging.notes.sort(key=lambda note: (note.at, note.pk))
    return hanging


def assessments_on(claim: Claim) -> tuple[list[Assessment], list[Citation]]:
    """Read a claim's assessments by round and time of submitting, and the citations in them; one query."""
    assessments: dict[uuid.UUID, Assessment] = {}
    citations: list[Citation] = []
    for row in _checks(claim.pk):
        one, checker, verdict, cited, source = parted(row, *CHECKS)
        if one.pk not in assessments:
            one.claim, one.checker, one.verdict = claim, checker, verdict
            assessments[one.pk] = one
        if cited:
            cited.assessment, cited.source = assessments[one.pk], source
            citations.append(cited)
    in_order = sorted(
        assessments.values(),
        key=lambda one: (one.round, one.submitted_at is not None, one.submitted_at or 0, one.pk),
    )
    return in_order, sorted(citations, key=lambda cited: cited.pk)


def _person(key: int | None, username: str) -> User | None:
    return User(id=key, username=username) if key else None


def _anchor(hanging: Hanging, row: dict[str, Any], said: dict[str, Any], person: User | None) -> None:
    place = {"start": said["first"], "end": said["last"], "quote": said["words"], "state": said["state"]}
    hanging.anchors.append(Anchor(**row, **place, withdrawn=said["gone"], revision_id=said["of"]))


def _ruling(hanging: Hanging, row: dict[str, Any], said: dict[str, Any], person: User | None) -> None:
    verdict = Verdict(id=said["of"], label=said["label"]) if said["of"] else None
    word = {"round": said["first"], "reason": said["words"], "verdict": verdict}
    hanging.rulings.append(Ruling(**row, **word, reviewer=person))


def _sign_off(hanging: Hanging, row: dict[str, Any], said: dict[str, Any], person: User | None) -> None:
    revision = Revision(id=said["of"], number=said["first"])
    hanging.sign_offs.append(SignOff(**row, revision=revision, reviewer=person, at=said["at"], voided=said["gone"]))


def _note(hanging: Hanging, row: dict[str, Any], said: dict[str, Any], person: User | None) -> None:
    same = {name: said[name] for name in ("at", "audience", "state", "to_whom", "how", "when", "no_reply")}
    told = {"kind": said["code"], "text": said["words"], "answers_id": said["of"], "withdrawn": said["gone"]}
    hanging.notes.append(Note(**row, **same, **told, author=person))


def _verdict(hanging: Hanging, row: dict[str, Any], said: dict[str, Any], person: User | None) -> None:
    looks = {"label": said["label"], "tone": said["words"], "code": said["code"], "order": said["first"]}
    hanging.verdicts.append(Verdict(id=said["key"], version=said["version"], **looks))


_MAKE: dict[str, Callable[[Hanging, dict[str, Any], dict[str, Any], User | None], None]] = {
    "anchor": _anchor,
    "ruling": _ruling,
    "signoff": _sign_off,
    "note": _note,
    "verdict": _verdict,
}


@question
def _hanging(claim: uuid.UUID) -> QuerySet[Any, Any]:
    of_claim: dict[str, Any] = {"withdrawn": "", "scale__project__articles__claims": claim}
    parts = [
        model._default_manager.filter(**of_claim if model is Verdict else {"claim": claim})
        .order_by()
        .annotate(
            of_kind=Literal(model.object_kind(), output_field=TextField()),
            **{
                f"of_{name}": F(ways[name]) if name in ways else Cast(Literal(None), one) for name, one in SHAPE.items()
            },
        )
        .values_list("of_kind", *(f"of_{name}" for name in SHAPE))
        for model, ways in WAYS.items()
    ]
    together: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return together


CHECKS: tuple[Columns[Any], ...] = (
    Columns(Assessment),
    Columns(User, "checker__", only=("username",)),
    Columns(Verdict, "verdict__"),
    Columns(Citation, "citations__"),
    Columns(Source, "citations__source__"),
)


@question
def _checks(claim: uuid.UUID) -> QuerySet[Any, Any]:
    lookups = [lookup for columns in CHECKS for lookup in columns.lookups]
    return Assessment.objects.filter(claim=claim).order_by().values_list(*lookups)
