"""Who the people in a file are here, and which verdicts its names mean."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms

from annotations.desk.verdict_names import VerdictNames
from annotations.interchange.errors import shown
from annotations.interchange.naming import ASSIGNED, CHECK, DECISION, NOTE, Named
from annotations.models import STANDING, Membership, Project, Role
from annotations.web.forms.base import Pick

# No user name and no code of a verdict holds this sign.
NONE = "*"
SAID = {
    CHECK: ("checked {} claim", "checked {} claims"),
    NOTE: ("wrote {} note", "wrote {} notes"),
    ASSIGNED: ("was to check {} claim", "was to check {} claims"),
    DECISION: ("decided on {} claim", "decided on {} claims"),
}


class NamesForm(forms.Form):
    """One field for each name that is not this project's own; what is chosen is given as `Names` takes it."""

    def __init__(self, named: Named, project: Project, verdicts: VerdictNames, data: Any = None) -> None:
        super().__init__(data, auto_id="names-%s", use_required_attribute=False)
        self.named = named
        self.people: dict[str, str] = {}
        self.verdicts: dict[str, str] = {}
        members = Membership.objects.filter(STANDING, project=project).select_related("user").order_by("user__username")
        roles = {one.user.get_username(): Role(one.role) for one in members}
        for name, done in sorted(named.people.items()):
            needed = Role.REVIEWER if done[DECISION] else Role.CHECKER
            if name not in roles or not roles[name].may(needed):
                able = [username for username, role in roles.items() if role.may(needed)]
                self._ask_who(name, done, able)
        for name, times in sorted(named.verdicts.items()):
            if not verdicts.own(name):
                self._ask_what(name, times, verdicts)

    @property
    def asks_who(self) -> list[forms.BoundField]:
        return [self[field] for field in self.people]

    @property
    def asks_what(self) -> list[forms.BoundField]:
        return [self[field] for field in self.verdicts]

    def said_of_people(self) -> dict[str, str]:
        """Put each name that was asked about to a user name, or to "" for nobody here."""
        return self._said(self.people)

    def said_of_verdicts(self) -> dict[str, str]:
        """Put each name that was asked about to the code of a verdict, or to "" for none."""
        return self._said(self.verdicts)

    @property
    def may_leave_open(self) -> bool:
        """Tell whether there are checks or notes that name nobody, or may be said to be of nobody here."""
        return bool(self.named.open_checks or self.named.open_notes or self.people)

    @property
    def may_be_said_otherwise(self) -> bool:
        return bool(self.fields or self.may_leave_open)

    @property
    def leaves_checks_open(self) -> bool:
        """Tell whether checks remain of which nobody says whose they are here."""
        nobodies = [name for name, username in self.said_of_people().items() if not username]
        return bool(self.named.open_checks or any(self.named.people[name][CHECK] for name in nobodies))

    def _said(self, fields: dict[str, str]) -> dict[str, str]:
        return {name: self.cleaned_data[field].replace(NONE, "") for field, name in fields.items()}

    def _ask_who(self, name: str, done: Counter[str], able: Iterable[str]) -> None:
        # Somebody has to stand for a decision.
        nobody = [] if done[DECISION] else [(NONE, "nobody here: keep the name in words")]
        self.people[_field("person", name)] = name
        self.fields[_field("person", name)] = Pick(
            label=shown(name),
            help_text="In the file: " + ", ".join(_times(SAID[what], done[what]) for what in SAID if done[what]) + ".",
            choices=[("", "choose…"), *((username, username) for username in able), *nobody],
            error_messages={"required": "Say who this is here."},
        )

    def _ask_what(self, name: str, times: int, verdicts: VerdictNames) -> None:
        alike = verdicts.known(name)
        listed = [(code, verdict.label) for code, verdict in verdicts.by_code.items()]
        self.verdicts[_field("verdict", name)] = name
        self.fields[_field("verdict", name)] = Pick(
            label=shown(name),
            help_text=_times(("Given {} time.", "Given {} times."), times),
            initial=alike.code if alike else "",
            choices=[("", "choose…"), *listed, (NONE, "no verdict: the check stays a draft")],
            error_messages={"required": "Say which verdict this is here."},
        )


def _field(kind: str, name: str) -> str:
    """Name a field after a name in a file, which may hold any sign."""
    return f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _times(said: tuple[str, str], number: int) -> str:
    return said[number != 1].format(f"{number:,}")
