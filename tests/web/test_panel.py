"""What the panel says to whom: what is missing, what a save would cost, and what became of what was there before."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable
from annotations.desk.importing import edit_article, import_article
from annotations.desk.noting import add_note
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Anchor,
    Article,
    Audience,
    Claim,
    NotCheckable,
    Note,
    NoteKind,
    Origin,
    Project,
    Revision,
    Stance,
    User,
    Verdict,
)
from annotations.reading.document import Link
from annotations.web import forms
from annotations.web.panel import NOT_YET
from tests.web.routes import HTMX
from tests.web.workspace_page import page, part, visit
from tests.world import Assess

both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


def post(user: User, name: str, row: Any, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    client = Client()
    client.force_login(user)
    sent = {"action_id": str(uuid.uuid4()), "at": 3} | fields
    return client.post(reverse(name, args=[row.pk]), sent, headers=headers or {})


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("article__project").get(pk=claim.pk)


def approve(claim: Claim, reviewer: User) -> None:
    approve_claim(claim=fresh(claim), seen=state_seen(fresh(claim)), act=Act(reviewer))


def details(text: str, summary: str) -> str:
    """Cut the part that is folded away under a summary out of a page, with its opening tag."""
    found = re.search(rf"<details[^>]*><summary>{summary}", text)
    assert found, summary
    folded, end = 0, found.start()
    # Others can be folded away in it.
    for tag in re.finditer(r"<(/?)details\b", text[found.start() :]):
        folded += -1 if tag[1] else 1
        if not folded:
            end += tag.start()
            break
    return text[found.start() : end]


# Where a claim stands


@both_ways
def test_words_that_stand_nowhere_are_told_where_they_were_typed(
    omar: User, claim: Claim, headers: dict[str, str]
) -> None:
    anchor = Anchor.objects.get(claim=claim)
    for name, row, sent in (
        ("move_place", anchor, {"quote": "These words stand nowhere.", "version": 1}),
        ("add_place", claim, {"quote": "These words stand nowhere."}),
    ):
        box = details(post(omar, name, row, headers, **sent).text, "Change where it stands")
        assert box.startswith('<details class="more" open>'), name
        assert "These words stand nowhere." in box
        assert 'data-tone="red"' in box


@both_ways
def test_a_place_withdrawn_without_a_reason_is_asked_for_one(
    omar: User, claim: Claim, revision: Revision, headers: dict[str, str]
) -> None:
    post(omar, "add_place", claim, quote="It was last raised in 2011.")
    anchor = Anchor.objects.filter(claim=claim).latest("start")

    box = details(post(omar, "withdraw_place", anchor, headers, version=1, reason="").text, "Change where it stands")

    assert box.startswith('<details class="more" open>')
    assert "Say why." in box


def test_nothing_is_unfolded_that_nobody_asked_for(omar: User, article: Article, claim: Claim) -> None:
    text = part(page(omar, article, "?claim=1"), "words")

    assert "<details" in text
    assert not re.search(r"<details[^>]* open", text)
    assert '<span class="hide">exact</span>' in text


# Reviewing


def test_whoever_reviews_is_asked_for_no_check_of_their_own(
    omar: User, rita: User, article: Article, claim: Claim, assess: Assess
) -> None:
    check = part(page(rita, article, "?claim=1"), "check")
    box = details(check, "Check it yourself instead")
    assert box.startswith('<details class="more" id="check-it">')
    assert "Whoever checks a claim cannot approve it." in box
    assert "Save the verdict" in box
    assert "Mark not checkable" in box
    assert "Check it yourself" not in page(omar, article, "?claim=1")

    refused = post(rita, "assess", claim, HTMX, version=0)
    assert refused.status_code == 422
    assert details(refused.text, "Check it yourself instead").startswith('<details class="more" id="check-it" open>')

    assess(claim, rita, "accurate")
    assert "Check it yourself" not in page(rita, article, "?claim=1")


def test_what_is_missing_for_the_approval_is_named(
    omar: User,
    cleo: User,
    rita: User,
    mona: User,
    article: Article,
    claim: Claim,
    assess: Assess,
    verdicts: dict[str, Verdict],
) -> None:
    def told(reader: User = rita) -> str:
        return part(page(reader, article, "?claim=1"), "review")

    assert "Nobody has finished checking this yet." in told()
    assess(claim, omar, None, note="A draft.")
    assert "Nobody has finished checking this yet." in told()
    assess(claim, omar, "accurate", version=1)
    assert not any(words in told() for words in NOT_YET.values())
    query = add_note(
        claim=fresh(claim), kind=NoteKind.QUERY, audience=Audience.WRITER, text="From which day?", act=Act(omar)
    )
    assert "A query to the writer is open: answer or close it first." in told()
    post(omar, "close_query", query, version=1)
    assess(claim, cleo, "inaccurate")
    assert "The checkers disagree: decide below." in told()
    rule_on_claim(
        claim=fresh(claim),
        verdict=verdicts["accurate"],
        reason="The minutes.",
        seen=state_seen(fresh(claim)),
        act=Act(rita),
    )
    assert "You decided on this verdict yourself, so somebody else approves it." in told()
    assert "Approve on draft" not in told()
    assert "Approve on draft" in told(mona)
    mark_not_checkable(claim=fresh(claim), reason=NotCheckable.OPINION, version=fresh(claim).version, act=Act(omar))
    assert "send it back if you think it can be checked" in told()


def test_an_approval_that_came_late_asks_for_a_look_and_for_no_words(
    omar: User, cleo: User, rita: User, claim: Claim, assess: Assess
) -> None:
    assess(claim, omar, "accurate")
    seen = state_seen(fresh(claim))
    assess(claim, cleo, "accurate")

    for name, more in (("approve", {}), ("send_back", {"reason": "Ask for the day."})):
        late = post(rita, name, claim, HTMX, seen=seen, **more)
        assert late.status_code == 409
        assert late.text.count("Look at it again, then decide.") == 1
        assert "What you typed is below" not in late.text


def test_a_change_that_came_late_names_the_fields_shortly(cleo: User, omar: User, claim: Claim) -> None:
    edit_claim(claim=claim, words=ClaimWords("Up it goes.", claimant="The mayor"), version=1, act=Act(omar))

    late = post(cleo, "edit_claim", claim, HTMX, version=1, statement="It rises.", type="fact", risk="normal")

    assert late.status_code == 409
    said = re.findall(r'<span class="quiet">(omar saved, as [^<]*):</span>', late.text)
    assert sorted(said) == ["omar saved, as claimed by", "omar saved, as the claim"]
    assert "What you typed is below. Save again to put it in the place of theirs." in late.text


# The sign-off


def test_a_sign_off_stands_on_top_and_says_what_a_save_would_cost(
    omar: User, rita: User, article: Article, claim: Claim, assess: Assess
) -> None:
    warning = "Signed off by rita. Saving a change here makes that void."
    assess(claim, omar, "accurate")
    assert "makes that void" not in page(omar, article, "?claim=1")
    approve(claim, rita)

    text = page(omar, article, "?claim=1")
    words = part(text, "words")
    assert words.index("rita signed this off") < words.index("Edit the claim")
    assert warning in part(text, "check")
    assert warning in details(words, "Edit the claim")
    assert warning in details(words, "Change where it stands")
    assert text.count(warning) == 3

    edit_claim(claim=fresh(claim), words=ClaimWords("Up it goes."), version=fresh(claim).version, act=Act(omar))
    text = page(omar, article, "?claim=1")
    assert "The sign-off by rita is void" in part(text, "words")
    assert "makes that void" not in text


# What was there before


def test_what_was_found_before_a_claim_was_sent_back_stays_to_be_seen(
    omar: User, cleo: User, rita: User, vera: User, article: Article, claim: Claim, assess: Assess
) -> None:
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS, "€4 from May"), act=Act(omar))
    assess(claim, omar, "accurate", version=1, note="The minutes have it.")
    send_back(claim=fresh(claim), reason="Ask for the day.", seen=state_seen(fresh(claim)), act=Act(rita))

    for reader, told in (
        (omar, "From round 1: yours come along when you save"),
        (cleo, "From round 1"),
        (vera, "From round 1"),
    ):
        text = page(reader, article, "?claim=1")
        assert re.search(rf'<h4 class="quiet">{told}</h4>', part(text, "sources")), reader.username
        assert "€4 from May" in part(text, "sources")
        assert "Verdicts from round 1" in part(text, "others")
        assert "Accurate" in part(text, "others")
    assert "The minutes have it." in part(page(vera, article, "?claim=1"), "others")

    assess(fresh(claim), omar, "accurate")
    text = page(vera, article, "?claim=1")
    assert "round 1" not in part(text, "sources") + part(text, "others")
    assert "1 source" in part(text, "sources")


def test_whoever_brought_a_confidential_source_sees_it_in_their_own_check_alone(
    omar: User, cleo: User, rita: User, vera: User, article: Article, claim: Claim, assess: Assess
) -> None:
    source = NewSource("Deep Throat", "https://garage.example/", confidential=True)
    cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, "Follow the money", "Level 32"), act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    named = ("Deep Throat", "garage.example", "Follow the money", "Level 32")

    for times in range(2):
        for reader in (omar, rita):
            assert all(name in part(page(reader, article, "?claim=1"), "sources") for name in named), reader.username
        for reader in (cleo, vera):
            text = page(reader, article, "?claim=1")
            assert [name for name in named if name in text] == [], reader.username
            assert "Confidential source" in part(text, "sources")
        if not times:
            send_back(claim=fresh(claim), reason="Ask for the day.", seen=state_seen(fresh(claim)), act=Act(rita))
    assert "Only you, reviewers and managers see who it is" in page(cleo, article, "?claim=1")


def test_of_several_claims_the_one_that_needs_a_person_is_chosen(
    omar: User, cleo: User, article: Article, revision: Revision, claim: Claim, assess: Assess
) -> None:
    assess(claim, omar, "accurate")
    start = revision.text.index("on Tuesday")
    second = add_claim(
        revision=revision, places=[(start, start + 10)], words=ClaimWords("It was a Tuesday."), act=Act(omar)
    )
    assess(second, omar, "accurate")
    assess(second, cleo, "inaccurate")

    assert 'id="claim">Claim 2' in page(omar, article, "?sentence=3")
    assert 'id="claim">Claim 1' in page(omar, article, "?claim=1")


# A check that lacks something


def test_what_a_verdict_lacks_is_told_and_nothing_is_refused(
    omar: User, cleo: User, article: Article, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    def told(reader: User = omar) -> list[str]:
        check = part(page(reader, article, "?claim=1"), "check")
        return [words for words in ("No source yet.", "You gave no required change.") if words in check]

    assert told() == []
    change = verdicts["accurate_with_change"].pk
    saved = post(omar, "assess", claim, HTMX, version=0, verdict=change)
    assert saved.status_code == 200
    assert "You gave no required change." in saved.text
    assert told() == ["No source yet.", "You gave no required change."]
    assert told(cleo) == []

    post(omar, "cite", claim, title="Minutes", kind="document", stance="supports")
    assert told() == ["You gave no required change."]
    post(omar, "assess", claim, version=1, verdict=change, required_change="in June")
    assert told() == []


# Not checkable


@both_ways
def test_not_checkable_wants_a_reason(omar: User, claim: Claim, headers: dict[str, str]) -> None:
    refused = post(omar, "mark_not_checkable", claim, headers, version=1, reason="")

    assert refused.status_code == 422
    assert "Choose a reason." in refused.text
    assert fresh(claim).version == 1


@both_ways
def test_what_is_checkable_after_all_has_a_button_and_is_done_once(
    omar: User, article: Article, claim: Claim, headers: dict[str, str]
) -> None:
    assert "choose a reason</option>" in part(page(omar, article, "?claim=1"), "check")
    post(omar, "mark_not_checkable", claim, version=1, reason="opinion")
    check = part(page(omar, article, "?claim=1"), "check")
    assert "It can be checked after all" in check
    assert "choose a reason" not in check

    sent = {"action_id": str(uuid.uuid4()), "version": 2, "reason": "", "after_all": 1}
    first = post(omar, "mark_not_checkable", claim, headers, **sent)
    again = post(omar, "mark_not_checkable", claim, headers, **sent)

    assert (first.status_code, again.status_code) == ((200, 200) if headers else (302, 302))
    assert (fresh(claim).not_checkable, fresh(claim).version) == ("", 3)


# Notes


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"kind": "note"}, (NoteKind.NOTE, Audience.DESK)),
        ({"kind": "query"}, (NoteKind.QUERY, Audience.WRITER)),
        ({"kind": "query", "audience": ""}, (NoteKind.QUERY, Audience.WRITER)),
        ({"kind": "query", "audience": "desk"}, (NoteKind.QUERY, Audience.DESK)),
        ({"kind": "ask_desk"}, (NoteKind.QUERY, Audience.DESK)),
        ({"kind": "note", "audience": "writer"}, (NoteKind.NOTE, Audience.WRITER)),
        ({"kind": "reply"}, (NoteKind.REPLY, Audience.DESK)),
    ],
    ids=str,
)
def test_one_choice_says_what_a_note_is_and_whom_it_is_for(
    omar: User, claim: Claim, sent: dict[str, str], kept: tuple[NoteKind, Audience]
) -> None:
    assert post(omar, "add_note", claim, text="From which day?", **sent).status_code == 302

    note = Note.objects.get()
    assert (note.kind, note.audience) == kept


def test_asking_the_writer_is_there_to_be_seen_with_where_to_write(omar: User, article: Article, claim: Claim) -> None:
    notes = part(page(omar, article, "?claim=1"), "notes")
    assert "Ask the writer" in notes
    assert "the desk does not send mail." in notes
    assert "mailto:" not in notes

    edit_article(
        article=article, title="Toll", writer_name="Jo Hale", writer_email="jo@x.example", version=1, act=Act(omar)
    )
    assert '<a href="mailto:jo@x.example">Jo Hale</a>' in part(page(omar, article, "?claim=1"), "notes")


def test_the_sentence_is_drawn_anew_only_where_a_save_changed_it(omar: User, claim: Claim) -> None:
    above = ['id="panel-head"', 'id="claim-list"', 'id="tally"']

    for kind, drawn in (("note", []), ("query", above)):
        reply = post(omar, "add_note", claim, HTMX, kind=kind, text="In which year?")
        assert [each for each in above if each in reply.text] == drawn


def test_what_is_missing_in_a_form_is_named() -> None:
    asked = {
        (forms.ReasonForm, "reason"): "Say why.",
        (forms.NoteForm, "text"): "Write something first.",
        (forms.AnswerForm, "text"): "Write something first.",
        (forms.RuleForm, "reason"): "Give the verdict a reason.",
        (forms.RuleForm, "verdict"): "Choose a verdict.",
        (forms.SendBackForm, "reason"): "Say what has to be done again.",
        (forms.StatementForm, "statement"): "Say what the claim is.",
        (forms.HeadForm, "language"): "Say in which language the article is.",
    }
    for (form, name), words in asked.items():
        assert form.base_fields[name].error_messages["required"] == words, (form, name)


# Around the panel


def test_without_script_a_save_is_confirmed_where_it_leads(omar: User, article: Article, claim: Claim) -> None:
    client = Client()
    client.force_login(omar)
    sent = {"action_id": str(uuid.uuid4()), "at": 3, "kind": "note", "text": "Rang."}
    saved = client.post(reverse("add_note", args=[claim.pk]), sent, follow=True)

    panel = saved.text[saved.text.index('id="panel"') :]
    assert re.search(r'<section class="messages".*?Saved\.', panel, re.DOTALL)
    assert saved.text.count("Saved.") == 1
    assert "Saved." not in client.get(saved.redirect_chain[-1][0]).text


def test_what_only_a_script_moves_is_hidden_until_there_is_one(
    omar: User, rita: User, vera: User, article: Article
) -> None:
    for reader, edits, reviews in ((omar, True, False), (rita, True, True), (vera, False, False)):
        text = page(reader, article)
        assert re.search(r'<span id="keys-button" hidden><button[^>]*aria-label="Keyboard shortcuts"', text)
        assert bool(re.search(r'<div hidden><p class="save" id="save-state"', text)) is edits, reader.username
        assert ("choose a verdict</dd>" in text) is edits, reader.username
        assert ("approve, send back</dd>" in text) is reviews, reader.username
        assert "next, previous sentence</dd>" in text


def test_signs_say_what_they_are(omar: User, article: Article, claim: Claim) -> None:
    text = page(omar, article, "?claim=1")

    assert re.search(r'<a class="draft"[^>]* title="All drafts of this article">Draft 1</a>', text)
    assert 'title="Receipt: number of the entry and the beginning of its checksum"' in part(text, "log")
    for name in ("the verdict", "your note", "a source", "the claim", "the place", "the new claim"):
        assert f'data-name="{name}"' in text, name


def test_the_table_that_people_take_along_opens_in_a_spreadsheet(omar: User, article: Article) -> None:
    client = Client()
    client.force_login(omar)
    for address, table in (
        (reverse("workspace", args=[article.pk]), reverse("article_verdicts", args=[article.pk])),
        ("/", reverse("project_verdicts", args=["city"])),
    ):
        link = f'href="{table}?bom=1" title="Opens in Excel, LibreOffice and Sheets">Verdicts as CSV</a>'
        assert link in client.get(address).text


def test_languages_are_offered_and_any_other_can_be_typed(omar: User, article: Article) -> None:
    client = Client()
    client.force_login(omar)
    for address in ("/projects/city/articles/new/", reverse("edit_article", args=[article.pk])):
        text = client.get(address).text
        assert 'list="languages"' in text
        assert '<option value="ar">Arabic</option>' in text
    assert forms.HeadForm.base_fields["language"].clean("gsw") == "gsw"


def test_a_refused_form_keeps_what_was_said(omar: User, article: Article, claim: Claim) -> None:
    refused = post(omar, "add_note", claim, HTMX, kind="ask_desk", text="")

    assert refused.status_code == 422
    assert re.search(r'value="ask_desk" checked', refused.text)
    assert str(escape("Write something first.")) in refused.text
    assert visit(omar, article).status_code == 200


def test_the_claims_own_words_are_asked_for(cleo: User, claim: Claim) -> None:
    refused = post(cleo, "edit_claim", claim, HTMX, version=1, statement=" ", type="fact", risk="normal")

    assert "Say what the claim is." in refused.text


def test_links_of_a_sentence_are_listed_beside_it(project: Project, omar: User) -> None:
    text = "The council’s paper says why. Nobody likes it."
    links = [Link(4, 19, "https://varn.example/?a=1&b=2")]
    article = import_article(project=project, text=text, origin=Origin.UPLOAD, links=links, act=Act(omar))

    first = page(omar, article, "?sentence=1")
    assert "<q>council’s paper</q>" in first
    assert 'href="https://varn.example/?a=1&amp;b=2" rel="noreferrer"' in first
    assert "Links in this sentence" not in page(omar, article, "?sentence=2")
