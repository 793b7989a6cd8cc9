"""Restoring an earlier value on the history pages: what is offered to whom, what is asked first, and what is said."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from annotations.desk.assigning import assign_claim
from annotations.desk.bulk import assign_claims
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, withdraw_claim
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sources import edit_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, ErasureReason, Event, SignOff, Source, Stance, User
from tests.world import Assess


def page(reader: User, name: str, row: Any, **query: Any) -> str:
    client = Client()
    client.force_login(reader)
    return client.get(reverse(name, args=[row.pk]), query).text


def offered(reader: User, row: Article | Claim | Source, **query: Any) -> list[tuple[str, str]]:
    """List what a history offers to restore: the field and the words of the button, from the top."""
    html = page(reader, f"{row.object_kind()}_history", row, **query)
    buttons = re.findall(r'<button [^>]*formaction="/events/\d+/restore/(\w+)/"[^>]*>([^<]*)<', html)
    assert len(buttons) == html.count("/restore/") - html.count(f"/claims/{row.pk}/restore/")
    return buttons


def press(by: User, row: Article | Claim | Source, field: str, at: int = 0) -> Any:
    """Press a button of the history of a claim or article, the first of a field unless told otherwise."""
    return sent(by, *button(page(by, f"{row.object_kind()}_history", row), field, at))


def button(html: str, field: str, at: int = 0) -> tuple[str, dict[str, str]]:
    """Give where the form of the history is sent by a button, and what it holds."""
    held = re.search(r'<form id="restore-value".*?</form>', html, re.DOTALL)
    assert held
    found = re.findall(rf'formaction="(/events/\d+/restore/{field}/)" name="version" value="(\d+)"', html)
    address, version = found[at]
    return address, {"version": version, **hidden(held[0])}


def hidden(html: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', html)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def sent(by: User, address: str, data: dict[str, str], **kept: Any) -> Any:
    client = Client()
    client.force_login(by)
    return client.post(address, data, **kept)


def confirm(by: User, asked: Any) -> Any:
    """Go on from the page that asks first."""
    form = re.search(r'<form method="post" action="(/events/[^"]*)".*?</form>', asked.text, re.DOTALL)
    assert form
    return sent(by, form[1], hidden(form[0]), follow=True)


def reword(claim: Claim, statement: str, by: User, **more: Any) -> Claim:
    standing = Claim.objects.select_related("article__project").get(pk=claim.pk)
    return edit_claim(claim=standing, words=ClaimWords(statement, **more), version=standing.version, act=Act(by))


def test_what_stands_today_is_not_offered_and_every_earlier_value_is(
    omar: User, cleo: User, vera: User, claim: Claim
) -> None:
    assert offered(omar, claim) == offered(omar, claim.article) == []
    reword(claim, "The toll rises.", omar, claimant="the council")
    reword(claim, "The toll rises in May.", omar, claimant="the council")

    expected = [("statement", "Restore this value"), ("claimant", "Restore what stood before")]
    for reader in (omar, cleo):
        assert offered(reader, claim) == [*expected, ("statement", "Restore this value")]
        assert offered(reader, claim.article) == offered(reader, claim)
    assert offered(vera, claim) == []
    entry = Event.objects.filter(object=claim.pk).latest("n").n
    assert offered(omar, claim, as_of=entry) == []


def test_a_value_is_restored_at_once_and_it_is_said(omar: User, cleo: User, claim: Claim) -> None:
    words = claim.statement
    reword(claim, "The toll rises.", omar)

    response = press(cleo, claim, "statement")

    assert response.url == reverse("claim_history", args=[claim.pk])
    assert Claim.objects.get().statement == words
    client = Client()
    client.force_login(cleo)
    reword(claim, "The toll rises.", omar)
    shown = client.post(*button(page(cleo, "article_history", claim.article), "statement", at=-1), follow=True)
    assert shown.redirect_chain == [(reverse("article_history", args=[claim.article_id]), 302)]
    assert re.search(r'class="messages".*?Restored: claim\. <a href="[^"]*">Receipt</a>', shown.text, re.DOTALL)
    assert "<strong>cleo</strong> restored an earlier value of" in shown.text


def test_a_sign_off_is_asked_about_first(omar: User, rita: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")
    reword(claim, "The toll rises.", omar)
    fresh = Claim.objects.select_related("article__project").get(pk=claim.pk)
    approve_claim(claim=fresh, seen=state_seen(fresh), act=Act(rita))

    asked = press(omar, claim, "statement")
    assert asked.status_code == 200
    assert "Signed off by rita. Restoring this makes that void." in asked.text
    assert SignOff.objects.get().voided == ""

    done = confirm(omar, asked)
    assert "Restored: claim. The sign-off is void by that." in done.text
    assert SignOff.objects.get().voided == "the claim’s words were changed"
    assert Claim.objects.get().statement == claim.statement


def test_what_others_checked_is_asked_about_first(omar: User, cleo: User, claim: Claim, assess: Assess) -> None:
    reword(claim, "The toll rises.", omar)
    assess(claim, cleo, "accurate")

    asked = press(omar, claim, "statement")

    assert "Others have checked the words that stand now." in asked.text
    assert Claim.objects.get().round == 1
    confirm(omar, asked)
    assert Claim.objects.get().round == 2


def test_a_change_meanwhile_is_shown_beside_it_and_nothing_is_lost(omar: User, cleo: User, claim: Claim) -> None:
    reword(claim, "The toll rises.", omar)
    address, data = button(page(omar, "claim_history", claim), "statement")
    reword(claim, "The ferry stops.", cleo)

    late = sent(omar, address, data)

    assert late.status_code == 409
    assert "cleo has changed this since you opened the history." in late.text
    assert f"<bdi>Claim 1 of {claim.article.title}</bdi>" in late.text
    assert "ferry" in late.text
    assert "toll" in late.text
    assert Claim.objects.get().statement == "The ferry stops."
    confirm(omar, late)
    assert Claim.objects.get().statement == claim.statement


def test_what_one_changed_oneself_in_another_window_is_called_so(omar: User, claim: Claim) -> None:
    use = Use(Stance.SUPPORTS)
    source = cite_source(claim=claim, source=NewSource("Minutes"), use=use, act=Act(omar)).source
    edit_source(source=source, details=NewSource("Papers"), origin=None, version=1, act=Act(omar))
    address, data = button(page(omar, "source_history", source), "title")
    edit_source(source=source, details=NewSource("Letters"), origin=None, version=2, act=Act(omar))

    late = sent(omar, address, data)

    assert "You have changed this yourself since you opened the history." in late.text
    assert "<bdi>Letters</bdi>" in late.text
    confirm(omar, late)
    assert Source.objects.get().title == "Minutes"


def test_a_withdrawn_claim_is_restored_where_it_was_withdrawn(omar: User, cleo: User, rita: User, claim: Claim) -> None:
    withdraw_claim(claim=claim, reason="An opinion.", version=1, act=Act(omar))

    assert offered(cleo, claim) == []
    assert offered(omar, claim) == offered(rita, claim) == [("withdrawn", "Restore it")]
    press(rita, claim, "withdrawn")

    assert Claim.objects.get().withdrawn == ""
    assert offered(omar, claim) == []


def test_a_check_is_restored_by_its_checker_alone(omar: User, rita: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, None, note="A draft.")
    assess(claim, omar, None, version=1, note="Another.")
    assert offered(omar, claim) == [("note", "Restore this value")]
    assert offered(rita, claim) == []
    address, data = button(page(omar, "claim_history", claim), "note")
    assert sent(rita, address, data).status_code == 404

    assess(claim, omar, "accurate", version=2, note="Another.")
    assert sent(rita, address, data).status_code == 403
    press(omar, claim, "note")

    assert Assessment.objects.get().note == "A draft."


def test_what_was_erased_or_is_confidential_is_not_offered(omar: User, mona: User, claim: Claim) -> None:
    mole = NewSource("Jon Kerr, toll office", confidential=True)
    citation = cite_source(claim=claim, source=mole, use=Use(Stance.SUPPORTS, "Four."), act=Act(omar))
    edit_citation(citation=citation, use=Use(Stance.REFUTES, "Five."), version=1, act=Act(omar))
    reword(claim, "The toll rises.", omar)
    first = Event.objects.get(object=claim.pk, version=1)
    erase_words(event=first, field="statement", reason=ErasureReason.COPYRIGHT, act=Act(mona))

    assert offered(omar, claim) == []


def test_a_claim_is_put_on_no_desk_on_which_one_may_not_put_it(
    omar: User, cleo: User, rita: User, claim: Claim
) -> None:
    assign_claim(claim=claim, assignee=omar, due_on=None, version=1, act=Act(rita))

    assert offered(cleo, claim) == []
    assert offered(omar, claim) == offered(rita, claim) == [("assignee", "Restore what stood before")]


def test_what_was_done_to_many_claims_is_restored_from_the_history_of_each(
    omar: User, rita: User, claim: Claim, revision: Any
) -> None:
    other = claim_like(revision, omar)
    claims = [(one, one.version) for one in (claim, other)]
    assign_claims(project=claim.article.project, claims=claims, assignee=omar, due_on=None, act=Act(rita))

    assert offered(rita, claim.article) == []
    assert offered(rita, other) == [("assignee", "Restore what stood before")]


def claim_like(revision: Any, by: User) -> Claim:
    return add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("Another."), act=Act(by))


def test_the_head_of_an_article_is_restored_from_its_history(omar: User, article: Article) -> None:
    title = article.title
    edit_article(article=article, title="Another", version=1, act=Act(omar))

    assert offered(omar, article) == [("title", "Restore this value")]
    response = press(omar, article, "title")

    assert response.url == reverse("article_history", args=[article.pk])
    assert Article.objects.get().title == title
    assert "restored an earlier value of the article’s head" in page(omar, "article_history", article)


def test_a_form_that_was_not_filled_in_rightly_changes_nothing(omar: User, claim: Claim) -> None:
    reword(claim, "The toll rises.", omar)
    address, data = button(page(omar, "claim_history", claim), "statement")

    for bad in ({"version": ""}, {"action_id": "x"}, {"version": "-1"}):
        assert sent(omar, address, data | bad).status_code == 422
    assert sent(omar, address.replace("statement", "number"), data).status_code == 422
    assert sent(omar, address, data | {"action_id": str(uuid.uuid4()), "version": "9"}).status_code == 409
    assert Claim.objects.get().statement == "The toll rises."


def test_a_form_sent_twice_restores_once(omar: User, claim: Claim) -> None:
    reword(claim, "The toll rises.", omar)
    form = button(page(omar, "claim_history", claim), "statement")

    for _ in range(2):
        assert sent(omar, *form).status_code == 302

    assert Event.objects.filter(action__verb="restore_value").count() == 1


def test_a_source_takes_its_earlier_values_back_on_its_own_history(
    omar: User, vera: User, claim: Claim, assess: Assess
) -> None:
    use = Use(Stance.SUPPORTS)
    source = cite_source(claim=claim, source=NewSource("Minutes", publisher="Varn"), use=use, act=Act(omar)).source
    assess(claim, omar, "accurate", version=1)
    details = NewSource("Minutes of March", publisher="Varn council")
    edit_source(source=source, details=details, origin=None, version=1, act=Act(omar))

    assert {field for field, _ in offered(omar, source)} == {"title", "publisher"}
    assert offered(vera, source) == []
    assert "corrected a source" in page(vera, "source_history", source)
    reply = press(omar, source, "title")
    assert reply["Location"] == reverse("source_history", args=[source.pk])

    source.refresh_from_db()
    assert (source.title, source.publisher) == ("Minutes", "Varn council")
    assert "restored an earlier value of a source" in page(vera, "source_history", source)
    hidden_ = NewSource("A clerk", confidential=True)
    edit_source(source=source, details=hidden_, origin=None, version=source.version, act=Act(omar))
    assert offered(omar, source) == []
