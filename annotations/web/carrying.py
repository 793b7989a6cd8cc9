"""A form that was sent after its log-in had ended: carried through the log-in page, and put back as it was sent.

Nothing is kept here: what was sent goes to the browser inside the log-in form, and comes back with the password.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

FIELD = "carried"
# Posted, but nothing that a person has typed: tokens, passwords; and as values numbers, keys and codes.
NOT_WORDS = re.compile("csrf|action_id|version|password|^next$|^exact$")
A_CODE = re.compile(r"[0-9a-f-]{32,36}|[0-9a-z_]*")


class File(NamedTuple):
    """A file of a form: in which field, its name, and what it holds in base64; None where that is too large."""

    field: str
    name: str
    held: str | None

    @classmethod
    def of(cls, field: str, file: UploadedFile[Any]) -> File:
        if (file.size or 0) > settings.MAX_ARTICLE_BYTES:
            return cls(field, str(file.name), None)
        file.seek(0)
        return cls(field, str(file.name), b64encode(file.read()).decode())

    def again(self) -> ContentFile[bytes] | None:
        """Give the file as it was chosen; raises ValueError where it is no base64."""
        return None if self.held is None else ContentFile(b64decode(self.held, validate=True), self.name)


@dataclass(frozen=True)
class Carried:
    """What a form held: its fields in order, its files, and who was logged in last where it was made."""

    fields: list[tuple[str, str]]
    files: list[File]
    by: str = ""

    @classmethod
    def of(cls, request: HttpRequest, by: str = "") -> Carried:
        """Take what was sent; from a log-in page that carries a form, that form."""
        packed = request.POST.get(FIELD)
        found = cls.unpacked(packed) if packed else None
        if found:
            return found
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = [File.of(field, file) for field, chosen in request.FILES.lists() for file in chosen]
        return cls([(name, value) for name, value in sent if name != "csrfmiddlewaretoken"], files, by)

    @classmethod
    def unpacked(cls, packed: str) -> Carried | None:
        """Read what `packed` wrote; None for anything else."""
        try:
            held = json.loads(packed)
            fields = [(str(name), str(value)) for name, value in held["fields"]]
            files = [File(str(field), str(name), content) for field, name, content in held["files"]]
            carried = cls(fields, files, str(held["by"]))
            carried.packed.encode()  # half a character could be drawn in no page
            for file in files:
                file.again()
            return carried
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    @property
    def packed(self) -> str:
        """Write it as one line, which no browser changes; of anything else it would change the line ends."""
        return json.dumps({"fields": self.fields, "files": self.files, "by": self.by}, ensure_ascii=False)

    @property
    def words(self) -> list[tuple[str, str]]:
        """Give what a person wrote: (name of the field, words)."""
        return [
            (name.replace("_", " ").capitalize(), words)
            for name, words in self.fields
            if not NOT_WORDS.search(name) and not A_CODE.fullmatch(words.strip())
        ]

    @property
    def writes(self) -> bool:
        """Tell whether it may come again: what names its action is done once; a password stays in no page."""
        names = [name for name, _ in self.fields]
        return "action_id" in names and not any("password" in name for name in names)

    def put_back(self, request: HttpRequest) -> None:
        """Make a request what it was when it was sent first, but for files that were too large to be carried."""
        sent = QueryDict(mutable=True)
        for name, value in self.fields:
            sent.appendlist(name, value)
        sent._mutable = False
        request.POST = sent  # type: ignore[assignment]
        files: MultiValueDict[str, ContentFile[bytes]] = MultiValueDict()
        for one in self.files:
            if file := one.again():
                files.appendlist(one.field, file)
        request._files = files  # type: ignore[attr-defined]


def is_carried(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and FIELD in request.POST
    except UnreadablePostError:  # the browser has gone meanwhile
        return False
