import re
from pathlib import Path

import pytest

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.parting import split_sentence
from annotations.exports.sentences import COLUMNS, sentences_csv
from annotations.history.act import Act
from annotations.models import Origin, Sentence
from annotations.reports import sentence_rows as report
from annotations.reports.sentence_rows import sentence_rows
from tests.exports.reading import parse
from tests.world import TEXT

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "sentences-csv.md"


def export(scope, **options):
    return parse(b"".join(sentences_csv(sentence_rows(scope), **options)))


def test_the_columns_are_those_that_the_documentation_lists():
    listed = re.findall(r"^\| `(\w+)` \|", DOCUMENTATION.read_text(), re.MULTILINE)

    assert tuple(listed) == COLUMNS


def test_every_sentence_stands_there_with_or_without_a_claim(article, revision, omar, assess, verdicts):
    both = add_claim(revision=revision, places=[(0, 60)], words=ClaimWords("The toll rises."), act=Act(omar))
    add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("There is a bridge."), act=Act(omar))
    assess(both, omar, "accurate")

    rows = export(article, exact=True)

    spans = Sentence.objects.filter(revision=revision).order_by("start").values_list("start", "end", "kind")
    assert [(int(row["start"]), int(row["end"]), row["kind"]) for row in rows] == list(spans)
    assert [row["text"] for row in rows] == [TEXT[start:end] for start, end, _ in spans]
    assert [row["sentence"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert (rows[0]["claims"], rows[0]["work_status"], rows[0]["verdict"]) == (
        "1 2",
        "checked; unchecked",
        "accurate; ",
    )
    assert rows[0]["done"] == "no"
    assert (rows[1]["claims"], rows[1]["done"]) == ("1", "yes")
    assert {row["claims"] for row in rows[3:]} == {""}


def test_after_a_split_both_halves_stand_there_and_the_numbers_follow(article, revision, claim, omar):
    before = export(article, exact=True)
    sentence = Sentence.objects.select_related("revision__article__project").get(start=int(before[2]["start"]))
    split_sentence(sentence=sentence, at=TEXT.index("the council"), version=1, act=Act(omar))

    rows = export(article, exact=True)

    assert [row["sentence"] for row in rows] == [str(number) for number in range(1, 8)]
    assert [row["text"] for row in rows[2:4]] == [
        "The toll on the Varn bridge will rise to €4 in May,",
        "the council said on Tuesday.",
    ]
    assert [row["claims"] for row in rows[2:4]] == ["1", ""]
    assert [row | {"sentence": ""} for row in rows[4:]] == [row | {"sentence": ""} for row in before[3:]]


def test_a_withdrawn_claim_leaves_a_gap(article, claim, omar):
    withdraw_claim(claim=claim, reason="Twice.", version=1, act=Act(omar))

    assert {row["claims"] for row in export(article)} == {""}


def test_a_projects_file_is_that_of_its_articles_one_after_the_other(project, article, claim, omar, monkeypatch):
    other = import_article(project=project, text="=1+1 is said.\n\nIt is two.", origin=Origin.PASTE, act=Act(omar))
    whole = export(project)

    assert whole == [*export(article), *export(other)]
    assert whole[-2]["text"] == "'=1+1 is said."
    monkeypatch.setattr(report, "ARTICLES_A_CHUNK", 1)
    assert export(project) == whole


@pytest.mark.parametrize("scope", ["article", "project"])
def test_its_queries_do_not_grow_with_sentences(scope, request, revision, omar, django_assert_num_queries):
    scope = request.getfixturevalue(scope)
    for start in range(0, 40, 4):
        add_claim(revision=revision, places=[(start, start + 4)], words=ClaimWords("So."), act=Act(omar))

    with django_assert_num_queries(3):
        list(sentence_rows(scope))


def test_members_take_the_file_and_a_slip_in_the_address_is_said(client, article, vera):
    client.force_login(vera)
    response = client.get(f"/articles/{article.pk}/sentences.csv?bom=1")

    assert response["Content-Disposition"].endswith('-sentences.csv"')
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbfschema,")
    assert client.get("/projects/city/sentences.csv").status_code == 200
    assert client.get("/projects/city/sentences.csv?exakt=1").status_code == 400
