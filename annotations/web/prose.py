"""The article as prose: each unit, rail entry and gutter as one ready string of HTML.

A page of a thousand sentences costs what its strings cost, so templates only put them in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from django.utils.safestring import SafeString

from annotations.models import DONE, Anchor, UnitKind, WorkStatus
from annotations.reports.units import Unit
from annotations.web.looks import LOUD, STATUS_TONES

SPACE = re.compile(r"\s+")
RAIL_WORDS = 60
# The margin is narrow.
SHORT = {WorkStatus.QUERY: "query", WorkStatus.SECOND_CHECK: "2nd check"}
VOID = ' data-void="true"'
VOID_GLYPH = '<svg class="g void" aria-hidden="true"><use href="#changed"/></svg>'
VOID_WORDS = '<span class="hide">, sign-off void</span>'
# Word joiners: a line does not break before the number of a claim, nor between it and the comma after it.
JOINED = "&#8288;<span>{}</span>&#8288;"
CURRENT = ' aria-current="true"'
OOB = ' hx-swap-oob="true"'


@dataclass(frozen=True)
class Block:
    """A paragraph: its kind decides the element around its units."""

    number: int
    kind: str
    gutter: SafeString
    units: SafeString


def blocks(units: Sequence[Unit], text: str, chosen: int | None) -> Iterator[Block]:
    """Yield the paragraphs of a revision in order; `chosen` is the number of the selected sentence."""
    for number, group in groupby(units, key=lambda unit: unit.sentence.paragraph):
        held = list(group)
        parts: list[str] = []
        for before, unit in zip([None, *held], held, strict=False):
            if before is not None:
                parts.append(escape(text[before.sentence.end : unit.sentence.start]))
            parts.append(unit_html(unit, text, total=len(units), chosen=unit.number == chosen))
        yield Block(number, held[0].sentence.kind, gutter_html(held), SafeString("".join(parts)))


def unit_html(unit: Unit, text: str, *, total: int, chosen: bool, oob: bool = False) -> SafeString:
    """Draw a sentence: its number is the link, its words stay selectable, claims are thick lines under their words."""
    status = unit.status
    claims = len(unit.claims)
    label = f"Sentence {unit.number} of {total}, {status.label.lower()}"
    if claims:
        label += f", {claims} claim{'s' if claims > 1 else ''}"
    if unit.voided:
        label += ", sign-off void"
    return SafeString(
        f'<span class="unit" id="s{unit.number}" data-status="{status}" data-tone="{STATUS_TONES[status]}"'
        f"{VOID if unit.voided else ''}{CURRENT if chosen else ''}{OOB if oob else ''}>"
        f'<a class="verse" href="?sentence={unit.number}#s{unit.number}" aria-label="{label}">'
        f"{_glyph(status)}{unit.number}{VOID_GLYPH if unit.voided else ''}</a>"
        f'<span class="words" data-start="{unit.sentence.start}">{_words(unit, text)}</span></span>'
    )


def _words(unit: Unit, text: str) -> str:
    start, end = unit.sentence.start, unit.sentence.end
    if not unit.anchors:
        return escape(text[start:end])
    parts = [anchor for anchor in unit.anchors if (anchor.start, anchor.end) != (start, end)]
    cuts = {start, end}
    for anchor in unit.anchors:
        cuts |= {max(start, anchor.start), min(end, anchor.end)}
    places = sorted(cuts)
    drawn: list[str] = []
    for begin, stop in pairwise(places):
        words = escape(text[begin:stop])
        over = [anchor for anchor in parts if anchor.start <= begin and anchor.end >= stop]
        if over:
            tone = STATUS_TONES[WorkStatus(over[-1].claim.work_status)]
            quiet = " done" if all(anchor.claim.work_status in DONE for anchor in over) else ""
            words = f'<mark class="claim{quiet}" data-tone="{tone}">{words}</mark>'
        drawn.append(words)
        drawn += [_claim_link(unit, anchor) for anchor in unit.anchors if min(end, anchor.end) == stop]
    return "".join(drawn)


def _claim_link(unit: Unit, anchor: Anchor) -> str:
    claim = anchor.claim
    status = WorkStatus(claim.work_status)
    label = f"Claim {claim.number}, {status.label.lower()}"
    return (
        f'<a class="claim-no" data-tone="{STATUS_TONES[status]}" aria-label="{label}"'
        f' href="?sentence={unit.number}&amp;claim={claim.number}#s{unit.number}">{JOINED.format(claim.number)}</a>'
    )


def gutter_html(units: Sequence[Unit], *, oob: bool = False) -> SafeString:
    """Draw the margin of a paragraph: what is left in it, and what needs a person."""
    number, done = units[0].sentence.paragraph, sum(unit.done for unit in units)
    left = len(units) - done
    words = f"{left} of {len(units)} to check" if done and left else f"{left} to check" if left else "all checked"
    kind = units[0].sentence.kind
    name = UnitKind(kind).label if kind in (UnitKind.CAPTION, UnitKind.HEADLINE) else f"¶ {number}"
    flags = "".join(
        f'<li><a data-tone="{STATUS_TONES[unit.status]}" href="?sentence={unit.number}#s{unit.number}">'
        f'{_glyph(unit.status)}<span><span class="hide">Sentence </span>'
        f"{unit.number}: {SHORT.get(unit.status, unit.status.label.lower())}</span></a></li>"
        for unit in units
        if unit.status in LOUD
    )
    if flags:
        flags = f'<ul class="flags">{flags}</ul>'
    return SafeString(
        f'<div class="gutter" id="p{number}"{OOB if oob else ""}><span>{name}</span> <span>{words}</span>'
        f'<svg class="bar" viewBox="0 0 {len(units)} 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<g data-tone="green"><rect class="fill" x="0" y="0" width="{done}" height="8"/></g></svg>'
        f"{flags}</div>"
    )


def rail_html(unit: Unit, text: str, *, chosen: bool, oob: bool = False) -> SafeString:
    """Draw a sentence's line in the rail; a word stands beside whatever needs a person."""
    status = unit.status
    words = SPACE.sub(" ", text[unit.sentence.start : min(unit.sentence.end, unit.sentence.start + RAIL_WORDS)])
    shown = "word" if status in LOUD else "hide"
    return SafeString(
        f'<li id="r{unit.number}"{OOB if oob else ""}>'
        f'<a href="?sentence={unit.number}#s{unit.number}" data-tone="{STATUS_TONES[status]}"'
        f"{VOID if unit.voided else ''}{CURRENT if chosen else ''}>"
        f'<span class="no">{unit.number}</span>{_glyph(status)}'
        f'<span class="words">{escape(words)}</span>{VOID_GLYPH if unit.voided else ""}'
        f'<span class="{shown}">{status.label}</span>{VOID_WORDS if unit.voided else ""}</a></li>'
    )


def _glyph(status: WorkStatus) -> str:
    return f'<svg class="g" aria-hidden="true"><use href="#{status}"/></svg>'
