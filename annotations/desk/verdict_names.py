"""Verdicts by the names that others give them, put to those of a project's scale."""

from __future__ import annotations

import re
from collections.abc import Mapping

from annotations.desk.errors import Refused
from annotations.interchange.errors import shown
from annotations.models import STANDING, Project, Verdict

# Names for the same finding; the first that a scale has stands for the others.
ALIKE = (
    ("accurate", "true", "correct", "supported", "geppetto"),
    ("accurate_with_change", "mostly_true"),
    ("needs_context", "half_true", "mixture", "partly_true", "misleading"),
    ("inaccurate", "false", "incorrect", "refuted"),
    ("unverifiable", "unproven", "not_enough_evidence", "unknown"),
    ("conflicting_evidence", "conflicting"),
)


class VerdictNames:
    """Finds the verdict that a name means in one project; `taken` is what was understood so and not named so."""

    def __init__(self, project: Project, said: Mapping[str, str] | None = None) -> None:
        """Take the scale as it stands; `said` puts names to codes, or to "" for no verdict. Raises Refused."""
        verdicts = list(Verdict.objects.filter(STANDING, scale__project=project).order_by("order", "code"))
        self.by_code = {verdict.code: verdict for verdict in verdicts}
        self.by_name = {_plain(name): verdict for verdict in verdicts for name in (verdict.label, verdict.code)}
        self.taken: dict[str, Verdict] = {}
        self.said: dict[str, Verdict | None] = {}
        for name, code in (said or {}).items():
            if code and code not in self.by_code:
                raise Refused(f"This project has no verdict “{code}”. It has: {', '.join(self.by_code)}.", "verdict")
            self.said[_plain(name)] = self.by_code[code] if code else None

    def verdict(self, name: str, where: str = "verdict") -> Verdict | None:
        """Give the verdict of a name, None for what was said to be no verdict; raises Refused for an unknown one."""
        plain = _plain(name)
        if plain in self.said:
            return self.said[plain]
        found = self.known(name)
        if found is None:
            raise Refused(
                f"this project has no verdict {shown(name)}. Say which of its own it is: {', '.join(self.by_code)}.",
                where,
            )
        if name not in self.by_code:
            self.taken[name] = found
        return found

    def known(self, name: str) -> Verdict | None:
        """Give the verdict that has this name here, or another one for the same finding; None where there is none."""
        return self.own(name) or self._alike(_plain(name))

    def own(self, name: str) -> Verdict | None:
        """Give the verdict that is called so here, by its code or label, whatever its case."""
        return self.by_code.get(name) or self.by_name.get(_plain(name))

    def _alike(self, name: str) -> Verdict | None:
        group = next((names for names in ALIKE if name in names), ())
        return next((self.by_code[code] for code in group if code in self.by_code), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())
