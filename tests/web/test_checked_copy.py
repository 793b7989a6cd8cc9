"""The page to print: who may read it, what it says, and at what cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Revision, User
from tests.world import span

# In a test's transaction; outside of one the snapshot begins and ends with one more each.
QUERIES = 15


@pytest.fixture
def page(client: Client, article: Article) -> Callable[[User], str]:
    def page(reader: User) -> str:
        client.force_login(reader)
        return client.get(f"/articles/{article.pk}/print/").content.decode()

    return page


def test_it_says_what_it_is_a_copy_of_and_how_far_it_is_checked(
    page: Callable[[User], str], claim: Claim, vera: User, omar: User, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    copy = page(vera)
    assert "<title>Checked copy – Bridge toll to rise by a third – Galleyproof</title>" in copy
    assert "Checked by <strong>omar</strong>" in copy
    assert "1 of 6 sentences checked" in copy
    assert "this copy is not finished" in copy
    assert '<u>The toll on the Varn bridge will rise to €4 in May</u><sup>&#8288;<a href="#claim-1"' in copy
    assert 'id="claim-1"' in copy
    assert 'aria-current="true">Articles</a>' in copy


def test_a_stranger_finds_nothing(client: Client, article: Article, nora: User) -> None:
    client.force_login(nora)
    assert client.get(f"/articles/{article.pk}/print/").status_code == 404


def test_its_queries_are_as_many_for_one_claim_as_for_thirty(
    client: Client, article: Article, claim: Claim, revision: Revision, vera: User, omar: User
) -> None:
    client.force_login(vera)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/articles/{article.pk}/print/")
    for number in range(29):
        add_claim(
            revision=revision, places=[span("2011")], words=ClaimWords(f"It was raised {number} times."), act=Act(omar)
        )
    with CaptureQueriesContext(connection) as many:
        client.get(f"/articles/{article.pk}/print/")
    assert len(few) == len(many) == QUERIES


def test_the_workspace_leads_to_it(client: Client, article: Article, vera: User) -> None:
    client.force_login(vera)
    assert f'href="/articles/{article.pk}/print/"' in client.get(f"/articles/{article.pk}/").content.decode()
