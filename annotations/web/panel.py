"""The panel beside the article: the chosen sentence's claims, and the chosen claim with its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from annotations.desk.undoing import next_to_redo, next_to_undo
from annotations.models import Role, WorkStatus
from annotations.reports.affected import lost_in, undecided_in
from annotations.reports.claim import claim_sheet
from annotations.reports.events.claim_log import latest_of
from annotations.reports.lateness import is_late
from annotations.web.charts import bars
from annotations.web.forms import ActionForm
from annotations.web.panel_forms import LINES, Forms, done_form, makers_of
from annotations.web.pieces import parting_context
from annotations.web.prose import block_html, blocks, gutter_html, rail_html, unit_html
from annotations.web.selection import Selection

# Each stands in templates/_part_<name>.html, has the id part-<name>, and is swapped as a whole.
PARTS = ("words", "check", "others", "sources", "notes", "review", "log")

# How the names of the forms that say where a claim stands begin: refused, they are shown unfolded.
OF_PLACES = ("place", "move-", "unplace-")

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
    last = {"undo": lambda: done_form(to_undo), "redo": lambda: done_form(to_redo)}
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
        "forms": Forms(makers_of(chosen, sheet) | last, bound),
        "bound": bound,
        "places_open": bool(sheet and sheet.lost) or any(name.startswith(OF_PLACES) for name in bound),
        **{name: _lazy(partial(lines, sheet, bound)) if sheet else [] for name, lines in LINES.items()},
        "verdicts": chosen.hanging.verdicts,
        "withdrawn_claims": chosen.units.withdrawn_in(chosen.unit),
        "latest": latest,
        "to_undo": to_undo,
        "to_redo": to_redo,
        "total": chosen.units.total,
        **parting_context(chosen, bound),
    }


def _lazy(read: Callable[[], Any]) -> Any:
    """Give what is read when a template first looks at it."""
    return SimpleLazyObject(read)


def draw(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a template; the token that each of twenty forms carries is made once."""
    return str(render_to_string(template, context | {"csrf_token": get_token(request)}, request))


def draw_at_form(request: HttpRequest, context: dict[str, Any]) -> str:
    """Draw the whole page at the address of a form: its links, written for the article's own, lead there."""
    own = reverse("workspace", args=[context["article"].pk])
    return draw(request, "workspace.html", context).replace('href="?', f'href="{own}?')


def workspace_context(chosen: Selection, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Gather what the whole page needs."""
    text, number, total, page = chosen.revision.text, chosen.unit.number, chosen.units.total, escape(chosen.page)
    return panel_context(chosen, bound) | {
        "tally": chosen.tally,
        "bars": bars(chosen.tally),
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
