"""Figures as links to the claims that they count."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotations.reports.claim_filter import BLOCKS
from annotations.reports.overview.figures import Figure
from annotations.web.figures import claims_url

register = template.Library()

register.filter("claims_url", claims_url)


@register.filter
def block_words(name: str) -> str:
    """Say what blocks publication, by its name."""
    return BLOCKS[name]


@register.simple_tag
def figure(counted: Figure) -> SafeString:
    """Draw a number that leads to its claims; none leads nowhere."""
    if not counted.number:
        return format_html('<span class="quiet">{}</span>', 0)
    return format_html('<a href="{}">{}</a>', claims_url(counted), f"{counted.number:,}")
