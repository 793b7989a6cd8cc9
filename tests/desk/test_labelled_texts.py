"""A whole set of labelled texts comes in through the desk's verbs: every claim, verdict, note and source of the file."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Action, Article, Assessment, Citation, Claim, Note, Project, Revision, Source
from annotations.proof.verify import verify_history
from annotations.text.addresses import normalised_url

NOTHING = ("", "NA", "N/A")


@pytest.fixture
def texts(shared_data: Callable[[str], Path]) -> tuple[Path, list[dict[str, Any]]]:
    path = shared_data("factcheck_texts.json")
    return path, json.loads(path.read_bytes())


def imported(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Convert a file and import what it becomes, with omar as the checker; gives what was said of each article."""
    out, err, file = io.StringIO(), io.StringIO(), folder / "converted.jsonl"
    call_command("convert_labelled", str(path), output=str(file), stderr=err)
    call_command("import_article", str(file), project="city", checker="omar", by="mona", stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_all_of_it_is_there_counted_by_hand(
    project: Project, texts: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    path, given = texts
    made = imported(path, tmp_path)

    assert len(made) == len(given) == Article.objects.count() == 47
    claims = [claim for text in given for sentence in text["sentences"] for claim in sentence["claims"]]
    facts = [claim for claim in claims if claim["checkworthiness"] == "factual"]
    assert Claim.objects.count() == len(claims)
    assert Counter(Claim.objects.values_list("statement", flat=True)) == Counter(
        claim["statement"].strip() for claim in claims
    )
    words = {True: "accurate", False: "inaccurate", "unknown": "unverifiable"}
    assert Counter(Claim.objects.values_list("verdict__code", flat=True)) == Counter(
        words[claim["true"]] if claim in facts else None for claim in claims
    )
    assert Claim.objects.filter(work_status="not_checkable").count() == len(claims) - len(facts)
    notes = [claim["note"].strip() for claim in facts if claim["note"].strip() not in NOTHING]
    assert Counter(Assessment.objects.exclude(note="").values_list("note", flat=True)) == Counter(notes)
    assert Note.objects.count() == sum(claim["note"].strip() not in NOTHING for claim in claims) - len(notes)
    changes = [
        claim["corrected"].strip() for claim in facts if claim["corrected"].strip() != claim["statement"].strip()
    ]
    assert Counter(Assessment.objects.exclude(required_change="").values_list("required_change", flat=True)) == Counter(
        change for change in changes if change not in NOTHING
    )
    cited = [{(source["url"], source["stance"]) for source in claim["sources"]} for claim in facts]
    assert Citation.objects.count() == sum(map(len, cited))
    ours = {
        "irrelevant": "context",
        "refute": "refutes",
        "completely-support": "supports",
        "partially-support": "supports",
    }
    assert Counter(Citation.objects.values_list("stance", flat=True)) == Counter(
        ours[stance] for uses in cited for _, stance in uses
    )
    assert Source.objects.count() == len({normalised_url(url) for uses in cited for url, _ in uses})


def test_every_claim_stands_on_the_words_of_its_sentence(
    project: Project, texts: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    path, given = texts
    imported(path, tmp_path)

    revisions = {revision.text: revision for revision in Revision.objects.all()}
    for text in given:
        revision = revisions[text["text"]]
        anchors = iter(revision.anchors.order_by("claim__number"))
        for sentence in text["sentences"]:
            for _ in sentence["claims"]:
                anchor = next(anchors)
                assert text["text"][anchor.start : anchor.end] == anchor.quote
                mine, there = (Counter(_words(words)) for words in (sentence["text"], anchor.quote))
                assert 2 * (mine & there).total() > mine.total()
                assert sentence["text"] not in text["text"] or anchor.quote == sentence["text"].strip()
    assert Action.objects.filter(verb="import_checked_article").count() == sum(
        any(sentence["claims"] for sentence in text["sentences"]) for text in given
    )
    assert list(verify_history()) == []


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()


def test_what_is_not_found_is_said_and_makes_the_command_fail(tmp_path: Path) -> None:
    path, out, err = tmp_path / "texts.json", tmp_path / "out.jsonl", io.StringIO()
    lost = {"text": "Nobody was there on that day.", "claims": [{"statement": "Nobody was there."}]}
    good = {"text": "The toll rises.", "sentences": [{"text": "The toll rises.", "claims": []}, lost]}
    path.write_text(json.dumps([good, {"text": 7}]))

    with pytest.raises(CommandError, match=r"^2 things are not in it, as said above\.$"):
        call_command("convert_labelled", str(path), output=str(out), stderr=err)

    assert [json.loads(line)["text"] for line in out.read_text().splitlines()] == ["The toll rises."]
    assert err.getvalue().splitlines()[:2] == [
        "text 1: sentences[1]: “Nobody was there on that day.” is not in the text; its 1 claims are left out.",
        "text 2: text: it is words in quotation marks, and this is 7.",
    ]


@pytest.mark.parametrize(("data", "message"), [("", "There is nothing"), ("[", "This is no JSON")])
def test_a_file_that_is_no_json_is_one_line(tmp_path: Path, data: str, message: str) -> None:
    path = tmp_path / "texts.json"
    path.write_text(data)

    with pytest.raises(CommandError, match=f"^{message}"):
        call_command("convert_labelled", str(path), output=str(tmp_path / "out.jsonl"), stderr=io.StringIO())
    assert not (tmp_path / "out.jsonl").exists()
