"""Sessions in the database, as Django keeps them, found with SQL that is made once (SESSION_ENGINE)."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from annotations.models.questions import Columns, question

SESSION = Columns(Session, key="session_key")


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for row in _session(self.session_key or ""):
            session = SESSION.made(row)
            if session and session.expire_date > timezone.now():
                return session
        # As in Django: a key that is none, or is over, is never taken up again.
        self._session_key = None
        return None


@question
def _session(key: str) -> QuerySet[Any, Any]:
    return Session.objects.filter(session_key=key).values_list(*SESSION.lookups)
