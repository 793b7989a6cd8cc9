"""Write a whole newsroom's work, by the desk's own batch verb and with the guards on: what other benchmarks look at.

Projects with 8 checkers and 2 reviewers each; articles of about 100 sentences and 100 claims; checks of the last 180
days on a pool of sources, a few of them retracted and some confidential; notes and open queries; disputed, ruled,
signed off, not checkable, withdrawn, assigned and late claims.

python -m benchmarks.world --claims N [--claims-a-project N] [--database URL]
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks._desk import close_desk, news, on, open_desk

CHECKERS = ("amin", "bea", "cleo", "dana", "emil", "farah", "gus", "hana")
REVIEWERS = ("rita", "ravi")
NOW = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
DAYS = 180
CLAIMS_A_PROJECT = 50_000
CLAIMS_AN_ARTICLE = 100
SOURCES_A_PROJECT = 2_000
RETRACTED = 3
NOTES = (
    "The minutes of that week have the same number, on page four and again in the annex.",
    "Two people who were there say so independently; neither has seen the other's account.",
    "The figure is from the year before. The ministry published a newer one in March, which is lower.",
    "Nobody could be found who had heard it. The recording breaks off before that sentence.",
)


def main(claims: int, url: str, *, claims_a_project: int, seed: int = 1) -> None:
    open_desk(url)
    began = time.perf_counter()
    write_world(claims, claims_a_project=claims_a_project, seed=seed, tell=lambda line: print(line, file=sys.stderr))
    took = time.perf_counter() - began
    print(f"{on()}: {counted()} written in {took:.1f} s, {claims / took:,.0f} claims/s")
    print(f"{on()}: {', '.join(f'{number:,} {status}' for status, number in sorted(statuses().items()))}")
    close_desk()


def write_world(
    claims: int,
    *,
    claims_a_project: int = CLAIMS_A_PROJECT,
    seed: int = 1,
    tell: Callable[[str], object] = lambda line: None,
) -> list[Any]:
    """Write a world of exactly that many claims into an empty desk; give back its projects.

    One action and one commit for each article, so that memory stays flat whatever the number.
    """
    from django.contrib.auth.hashers import make_password

    password = make_password("galleyproof")  # once: it takes most of a second
    people = {name: _person(name, password) for name in ("mona", *CHECKERS, *REVIEWERS)}
    projects = []
    left, articles = claims, 0
    while left:
        here = min(left, claims_a_project)
        desk = _Desk(people, len(projects) + 1, seed)
        projects.append(desk.project)
        left -= here
        while here:
            here -= desk.write_article(here)
            articles += 1
            if not articles % 50:
                tell(f"{articles:,} articles, {claims - left - here:,} of {claims:,} claims")
        desk.retract_a_few()
    return projects


def counted() -> str:
    """Say how much there is."""
    from annotations.models import Assessment, Claim, Event, Sentence, Source, Value

    models = (Sentence, Claim, Assessment, Source, Event, Value)
    return ", ".join(f"{model._default_manager.count():,} {model._meta.verbose_name_plural}" for model in models)


def statuses() -> dict[str, int]:
    from django.db.models import Count

    from annotations.models import Claim

    found = Counter(dict(Claim.objects.order_by().values_list("work_status").annotate(Count("pk"))))
    found["withdrawn"] = Claim.objects.exclude(withdrawn="").count()
    found["stale"] = Claim.objects.exclude(stale="").count()
    return dict(found)


def _person(name: str, password: str) -> Any:
    from annotations.models import User

    return User.objects.filter(username=name).first() or User.objects.create(username=name, password=password)


class _Desk:
    """One project at work: draws articles, claims and checks by lot, the same ones for the same seed."""

    def __init__(self, people: dict[str, Any], number: int, seed: int) -> None:
        from annotations.desk.projects import create_project, grant_role
        from annotations.history.act import Act
        from annotations.models import Role

        self.people = people
        self.pick = random.Random(seed * 1000 + number)  # noqa: S311
        began = NOW - datetime.timedelta(days=DAYS + 1)
        mona = people["mona"]
        self.project = create_project(slug=f"desk-{number}", name=f"Desk {number}", act=Act(mona, at=began))
        for name in (*CHECKERS, *REVIEWERS):
            role = Role.REVIEWER if name in REVIEWERS else Role.CHECKER
            grant_role(project=self.project, user=people[name], role=role, act=Act(mona, at=began))
        self.verdicts = list(self.project.scale.verdicts.order_by("order"))
        self.sources = [self._new_source(number) for number in range(SOURCES_A_PROJECT)]
        self.articles = 0

    def write_article(self, most: int) -> int:
        """Write one article, of at most that many claims; give how many it has."""
        from annotations.desk.corpora import import_checked_article
        from annotations.history.act import Act
        from annotations.models import Origin
        from annotations.text.segmentation import sentence_spans

        self.articles += 1
        count = min(most, round(self.pick.triangular(CLAIMS_AN_ARTICLE * 0.4, CLAIMS_AN_ARTICLE * 1.6)))
        text = news(max(2, round(count * self.pick.uniform(0.8, 1.2))), self.pick.randrange(10**9))
        units = [(span.start, span.end) for span in sentence_spans(text)]
        came = NOW - datetime.timedelta(minutes=self.pick.randrange(DAYS * 24 * 60))
        claims = [self._claim(text, units, number, came) for number in range(count)]
        import_checked_article(
            project=self.project,
            text=text,
            claims=claims,
            origin=Origin.COMMAND,
            title=f"Article {self.articles} of {self.project}",
            author=self.pick.choice(("Jo Hale", "Sam Ito", "Kay Brandt")),
            published_on=came.date(),
            act=Act(self.people["mona"], at=came),
        )
        return count

    def retract_a_few(self) -> None:
        """Retract sources that few claims rest on: those are to be checked anew, and are stale until then."""
        from annotations.desk.sources import retract_source
        from annotations.history.act import Act
        from annotations.models import Source

        used = Source.objects.filter(project=self.project, citations__isnull=False).order_by("-title").distinct()
        for source in used[:RETRACTED]:
            act = Act(self.people["rita"], at=NOW)
            retract_source(source=source, reason="The council never met that day.", version=source.version, act=act)

    def _claim(self, text: str, units: Sequence[tuple[int, int]], number: int, came: datetime.datetime) -> Any:
        from annotations.desk.checked_claims import CheckedClaim
        from annotations.desk.claiming import ClaimWords
        from annotations.models import ClaimType, NotCheckable, Risk

        pick = self.pick
        start, end = units[min(number * len(units) // 100, len(units) - 1)] if number < 100 else pick.choice(units)
        words = ClaimWords(
            text[start:end],
            pick.choice(list(ClaimType)),
            claimant=pick.choice(("", "", "Mayor Ada Brook", "the council")),
            risk=pick.choices(list(Risk), (2, 6, 1))[0],
        )
        told = CheckedClaim(words, [(start, end)])
        if pick.random() < 0.7:
            told = dataclasses.replace(
                told,
                assignee=self.people[pick.choice(CHECKERS)],
                due_on=(came + datetime.timedelta(days=pick.randint(1, 14))).date() if pick.random() < 0.6 else None,
            )
        lot = pick.random()
        if lot < 0.05:
            return dataclasses.replace(told, not_checkable=pick.choice(list(NotCheckable)))
        if lot < 0.25:
            return told
        return self._checked(told, came)

    def _checked(self, told: Any, came: datetime.datetime) -> Any:
        from annotations.desk.checked_claims import Decision
        from annotations.desk.noting import Remark
        from annotations.models import Audience, NoteKind

        pick = self.pick
        at = _later(pick, came)
        first, second = pick.sample(CHECKERS, 2)
        verdict = pick.choices(self.verdicts, (60, 14, 10, 8, 5, 3)[: len(self.verdicts)])[0]
        checks = [self._check(first, verdict if pick.random() < 0.95 else None, at)]
        decisions: list[Any] = []
        if pick.random() < 0.04 and checks[0].verdict:
            other = pick.choice([one for one in self.verdicts if one != verdict])
            checks.append(self._check(second, other, _later(pick, at)))
            if pick.random() < 0.5:
                reason = "The newer figure counts."
                decisions = [Decision(self.people["ravi"], _later(pick, at), verdict, reason)]
        notes: list[Any] = []
        if pick.random() < 0.25:
            notes = [Remark(self.people[first], pick.choice(NOTES), at)]
        elif pick.random() < 0.08:
            audience = pick.choice(list(Audience))
            notes = [Remark(self.people[first], "Where is this from?", at, NoteKind.QUERY, audience)]
        settled = bool(checks[0].verdict and (len(checks) == 1 or decisions) and not notes)
        if settled and pick.random() < 0.5:
            decisions = [*decisions, Decision(self.people["rita"], _later(pick, at))]
        withdrawn = "Stands in the article twice." if not decisions and pick.random() < 0.02 else ""
        return dataclasses.replace(told, checks=checks, decisions=decisions, notes=notes, withdrawn=withdrawn)

    def _check(self, checker: str, verdict: Any, at: datetime.datetime) -> Any:
        from annotations.desk.checked_claims import Check
        from annotations.desk.sourcing import Use
        from annotations.models import Confidence, Stance

        pick = self.pick
        # The few that everybody uses are used often.
        some = range(pick.choices((0, 1, 2, 3), (5, 55, 30, 10))[0])
        places = {int(SOURCES_A_PROJECT * pick.random() ** 3) for _ in some}
        uses = [
            (
                self.sources[place],
                Use(pick.choice(list(Stance)), pick.choice(("", "It was decided so.")), f"p. {place % 90}", at.date()),
            )
            for place in sorted(places)
        ]
        return Check(
            self.people[checker],
            verdict,
            at,
            note=pick.choice(NOTES) if pick.random() < 0.8 else "",
            required_change="twice" if verdict and verdict.code == "accurate_with_change" else "",
            confidence=pick.choice(list(Confidence)) if verdict else None,
            sources=uses,
        )

    def _new_source(self, number: int) -> Any:
        from annotations.desk.sourcing import NewSource
        from annotations.models import SourceClass, SourceKind

        pick = self.pick
        if number % 100 == 99:
            return NewSource("A clerk who was there", kind=SourceKind.PERSON, confidential=True)
        return NewSource(
            f"Minutes of meeting {number}",
            f"https://council.example/minutes/{number}",
            publisher=pick.choice(("Varn council", "The Varn Gazette", "Ministry of Works")),
            published_on=pick.choice(("2019", "2019-03", "2024-03-07", "")),
            kind=pick.choice(list(SourceKind)),
            source_class=pick.choice([None, *SourceClass]),
        )


def _later(pick: random.Random, at: datetime.datetime) -> datetime.datetime:
    """Give a moment some hours or days later, never after now."""
    return min(NOW, at + datetime.timedelta(minutes=int(pick.expovariate(1 / 2000))))


def _database(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'world.sqlite3'}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=2000)
    parser.add_argument("--claims-a-project", type=int, default=CLAIMS_A_PROJECT)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="default: a file of its own")
    asked = parser.parse_args()
    for database in _database(asked.database):
        main(asked.claims, database, claims_a_project=asked.claims_a_project)
