"""Where one is among the pages of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse

from annotations.web.nav import ENTRIES

register = template.Library()


@dataclass(frozen=True)
class Lit:
    """An entry as this page shows it; `current` is the value of aria-current, empty for the entries of other pages."""

    words: str
    url: str
    current: str


@register.simple_tag(takes_context=True)
def nav_entries(context: Context) -> list[Lit]:
    """List the entries in order; an error page may have no page's name, and lights none."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.url_name if match else None
    reviews = getattr(context.get("user"), "reviews", False)
    return [
        Lit(entry.words, reverse(entry.page), "page" if here == entry.page else "true" if here in entry.within else "")
        for entry in ENTRIES
        if reviews or not entry.to_review
    ]
