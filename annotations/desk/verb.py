"""What every verb shares: one transaction, one action, and an honest answer to a repeated or late request."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import hashlib
import json
import uuid
from collections.abc import Callable, Container
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.history.act import Act, AlreadyDone, OtherRequest
from annotations.history.canonical import PLAIN, plain
from annotations.history.rows import Clash, recorded
from annotations.models import Audited, Event, Membership, Project, Role, User
from annotations.models.fetching import fetch

P = ParamSpec("P")
# Not the history's JSON: a request may hold what the verb itself has still to refuse, such as half a character.
REQUEST = json.JSONEncoder(sort_keys=True)
R = TypeVar("R", bound=Audited)
# Of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
UNIQUE_VIOLATION = "23505"


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a verb of the desk: keyword-only, with `act: Act`, giving back one row.

    The same action by the same person again gives back the first result and does nothing. When two people make the
    same thing at once (one source, one claim number), the later one is tried again on what the earlier one left.
    """

    @wraps(function)
    def once(*args: P.args, **kwargs: P.kwargs) -> R:
        asked = cast(dict[str, Any], kwargs)
        asked["act"] = dataclasses.replace(asked["act"], verb=function.__name__, request=_fingerprint(asked))
        try:
            try:
                return function(*args, **kwargs)
            except IntegrityError as error:
                if not _is_there_already(error):
                    raise
                return function(*args, **kwargs)
        except AlreadyDone as done:
            kind, key = done.result
            return cast(R, apps.get_model("annotations", kind)._default_manager.get(pk=key))
        except OtherRequest:
            raise Refused(
                "This form was sent before, with other words. Load the page again and see what is saved."
            ) from None
        except ValidationError as invalid:
            field, messages = next(iter(invalid.message_dict.items()))
            raise Refused(messages[0], field) from None
        except Clash as clash:
            raise StaleRow(
                "Somebody saved this at the same moment. Look at what they did, then save again.", clash.row
            ) from None

    return once


def _is_there_already(error: IntegrityError) -> bool:
    """Tell whether something that is unique stands there; PostgreSQL says so in the language of its server."""
    return getattr(error.__cause__, "sqlstate", "") == UNIQUE_VIOLATION or "unique" in str(error).lower()


def _fingerprint(asked: dict[str, Any]) -> str:
    request = {name: _asked(value) for name, value in asked.items() if name != "act"}
    return hashlib.sha256(REQUEST.encode(request).encode()).hexdigest()


def _asked(value: Any) -> Any:
    if type(value) in PLAIN:
        return value
    if isinstance(value, Audited):
        return f"{value.object_kind()}:{value.pk}"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _asked(item) for name, item in vars(value).items()}
    if isinstance(value, dict):
        return {str(key): _asked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_asked(item) for item in value]
    if isinstance(value, enum.Enum | uuid.UUID | datetime.date):
        return str(plain(value))
    return plain(value)


def require(by: User | None, project: Project, role: Role) -> None:
    """Refuse whoever has not at least this role in the project; the system may do anything."""
    if by:
        held = fetch(Membership, project_id=project.pk, user_id=by.pk, withdrawn="")
        refuse_below(role, held[0].role if held else None, project)


def refuse_below(role: Role, held: str | None, project: Project) -> None:
    """Refuse a person who holds another role than this or a higher one in the project, or none."""
    if held is None or not Role(held).may(role):
        raise NotAllowed(f"Only a {role.label.lower()} of {project} can do this. Ask a manager of the project.")


def expect(row: Audited, version: int, *, only: Container[str] | None = None) -> None:
    """Refuse when the row was edited after `version`, where it matters in one of the fields `only`.

    Its computed columns do not count, and adding rows never does.
    """
    if version == row.version:
        return
    columns = recorded(type(row)).keys() - set(row.audit.computed)
    since = Event.objects.filter(object=row.pk, version__gt=version).select_related("action__actor").order_by("version")
    for event in since:
        # As its body names them: what they became may have been erased since.
        told = json.loads(event.body)["fields"]
        edited = [name for name in told if name in columns and (only is None or name in only)]
        if edited or version < 1:
            who = event.action.actor
            raise StaleRow(
                f"{who.username if who else 'The system'} saved this while you were typing."
                " Nothing is lost and nothing was overwritten: look at both, then save again.",
                row,
                fields=edited,
                by=who,
                at=event.at,
            )
    if not since:
        raise StaleRow("This is not the version that is saved. Load the page again.", row)


def required(text: str, message: str, field: str) -> str:
    """Give the text back without white space around it, or refuse where nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(message, field)
    return text


__all__ = ["Act", "expect", "refuse_below", "require", "required", "verb"]
