"""The panel beside the article: the chosen sentence's claims, and the chosen claim with its forms."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from annotations.desk.reviewing import state_name
from annotations.desk.undoing import next_to_redo, next_to_undo
from annotations.models import Action, Article, Audited, Claim, QueryState, Role, User, WorkStatus
from annotations.reports.affected import lost_in, undecided_in
from annotations.reports.claim import ClaimSheet, Place, claim_sheet
from annotations.reports.events.claim_log import latest_of
from annotations.reports.lateness import is_late
from annotations.reports.units import Tally
from annotations.web import forms
from annotations.web.forms import ActionForm
from annotations.web.forms.assigning import TakeForm
from annotations.web.forms.deciding import CheckAgainForm, KeepForm
from annotations.web.looks import STATUS_TONES
from annotations.web.pieces import parting_context
from annotations.web.prose import block_html, blocks, gutter_html, rail_html, unit_html
from annotations.web.selection import Selection

# Each stands in templates/_part_<name>.html, has the id part-<name>, and is swapped as a whole.
PARTS = ("words", "check", "others", "sources", "notes", "review", "log")

# What stands between a claim and its approval.
NOT_YET = {
    WorkStatus.QUERY: "A query to the writer is open: answer or close it first.",
    WorkStatus.DISPUTED: "The checkers disagree: decide below.",
    WorkStatus.SECOND_CHECK: "One more check is needed.",
    WorkStatus.IN_PROGRESS: "Nobody has finished checking this yet.",
    WorkStatus.UNCHECKED: "Nobody has finished checking this yet.",
    WorkStatus.REOPENED: "Nobody has finished checking this yet.",
    WorkStatus.NOT_CHECKABLE: "It is marked not checkable; send it back if you think it can be checked.",
}


@dataclass(frozen=True)
class Line:
    """A row of a list in the panel, with the forms that stand at it, by what they do."""

    row: Any
    forms: Mapping[str, ActionForm]


@dataclass(frozen=True)
class Bar:
    """A piece of the progress bar, in sentences."""

    tone: str
    x: int
    width: int
    words: str


class Forms(Mapping[str, ActionForm]):
    """The forms of the panel by name, each made when a template asks for it: of twenty a save draws three again."""

    def __init__(self, makers: Mapping[str, Callable[[], ActionForm]], bound: Mapping[str, ActionForm]) -> None:
        self.makers = makers
        self.made = dict(bound)

    def __getitem__(self, name: str) -> ActionForm:
        if name not in self.made:
            self.made[name] = self.makers[name]()
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.makers, **self.made})

    def __len__(self) -> int:
        return len({**self.makers, **self.made})


def panel_context(chosen: Selection, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Gather what the templates of the panel need; most of it is read or made when one of them asks for it.

    `bound` puts forms with errors in the place of fresh ones, by name.
    """
    claim, bound, sheet = chosen.claim, bound or {}, None
    if claim:
        sheet = claim_sheet(claim, chosen.hanging, chosen.revision, chosen.units, chosen.reader, chosen.role)
    latest = _lazy(lambda: latest_of(claim, sheet.hanging if sheet else [], chosen.reader))
    to_undo = _lazy(lambda: next_to_undo(latest.actions, chosen.reader))
    to_redo = _lazy(lambda: next_to_redo(latest.actions, chosen.reader))
    made = Forms(
        _makers(chosen, sheet) | {"undo": lambda: _done_form(to_undo), "redo": lambda: _done_form(to_redo)}, bound
    )
    places = _lazy(lambda: _place_lines(sheet, bound) if sheet else [])
    return {
        "chosen": chosen,
        "article": chosen.article,
        "unit": chosen.unit,
        "words": chosen.revision.text[chosen.unit.sentence.start : chosen.unit.sentence.end],
        "links": chosen.revision.links_in(chosen.unit.sentence.start, chosen.unit.sentence.end),
        "claim": claim,
        "sheet": sheet,
        "may_check": chosen.may(Role.CHECKER),
        "may_review": chosen.may(Role.REVIEWER),
        "moment": chosen.moment,
        "page": chosen.page,
        "late": claim is not None and is_late(claim, chosen.moment.at.date() if chosen.moment else None),
        "not_yet": NOT_YET.get(WorkStatus(claim.work_status), "") if claim else "",
        "forms": made,
        "bound": bound,
        "places": places,
        "keeps": _lazy(lambda: _keep_lines(sheet, bound) if sheet else []),
        "places_open": "place" in bound
        or (sheet and sheet.lost)
        or any(name.startswith(("move-", "unplace-")) for name in bound),
        "twins": [Line(twin, {"place": forms.PlaceForm(auto_id=False)}) for twin in sheet.twins] if sheet else [],
        "citations": _lazy(lambda: _citation_lines(sheet, bound) if sheet else []),
        "threads": _lazy(lambda: _thread_lines(sheet, bound) if sheet else []),
        "verdicts": chosen.hanging.verdicts,
        "withdrawn_claims": chosen.units.withdrawn_in(chosen.unit),
        "latest": latest,
        "to_undo": to_undo,
        "to_redo": to_redo,
        "total": chosen.units.total,
        **parting_context(chosen, bound),
    }


def _places_open(sheet: ClaimSheet | None, bound: Mapping[str, ActionForm]) -> bool:
    """Tell whether the forms for the places are unfolded: one was refused, or the claim stands nowhere."""
    refused = "place" in bound or any(name.startswith(("move-", "unplace-")) for name in bound)
    return refused or bool(sheet and sheet.lost and not sheet.places)


def _lazy(read: Callable[[], Any]) -> Any:
    """Give what is read when a template first looks at it."""
    return SimpleLazyObject(read)


def draw(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a template; the token that each of twenty forms carries is made once."""
    return str(render_to_string(template, context | {"csrf_token": get_token(request)}, request))


def workspace_context(chosen: Selection, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Gather what the whole page needs."""
    text, number, total, page = chosen.revision.text, chosen.unit.number, chosen.units.total, escape(chosen.page)
    return (
        panel_context(chosen, bound)
        | tally_context(chosen.tally)
        | {
            "revision": chosen.revision,
            "lost": lost_in(chosen.revision) if chosen.units.nowhere else [],
            "undecided": undecided_in(chosen.revision),
            "blocks": SafeString("\n".join(map(block_html, blocks(chosen.every_unit, text, number, page=page)))),
            "rail": SafeString(
                "".join(
                    rail_html(unit, text, total=total, chosen=unit.number == number, page=page)
                    for unit in chosen.every_unit
                )
            ),
        }
    )


def tally_context(tally: Tally) -> dict[str, Any]:
    bars, x = [], 0
    counts = [(STATUS_TONES[status], tally.by_status[status], words) for status, words in _SHOWN.items()]
    for tone, width, (one, more) in [("green", tally.done, ("checked", "checked")), *counts]:
        if width:
            bars.append(Bar(tone, x, width, f"{width} {one if width == 1 else more}"))
            x += width
    return {"tally": tally, "bars": bars}


# What one sentence of each is called in the tally, and what several are.
_SHOWN = {
    WorkStatus.SECOND_CHECK: ("second check", "second checks"),
    WorkStatus.DISPUTED: ("disputed", "disputed"),
    WorkStatus.QUERY: ("query", "queries"),
    WorkStatus.REOPENED: ("reopened", "reopened"),
    WorkStatus.IN_PROGRESS: ("in progress", "in progress"),
}


def touched_html(chosen: Selection, before: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Draw anew, for a swap out of band, the units, rail lines and gutters that the claim stands or stood in."""
    standing = [anchor for anchor in chosen.hanging.anchors if anchor.revision_id == chosen.revision.pk]
    places = {*((anchor.start, anchor.end) for anchor in standing), *before}
    text, total, number = chosen.revision.text, chosen.units.total, chosen.unit.number
    touched = {unit.number: unit for place in places for unit in chosen.units.touched(*place)}
    drawn: list[str] = []
    for _, unit in sorted(touched.items()):
        drawn.append(unit_html(unit, text, total=total, chosen=unit.number == number, oob=True))
        drawn.append(rail_html(unit, text, total=total, chosen=unit.number == number, oob=True))
    for paragraph in sorted({unit.sentence.paragraph for unit in touched.values()}):
        drawn.append(gutter_html(chosen.units.paragraph(paragraph), oob=True))
    return drawn


def _makers(chosen: Selection, sheet: ClaimSheet | None) -> dict[str, Callable[[], ActionForm]]:
    """Say how each form that stands once in the panel is made."""
    makers: dict[str, Callable[[], ActionForm]] = {"new": lambda: _new_claim_form(chosen)}
    if sheet is None:
        return makers
    claim, project, version = sheet.claim, chosen.article.project, {"version": sheet.claim.version}
    makers |= {
        "words": lambda: _words_form(chosen, claim),
        "place": forms.PlaceForm,
        "withdraw": lambda: forms.ReasonForm(initial=version, auto_id="withdraw-%s"),
        "restore": lambda: forms.RestoreForm(initial=version),
        "assess": lambda: forms.CheckForm.of(sheet.mine, claim, sheet.last_round, verdicts=chosen.hanging.verdicts),
        "take": lambda: _take_form(chosen.reader, claim),
        "scope": lambda: forms.ScopeForm.of(claim),
        "checkable": lambda: forms.ScopeForm(initial=version, auto_id="checkable-%s"),
        "source": lambda: forms.SourceForm(project=project, reader=chosen.reader, role=chosen.role, find=chosen.find),
        "note": forms.NoteForm,
        "again": lambda: CheckAgainForm(initial={"seen": state_name(sheet.seen)}, auto_id=False),
    }
    if sheet.may_review:
        seen = {"seen": state_name(sheet.seen)}
        makers |= {
            "approve": lambda: forms.SeenForm(initial=seen),
            "back": lambda: forms.SendBackForm(initial=seen),
            "rule": lambda: forms.RuleForm(initial=seen, verdicts=chosen.hanging.verdicts),
        }
    return makers


def _done_form(action: Action) -> ActionForm:
    return forms.DoneForm(initial={"done": action.pk}, auto_id=False)


def _new_claim_form(chosen: Selection) -> ActionForm:
    words = chosen.revision.text[chosen.unit.sentence.start : chosen.unit.sentence.end]
    initial = {"sentence": chosen.unit.number, "quote": words, "statement": words}
    return forms.NewClaimForm(initial=initial, others=_claims(chosen.article), listed=_listed(chosen))


def _take_form(reader: User, claim: Claim) -> ActionForm:
    to = TakeForm.NOBODY if claim.assignee_id == reader.pk else TakeForm.ME
    return TakeForm(initial={"version": claim.version, "to": to})


def _words_form(chosen: Selection, claim: Claim) -> ActionForm:
    others = [(key, name) for key, name in _listed(chosen) if key != claim.pk]
    if claim.within and claim.within.withdrawn:
        others.append((claim.within.pk, f"{claim.within} (withdrawn)"))
    words = ("statement", "type", "risk", "claimant", "within", "version")
    said = {name: getattr(claim, name) for name in words}
    return forms.StatementForm(initial=said, others=_claims(chosen.article), listed=others)


def _claims(article: Article) -> Any:
    """List the claims that a claim can be part of."""
    return Claim.objects.standing().filter(article=article).order_by("number")


def _listed(chosen: Selection) -> list[tuple[uuid.UUID, str]]:
    return [(claim.pk, f"{claim.number}: {claim.statement[:70]}") for claim in chosen.claims]


def _place_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    lines = []
    for place in [*sheet.places, *(Place(anchor, ()) for anchor in sheet.lost)]:
        anchor = place.anchor
        there = {"quote": anchor.quote, "start": anchor.start, "end": anchor.end} if place.sentences else {}
        initial = there | {"version": anchor.version}
        move = bound.get(f"move-{anchor.pk}") or forms.MoveForm(initial=initial, auto_id=f"move-{anchor.pk}-%s")
        lines.append(Line(place, {"move": move, "withdraw": _reason_form("unplace", anchor, bound)}))
    return lines


def _keep_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    """Put the verdicts that can be kept for the words of a new draft, each with the form to keep it."""
    seen = state_name(sheet.seen)
    lines = []
    for check in sheet.keepable if sheet.unsettled and sheet.places else ():
        made = KeepForm(initial={"seen": seen, "assessment": check.pk}, claim=sheet.claim, auto_id=False)
        lines.append(Line(check, {"keep": bound.get(f"keep-{check.pk}") or made}))
    return lines


def _citation_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    """Put one's own citations with the forms to correct, withdraw and restore them."""
    lines = []
    for citation in next((check.citations for check in sheet.checks if check.mine), []):
        edit = bound.get(f"cite-{citation.pk}") or forms.CitationForm.of(citation)
        lines.append(Line(citation, {"edit": edit, "withdraw": _reason_form("uncite", citation, bound)}))
    for citation in sheet.withdrawn_citations:
        lines.append(Line(citation, {"restore": _restore_form("recite", citation, bound)}))
    return lines


def _thread_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    lines = []
    for thread in sheet.threads:
        note = thread.note
        made = {"withdraw": _reason_form("unnote", note, bound)}
        if note.state == QueryState.OPEN:
            made["answer"] = bound.get(f"answer-{note.pk}") or forms.AnswerForm(auto_id=f"answer-{note.pk}-%s")
            made["close"] = _restore_form("close", note, bound)
        lines.append(Line(thread, made))
    return lines


def _reason_form(name: str, row: Audited, bound: Mapping[str, ActionForm]) -> ActionForm:
    key = f"{name}-{row.pk}"
    return bound.get(key) or forms.ReasonForm(initial={"version": row.version}, auto_id=f"{key}-%s")


def _restore_form(name: str, row: Audited, bound: Mapping[str, ActionForm]) -> ActionForm:
    key = f"{name}-{row.pk}"
    return bound.get(key) or forms.RestoreForm(initial={"version": row.version}, auto_id=f"{key}-%s")
