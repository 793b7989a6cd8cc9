import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Event, NoteKind, Origin, Stance
from annotations.reports.events.history import PAGE

# The session and the person, the article and its membership, the steps of the slider, and what the report reads.
ARTICLE_QUERIES = 19
CLAIM_QUERIES = 18
DESK_QUERIES = 20


@pytest.fixture
def page(client):
    """Read a page as somebody: page(vera, url, before=…)."""

    def page(reader, url, status=200, **query):
        client.force_login(reader)
        response = client.get(url, query)
        assert response.status_code == status
        return response.content.decode()

    return page


@pytest.fixture
def article_url(article):
    return reverse("article_history", args=[article.pk])


@pytest.fixture
def claim_url(claim):
    return reverse("claim_history", args=[claim.pk])


def test_a_viewer_reads_both_histories(claim, article_url, claim_url, vera, page):
    for url in (article_url, claim_url):
        html = page(vera, url)
        assert "<strong>omar</strong> recorded" in html
        assert "Today, " in html
        assert re.search(r'<time class="when" datetime="\d{4}-\d\d-\d\dT[\d:.]+\+00:00">\d\d:\d\d</time>', html)


def test_a_stranger_finds_nothing(article_url, claim_url, nora, page):
    for url in (article_url, claim_url):
        page(nora, url, status=404)


def test_whoever_is_not_logged_in_is_asked_to(article_url, claim_url, client):
    for url in (article_url, claim_url):
        assert client.get(url).url.startswith(reverse("login"))


def test_a_history_is_only_read(article_url, claim_url, omar, client):
    client.force_login(omar)
    for url in (article_url, claim_url):
        assert client.post(url).status_code == 405


def test_an_entry_leads_to_its_claim_in_the_workspace(claim, article_url, vera, page):
    workspace = reverse("workspace", args=[claim.article_id])
    assert f'<a href="{workspace}?claim=1">claim 1</a>' in page(vera, article_url)


def test_status_and_verdict_are_a_glyph_and_a_word(claim, article_url, omar, vera, page, assess):
    assess(claim, omar, "inaccurate")

    html = page(vera, article_url)
    assert '<use href="#verdict-red"/></svg>Inaccurate</span>' in html
    assert '<use href="#unchecked"/></svg>Unchecked</span>' in html
    assert '<use href="#checked"/></svg>Checked</span>' in html


def test_changed_words_stand_in_ins_and_del(claim, article_url, cleo, vera, page):
    edit_claim(claim=claim, words=ClaimWords("The toll rises to €4 in June."), version=1, act=Act(cleo))

    assert "The toll rises to €4 in <del>May</del><ins>June</ins>." in page(vera, article_url)


def test_what_people_wrote_is_never_markup(claim, article_url, claim_url, cleo, vera, page):
    script = "<script>alert(1)</script>"
    edit_claim(claim=claim, words=ClaimWords(script, claimant=script), version=1, act=Act(cleo))
    add_note(claim=claim, kind=NoteKind.NOTE, text=script, act=Act(cleo))
    cite_source(claim=claim, source=NewSource(script), use=Use(Stance.CONTEXT, script), act=Act(cleo))
    assess_claim(
        claim=claim, verdict=None, note=script, required_change=script, confidence=None, version=1, act=Act(cleo)
    )

    for url in (article_url, claim_url):
        html = page(cleo, url)
        assert "<script>alert" not in html
        assert html.count("&lt;script&gt;alert(1)") >= 6


def test_a_line_break_in_a_note_is_kept(claim, article_url, cleo, vera, page):
    add_note(claim=claim, kind=NoteKind.NOTE, text="One.\nTwo.", act=Act(cleo))

    assert "One.<br>Two." in page(vera, article_url)


def test_a_page_leads_to_the_older_one_and_back(claim, article_url, claim_url, cleo, vera, page):
    for number in range(PAGE):
        add_note(claim=claim, kind=NoteKind.NOTE, text=f"Note {number}.", act=Act(cleo))

    for url in (article_url, claim_url):
        html = page(vera, url)
        assert html.count("<li id=") == PAGE
        assert "Newest" not in html
        older = re.search(r'href="\?before=(\d+)">Older: Today, ', html)
        html = page(vera, url, before=older[1])
        assert "recorded" in html
        assert f'<a class="btn" href="{url}">Newest</a>' in html
        assert "Older:" not in html


def test_a_page_before_everything_leads_to_the_newest(article_url, vera, page):
    assert "There is nothing before this." in page(vera, article_url, before=1)


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_a_page_that_cannot_be_is_not_found(article_url, vera, page, before):
    page(vera, article_url, status=404, before=before)


def test_an_article_without_a_claim_tells_what_comes_next(article_url, vera, page):
    assert "The next entry may be the first claim" in page(vera, article_url)


def busy(project, claims, omar, cleo, rita, verdicts):
    """Make an article with many claims, each with a check, a source, a note and changed words."""
    text = "\n\n".join(f"The toll was raised in {1900 + number}." for number in range(claims))
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    for sentence in revision.sentences.all():
        place = (sentence.start, sentence.end)
        claim = add_claim(revision=revision, places=[place], words=ClaimWords("The toll rose."), act=Act(omar))
        edit_claim(claim=claim, words=ClaimWords("The toll was raised."), version=1, act=Act(cleo))
        cite_source(claim=claim, source=NewSource(f"Source {place}"), use=Use(Stance.SUPPORTS, "Yes."), act=Act(omar))
        assess_claim(
            claim=claim,
            verdict=verdicts["accurate"],
            note="As the minutes say.",
            required_change="",
            confidence=None,
            version=1,
            act=Act(omar),
        )
        query = add_note(claim=claim, kind=NoteKind.QUERY, text="Sure?", act=Act(rita))
        add_note(claim=claim, kind=NoteKind.ANSWER, text="Yes.", answers=query, act=Act(omar))
    return article, claim


@pytest.mark.parametrize("claims", [5, 20])
def test_queries_do_not_grow_with_the_history(project, omar, cleo, rita, vera, verdicts, client, claims):
    article, claim = busy(project, claims, omar, cleo, rita, verdicts)
    client.force_login(vera)

    for name, key, expected in (
        ("article_history", article.pk, ARTICLE_QUERIES),
        ("claim_history", claim.pk, CLAIM_QUERIES),
        ("desk_history", None, DESK_QUERIES),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(name, args=[key] if key else []), {} if key else {"person": "omar"})
        assert len(queries) == expected, [query["sql"][:150] for query in queries]


def test_a_filter_is_a_form_that_needs_no_script(claim, article_url, omar, vera, page, assess):
    assess(claim, omar, "accurate")

    html = page(vera, article_url, person="omar", field="verdict", claim="1", since="2026-01-01", until="")
    assert html.count("<li id=") == 1
    assert '<form class="toolbar" method="get"' in html
    assert '<option value="omar" selected>omar</option>' in html
    assert '<input type="date" name="since" value="2026-01-01"' in html
    for words in ("Person: omar", "Field: Verdict", "Claim: 1", "From: 1 January 2026"):
        assert words in html
    assert f'href="{article_url}?person=omar&amp;field=verdict&amp;claim=1"' in html
    events = reverse("article_events", args=[claim.article_id])
    assert f'href="{events}?person=omar&amp;field=verdict&amp;claim=1&amp;since=2026-01-01"' in html


def test_a_claims_csv_is_of_that_claim(claim, claim_url, vera, page):
    events = reverse("article_events", args=[claim.article_id])
    assert f'href="{events}?claim=1&amp;person=omar"' in page(vera, claim_url, person="omar")


def test_htmx_gets_the_entries_alone_and_the_address_of_the_page(claim, article_url, vera, client):
    client.force_login(vera)
    response = client.get(article_url, {"person": "omar", "field": ""}, headers={"HX-Request": "true"})

    html = response.content.decode()
    assert html.startswith('<div id="history">')
    assert 'id="events-csv"' in html
    assert response["HX-Push-Url"] == f"{article_url}?person=omar"
    assert "2 entries" in response["HX-Trigger"]
    back = client.get(article_url, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in back.content.decode()


def test_an_older_page_keeps_what_was_asked(claim, article_url, claim_url, cleo, vera, page):
    for number in range(PAGE + 1):
        add_note(claim=claim, kind=NoteKind.NOTE, text=f"Note {number}.", act=Act(cleo))

    for url in (article_url, claim_url, reverse("desk_history")):
        html = page(vera, url, person="cleo", field="note")
        older = re.search(r'href="\?person=cleo&amp;field=note&amp;before=(\d+)">Older: ', html)
        html = page(vera, url, person="cleo", field="note", before=older[1])
        assert html.count("<li id=") == 1
        assert f'href="{url}?person=cleo&amp;field=note">Newest</a>' in html


def test_where_nothing_matches_it_says_what_to_do(claim, article_url, vera, page):
    html = page(vera, article_url, person="vera")
    assert "Nothing matches" in html
    assert f'href="{article_url}">Show everything</a>' in html
    assert "all of this at once" in page(vera, article_url, person="omar", until="2020-01-01")


def test_a_filter_that_cannot_be_is_answered_with_what_to_mend(claim, article_url, vera, page, client):
    html = page(vera, article_url, status=422, person="nobody", since="soon", claim="7")
    assert 'role="alert"' in html
    for words in (
        "Person: Nobody of that name works here. Choose somebody from the list.",
        "Claim: This article has no claim 7.",
        "From: Give a day as year, month and day: 2026-11-24.",
    ):
        assert words in html
    assert 'aria-invalid="true"' in html
    response = client.get(article_url, {"since": "soon"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Push-Url"]) == (422, "false")


def test_a_withdrawn_claim_is_restored_from_its_history(claim, claim_url, omar, vera, page, client):
    assert "Restore the claim" not in page(omar, claim_url)
    withdraw_claim(claim=claim, reason="Twice here.", version=1, act=Act(omar))
    before = Event.objects.filter(object=claim.pk).latest("id").n
    assert "Restore the claim" not in page(vera, claim_url)
    assert "Restore the claim" not in page(omar, claim_url, as_of=before - 1)

    html = page(omar, claim_url)
    assert "Withdrawn: Twice here." in html
    restore = reverse("restore_claim", args=[claim.pk])
    form = re.search(rf'<form[^>]* action="{restore}"[^>]*>.*?</form>', html, re.DOTALL)
    sent = dict(re.findall(r'name="(action_id|version)" value="([^"]*)"', form[0]))
    assert client.post(restore, sent).status_code == 302
    claim.refresh_from_db()
    assert claim.withdrawn == ""


def test_the_desks_history_names_project_and_article(claim, article, omar, mona, page):
    html = page(mona, reverse("desk_history"))

    workspace = reverse("workspace", args=[article.pk])
    assert f'City desk · <a href="{workspace}"><bdi>Bridge toll to rise by a third</bdi></a>' in html
    assert f'<a href="{workspace}?claim=1">claim 1</a>' in html
    assert "<strong>mona</strong> made vera a viewer of the project" in html
    assert 'aria-current="page">History</a>' in html
    assert "made vera" not in page(mona, reverse("desk_history"), field="claim", project="city")


def test_whoever_is_in_no_project_is_told_so(nora, page):
    html = page(nora, reverse("desk_history"))

    assert "No history yet" in html
    assert '<form class="toolbar"' not in html
    page(nora, reverse("desk_history"), status=422, project="city")
