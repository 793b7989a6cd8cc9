"""Files are read in a process of their own, within limits, and whatever happens there is told in words."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from annotations.reading import apart, readers
from annotations.reading.apart import read_apart
from annotations.reading.document import UnknownType, Unreadable
from annotations.reading.reader import read_document
from annotations.reading.types import type_of
from annotations.text.decoding import NotAnArticle, TooLarge, UndecodableText
from annotations.text.segmentation import sentence_spans
from tests.reading.packages import DRAFT as WORD
from tests.reading.packages import paragraph, word
from tests.reading.pages import PAGE
from tests.reading.pdfs import ARTICLE, column, pdf
from tests.reading.test_markdown import DRAFT

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 2**21
DRAFTS = {"docx": WORD, "html": PAGE.encode(), "markdown": DRAFT.encode(), "pdf": pdf(ARTICLE)}


@pytest.mark.parametrize("found", DRAFTS)
def test_a_document_comes_back_as_it_was_read(found: str) -> None:
    document = read_apart(DRAFTS[found], found)

    assert document == readers.read_here(DRAFTS[found], found)
    assert document.layout
    assert document.type == type_of(DRAFTS[found], f"toll.{'md' if found == 'markdown' else found}") == found


def test_nothing_heavy_is_loaded_where_the_desk_runs() -> None:
    said = subprocess.run(  # noqa: S603 (our own module)
        [
            sys.executable,
            "-c",
            "import sys\nfrom annotations.reading.reader import read_document\n"
            f"print(read_document({PAGE.encode()!r}, limit=9999).type)\n"
            "print([name for name in ('lxml', 'trafilatura', 'mammoth', 'pypdf', 'django') if name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "html\n[]\n"


def test_a_refusal_comes_back_as_itself() -> None:
    with pytest.raises(UndecodableText, match=r"line 3 holds a byte"):
        read_apart("Größe\n".encode() * 2 + b"na\xefve\n", "markdown")


def said(number: int) -> str:
    return f"The toll rose by {number}."


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "count", "made"),
    [
        ("toll.txt", 100_000, lambda words: "\n\n".join(words).encode()),
        ("toll.md", 100_000, lambda words: "\n\n".join(words).encode()),
        ("toll.html", 100_000, lambda words: f"<html><body><p>{'<p>'.join(words)}</body></html>".encode()),
        ("toll.docx", 30_000, lambda words: word(*map(paragraph, words))),
        (
            "toll.pdf",
            10_000,
            lambda words: pdf(
                *(
                    column("\n\n".join(words[at : at + 25]).replace(" by", "\nby"), top=760, leading=9)
                    for at in range(0, 10_000, 25)
                )
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_very_many_paragraphs_are_very_many_paragraphs(
    name: str, count: int, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A slow machine takes longer, and that is no fault.
    monkeypatch.setattr(apart, "SECONDS", 20 * apart.SECONDS)
    monkeypatch.setattr(apart, "WALL_SECONDS", 20 * apart.WALL_SECONDS)
    words = [said(number) for number in range(count)]

    document = read_document(made(words), name, limit=10 * LIMIT)

    spans = sentence_spans(document.text, "en", document.layout)
    assert [document.text[span.start : span.end] for span in spans] == words
    assert spans[-1].paragraph == count


def test_every_refusal_comes_back_as_itself() -> None:
    def kinds(above: type[NotAnArticle]) -> set[type[NotAnArticle]]:
        return {above}.union(*map(kinds, above.__subclasses__()))

    assert {*apart._REFUSALS.values(), NotAnArticle} == kinds(NotAnArticle)
    with pytest.raises(TooLarge, match=r"unpacks to 100\.1 MB"):
        read_document(word(paragraph("A"), more={"word/x.xml": bytes(100 * 2**20)}), "toll.docx", limit=LIMIT)


def test_the_limit_holds_for_the_text_that_comes_out() -> None:
    page = PAGE.replace("</article>", "<p>The toll rises again.</p>" * 1_000 + "</article>").encode()

    assert len(page) > 20_000
    with pytest.raises(TooLarge, match="the desk takes"):
        read_document(page, "toll.html", limit=20_000)
    assert read_document(PAGE.encode() + b"<!--" + b"x" * 20_000, "toll.html", limit=20_000).title


LIBRARIES = {name: name for name in ("lxml", "mammoth", "pypdf", "trafilatura")} | {"markdown-it-py": "markdown_it"}


@pytest.mark.parametrize("found", DRAFTS)
def test_each_extra_is_enough_for_its_files(found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    enough = {*extras[found], *(["lxml"] if "trafilatura" in extras[found] else [])}
    for name, module in LIBRARIES.items():
        if name not in enough:
            monkeypatch.setitem(sys.modules, module, None)

    assert readers.read_here(DRAFTS[found], found).layout
    assert found in extras["files"][0]


@pytest.mark.parametrize("found", ["docx", "html", "markdown", "pdf"])
def test_without_its_library_the_message_says_what_to_install(found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LIBRARIES.values():
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(UnknownType, match=rf"is not installed.*pip install '\.\[{found}\]'"):
        readers.read_here(DRAFTS[found], found)


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        ("any(iter(int, 1))", "takes too long to read"),
        ("bytearray(2 ** 40)", "needs more memory"),
        ("raise ValueError('odd')", "is damaged"),
        ("sys.setrecursionlimit(100); f = lambda: f(); f()", "nested too deeply"),
        ("os.kill(os.getpid(), 11)", "is damaged"),
        ("told(PermissionError, lambda: socket.getaddrinfo('localhost', 1))", "needs more memory"),
        ("told(PermissionError, lambda: subprocess.run(['true']))", "needs more memory"),
        ("told(PermissionError, lambda: os.system('true'))", "needs more memory"),
        ("os.kill(os.getpid(), 9)", "takes too long"),
        ("assert 'SECRET_KEY' not in os.environ; any(iter(int, 1))", "takes too long to read"),
        ("print('x' * 100_000); raise ImportError('none', name='pypdf')", "pypdf is not installed"),
    ],
)
def test_whatever_happens_to_a_reader_is_told(happens: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started = subprocess.run
    monkeypatch.setenv("SECRET_KEY", "a secret of the desk")

    def run(command: list[str], **options: Any) -> Any:
        body = f"""import os, socket, subprocess, sys
from annotations.reading import apart, readers
def told(kind, call):
    try: call()
    except kind: raise MemoryError
def fails(data): {happens}
readers.READERS["html"] = fails
sys.argv = ["apart", "html", "1"]
apart.main()"""
        return started([command[0], "-c", body], **options)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Unreadable, match=words):
        read_apart(b"<html>", "html")


def test_whoever_comes_while_others_are_read_is_not_kept_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0)
    with apart._turn, pytest.raises(Unreadable, match="busy reading other files"):
        read_apart(b"<html>", "html")
    assert not apart._turn.locked()


def test_one_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **options: Any) -> Any:
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Unreadable, match="takes too long"):
        read_apart(b"<html>", "html")
    assert not apart._turn.locked()
