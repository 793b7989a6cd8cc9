"""A form that was sent after its log-in had ended: carried through the log-in page, and put back as it was sent.

Nothing is kept here: what was sent goes to the browser inside the log-in form, and comes back with the password.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

FIELD = "carried"
# Posted, but nothing that a person has typed: tokens, passwords; and as values numbers, keys and codes.
NOT_WORDS = re.compile("csrf|action_id|version|password|^next$|^exact$")
A_CODE = re.compile(r"[0-9a-f-]{32,36}|[0-9a-z_]*")


@dataclass(frozen=True)
class Carried:
    """What a form held: its fields in order, the names of its files, and who was logged in last where it was made."""

    fields: list[tuple[str, str]]
    files: list[str]
    by: str = ""

    @classmethod
    def of(cls, request: HttpRequest, by: str = "") -> Carried:
        """Take what was sent; from a log-in page that carries a form, that form."""
        packed = request.POST.get(FIELD)
        found = cls.unpacked(packed) if packed else None
        if found:
            return found
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = [str(file.name) for _, chosen in request.FILES.lists() for file in chosen]
        return cls([(name, value) for name, value in sent if name != "csrfmiddlewaretoken"], files, by)

    @classmethod
    def unpacked(cls, packed: str) -> Carried | None:
        """Read what `packed` wrote; None for anything else."""
        try:
            held = json.loads(packed)
            fields = [(str(name), str(value)) for name, value in held["fields"]]
            carried = cls(fields, [str(name) for name in held["files"]], str(held["by"]))
            carried.packed.encode()  # half a character could be drawn in no page
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
        """Make a request what it was when it was sent first, but for the files."""
        sent = QueryDict(mutable=True)
        for name, value in self.fields:
            sent.appendlist(name, value)
        sent._mutable = False
        request.POST = sent  # type: ignore[assignment]
        request._files = MultiValueDict()  # type: ignore[attr-defined]


def is_carried(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and FIELD in request.POST
    except UnreadablePostError:  # the browser has gone meanwhile
        return False
