"""Time what a checker saves most: a new source with its citation, a verdict, a note; each by its verb, and all in one.

On articles of 100 sentences and 100 claims, each save on another claim. The raw limit of each is its own rows, events
and values as bare rows of the same length, in one transaction that is on the disk when it returns. Beside it stands
what Django takes to get and save the same rows once more, one by one, without history and guards.

python -m benchmarks.saving [SAVES]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._desk import bare_database, insert_bare, median, news, on, scratch_desk

CLAIMS = 100
NAMES = ("new source with citation", "verdict", "note", "all three at once")
Save = Callable[[Any, Any], object]


def main(saves: int) -> None:
    with scratch_desk() as folder:
        from annotations.history.act import Act
        from annotations.history.triggers import drop_guards
        from annotations.models import Event, User

        claims = iter(make_claims(2 * saves + 2))
        omar = User.objects.get()
        *single, together = savers()
        took: dict[str, list[float]] = {name: [] for name in NAMES}
        acts = {}
        events, size = Event.objects.count(), history_bytes()
        for _ in range(saves + 1):
            claim = next(claims)
            for name, save in (*zip(NAMES, single, strict=False), (NAMES[-1], together)):
                act = acts[name] = Act(omar)
                took[name].append(seconds(save, next(claims) if save is together else claim, act))
        each = (history_bytes() - size) / (Event.objects.count() - events)
        print(f"{on()}: {each:,.0f} bytes an event, with its values and indexes")
        drop_guards()
        for name, times in took.items():
            ours, limit = statistics.median(times[1:]), bare_save(folder, acts[name], saves)
            django = plain_save(acts[name], saves)
            print(
                f"{on()}: save of {name}: {1000 * ours:.2f} ms in the verb (median of {saves}),"
                f" raw limit {1000 * limit:.2f} ms, {ours / limit:.1f} times the limit;"
                f" Django without history {1000 * django:.2f} ms, {ours / django:.2f} times that"
            )


def make_claims(count: int) -> list[Any]:
    """Make that many claims, unchecked; they come as a view hands them on, with article and project."""
    from annotations.desk.checked_claims import CheckedClaim
    from annotations.desk.claiming import ClaimWords
    from annotations.desk.corpora import import_checked_article
    from annotations.desk.projects import create_project
    from annotations.history.act import Act
    from annotations.models import Claim, Origin, User
    from annotations.text.segmentation import sentence_spans

    omar = User.objects.create_user("omar")
    project = create_project(slug="bench", name="Bench", act=Act(omar))
    for seed in range(-(-count // CLAIMS)):
        text = news(CLAIMS, seed)
        spans = sentence_spans(text)[:CLAIMS]
        stated = [CheckedClaim(ClaimWords(text[one.start : one.end]), [(one.start, one.end)]) for one in spans]
        import_checked_article(project=project, text=text, claims=stated, origin=Origin.PASTE, act=Act(omar))
    return list(Claim.objects.select_related("article__project").order_by("article", "number"))


def savers() -> tuple[Save, ...]:
    from annotations.desk.checking import Conclusion, assess_claim
    from annotations.desk.concluding import check_claim
    from annotations.desk.noting import add_note
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.models import Confidence, NoteKind, Stance, Verdict

    accurate = Verdict.objects.get(code="accurate")
    why = "The minutes of that week have the same number, on page four and again in the annex."
    asked = "Asked the archive for the annex."
    use = Use(Stance.SUPPORTS, "It was decided to raise the toll.", "p. 4")
    told: dict[str, Any] = {"note": why, "required_change": "", "confidence": Confidence.HIGH}

    def source(claim: Any) -> NewSource:
        return NewSource("Minutes of the council", f"https://council.example/{claim.pk}", "Varn council")

    def cite(claim: Any, act: Any) -> object:
        return cite_source(claim=claim, source=source(claim), use=use, act=act)

    def assess(claim: Any, act: Any) -> object:
        return assess_claim(claim=claim, verdict=accurate, **told, version=1, act=act)

    def note(claim: Any, act: Any) -> object:
        return add_note(claim=claim, kind=NoteKind.NOTE, text=asked, act=act)

    def together(claim: Any, act: Any) -> object:
        said = Conclusion(accurate, **told)
        return check_claim(claim=claim, said=said, sources=[(source(claim), use)], remark=asked, version=0, act=act)

    return cite, assess, note, together


def seconds(save: Save, claim: Any, act: Any) -> float:
    began = time.perf_counter()
    save(claim, act)
    return time.perf_counter() - began


def plain_save(act: Any, saves: int) -> float:
    """Time Django's own get and save of the rows that an action wrote, in one transaction; the guards are lifted."""
    from django.apps import apps
    from django.db.models import Model
    from django.db.transaction import atomic

    from annotations.models import Event

    events = Event.objects.filter(action=act.action_id).order_by("pk")
    rows = [(apps.get_model("annotations", kind), key) for kind, key in events.values_list("kind", "object")]

    @atomic
    def save() -> None:
        for model, key in rows:
            Model.save(model._base_manager.get(pk=key))

    return median(save, saves)


def history_bytes() -> int:
    """Weigh the events and their values on the disk, with their indexes."""
    from django.db import connection

    tables = ["annotations_event", "annotations_value"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) WHERE tbl_name IN (%s, %s)", tables
            )
        else:
            cursor.execute("SELECT pg_total_relation_size(%s) + pg_total_relation_size(%s)", tables)
        return int(cursor.fetchone()[0])


def bare_save(folder: Path, act: Any, saves: int) -> float:
    """Time the same rows without Django, guards or indexes: an action, its events and values, the rows themselves."""
    from annotations.models import Event, Value

    bodies = list(Event.objects.filter(action=act.action_id).values_list("body", "hash"))
    values = list(Value.objects.filter(event__action=act.action_id).values_list("field", "salt", "value"))
    rows = {"action": [("x" * 150,)], "event": bodies, "value": values, "row": [("x" * 300,)] * len(bodies)}
    with bare_database(folder) as (bare, mark):
        for table, these in rows.items():
            bare.execute(f"DROP TABLE IF EXISTS bare_{table}")
            columns = ", ".join(f"column{place} TEXT" for place in range(len(these[0])))
            bare.execute(f"CREATE TABLE bare_{table} ({columns})")
        return median(lambda: insert_bare(bare, mark, {f"bare_{table}": these for table, these in rows.items()}), saves)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
