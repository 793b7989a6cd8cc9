"""The next draft comes in: looked at before it is stored, stored exactly and once, and never over somebody else's."""

from __future__ import annotations

import hashlib
import html
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    Article,
    Assessment,
    Claim,
    Event,
    Origin,
    Project,
    Revision,
    SignOff,
    User,
)
from annotations.proof.verify import verify_history
from annotations.reading.document import Link
from tests.drafts import next_draft
from tests.world import TEXT

SECOND = TEXT.replace("€4", "€5")
CRLF = SECOND.replace("\n", "\r\n")


@pytest.fixture
def desk(omar: User, article: Article) -> Client:
    client = Client()
    client.force_login(omar)
    return client


def address(article: Article) -> str:
    return f"/articles/{article.pk}/drafts/new/"


def file(data: bytes, name: str = "second.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/plain")


def look(client: Client, article: Article, status: int = 200, **changed: Any) -> Any:
    """Ask what a text would change."""
    data = {"action_id": str(uuid.uuid4()), "after": "1", "preview": "1"} | changed
    response = client.post(address(article), data)
    assert response.status_code == status, response.text
    return response


def carried(response: Any) -> dict[str, str]:
    """Read what the page sends along when it is saved."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.text)
    held = {name: html.unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}
    area = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', response.text, re.DOTALL)
    return held | ({"text": html.unescape(area[1])} if area else {})


def save(client: Client, article: Article, response: Any, **changed: Any) -> Any:
    return client.post(address(article), carried(response) | {"save": "1"} | changed)


def said(response: Any) -> str:
    """Give the words of a page without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2])).split())


def test_a_paste_is_looked_at_and_then_stored_with_lf(desk: Client, article: Article, claim: Claim, omar: User) -> None:
    before = Event.objects.count()
    preview = look(desk, article, text=CRLF)

    assert "0 kept 0 moved 1 changed 0 lost" in said(preview)
    assert "<del>4</del><ins>5</ins>" in preview.text
    assert "5 sentences are the same, 1 changed." in preview.text
    assert Event.objects.count() == before

    response = save(desk, article, preview, text=CRLF)

    assert response["Location"] == f"/articles/{article.pk}/drafts/2/"
    draft = Revision.objects.get(number=2)
    assert (draft.text, draft.origin, draft.filename) == (SECOND, "paste", "")
    assert draft.sha256 == hashlib.sha256(SECOND.encode()).hexdigest()
    assert Event.objects.get(object=draft.pk).action.actor == omar
    assert list(verify_history()) == []


@pytest.mark.parametrize("data", [CRLF.encode(), SECOND.encode("utf-16")], ids=["crlf", "utf-16"])
def test_an_upload_is_stored_to_the_last_character(desk: Client, article: Article, data: bytes) -> None:
    preview = look(desk, article, file=file(data))
    assert "second.txt" in preview.text

    assert save(desk, article, preview).status_code == 302

    draft = Revision.objects.get(number=2)
    assert (draft.text, draft.origin, draft.filename) == (
        CRLF if b"\r\0" not in data and b"\r" in data else SECOND,
        "upload",
        "second.txt",
    )


def test_a_file_that_is_not_as_it_was_looked_at_is_shown_again(desk: Client, article: Article) -> None:
    preview = look(desk, article, file=file(CRLF.encode()))
    assert "You have not seen these sentences" not in preview.text
    held = json.loads(carried(preview)["exact"])

    other = json.dumps(held | {"layout": [[0, len(held["text"]), "quote"]]})
    again = save(desk, article, preview, exact=other)

    assert "You have not seen these sentences" in again.text
    assert article.revisions.count() == 1
    assert save(desk, article, again).status_code == 302


def test_a_guessed_encoding_is_told(desk: Client, article: Article) -> None:
    text = TEXT.replace("Brook", "Brøndum-Ærø").replace("€", "EUR ").replace("“", '"').replace("”", '"')

    preview = look(desk, article, file=file(text.encode("cp1252")))

    assert "not UTF-8" in preview.text


def test_what_becomes_of_each_claim_is_shown_before(
    desk: Client, article: Article, claim: Claim, omar: User, rita: User, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(Claim.objects.get()), act=Act(rita))

    changed = said(look(desk, article, text=SECOND))
    gone = said(look(desk, article, text=TEXT.partition("The toll on")[0]))
    moved = said(look(desk, article, text=moved_down()))
    kept = said(look(desk, article, text=f"By Jo Hale\n\n{TEXT}"))

    assert "“Accurate” was found for other words. It will be checked anew, and its sign-off is void." in changed
    assert "0 kept 0 moved 0 changed 1 lost" in gone
    assert "It will wait until somebody puts it on other words or withdraws it." in gone
    assert "0 kept 1 moved 0 changed 0 lost" in moved
    assert "Every claim keeps its words, its verdict and its sign-off." in kept
    assert SignOff.objects.get().voided == ""


def moved_down() -> str:
    toll = TEXT[TEXT.index("The toll on") : TEXT.index(" “Nobody")]
    return TEXT.replace(f"{toll} ", "") + f"\n{toll}\n"


def test_a_long_text_is_compared_part_by_part_and_saved_whole(desk: Client, article: Article) -> None:
    text = "\n\n".join(f"Sentence number {number} stands here." for number in range(1, 1_201))

    first = look(desk, article, text=text)
    second = desk.post(address(article), carried(first) | {"part": "2"})

    assert "this is part 1 of 3" in said(first)
    assert "All of the text is saved, whichever part is shown." in said(first)
    compared = [response.text.partition('class="compared"')[2].partition("</ol>")[0] for response in (first, second)]
    assert [page.count("data-kind=") for page in compared] == [500, 500]
    assert '<button class="btn" name="part" value="3" formaction="#words">' in second.text
    assert carried(second) == carried(first)
    # One reads on where the parts are, with script and without.
    assert ("autofocus" in first.text, "HX-Reswap" in first) == (False, False)
    assert '<h2 id="words" tabindex="-1" autofocus>' in second.text
    assert second["HX-Reswap"] == "outerHTML show:#words:top"
    assert save(desk, article, second).status_code == 302
    assert article.latest_revision().text == text
    assert look(desk, article, 404, text=f"{text} So.", part="x")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": ""}, "There is no text here yet."),
        ({"text": TEXT}, "This is the text of draft 1 already."),
        ({"text": "A zero \0 in it."}, "Null characters are not allowed."),
        ({"file": "Zürich, ".encode() * 2 + b"Z\xfcrich"}, "This file is not UTF-8 text"),
        ({"text": SECOND, "file": b"Both."}, "not both"),
        ({"text": SECOND, "after": ""}, "This field is required."),
        ({"text": SECOND, "after": "9" * 20}, "2147483647"),
    ],
    ids=["empty", "the same", "zero", "damaged", "both", "after none", "after too large"],
)
def test_what_cannot_be_the_next_draft_is_said_and_nothing_is_lost(
    desk: Client, article: Article, sent: dict[str, Any], message: str
) -> None:
    before = Event.objects.count()
    for then in ("preview", "save"):
        data = {"action_id": str(uuid.uuid4()), "after": "1", then: "1"}
        data |= {name: file(value) if isinstance(value, bytes) else value for name, value in sent.items()}

        response = desk.post(address(article), data)

        assert response.status_code == 422, response.text
        assert message in html.unescape(response.text)
        assert carried(response).get("text", "").strip() == str(sent.get("text", "")).strip().replace("\0", "\0")
    assert Event.objects.count() == before


def test_too_large_is_413(desk: Client, article: Article, settings: Any) -> None:
    settings.MAX_ARTICLE_BYTES = 400
    text = SECOND * 3

    assert look(desk, article, 413, text=text).status_code == 413
    assert look(desk, article, 413, file=file(text.encode())).status_code == 413


def test_another_text_than_was_looked_at_is_looked_at_again(desk: Client, article: Article) -> None:
    preview = look(desk, article, text=SECOND)

    again = save(desk, article, preview, text=f"{SECOND}\nLorries pay nothing.\n")

    assert again.status_code == 200
    assert "1 new." in again.text
    assert article.revisions.count() == 1
    assert save(desk, article, again).status_code == 302


def test_a_draft_that_came_in_meanwhile_is_409_and_the_text_is_kept_and_compared_with_it(
    desk: Client, article: Article, claim: Claim, rita: User
) -> None:
    preview = look(desk, article, text=SECOND)
    theirs = next_draft(article, f"{TEXT}\nLorries pay nothing.\n", rita)

    stale = save(desk, article, preview)

    assert stale.status_code == 409
    assert "Draft 2 came in meanwhile" in stale.text
    assert carried(stale)["text"] == SECOND
    assert "<del>Lorries pay nothing.</del>" in stale.text
    assert article.latest_revision() == theirs
    assert save(desk, article, stale).status_code == 302
    assert article.latest_revision().number == 3
    assert list(verify_history()) == []


def test_sent_twice_it_is_stored_once(desk: Client, article: Article) -> None:
    preview = look(desk, article, text=SECOND)

    first, second = save(desk, article, preview), save(desk, article, preview)

    assert first["Location"] == second["Location"]
    assert article.revisions.count() == 2
    assert Action.objects.filter(verb="import_revision").count() == 1


def test_the_text_of_an_earlier_draft_brings_its_places_back(
    desk: Client, article: Article, claim: Claim, omar: User
) -> None:
    next_draft(article, SECOND, omar)

    preview = look(desk, article, text=TEXT, after="2")

    assert "This is the text of draft 1 again" in preview.text
    assert save(desk, article, preview).status_code == 302
    anchor = Anchor.objects.get(claim=claim, revision__number=3)
    assert anchor.quote.startswith("The toll on the Varn bridge")


def test_an_earlier_draft_is_brought_back_to_the_last_character(
    desk: Client, project: Project, omar: User, client: Client
) -> None:
    text = "One line.\r\nThe toll is \u20ac4.\r\n"
    links = [Link(0, 8, "https://example.org/line")]
    article = import_article(project=project, text=text, origin=Origin.UPLOAD, links=links, act=Act(omar))
    place = (text.index("The toll"), text.index(".\r\n", 12) + 1)
    words = ClaimWords("The toll is four euros.")
    claim = add_claim(revision=article.latest_revision(), places=[place], words=words, act=Act(omar))
    next_draft(article, "One line.\nThe toll is five euros.\n", omar)
    listed = desk.get(f"/articles/{article.pk}/drafts/").text
    assert f'href="{address(article)}?again=1">Bring it back' in listed
    assert "?again=2" not in listed

    preview = desk.get(f"{address(article)}?again=1")

    assert "This is the text of draft 1 again" in preview.text
    assert save(desk, article, preview).status_code == 302
    assert article.latest_revision().text == text
    assert article.latest_revision().all_links() == [(0, 8, "https://example.org/line")]
    assert Anchor.objects.get(claim=claim, revision__number=3).quote == "The toll is \u20ac4."
    for nothing in ("2", "3", "9", "x"):
        assert desk.get(f"{address(article)}?again={nothing}").status_code == (200 if nothing == "2" else 404)


def test_who_may_not_is_refused_and_a_stranger_finds_nothing(
    article: Article, vera: User, nora: User, client: Client
) -> None:
    client.force_login(vera)
    assert client.get(address(article)).status_code == client.post(address(article), {}).status_code == 403
    assert "New draft" not in client.get(f"/articles/{article.pk}/").text
    client.force_login(nora)
    assert client.get(address(article)).status_code == 404


def test_the_form_is_led_to_from_the_article_and_its_drafts(desk: Client, article: Article) -> None:
    link = f'<a href="{address(article)}">New draft</a>'

    assert link in desk.get(f"/articles/{article.pk}/").text
    assert f'href="{address(article)}">New draft</a>' in desk.get(f"/articles/{article.pk}/drafts/").text
    page = desk.get(address(article)).text
    # Typed text stays on the device until it is stored, whatever draft comes in meanwhile.
    assert f'data-draft="next-{article.pk}"' in page


def test_the_page_after_says_what_it_changed(desk: Client, article: Article, claim: Claim) -> None:
    response = save(desk, article, look(desk, article, text=SECOND))

    page = desk.get(response["Location"])
    assert "What draft 2 changed" in page.text
    assert "Receipt" in page.text
    assert "1 claim waits for a decision" in said(page)


def test_after_the_session_ended_it_is_done_once_one_has_logged_in(desk: Client, article: Article) -> None:
    preview = look(desk, article, text=CRLF)
    del desk.cookies["sessionid"]

    asked = save(desk, article, preview, text=CRLF)

    assert asked.status_code == 401
    (held,) = re.findall(r'<input type="hidden" name="carried" value="([^"]*)">', asked.text)
    packed = html.unescape(held)
    assert SECOND.replace("\n", "\r\n") in dict(json.loads(packed)["fields"])["text"]
    done = desk.post(address(article), {"carried": packed, "username": "omar", "password": "a long enough secret"})
    assert done["Location"] == f"/articles/{article.pk}/drafts/2/"
    assert article.latest_revision().text == SECOND
