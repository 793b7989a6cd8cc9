"""The past outside any transaction of Django's, as every request and command reads it."""

import pytest
from django.db import DatabaseError, connection, transaction

from annotations.models import Article, Claim
from annotations.reports.events.moments import moment_of
from annotations.reports.past import as_of
from annotations.reports.snapshot import snapshot

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_comes_and_goes_with_the_block(claim, article):
    with as_of(moment_of(article, "1")), snapshot():
        assert not Claim.objects.exists()
        assert Article.objects.get().title == article.title
    assert Claim.objects.get() == claim
    assert not connection.in_atomic_block


def test_nothing_can_be_written_in_it_and_all_after_it(claim, article):
    for statement in ("DELETE FROM annotations_user", "CREATE TABLE x (y integer)"):
        with pytest.raises(DatabaseError), as_of(moment_of(article, "1")), connection.cursor() as cursor:
            cursor.execute(statement)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE annotations_user SET first_name = 'Ada'")
        assert cursor.rowcount
