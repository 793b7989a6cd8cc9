import os

import pytest
from django.core.management import CommandError, call_command

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.history.act import Act
from annotations.reports import verdict_rows as report
from tests.exports.reading import parse


def test_an_article_goes_to_a_file(article, claim, tmp_path, capfd):
    path = tmp_path / "out.csv"
    call_command("export_verdicts", article=str(article.pk), output=str(path))

    assert [row["claim"] for row in parse(path.read_bytes())] == ["1"]
    assert os.listdir(tmp_path) == ["out.csv"]
    out, err = capfd.readouterr()
    assert out == ""
    assert err == f"Wrote 1 claim to {path}.\n"


def test_a_project_goes_to_standard_output_and_nothing_else_does(project, revision, omar, capfdbinary):
    claims = [
        add_claim(revision=revision, places=[(0, 6)], words=ClaimWords(text), act=Act(omar)) for text in ("=1", "€4.")
    ]
    withdraw_claim(claim=claims[0], reason="Twice.", version=1, act=Act(omar))
    call_command("export_verdicts", "--project", "city", "-o", "-", "--bom", "--exact", "--withdrawn")

    out, err = capfdbinary.readouterr()
    assert out.startswith(b"\xef\xbb\xbfschema,")
    assert out.endswith(b"\r\n")
    assert [row["statement"] for row in parse(out)] == ["=1", "€4."]
    assert err == b"Wrote 2 claims to standard output.\n"


def test_a_project_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="There is no project nowhere"):
        call_command("export_verdicts", project="nowhere", output=str(tmp_path / "out.csv"))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("key", ["7", "0192a000-0000-7000-8000-000000000000"])
def test_an_article_that_is_not_there_is_named(db, key, tmp_path):
    with pytest.raises(CommandError, match=f"There is no article {key}"):
        call_command("export_verdicts", article=key, output=str(tmp_path / "out.csv"))


def test_one_of_project_and_article_is_needed(db):
    with pytest.raises(CommandError, match="one of the arguments"):
        call_command("export_verdicts", "-o", "-")


def test_a_failed_export_leaves_the_file_as_it_was(article, claim, tmp_path, monkeypatch):
    def fail(claims):
        raise ZeroDivisionError

    path = tmp_path / "out.csv"
    path.write_text("before")
    monkeypatch.setattr(report, "_rows", fail)
    with pytest.raises(ZeroDivisionError):
        call_command("export_verdicts", article=str(article.pk), output=str(path))

    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_file_that_cannot_be_written_is_named(article, tmp_path):
    with pytest.raises(CommandError, match=r"missing/out\.csv cannot be written: No such file or directory"):
        call_command("export_verdicts", article=str(article.pk), output=str(tmp_path / "missing" / "out.csv"))


def test_a_rewritten_file_keeps_its_mode_and_its_link(article, claim, tmp_path):
    path, link = tmp_path / "out.csv", tmp_path / "latest.csv"
    path.write_text("before")
    path.chmod(0o600)
    link.symlink_to(path)
    call_command("export_verdicts", article=str(article.pk), output=str(link))

    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(parse(path.read_bytes())) == 1


def test_a_reader_who_has_had_enough_is_no_error(article, claim, monkeypatch, capfd):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", pipe)
        call_command("export_verdicts", "--project", "city", "-o", "-")

    assert capfd.readouterr().err == ""
