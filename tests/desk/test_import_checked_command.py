"""`manage.py import_article` with checked articles, and with folders: each article comes in whole or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from annotations.interchange.shape import FORMAT
from annotations.models import Action, Article, Assessment, Claim, Note, Project, Revision, Sentence, Source, User
from annotations.proof.verify import verify_history
from tests.desk.checked import CLAIM, article, claim, imported, refused
from tests.world import TEXT


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def file(*articles: Any, name: str = "checked.json") -> Path:
        path = tmp_path / name
        lines = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in articles)
        path.write_text(lines)
        return path

    return file


def test_a_checked_article_comes_in_with_all_of_it(project: Project, mona: User, file: Any) -> None:
    (made,) = imported(file(article(CLAIM, title="Toll")), by="mona")

    (stated,) = Claim.objects.all()
    assert (made["article"], made["claims"], made["sentences"]) == (str(stated.article_id), 1, Sentence.objects.count())
    assert (stated.statement, stated.work_status, stated.sources) == ("The toll rises to €4.", "signed_off", 1)
    assert stated.anchors.get().quote == "will rise to €4 in May"
    assert Note.objects.get().author.username == "cleo"
    assert Source.objects.get().title == "a.example"
    assert Revision.objects.get().filename == "checked.json"
    assert Action.objects.get(verb="import_checked_article").actor == mona
    assert list(verify_history()) == []


@pytest.mark.parametrize("by", ["rita", "omar"])
def test_only_a_manager_brings_in_what_others_concluded(project: Project, file: Any, by: str) -> None:
    refused(file(article(CLAIM)), "Only a manager", by=by)

    assert not Article.objects.exists()


def test_a_checker_brings_in_an_article_without_claims(project: Project, file: Any) -> None:
    units = [[0, len(TEXT.rstrip()), 1, "body"]]
    (made,) = imported(file(article(units=units)), by="omar")

    assert made["sentences"] == 1
    assert Action.objects.get(verb="import_article").actor.username == "omar"
    refused(file(article(units=units)), "Only a checker", by="vera", again=True)


def test_whoever_the_file_leaves_open_is_said_on_the_command_line(project: Project, file: Any, omar: User) -> None:
    open_ = claim(checks=[{"verdict": "accurate"}], notes=[{"text": "So."}], sign_off=None)
    path = file(article(open_))

    refused(path, "claims[0].checks[0]: the file does not say who checked this. Say who did: --checker")
    imported(path, checker="omar")

    assert Assessment.objects.get().checker == omar
    assert Note.objects.get().author == omar


def test_a_name_of_another_desk_is_put_to_one_of_this(project: Project, file: Any, omar: User) -> None:
    path = file(article(claim(checks=[{"checker": "o.sharif", "verdict": "accurate"}])))

    refused(path, "claims[0].checks[0].checker: there is nobody named “o.sharif” here.")
    imported(path, person=[("o.sharif", "omar")])

    assert Assessment.objects.get().checker == omar


def test_whoever_is_nobody_here_is_kept_in_words(project: Project, file: Any, omar: User, cleo: User) -> None:
    by_ada = {"verdict": "accurate", "note": "The minutes say so.", "checker": "Ada Lund"}
    said = claim(
        checks=[by_ada], notes=[{"text": "Rang twice.", "author": "Ada Lund"}], assignee="Ada Lund", sign_off=None
    )
    path = file(article(said))

    refused(path, "claims[0].checks[0]: “Ada Lund” is nobody here. Say whose check this is", person=[("Ada Lund", "")])
    imported(path, person=[("Ada Lund", "")], checker="omar")

    check = Assessment.objects.get()
    assert (check.checker, check.note) == (omar, "Checked by Ada Lund.\nThe minutes say so.")
    assert (Note.objects.get().author, Note.objects.get().text) == (omar, "Ada Lund: Rang twice.")
    assert Claim.objects.get().assignee is None


def test_whoever_decided_has_to_be_somebody_here(project: Project, file: Any) -> None:
    path = file(article(claim(sign_off={"reviewer": "Ada Lund"})))

    refused(
        path,
        "claims[0].sign_off.reviewer: “Ada Lund” decided on this claim, and a reviewer here has to stand for that.",
        person=[("Ada Lund", "")],
    )


@pytest.mark.parametrize(
    ("name", "options", "code", "told"),
    [
        ("accurate", {}, "accurate", ""),
        ("Needs context", {}, "needs_context", "“Needs context” was taken for"),
        ("HALF-TRUE", {}, "needs_context", "“HALF-TRUE” was taken for the verdict “Needs context”"),
        ("TRUE", {}, "accurate", "“TRUE” was taken for the verdict “Accurate”"),
        ("HALF-TRUE", {"verdict": [("half true", "inaccurate")]}, "inaccurate", ""),
        ("accurate", {"verdict": [("accurate", "inaccurate")]}, "inaccurate", ""),
        ("TRUE", {"verdict": [("TRUE", "")]}, None, ""),
    ],
)
def test_a_verdict_is_found_by_code_by_option_by_label_or_by_what_means_the_same(
    project: Project, file: Any, name: str, options: dict[str, Any], code: str | None, told: str
) -> None:
    said = imported(file(article(claim(checks=[{"checker": "omar", "verdict": name}], sign_off=None))), **options)

    found = Assessment.objects.get().verdict
    assert (found.code if found else None) == code
    assert told in said.err
    assert bool(told) == bool(said.err)


def test_a_verdict_that_nothing_means_is_refused_with_those_there_are(project: Project, file: Any) -> None:
    path = file(article(claim(checks=[{"checker": "omar", "verdict": "pants on fire"}])))

    refused(path, "claims[0].checks[0].verdict: this project has no verdict “pants on fire”. Say which")
    refused(path, "--verdict: This project has no verdict “lie”. It has: accurate,", verdict=[("x", "lie")])


REFUSED = [
    (article(claim(places=[{"quote": "nowhere"}])), "claims[0].places[0]: these words are not in the text."),
    (article(CLAIM, claim(checks=[{"checker": "vera", "verdict": "accurate"}])), "vera is not a checker of City desk."),
    (article(claim(notes=[{"text": "x", "author": "nora"}])), "nora is not a checker of City desk."),
    (article(claim(sign_off={"reviewer": "cleo"})), "cleo is not a reviewer of City desk."),
    (article(claim(checks=2 * CLAIM["checks"])), "claims[0]: One person checks a claim once."),
    (article(CLAIM, claim(checks=[])), "claims[1]: Only a checked claim can be approved."),
    (article(CLAIM, claim(statement=" ")), "claims[1]: Say what is claimed"),
    (article(CLAIM, claim(claimant="x" * 301)), "claims[1]: "),
    (
        article(
            claim(checks=[{"checker": "omar", "sources": [{"stance": "context", "source": {"url": "http://[x"}}]}])
        ),
        "claims[0].checks[0].sources[0].source.url: This is not a web address.",
    ),
    (article(url="no address"), "url: "),
    (article(language="?"), "language: "),
    (article(text=" \n "), "text: There is no text"),
    (article(text="x" * 3_000_000), "This text is 2.9 MB and the desk takes 2 MB"),
]


@pytest.mark.parametrize(("bad", "message"), REFUSED, ids=[message[:50] for _, message in REFUSED])
def test_what_is_refused_leaves_nothing_behind(
    project: Project, nora: User, file: Any, bad: dict[str, Any], message: str
) -> None:
    refused(file(bad), message)

    assert not Article.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"format": "' + FORMAT.encode() + b'", "claims": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"format": NaN}',
        b'{"format": "' + FORMAT.encode() + b'", "text": "\\ud800"}',
        b'{"format": "' + FORMAT.encode() + b'", "text": "a\\u0000"}',
        b'{"format": "' + FORMAT.encode() + b'", "text": ' + b"9" * 10_000 + b"}",
        b'{"format": "' + FORMAT.encode() + b'", "text": "a", "claims": [' + b"{}," * 1_000_000 + b"{}]}",
        b'{"a": 1, "a": 1}',
        b"\xff\xfe\0",
        b"x" * 30_000_000,
    ],
    ids=[
        "empty",
        "half",
        "deep",
        "deep inside",
        "NaN",
        "surrogate",
        "NUL",
        "huge number",
        "10^6 claims",
        "twice",
        "no UTF-8",
        "huge",
    ],
)
def test_hostile_files_are_one_line_and_nothing_is_stored(project: Project, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(data)

    assert refused(path, "") == ""
    assert not Action.objects.filter(verb__startswith="import").exists()


def test_one_bad_article_keeps_no_other_out_and_a_second_run_does_the_rest(project: Project, file: Any) -> None:
    good = [article(CLAIM, text=f"{TEXT}\n{number}") for number in range(3)]
    path = file(good[0], "{", article(claim(statement="")), good[1], name="checked.jsonl")

    err = refused(path, "2 imported, 0 there already, 2 not imported.")
    assert err.splitlines()[0].startswith("article 2: This is no JSON from line 2, column 2 on")
    assert err.splitlines()[1].startswith("article 3: claims[0]: Say what is claimed")

    said = imported(file(*good, name="checked.jsonl"))
    assert [("skipped" in line, line["article"]) for line in said] == [
        *((True, str(key)) for key in Article.objects.order_by("pk").values_list("pk", flat=True)[:2]),
        (False, str(Article.objects.latest("pk").pk)),
    ]
    assert Article.objects.count() == 3
    assert len(imported(path.with_name("checked.jsonl"), again=True)) == 3
    assert Article.objects.count() == 6


@pytest.mark.parametrize(("asked", "status"), [("2026-03-05T00:00:00Z", "signed_off"), ("2026-03-03T00:00:00Z", None)])
def test_a_question_to_the_writer_takes_back_no_earlier_approval(
    project: Project, file: Any, asked: str, status: str | None
) -> None:
    query = {"text": "Which May?", "kind": "query", "audience": "writer", "author": "omar", "at": asked}
    path = file(article(claim(notes=[query], sign_off={"reviewer": "rita", "at": "2026-03-04T00:00:00Z"})))

    if status is None:
        refused(path, "claims[0]: Only a checked claim can be approved.")
    else:
        imported(path)
        assert Claim.objects.get().work_status == status


def test_standard_input_is_what_it_is_said_to_be(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(article(CLAIM)).encode())))

    (made,) = imported("-", type="checked")

    assert made["claims"] == 1
    assert Revision.objects.get().filename == ""


def test_the_command_line_goes_before_the_file(project: Project, file: Any) -> None:
    imported(file(article(title="Toll", author="Jo Hale")), title="The toll", publisher="Herald")

    (made,) = Article.objects.all()
    assert (made.title, made.author, made.publisher) == ("The toll", "Jo Hale", "Herald")
    refused(file(article()), "--url: ", url="no address", again=True)


def test_a_source_named_twice_is_one_and_its_origin_counts_once(project: Project, file: Any) -> None:
    sources = [
        {"id": "wire", "title": "A wire"},
        {"id": "a", "title": "A paper", "origin": "wire"},
        {"id": "b", "title": "B paper", "origin": "wire"},
        {"id": "c", "title": "C paper", "url": "https://c.example"},
    ]
    uses = [{"source": name, "stance": "supports"} for name in ("a", "b", "c", "a", "c")]
    checks = [{"checker": name, "verdict": "accurate", "sources": uses} for name in ("omar", "cleo")]
    imported(
        file(article(claim(checks=checks, sign_off=None), claim(checks=checks[:1], sign_off=None), sources=sources))
    )

    assert sorted(Source.objects.values_list("title", flat=True)) == ["A paper", "A wire", "B paper", "C paper"]
    assert {stated.sources for stated in Claim.objects.all()} == {2}
    assert list(verify_history()) == []
