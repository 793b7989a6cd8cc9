"""The page on which an article is checked: what it shows, to whom, and at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.placing import add_place
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.sources import retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Assessment, Claim, NoteKind, Origin, Project, Source, Stance, UnitKind, User
from annotations.reports.units import Span, units_of
from annotations.web.prose import blocks, gutter_html, rail_html
from tests.web.routes import HTMX, PARTS, roots
from tests.web.workspace_page import Record, page, part, unit, visit, words_of
from tests.world import TEXT

# What a page and a panel cost, whatever stands in the article: every query, the session's and the person's too.
QUERIES = {"page": 10, "panel": 13}


def test_the_rail_names_what_needs_a_person(
    vera: User, article: Article, claim: Claim, cleo: User, omar: User, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")

    text = page(vera, article)
    rail = re.findall(r'<li id="r(\d)">(.*?)</li>', text, re.DOTALL)

    assert [number for number, _ in rail] == ["1", "2", "3", "4", "5", "6"]
    assert '<span class="word" aria-hidden="true">Disputed</span>' in rail[2][1]
    assert '<use href="#disputed"/>' in rail[2][1]
    assert words_of(rail[0][1]) == "Sentence 1 of 6, unchecked.Bridge toll to rise by a third"
    assert "The toll on the Varn bridge will rise to €4 in May, the coun" in rail[2][1]
    gutter = re.search(r'id="p3">(.*?)</div>', text, re.DOTALL)
    assert gutter
    assert words_of(gutter[1]) == "¶ 3 3 to checkSentence 3: disputed"


def test_the_tally_counts_sentences(
    vera: User,
    omar: User,
    cleo: User,
    article: Article,
    claim: Claim,
    record: Record,
    assess: Callable[..., Assessment],
) -> None:
    assert "0 of 6 checked" in page(vera, article)
    assess(claim, omar, "accurate")
    assess(record("It was last raised in 2011."), omar, "accurate")
    assert "2 of 6 checked" in page(vera, article)

    # A second claim of the sentence is not checked yet, and another is disputed.
    record("on Tuesday")
    other = record("“Nobody likes it,”")
    assess(other, omar, "accurate")
    assess(other, cleo, "inaccurate")

    assess(record("The old bridge at dusk"), omar, None)
    tally = re.search(r'id="tally">(.*?)</p>', page(vera, article), re.DOTALL)
    assert tally
    assert words_of(tally[1]).strip() == "1 of 6 checked · 1 disputed · 1 in progress"


def test_what_is_chosen_is_what_was_asked_for_or_what_is_not_done(
    vera: User, omar: User, article: Article, claim: Claim, record: Record, assess: Callable[..., Assessment]
) -> None:
    assess(record("Bridge toll to rise by a third"), omar, "accurate")

    def chosen(query: str) -> tuple[str, str]:
        text = page(vera, article, query)
        (number,) = re.findall(r'id="panel" aria-label="Sentence (\d)"', text)
        return number, "".join(re.findall(r'id="claim">Claim (\d)', text))

    assert chosen("") == ("2", "")
    assert chosen("?sentence=3") == ("3", "1")
    assert chosen("?claim=1") == ("3", "1")
    assert chosen("?sentence=6&claim=2") == ("6", "2")
    assert 'aria-current="true"' in unit(page(vera, article, "?sentence=5"), 5)


@pytest.mark.parametrize(
    "query",
    [f"?sentence={junk}" for junk in ("0", "7", "x", "-1", "99999999", "9" * 5000, "%C2%B2", "1%00", "1.0")]
    + [f"?claim={junk}" for junk in ("0", "2", "x", "-1", "9" * 5000, "%C2%B2", "1%00")],
)
def test_what_is_not_in_the_article_is_404(vera: User, article: Article, claim: Claim, query: str) -> None:
    assert visit(vera, article, query).status_code == 404


def test_a_stranger_finds_nothing_and_nobody_posts_here(nora: User, vera: User, article: Article) -> None:
    assert visit(nora, article).status_code == 404
    client = Client()
    client.force_login(vera)
    assert client.post(reverse("workspace", args=[article.pk])).status_code == 405


def test_to_htmx_it_gives_the_panel_alone(omar: User, article: Article, claim: Claim) -> None:
    response = visit(omar, article, "?sentence=3", **HTMX)

    (root,) = roots(response.text)
    assert root["id"] == "panel"
    assert all(f'id="part-{name}"' in response.text for name in PARTS)
    assert response.text.strip() in page(omar, article, "?sentence=3").strip() or "csrfmiddlewaretoken" in response.text


@pytest.mark.parametrize("reader", ["omar", "rita", "vera"])
def test_no_id_stands_twice(
    reader: str, article: Article, claim: Claim, record: Record, request: pytest.FixtureRequest
) -> None:
    record("The old bridge at dusk")
    user: User = request.getfixturevalue(reader)

    for query in ("", "?sentence=2", "?sentence=3"):
        ids = re.findall(r'\sid="([^"]+)"', page(user, article, query))
        assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]


def test_a_withdrawn_claim_leaves_the_prose_and_can_be_restored(omar: User, article: Article, claim: Claim) -> None:
    withdraw_claim(claim=claim, reason="Nobody says so.", version=1, act=Act(omar))

    text = page(omar, article, "?sentence=3")
    assert "claim-no" not in unit(text, 3)
    assert "<mark" not in unit(text, 3)
    assert re.search(r'class="claim-link withdrawn"[^>]* href="\?sentence=3&amp;claim=1', text)
    text = page(omar, article, "?claim=1")
    assert "Nobody says so." in part(text, "words")
    assert "Restore the claim" in part(text, "words")
    assert "Your verdict" not in text


def test_also_stands_here_is_offered_for_the_same_whole_sentence_alone(
    omar: User, article: Article, record: Record
) -> None:
    caption = record("The old bridge at dusk")
    record("bridge", nth=1, statement="There is a bridge.")

    offered = part(page(omar, article, "?claim=1"), "words")
    assert "The same words are sentence 6." in offered
    assert offered.count("Also stands here") == 1
    assert "Also stands here" not in page(omar, article, "?claim=2")

    start = TEXT.rindex("The old bridge at dusk")
    add_place(claim=caption, revision=article.latest_revision(), start=start, end=start + 22, act=Act(omar))

    assert "Also stands here" not in page(omar, article, "?claim=1")


def test_a_viewer_reads_everything_and_can_send_nothing(
    vera: User, article: Article, claim: Claim, omar: User, assess: Callable[..., Assessment]
) -> None:
    add_note(claim=claim, kind=NoteKind.QUERY, text="From which day?", act=Act(omar))
    assess(claim, omar, "accurate", note="The minutes have it.")

    text = page(vera, article, "?claim=1")

    assert "The minutes have it." in text
    assert "From which day?" in text
    assert re.findall(r'<form[^>]* action="([^"]*)"', text) == ["/logout/"]
    assert "Edit these details" not in text


def test_a_reviewers_tools_are_shown_to_reviewers(
    omar: User, cleo: User, rita: User, mona: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    tools = [reverse(name, args=[claim.pk]) for name in ("approve", "send_back", "rule")]

    for reader in (rita, mona):
        text = page(reader, article, "?claim=1")
        assert all(f'action="{address}"' in text for address in tools)
        assert text.index('id="part-others"') < text.index('id="part-review"') < text.index('id="part-check"')
    for other in (omar, cleo):
        text = page(other, article, "?claim=1")
        assert not any(address in text for address in tools)
        assert text.index('id="part-check"') < text.index('id="part-others"')


def test_nobody_is_offered_to_approve_what_they_assessed(
    omar: User, rita: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    assess(claim, rita, "accurate")

    review = part(page(rita, article, "?claim=1"), "review")

    assert "You assessed this claim yourself" in review
    assert "Approve" not in review


def test_a_sign_off_shows_until_a_change_voids_it_visibly(
    omar: User, rita: User, vera: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    text = page(vera, article, "?claim=1")
    assert "rita signed this off" in text
    assert "Signed off" in part(text, "claims")

    claim.refresh_from_db()
    edit_claim(claim=claim, words=ClaimWords("The toll rises."), version=claim.version, act=Act(omar))

    text = page(vera, article, "?claim=1")
    assert "The sign-off by rita is void" in text
    assert re.search(r'aria-label="Sentence 3 of 6, [^"]*, sign-off void"', unit(text, 3))
    assert text.count(' data-void="true"') == 2
    assert "Since then, the claim’s words were changed." in text.replace("&#x27;", "’")


def test_what_rests_on_a_retracted_source_is_flagged_until_it_is_checked_again(
    omar: User, cleo: User, rita: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    def told() -> list[bool]:
        text = page(cleo, article, "?claim=1")
        rail = re.search(r'<li id="r3">.*?</li>', text, re.DOTALL)
        assert rail
        return [
            "· <span>1 stale</span>" in text,
            bool(re.search(r'aria-label="Sentence 3 of 6, [^"]*, stale"', unit(text, 3))),
            "stale." in words_of(rail[0]),
            '<use href="#flag"/></svg>Stale</span>' in text,
            "Rests on a retracted source: check it again" in part(text, "claims"),
            words_of(text[text.index('id="p3">') :]).count(", stale") > 0,
        ]

    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    assert not any(told())
    assert "Sentence 3 of 6, checked, 1 source, 1 claim" in page(cleo, article)

    retract_source(source=Source.objects.get(), reason="Forged.", version=1, act=Act(rita))
    assert all(told())

    claim.refresh_from_db()
    cite_source(claim=claim, source=NewSource("Budget"), use=Use(Stance.SUPPORTS), act=Act(cleo))
    assess(claim, cleo, "accurate", version=1)
    assert not any(told())


def long_article(project: Project, by: User, sentences: int, claims: int) -> Article:
    """Make an article with claims in its first five sentences, all about the same bridge."""
    text = " ".join(f"The bridge number {n} opened in {1500 + n}." for n in range(sentences))
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(by))
    revision = article.latest_revision()
    assert revision.sentences.count() == sentences
    for n in range(claims):
        start = text.index(f"number {n % 5} ")
        words = ClaimWords(f"Bridge {n} opened.")
        add_claim(revision=revision, places=[(start, start + 8)], words=words, act=Act(by))
    return article


def cost(user: User, article: Article, query: str = "?claim=1", **headers: str) -> int:
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(reverse("workspace", args=[article.pk]) + query, headers=headers)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.thorough
@pytest.mark.parametrize("reader", ["omar", "rita", "vera"])
@pytest.mark.parametrize(("asked", "headers"), [("page", {}), ("panel", HTMX)], ids=["page", "panel"])
def test_the_cost_depends_on_neither_sentences_nor_claims(
    omar: User, project: Project, reader: str, asked: str, headers: dict[str, str], request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(reader)
    costs = [
        cost(user, long_article(project, omar, sentences, claims), query, **headers)
        for sentences, claims in ((5, 1), (500, 1), (5, 60))
        for query in ("?claim=1", "?sentence=1", "?sentence=1&claim=1", "?sentence=4", "")
    ]

    assert max(costs[:5]) <= QUERIES[asked]
    assert costs[:5] == costs[5:10]
    assert max(costs) == max(costs[:5])


def test_the_cost_does_not_depend_on_what_was_said_about_a_claim(
    omar: User, cleo: User, rita: User, article: Article, claim: Claim, assess: Callable[..., Assessment]
) -> None:
    def say(times: int) -> None:
        for n in range(times):
            note = add_note(claim=claim, kind=NoteKind.QUERY, text="From which day?", act=Act(omar))
            add_note(claim=claim, kind=NoteKind.ANSWER, text="The first.", answers=note, act=Act(cleo))
            source = NewSource(f"Minutes {n}")
            cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS), act=Act(omar))
            cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS), act=Act(cleo))

    say(1)
    for checker in (omar, cleo):
        assess(claim, checker, "accurate", version=1)
    few = cost(omar, article)
    say(7)

    assert cost(omar, article) == few


def test_a_paragraph_and_its_gutter_are_ready_strings() -> None:
    text = "One. Two."
    sentences = [Span(1, start, start + 4, UnitKind.CAPTION) for start in (0, 5)]
    units = units_of(sentences, [])

    (block,) = blocks(units, text, 1)

    assert words_of(block.units) == text
    assert roots(gutter_html(units, oob=True)) == [{"class": "gutter", "id": "p1", "hx-swap-oob": "true"}]
    assert words_of(block.gutter) == "Caption 2 to check"
    assert roots(rail_html(units[0], text, total=2, chosen=True))[0]["id"] == "r1"
