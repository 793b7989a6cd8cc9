"""Pages and files of an article as it stood: `?as_of=`."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.projects import grant_role
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Claim, ErasureReason, Event, Role, Source, Stance, Stream
from annotations.reports.events.moments import steps_in

PAGES = ("workspace", "article_history", "checked_copy")
FILES = ("article_verdicts", "article_sentences", "article_events")


def entries(article: Article) -> int:
    return Stream.objects.get(pk=article.stream_key).length


@pytest.fixture
def read(client):
    """Read an address of an article as somebody: read(vera, "workspace", article, as_of=3)."""

    def read(reader, name, row, status=200, **query):
        client.force_login(reader)
        response = client.get(reverse(name, args=[row.pk]), query)
        assert response.status_code == status, response.content.decode()
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return body.decode()

    return read


@pytest.fixture
def then(article, claim, omar, assess):
    """Check claim 1, and give the number of the entry after which it was: then everything is called otherwise."""
    assess(claim, omar, "accurate", note="I read the minutes.")
    cite_source(claim=claim, source=NewSource("The minutes"), use=Use(Stance.SUPPORTS, "€4", "p. 2"), act=Act(omar))
    then = entries(article)
    edit_article(article=article, title="Another title", version=1, act=Act(omar))
    words = ClaimWords("It rises to €5.")
    edit_claim(claim=claim, words=words, version=Claim.objects.get().version, act=Act(omar))
    return then


def test_the_page_shows_the_article_as_it_stood(article, then, omar, vera, read):
    now = read(vera, "workspace", article, claim=1)
    assert "As it stood on" not in now
    assert "It rises to €5." in now

    html = read(vera, "workspace", article, as_of=then, claim=1)
    assert re.search(rf"As it stood on <time [^>]+>\d+ \w+ \d{{4}}, \d\d:\d\d UTC</time>, after entry {then}<", html)
    assert f'<a href="{reverse("workspace", args=[article.pk])}">back to now</a>' in html
    assert "The toll rises to €4 in May." in html
    assert "It rises to €5." not in html
    assert "Another title" not in html
    assert 'data-status="checked"' in html
    assert "The minutes" in html

    html = read(vera, "workspace", article, as_of=1)
    assert "claim-no" not in html
    assert 'data-status="checked"' not in html


def test_nothing_on_the_page_changes_anything_whoever_looks(article, then, mona, rita, omar, read):
    for reader in (mona, rita, omar):
        html = read(reader, "workspace", article, as_of=then, claim=1)
        main = html[html.index("<main") :]
        assert 'method="post"' not in main
        assert "hx-post" not in main
        assert "I read the minutes." in main
        assert "Edit these details" not in main


def test_all_that_leads_on_stays_in_the_past(article, then, vera, read):
    html = read(vera, "workspace", article, as_of=then, claim=1)
    main = html[html.index("<main") : html.index("</aside>")]
    here = reverse("workspace", args=[article.pk])
    links = [link for link in re.findall(r'href="([^"#][^"]*)"', main) if not link.startswith("http")]
    assert len(links) > 12
    out = [link for link in links if f"as_of={then}" not in link and not link.startswith("/receipts/")]
    assert out == [here]
    for name in FILES[:2]:
        assert f'href="{reverse(name, args=[article.pk])}?bom=1&amp;as_of={then}"' in main

    copy = read(vera, "checked_copy", article, as_of=then)
    assert f'href="{here}?as_of={then}"' in copy


def test_the_panel_alone_is_of_the_past_too(article, then, vera, client):
    client.force_login(vera)
    headers = {"HX-Request": "true"}
    html = client.get(reverse("workspace", args=[article.pk]), {"as_of": then, "sentence": 3}, headers=headers)
    assert "The toll rises to €4 in May." in html.content.decode()
    assert f"?as_of={then}&amp;sentence=2#s2" in html.content.decode()


def test_the_history_ends_where_one_looks_from(article, then, vera, read):
    html = read(vera, "article_history", article, as_of=then)
    assert f"{then} events since" in html
    assert f'id="no-{then}"' in html
    assert "Another title" not in html
    assert f"as_of={then}" in html
    assert f'<input type="hidden" name="as_of" value="{then}">' in html

    filtered = read(vera, "article_history", article, as_of=then, field="verdict")
    assert f"?field=verdict&amp;as_of={then}" in filtered
    assert f'<a class="btn bare" href="{reverse("article_history", args=[article.pk])}?as_of={then}">Show' in filtered


def test_the_slider_stands_at_the_step_and_leads_to_its_neighbours(article, then, vera, read, client):
    steps = steps_in(article)
    number = next(number for number, step in enumerate(steps, start=1) if step.entry == then)
    url = reverse("article_history", args=[article.pk])

    now = read(vera, "article_history", article)
    assert f'max="{len(steps)}" value="{len(steps)}"' in now
    assert f"now, after entry {entries(article)}" in now
    html = read(vera, "article_history", article, as_of=then)
    assert f'max="{len(steps)}" value="{number}"' in html
    for step in (steps[number - 2], steps[number]):
        assert f'href="{url}?as_of={step.entry}"' in html

    client.force_login(vera)
    moved = client.get(url, {"step": number, "field": "verdict"})
    assert moved.status_code == 302
    assert moved.url == f"{url}?field=verdict&as_of={then}"
    assert client.get(url, {"step": len(steps)}).url == url
    swapped = client.get(url, {"step": number, "as_of": 1}, headers={"HX-Request": "true"})
    assert swapped["HX-Replace-Url"] == f"{url}?as_of={then}"
    body = swapped.content.decode()
    assert body.startswith('\n<div id="replay">')
    assert "The toll on the" in body
    assert 'id="step"' not in body
    for wrong in ("0", str(len(steps) + 1), "x", "٣"):
        assert client.get(url, {"step": wrong}).status_code == 400


def test_a_claim_has_its_history_as_of_then(article, claim, then, vera, read):
    html = read(vera, "claim_history", claim, as_of=then)
    assert "The toll rises to €4 in May." in html
    assert "It rises to €5." not in html
    assert "was not there yet" in read(vera, "claim_history", claim, status=400, as_of=1)


def test_files_are_of_then(article, then, vera, read):
    assert "It rises to €5." in read(vera, "article_verdicts", article)
    verdicts = read(vera, "article_verdicts", article, as_of=then)
    assert "The toll rises to €4 in May." in verdicts
    assert "It rises to €5." not in verdicts
    assert verdicts.count("\r\n") == 2
    assert read(vera, "article_verdicts", article, as_of=1).count("\r\n") == 1
    assert ",accurate\r\n" in read(vera, "article_sentences", article, as_of=then)
    assert ",accurate\r\n" not in read(vera, "article_sentences", article, as_of=1)
    events = read(vera, "article_events", article, as_of=then)
    assert "Another title" not in events
    assert read(vera, "article_events", article).startswith(events)


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_nonsense_is_said(article, vera, read, name):
    for asked in ("yesterday", "0", "999", "2026-02-31", "1999-01-01", "2099-01-01"):
        html = read(vera, name, article, status=400, as_of=asked)
        assert "Nothing was changed" not in html
        assert re.search(r"<p>(Give the number|This article|1 January 2099)", html)
    assert read(vera, name, article, as_of="") == read(vera, name, article) or name in PAGES


def test_only_an_article_has_a_past(project, article, vera, client):
    client.force_login(vera)
    for name in ("project_verdicts", "project_sentences", "project_events"):
        assert client.get(reverse(name, args=[project.slug]), {"as_of": "1"}).status_code == 400


def test_who_may_see_it_is_decided_by_today(article, then, vera, nora, mona, project, read):
    for name in (*PAGES, *FILES):
        read(nora, name, article, status=404, as_of=then)
    grant_role(project=project, user=nora, role=Role.VIEWER, act=Act(mona))
    for name in (*PAGES, *FILES):
        read(nora, name, article, as_of=then)


def test_a_source_that_is_confidential_now_is_so_then(article, then, rita, vera, read):
    source = Source.objects.get()
    details = NewSource(source.title, confidential=True)
    edit_source(source=source, details=details, origin=None, version=source.version, act=Act(rita))
    for name in (*PAGES, *FILES):
        assert "The minutes" not in read(vera, name, article, as_of=then), name
    assert "The minutes" in read(rita, "workspace", article, as_of=then, claim=1)


def test_what_was_erased_since_is_erased_then(article, then, omar, mona, read):
    event = Event.objects.get(kind="assessment", values__field="note")
    reason = ErasureReason.PERSONAL_DATA
    erase_words(event=event, field="note", reason=reason, act=Act(mona))
    for name in (*PAGES, *FILES):
        html = read(omar, name, article, as_of=then)
        assert "I read the minutes." not in html, name
    assert "[erased]" in read(omar, "workspace", article, as_of=then, claim=1)
    assert "[erased]" in read(omar, "article_verdicts", article, as_of=then)


def test_a_draft_of_then_is_its_checkers_alone(article, claim, omar, cleo, assess, read):
    assess(claim, omar, None, note="I am not sure yet.")
    drafted = entries(article)
    assess(claim, omar, "accurate", version=1, note="Now I am.")
    for name in (*PAGES, *FILES):
        assert "not sure yet" not in read(cleo, name, article, as_of=drafted), name
    assert "not sure yet" in read(omar, "workspace", article, as_of=drafted, claim=1)


def test_commands_write_files_of_then(article, project, then, tmp_path):
    for command in ("export_verdicts", "export_events"):
        file = tmp_path / command
        call_command(command, article=str(article.pk), as_of=str(then), output=str(file))
        assert "€4 in May" in file.read_text()
        assert "€5" not in file.read_text()
        with pytest.raises(CommandError, match="no entry 999"):
            call_command(command, article=str(article.pk), as_of="999", output=str(file))
        with pytest.raises(CommandError, match="goes with --article"):
            call_command(command, project=project.slug, as_of="1", output=str(file))
