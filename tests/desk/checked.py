"""Checked articles as files, and what the command says of them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations.interchange.shape import FORMAT
from tests.world import TEXT

CLAIM: dict[str, Any] = {
    "statement": "The toll rises to €4.",
    "places": [{"quote": "will rise to €4 in May"}],
    "checks": [
        {
            "checker": "omar",
            "verdict": "accurate",
            "sources": [{"source": {"url": "https://a.example/"}, "stance": "supports"}],
        }
    ],
    "notes": [{"text": "Asked the council.", "author": "cleo"}],
    "sign_off": {"reviewer": "rita"},
}


def article(*claims: dict[str, Any], text: str = TEXT, **head: Any) -> dict[str, Any]:
    return {"format": FORMAT, "text": text, "claims": list(claims), **head}


def claim(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (CLAIM | changed).items() if value is not None}


class Said(list[dict[str, Any]]):
    """The lines on standard output, and what stood on standard error."""

    err = ""


def imported(path: object, **options: Any) -> Said:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_article", str(path), **{"project": "city", "stdout": out, "stderr": err} | options)
    finally:
        said = Said(map(json.loads, out.getvalue().splitlines()))
        said.err = imported.err = err.getvalue()  # type: ignore[attr-defined]
    return said


def refused(path: object, message: str, **options: Any) -> str:
    """Import what is refused, with one line; gives what stood on standard error before it."""
    with pytest.raises(CommandError) as error:
        imported(path, **options)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    return str(imported.err)  # type: ignore[attr-defined]
