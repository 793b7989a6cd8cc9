"""The form that brings an article in: filled, looked at and saved."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.models import Revision
from annotations.reading.document import Document
from annotations.reading.packing import packed

ADDRESS = "/projects/city/articles/new/"


def fields(**changed: Any) -> dict[str, Any]:
    return {"action_id": str(uuid.uuid4()), "language": "en", "preview": "1"} | changed


def file(data: bytes, name: str = "toll.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/plain")


def exact(text: str, **said: Any) -> str:
    """Write what a page carries of a file that was looked at."""
    return packed(Document(**({"text": text, "type": "text"} | said)))


def look(client: Client, **changed: Any) -> Any:
    """Ask for the preview."""
    response = client.post(ADDRESS, fields(**changed))
    assert response.status_code == 200, response.text
    return response


def carried(response: Any) -> dict[str, str]:
    """Read what the previewed page sends along when it is saved."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.text)
    held = {name: html.unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}
    area = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', response.text, re.DOTALL)
    return held | ({"text": html.unescape(area[1])} if area else {}) | {"language": "en"}


def save(client: Client, response: Any, **changed: Any) -> Any:
    """Press "Save the article" on a previewed page."""
    return client.post(ADDRESS, carried(response) | {"save": "1"} | changed)


def stored() -> Revision:
    return Revision.objects.get()
