"""A history as its page tells it, cut into what a test looks for."""

from __future__ import annotations

from annotations.desk.sourcing import NewSource, Use
from annotations.models import Stance

MINUTES = NewSource("Minutes of the council", url="https://council.example/minutes", publisher="Varn council")
SUPPORTS = Use(Stance.SUPPORTS, "Four euros from May.", "page 3")


def entries(page):
    return [entry for day in page.days for entry in day.entries]


def newest(page):
    return entries(page)[0]


def sentence(entry):
    return entry.who + " " + entry.said[0] + ", ".join(f"claim {one.number}" for one in entry.claims) + entry.said[1]


def side(shown):
    return shown.label if shown else None


def changes(entry):
    """Give an entry's changes as {label: (before, after) or the runs of a text}."""
    return {
        change.label: [(run.kind, run.text) for run in change.runs] or (side(change.before), side(change.after))
        for item in entry.items
        for change in [*item.changes, *item.follows]
    }


def everything(page):
    """Give every word of a page, to look for what must not be there."""
    return repr(page)
