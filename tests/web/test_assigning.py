import uuid

import pytest
from django.urls import reverse

from annotations.desk.assigning import assign_paragraphs
from annotations.history.act import Act
from annotations.models import Action, Assignment, Claim, Sentence


@pytest.fixture
def address(article):
    return reverse("assign_paragraphs", args=[article.pk])


def fields(*paragraphs, **more):
    return {"action_id": str(uuid.uuid4()), "paragraphs": paragraphs, "assignee": "cleo", "due_on": "2026-12-01"} | more


def test_ticked_paragraphs_go_to_somebody_with_their_claims(client, address, claim, rita, cleo):
    client.force_login(rita)
    paragraph = Sentence.objects.get(revision__article=claim.article_id, start__lte=56, end__gt=56).paragraph

    response = client.post(address, fields(f"{paragraph}.0"), follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert "Saved: 1 paragraph is cleo’s to check." in response.text
    assert Assignment.objects.get().assignee == cleo
    assert str(Assignment.objects.get().due_on) == "2026-12-01"
    assert Action.objects.latest("at").verb == "assign_paragraphs"


def test_a_claim_goes_with_the_paragraph_it_begins_in(client, address, revision, claim, rita, cleo):
    client.force_login(rita)
    start = claim.anchors.order_by("start")[0].start
    paragraph = Sentence.objects.get(revision=revision, start__lte=start, end__gt=start).paragraph

    client.post(address, fields(f"{paragraph}.0"))

    assert Claim.objects.get(pk=claim.pk).assignee == cleo


def test_what_somebody_saved_meanwhile_is_a_conflict_that_keeps_the_ticks(client, address, revision, rita, mona, omar):
    assign_paragraphs(revision=revision, paragraphs=[(1, 0)], assignee=omar, due_on=None, act=Act(mona))
    client.force_login(rita)

    response = client.post(address, fields("1.0"))

    assert response.status_code == 409
    assert "mona saved this while you were typing" in response.text
    assert 'value="1.1" checked' in response.text
    assert Assignment.objects.get().assignee == omar


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paragraphs": []}, "Tick at least one paragraph."),
        ({"paragraphs": ["one"]}, "Load it again."),
        ({"paragraphs": ["99.0"]}, "no such paragraph"),
        ({"assignee": ""}, "Choose a person, or nobody."),
        ({"assignee": "vera"}, "somebody who checks"),
        ({"assignee": "nora"}, "somebody who checks"),
        ({"due_on": "soon"}, "Enter a valid date"),
        ({"due_on": "0206-01-01"}, "Look at the year again."),
    ],
)
def test_bad_input_changes_nothing_and_says_what_to_do(client, address, rita, wrong, said):
    client.force_login(rita)

    response = client.post(address, fields("1.0") | wrong)

    assert response.status_code == 422
    assert said in response.text
    assert not Assignment.objects.exists()


def test_a_checker_takes_paragraphs_but_gives_none_away(client, address, cleo, omar):
    client.force_login(omar)

    assert client.post(address, fields("1.0")).status_code == 403
    assert client.post(address, fields("1.0", assignee="omar")).status_code == 302
    assert client.post(address, fields("1.1", assignee="*")).status_code == 302
    assert Assignment.objects.get().assignee is None


@pytest.mark.parametrize("assigned", [0, 4])
def test_its_queries_do_not_grow(client, address, revision, rita, cleo, assigned, django_assert_num_queries):
    for number in range(1, assigned + 1):
        assign_paragraphs(revision=revision, paragraphs=[(number, 0)], assignee=cleo, due_on=None, act=Act(rita))
    client.force_login(rita)
    client.get(address)

    with django_assert_num_queries(10):
        assert client.get(address).status_code == 200


def test_one_claim_goes_to_somebody_on_a_page_of_its_own(client, claim, rita, cleo):
    client.force_login(rita)
    address = reverse("assign_claim", args=[claim.pk])
    asked = {"action_id": str(uuid.uuid4()), "version": claim.version, "assignee": "cleo", "due_on": "2020-01-02"}

    assert 'value="cleo"' in client.get(address).text
    response = client.post(address, asked, follow=True)

    assert response.redirect_chain == [(f"/articles/{claim.article_id}/?claim=1#panel", 302)]
    assert "cleo checks this" in response.text
    assert "Late: due 2 Jan" in " ".join(response.text.split())
    assert client.post(address, asked | {"action_id": str(uuid.uuid4())}).status_code == 409
    assert client.post(address, asked | {"action_id": str(uuid.uuid4()), "version": "x"}).status_code == 422
    assert Claim.objects.get(pk=claim.pk).assignee == cleo


def test_a_checker_takes_a_claim_and_gives_it_back_in_the_panel(client, claim, omar):
    client.force_login(omar)
    address = reverse("take_claim", args=[claim.pk])
    for to, said in (("me", "Give it back"), ("nobody", "Take it")):
        version = Claim.objects.get(pk=claim.pk).version
        asked = {"action_id": str(uuid.uuid4()), "version": version, "to": to}
        response = client.post(address, asked, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert said in response.text
    assert Claim.objects.get(pk=claim.pk).assignee is None
