"""Sources corrected, merged and retracted on their pages."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from annotations.desk.sources import edit_source, retract_source
from annotations.desk.sourcing import NewSource
from annotations.models import Event, Source
from annotations.proof.verify import verify_history
from tests.web.routes import AT, HTMX, Room, roots
from tests.web.source_pages import LIST, cite, found, get, logged_in, page_of
from tests.world import now


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
