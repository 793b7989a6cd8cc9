"""The pages of sources: who finds what, what rests on it, and how it is corrected, merged and retracted."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.sources import edit_source, merge_sources, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation
from annotations.models import Citation, Source, Stance
from annotations.reports import source as one_source
from annotations.reports import sources as reports
from tests.web.routes import AT, Room
from tests.web.source_pages import LIST, cite, get, logged_in, page_of
from tests.world import now


def test_the_list_counts_the_claims_that_rest_on_each(room: Room, minutes: Source) -> None:
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url))
    html = get(room, "vera", LIST).text

    row = html[html.index(str(minutes.pk)) : html.index("</tr>", html.index(str(minutes.pk)))]
    assert re.search(r'data-name="Claims that rest on it">2<', row)
    assert re.search(r'A blog.*?data-name="Claims that rest on it">0<', html, re.DOTALL)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Council minutes", "A blog"}),
        ("words=MINUTES", {"Council minutes"}),
        ("words=HTTPS://Council.example:443/minutes%23p2", {"Council minutes"}),
        ("words=council.example", {"Council minutes"}),
        ("words=nothing+like+it", set()),
        ("uncited=on", {"A blog"}),
        ("retracted=on", set()),
        ("kind=web_page&order=title", {"Council minutes", "A blog"}),
        ("kind=person", set()),
        ("source_class=primary", set()),
    ],
)
def test_the_list_is_searched_and_filtered(room: Room, query: str, found: set[str]) -> None:
    response = get(room, "vera", f"{LIST}?{query}")

    assert response.status_code == 200
    assert {title for title in ("Council minutes", "A blog") if f">{title}</a>" in response.text} == found


@pytest.mark.parametrize("query", ["kind=rumour", "words=half%00", "source_class=x", "order=x", f"words={'w' * 201}"])
def test_what_cannot_be_asked_is_said(room: Room, query: str) -> None:
    response = get(room, "vera", f"{LIST}?{query}")

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_nothing_yet_says_what_to_do(room: Room) -> None:
    assert "No source is like this" in get(room, "omar", f"{LIST}?words=nowhere").text


@pytest.mark.parametrize("order", ["newest", "title", "published"])
def test_every_source_stands_on_one_page_alone(room: Room, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    monkeypatch.setattr(reports, "PAGE", 3)
    for number in range(6):
        cite(room, "omar", room.claim, NewSource(f"Report {number // 2}", published_on=str(2019 + number // 3)))
    seen: list[str] = []
    query = f"order={order}"
    for _ in range(4):
        html = get(room, "vera", f"{LIST}?{query}").text
        seen += re.findall(r'<td class="story"><a href="/sources/([0-9a-f-]+)/"', html)
        after = re.search(r"after=([0-9a-f-]+)", html)
        if not after:
            break
        query = f"order={order}&after={after[1]}"

    assert sorted(seen) == sorted(str(key) for key in Source.objects.values_list("pk", flat=True))
    assert get(room, "vera", f"{LIST}?after={uuid.uuid4()}").status_code == 404
    assert get(room, "vera", f"{LIST}?after=x").status_code == 404


def test_the_pages_ask_as_much_of_many_as_of_few(room: Room, minutes: Source) -> None:
    def asked(name: str, address: str) -> int:
        client = logged_in(room, name)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    addresses = (LIST, page_of(minutes), page_of(minutes, "retract_source"), page_of(minutes, "merge_source"))
    few = [asked("rita", address) for address in addresses]
    for number in range(5):
        cite(room, "cleo", room.caption, NewSource(f"Report {number}"))
        cite(room, "mona", room.caption, NewSource("Council minutes", minutes.url))

    assert [asked("rita", address) for address in addresses] == few
    assert few[0] <= 8


def test_the_page_shows_what_rests_on_it_and_what_it_says(room: Room, minutes: Source) -> None:
    html = get(room, "vera", page_of(minutes)).text

    for word in ("1 claim rests on it", "The toll rises to €4 in May.", "€4", "p. 2", "used by omar", "Supports"):
        assert word in html, word
    assert f"?claim={room.claim.number}" in html


def test_others_drafts_never_show(room: Room, minutes: Source) -> None:
    secret = cite(room, "cleo", room.caption, NewSource("What cleo found"), submitted=False)
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url), "in my draft", submitted=False)

    for name in ("omar", "rita", "mona"):
        assert get(room, name, page_of(secret)).status_code == 404
        assert "What cleo found" not in get(room, name, LIST).text
        assert "in my draft" not in get(room, name, page_of(minutes)).text
        assert room.caption.statement not in get(room, name, page_of(minutes)).text
    assert get(room, "cleo", page_of(secret)).status_code == 200
    assert "in your draft" in get(room, "cleo", page_of(minutes)).text


def test_who_a_confidential_source_is_only_reviewers_and_managers_see(room: Room) -> None:
    new = NewSource("A clerk of the council", "https://clerk.example", confidential=True)
    source = cite(room, "omar", room.claim, new, "I saw it signed")

    for name, sees in (("vera", False), ("cleo", False), ("omar", True), ("rita", True), ("mona", True)):
        html = get(room, name, page_of(source)).text
        assert ("A clerk of the council" in html) is sees, name
        assert ("I saw it signed" in html) is sees, name
        assert room.claim.statement in html, name
    for name, sees in (("vera", False), ("cleo", False), ("rita", True)):
        assert ("A clerk of the council" in get(room, name, LIST).text) is sees, name
        assert ("A clerk of the council" in get(room, name, f"{LIST}?words=clerk.example").text) is sees, name
    assert get(room, "cleo", page_of(source, "edit_source")).status_code == 403
    retract_source(source=source, reason="The clerk took it back.", version=1, act=room.by("rita"))
    assert "The clerk took it back." not in get(room, "vera", page_of(source)).text
    assert "The clerk took it back." in get(room, "rita", page_of(source)).text


def test_what_derives_from_a_source_is_named_both_ways(room: Room, minutes: Source) -> None:
    report = cite(room, "omar", room.claim, NewSource("Report on the minutes"))
    edit_source(source=report, details=NewSource(report.title), origin=minutes, version=1, act=room.by("omar"))

    assert "Report on the minutes" in get(room, "vera", page_of(minutes)).text
    assert "Council minutes" in get(room, "vera", page_of(report)).text


def test_many_claims_stand_on_several_pages(room: Room, minutes: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_source, "PAGE", 1)
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url))
    first = get(room, "vera", page_of(minutes)).text
    after = re.search(r"after=([0-9a-f-]+)", first)
    assert after
    second = get(room, "vera", f"{page_of(minutes)}?after={after[1]}").text

    assert (room.claim.statement in first, room.caption.statement in first) == (True, False)
    assert (room.claim.statement in second, room.caption.statement in second) == (False, True)


def test_nothing_rests_anew_on_a_retracted_source(room: Room, minutes: Source) -> None:
    retract_source(source=minutes, reason="Never adopted.", version=1, act=room.by("rita"))
    sent = {"at": AT, "title": "Minutes", "url": minutes.url, "stance": "supports", "kind": "web_page"}

    response = logged_in(room, "cleo").post(
        reverse("cite", args=[room.claim.pk]), {"action_id": str(uuid.uuid4()), **sent}
    )

    assert response.status_code == 422
    assert "was retracted" in response.text


def test_a_draft_that_cites_a_retracted_source_says_so_to_its_checker(room: Room, minutes: Source) -> None:
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url), submitted=False)
    retract_source(source=minutes, reason="Never adopted.", version=1, act=room.by("rita"))
    number = room.caption.number

    assert ": Never adopted." in get(room, "cleo", f"/articles/{room.article.pk}/?claim={number}").text
    assert ": Never adopted." not in get(room, "omar", f"/articles/{room.article.pk}/?claim={number}").text


def test_the_history_of_an_article_tells_what_was_done_to_its_sources(room: Room, minutes: Source) -> None:
    other = cite(room, "omar", room.claim, NewSource("The minutes", "https://council.example/2011"))
    draft = cite_source(claim=room.caption, source=other, use=Use(Stance.SUPPORTS), act=room.by("cleo"))
    edit_citation(citation=draft, use=Use(Stance.REFUTES, "a secret of cleo’s"), version=1, act=room.by("cleo"))
    merge_sources(source=minutes, other=other, version=1, other_version=1, act=room.by("rita"))
    retract_source(source=minutes, reason="Never adopted.", version=now(minutes).version, act=room.by("rita"))

    html = get(room, "omar", f"/articles/{room.article.pk}/history/").text

    entries = re.findall(r"<strong>rita</strong> (.*?)</p>", html, re.DOTALL)
    plain = [re.sub("<[^>]+>", "", entry).strip() for entry in entries]
    assert plain[:2] == ["retracted a source of claim 1", "merged two sources of claim 1"]
    assert "a secret" not in html
    assert Citation.objects.get(pk=draft.pk).source == minutes
