"""The article in the workspace: its sentences, and claims marked on their words without changing one."""

from __future__ import annotations

import re

from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import edit_article, import_article
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Article,
    Claim,
    NoteKind,
    Origin,
    Project,
    Revision,
    Stance,
    UnitKind,
    User,
    WorkStatus,
    new_key,
)
from annotations.reports.units import Named, Place, Span, units_of
from annotations.text.layout import Block
from annotations.web.prose import unit_html
from tests.web.routes import roots
from tests.web.workspace_page import Record, page, part, unit, words_of
from tests.world import TEXT


def test_the_article_stands_there_sentence_by_sentence(vera: User, article: Article, revision: Revision) -> None:
    text = page(vera, article)

    for number, sentence in enumerate(revision.sentences.order_by("start"), start=1):
        drawn = unit(text, number)
        assert words_of(drawn) == TEXT[sentence.start : sentence.end]
        assert f'data-start="{sentence.start}"' in drawn
        assert f'aria-label="Sentence {number} of 6, unchecked"' in drawn
        assert f'href="?sentence={number}#s{number}"' in drawn
    assert "<h1><span" in text
    assert text.count("<figcaption>") == 2


def test_a_headline_below_another_is_of_a_lower_level(omar: User, project: Project) -> None:
    text = "Toll up\n\nIt rose, the council said.\n\nDrivers\n\nThey hate it, they say."
    layout = [Block(0, 7, "headline"), Block(37, 44, "headline")]
    article = import_article(project=project, text=text, origin=Origin.UPLOAD, layout=layout, act=Act(omar))

    assert re.findall(r'<(h[12])><span class="unit" id="(s\d)"', page(omar, article)) == [("h1", "s1"), ("h2", "s3")]


def test_between_sentences_stands_what_stands_there_in_the_article(vera: User, article: Article) -> None:
    text = page(vera, article)

    paragraph = re.search(r'<p><span class="unit" id="s3".*?</p>', text, re.DOTALL)
    assert paragraph
    assert words_of(paragraph[0]) == TEXT.splitlines()[4]


def test_the_head_shows_what_the_words_are_checked_against(vera: User, omar: User, article: Article) -> None:
    assert "No date of publication" in page(vera, article)

    edit_article(
        article=article,
        title="Toll up",
        published_on="2026-03-03",
        writer_name="Jo Hale",
        url="https://varn.example/toll",
        desk_note="For Wednesday.",
        version=1,
        act=Act(omar),
    )
    text = page(vera, article)

    for shown in ("Tuesday 3 March 2026", "Jo Hale", 'href="https://varn.example/toll"', "For Wednesday.", "Draft 1"):
        assert shown in text


def test_a_claim_on_part_of_a_sentence_is_marked_and_numbered(vera: User, article: Article, claim: Claim) -> None:
    drawn = unit(page(vera, article), 3)

    assert '<mark class="claim" data-tone="plain">The toll on the Varn bridge will rise to €4 in May</mark>' in drawn
    assert 'aria-label="Claim 1, unchecked"' in drawn
    assert 'aria-label="Sentence 3 of 6, unchecked, 1 claim"' in drawn


def test_a_claim_on_a_whole_sentence_needs_no_mark(vera: User, article: Article, record: Record) -> None:
    record("It was last raised in 2011.")

    drawn = unit(page(vera, article), 5)

    assert "<mark" not in drawn
    assert 'class="claim-no"' in drawn


def test_nested_overlapping_and_adjacent_claims_leave_the_words_as_they_are(
    vera: User, article: Article, record: Record
) -> None:
    for words in ("The toll on the Varn bridge", "the Varn bridge will rise", "Varn", " to €4", " in May"):
        record(words)

    drawn = unit(page(vera, article), 3)

    assert words_of(drawn) == "The toll on the Varn bridge will rise to €4 in May, the council said on Tuesday."
    assert re.findall(r"Claim (\d)", drawn) == ["3", "1", "2", "4", "5"]
    assert "Sentence 3 of 6, unchecked, 5 claims" in drawn


def test_a_claim_across_two_sentences_shows_in_both(vera: User, article: Article, record: Record) -> None:
    claim = record("said Mayor Ada Brook. It was last raised in 2011")

    text = page(vera, article)

    assert '<mark class="claim" data-tone="plain">said Mayor Ada Brook.</mark>' in unit(text, 4)
    assert '<mark class="claim" data-tone="plain">It was last raised in 2011</mark>' in unit(text, 5)
    for number in (4, 5):
        assert 'aria-label="Claim 1, unchecked"' in unit(text, number)
        assert claim.statement in part(page(vera, article, f"?sentence={number}"), "claims")
    assert "Sentences 4, 5:" in part(page(vera, article, "?claim=1"), "words")


def test_a_claim_on_a_repeated_caption_stands_only_where_it_was_put(
    vera: User, omar: User, article: Article, record: Record
) -> None:
    claim = record("The old bridge at dusk", nth=2)
    text = page(vera, article)
    assert "claim-no" not in unit(text, 2)
    assert "claim-no" in unit(text, 6)

    add_place(claim=claim, revision=article.latest_revision(), start=32, end=54, act=Act(omar))

    assert "claim-no" in unit(page(vera, article), 2)


@given(
    text=st.text(st.sampled_from("ab <>&\"'é\n\u00a0"), min_size=1, max_size=30),
    places=st.lists(st.tuples(st.integers(0, 34), st.integers(0, 34)), max_size=6),
    start=st.integers(0, 4),
)
def test_however_claims_lie_no_word_is_changed(text: str, places: list[tuple[int, int]], start: int) -> None:
    sentence = Span(1, min(start, len(text) - 1), len(text), UnitKind.BODY)
    stands = [
        Place(first, last, Named(new_key(), number, "So it is.", WorkStatus.CHECKED))
        for number, (first, last) in enumerate(places, start=1)
        if first < last
    ]
    (held,) = units_of([sentence], sorted(stands, key=lambda place: (place.start, place.end)))

    drawn = unit_html(held, text, total=1, chosen=True)

    assert words_of(drawn) == text[sentence.start :]
    assert drawn.count("claim-no") == len(held.places)
    assert roots(drawn)[0]["id"] == "s1"


ANGRY = "<script>alert(1)</script>\"'&amp;<b onmouseover=x>"


def test_nothing_that_people_write_is_taken_for_html(omar: User, rita: User, project: Project) -> None:
    told = f"A {ANGRY} bridge.\n\nIt {ANGRY} stands."
    article = import_article(
        project=project,
        text=told,
        origin=Origin.PASTE,
        title=f"T{ANGRY}",
        author=ANGRY,
        publisher=ANGRY,
        desk_note=ANGRY,
        writer_name=ANGRY,
        act=Act(omar),
    )
    revision = article.latest_revision()
    words = ClaimWords(f"S{ANGRY}", claimant=ANGRY)
    claim = add_claim(revision=revision, places=[(0, 12)], words=words, act=Act(omar))
    source = NewSource(f"N{ANGRY}", "https://x.example/?a=\"'<b>", author=ANGRY, publisher=ANGRY)
    cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, ANGRY, ANGRY), act=Act(omar))
    add_note(claim=claim, kind=NoteKind.QUERY, text=ANGRY, act=Act(omar))
    assess_claim(
        claim=claim,
        verdict=project.scale.verdicts.first(),
        note=ANGRY,
        required_change=ANGRY,
        confidence=None,
        version=1,
        act=Act(omar),
    )
    for query in ("?sentence=1", "?sentence=2"):
        for user in (omar, rita):
            text = page(user, article, query)
            for raw in ("<script>alert", "<b onmouseover", "<b>", "alert(1)\"'"):
                assert raw not in text
            assert str(escape(f"T{ANGRY}")) in text
    assert words_of(unit(text, 1)) == f"A {ANGRY} bridge."
