"""Whom checked articles name, for what, and by which names they call their verdicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from annotations.interchange.shape import Article, Claim

# What somebody is named for, as it is counted: "checked 3 claims".
CHECK, NOTE, ASSIGNED, DECISION = "check", "note", "assigned", "decision"


@dataclass
class Named:
    """The names in some articles: people with how often they did what, verdicts with how often they are given.

    `open_checks` and `open_notes` are how many of them name nobody.
    """

    people: dict[str, Counter[str]] = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)
    open_checks: int = 0
    open_notes: int = 0

    def take(self, article: Article) -> None:
        for claim in article.claims:
            self._take(claim)

    def _take(self, claim: Claim) -> None:
        for check in claim.checks:
            self._count(check.checker, CHECK)
            self.open_checks += not check.checker
        for note in claim.notes:
            self._count(note.author, NOTE)
            self.open_notes += not note.author
        self._count(claim.assignee, ASSIGNED)
        for decided in (claim.ruling, claim.sign_off):
            self._count(decided.reviewer if decided else "", DECISION)
        given = [check.verdict for check in claim.checks] + ([claim.ruling.verdict] if claim.ruling else [])
        self.verdicts.update(name for name in given if name)

    def _count(self, name: str, what: str) -> None:
        if name:
            self.people.setdefault(name, Counter())[what] += 1
