"""Time the review dashboard of one large project, and of all projects: the whole page, all that the server does for it.

After a save, unchanged, with a filter, counted wholly anew, and as the first dashboard of a process that has answered
one other page. The raw limit is one query that groups the same claims by article and work status, without Django.

python -m benchmarks.dashboard [CLAIMS]
"""

import sys
import time
from collections.abc import Callable

from benchmarks._desk import analyze, median, on, scratch_desk
from benchmarks._server import Person, serving
from benchmarks.world import write_world

GROUPED = "SELECT article_id, work_status, COUNT(*) FROM annotations_claim WHERE withdrawn = '' GROUP BY 1, 2"
RUNS = 11
FRESH_PROCESSES = 3


def main(claims: int) -> None:
    with scratch_desk():
        # Another project stands beside the large one, a tenth of its size.
        projects = write_world(
            claims + claims // 10, claims_a_project=claims, tell=lambda line: print(line, file=sys.stderr)
        )
        analyze()

        from django.test import Client

        from annotations.models import User
        from annotations.reports.overview.kept import forget

        rita = User.objects.get(username="rita")
        client = Client()
        client.force_login(rita)
        large = f"/dashboard/?project={projects[0].slug}"
        limit = median(raw, RUNS)

        def page(address: str = large) -> None:
            response = client.get(address)
            assert response.status_code == 200, response.status_code

        page()
        times = {
            "after a save": seconds(page, save(projects[0])),
            "unchanged": seconds(page),
            "with a filter": seconds(lambda: page(f"{large}&status=disputed")),
            "counted wholly anew": seconds(page, forget),
            "for the first time in a process": sorted(first(rita, large) for _ in range(FRESH_PROCESSES))[1],
            f"of all {len(projects)} projects": seconds(lambda: page("/dashboard/")),
        }
        for what, took in times.items():
            print(
                f"{on()}: {claims:,} claims in one project: dashboard {what}: {1000 * took:.0f} ms,"
                f" raw limit {1000 * limit:.0f} ms"
            )


def seconds(ask: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Time only what is asked, not what is done before it; the median."""
    times = []
    for _ in range(RUNS):
        before()
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return sorted(times)[RUNS // 2]


def first(rita, address: str) -> float:  # type: ignore[no-untyped-def]
    with serving(workers=1, threads=4) as (port, _):
        visitor = Person(port, rita)
        visitor.read("/")
        began = time.perf_counter()
        visitor.read(address)
        return time.perf_counter() - began


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
