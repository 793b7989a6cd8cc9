"""Time the review dashboard of all projects: after a save, unchanged, with a filter, and counted wholly anew.

The raw limit is one query that groups the same claims by article and work status, without Django.

python -m benchmarks.dashboard [CLAIMS]
"""

import sys
import time
from collections.abc import Callable

from benchmarks._desk import median, on, scratch_desk
from benchmarks.world import write_world

GROUPED = "SELECT article_id, work_status, COUNT(*) FROM annotations_claim WHERE withdrawn = '' GROUP BY 1, 2"
RUNS = 11


def main(claims: int) -> None:
    with scratch_desk():
        projects = write_world(claims, tell=lambda line: print(line, file=sys.stderr))
        analyze()

        from django.test import Client

        from annotations.models import User
        from annotations.reports.kept import forget

        client = Client()
        client.force_login(User.objects.get(username="rita"))
        what = f"{on()}: {claims:,} claims in {len(projects)} projects: dashboard"
        limit = 1000 * median(raw, RUNS)

        def page(query: str = "") -> None:
            response = client.get(f"/dashboard/{query}")
            assert response.status_code == 200, response.status_code

        page()
        for name, ask, before in (
            ("after a save", page, save(projects[0])),
            ("unchanged", page, lambda: None),
            ("of one project", lambda: page(f"?project={projects[0].slug}"), lambda: None),
            ("with a filter", lambda: page("?status=disputed"), lambda: None),
            ("counted wholly anew", page, forget),
        ):
            took = 1000 * seconds(ask, before)
            print(f"{what} {name}: {took:.0f} ms (median of {RUNS}), raw limit {limit:.0f} ms")


def seconds(ask: Callable[[], object], before: Callable[[], object]) -> float:
    """Time only what is asked, not what is done before it."""
    times = []
    for _ in range(RUNS):
        before()
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return sorted(times)[RUNS // 2]


def save(project) -> Callable[[], object]:  # type: ignore[no-untyped-def]
    from annotations.desk.noting import add_note
    from annotations.history.act import Act
    from annotations.models import Claim, NoteKind, User

    claim = Claim.objects.filter(article__project=project, withdrawn="").first()
    rita = User.objects.get(username="rita")
    return lambda: add_note(claim=claim, kind=NoteKind.NOTE, text="Rang them again.", act=Act(rita))


def raw() -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(GROUPED)
        return cursor.fetchall()


def analyze() -> None:
    """Let the database know how much there is where, as it does by itself on a desk that runs for days."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
