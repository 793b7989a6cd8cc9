"""Time the comparison of two drafts: which sentence is which, and where every one of them went; and a draft's import.

Processor time, so that other work on the machine counts for little. The raw limit is difflib from Python's library,
which pairs equal sentences alone, on the same two lists; on hostile input it may take hours, so it is asked for news
alone. After it each claim that a draft touched is decided in the list of what it changed: within the process, and over
HTTP by gunicorn with one worker; beside it stand its own SELECTs asked by the bare driver, an insert that is on the
disk, and over HTTP a small file fetched from the same server.

python -m benchmarks.revising [SENTENCES]
"""

import difflib
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotations.text.drafts.carrying import Carriage
from annotations.text.segmentation import sentence_spans
from benchmarks._desk import analyze, bare_database, median, news, on, scratch_desk
from benchmarks._limit import asked, fetch, insert
from benchmarks._server import Person, serving

RUNS = 5
CLAIMS = 300
HTMX = {"HX-Request": "true"}
STILL = "/static/annotations/favicon.svg"
Draft = tuple[str, list[tuple[int, int]]]


def main(count: int) -> None:
    sentences = sentences_of_news(count)
    before, after = drafts(sentences, reworked(sentences))
    whole = seconds(lambda: carry_all(before, after))
    half = seconds(lambda: carry_all(*drafts(sentences[: count // 2], reworked(sentences[: count // 2]))))
    texts = [[text[start:end] for start, end in units] for text, units in (before, after)]
    limit = seconds(lambda: difflib.SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks())
    print(
        f"{count:,} sentences of news, a fifth of them reworked: {whole:.2f} s (median of {RUNS}),"
        f" {whole / half:.1f} times the time of half of it; raw limit {limit:.3f} s"
    )
    for name, old, new in hostile(sentences):
        print(f"  {name}: {seconds(lambda old=old, new=new: carry_all(*drafts(old, new)), 1):.2f} s")
    at_the_desk(sentences)


def at_the_desk(sentences: Sequence[str]) -> None:
    """Time the verb: segmenting, comparing, and CLAIMS claims carried, a fifth of them begun anew; then decisions."""
    with scratch_desk() as folder:
        from annotations.desk.claiming import ClaimWords, add_claim
        from annotations.desk.importing import import_article
        from annotations.desk.projects import create_project
        from annotations.desk.revising import import_revision
        from annotations.history.act import Act
        from annotations.models import Origin, User
        from annotations.proof.verify import verify_history

        omar = User.objects.create_user("omar")
        project = create_project(slug="bench", name="Bench", act=Act(omar))
        text = "\n\n".join(sentences)
        article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
        first = article.latest_revision()
        places = list(first.sentences.order_by("start").values_list("start", "end"))
        for at in range(CLAIMS):
            place = places[at * len(places) // CLAIMS]
            add_claim(revision=first, places=[place], words=ClaimWords("So it is."), act=Act(omar))
        other = "\n\n".join(reworked(sentences))
        drafts = iter([other, f"{text}\n\nOne.", f"{other}\n\nTwo."])

        def come_in() -> None:
            after = article.latest_revision()
            import_revision(article=article, text=next(drafts), after=after, origin=Origin.PASTE, act=Act(omar))

        print(f"{on()}: the next draft with {CLAIMS} claims, in the verb: {seconds(come_in, 3):.2f} s (median of 3)")
        if on() == "PostgreSQL":  # SQLite does so only when it is told to
            analyze()
        decisions(article, omar, folder)
        assert not list(verify_history())


def decisions(article: Any, reader: Any, folder: Path) -> None:
    """Time the list of what the newest draft changed, and decisions in it: to check a claim again."""
    from django.test import Client

    client = Client()
    client.force_login(reader)
    address = f"/articles/{article.pk}/drafts/{article.latest_revision().number}/"
    sent = iter(list(again(article)))
    decide: Callable[[], Any] = lambda: client.post(*next(sent), headers=HTMX)  # noqa: E731
    with bare_database(folder) as (bare, mark):
        disk = insert(bare, mark, RUNS)
    for name, ask, more in (
        ("the list of what a draft changed", lambda: client.get(address), 0.0),
        ("a decision in it", decide, disk),
    ):
        selects, said = asked(ask)
        print(f"{on()}: {name}{said}: processor time {in_ms(seconds(ask), fetch(selects, RUNS) + more)}")
    with serving(workers=1, threads=8) as (port, _):
        omar = Person(port, reader)
        still = median(lambda: omar.read(STILL), RUNS)
        omar.save(*next(sent))
        took = median(lambda: omar.save(*next(sent)), RUNS)
        print(f"{on()}: a decision in the list over HTTP: {in_ms(took, fetch(selects, RUNS) + disk + still)}")


def again(article: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the address and the fields of one decision after another, each about another claim."""
    from annotations.desk.reviewing import state_seen
    from annotations.models import Claim

    draft = article.latest_revision()
    waiting = Claim.objects.filter(anchors__revision=draft, anchors__state="changed").order_by("number")
    for claim in waiting.select_related("article__project"):
        fields = {"action_id": str(uuid.uuid4()), "on_draft": str(draft.number), "seen": state_seen(claim)}
        yield f"/claims/{claim.pk}/check-again/", fields


def in_ms(ours: float, limit: float) -> str:
    return f"{1000 * ours:.1f} ms (median of {RUNS}), raw limit {1000 * limit:.1f} ms"


def sentences_of_news(count: int) -> list[str]:
    """Make so many sentences, each with words of its own."""
    text = news(count + count // 10)
    spans = sentence_spans(text)[:count]
    return [f"{text[span.start : span.end]} ({at * 7919 % 99991})" for at, span in enumerate(spans)]


def reworked(sentences: Sequence[str]) -> list[str]:
    """Reword, take out, add, move and repeat a fifth of the sentences; the same every time."""
    chance = random.Random(1)  # noqa: S311
    new: list[str] = []
    for at, sentence in enumerate(sentences):
        what = chance.randrange(25)
        words = sentence.split()
        if what == 0:
            continue
        if what == 1:
            words[len(words) // 2] = "otherwise"
        if what == 2:
            words.insert(1, "not")
        new.append(" ".join(words))
        if what == 3:
            new.append(f"A sentence nobody has seen before stands here as number {at}.")
        if what == 4:
            new.insert(chance.randrange(len(new)), new.pop())
    return new


def hostile(sentences: Sequence[str]) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    """Give what is slow for whoever compares each with each."""
    count = len(sentences)
    caption = ["Photo: The Agency / A. Photographer"]
    others = [f"Entirely {at} {at * 31 % 997} different {at * 17 % 991} words here." for at in range(count)]
    return [
        ("all reworded", sentences, [reworded(sentence) for sentence in sentences]),
        ("all new", sentences, others),
        ("reversed", sentences, sentences[::-1]),
        ("shuffled", sentences, random.Random(1).sample(sentences, count)),  # noqa: S311
        ("one caption throughout", caption * count, caption * (count - 7)),
        ("captions, other words between", mixed(caption, others), mixed(caption, sentences)),
        ("two captions in turn", ["One.", "Two."] * (count // 2), ["Two.", "One."] * (count // 2 + 3)),
        ("of three words alone", of_few_words(count, 1), of_few_words(count, 2)),
        ("run together into one", sentences, [" ".join(sentences).replace(".", ",")]),
    ]


def reworded(sentence: str) -> str:
    words = sentence.split()
    return " ".join([*words[:-3], "as", "it", "seems", *words[-2:]])


def mixed(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [sentence for each in other[: len(other) // 2] for sentence in (*one, each)]


def of_few_words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311
    return [" ".join(chance.choices(["so", "it", "goes"], k=8)) + "." for _ in range(count)]


def drafts(old: Sequence[str], new: Sequence[str]) -> tuple[Draft, Draft]:
    return draft(old), draft(new)


def draft(sentences: Sequence[str]) -> Draft:
    units, at = [], 0
    for sentence in sentences:
        units.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return "\n".join(sentences), units


def carry_all(before: Draft, after: Draft) -> list[str]:
    carriage = Carriage(*before, *after)
    return [carriage.carry(*place).state for place in before[1]]


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    return median(work, runs, clock=time.process_time)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
