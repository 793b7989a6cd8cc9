"""The people and things of the tests. mona manages, rita reviews, omar and cleo check, vera views, nora is a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project, edit_project, grant_role
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Confidence, Origin, Project, Revision, Role, User, Verdict
from annotations.proof.verify import verify_history

Assess = Callable[..., Assessment]

TEXT = """Bridge toll to rise by a third

The old bridge at dusk

The toll on the Varn bridge will rise to €4 in May, the council said on Tuesday. “Nobody likes it,” said Mayor Ada Brook. It was last raised in 2011.

The old bridge at dusk
"""


def span(words: str, begin: int = 0) -> tuple[int, int]:
    """Give where words stand in the article of the tests, looked for from `begin` on."""
    start = TEXT.index(words, begin)
    return start, start + len(words)


def now(row: Any) -> Any:
    """Give a row as it stands in the database."""
    return type(row).objects.get(pk=row.pk)


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
def assess(verdicts: dict[str, Verdict]) -> Assess:
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


@pytest.fixture
def two_checks(project: Project, mona: User) -> None:
    edit_project(project=project, name="City desk", guidelines="", checks_needed=2, version=1, act=Act(mona))


@pytest.fixture
def whole(db: None) -> Iterator[None]:
    """Whatever a test did, the history tells of it, and every claim follows from it."""
    yield
    assert list(verify_history()) == []
    assert list(inconsequences()) == []


@pytest.fixture
def other_claim(revision: Revision, omar: User) -> Claim:
    return add_claim(revision=revision, places=[(0, 30)], words=ClaimWords("It rises by a third."), act=Act(omar))


@pytest.fixture
def signed_off(claim: Claim, assess: Assess, omar: User, rita: User) -> Claim:
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(now(claim)), act=Act(rita))
    return claim
