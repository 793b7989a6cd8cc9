"""Words of an article, shown with what stands around them."""

from __future__ import annotations

from bisect import bisect_right

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotations.text.direction import runs_from_right
from annotations.web.selection import Selection

register = template.Library()

AROUND = 50


@register.simple_tag
def in_context(chosen: Selection, start: int, end: int) -> SafeString:
    """Show a place of the draft with the words before and after it, and the number of its sentence."""
    text = chosen.revision.text
    before_it = bisect_right(chosen.every_unit, start, key=lambda unit: unit.sentence.end)
    number = min(before_it + 1, chosen.units.total)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return format_html("sentence {}: …{}<mark>{}</mark>{}…", number, before, text[start:end], after)


@register.filter
def direction(text: str) -> str:
    """Give the value of `dir` for an article: a paragraph that begins with a foreign name still runs as the others."""
    return "rtl" if runs_from_right(text) else "ltr"


@register.filter
def sentence_names(numbers: list[int]) -> str:
    """Name sentences by number: "sentence 3", "sentences 3, 4", "in no sentence"."""
    if not numbers:
        return "in no sentence"
    return f"sentence{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
