"""The people and things of the tests. mona manages, rita reviews, omar and cleo check, vera views, nora is a stranger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project, grant_role
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Confidence, Origin, Project, Revision, Role, User, Verdict

TEXT = """Bridge toll to rise by a third

The old bridge at dusk

The toll on the Varn bridge will rise to €4 in May, the council said on Tuesday. “Nobody likes it,” said Mayor Ada Brook. It was last raised in 2011.

The old bridge at dusk
"""


def span(words: str, begin: int = 0) -> tuple[int, int]:
    """Give where words stand in the article of the tests, looked for from `begin` on."""
    start = TEXT.index(words, begin)
    return start, start + len(words)


def person(name: str) -> User:
    return User.objects.create_user(username=name, password="a long enough secret")


@pytest.fixture
def mona(db: None) -> User:
    return person("mona")


@pytest.fixture
def rita(db: None) -> User:
    return person("rita")


@pytest.fixture
def omar(db: None) -> User:
    return person("omar")


@pytest.fixture
def cleo(db: None) -> User:
    return person("cleo")


@pytest.fixture
def vera(db: None) -> User:
    return person("vera")


@pytest.fixture
def nora(db: None) -> User:
    return person("nora")


@pytest.fixture
def project(mona: User, rita: User, omar: User, cleo: User, vera: User) -> Project:
    """The city desk: one check a claim, the desk's own scale."""
    project = create_project(slug="city", name="City desk", act=Act(mona))
    roles = {rita: Role.REVIEWER, omar: Role.CHECKER, cleo: Role.CHECKER, vera: Role.VIEWER}
    for user, role in roles.items():
        grant_role(project=project, user=user, role=role, act=Act(mona))
    return project


@pytest.fixture
def article(project: Project, omar: User) -> Article:
    return import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))


@pytest.fixture
def revision(article: Article) -> Revision:
    return article.latest_revision()


@pytest.fixture
def claim(revision: Revision, omar: User) -> Claim:
    """Claim 1, recorded by omar: the toll rises to €4 in May."""
    place = span("The toll on the Varn bridge will rise to €4 in May")
    return add_claim(revision=revision, places=[place], words=ClaimWords("The toll rises to €4 in May."), act=Act(omar))


@pytest.fixture
def verdicts(project: Project) -> dict[str, Verdict]:
    return {verdict.code: verdict for verdict in project.scale.verdicts.all()}


@pytest.fixture
def assess(verdicts: dict[str, Verdict]) -> Callable[..., Assessment]:
    """Save somebody's assessment of a claim: assess(claim, omar, "accurate")."""

    def assess(claim: Claim, checker: User, code: str | None, version: int = 0, note: str = "") -> Assessment:
        return assess_claim(
            claim=claim,
            verdict=verdicts[code] if code else None,
            note=note,
            required_change="",
            confidence=Confidence.HIGH,
            version=version,
            act=Act(checker),
        )

    return assess
