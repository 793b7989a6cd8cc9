"""The panel beside the article: the chosen sentence's claims, and the chosen claim with its forms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.desk.reviewing import state_seen
from annotations.models import Anchor, Article, Audited, Claim, QueryState, Role, WorkStatus
from annotations.reports.claim import ClaimSheet, claim_sheet
from annotations.reports.history import latest_lines
from annotations.web import forms
from annotations.web.forms import ActionForm
from annotations.web.looks import STATUS_TONES
from annotations.web.prose import blocks, gutter_html, rail_html, unit_html
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


def panel_context(chosen: Selection, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Gather what the panel's templates need; `bound` puts forms with errors in the place of fresh ones, by name."""
    sheet, seen = None, ""
    if chosen.claim:
        # Before the rest is read: what comes in between is then a conflict, and not approved unseen.
        seen = state_seen(chosen.claim) if chosen.role.may(Role.REVIEWER) else ""
        sheet = claim_sheet(chosen.claim, chosen.revision, chosen.units, chosen.reader, chosen.role)
    listed = [(claim.pk, str(claim)) for claim in _claims(chosen.article).only("number", "statement")]
    made = {"new": _new_claim_form(chosen, listed)}
    if sheet:
        made |= _claim_forms(chosen, sheet, listed, seen)
    bound = bound or {}
    made |= bound
    places = _place_lines(sheet, made) if sheet else []
    return {
        "chosen": chosen,
        "article": chosen.article,
        "unit": chosen.unit,
        "words": chosen.revision.text[chosen.unit.sentence.start : chosen.unit.sentence.end],
        "claim": chosen.claim,
        "sheet": sheet,
        "may_check": chosen.role.may(Role.CHECKER),
        "may_review": chosen.role.may(Role.REVIEWER),
        "not_yet": NOT_YET.get(WorkStatus(chosen.claim.work_status), "") if chosen.claim else "",
        "forms": made,
        "bound": bound,
        "places": places,
        "places_open": "place" in bound or any(form.is_bound for line in places for form in line.forms.values()),
        "twins": [Line(twin, {"place": forms.PlaceForm(auto_id=False)}) for twin in sheet.twins] if sheet else [],
        "citations": _citation_lines(sheet, made) if sheet else [],
        "threads": _thread_lines(sheet, made) if sheet else [],
        "verdicts": list(forms.project_verdicts(chosen.article.project)) if sheet else [],
        "withdrawn_claims": _withdrawn_claims(chosen),
        "lines": latest_lines(chosen.claim, chosen.reader) if chosen.claim else [],
        "total": len(chosen.units),
    }


def workspace_context(chosen: Selection, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Gather what the whole page needs."""
    text, number = chosen.revision.text, chosen.unit.number
    return (
        panel_context(chosen, bound)
        | tally_context(chosen)
        | {
            "revision": chosen.revision,
            "blocks": list(blocks(chosen.units, text, number)),
            "rail": [rail_html(unit, text, chosen=unit.number == number) for unit in chosen.units],
        }
    )


def tally_context(chosen: Selection) -> dict[str, Any]:
    tally = chosen.tally
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


def touched_html(chosen: Selection, claim: Claim, before: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Draw anew, for a swap out of band, the units, rail lines and gutters that a claim stands or stood in."""
    anchors = Anchor.objects.filter(claim=claim, revision=chosen.revision)
    places = {*anchors.values_list("start", "end"), *before}
    text, total, number = chosen.revision.text, len(chosen.units), chosen.unit.number
    touched = [
        unit
        for unit in chosen.units
        if any(unit.sentence.start < end and unit.sentence.end > start for start, end in places)
    ]
    drawn: list[str] = []
    for unit in touched:
        drawn.append(unit_html(unit, text, total=total, chosen=unit.number == number, oob=True))
        drawn.append(rail_html(unit, text, chosen=unit.number == number, oob=True))
    for paragraph in sorted({unit.sentence.paragraph for unit in touched}):
        group = [unit for unit in chosen.units if unit.sentence.paragraph == paragraph]
        drawn.append(gutter_html(group, oob=True))
    return drawn


def _claims(article: Article) -> Any:
    """List the claims that a claim can be part of."""
    return Claim.objects.standing().filter(article=article).order_by("number")


def _new_claim_form(chosen: Selection, listed: list[tuple[uuid.UUID, str]]) -> ActionForm:
    words = chosen.revision.text[chosen.unit.sentence.start : chosen.unit.sentence.end]
    initial = {"sentence": chosen.unit.number, "quote": words, "statement": words}
    return forms.NewClaimForm(initial=initial, others=_claims(chosen.article), listed=listed)


def _claim_forms(
    chosen: Selection, sheet: ClaimSheet, listed: list[tuple[uuid.UUID, str]], seen: str
) -> dict[str, ActionForm]:
    claim, project = sheet.claim, chosen.article.project
    others = [(key, name) for key, name in listed if key != claim.pk]
    if claim.within and claim.within.withdrawn:
        others.append((claim.within.pk, f"{claim.within} (withdrawn)"))
    version = {"version": claim.version}
    words = ("statement", "type", "risk", "claimant", "within", "version")
    said = {name: getattr(claim, name) for name in words}
    made: dict[str, ActionForm] = {
        "words": forms.StatementForm(initial=said, others=_claims(chosen.article), listed=others),
        "place": forms.PlaceForm(),
        "withdraw": forms.ReasonForm(initial=version, auto_id="withdraw-%s"),
        "restore": forms.RestoreForm(initial=version),
        "assess": forms.AssessForm.of(sheet.mine, claim, sheet.last_round),
        "scope": forms.ScopeForm.of(claim),
        "checkable": forms.ScopeForm(initial=version, auto_id="checkable-%s"),
        "source": forms.SourceForm(project=project, reader=chosen.reader, role=chosen.role),
        "note": forms.NoteForm(),
    }
    if sheet.may_review:
        made |= {
            "approve": forms.SeenForm(initial={"seen": seen}),
            "back": forms.SendBackForm(initial={"seen": seen}),
            "rule": forms.RuleForm(initial={"seen": seen}, project=project),
        }
    return made


def _place_lines(sheet: ClaimSheet, bound: Mapping[str, ActionForm]) -> list[Line]:
    lines = []
    for place in sheet.places:
        anchor = place.anchor
        initial = {"quote": anchor.quote, "start": anchor.start, "end": anchor.end, "version": anchor.version}
        move = bound.get(f"move-{anchor.pk}") or forms.MoveForm(initial=initial, auto_id=f"move-{anchor.pk}-%s")
        lines.append(Line(place, {"move": move, "withdraw": _reason_form("unplace", anchor, bound)}))
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


def _withdrawn_claims(chosen: Selection) -> list[Claim]:
    span = chosen.unit.sentence
    places = Anchor.objects.filter(revision=chosen.revision, start__lt=span.end, end__gt=span.start)
    claims = Claim.objects.filter(article=chosen.article, anchors__in=places).exclude(withdrawn="")
    return list(claims.distinct().order_by("number"))
