"""Splitting and joining on the screen: with and without script, refused, late, sent twice, and undone."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.parting import split_sentence
from annotations.history.act import Act
from annotations.models import Action, Anchor, Event, Sentence
from annotations.proof.verify import verify_history
from tests.drafts import next_draft
from tests.web.patching import lines_of, patched
from tests.web.routes import HTMX, Room, form_at, roots

both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
NOBODY_KNOWS = "0192f0c1-2a3b-7c4d-8e5f-000000000000"
TOLL, NOBODY = "The toll on", "“Nobody"

Data = dict[str, Any]


def logged_in(room: Room, name: str = "omar") -> Client:
    client = Client()
    client.force_login(room.people[name])
    return client


def standing(room: Room) -> list[Sentence]:
    rows = Sentence.objects.filter(revision=room.revision, withdrawn="").order_by("start")
    return list(rows.select_related("revision__article__project"))


def texts(room: Room) -> list[str]:
    return [room.revision.text[row.start : row.end] for row in standing(room)]


def sentence(room: Room, words: str) -> Sentence:
    start = room.revision.text.index(words)
    return next(row for row in standing(room) if row.start <= start < row.end)


def page_at(room: Room, number: int = 3, state: str = "open") -> str:
    return f"{reverse('workspace', args=[room.article.pk])}?sentence={number}&parting={state}"


def split_form(room: Room, words: str = "the council", **changed: Any) -> tuple[str, Data]:
    row = sentence(room, TOLL)
    data: Data = {"action_id": str(uuid.uuid4()), "at": "3", "version": row.version}
    return reverse("split_sentence", args=[row.pk]), data | {"before": room.revision.text.index(words)} | changed


def join_form(room: Room, **changed: Any) -> tuple[str, Data]:
    row, following = sentence(room, TOLL), sentence(room, NOBODY)
    data = {"action_id": str(uuid.uuid4()), "at": "3", "version": row.version}
    read = {"following": str(following.pk), "following_version": following.version}
    return reverse("join_sentences", args=[row.pk]), data | read | changed


FORMS: dict[str, Callable[..., tuple[str, Data]]] = {"split": split_form, "join": join_form}
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def without_messages(text: str) -> str:
    return re.sub(r'<section class="messages".*?</section>', "", text, flags=re.DOTALL)


def test_the_form_stands_in_the_panel_for_whoever_asks_for_it_and_may_check(room: Room) -> None:
    plain = logged_in(room).get(page_at(room).removesuffix("&parting=open")).text
    assert "parting=open" in plain
    assert 'id="part-parting"' not in plain

    page = logged_in(room).get(page_at(room)).text
    data = form_at(page, reverse("split_sentence", args=[sentence(room, TOLL).pk]))
    assert data["version"] == "1"
    join = form_at(page, reverse("join_sentences", args=[sentence(room, TOLL).pk]))
    assert join["following"] == str(sentence(room, NOBODY).pk)
    assert re.findall(r'name="before"[^>]*><span>([^<]*)<', page)[:3] == ["toll", "on", "the"]
    assert "Undo it" not in page

    seen = logged_in(room, "vera").get(page_at(room)).text
    assert 'id="part-parting"' not in seen
    assert "parting=open" not in seen
    then = logged_in(room).get(page_at(room) + "&as_of=1").text
    assert 'id="part-parting"' not in then


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("near", "the council"),
        ("selected", "council said"),
    ],
)
def test_the_place_that_was_pointed_to_is_chosen(room: Room, asked: str, chosen: str) -> None:
    place = room.revision.text.index("council said")
    asked_at = place - 1 if asked == "near" else place

    page = logged_in(room).get(f"{page_at(room)}&{asked}={asked_at}").text

    assert re.findall(r'value="(\d+)" checked autofocus', page) == [str(room.revision.text.index(chosen))]


def test_a_place_within_a_word_can_be_meant_exactly(room: Room) -> None:
    place = room.revision.text.index("uncil said")

    page = logged_in(room).get(f"{page_at(room)}&selected={place}").text

    assert f'value="{place}" checked autofocus><span>uncil</span>' in page


@pytest.mark.parametrize("junk", ["near=x", "selected=-1", "near=" + "9" * 5000])
def test_a_place_that_is_no_number_is_not_found(room: Room, junk: str) -> None:
    assert logged_in(room).get(f"{page_at(room)}&{junk}").status_code == 404


@pytest.mark.parametrize("elsewhere", ["near=0", "near=99999", "selected=0", "selected=99999999", "parting=x"])
def test_a_place_elsewhere_chooses_nothing(room: Room, elsewhere: str) -> None:
    page = logged_in(room).get(f"{page_at(room)}&{elsewhere}")

    assert page.status_code == 200
    assert " checked autofocus" not in page.text


def test_the_last_sentence_of_a_paragraph_is_not_joined(room: Room) -> None:
    page = logged_in(room).get(page_at(room, 5)).text

    assert "last sentence of its paragraph" in page
    assert "/join/" not in page


@every_form
def test_sent_without_script_it_is_done_and_leads_back_to_the_sentence(room: Room, form: Any) -> None:
    client, (url, data) = logged_in(room), form(room)

    response = client.post(url, data)

    assert response.status_code == 302
    claim = f"&claim={room.claim.number}"
    assert response["Location"] == f"{page_at(room).removesuffix('&parting=open')}{claim}&parting=done#panel"
    page = client.get(response["Location"]).text
    assert 'aria-label="Sentence 3"' in page
    assert "Receipt</a>" in page
    assert "Undo it" in page
    assert list(verify_history()) == []


@every_form
def test_sent_by_htmx_the_page_is_as_if_loaded_anew(room: Room, form: Any) -> None:
    client, (url, data) = logged_in(room), form(room)
    page, before = client.get(page_at(room)).text, len(standing(room))

    response = client.post(url, data, headers=HTMX)

    assert response.status_code == 200
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#panel", "outerHTML")
    told = json.loads(response["HX-Trigger-After-Settle"])
    assert told["desk:announce"] in response.text
    assert len(standing(room)) == before + (1 if form is split_form else -1)
    loaded = lines_of(client.get(response["HX-Push-Url"]).text)
    assert patched(page, SimpleNamespace(text=without_messages(response.text), headers={})) == loaded
    assert loaded != lines_of(page)


def test_numbers_follow_and_claims_stay_on_their_words(room: Room) -> None:
    client, (url, data) = logged_in(room), split_form(room, "will rise")

    client.post(url, data)

    assert [words.split()[0] for words in texts(room)] == ["Bridge", "The", "The", "will", "“Nobody", "It", "The"]
    page = client.get(page_at(room, 7)).text
    assert "7 sentences" in page
    assert '<span class="unit" id="s7"' in page
    assert client.get(page_at(room, 4)).text.count('class="claim-link"') == 0
    assert client.get(page_at(room, 3)).text.count('class="claim-link"') == 1


@every_form
@both_ways
def test_it_is_recorded_once_however_often_it_is_sent(room: Room, form: Any, headers: Data) -> None:
    client, (url, data) = logged_in(room), form(room)

    first = client.post(url, data, headers=headers)
    recorded = Event.objects.count()
    again = client.post(url, data, headers=headers)

    assert (again.status_code, again.headers.get("Location")) == (first.status_code, first.headers.get("Location"))
    assert Event.objects.count() == recorded
    assert Action.objects.get(pk=data["action_id"]).actor == room.people["omar"]


@every_form
@both_ways
def test_who_comes_second_sees_what_the_other_has_made_of_it(room: Room, form: Any, headers: Data) -> None:
    client, (url, data) = logged_in(room), form(room)
    row, at = sentence(room, TOLL), room.revision.text.index("will rise")
    split_sentence(sentence=row, at=at, version=1, act=Act(room.people["cleo"]))
    before = Event.objects.count()

    response = client.post(url, data, headers=headers)

    assert response.status_code == 409
    assert Event.objects.count() == before
    assert "cleo has split or joined this sentence since." in response.text
    first = standing(room)[2]
    fresh = form_at(response.text, reverse("split_sentence", args=[first.pk]))
    assert fresh["version"] == "1"
    assert 'data-status="checked"' in response.text
    assert f'id="s{len(standing(room))}"' in response.text
    if headers:
        ids = [root["id"] for root in roots(response.text)]
        assert ids == ["panel", "tally", "sentences", "lost", "prose"]
    going_on = fresh | {"before": room.revision.text.index("on the Varn")}
    again = client.post(reverse("split_sentence", args=[first.pk]), going_on, headers=headers)
    assert again.status_code == (200 if headers else 302)
    assert "The toll" in texts(room)


@every_form
@both_ways
def test_a_draft_that_came_in_meanwhile_is_told(room: Room, form: Any, headers: Data) -> None:
    client, (url, data) = logged_in(room), form(room)
    next_draft(room.article, f"New.\n\n{room.revision.text}", room.people["cleo"])
    before = Event.objects.count()

    response = client.post(url, data, headers=headers)

    assert response.status_code == 409
    assert Event.objects.count() == before
    assert "Draft 2 of this article came in meanwhile." in response.text
    assert "Split or join sentence 3" in response.text


BAD = {
    "no place": {"before": ""},
    "no number": {"before": "x"},
    "a huge number": {"before": "9" * 30},
    "the beginning": {"before": "56"},
    "far away": {"before": "99999"},
    "a negative one": {"before": "-1"},
    "no version": {"version": ""},
    "no action": {"action_id": "x"},
}


@pytest.mark.parametrize("bad", BAD)
@both_ways
def test_bad_input_is_said_at_the_form_and_changes_nothing(room: Room, bad: str, headers: Data) -> None:
    client, (url, data) = logged_in(room), split_form(room, **BAD[bad])
    before = Event.objects.count()

    response = client.post(url, data, headers=headers)

    assert response.status_code == 422
    assert Event.objects.count() == before
    assert 'id="part-parting"' in response.text
    assert 'role="alert"' in response.text or "data-tone" in response.text
    form_at(response.text, url)


@pytest.mark.parametrize(
    "bad", [{"following": "x"}, {"following": NOBODY_KNOWS}, {"following": ""}, {"following_version": "x"}]
)
@both_ways
def test_what_is_not_the_next_sentence_is_refused(room: Room, bad: Data, headers: Data) -> None:
    client, (url, data) = logged_in(room), join_form(room, **bad)
    before = Event.objects.count()

    response = client.post(url, data, headers=headers)

    assert response.status_code == 422
    assert Event.objects.count() == before
    form_at(response.text, url)


def test_the_place_that_was_chosen_is_still_chosen_where_it_is_refused(room: Room) -> None:
    place = room.revision.text.index("the council")
    url, data = split_form(room)
    logged_in(room).post(url, data)
    url, other = split_form(room, "on the Varn", action_id=data["action_id"])

    response = logged_in(room).post(url, other)

    assert response.status_code == 422
    assert "This form was sent before, with other words." in response.text
    assert f'value="{other["before"]}" checked' in response.text
    assert place == standing(room)[3].start


@every_form
@both_ways
@pytest.mark.parametrize(("name", "status"), [("nora", 404), ("vera", 403)])
def test_whoever_may_not_is_refused(room: Room, form: Any, headers: Data, name: str, status: int) -> None:
    url, data = form(room)
    before = Event.objects.count()

    assert logged_in(room, name).post(url, data, headers=headers).status_code == status
    assert Event.objects.count() == before


@every_form
@both_ways
def test_undone_and_redone_by_the_buttons_that_show(room: Room, form: Any, headers: Data) -> None:
    client, before = logged_in(room), texts(room)
    client.post(*form(room), headers=headers)
    after = texts(room)
    undo, redo = (reverse(name, args=[room.article.pk]) for name in ("undo_parting", "redo_parting"))

    page = client.get(page_at(room, 3, "done")).text
    sent = form_at(page, undo)
    assert client.post(undo, sent, headers=headers).status_code == (200 if headers else 302)
    assert texts(room) == before
    page = client.get(page_at(room, 3, "done")).text
    assert undo not in page
    assert client.post(redo, form_at(page, redo), headers=headers).status_code == (200 if headers else 302)
    assert texts(room) == after
    assert list(verify_history()) == []


def test_nobody_is_offered_to_undo_what_another_did_or_changed_since(room: Room) -> None:
    client, undo = logged_in(room), reverse("undo_parting", args=[room.article.pk])
    client.post(*split_form(room))
    assert undo in client.get(page_at(room, 4)).text
    assert undo not in logged_in(room, "cleo").get(page_at(room, 4)).text

    row, at = sentence(room, "the council"), room.revision.text.index("said on")
    split_sentence(sentence=row, at=at, version=1, act=Act(room.people["cleo"]))
    assert undo not in client.get(page_at(room, 3)).text
    assert undo not in client.get(page_at(room, 4)).text


@both_ways
def test_what_changed_since_is_not_undone_and_it_is_shown(room: Room, headers: Data) -> None:
    client, undo = logged_in(room), reverse("undo_parting", args=[room.article.pk])
    client.post(*split_form(room))
    sent = form_at(client.get(page_at(room, 3, "done")).text, undo)
    row, at = sentence(room, "the council"), room.revision.text.index("said on")
    split_sentence(sentence=row, at=at, version=1, act=Act(room.people["cleo"]))
    before = texts(room)

    response = client.post(undo, sent, headers=headers)

    assert response.status_code == 409
    assert "cleo has split or joined this sentence since." in response.text
    assert texts(room) == before


@pytest.mark.parametrize("done", ["", "x", NOBODY_KNOWS])
@both_ways
def test_what_is_no_action_is_not_undone(room: Room, done: str, headers: Data) -> None:
    url = reverse("undo_parting", args=[room.article.pk])
    data = {"action_id": str(uuid.uuid4()), "at": "3", "done": done}

    assert logged_in(room).post(url, data, headers=headers).status_code == 422
    note = Event.objects.get(object=room.note.pk).action_id
    assert logged_in(room).post(url, data | {"done": str(note)}, headers=headers).status_code == 422


def cleo_splits(room: Room, words: str = "Bridge toll", before: str = "to rise by") -> None:
    row, at = sentence(room, words), room.revision.text.index(before)
    split_sentence(sentence=row, at=at, version=row.version, act=Act(room.people["cleo"]))


def opened(room: Room, url: str, number: int) -> Data:
    """Open a sentence, and take what its form carries unseen."""
    page = logged_in(room).get(f"{reverse('workspace', args=[room.article.pk])}?sentence={number}").text
    return form_at(page, url)


def anew(response: Any, number: int) -> None:
    assert [root["id"] for root in roots(response.text)] == ["panel", "tally", "sentences", "lost", "prose"]
    assert response["HX-Retarget"] == "#panel"
    assert f'aria-label="Sentence {number}"' in response.text


@both_ways
def test_a_form_that_was_open_while_numbers_moved_stays_on_its_sentence(room: Room, headers: Data) -> None:
    url = reverse("assess", args=[room.claim.pk])
    sent = opened(room, url, 3) | {"verdict": str(room.verdicts["inaccurate"].pk), "note": "No.", "confidence": ""}
    cleo_splits(room)

    response = logged_in(room).post(url, sent, headers=headers)

    if headers:
        assert response.status_code == 200
        anew(response, 4)
    else:
        assert "sentence=4&claim=1" in response["Location"]


def test_one_that_is_refused_then_comes_with_the_article_as_it_is_now(room: Room) -> None:
    url = reverse("add_note", args=[room.claim.pk])
    sent = opened(room, url, 3)
    cleo_splits(room)

    response = logged_in(room).post(url, sent | {"text": " "}, headers=HTMX)

    assert response.status_code == 422
    anew(response, 4)
    assert "Write something first." in response.text


@both_ways
def test_a_claim_on_a_whole_sentence_is_put_on_that_one_though_its_number_is_another_now(
    room: Room, headers: Data
) -> None:
    url = reverse("add_claim", args=[room.article.pk])
    sent = opened(room, url, 6) | {"quote": "", "statement": "It is old.", "type": "fact", "risk": "normal"}
    last = standing(room)[5]
    cleo_splits(room)

    response = logged_in(room).post(url, sent, headers=headers)

    assert response.status_code == (200 if headers else 302)
    anchor = Anchor.objects.get(claim__statement="It is old.")
    assert (anchor.start, anchor.end) == (last.start, last.end)
    if headers:
        anew(response, 7)


@both_ways
def test_a_claim_on_a_whole_sentence_that_is_two_by_now_is_refused(room: Room, headers: Data) -> None:
    url = reverse("add_claim", args=[room.article.pk])
    sent = opened(room, url, 1) | {"quote": "", "statement": "It rises.", "type": "fact", "risk": "normal"}
    cleo_splits(room)
    before = Event.objects.count()

    response = logged_in(room).post(url, sent, headers=headers)

    assert response.status_code == 422
    assert "Somebody has split or joined this sentence since." in response.text
    assert "It rises." in response.text
    assert Event.objects.count() == before


@pytest.mark.parametrize("stood", ["", "x", "1-2", "²-3-4", "9" * 30 + "-1-1", "1-2-3\0"])
def test_where_a_form_stood_is_left_aside_where_it_cannot_be_read(room: Room, stood: str) -> None:
    url = reverse("assess", args=[room.claim.pk])
    sent = opened(room, url, 3) | {"verdict": str(room.verdicts["inaccurate"].pk), "note": "No.", "confidence": ""}

    response = logged_in(room).post(url, sent | {"stood": stood}, headers=HTMX)

    assert response.status_code == 200
    assert roots(response.text)[0]["id"] == "part-check"


def test_the_panel_asks_nothing_more_as_long_as_nobody_splits(room: Room, django_assert_num_queries: Any) -> None:
    client, page = logged_in(room), page_at(room).removesuffix("&parting=open")
    client.get(page)
    client.get(page_at(room))

    with CaptureQueriesContext(connection) as plain:
        client.get(page)
    with django_assert_num_queries(len(plain) + 3):
        client.get(page_at(room))
