"""Time saves by eight people at once over HTTP: gunicorn with 2 processes of 4 threads, each save a verdict.

Once each person on an article of their own, once all on one article. Beside them, in the same run, eight bare writers
each inserting the rows of a save, in a transaction that is on the disk when it returns.

python -m benchmarks.writers [SAVES_EACH]
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._desk import bare_database, insert_bare, news, on, scratch_desk
from benchmarks._server import Person, serving

PEOPLE = 8
# As saving.py counts them: a verdict makes one action, two events and nine values, and writes two rows.
ROWS = {"bare_action": 1, "bare_event": 2, "bare_value": 9, "bare_row": 2}


def main(saves: int) -> None:
    with scratch_desk() as folder:
        people, apart, shared, verdict = furnish(saves)
        with serving(workers=2, threads=4) as (port, _):
            for what, claims in (("each on an article of their own", apart), ("all on one article", shared)):
                savers = [saver(Person(port, user), verdict, mine) for user, mine in zip(people, claims, strict=True)]
                report(f"verdicts saved over HTTP by {PEOPLE} people at once, {what}", *at_once(savers, saves))
        with contextlib.ExitStack() as stack:
            report(f"raw limit, bare saves by {PEOPLE} writers", *at_once(bare_savers(folder, stack), saves))


def furnish(saves: int) -> tuple[list[Any], list[list[Any]], list[list[Any]], Any]:
    """Make people and claims enough: one more each, which is saved before the clock runs."""
    from annotations.desk.checked_claims import CheckedClaim
    from annotations.desk.claiming import ClaimWords
    from annotations.desk.corpora import import_checked_article
    from annotations.desk.projects import create_project, grant_role
    from annotations.history.act import Act
    from annotations.models import Origin, Role, User
    from annotations.text.segmentation import sentence_spans

    people = [User.objects.create_user(f"checker{number}") for number in range(PEOPLE)]
    project = create_project(slug="bench", name="Bench", act=Act(people[0]))
    for user in people[1:]:
        grant_role(project=project, user=user, role=Role.CHECKER, act=Act(people[0]))

    def claims_of(count: int) -> list[Any]:
        text = news(count)
        spans = sentence_spans(text)[:count]
        stated = [CheckedClaim(ClaimWords(text[one.start : one.end]), [(one.start, one.end)]) for one in spans]
        asked: dict[str, Any] = {"project": project, "text": text, "claims": stated, "origin": Origin.PASTE}
        article = import_checked_article(**asked, act=Act(people[0]))
        return [claim.pk for claim in article.claims.order_by("number")]

    apart = [claims_of(saves + 1) for _ in people]
    together = claims_of((saves + 1) * PEOPLE)
    verdict = project.scale.verdicts.get(code="accurate")
    return people, apart, [together[number::PEOPLE] for number in range(PEOPLE)], verdict


def saver(person: Person, verdict: Any, claims: list[Any]) -> Callable[[], None]:
    left: Iterator[Any] = iter(claims)

    def save() -> None:
        fields = {
            "action_id": str(uuid.uuid4()),
            "version": "0",
            "verdict": str(verdict.pk),
            "note": "The council’s budget says the same.",
            "required_change": "",
            "confidence": "high",
        }
        person.save(f"/claims/{next(left)}/assessment/", fields)

    return save


def at_once(savers: list[Callable[[], None]], saves: int) -> tuple[list[float], float]:
    """Run every saver in a thread of its own; give the seconds of each save, and of all from the first to the last."""
    took: list[float] = []
    failed: list[Exception] = []
    ready = threading.Barrier(len(savers) + 1)

    def work(save: Callable[[], None]) -> None:
        waiting = True
        try:
            save()
            ready.wait()
            waiting = False
            for _ in range(saves):
                began = time.perf_counter()
                save()
                took.append(time.perf_counter() - began)
        except Exception as error:  # whatever it is, the others must not wait for this one
            failed.append(error)
            if waiting:
                ready.abort()

    threads = [threading.Thread(target=work, args=(save,)) for save in savers]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed or len(took) < saves * len(savers):
        raise RuntimeError(f"{saves * len(savers) - len(took)} saves failed: {failed[:1]}")
    return took, time.perf_counter() - began


def report(what: str, took: list[float], seconds: float) -> None:
    milliseconds = sorted(1000 * one for one in took)
    print(
        f"{on()}: {len(took)} {what}: {len(took) / seconds:.0f}/s, median {statistics.median(milliseconds):.1f} ms,"
        f" worst {milliseconds[-1]:.0f} ms"
    )


def bare_savers(folder: Path, stack: contextlib.ExitStack) -> list[Callable[[], None]]:
    """Give eight writers, each with a connection of its own; SQLite lets them in one after the other."""
    gate = threading.Lock()
    rows = {table: [["x" * 400]] * number for table, number in ROWS.items()}
    opened = [stack.enter_context(bare_database(folder)) for _ in range(PEOPLE)]
    bare, _ = opened[0]
    for table in rows:
        bare.execute(f"CREATE TABLE {table} (body TEXT)")

    def writer(bare: Any, mark: str) -> Callable[[], None]:
        def save() -> None:
            with gate:
                insert_bare(bare, mark, rows)

        return save

    return [writer(*one) for one in opened]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
