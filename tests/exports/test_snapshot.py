"""An export while others write: needs transactions of its own, so nothing of these tests is rolled back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.exports.verdicts import verdicts_csv
from annotations.history.act import Act
from annotations.models import Claim
from annotations.reports import verdict_rows as report
from annotations.reports.verdict_rows import verdict_rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claims(monkeypatch, revision, omar):
    """Three claims, read and written one at a time."""
    monkeypatch.setattr(report, "CHUNK", 1)
    monkeypatch.setattr("annotations.exports.csv.BUFFER", 0)
    said = ("First.", "Second.", "Third.")
    return [add_claim(revision=revision, places=[(0, 6)], words=ClaimWords(text), act=Act(omar)) for text in said]


def elsewhere(function, *args):
    """Run something over a connection of its own."""

    def run():
        try:
            return function(*args)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result(timeout=10)


def change(claim, omar, text="Changed."):
    version = Claim.objects.get(pk=claim.pk).version
    return edit_claim(claim=claim, words=ClaimWords(text), version=version, act=Act(omar))


def test_what_changes_meanwhile_does_not_show_and_nobody_waits(article, revision, claims, omar):
    rows = verdict_rows(article)
    read = [next(rows).claim.statement]

    elsewhere(change, claims[2], omar)
    elsewhere(lambda: add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("Fourth."), act=Act(omar)))
    assert Claim.objects.count() == 3
    read += [row.claim.statement for row in rows]

    assert read == ["First.", "Second.", "Third."]
    assert [row.claim.statement for row in verdict_rows(article)] == ["First.", "Second.", "Changed.", "Fourth."]


def test_related_rows_are_of_the_same_moment_as_their_claim(article, claims, omar, assess):
    rows = verdict_rows(article)
    next(rows)

    elsewhere(assess, claims[2], omar, "accurate")

    last = list(rows)[-1]
    assert (last.claim.work_status, last.checks) == ("unchecked", ())


def test_a_closed_export_lets_its_snapshot_go(article, claims, omar):
    content = verdicts_csv(verdict_rows(article))
    next(content)

    content.close()

    assert not connection.in_atomic_block
    change(claims[0], omar)


def test_a_failed_export_lets_its_snapshot_go(article, claims, omar):
    rows = verdict_rows(article)
    next(rows)

    with pytest.raises(ZeroDivisionError):
        rows.throw(ZeroDivisionError)

    change(claims[0], omar)


def test_an_export_that_never_began_holds_nothing(article, claims, omar):
    rows = verdict_rows(article)

    change(claims[0], omar)

    assert next(rows).claim.statement == "Changed."
    rows.close()


def test_the_web_lets_the_snapshot_go_when_the_reader_leaves(client, article, claims, omar, vera):
    client.force_login(vera)
    response = client.get(f"/articles/{article.pk}/verdicts.csv")
    assert next(iter(response.streaming_content)).startswith(b"schema,")

    response.close()

    change(claims[0], omar)
