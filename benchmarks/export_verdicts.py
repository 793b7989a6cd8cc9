"""Time the export of verdicts, and take the peak of its memory.

The raw limit is one SELECT that joins the same columns together, and csv.writer.

python -m benchmarks.export_verdicts [--claims N | --database URL]
"""

import argparse
import csv
import io
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import chain

from benchmarks._desk import analyze, close_desk, median, on, open_desk, scratch_desk
from benchmarks.world import write_world

RUNS = 5
# What hangs on a claim comes as one text each, as in the file; PostgreSQL calls it string_agg. Open is what is neither
# answered nor closed: SQLite would look through every open query for each claim.
RAW = """
SELECT p.slug, a.id, a.title, r.number, r.sha256, c.number,
  (SELECT {join}(CAST(n.start AS text), '; ') FROM annotations_anchor n WHERE n.claim_id = c.id AND n.withdrawn = ''),
  (SELECT {join}(CAST(n."end" AS text), '; ') FROM annotations_anchor n WHERE n.claim_id = c.id AND n.withdrawn = ''),
  (SELECT {join}(n.quote, '; ') FROM annotations_anchor n WHERE n.claim_id = c.id AND n.withdrawn = ''),
  c.statement, c.type, c.claimant, c.work_status, v.code, v.label,
  (SELECT {join}(u.username, '; ') FROM annotations_assessment s JOIN annotations_user u ON u.id = s.checker_id
    WHERE s.claim_id = c.id AND s.round = c.round AND s.withdrawn = '' AND s.submitted_at IS NOT NULL),
  (SELECT {join}(s.confidence, '; ') FROM annotations_assessment s
    WHERE s.claim_id = c.id AND s.round = c.round AND s.withdrawn = '' AND s.submitted_at IS NOT NULL),
  (SELECT {join}(s.note, '; ') FROM annotations_assessment s
    WHERE s.claim_id = c.id AND s.round = c.round AND s.withdrawn = '' AND s.submitted_at IS NOT NULL),
  (SELECT {join}(s.required_change, '; ') FROM annotations_assessment s
    WHERE s.claim_id = c.id AND s.round = c.round AND s.withdrawn = '' AND s.submitted_at IS NOT NULL),
  (SELECT {join}(t.stance || ' | ' || o.title || ' | ' || o.publisher || ' | ' || o.url || ' | ' || t.locator, '; ')
    FROM annotations_citation t JOIN annotations_assessment s ON s.id = t.assessment_id
    JOIN annotations_source o ON o.id = t.source_id
    WHERE s.claim_id = c.id AND s.round = c.round AND t.withdrawn = '' AND s.withdrawn = ''
    AND s.submitted_at IS NOT NULL AND NOT o.confidential),
  (SELECT {join}(q.text, '; ') FROM annotations_note q
    WHERE q.claim_id = c.id AND q.kind = 'query' AND q.state NOT IN ('answered', 'closed') AND q.withdrawn = ''),
  f.at, w.username,
  (SELECT MAX(e.at) FROM annotations_event e WHERE e.object = c.id), c.version, c.stale
FROM annotations_claim c JOIN annotations_article a ON a.id = c.article_id
JOIN annotations_project p ON p.id = a.project_id
JOIN annotations_revision r ON r.article_id = a.id
LEFT JOIN annotations_verdict v ON v.id = c.verdict_id
LEFT JOIN annotations_signoff f ON f.claim_id = c.id AND f.voided = ''
LEFT JOIN annotations_user w ON w.id = f.reviewer_id
WHERE c.withdrawn = '' AND a.withdrawn = ''
ORDER BY a.id, c.number
"""


def main(claims: int, database: str) -> None:
    if database:
        open_desk(database)
        measure()
        close_desk()
        return
    with scratch_desk():
        write_world(claims, tell=lambda line: print(line, file=sys.stderr))
        analyze()
        measure()


def measure() -> None:
    from annotations.exports.verdicts import verdicts_csv
    from annotations.models import Project
    from annotations.reports.verdict_rows import verdict_rows

    projects = list(Project.objects.order_by("slug"))

    def export() -> Iterator[bytes]:
        return chain.from_iterable(verdicts_csv(verdict_rows(project)) for project in projects)

    rows = sum(part.count(b"galleyproof-verdicts-") for part in export())
    took, limit = median(lambda: sum(map(len, export())), RUNS), median(raw, RUNS)
    print(
        f"{on()}: verdicts of {rows:,} claims as CSV: {rows / took:,.0f} rows/s (median of {RUNS}),"
        f" raw limit {rows / limit:,.0f} rows/s, {limit / took:.2f} of it"
    )
    print(f"{on()}: verdicts of {rows:,} claims as CSV: {peak(export()) / 1e6:.0f} MB at the most while it is made")


def raw() -> int:
    """Select the same columns at once, and write them; give how many bytes that is."""
    from django.db import connection

    statement = RAW.format(join="group_concat" if connection.vendor == "sqlite" else "string_agg")
    buffer, size = io.StringIO(newline=""), 0
    writer = csv.writer(buffer)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(2000):
            writer.writerows(rows)
            size += len(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    return size


def peak(parts: Iterator[bytes]) -> int:
    """Give the most bytes that Python held while the file was made."""
    tracemalloc.start()
    for _ in parts:
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--database", default="", help="a world that is there, instead of a new one")
    asked = parser.parse_args()
    main(asked.claims, asked.database)
