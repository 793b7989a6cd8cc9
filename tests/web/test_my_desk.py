import datetime

import pytest

from annotations.desk.assigning import assign_claim
from annotations.desk.noting import add_note
from annotations.desk.reviewing import send_back, state_seen
from annotations.history.act import Act
from annotations.models import Claim, NoteKind


@pytest.fixture
def came_back(claim, omar, cleo, rita, assess):
    assess(claim, omar, "accurate")
    claim = Claim.objects.select_related("article__project").get(pk=claim.pk)
    send_back(claim=claim, reason="Ask the <b>council</b>.", seen=state_seen(claim), act=Act(rita))
    query = add_note(claim=claim, kind=NoteKind.QUERY, text="From when?", act=Act(omar))
    add_note(claim=claim, kind=NoteKind.ANSWER, text="From 1 May.", answers=query, act=Act(cleo))
    return claim


def test_a_checker_reads_what_came_back_and_why(client, came_back, omar):
    client.force_login(omar)
    page = client.get("/me/").text

    assert "Came back to you" in page
    assert "Ask the &lt;b&gt;council&lt;/b&gt;." in page
    assert f'href="/articles/{came_back.article_id}/?claim=1"' in page
    assert "From 1 May." in page
    assert "2 things wait for you" in page


def test_a_due_date_that_is_past_says_late(client, claim, rita, cleo):
    assign_claim(claim=claim, assignee=cleo, due_on=datetime.date(2020, 1, 2), version=1, act=Act(rita))
    client.force_login(cleo)

    assert "Late: due 2 Jan" in " ".join(client.get("/me/").text.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cleo", "No claim is assigned to you."),
        ("rita", "No claim is disputed."),
        ("vera", "You read along in these projects."),
        ("nora", "You are in no project yet"),
    ],
)
def test_an_empty_desk_says_what_to_do(client, request, claim, name, said):
    client.force_login(request.getfixturevalue(name))
    page = client.get("/me/").text

    assert "Nothing waits for you" in page
    assert said in page


def test_its_queries_do_not_grow(client, came_back, omar, django_assert_max_num_queries):
    client.force_login(omar)
    client.get("/me/")

    with django_assert_max_num_queries(18):
        client.get("/me/")
