"""Time the export of a project's verdicts beside the raw limit: sqlite3 reads the same rows, csv writes the same cells.

python -m benchmarks.export_verdicts [CLAIMS]
"""

import csv
import io
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CLAIMS_AN_ARTICLE = 100
TABLES = ("claim", "anchor", "assessment", "citation", "source", "note", "ruling", "signoff", "article")
# What `updated_at` and the sentences' numbers are worked out from.
NARROW = (
    "SELECT object, version, at FROM annotations_event",
    "SELECT revision_id, start, end FROM annotations_sentence",
)


def main(claims: int) -> None:
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

        settings.DEBUG = False  # with it Django keeps every query
        call_command("migrate", verbosity=0)
        project = make_project(claims)

        from annotations.exports.verdicts import verdicts_csv
        from annotations.reports.verdict_rows import verdict_rows

        def export() -> bytes:
            return b"".join(verdicts_csv(verdict_rows(project)))

        content = export()
        cells = list(csv.reader(io.StringIO(content.decode(), newline="")))
        assert len(cells) == claims + 1
        ours, limit = median(export), median(lambda: read_and_write(path, cells))
        print(
            f"{claims:,} claims, {len(content) / 1e6:.1f} MB: export {ours:.0f} ms (median of 5),"
            f" raw limit {limit:.0f} ms, {ours / limit:.1f} times the limit"
        )


def make_project(claims: int):  # type: ignore[no-untyped-def]
    """Make articles of a hundred sentences, each sentence a checked claim with a source and every third signed off."""
    from annotations.desk.checking import assess_claim
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.desk.importing import import_article
    from annotations.desk.projects import create_project, grant_role
    from annotations.desk.reviewing import approve_claim, state_seen
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.history.act import Act
    from annotations.models import Confidence, Origin, Role, Stance, User

    omar, rita = (User.objects.create_user(name) for name in ("omar", "rita"))
    project = create_project(slug="bench", name="Bench", act=Act(omar))
    grant_role(project=project, user=rita, role=Role.REVIEWER, act=Act(omar))
    verdict = project.scale.verdicts.get(code="accurate_with_change")
    made = 0
    while made < claims:
        count = min(CLAIMS_AN_ARTICLE, claims - made)
        text = "\n\n".join(f"The council voted {made + n} times for the toll in that year." for n in range(count))
        article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
        revision = article.latest_revision()
        for sentence in revision.sentences.order_by("start"):
            words = ClaimWords(text[sentence.start : sentence.end], claimant="the council")
            place = (sentence.start, sentence.end)
            claim = add_claim(revision=revision, places=[place], words=words, act=Act(omar))
            source = NewSource(title="Minutes", url=f"https://council.example/{made}", publisher="Varn council")
            use = Use(Stance.REFUTES, quote="The council voted twice.", locator="p. 4")
            cite_source(claim=claim, source=source, use=use, act=Act(omar))
            assess_claim(
                claim=claim,
                verdict=verdict,
                note="The minutes have another number.",
                required_change="twice",
                confidence=Confidence.HIGH,
                version=1,
                act=Act(omar),
            )
            if claim.number % 3 == 0:
                claim.refresh_from_db()
                approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
            made += 1
        print(f"made {made:,} of {claims:,} claims", file=sys.stderr)
    return project


def read_and_write(path: Path, cells: list[list[str]]) -> None:
    connection = sqlite3.connect(path)
    for statement in (*(f"SELECT * FROM annotations_{table}" for table in TABLES), *NARROW):  # noqa: S608
        connection.execute(statement).fetchall()
    connection.close()
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(cells)
    buffer.getvalue().encode()


def median(function: Callable[[], object]) -> float:
    """Time five runs; milliseconds."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        function()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
