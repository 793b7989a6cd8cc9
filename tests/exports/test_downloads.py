import pytest

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import edit_article
from annotations.desk.projects import withdraw_membership
from annotations.history.act import Act
from annotations.models import Article, Checkpoint, Claim, Membership
from tests.exports.reading import parse, unzipped


@pytest.fixture(params=["article", "project"])
def address(request, article, claim):
    return {"article": f"/articles/{article.pk}/verdicts.csv", "project": "/projects/city/verdicts.csv"}[request.param]


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["mona", "rita", "omar", "cleo", "vera"])
def test_every_member_may_take_the_file(client, request, address, name):
    client.force_login(request.getfixturevalue(name))
    response = client.get(address)

    assert response.status_code == 200
    assert [row["statement"] for row in parse(body(response))] == ["The toll rises to €4 in May."]


def test_a_stranger_finds_nothing(client, address, nora):
    client.force_login(nora)

    assert client.get(address).status_code == 404


def test_somebody_taken_out_of_the_project_finds_nothing(client, address, vera, mona):
    withdraw_membership(membership=Membership.objects.get(user=vera), reason="Left.", act=Act(mona))
    client.force_login(vera)

    assert client.get(address).status_code == 404


def test_nobody_gets_in_without_logging_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_nothing_can_be_posted_here(client, address, omar):
    client.force_login(omar)

    assert client.post(address).status_code == 405


def test_the_file_says_what_it_is(client, article, claim, vera):
    client.force_login(vera)
    response = client.get(f"/articles/{article.pk}/verdicts.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == (
        'attachment; filename="city-bridge-toll-to-rise-by-a-third-verdicts.csv"'
    )
    assert response["Cache-Control"] == "private, no-store"
    assert client.get("/projects/city/verdicts.csv")["Content-Disposition"] == (
        'attachment; filename="city-verdicts.csv"'
    )


def test_a_title_without_latin_letters_leaves_the_articles_id_as_the_name(client, article, claim, omar):
    edit_article(article=article, title="الجسر", version=1, act=Act(omar))
    client.force_login(omar)
    response = client.get(f"/articles/{article.pk}/verdicts.csv")

    assert response["Content-Disposition"] == f'attachment; filename="city-{article.pk}-verdicts.csv"'


def test_the_head_alone_comes_without_a_query_for_rows(client, address, vera, monkeypatch):
    client.force_login(vera)
    monkeypatch.setattr("annotations.reports.verdict_rows._rows", None)
    response = client.head(address)

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert body(response) == b""


def test_bom_exact_and_withdrawn_are_heard(client, address, revision, omar):
    words = ClaimWords("=1+1")
    claim = add_claim(revision=revision, places=[(0, 6)], words=words, act=Act(omar))
    withdraw_claim(claim=claim, reason="Twice.", version=1, act=Act(omar))
    client.force_login(omar)

    assert body(client.get(address)).startswith(b"schema,")
    assert body(client.get(f"{address}?bom=1")).startswith(b"\xef\xbb\xbfschema,")
    assert len(parse(body(client.get(address)))) == 1
    both = parse(body(client.get(f"{address}?withdrawn=1&bom=0&exact=")))
    assert [row["statement"] for row in both] == ["The toll rises to €4 in May.", "'=1+1"]
    assert parse(body(client.get(f"{address}?withdrawn=1&exact=1")))[1]["statement"] == "=1+1"


def test_an_option_that_is_neither_1_nor_0_is_refused(client, address, omar):
    client.force_login(omar)

    assert client.get(f"{address}?exact=true").status_code == 400


def test_the_filters_of_the_claims_list_narrow_the_file(client, address, revision, omar, rita, assess):
    checked = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("There is a bridge."), act=Act(omar))
    assess(checked, omar, "inaccurate")
    client.force_login(rita)

    def told(query):
        return [row["statement"] for row in parse(body(client.get(f"{address}?{query}")))]

    assert told("status=checked&status=disputed") == ["There is a bridge."]
    assert told("verdict=none") == ["The toll rises to €4 in May."]
    assert told("checker=omar&block=unsourced") == ["There is a bridge."]
    assert told("assignee=nobody&words=TOLL") == ["The toll rises to €4 in May."]
    assert told("checked_to=2020-01-01") == []


@pytest.mark.parametrize("query", ["status=done", "verdict=maybe", "checker=nora", "checked_from=yesterday", "stauts="])
def test_a_filter_that_means_nothing_is_refused(client, address, omar, query):
    client.force_login(omar)

    assert client.get(f"{address}?{query}").status_code == 400


def test_an_article_without_claims_gives_the_head_alone(client, article, omar):
    client.force_login(omar)
    content = body(client.get(f"/articles/{article.pk}/verdicts.csv"))

    assert content.startswith(b"schema,project,")
    assert content.count(b"\r\n") == 1
    assert Claim.objects.count() == 0
    assert Article.objects.count() == 1


def test_the_history_with_its_proof_is_for_every_member(client, claim, article, vera, nora):
    address = f"/articles/{article.pk}/history.zip"
    client.force_login(vera)
    assert f'href="{address}"' in client.get(f"/articles/{article.pk}/history/").text
    assert client.head(address)["Content-Type"] == "application/zip"
    assert not Checkpoint.objects.exists()

    response = client.get(address)
    members = unzipped(body(response))
    assert members["checkpoint.txt"].decode() == Checkpoint.objects.get().note
    assert 'filename="city-bridge-toll-to-rise-by-a-third-history.zip"' in response["Content-Disposition"]
    assert client.get(f"{address}?bom=1").status_code == 400

    client.force_login(nora)
    assert client.get(address).status_code == 404


def test_a_desk_without_a_key_proves_nothing(client, article, vera, settings):
    settings.HISTORY_KEY = settings.HISTORY_KEY_FILE = ""
    client.force_login(vera)
    response = client.get(f"/articles/{article.pk}/history.zip")

    assert (response.status_code, "make_history_key" in response.text) == (503, True)
