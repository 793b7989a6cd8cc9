"""The article as prose: each unit, rail entry and gutter as one ready string of HTML.

A page of a thousand sentences costs what its strings cost, so templates only put them in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString

from annotations.models import DONE, UnitKind, WorkStatus
from annotations.reports.units import Named, Unit
from annotations.web.looks import LOUD, STATUS_TONES

RAIL_WORDS = 60
# The margin is narrow.
SHORT = {WorkStatus.QUERY: "query", WorkStatus.SECOND_CHECK: "2nd check"}
STATUS_WORDS = {status: status.label.lower() for status in WorkStatus}
GLYPHS = {status: f'<svg class="g" aria-hidden="true"><use href="#{status}"/></svg>' for status in WorkStatus}
# What beside its status a person should know of a sentence: the mark on it, its glyph, its words.
VOID = ' data-void="true"'
VOID_GLYPH = '<svg class="g void" aria-hidden="true"><use href="#changed"/></svg>'
STALE = ' data-stale="true"'
STALE_GLYPH = '<svg class="g stale" aria-hidden="true"><use href="#flag"/></svg>'
# Word joiners: a line does not break before the number of a claim, nor between it and the comma after it.
JOINED = "&#8288;<span>{}</span>&#8288;"
CURRENT = ' aria-current="true"'
OOB = ' hx-swap-oob="true"'


# The element around the units of a paragraph, by its kind.
AROUND = {
    UnitKind.HEADLINE: ("<h1>", "</h1>"),
    UnitKind.CAPTION: ("<figure><figcaption>", "</figcaption></figure>"),
    UnitKind.BYLINE: ('<p class="byline">', "</p>"),
    UnitKind.DATELINE: ('<p class="byline">', "</p>"),
}


@dataclass(frozen=True)
class Block:
    """A paragraph: its kind decides the element around its units; `lower` is a headline below another."""

    number: int
    kind: str
    gutter: SafeString
    units: SafeString
    lower: bool = False


def blocks(units: Sequence[Unit], text: str, chosen: int | None, *, page: str = "?") -> Iterator[Block]:
    """Yield the paragraphs of a revision in order; `chosen` is the number of the selected sentence.

    `page` is what the addresses of sentences begin with, up to and with "?" or "&amp;": none for the page itself.
    """
    headed = False
    for number, group in groupby(units, key=lambda unit: unit.sentence.paragraph):
        held = list(group)
        parts: list[str] = []
        for before, unit in zip([None, *held], held, strict=False):
            if before is not None:
                between = text[before.sentence.end : unit.sentence.start]
                parts.append(between if between == " " else escape(between))
            parts.append(unit_html(unit, text, total=len(units), chosen=unit.number == chosen, page=page))
        kind = held[0].sentence.kind
        lower = headed and kind == UnitKind.HEADLINE
        yield Block(number, kind, gutter_html(held, page=page), SafeString("".join(parts)), lower)
        headed = headed or kind == UnitKind.HEADLINE


def block_html(block: Block) -> SafeString:
    """Draw a paragraph of the workspace: its margin beside its units."""
    begin, end = ("<h2>", "</h2>") if block.lower else AROUND.get(UnitKind(block.kind), ("<p>", "</p>"))
    head = " head" if block.kind == UnitKind.HEADLINE else ""
    return SafeString(f'<div class="block{head}">{block.gutter}\n{begin}{block.units}{end}</div>')


def unit_html(unit: Unit, text: str, *, total: int, chosen: bool, oob: bool = False, page: str = "?") -> SafeString:
    """Draw a sentence: its number is the link, its words stay selectable, claims are thick lines under their words."""
    number, span, places, status, _ = unit
    at = f"{CURRENT if chosen else ''}{OOB if oob else ''}"
    said, marks, flags = _known(unit)
    words = _words(unit, text, page) if places else escape(text[span.start : span.end])
    return SafeString(
        f'<span class="unit" id="s{number}" data-status="{status}" data-tone="{STATUS_TONES[status]}"{marks}{at}>'
        f'<a class="verse" href="{page}sentence={number}#s{number}"'
        f' aria-label="Sentence {number} of {total}, {said}">'
        f"{GLYPHS[status]}{number}{flags}</a>"
        f'<span class="words" data-start="{span.start}">{words}</span></span>'
    )


class Known(NamedTuple):
    """What a person should know of a sentence: in words, and as the marks and glyphs that it and its line have."""

    said: str
    marks: str
    flags: str


# Of a sentence without a claim.
BARE = {status: Known(words, "", "") for status, words in STATUS_WORDS.items()}


def _known(unit: Unit) -> Known:
    """Say what a sentence is like: "disputed, 2 sources, 3 claims, sign-off void"."""
    if not unit.places:
        return BARE[unit.status]
    said, claims = STATUS_WORDS[unit.status], unit.claims
    sources, count = sum(claim.sources for claim in claims), len(claims)
    if sources:
        said += f", {sources} source{'s' if sources > 1 else ''}"
    said += f", {count} claim{'s' if count > 1 else ''}"
    voided, stale = any(claim.voided for claim in claims), any(claim.stale for claim in claims)
    return Known(
        f"{said}{', sign-off void' if voided else ''}{', stale' if stale else ''}",
        f"{VOID if voided else ''}{STALE if stale else ''}",
        f"{VOID_GLYPH if voided else ''}{STALE_GLYPH if stale else ''}",
    )


def _words(unit: Unit, text: str, page: str) -> str:
    start, end = unit.sentence.start, unit.sentence.end
    parts = [place for place in unit.places if (place.start, place.end) != (start, end)]
    cuts = {start, end}
    for place in unit.places:
        cuts |= {max(start, place.start), min(end, place.end)}
    places = sorted(cuts)
    drawn: list[str] = []
    for begin, stop in pairwise(places):
        words = escape(text[begin:stop])
        over = [place for place in parts if place.start <= begin and place.end >= stop]
        if over:
            tone = STATUS_TONES[WorkStatus(over[-1].claim.work_status)]
            quiet = " done" if all(place.claim.work_status in DONE for place in over) else ""
            words = f'<mark class="claim{quiet}" data-tone="{tone}">{words}</mark>'
        drawn.append(words)
        drawn += [_claim_link(unit, place.claim, page) for place in unit.places if min(end, place.end) == stop]
    return "".join(drawn)


def _claim_link(unit: Unit, claim: Named, page: str) -> str:
    status = WorkStatus(claim.work_status)
    label = f"Claim {claim.number}, {status.label.lower()}"
    return (
        f'<a class="claim-no" data-tone="{STATUS_TONES[status]}" aria-label="{label}"'
        f' href="{page}sentence={unit.number}&amp;claim={claim.number}#s{unit.number}">'
        f"{JOINED.format(claim.number)}</a>"
    )


def gutter_html(units: Sequence[Unit], *, oob: bool = False, page: str = "?") -> SafeString:
    """Draw the margin of a paragraph: what is left in it, and what needs a person."""
    number, done = units[0].sentence.paragraph, sum(unit.done for unit in units)
    left = len(units) - done
    words = f"{left} of {len(units)} to check" if done and left else f"{left} to check" if left else "all checked"
    kind = units[0].sentence.kind
    name = UnitKind(kind).label if kind in (UnitKind.CAPTION, UnitKind.HEADLINE) else f"¶ {number}"
    flags = "".join(
        f'<li><a data-tone="{STATUS_TONES[unit.status]}" href="{page}sentence={unit.number}#s{unit.number}">'
        f'{GLYPHS[unit.status]}<span><span class="hide">Sentence </span>'
        f"{unit.number}: {_short(unit)}</span></a></li>"
        for unit in units
        if unit.status in LOUD or (unit.places and unit.stale)
    )
    if flags:
        flags = f'<ul class="flags">{flags}</ul>'
    return SafeString(
        f'<div class="gutter" id="p{number}"{OOB if oob else ""}><span>{name}</span> <span>{words}</span>'
        f'<svg class="bar" viewBox="0 0 {len(units)} 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<g data-tone="green"><rect class="fill" x="0" y="0" width="{done}" height="8"/></g></svg>'
        f"{flags}</div>"
    )


def _short(unit: Unit) -> str:
    words = SHORT.get(unit.status, STATUS_WORDS[unit.status])
    return f"{words}, stale" if unit.places and unit.stale else words


def rail_html(unit: Unit, text: str, *, total: int, chosen: bool, oob: bool = False, page: str = "?") -> SafeString:
    """Draw a sentence's line in the rail; a word stands beside whatever needs a person."""
    number, span, _, status, _ = unit
    words = escape(" ".join(text[span.start : min(span.end, span.start + RAIL_WORDS)].split()))
    said, marks, flags = _known(unit)
    # What is said unseen before the words names the status, so that the word beside them need not be read out.
    shown = f'<span class="word" aria-hidden="true">{status.label}</span>' if status in LOUD else ""
    if STALE in marks:
        shown += '<span class="word" data-tone="amber" aria-hidden="true">Stale</span>'
    return SafeString(
        f'<li id="r{number}"{OOB if oob else ""}>'
        f'<a href="{page}sentence={number}#s{number}"'
        f' data-tone="{STATUS_TONES[status]}"{marks}{CURRENT if chosen else ""}>'
        f'<span class="no"><span class="hide">Sentence </span>{number}'
        f'<span class="hide"> of {total}, {said}.</span></span>{GLYPHS[status]}'
        f'<span class="words">{words}</span>{flags}{shown}</a></li>'
    )
