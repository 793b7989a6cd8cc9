"""Whatever a file says, an article of it comes in whole, by the desk's rules, or leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checked_files import Names, import_from_file
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import DeskError
from annotations.desk.verdict_names import VerdictNames
from annotations.history.act import Act
from annotations.interchange.errors import BadArticle
from annotations.interchange.reading import read_article
from annotations.models import Action, Article, Claim, Event, Origin, Project, Revision, Sentence, Source, User, Value
from annotations.proof.verify import verify_history
from tests.interchange.test_reading import ANYTHING, WHOLE, changed, ways

TABLES = (Action, Article, Claim, Event, Revision, Sentence, Source, Value)
# What is of the right type, and of which the desk has still to say whether it will do.
SAID = st.sampled_from(
    [
        "",
        " ",
        "omar",
        "cleo",
        "rita",
        "vera",
        "nobody",
        "accurate",
        "inaccurate",
        "true",
        "lie",
        "x" * 600,
        "2019-13",
        "opinion",
    ]
)


def rows() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def import_(project: Project, value: Any, by: User | None = None) -> Article:
    names = Names(VerdictNames(project))
    return import_from_file(
        project=project, article=read_article(value), names=names, origin=Origin.COMMAND, act=Act(by)
    )


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(way=st.sampled_from([way for way in ways(WHOLE) if way]), value=SAID | ANYTHING)
def test_an_article_comes_in_whole_or_leaves_no_trace(project: Project, way: list[str | int], value: Any) -> None:
    before = rows()
    given_ = changed(*way, to=value)
    try:
        article = import_(project, given_)
    except (BadArticle, DeskError):
        article = None
    if article is None:
        assert rows() == before
    else:
        assert Claim.objects.filter(article=article).count() == len(given_.get("claims") or ())
        assert list(inconsequences(article)) == []


@pytest.mark.django_db
def test_the_whole_of_it_comes_in_and_is_in_the_history(project: Project, mona: User) -> None:
    import_(project, WHOLE, by=None)

    assert Claim.objects.get(number=1).work_status == "signed_off"
    assert Claim.objects.get(number=2).within == Claim.objects.get(number=1)
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    ("way", "value", "message"),
    [
        (("claims", 0, "ruling", "verdict"), "lie", "this project has no verdict “lie”"),
        (("claims", 0, "checks", 0, "checker"), "rita", "Whoever checked a claim cannot decide on it"),
        (("claims", 0, "ruling", "reviewer"), "mona", "Whoever decided on a verdict cannot approve it"),
        (("claims", 0, "ruling", "reason"), " ", "Say why you decide so"),
        (("claims", 0, "sign_off", "reviewer"), "cleo", "cleo is not a reviewer of City desk"),
        (("claims", 0, "notes", 1, "author"), "nora", "there is nobody named “nora” here"),
        (("claims", 0, "assignee"), "vera", "vera is not a checker of City desk"),
        (("claims", 1, "checks"), [{"checker": "omar"}], "A claim that is marked not checkable has no checks"),
        (
            ("claims", 0, "checks", 0, "sources", 0, "locator"),
            "x" * 201,
            "Ensure this value has at most 200 characters",
        ),
        (("sources", 0, "published_on"), "soon", "Write the date as 2019, 2019-03 or 2019-03-07"),
        (("sources", 1, "url"), "ftp//nowhere", "Enter a valid URL"),
    ],
)
def test_what_the_desk_would_not_do_is_refused(
    project: Project, way: tuple[str | int, ...], value: Any, message: str
) -> None:
    before = rows()
    with pytest.raises(DeskError) as refused:
        import_(project, changed(*way, to=value))

    assert message in refused.value.message
    assert rows() == before
