"""A desk with a row in every table of the history, and ways to write behind its back."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from annotations.desk.assigning import assign_paragraphs
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project, grant_role
from annotations.desk.reviewing import approve_claim, rule_on_claim, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.canonical import canonical, commitment, event_hash, moment
from annotations.history.guards import audited_models
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import (
    Action,
    Article,
    Claim,
    Event,
    NoteKind,
    Origin,
    Project,
    Role,
    Stance,
    Stream,
    User,
    Verdict,
)
from annotations.proof.verify import verify_history
from tests.world import TEXT, now, person

MODELS = audited_models()


def furnish() -> dict[str, User]:
    """Check one claim from the import to the sign-off, so that every audited table holds something."""
    people = {name: person(name) for name in ("mona", "rita", "omar", "cleo")}
    mona, rita, omar, cleo = people.values()
    project = create_project(slug="city", name="City desk", act=Act(mona))
    for user, role in ((rita, Role.REVIEWER), (omar, Role.CHECKER), (cleo, Role.CHECKER)):
        grant_role(project=project, user=user, role=role, act=Act(mona))
    article = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    claim = add_claim(
        revision=revision, places=[(0, 30), (56, 103)], words=ClaimWords("The toll rises to €4."), act=Act(omar)
    )
    add_claim(revision=revision, places=[(32, 54)], words=ClaimWords("The bridge is old."), act=Act(cleo))
    scale = {verdict.code: verdict for verdict in Verdict.objects.filter(scale__project=project)}
    for checker, code in ((omar, "accurate"), (cleo, "inaccurate")):
        assess_claim(
            claim=claim,
            verdict=scale[code],
            note="I asked them.",
            required_change="",
            confidence=None,
            version=0,
            act=Act(checker),
        )
    for title in ("The minutes", "The budget"):
        source = NewSource(title, f"https://council.example/{title[4:]}")
        cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, "€4"), act=Act(omar))
    add_note(claim=claim, kind=NoteKind.QUERY, text="From which day?", act=Act(cleo))
    rule_on_claim(
        claim=claim, verdict=scale["accurate"], reason="It is so.", seen=state_seen(now(claim)), act=Act(rita)
    )
    approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(mona))
    assign_paragraphs(revision=revision, paragraphs=[(2, 0)], assignee=cleo, due_on=None, act=Act(rita))
    return people


@contextmanager
def module_world(blocker: Any) -> Iterator[dict[str, User]]:
    """Furnish the desk once for a module, whose tests stand in savepoints on top of it."""
    with blocker.unblock(), transaction.atomic():
        people = furnish()
        connection.check_constraints()  # PostgreSQL alters no table that has foreign keys still to look at
        yield people
        transaction.set_rollback(True)


def columns_of(model: type[Model]) -> list[str]:
    return [str(column.column) for column in model._meta.concrete_fields]


def column_list(model: type[Model]) -> str:
    return ", ".join(f'"{column}"' for column in columns_of(model))


def key_of(row: Any) -> Any:
    """Write a key as SQL takes it."""
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def run(statement: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def without_guards(tamper: Callable[[], object]) -> list[str]:
    """Change what the guards protect, put them back, and tell what `verify_history` finds; then undo it all."""
    with transaction.atomic():
        drop_guards()
        tamper()
        install_guards()
        found = [str(finding) for finding in verify_history()]
        transaction.set_rollback(True)
    return found


@dataclass
class Forged:
    """An event made by hand, at the end of a stream, in every respect as it should be until told otherwise."""

    stream: str
    kind: str
    object: uuid.UUID
    version: int
    fields: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    def insert(self) -> None:
        """Write the action, the event and its values, by raw SQL."""
        stream = Stream.objects.get(pk=self.stream)
        action, at = uuid.uuid4(), timezone.now()
        omar = User.objects.get(username="omar")
        Action.objects.create(id=action, actor=omar, verb="forge", at=at, request_sha256="0" * 64, result="")
        salts = {name: os.urandom(16) for name in self.fields}
        fields = {name: commitment(salts[name], name, canonical(value)) for name, value in self.fields.items()}
        told = {
            "v": 1,
            "stream": self.stream,
            "n": stream.length + 1,
            "prev": stream.head,
            "action": str(action),
            "verb": "forge",
            "object": f"{self.kind}:{self.object}",
            "version": self.version,
            "actor": "omar",
            "at": moment(at),
            "fields": fields,
        }
        body = canonical(told | self.body)
        event = Event(
            stream_id=self.stream,
            n=told["n"],
            action_id=action,
            kind=self.kind,
            object=self.object,
            version=self.version,
            at=at,
            body=body,
            hash=event_hash(body),
        )
        for name, value in self.columns.items():
            setattr(event, name, value)
        event.save(force_insert=True)
        for name, value in self.fields.items():
            event.values.create(field=name, salt=salts[name], value=canonical(value))


def article() -> Article:
    return Article.objects.get()


def project() -> Project:
    return Project.objects.get()


def claim(number: int = 1) -> Claim:
    return Claim.objects.get(number=number)
