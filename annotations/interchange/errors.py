"""What is wrong with a checked article in a file."""

from __future__ import annotations

from typing import Any

# As much of a wrong value as tells which it is.
SHOWN = 40


class BadArticle(ValueError):
    """What is given is no checked article; `where` is the field, such as claims[3].places[0], "" for all of it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


def shown(value: Any) -> str:
    """Name a wrong value for a person, on one line."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        short = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        return "“" + "".join([sign if sign.isprintable() else "\ufffd" for sign in short]) + "”"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "null" if value is None else str(value)
