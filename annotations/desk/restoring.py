"""Putting one field back to what any earlier event left in it: a new event, by the rules of an ordinary edit."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

from django.apps import apps

from annotations.desk.assigning import ON_WHOSE_DESK
from annotations.desk.checking import latest_draft, person
from annotations.desk.claiming import SUBSTANCE
from annotations.desk.consequences import settle
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.locking import claim_under_lock
from annotations.desk.putting_back import HANGING, Back, put_back, rows_about
from annotations.desk.rounds import checked_by_others
from annotations.desk.sources import correct
from annotations.desk.sourcing import NewSource
from annotations.desk.verb import Act, expect, require, verb
from annotations.history.canonical import plain, restored
from annotations.history.record import recording
from annotations.history.rows import recorded
from annotations.history.stood import ERASED, left_by, model_of, row_of
from annotations.models import (
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Audited,
    Citation,
    Claim,
    Event,
    Note,
    Role,
    SignOff,
    Source,
)

# Where a claim stands is one value of several columns.
PLACE = ("start", "end", "quote", "state")
# What can be changed of a claim that is signed off without making that void.
BESIDE_THE_POINT = frozenset({"type", "risk", "within", "assignee", "due_on", "withdrawn"})
ELSEWHERE = "This is not restored from the history. Put it right where it was done."


class Foreseen(NamedTuple):
    """What else would come of restoring a value: a sign-off made void, and a new round of checks."""

    voids: SignOff | None
    anew: bool


@verb
def restore_value(*, event: Event, field: str, version: int, act: Act) -> Audited:
    """Give a field of an article, a source, or a claim and what hangs on it, the value that an event left there.

    `version` is that of the row as read. Gives back the article, source or claim. What was erased, or is about a
    confidential source, is refused.
    """
    if event.kind == Article.object_kind():
        return _restore_head(event, field, version, act)
    if event.kind == Source.object_kind():
        return _restore_in_source(event, field, version, act)
    with claim_under_lock(claim_of(event), act) as (record, claim):
        row = rows_about(claim, [event])[event.object]
        _hold(row, field, act)
        expect(row, version, only=_edited_with(row, field))
        back = _changed(row, _back(row, event, field, act))
        record.result = claim
        settle(record, claim, voids=put_back(record, claim, row, back, [row]))
    return claim


def foresee(*, event: Event, field: str, act: Act) -> Foreseen:
    """Say what else would come of restoring a value; refuse whoever may not, and what cannot be."""
    if event.kind in (Article.object_kind(), Source.object_kind()):
        row = row_of(event)
        _hold(row, field, act)
        _back(row, event, field, act)
        return Foreseen(None, anew=False)
    claim = claim_of(event)
    row = rows_about(claim, [event])[event.object]
    _hold(row, field, act)
    _back(row, event, field, act)
    check = row.assessment if isinstance(row, Citation) else row
    drafted = isinstance(check, Assessment) and not check.submitted_at and field != "verdict"
    beside = isinstance(row, Note) or drafted or (isinstance(row, Claim) and field in BESIDE_THE_POINT)
    standing = SignOff.objects.filter(claim=claim, voided="").select_related("reviewer").first()
    anew = isinstance(row, Claim) and field == "statement" and checked_by_others(claim, act.by)
    return Foreseen(None if beside else standing, anew=anew)


def claim_of(event: Event) -> Claim:
    """Give the claim that an event is about; refuse where it is about none."""
    claims = Claim.objects.select_related("article__project")
    if event.kind == Claim.object_kind():
        return claims.get(pk=event.object)
    if event.kind not in HANGING:
        raise Refused(ELSEWHERE)
    way, _ = HANGING[event.kind]
    rows = apps.get_model("annotations", event.kind)._default_manager.filter(pk=event.object)
    return claims.get(pk__in=rows.values(way))


def _restore_head(event: Event, field: str, version: int, act: Act) -> Article:
    article = Article.objects.select_related("project").get(pk=event.object)
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        article = Article.objects.select_related("project").get(pk=event.object)
        _hold(article, field, act)
        expect(article, version)
        return record.change(article, **_changed(article, _back(article, event, field, act)))


def _restore_in_source(event: Event, field: str, version: int, act: Act) -> Source:
    source = Source.objects.select_related("project", "origin").get(pk=event.object)
    _hold(source, field, act)
    back = _changed(source, _back(source, event, field, act))
    described = {column.name: getattr(source, column.name) for column in dataclasses.fields(NewSource)}
    return correct(source, NewSource(**described | back), source.origin, version, act)


def _hold(row: Audited, field: str, act: Act) -> None:
    """Refuse what nobody restores, and what in a check is its checker's alone."""
    if field not in row.audit.typed:
        raise Refused(ELSEWHERE)
    check = row.assessment if isinstance(row, Citation) else row
    if isinstance(check, Assessment) and check.checker_id != person(act).pk:
        raise NotAllowed("This stands in somebody else’s assessment: only they can restore it. Give your own.")
    if isinstance(row, Citation) and row.source.confidential:
        raise Refused("This is about a confidential source. Correct it where it is cited.")
    if isinstance(row, Source) and row.confidential:
        raise Refused("This is a confidential source. A reviewer can correct it on its own page.")
    if isinstance(row, Source) and row.withdrawn:
        raise Refused("This source was merged into another. Go on with that one.")


def _edited_with(row: Audited, field: str) -> frozenset[str] | None:
    """Name the fields whose change since is in the way; None for any."""
    if not isinstance(row, Claim):
        return None
    return ON_WHOSE_DESK if field in ON_WHOSE_DESK else SUBSTANCE


def _changed(row: Audited, back: Back) -> Back:
    columns = recorded(type(row))
    said = back.keys() - {"revision", "submitted_at"}
    if all(plain(getattr(row, columns[name].attname)) == plain(back[name]) for name in said):
        raise Refused("This is what stands there now.")
    return back


def _back(row: Audited, event: Event, field: str, act: Act) -> Back:
    """Say which columns of a row are set, and to what."""
    columns, held = recorded(model_of(event)), left_by(event)
    if getattr(row, "withdrawn", "") and field != "withdrawn":
        raise Refused("This is withdrawn. Restore it first.")
    if field == "withdrawn" and held[field]:
        raise Refused("Withdraw it where it stands, and say why.")
    names = PLACE if (row.object_kind(), field) == ("anchor", "quote") else (field,)
    if any(held[name] is ERASED for name in names):
        raise Refused("What stood there was erased, and does not come back.")
    if isinstance(row, Anchor) and field == "quote" and held["state"] == AnchorState.LOST:
        raise Refused("The claim stood nowhere then.")
    back: dict[str, Any] = {name: restored(columns[name].field, held[name]) for name in names}
    if isinstance(row, Assessment) and field != "withdrawn":
        back["revision"] = latest_draft(row.claim)
        if field == "verdict":
            back["submitted_at"] = (row.submitted_at or act.at) if back["verdict"] else None
    if isinstance(row, Claim) and field in ON_WHOSE_DESK:
        if field == "due_on" and row.assignee_id is None:
            raise Refused("Assign the claim first.")
        if field == "assignee" and back["assignee"] is None:
            back["due_on"] = None
    return back
