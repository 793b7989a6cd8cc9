"""Questions whose SQL is kept answer as the ORM does, whatever they are asked with."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from annotations.history.act import Act
from annotations.history.record import recording
from annotations.models import Article, Claim, Project, Revision, Sentence, Source, User
from annotations.models.questions import Columns, Keys, parted, question


@question
def stretch(revision: uuid.UUID, after: int, skip: int) -> QuerySet[Any, Any]:
    found = Sentence.objects.filter(revision=revision, start__gte=after).order_by("start")
    return found.values_list("start")[skip : skip + 2]


@question
def named(names: Keys, kind: str) -> QuerySet[Any, Any]:
    return Sentence.objects.filter(pk__in=names, kind=kind).order_by("start").values_list("pk", "start")


@question
def whose(claim: uuid.UUID) -> QuerySet[Any, Any]:
    return Claim.objects.filter(pk=claim).values_list(*CLAIM.lookups, *ARTICLE.lookups, *NONE.lookups)


CLAIM, ARTICLE, NONE = Columns(Claim), Columns(Article, "article__", only=("title",)), Columns(Claim, "within__")


def test_numbers_stand_in_filters_and_in_slices(revision: Revision) -> None:
    starts = list(revision.sentences.order_by("start").values_list("start", flat=True))

    assert stretch(revision.pk, 0, 0) == [(starts[0],), (starts[1],)]
    assert stretch(revision.pk, starts[2], 1) == [(starts[3],), (starts[4],)]
    assert stretch(revision.pk, 0, 99) == stretch(uuid.uuid4(), 0, 0) == []


def test_a_text_that_is_always_the_same_is_asked_as_it_is(project: Project) -> None:
    said = '50 % of "it", isn\'t it: %s \\'

    @question
    def titled(kind: str) -> QuerySet[Any, Any]:
        return Source.objects.filter(title=said, kind=kind).exclude(publisher__contains="%%'").values_list("title")

    cited = Source(project=project, title=said)
    with recording(Act(None), streams=[]) as record:
        record.add(cited)

    assert titled(cited.kind) == [(said,)]
    assert titled("none") == []


@pytest.mark.only_on("sqlite")
def test_a_plan_is_made_once_though_it_hangs_on_part_of_an_index(revision: Revision) -> None:
    planned: list[int] = []

    @question
    def standing(revision: uuid.UUID) -> QuerySet[Any, Any]:
        return Sentence.objects.filter(revision=revision, withdrawn="").order_by("start").values_list("start")

    connection.connection.set_authorizer(lambda action, *_: planned.append(action) or sqlite3.SQLITE_OK)
    try:
        first = standing(revision.pk)
        assert planned
        planned.clear()
        again = standing(revision.pk)
    finally:
        connection.connection.set_authorizer(connection._authorize)  # type: ignore[attr-defined]

    assert (again, planned) == (first, [])


def test_lists_are_as_long_as_they_are(revision: Revision) -> None:
    keys = list(revision.sentences.filter(kind="caption").order_by("start").values_list("pk", flat=True))

    assert [key for key, _ in named(keys, "caption")] == keys
    assert [key for key, _ in named(keys[:1], "caption")] == keys[:1]
    assert named([], "caption") == named(keys, "%s'; --") == []


def test_objects_are_made_of_rows(claim: Claim) -> None:
    ((row,),) = [whose(claim.pk)]

    made, article, within = parted(row, CLAIM, ARTICLE, NONE)

    assert (made, article, within) == (claim, claim.article, None)
    assert all(
        getattr(made, column.attname) == getattr(claim, column.attname) for column in Claim._meta.concrete_fields
    )
    assert article.get_deferred_fields() >= {"author", "url"}


def test_the_sql_is_made_once(revision: Revision, django_assert_num_queries: Any) -> None:
    stretch(revision.pk, 0, 0)
    with CaptureQueriesContext(connection) as queries:
        stretch(revision.pk, 7, 1)
        stretch(revision.pk, 9, 2)

    assert len(queries) == 2
    assert "2147400" not in "".join(query["sql"] for query in queries.captured_queries)


def test_one_thread_makes_the_sql_for_all(omar: User) -> None:
    made: list[int] = []

    @question
    def counted(user: int) -> QuerySet[Any, Any]:
        made.append(user)
        return User.objects.filter(pk=user).values_list("pk")

    def ask_elsewhere() -> None:
        counted(omar.pk)
        connection.close()

    elsewhere = threading.Thread(target=ask_elsewhere)
    elsewhere.start()
    elsewhere.join()

    assert counted(omar.pk) == [(omar.pk,)]
    assert len(made) == 1


def test_a_parameter_without_a_place_is_a_mistake(omar: User) -> None:
    @question
    def forgetful(user: int, unused: str) -> QuerySet[Any, Any]:
        return User.objects.filter(pk=user).values_list("pk")

    with pytest.raises(TypeError, match="forgetful asks nothing of unused"):
        forgetful(omar.pk, "x")
