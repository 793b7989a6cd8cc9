"""Time the workspace on a long article: the page, one panel by htmx, one assessment saved by htmx.

Each stands beside what the machine does at the least: sqlite3 fetching the same rows, and for the save an insert that
is on the disk when it returns.

python -m benchmarks.workspace [SENTENCES] [CLAIMS]
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

RUNS = 21
HTMX = {"HX-Request": "true"}


def main(sentences: int, claims: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        os.environ |= {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{path}",
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import Client

        settings.DEBUG = False  # with it Django keeps every query
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.WHITENOISE_AUTOREFRESH = True  # no file was collected
        call_command("migrate", verbosity=0)
        article = make_article(sentences, claims)

        from annotations.models import User

        client = Client()
        client.force_login(User.objects.get(username="cleo"))
        what = f"{sentences:,} sentences, {claims:,} claims"
        address = f"/articles/{article.pk}/"
        page, size, statements = measure(lambda: client.get(address))
        print(line(f"{what}: page of {size / 1e3:.0f} kB", page, fetch(path, statements)))
        panel, size, statements = measure(lambda: client.get(f"{address}?sentence={sentences // 2}", headers=HTMX))
        print(line(f"{what}: panel of {size / 1e3:.0f} kB", panel, fetch(path, statements)))
        saves = iter(assessments(article))
        save, size, statements = measure(lambda: client.post(*next(saves), headers=HTMX))
        limit = fetch(path, statements) + insert(path)
        print(line(f"{what}: assessment saved, reply of {size / 1e3:.0f} kB", save, limit))


def make_article(sentences: int, claims: int):  # type: ignore[no-untyped-def]
    """Make an article of paragraphs of four sentences; every claim is on the number in one, every other assessed."""
    from annotations.desk.checking import assess_claim
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.desk.importing import import_article
    from annotations.desk.projects import create_project, grant_role
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.history.act import Act
    from annotations.models import Origin, Role, Stance, User

    omar, cleo = (User.objects.create_user(name) for name in ("omar", "cleo"))
    project = create_project(slug="bench", name="Bench", act=Act(omar))
    grant_role(project=project, user=cleo, role=Role.CHECKER, act=Act(omar))
    verdict = project.scale.verdicts.get(code="accurate")
    told = [f"In that year the council voted {n + 2} times for a toll on the old bridge." for n in range(sentences)]
    text = "\n\n".join(" ".join(told[n : n + 4]) for n in range(0, sentences, 4))
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    units = list(revision.sentences.order_by("start"))
    assert len(units) == sentences
    for n in range(claims):
        sentence = units[n * sentences // claims]
        words = ClaimWords(text[sentence.start : sentence.end], claimant="the council")
        place = (sentence.start + 13, sentence.end - 1)
        claim = add_claim(revision=revision, places=[place], words=words, act=Act(omar))
        if n % 2:
            source = NewSource(f"Minutes {n % 20}", url=f"https://council.example/{n % 20}", publisher="Varn council")
            cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS, "twice", "p. 4"), act=Act(omar))
            assess_claim(
                claim=claim,
                verdict=verdict,
                note="The minutes have it.",
                required_change="",
                confidence=None,
                version=1,
                act=Act(omar),
            )
    print(f"made {sentences:,} sentences and {claims:,} claims", file=sys.stderr)
    return article


def assessments(article):  # type: ignore[no-untyped-def]
    """Give the address and the fields of one assessment after another, each of another claim."""
    from annotations.models import Claim

    verdict = article.project.scale.verdicts.get(code="accurate")
    for claim in Claim.objects.filter(article=article).order_by("number")[: RUNS + 1]:
        fields = {
            "action_id": str(uuid.uuid4()),
            "version": "0",
            "verdict": str(verdict.pk),
            "note": "The council’s budget says the same.",
            "required_change": "",
            "confidence": "high",
        }
        yield f"/claims/{claim.pk}/assessment/", fields


def measure(ask: Callable[[], object]) -> tuple[float, int, list[tuple[str, tuple[object, ...]]]]:
    """Time a request; give the median in milliseconds, the size of the reply, and the SELECTs it made."""
    from django.db import connection

    statements: list[tuple[str, tuple[object, ...]]] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith("SELECT"):
            statements.append((sql.replace("%s", "?"), tuple(map(raw, params or ()))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = ask()
    assert response.status_code == 200, response.status_code  # type: ignore[attr-defined]
    return median(ask), len(response.content), statements  # type: ignore[attr-defined]


def raw(value: object) -> object:
    return value if isinstance(value, int | float | str | bytes | None) else str(value)


def fetch(path: Path, statements: list[tuple[str, tuple[object, ...]]]) -> float:
    """Time sqlite3 alone on the same SELECTs."""
    connection = sqlite3.connect(path)
    took = median(lambda: [connection.execute(sql, params).fetchall() for sql, params in statements])
    connection.close()
    return took


def insert(path: Path) -> float:
    """Time one small insert that survives power loss, into a database with the same settings."""
    connection = sqlite3.connect(path.with_name("raw.sqlite3"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, body TEXT)")
    took = median(lambda: connection.execute("INSERT INTO line (body) VALUES (?)", ("x" * 2000,)))
    connection.close()
    return took


def line(what: str, ours: float, limit: float) -> str:
    return f"{what}: {ours:.1f} ms (median of {RUNS}), raw limit {limit:.1f} ms, {ours / limit:.1f} times the limit"


def median(function: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        function()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:3]]
    main(*(numbers + [1000, 300][len(numbers) :]))
