"""Which way a text runs."""

from __future__ import annotations

import unicodedata
from itertools import islice

# Enough to tell; a headline with a foreign name in it is not.
LETTERS = 500


def runs_from_right(text: str) -> bool:
    """Tell whether most of a text's first 500 letters are written from right to left (UAX #9: types R and AL)."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    counted = [kind != "L" for kind in islice(strong, LETTERS)]
    return 2 * sum(counted) > len(counted)
