"""The pages of sources: who finds what, what rests on it, and how it is corrected, merged and retracted."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.sources import edit_source, merge_sources, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation
from annotations.models import Citation, Claim, Event, Source, Stance
from annotations.proof.verify import verify_history
from annotations.reports import source as one_source
from annotations.reports import sources as reports
from tests.web.routes import AT, HTMX, Room, now, roots

LIST = "/projects/city/sources/"


def logged_in(room: Room, name: str) -> Client:
    client = Client()
    client.force_login(room.people[name])
    return client


def get(room: Room, name: str, address: str, **headers: str) -> Any:
    return logged_in(room, name).get(address, headers=headers or None)


def cite(room: Room, name: str, claim: Claim, new: NewSource, quote: str = "", *, submitted: bool = True) -> Source:
    """Cite a source in somebody’s assessment of a claim, submitted unless told otherwise."""
    cited = cite_source(claim=claim, source=new, use=Use(Stance.SUPPORTS, quote), act=room.by(name))
    mine = standing_assessment(now(claim), room.people[name])
    if submitted and mine and not mine.submitted_at:
        assess_claim(
            claim=claim,
            verdict=room.verdicts["accurate"],
            note="",
            required_change="",
            confidence=None,
            version=mine.version,
            act=room.by(name),
        )
    return Source.objects.get(pk=cited.source_id)


def page_of(source: Source, what: str = "source") -> str:
    return reverse(what, args=[source.pk])


@pytest.fixture
def minutes(room: Room) -> Source:
    return Source.objects.get(title="Council minutes")


# The list


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


# One source


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


# Doing


def post(room: Room, name: str, address: str, **data: Any) -> Any:
    return logged_in(room, name).post(address, {"action_id": str(uuid.uuid4()), **data})


def corrected(**changed: Any) -> dict[str, Any]:
    said = {"title": "Minutes of 3 March", "url": "https://council.example/minutes", "kind": "official_record"}
    return said | {"version": 1} | changed


def test_a_checker_corrects_a_source(room: Room, minutes: Source) -> None:
    response = post(room, "cleo", page_of(minutes, "edit_source"), **corrected(reliability_note="Signed."))

    assert (response.status_code, response["Location"]) == (302, page_of(minutes))
    assert now(minutes).title == "Minutes of 3 March"
    assert now(minutes).reliability_note == "Signed."
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"title": " "},
        {"title": "t" * 501},
        {"url": "javascript:alert(1)"},
        {"published_on": "May"},
        {"kind": "rumour"},
        {"origin": "x"},
        {"origin": "0192f0c1-2a3b-7c4d-8e5f-000000000000"},
        {"version": ""},
    ],
)
def test_a_bad_correction_is_422_with_what_was_typed(room: Room, minutes: Source, changed: dict[str, Any]) -> None:
    before = Event.objects.count()
    response = post(room, "cleo", page_of(minutes, "edit_source"), **corrected(author="The clerk", **changed))

    assert response.status_code == 422
    assert "The clerk" in response.text
    assert 'data-tone="red"' in response.text
    assert Event.objects.count() == before


def test_a_late_correction_shows_theirs_beside_mine(room: Room, minutes: Source) -> None:
    details = NewSource("The council’s minutes", minutes.url)
    edit_source(source=minutes, details=details, origin=None, version=1, act=room.by("rita"))

    response = post(room, "cleo", page_of(minutes, "edit_source"), **corrected())

    assert response.status_code == 409
    assert "The council’s minutes" in response.text
    assert 'value="Minutes of 3 March"' in response.text
    version = re.search(r'name="version" value="(\d+)"', response.text)
    assert version
    assert post(room, "cleo", page_of(minutes, "edit_source"), **corrected(version=version[1])).status_code == 302


def test_an_address_that_another_has_leads_to_a_merge(room: Room, minutes: Source) -> None:
    other = cite(room, "omar", room.claim, NewSource("The budget"))
    sent = {"title": "The budget", "url": minutes.url, "kind": "document", "version": 1}

    for name, offered in (("cleo", False), ("rita", True)):
        response = post(room, name, page_of(other, "edit_source"), **sent)
        assert response.status_code == 422
        assert (f"{page_of(other, 'merge_source')}?other={minutes.pk}" in response.text) is offered
        assert "Council minutes" in response.text


def test_what_it_derives_from_is_found_by_its_words(room: Room, minutes: Source) -> None:
    other = cite(room, "omar", room.claim, NewSource("The budget"))
    address = f"{page_of(minutes, 'edit_source')}?find=budget"

    assert [root["id"] for root in roots(get(room, "omar", address, **HTMX).text.split("-->")[-1])] == ["source-choice"]
    for html in (get(room, "omar", address).text, get(room, "omar", address, **HTMX).text):
        assert f'value="{other.pk}"' in html
        assert f'value="{minutes.pk}"' not in html


def test_a_source_of_ones_own_draft_is_refused_as_an_origin_in_words(room: Room, minutes: Source) -> None:
    drafted = cite(room, "cleo", room.caption, NewSource("The clerk"), submitted=False)
    response = post(room, "cleo", page_of(minutes, "edit_source"), **corrected(origin=str(drafted.pk)))

    assert response.status_code == 422
    assert "That source stands only in a draft" in response.text
    assert "Minutes of 3 March" in response.text
    assert now(minutes).origin is None


def test_who_may_not_know_what_it_derives_from_leaves_that_as_it_is(room: Room, minutes: Source) -> None:
    hidden = cite(room, "omar", room.caption, NewSource("Whistle-blower", confidential=True), submitted=True)
    edit_source(source=minutes, details=NewSource(minutes.title), origin=hidden, version=1, act=room.by("rita"))

    assert get(room, "cleo", page_of(minutes, "edit_source"), **HTMX).status_code == 200
    response = post(room, "cleo", page_of(minutes, "edit_source"), **corrected(version=2))
    assert response.status_code == 302
    assert (now(minutes).title, now(minutes).origin) == ("Minutes of 3 March", hidden)


def test_a_merge_that_is_sent_twice_is_answered_as_the_first_time(room: Room, minutes: Source) -> None:
    other = cite(room, "omar", room.caption, NewSource("The minutes"), submitted=True)
    asked = {"other": other.pk, "version": 1, "other_version": 1, "action_id": str(uuid.uuid4())}

    for _ in range(2):
        assert post(room, "rita", page_of(minutes, "merge_source"), **asked).status_code == 302


def test_two_that_cannot_be_merged_are_not_offered_to_be(room: Room, minutes: Source) -> None:
    secret = cite(room, "omar", room.caption, NewSource("Whistle-blower", confidential=True), submitted=True)

    html = get(room, "rita", f"{page_of(minutes, 'merge_source')}?other={secret.pk}").text

    assert "One of the two is confidential." in html
    assert "Merge them" not in html


def test_a_retraction_is_seen_before_it_is_done(room: Room, minutes: Source) -> None:
    address = page_of(minutes, "retract_source")
    html = get(room, "rita", address).text
    assert "1 claim rests on it" in html
    assert room.claim.statement in html

    assert post(room, "rita", address, reason=" ", version=1).status_code == 422
    response = post(room, "rita", address, reason="Never adopted.", version=1)

    assert response.status_code == 302
    claim = now(room.claim)
    assert (claim.round, claim.stale, claim.work_status) == (2, "source", "reopened")
    html = get(room, "vera", page_of(minutes)).text
    for word in ("Never adopted.", "rita retracted it", "Rests on a retracted source", "in round 1, which is over"):
        assert word in html, word
    assert html.count(">Retracted<") == 1
    panel = get(room, "vera", f"/articles/{room.article.pk}/?claim=1").text
    assert "Retracted on" in panel
    assert ": Never adopted." in panel


def test_a_retraction_is_taken_back(room: Room, minutes: Source) -> None:
    retract_source(source=minutes, reason="Never adopted.", version=1, act=room.by("rita"))
    assert post(room, "rita", page_of(minutes, "restore_source"), version=1).status_code == 409

    assert post(room, "rita", page_of(minutes, "restore_source"), version=2).status_code == 302
    assert now(room.claim).stale == ""
    assert "Retracted" not in get(room, "vera", page_of(minutes)).text


def test_two_sources_are_merged_once_it_was_seen_what_that_does(room: Room, minutes: Source) -> None:
    other = cite(room, "omar", room.claim, NewSource("The minutes", "https://council.example/2011"))
    address = page_of(minutes, "merge_source")
    assert "The minutes" in get(room, "rita", f"{address}?find=2011").text
    html = get(room, "rita", f"{address}?other={other.pk}").text
    assert "1 citation of the second moves to the first" in html
    assert "1 claim rests on both" in html
    sent = {"other": str(other.pk), "version": 1, "other_version": 1}

    edit_source(
        source=other, details=NewSource("Minutes, 2011", other.url), origin=None, version=1, act=room.by("cleo")
    )
    late = post(room, "rita", address, **sent)
    assert late.status_code == 409
    moved = dict(re.findall(r'name="(version|other_version)" value="(\d+)"', late.text))
    assert moved == {"version": "1", "other_version": "2"}
    assert post(room, "rita", address, **sent | moved).status_code == 302

    assert now(other).merged_into == minutes
    assert now(room.claim).sources == 1
    assert "Merged" in get(room, "vera", page_of(other)).text
    assert ">Minutes, 2011</a>" not in get(room, "vera", LIST).text
    assert post(room, "rita", address, **sent).status_code == 422
    assert post(room, "rita", address, other="x", version=1, other_version=1).status_code == 422
    assert list(verify_history()) == []


def test_the_same_form_sent_twice_does_it_once(room: Room, minutes: Source) -> None:
    data = {"action_id": str(uuid.uuid4()), "reason": "Never adopted.", "version": 1}
    client = logged_in(room, "rita")

    first = client.post(page_of(minutes, "retract_source"), data)
    recorded = Event.objects.count()
    again = client.post(page_of(minutes, "retract_source"), data)

    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    assert Event.objects.count() == recorded


# Citing


def found(room: Room, name: str, words: str) -> Any:
    return get(room, name, f"{LIST}find/?find={words}", **HTMX)


def test_a_source_is_found_where_it_is_to_be_cited(room: Room, minutes: Source) -> None:
    secret = cite(room, "cleo", room.caption, NewSource("Council secrets"), submitted=False)
    for html in (
        found(room, "omar", "council").text,
        found(room, "omar", "https://council.example/minutes%23p3").text,
        get(room, "omar", f"/articles/{room.article.pk}/?sentence={AT}&claim=1&find=council").text,
    ):
        assert f'value="{minutes.pk}"' in html
        assert str(secret.pk) not in html
        assert "A blog" not in html[html.index('id="source-choice"') :].split("</select>")[0]
    assert "None found" in found(room, "omar", "nothing%00like").text
    assert found(room, "vera", "council").status_code == 403
    retract_source(source=minutes, reason="Never adopted.", version=1, act=room.by("rita"))
    assert f'value="{minutes.pk}"' not in found(room, "omar", "council").text


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


# Its history


def history_of(room: Room, name: str, source: Source, query: str = "", **headers: str) -> str:
    response = get(room, name, page_of(source, "source_history") + query, **headers)
    assert response.status_code == 200
    return str(response.text)


def acts(html: str) -> list[str]:
    lines = re.findall(r'<p class="line">(.*?)</p>', html, re.DOTALL)
    return [re.sub("<[^>]+>", "", line).strip() for line in lines]


def test_the_history_of_a_source_tells_who_cited_it_and_what_was_done_to_it(room: Room, minutes: Source) -> None:
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url))
    edit_source(source=minutes, details=NewSource("The minutes"), origin=None, version=1, act=room.by("omar"))
    retract_source(source=minutes, reason="Never adopted.", version=now(minutes).version, act=room.by("rita"))
    html = history_of(room, "vera", minutes)

    assert page_of(minutes, "source_history") in get(room, "vera", page_of(minutes)).text
    assert acts(html)[:3] == [
        "rita retracted a source of claim 1 and claim 2",
        "omar corrected a source",
        "cleo added a source to claim 2",
    ]
    assert "<del>" in html
    assert "Never adopted." in html
    assert "A blog" not in html


def test_its_history_is_filtered_and_to_htmx_the_entries_alone(room: Room, minutes: Source) -> None:
    edit_source(source=minutes, details=NewSource("The minutes"), origin=None, version=1, act=room.by("cleo"))

    assert acts(history_of(room, "vera", minutes, "?person=cleo")) == ["cleo corrected a source"]
    assert history_of(room, "vera", minutes, **HTMX).lstrip().startswith('<div id="history">')
    assert get(room, "vera", page_of(minutes, "source_history") + "?person=nora").status_code == 422


def test_its_history_leaves_as_csv_with_the_same_filters(room: Room, minutes: Source) -> None:
    edit_source(source=minutes, details=NewSource("The minutes"), origin=None, version=1, act=room.by("cleo"))
    file = page_of(minutes, "source_events")
    assert f'href="{file}?person=cleo"' in history_of(room, "vera", minutes, "?person=cleo")

    response = get(room, "vera", f"{file}?person=cleo")

    assert response.status_code == 200
    assert f'filename="city-source-{minutes.pk}-events.csv"' in response["Content-Disposition"]
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) > 1
    assert all(",cleo,edit_source,source," in line for line in lines[1:])
    assert get(room, "vera", f"{file}?as_of=1").status_code == 400
    assert get(room, "nora", file).status_code == 404


def test_that_a_source_stands_in_somebodys_draft_is_not_in_its_history(room: Room, minutes: Source) -> None:
    drafted = cite(room, "cleo", room.caption, NewSource("The clerk", "https://clerk.example/"), submitted=False)
    cite(room, "cleo", room.caption, NewSource("Council minutes", minutes.url), "a secret", submitted=False)
    for page in ("source_history", "source_events"):
        assert get(room, "omar", page_of(drafted, page)).status_code == 404
    assert "cleo" not in "".join(acts(history_of(room, "omar", minutes)))
    assert "cleo added a source to claim 2" in acts(history_of(room, "cleo", minutes))

    cite(room, "omar", room.claim, NewSource("The clerk", "https://clerk.example/"))
    assert acts(history_of(room, "rita", drafted)) == ["omar added a source to claim 1"]


def test_who_a_confidential_source_is_stays_out_of_its_history(room: Room) -> None:
    hidden = cite(room, "omar", room.claim, NewSource("A clerk", "https://clerk.example/", confidential=True), "I saw")
    for name, sees in (("vera", False), ("cleo", False), ("omar", True), ("rita", True)):
        html = history_of(room, name, hidden)
        assert ("A clerk" in html) is sees, name
        assert ("clerk.example" in html) is (name == "rita"), name
        assert ("I saw" in html) is (name == "rita"), name
        assert "omar added a source to claim 1" in acts(html), name
