"""The forms of the panel: those that stand once in it, and those at the rows of its lists."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.desk.reviewing import state_name
from annotations.models import Action, Article, Audited, Claim, QueryState, User
from annotations.reports.claim import ClaimSheet, Place
from annotations.web import forms
from annotations.web.forms import ActionForm
from annotations.web.forms.assigning import TakeForm
from annotations.web.forms.deciding import CheckAgainForm, KeepForm
from annotations.web.selection import Selection

Maker = Callable[[], ActionForm]


@dataclass(frozen=True)
class Line:
    """A row of a list in the panel, with the forms that stand at it, by what they do."""

    row: Any
    forms: Mapping[str, ActionForm]


class Forms(Mapping[str, ActionForm]):
    """The forms of the panel by name, each made when a template asks for it: of twenty a save draws three again."""

    def __init__(self, makers: Mapping[str, Maker], bound: Mapping[str, ActionForm]) -> None:
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


def makers_of(chosen: Selection, sheet: ClaimSheet | None) -> dict[str, Maker]:
    """Say how each form that stands once in the panel is made."""
    makers: dict[str, Maker] = {"new": lambda: _new_claim_form(chosen)}
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


def done_form(action: Action) -> ActionForm:
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


def _twin_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    return [Line(twin, {"place": forms.PlaceForm(auto_id=False)}) for twin in sheet.twins]


def _reason_form(name: str, row: Audited, bound: Mapping[str, ActionForm]) -> ActionForm:
    key = f"{name}-{row.pk}"
    return bound.get(key) or forms.ReasonForm(initial={"version": row.version}, auto_id=f"{key}-%s")


def _restore_form(name: str, row: Audited, bound: Mapping[str, ActionForm]) -> ActionForm:
    key = f"{name}-{row.pk}"
    return bound.get(key) or forms.RestoreForm(initial={"version": row.version}, auto_id=f"{key}-%s")


# The lists of the panel whose rows have forms, by the name that the templates know them by.
LINES: dict[str, Callable[[ClaimSheet, Mapping[str, ActionForm]], list[Line]]] = {
    "places": _place_lines,
    "keeps": _keep_lines,
    "twins": _twin_lines,
    "citations": _citation_lines,
    "threads": _thread_lines,
}
