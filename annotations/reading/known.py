"""Take from a file only what can be stored of an article: a day, an address, a language, a line of words."""

from __future__ import annotations

import datetime
import re

from annotations.text.recognising import recognise_language

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")
_NOBODY = frozenset(("python-docx", "microsoft office user", "un-named", "author", "user", "admin", "unknown"))


def line_of(value: object, longest: int) -> str:
    """Give words on one line, at most so many characters."""
    return " ".join(str(value or "").replace("\0", "").split())[:longest]


def names_of(value: object) -> str:
    """Give the names of those who wrote it, parted by commas, without those that programs write where nobody is."""
    names = (name.strip() for name in line_of(value, 1000).split(";"))
    return ", ".join(name for name in names if name and name.lower() not in _NOBODY)[:300]


def web_address(value: object) -> str:
    """Give an address of the web; "" for any other."""
    url = str(value or "").strip()
    return url if _ADDRESS.match(url) and len(url) <= 2000 else ""


def day_of(value: object) -> datetime.date | None:
    """Give the day that a date or a time of ISO 8601 begins with."""
    try:
        return datetime.date.fromisoformat(str(value or "").strip()[:10])
    except ValueError:
        return None


def language_tag(value: object, text: str) -> str:
    """Give the language that a file says it is in, unless its words are plainly of another."""
    said = str(value or "").strip().replace("_", "-")
    if not _TAG.match(said):
        return ""
    recognised = recognise_language(text)
    return said if not recognised or recognised.split("-")[0] == said.split("-")[0].lower() else ""
