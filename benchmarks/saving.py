"""Time what a checker saves most: a verdict, a new source with its citation, and a note; each verb, and all in one.

On an article of 100 sentences and 100 claims, each save on another claim. The raw limit is the same rows and events,
each as one bare row, in one transaction that is on the disk when it returns.

python -m benchmarks.saving [SAVES]
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._desk import bare_database, insert_bare, median, news, on, scratch_desk

SENTENCES = 100


def main(saves: int) -> None:
    with scratch_desk() as folder:
        claims = iter(make_claims(saves * 3))
        verdict, cite, note, together = savers()
        took: dict[str, list[float]] = {"verdict": [], "new source with citation": [], "note": [], "one": []}
        for _ in range(saves):
            claim = next(claims)
            for name, save in (("new source with citation", cite), ("verdict", verdict), ("note", note)):
                took[name].append(seconds(save, claim))
            if together:
                took["one"].append(seconds(together, next(claims)))
        three = [sum(times) for times in zip(*(took[name] for name in list(took)[:3]), strict=True)]
        statements = {name: count(save, next(claims)) for name, save in (("all", together or note),)}
        rows = rows_of_a_save()
        limit = bare_save(folder, rows, saves)
        for name, times in (*took.items(), ("three verbs", three)):
            if times:
                middle = 1000 * statistics.median(times)
                print(
                    f"{on()}: save of {name}: {middle:.2f} ms (median of {saves}), raw limit of all"
                    f" {1000 * limit:.2f} ms"
                )
        print(statements)


def make_claims(count: int) -> list[Any]:
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.desk.importing import import_article
    from annotations.desk.projects import create_project
    from annotations.history.act import Act
    from annotations.models import Claim, Origin, User

    omar = User.objects.create_user("omar")
    project = create_project(slug="bench", name="Bench", act=Act(omar))
    made = []
    while len(made) < count:
        article = import_article(project=project, text=news(SENTENCES, len(made)), origin=Origin.PASTE, act=Act(omar))
        revision = article.latest_revision()
        for unit in revision.sentences.order_by("start"):
            words = ClaimWords(revision.text[unit.start : unit.end])
            made.append(add_claim(revision=revision, places=[(unit.start, unit.end)], words=words, act=Act(omar)).pk)
    return list(Claim.objects.filter(pk__in=made).select_related("article__project").order_by("article", "number"))


def savers() -> tuple[Callable[..., object], ...]:
    from annotations.desk.checking import Conclusion, assess_claim
    from annotations.desk.concluding import check_claim
    from annotations.desk.noting import add_note
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.history.act import Act
    from annotations.models import Confidence, NoteKind, Stance, User, Verdict

    omar = User.objects.get()
    accurate = Verdict.objects.get(code="accurate")
    why = "The minutes of that week have the same number, on page four and again in the annex."

    def source(claim: Any) -> NewSource:
        return NewSource("Minutes of the council", f"https://council.example/{claim.pk}", "Varn council")

    use = Use(Stance.SUPPORTS, "It was decided to raise the toll.", "p. 4")

    def verdict(claim: Any) -> object:
        return assess_claim(
            claim=claim,
            verdict=accurate,
            note=why,
            required_change="",
            confidence=Confidence.HIGH,
            version=1,
            act=Act(omar),
        )

    def cite(claim: Any) -> object:
        return cite_source(claim=claim, source=source(claim), use=use, act=Act(omar))

    def note(claim: Any) -> object:
        return add_note(claim=claim, kind=NoteKind.NOTE, text="Asked the archive for the annex.", act=Act(omar))

    def together(claim: Any) -> object:
        return check_claim(
            claim=claim,
            said=Conclusion(accurate, why, confidence=Confidence.HIGH),
            sources=[(source(claim), use)],
            remark="Asked the archive for the annex.",
            version=0,
            act=Act(omar),
        )

    return verdict, cite, note, together


def seconds(save: Callable[..., object], claim: Any) -> float:
    began = time.perf_counter()
    save(claim)
    return time.perf_counter() - began


def count(save: Callable[..., object], claim: Any) -> int:
    from django.db import connection

    made = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        made.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        save(claim)
    return len(made)


def rows_of_a_save() -> Counter[str]:
    return Counter(action=1, event=5, value=25, row=5)


def bare_save(folder: Path, rows: Counter[str], saves: int) -> float:
    with bare_database(folder) as (bare, mark):
        for table in rows:
            bare.execute(f"CREATE TABLE bare_{table} (body TEXT)")
        these = {f"bare_{table}": [["x" * 400]] * number for table, number in rows.items()}
        return median(lambda: insert_bare(bare, mark, these), saves)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
