"""Why a verb did nothing. The web turns each into one page or fragment, in one place."""

from __future__ import annotations

from typing import Any

from annotations.models import Audited, Source


class DeskError(Exception):
    """A verb refused; `message` says why and what to do next, for a person on deadline."""

    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(DeskError):
    """This person's role, or their part in the matter, does not allow it."""

    status = 403


class Refused(DeskError):
    """The input breaks a rule of the desk. `field` names the form field it is about, where there is one.

    Of several claims that come at once, `claim` is the place of the one it is about, from 0.
    """

    def __init__(self, message: str, field: str = "", *, claim: int | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.claim = claim


class Ambiguous(Refused):
    """The words stand in several places; `places` are their spans (code points, end-exclusive)."""

    def __init__(self, message: str, places: list[tuple[int, int]]) -> None:
        super().__init__(message, "quote")
        self.places = places


class SameAddress(Refused):
    """Another source of the project has this address already: `other`, with which this one can be merged."""

    def __init__(self, message: str, other: Source) -> None:
        super().__init__(message, "url")
        self.other = other


class StaleRow(DeskError):
    """Somebody changed the row after this person read it. `row` is as it stands now."""

    status = 409

    def __init__(self, message: str, row: Audited | None = None, **details: Any) -> None:
        super().__init__(message)
        self.row = row
        self.details = details
