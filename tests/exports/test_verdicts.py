import datetime
import re
from pathlib import Path

import pytest

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note, close_query
from annotations.desk.placing import withdraw_place
from annotations.desk.projects import create_project, edit_project
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source, withdraw_citation
from annotations.exports.verdicts import COLUMNS, verdicts_csv
from annotations.history.act import Act
from annotations.models import Audience, Claim, ClaimType, Confidence, Event, NotCheckable, NoteKind, Origin, Stance
from annotations.reports.verdict_rows import verdict_rows
from tests.exports.reading import parse
from tests.world import TEXT

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "verdicts-csv.md"
EVENING = datetime.datetime(2026, 11, 24, 18, 30, 15, 250000, tzinfo=datetime.UTC)


@pytest.fixture
def export():
    """Export an article or a project and read it back: export(article, exact=True)."""

    def export(scope, *, withdrawn=False, exact=False):
        return parse(b"".join(verdicts_csv(verdict_rows(scope, withdrawn=withdrawn), exact=exact)))

    return export


@pytest.fixture
def state(revision, omar):
    """Record a claim on each place where the words stand: state("It is so.", "The old bridge")."""

    def state(statement, words, **more):
        places = [match.span() for match in re.finditer(re.escape(words), revision.text)]
        return add_claim(revision=revision, places=places, words=ClaimWords(statement, **more), act=Act(omar))

    return state


def at(user, hours=0):
    return Act(user, at=EVENING + datetime.timedelta(hours=hours))


def fresh(claim):
    return Claim.objects.select_related("article__project").get(pk=claim.pk)


def test_the_columns_are_those_that_the_documentation_lists():
    listed = re.findall(r"^\| `(\w+)` \|", DOCUMENTATION.read_text(), re.MULTILINE)

    assert tuple(listed) == COLUMNS


def test_a_checked_and_approved_claim_fills_every_column(
    project, article, revision, state, verdicts, omar, rita, export
):
    claim = state(
        "The toll rises to €4 in May.", "The toll on the Varn bridge", type=ClaimType.NUMBER, claimant="the council"
    )
    assess_claim(
        claim=claim,
        verdict=verdicts["accurate_with_change"],
        note="April, not May.",
        required_change="in April",
        confidence=Confidence.HIGH,
        version=0,
        act=at(omar),
    )
    record = NewSource(title="Minutes", url="https://council.example/minutes", publisher="Varn council")
    use = Use(Stance.REFUTES, quote="from 1 April", locator="p. 4")
    cite_source(claim=claim, source=record, use=use, act=at(omar))
    add_note(claim=claim, kind=NoteKind.QUERY, text="Which year?", audience=Audience.DESK, act=at(omar))
    approve_claim(claim=claim, seen=state_seen(fresh(claim)), act=at(rita, 1))

    start = TEXT.index("The toll on")
    assert export(article) == [
        {
            "schema": "galleyproof-verdicts-1",
            "project": "city",
            "article": str(article.pk),
            "title": article.title,
            "revision": "1",
            "revision_sha256": revision.sha256,
            "claim": "1",
            "sentences": "3",
            "start": str(start),
            "end": str(start + 27),
            "quote": "The toll on the Varn bridge",
            "statement": "The toll rises to €4 in May.",
            "type": "number",
            "claimant": "the council",
            "work_status": "signed_off",
            "verdict": "accurate_with_change",
            "verdict_label": "Accurate with change",
            "checkers": "omar",
            "confidence": "high",
            "note": "April, not May.",
            "required_change": "in April",
            "sources": "1. refutes | Minutes | Varn council | https://council.example/minutes | p. 4 | “from 1 April”",
            "open_queries": "Which year?",
            "signed_off_by": "rita",
            "signed_off_at": "2026-11-24T19:30:15Z",
            "updated_at": Event.objects.order_by("-at")[0].at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": str(fresh(claim).version),
            "stale": "",
        }
    ]


def test_an_untouched_claim_has_empty_cells_for_what_is_not_there(article, claim, export):
    [row] = export(article)

    assert row["work_status"] == "unchecked"
    for column in {*COLUMNS[15:]} - {"updated_at", "version"}:
        assert row[column] == "", column


def test_a_claim_in_several_places_lists_them_a_line_each(article, state, export):
    state("The picture shows the old bridge.", "old bridge")

    [row] = export(article)
    starts = [match.start() for match in re.finditer("old bridge", TEXT)]
    assert row["sentences"] == "2\n6"
    assert row["start"].split("\n") == [str(start) for start in starts]
    assert row["end"].split("\n") == [str(start + 10) for start in starts]
    assert row["quote"] == "old bridge\nold bridge"


def test_a_withdrawn_place_is_left_out(article, state, omar, export):
    claim = state("The picture shows the old bridge.", "old bridge")
    last = claim.anchors.order_by("start").last()
    withdraw_place(anchor=last, reason="Not meant here.", version=1, act=Act(omar))

    [row] = export(article)
    assert row["quote"] == "old bridge"
    assert row["sentences"] == "2"


def test_a_claim_over_several_sentences_names_them_all(article, revision, omar, export):
    place = (TEXT.index("in May"), TEXT.index("2011"))
    add_claim(revision=revision, places=[place], words=ClaimWords("All of it."), act=Act(omar))

    [row] = export(article)
    assert row["sentences"] == "3 4 5"
    assert row["quote"] == TEXT[slice(*place)]


def test_a_place_between_sentences_touches_none_beside_it(article, revision, omar, export):
    headline = "Bridge toll to rise by a third"
    add_claim(
        revision=revision, places=[(0, len(headline) + 2)], words=ClaimWords("It rises by a third."), act=Act(omar)
    )

    assert export(article)[0]["sentences"] == "1"


def test_quotes_with_line_breaks_are_told_apart_by_their_lengths(project, omar, export):
    text = "One line\r\nand another.\n\nA second\nparagraph.\n"
    article = import_article(project=project, text=text, origin=Origin.UPLOAD, act=Act(omar))
    places = [(0, 20), (24, 40)]
    add_claim(revision=article.latest_revision(), places=places, words=ClaimWords("Two places."), act=Act(omar))

    assert export(article)[0]["quote"].split("\n") == ["One line and anothe", "A second paragra"]
    [row] = export(article, exact=True)
    quote, found = row["quote"], []
    for start, end in zip(row["start"].split("\n"), row["end"].split("\n"), strict=True):
        length = int(end) - int(start)
        found.append(quote[:length])
        quote = quote[length + 1 :]
    assert found == [text[slice(*place)] for place in places]


def test_two_checkers_stand_side_by_side(article, claim, omar, cleo, verdicts, assess, export):
    assess(claim, omar, "accurate", note="Minutes.")
    assess_claim(
        claim=claim,
        verdict=verdicts["inaccurate"],
        note="Not in the budget.",
        required_change="€3",
        confidence=None,
        version=0,
        act=Act(cleo),
    )

    [row] = export(article)
    assert row["work_status"] == "disputed"
    assert row["verdict"] == row["verdict_label"] == ""
    assert row["checkers"] == "omar; cleo"
    assert row["confidence"] == "high; "
    assert row["note"] == "omar: Minutes.\ncleo: Not in the budget."
    assert row["required_change"] == "€3"


def test_a_ruling_stands_in_the_note(article, claim, omar, cleo, rita, verdicts, assess, export):
    assess(claim, omar, "accurate")
    assess(claim, cleo, "inaccurate")
    rule_on_claim(
        claim=claim,
        verdict=verdicts["inaccurate"],
        reason="The budget says so.",
        seen=state_seen(fresh(claim)),
        act=Act(rita),
    )

    [row] = export(article)
    assert row["verdict"] == "inaccurate"
    assert row["note"] == "Ruling by rita: The budget says so."


def test_a_claim_sent_back_says_why_until_it_has_a_verdict_again(article, claim, omar, rita, assess, export):
    assess(claim, omar, "accurate", note="Looks right.")
    send_back(claim=claim, reason="Ask the council.", seen=state_seen(fresh(claim)), act=Act(rita))

    [row] = export(article)
    assert row["work_status"] == "reopened"
    assert row["checkers"] == row["verdict"] == ""
    assert row["note"] == "Sent back by rita: Ask the council."

    assess(claim, omar, "accurate", note="Asked.")
    assert export(article)[0]["note"] == "Asked."


def test_a_draft_is_never_shown(article, claim, omar, cleo, assess, export):
    assess(claim, omar, "accurate")
    before = export(article)[0]["updated_at"]
    assess(claim, cleo, None, note="Secret doubt.")
    cite_source(claim=claim, source=NewSource(title="Secret"), use=Use(Stance.REFUTES), act=Act(cleo))

    [row] = export(article)
    assert row["checkers"] == "omar"
    assert "Secret" not in str(row)
    assert row["updated_at"] == before


def test_a_not_checkable_claim_gives_its_reason(article, claim, omar, export):
    mark_not_checkable(claim=claim, reason=NotCheckable.FIGURE_OF_SPEECH, version=1, act=Act(omar))

    [row] = export(article)
    assert row["work_status"] == "not_checkable"
    assert row["note"] == "Not checkable: figure of speech"


def test_open_queries_are_numbered_where_there_are_several(article, claim, omar, export):
    ask = [
        add_note(claim=claim, kind=NoteKind.QUERY, text=text, audience=Audience.WRITER, act=at(omar, hours))
        for hours, text in enumerate(("Since when?", "Who says so?", "Why?"))
    ]
    add_note(claim=claim, kind=NoteKind.ANSWER, text="Since May.", answers=ask[0], act=at(omar, 4))
    assert export(article)[0]["open_queries"] == "1. Who says so?\n2. Why?"

    close_query(query=ask[2], version=1, act=Act(omar))
    [row] = export(article)
    assert row["open_queries"] == "Who says so?"
    assert row["work_status"] == "query"


def test_nothing_of_a_confidential_source_is_exported(article, claim, omar, assess, export):
    secret = NewSource(title="A clerk", url="https://a.example/b", publisher="Council", confidential=True)
    use = Use(Stance.SUPPORTS, quote="I saw it.", locator="by telephone")
    cite_source(claim=claim, source=secret, use=use, act=Act(omar))
    cite_source(claim=claim, source=NewSource(title="Minutes"), use=Use(Stance.CONTEXT), act=Act(omar))
    assess(claim, omar, "accurate", version=1)

    [row] = export(article, exact=True)
    assert row["sources"] == "1. supports | (confidential source)\n2. context | Minutes |  |  |  | "


def test_a_withdrawn_citation_is_left_out(article, claim, omar, assess, export):
    assess(claim, omar, "accurate")
    cited = cite_source(claim=claim, source=NewSource(title="Minutes"), use=Use(Stance.CONTEXT), act=Act(omar))
    withdraw_citation(citation=cited, reason="Wrong year.", version=1, act=Act(omar))

    assert export(article)[0]["sources"] == ""


def test_sources_can_be_read_back_whatever_they_hold(article, claim, omar, assess, export):
    assess(claim, omar, "accurate")
    words = [
        ("A | B", "C\\", "p. 1 | 2", "first\nsecond\r\nthird \\n”"),
        ("2. supports | x", "\\|", "", ""),
    ]
    for title, publisher, locator, quote in words:
        source = NewSource(title=title, publisher=publisher)
        cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, quote=quote, locator=locator), act=Act(omar))

    read = []
    for line in export(article, exact=True)[0]["sources"].split("\n"):
        fields = re.split(r" \| ", line.partition(". ")[2])
        plain = [re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), field) for field in fields]
        read.append((plain[1], plain[2], plain[4], plain[5][1:-1]))
    assert read == words


def test_a_voided_sign_off_is_not_shown(article, claim, omar, rita, assess, export):
    assess(claim, omar, "accurate")
    approve_claim(claim=claim, seen=state_seen(fresh(claim)), act=Act(rita))
    edit_claim(claim=claim, words=ClaimWords("Other words."), version=fresh(claim).version, act=Act(omar))

    [row] = export(article)
    assert row["signed_off_by"] == row["signed_off_at"] == ""
    assert row["work_status"] == "checked"


def test_withdrawn_claims_come_only_when_asked_for(article, claim, omar, export):
    withdraw_claim(claim=claim, reason="Said twice.", version=1, act=Act(omar))

    assert export(article) == []
    [row] = export(article, withdrawn=True)
    assert row["note"] == "Withdrawn: Said twice."
    assert row["work_status"] == "unchecked"


@pytest.mark.parametrize(
    "change",
    [
        lambda claim, omar, act: add_note(claim=claim, kind=NoteKind.NOTE, text="Hm.", act=act),
        lambda claim, omar, act: cite_source(
            claim=claim, source=NewSource(title="Minutes"), use=Use(Stance.CONTEXT), act=act
        ),
        lambda claim, omar, act: withdraw_place(
            anchor=claim.anchors.order_by("start").first(), reason="No.", version=1, act=act
        ),
    ],
    ids=["note", "citation", "place"],
)
def test_updated_at_is_the_time_of_whatever_changed_last(article, state, omar, assess, export, change):
    claim = state("The picture shows the old bridge.", "old bridge")
    assess(claim, omar, "accurate")
    change(claim, omar, Act(omar, at=datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)))

    assert export(article)[0]["updated_at"] == "2030-01-02T03:04:05Z"


def test_formulas_are_harmless_unless_exact(article, state, export):
    state("=HYPERLINK(“x”)", "Mayor Ada Brook", claimant="@ada")

    [row] = export(article)
    assert (row["statement"], row["claimant"]) == ("'=HYPERLINK(“x”)", "'@ada")
    [row] = export(article, exact=True)
    assert (row["statement"], row["claimant"]) == ("=HYPERLINK(“x”)", "@ada")


def test_a_project_lists_its_articles_in_the_order_of_their_import(project, article, claim, omar, export):
    second = import_article(project=project, text="Another one.\n", origin=Origin.PASTE, act=Act(omar))
    for number in (1, 2):
        place = (0, 7 + number)
        add_claim(revision=second.latest_revision(), places=[place], words=ClaimWords(f"{number}."), act=Act(omar))

    rows = export(project)
    assert [(row["article"], row["claim"]) for row in rows] == [
        (str(article.pk), "1"),
        (str(second.pk), "1"),
        (str(second.pk), "2"),
    ]
    assert [row["sentences"] for row in rows] == ["3", "1", "1"]


def test_too_few_checks_show_no_verdict_yet(project, article, revision, omar, mona, assess, export):
    edit_project(project=project, name="City", guidelines="", checks_needed=2, version=1, act=Act(mona))
    claim = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("So it is."), act=Act(omar))
    assess(claim, omar, "accurate")

    [row] = export(article)
    assert (row["work_status"], row["verdict"], row["checkers"]) == ("second_check", "", "omar")


@pytest.mark.parametrize("claims", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_claims(
    django_assert_num_queries, project, article, revision, omar, assess, claims, export
):
    for number in range(1, claims + 1):
        words = ClaimWords(f"Claim {number}.")
        claim = add_claim(revision=revision, places=[(0, number)], words=words, act=Act(omar))
        assess(claim, omar, "accurate")
        cite_source(claim=claim, source=NewSource(title="Minutes"), use=Use(Stance.CONTEXT), act=Act(omar))

    with django_assert_num_queries(9):
        assert len(export(project)) == claims


def test_rows_are_the_same_however_many_are_read_at_once(monkeypatch, project, article, claim, omar, mona, assess):
    other = create_project(slug="other", name="Other", act=Act(mona))
    for home, by, claims in ((project, omar, 3), (other, mona, 1), (project, omar, 0), (project, omar, 4)):
        text = f"{home} {claims}.\n"
        draft = import_article(project=home, text=text, origin=Origin.PASTE, act=Act(by)).latest_revision()
        for number in range(1, claims + 1):
            words = ClaimWords(f"Claim {number}.")
            added = add_claim(revision=draft, places=[(0, number), (1, 5)], words=words, act=Act(by))
            if home == project and number % 2:
                assess(added, omar, "accurate", note=f"{draft.pk} {number}")

    whole = list(verdict_rows(project))
    assert len(whole) == 8
    for chunk in (1, 2, 3, 5):
        monkeypatch.setattr("annotations.reports.verdict_rows.CHUNK", chunk)
        assert list(verdict_rows(project)) == whole


def test_a_cell_keeps_every_character(article, state, export):
    statement = '“Naïve” — "x, y"\r\nsecond\rthird\u2028fourth 𝔘 é\u0301 \u00a0end'
    state(statement, "Nobody likes it")

    assert export(article, exact=True)[0]["statement"] == statement
