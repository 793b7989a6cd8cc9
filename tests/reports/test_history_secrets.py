"""What a history keeps to itself: others’ drafts, confidential sources, and words that were erased."""

from __future__ import annotations

import pytest
from django.db import transaction

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.noting import add_note, withdraw_note
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation
from annotations.history.act import Act
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import Confidence, NoteKind, Stance, Value
from annotations.reports.events.history import article_history, claim_history, latest_lines
from tests.reports.told import MINUTES, SUPPORTS, changes, entries, everything, newest, sentence

MOLE = NewSource("Jon Kerr, toll office", publisher="Kerr family", author="J. Kerr", confidential=True)


@pytest.fixture
def draft(claim, omar):
    """What omar has not submitted yet: a note and a source."""
    cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))
    return assess_claim(
        claim=claim,
        verdict=None,
        note="Half a thought",
        required_change="",
        confidence=Confidence.LOW,
        version=1,
        act=Act(omar),
    )


def test_a_draft_is_its_checkers_alone(draft, claim, article, omar, cleo, rita, mona):
    for reader in (cleo, rita, mona):
        for page in (article_history(article, reader), claim_history(claim, reader)):
            assert sentence(newest(page)) == "omar worked on a draft for claim 1"
            assert newest(page).aside
            assert not changes(newest(page))
            for secret in ("Half a thought", "Minutes", "Four euros", "council.example", "Low"):
                assert secret not in everything(page)
        assert latest_lines(claim, reader)[0].what == "worked on a draft for this claim"

    mine, cited, *_ = entries(article_history(article, omar))
    assert sentence(cited) == "omar added a source to claim 1"
    assert changes(mine)["Why"] == [("ins", "Half a thought")]


def test_a_submitted_draft_is_everybodys_history(draft, claim, article, omar, cleo, assess):
    assess(claim, omar, "accurate", version=draft.version)

    given, drafted, cited, *_ = entries(article_history(article, cleo))
    assert sentence(given) == "omar gave a verdict on claim 1"
    assert changes(given)["Why"] == [("del", "Half a thought")]
    assert changes(drafted)["Why"] == [("ins", "Half a thought")]
    assert changes(cited)["Source"] == [("", "Minutes of the council")]


def test_a_verdict_taken_back_hides_only_what_came_after(claim, article, omar, cleo, assess):
    given = assess(claim, omar, "accurate", note="Out in the open.")
    assess(claim, omar, None, version=given.version, note="Second thoughts.")

    back, gave, *_ = entries(article_history(article, cleo))
    assert sentence(back) == "omar took back the verdict on claim 1"
    assert changes(back)["Verdict"] == ("Accurate", "none")
    assert "Second thoughts" not in everything(article_history(article, cleo))
    assert changes(gave)["Why"] == [("", "Out in the open.")]
    assert "Second" in everything(article_history(article, omar))


def test_only_reviewers_and_managers_know_a_confidential_source(claim, article, omar, cleo, rita, mona, vera, assess):
    citation = cite_source(claim=claim, source=MOLE, use=SUPPORTS, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    edit_citation(citation=citation, use=Use(Stance.REFUTES, "Five euros.", "page 4"), version=1, act=Act(omar))

    for reader in (cleo, omar, vera):
        for page in (article_history(article, reader), claim_history(claim, reader)):
            for secret in ("Kerr", "Four euros", "Five euros", "page"):
                assert secret not in everything(page).replace("HistoryPage", "")
            assert changes(newest(page)) == {
                "Source": (None, "Confidential source"),
                "Stance": ("Supports", "Refutes"),
                "Quote": (None, "Confidential"),
                "Locator": (None, "Confidential"),
            }
    for reader in (rita, mona):
        assert changes(newest(article_history(article, reader)))["Source"] == (None, "Jon Kerr, toll office")
        assert "Five" in everything(article_history(article, reader))


def erase(kind, field, version=1):
    """Take a value away, as if it had been redacted."""
    with transaction.atomic():
        drop_guards()
        Value.objects.filter(event__kind=kind, event__version=version, field=field).delete()
        install_guards()


def test_an_erased_value_says_so_as_before_and_as_after(claim, article, cleo, vera):
    edit_claim(claim=claim, words=ClaimWords("A second wording."), version=1, act=Act(cleo))
    edit_claim(claim=claim, words=ClaimWords("A third wording."), version=2, act=Act(cleo))
    erase("claim", "statement", version=2)

    third, second, *_ = entries(article_history(article, vera))
    assert changes(second)["Claim"] == (None, "Erased")
    assert changes(third)["Claim"] == ("Erased", "A third wording.")


def test_an_erased_note_does_not_break_its_later_history(claim, article, cleo, vera):
    note = add_note(claim=claim, kind=NoteKind.NOTE, text="Lives at 12 Mill Lane.", act=Act(cleo))
    erase("note", "text")
    erase("note", "kind")
    withdraw_note(note=note, reason="Private.", version=1, act=Act(cleo))

    _, written, *_ = entries(article_history(article, vera))
    assert sentence(written) == "cleo wrote a note on claim 1"
    assert changes(written)["Note"] == (None, "Erased")
