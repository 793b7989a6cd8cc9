"""The list of an article's drafts, and two of them compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.importing import import_article
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Event, Origin, Revision, User
from annotations.reports.drafts import drafts_of
from tests.drafts import next_draft
from tests.world import TEXT

SECOND = (
    TEXT.replace("€4 in May", "€5 in June").replace(" It was last raised in 2011.", "") + "\nLorries pay nothing.\n"
)
Read = Callable[..., Any]


@pytest.fixture
def read(client: Client, vera: User) -> Read:
    client.force_login(vera)

    def read(article: Article, address: str = "", status: int = 200) -> Any:
        response = client.get(f"/articles/{article.pk}/drafts/{address}")
        assert response.status_code == status, response.text
        return response

    return read


@pytest.fixture
def second(article: Article, rita: User) -> Revision:
    return next_draft(article, SECOND, rita)


def rows(html: str) -> list[tuple[str, str]]:
    """Read each row: its kind, and all its words with what was taken out and put in."""
    found = re.findall(r'<li data-kind="(\w+)">(.*?)</li>', html, re.DOTALL)
    return [(kind, re.sub(r"<(?!/?(?:del|ins)\b)[^>]*>", " ", row)) for kind, row in found]


def test_the_drafts_are_listed_with_who_when_and_how_many_sentences(article, second, read):
    page = read(article).text

    assert re.findall(r"<h2>(Draft \d)", page) == ["Draft 2", "Draft 1"]
    assert "rita · <time" in page
    assert "omar · <time" in page
    assert page.count("6 sentences") == 2
    assert second.sha256 in page
    assert f'href="/articles/{article.pk}/drafts/1/2/"' in page
    assert f'href="/articles/{article.pk}/"' in page


def test_an_earlier_draft_opens_as_it_was_left(article, claim, omar, rita, read, client):
    edit_claim(claim=claim, words=ClaimWords("Said before the second draft."), version=1, act=Act(omar))
    next_draft(article, SECOND, rita)
    claim.refresh_from_db()
    edit_claim(claim=claim, words=ClaimWords("Said after it."), version=claim.version, act=Act(omar))

    link = re.search(r'href="([^"]*\?as_of=\d+)">Open it as it last stood', read(article).text)

    assert link
    page = client.get(link[1] + "&claim=1").text
    assert "Draft 1</a>" in page
    assert "€4 in May" in page
    assert "Said before the second draft." in page
    assert "Said after it." not in page


def test_one_draft_has_none_to_be_compared_with(article, read):
    page = read(article).text

    assert "There is one draft." in page
    assert "<form" not in page.partition("<main")[2]
    read(article, "1/2/", 404)


def test_two_drafts_stand_side_by_side(article, second, read):
    page = read(article, "1/2/").text

    assert "4 sentences are the same, 1 changed, 1 taken out, 1 new." in page
    told = dict(rows(page))
    assert "rise to €<del>4</del> in <del>May</del>, the council" in told["changed"]
    assert "rise to €<ins>5</ins> in <ins>June</ins>, the council" in told["changed"]
    assert "<del>It was last raised in 2011.</del>" in told["gone"]
    assert "taken out" in told["gone"]
    assert "<ins>Lorries pay nothing.</ins>" in told["new"]
    # The newest draft is the one that is checked: its sentences lead there.
    assert f'href="/articles/{article.pk}/?sentence=3#s3"' in page


def test_they_are_woven_into_one_another_when_asked(article, second, read):
    page = read(article, "1/2/?view=woven").text

    assert "rise to €<del>4</del><ins>5</ins> in <del>May</del><ins>June</ins>, the" in dict(rows(page))["changed"]
    assert f'href="/articles/{article.pk}/drafts/1/2/"' in page


def test_what_is_the_same_for_long_is_folded_and_opens_without_script(project, omar, vera, read):
    text = "\n\n".join(f"Sentence number {number} stands here." for number in range(1, 31))
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
    next_draft(article, text.replace("number 15 stands", "number 15 stood"), omar)

    page = read(article, "1/2/").text

    assert re.findall(r"<summary>(.*?)</summary>", page) == [
        "13 sentences the same: 1 to 13",
        "14 sentences the same: 17 to 30",
    ]
    assert len(rows(page)) == 30


def test_of_long_drafts_a_part_is_shown_and_the_others_are_led_to(project, omar, read):
    article = import_article(project=project, text="It was so.", origin=Origin.PASTE, act=Act(omar))
    next_draft(article, "\n\n".join(f"Sentence number {number} stands here." for number in range(1, 601)), omar)

    first, second = read(article, "1/2/"), read(article, "1/2/?part=2")

    assert "this is part 1 of 2" in first.text
    assert 'rel="next" href="?part=2"' in first.text
    assert "number 600 stands" not in first.text
    assert "number 600 stands" in second.text
    assert 'rel="prev" href="?part=1"' in second.text
    assert len(rows(first.text)) + len(rows(second.text)) == 601
    assert 'href="?view=woven&amp;part=1"' in read(article, "1/2/?view=woven&part=99").text
    read(article, "1/2/?part=x", 404)


def test_the_form_leads_to_the_two_that_are_chosen_whichever_comes_first(article, second, read):
    assert read(article, "?older=1&newer=2", 302)["Location"] == f"/articles/{article.pk}/drafts/1/2/"
    assert read(article, "?older=2&newer=1&view=woven", 302)["Location"].endswith("/drafts/1/2/?view=woven")
    assert read(article, "2/1/", 302)["Location"].endswith("/drafts/1/2/")


def test_any_two_of_three_are_compared(article, second, omar, read):
    next_draft(article, TEXT, omar)

    assert "Every sentence is the same." in read(article, "1/3/").text
    older = read(article, "1/2/").text
    # Draft 2 is no longer the one that is checked.
    assert "?sentence=" not in older
    assert re.search(r'<option value="2" selected>', older)


@pytest.mark.parametrize(
    "address", ["1/9/", "0/1/", "1/99999999999999999999/", "?older=x&newer=2", "?older=1&newer=-2"]
)
def test_what_is_no_draft_is_404(article, second, read, address):
    read(article, address, 404)


def test_words_that_run_from_the_right_run_so_and_ours_do_not(project, omar, read):
    text = "قال الرئيس إن الرسوم سترتفع في مايو.\n\nلا أحد يحب ذلك.\n"
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
    next_draft(article, text.replace("مايو", "يونيو") + "\nجملة جديدة هنا.\n", omar)

    page = read(article, "1/2/").text

    assert 'lang="ar" dir="rtl"' in page
    assert '<p class="note" lang="en" dir="ltr">new</p>' in page


def test_words_are_no_markup(project, omar, read):
    article = import_article(project=project, text="<b>One</b> & two.", origin=Origin.PASTE, act=Act(omar))
    next_draft(article, "<script>One</script> & two. <i>Three</i>.", omar)

    for view in ("", "?view=woven"):
        page = read(article, f"1/2/{view}").text
        assert "<script>One" not in page
        assert "<i>" not in page
        assert "&lt;" in page


def test_a_stranger_finds_nothing(article, second, nora, client):
    client.force_login(nora)

    assert client.get(f"/articles/{article.pk}/drafts/").status_code == 404
    assert client.get(f"/articles/{article.pk}/drafts/1/2/").status_code == 404


def test_the_pages_ask_as_much_however_many_drafts_and_sentences(article, second, omar, read):
    def asked() -> list[int]:
        counts = []
        for address in ("", "1/2/"):
            with CaptureQueriesContext(connection) as queries:
                read(article, address)
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    next_draft(article, TEXT + "\n" + "\n".join(f"One more sentence, number {n}." for n in range(200)), omar)

    assert asked() == few == [5, 7]


@pytest.fixture
def two(
    article: Article, claim: Claim, omar: User, rita: User, assess: Callable[..., Assessment]
) -> tuple[Article, int]:
    """Claim 1 is found accurate and approved on draft 1; draft 2 has other words. Give the last entry before it."""
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(Claim.objects.get()), act=Act(rita))
    next_draft(article, SECOND, rita)
    return article, drafts_of(article)[1].until


def test_as_of_its_last_entry_an_earlier_draft_stands_with_its_claims_everywhere(two, vera, client):
    article, until = two
    client.force_login(vera)

    def read(address: str) -> str:
        response = client.get(f"/articles/{article.pk}/{address}")
        assert response.status_code == 200
        return response.getvalue().decode()

    was, now = f"as_of={until}", f"as_of={until + 1}"
    assert "Draft 1</a>" in read(f"?{was}")
    assert "rita signed this off" in read(f"?{was}&claim=1")
    assert "Draft 2</a>" in read(f"?{now}")
    assert "The sign-off by rita is void" in read(f"?{now}&claim=1")
    assert "€4 in May" in read(f"print/?{was}")
    assert "Draft 1 ·" in read(f"print/?{was}")
    assert "Draft 2 ·" in read(f"print/?{now}")
    assert ",signed_off," in read(f"verdicts.csv?{was}")
    assert ",reopened," in read(f"verdicts.csv?{now}")
    assert "will rise to €4 in May" in read(f"sentences.csv?{was}")
    assert "will rise to €5 in June" in read(f"sentences.csv?{now}")
    assert "will rise to €4 in May" in read(f"history/?{was}").partition('class="replay"')[2]
    assert "will rise to €5 in June" in read(f"history/?{now}").partition('class="replay"')[2]


def test_as_of_any_entry_of_the_action_that_brought_it_in_the_new_draft_is_whole(two, vera, client):
    article, until = two
    client.force_login(vera)

    for entry in range(until + 1, Event.objects.filter(stream=article.stream_key).count() + 1):
        page = client.get(f"/articles/{article.pk}/?as_of={entry}&claim=1").text
        assert "Draft 2</a>" in page, entry
        assert "Reopened" in page, entry
