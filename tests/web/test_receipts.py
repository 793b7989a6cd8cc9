"""What was saved has a receipt, which whoever may read its project can keep, and which tells nothing of it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from annotations.desk.projects import withdraw_membership
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, Event, Membership, Source, Stance, User
from annotations.proof.receipts import parsed_receipt

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drafted(claim: Claim, omar: User) -> uuid.UUID:
    """Let omar cite a source in a draft, and give the action."""
    act = Act(omar)
    cite_source(claim=claim, source=NewSource("The minutes"), use=Use(Stance.SUPPORTS), act=act)
    return act.action_id


def asked(who: User, action: uuid.UUID) -> tuple[str, list[str]]:
    """Give the page of a receipt, and the streams that its file names."""
    client = Client()
    client.force_login(who)
    page, file = (client.get(reverse(name, args=[action])) for name in ("receipt", "receipt_file"))
    assert page.status_code == file.status_code
    return page.text, [line.stream for line in parsed_receipt(file.text).lines] if file.status_code == 200 else []


def test_it_names_the_last_entry_of_each_history_and_what_to_do_with_it(
    drafted: uuid.UUID, article: Article, omar: User
):
    page, streams = asked(omar, drafted)
    source = Source.objects.get()

    assert streams == [article.stream_key, source.stream_key]
    for stream in streams:
        last = Event.objects.filter(stream=stream).latest("n")
        assert last.hash in page
        assert f"Entry {last.n} of" in page
    assert "The minutes" not in page


def test_the_source_of_a_draft_is_its_checkers_alone(
    drafted: uuid.UUID, article: Article, omar: User, rita: User, claim: Claim, assess: Callable[..., Assessment]
):
    page, streams = asked(rita, drafted)
    assert streams == [article.stream_key]
    assert str(Source.objects.get().pk) not in page

    assess(claim, omar, "accurate", version=1)
    assert asked(rita, drafted)[1] == [article.stream_key, Source.objects.get().stream_key]


def test_it_says_nothing_of_what_was_done(drafted: uuid.UUID, vera: User, client: Client):
    client.force_login(vera)
    response = client.get(reverse("receipt_file", args=[drafted]))

    assert json.loads(response.text).keys() == {"format", "action", "at", "events"}
    assert {key for event in json.loads(response.text)["events"] for key in event} == {"stream", "n", "hash"}
    assert f'filename="receipt-{drafted}.json"' in response["Content-Disposition"]


def test_who_is_no_member_finds_none(drafted: uuid.UUID, nora: User, vera: User, mona: User, client: Client):
    withdraw_membership(membership=Membership.objects.get(user=vera), reason="Left.", act=Act(mona))
    for who in (nora, vera):
        client.force_login(who)
        for name in ("receipt", "receipt_file"):
            assert client.get(reverse(name, args=[drafted])).status_code == 404
            assert client.get(reverse(name, args=[uuid.uuid4()])).status_code == 404


def test_the_file_is_what_the_desk_checks(drafted: uuid.UUID, omar: User, client: Client, tmp_path):
    client.force_login(omar)
    path = tmp_path / "receipt.json"
    path.write_text(client.get(reverse("receipt_file", args=[drafted])).text)

    call_command("verify_history", receipt=[str(path)], stdout=StringIO(), stderr=StringIO())


def sent(client: Client, claim: Claim, **headers: str) -> tuple[str, str]:
    """Save a note; give the reply, and the address of its receipt."""
    action = str(uuid.uuid4())
    note = {"action_id": action, "at": 3, "kind": "note", "text": "Rang."}
    reply = client.post(reverse("add_note", args=[claim.pk]), note, headers=headers, follow=True)
    return reply.text, reverse("receipt", args=[action])


def test_every_reply_to_a_save_leads_to_its_receipt(claim: Claim, omar: User, client: Client):
    client.force_login(omar)

    fragment, receipt = sent(client, claim, **HTMX)
    last = Event.objects.latest("id")
    assert re.search(f'href="{receipt}"[^>]*>{last.n} · {last.hash[:8]}</a>', fragment)

    page, receipt = sent(client, claim)
    assert f'Saved. <a href="{receipt}">Receipt</a>' in page
    assert client.get(receipt).status_code == 200
    assert f'href="{receipt}"' in client.get(reverse("claim_history", args=[claim.pk])).text


def test_what_changed_nothing_has_no_receipt(article: Article, omar: User, client: Client):
    client.force_login(omar)
    page = client.get(reverse("edit_article", args=[article.pk]))
    form = page.context["form"]
    held = {name: form[name].value() or "" for name in form.fields} | {"action_id": str(uuid.uuid4())}
    saved = client.post(reverse("edit_article", args=[article.pk]), held, follow=True)

    assert "Saved." in saved.text
    assert "Receipt</a>" not in saved.text
