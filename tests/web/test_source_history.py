"""The history of a source, as its page shows it."""

from __future__ import annotations

import re

from annotations.desk.sources import edit_source, retract_source
from annotations.desk.sourcing import NewSource
from annotations.models import Source
from tests.web.routes import HTMX, Room
from tests.web.source_pages import cite, get, page_of
from tests.world import now


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
