"""Time the workspace on long articles: the page, a panel by htmx, and saves of a verdict, a source and a note by htmx.

Within the process (Django's test client: all that the server does), and the saves also over HTTP, by gunicorn with one
worker. Each stands beside what the machine does at the least: the same SELECTs asked by the bare driver; for a save
also an insert that is on the disk when it returns; over HTTP also a small file fetched from the same server.

python -m benchmarks.workspace [SENTENCES CLAIMS]...
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks._desk import analyze, bare_database, median, on, scratch_desk
from benchmarks._limit import asked, fetch, insert

RUNS = 21
HTMX = {"HX-Request": "true"}
FORM = "application/x-www-form-urlencoded"
STILL = "/static/annotations/favicon.svg"


def main(sizes: list[tuple[int, int]]) -> None:
    with scratch_desk() as folder:
        project, cleo = make_project()
        for sentences, claims in sizes:
            article = make_article(project, sentences, claims)
            if on() == "PostgreSQL":  # SQLite does so only when it is told to
                analyze()
            bench(article, cleo, f"{on()}: {sentences:,} sentences, {claims:,} claims", folder)


def bench(article: Any, reader: Any, what: str, folder: Path) -> None:
    from django.test import Client

    from annotations.models import Stream

    client = Client()
    client.force_login(reader)
    address = f"/articles/{article.pk}/"
    last = Stream.objects.get(pk=article.stream_key).length
    for name, ask in (
        ("page", lambda: client.get(f"{address}?claim=2")),
        ("panel", lambda: client.get(f"{address}?claim=2", headers=HTMX)),
        ("page as of its last entry", lambda: client.get(f"{address}?claim=2&as_of={last}")),
    ):
        selects, said = asked(ask)
        print(line(f"{what}: {name}{said}", median(ask, RUNS), fetch(selects, RUNS)))
    with bare_database(folder) as (bare, mark), served() as port:
        disk = insert(bare, mark, RUNS)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        cookies = {name: held.value for name, held in client.cookies.items()} | {"csrftoken": "x" * 32}
        headers = HTMX | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        headers |= {"X-CSRFToken": cookies["csrftoken"], "Content-Type": FORM}
        still = median(lambda: over_http(connection, "GET", STILL, "", headers), RUNS)
        for name, forms in (("verdict", verdicts), ("source", sources), ("note", notes)):
            sent = forms(article)
            save = lambda sent=sent: client.post(*next(sent), headers=HTMX)  # noqa: E731
            selects, said = asked(save)
            limit = fetch(selects, RUNS) + disk
            print(line(f"{what}: save of a {name}{said}", median(save, RUNS), limit))
            post = lambda sent=sent: over_http(connection, "POST", *encoded(*next(sent)), headers)  # noqa: E731
            post()
            print(line(f"{what}: save of a {name} over HTTP", median(post, RUNS), limit + still))
        connection.close()


def make_project() -> tuple[Any, Any]:
    from annotations.desk.projects import create_project, grant_role
    from annotations.history.act import Act
    from annotations.models import Role, User

    omar, cleo = (User.objects.create_user(name) for name in ("omar", "cleo"))
    project = create_project(slug="bench", name="Bench", act=Act(omar))
    grant_role(project=project, user=cleo, role=Role.CHECKER, act=Act(omar))
    return project, cleo


def make_article(project: Any, sentences: int, claims: int) -> Any:
    """Make an article of paragraphs of four sentences; every claim is on the number in one, every other assessed."""
    from annotations.desk.checking import assess_claim
    from annotations.desk.claiming import ClaimWords, add_claim
    from annotations.desk.importing import import_article
    from annotations.desk.sourcing import NewSource, Use, cite_source
    from annotations.history.act import Act
    from annotations.models import Origin, Stance, User

    omar = User.objects.get(username="omar")
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
    return article


Sent = Iterator[tuple[str, dict[str, str]]]


def verdicts(article: Any) -> Sent:
    """Give the address and the fields of one save after another, each of another claim."""
    verdict = article.project.scale.verdicts.get(code="accurate")
    note = {"note": "The council’s budget says the same.", "required_change": "", "confidence": "high"}
    yield from on_claims(article, "assessment", {"version": "0", "verdict": str(verdict.pk)} | note)


def sources(article: Any) -> Sent:
    fields = {"title": "The council’s budget", "kind": "document", "stance": "supports", "quote": "twice"}
    yield from on_claims(article, "sources", fields)


def notes(article: Any) -> Sent:
    yield from on_claims(article, "notes", {"kind": "note", "text": "Asked the council’s office."})


def on_claims(article: Any, where: str, fields: dict[str, str]) -> Sent:
    from annotations.models import Claim

    total = article.latest_revision().sentences.count()
    claims = list(Claim.objects.filter(article=article).order_by("number"))
    for place, claim in enumerate(claims):
        at = str(1 + place * total // len(claims))
        yield f"/claims/{claim.pk}/{where}/", {"action_id": str(uuid.uuid4()), "at": at} | fields


def encoded(address: str, fields: dict[str, str]) -> tuple[str, str]:
    return address, urlencode(fields)


@contextlib.contextmanager
def served() -> Iterator[int]:
    """Serve the desk as it runs in earnest, by one worker with threads; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    # Whoever signs the sessions here has to be whoever reads them there.
    from django.conf import settings as ours

    settings = {"DEBUG": "0", "SECRET_KEY": ours.SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1", "SECURE_COOKIES": "0"}
    serve = ["gunicorn", "factcheck.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    quiet = ["--keep-alive", "60", "--log-level", "error", "--no-control-socket"]
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-m", *serve, *quiet], env=os.environ | settings)  # noqa: S603
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def over_http(connection: Any, method: str, address: str, body: str, headers: dict[str, str]) -> None:
    connection.request(method, address, body or None, headers)
    reply = connection.getresponse()
    said = reply.read()
    assert reply.status == 200, (reply.status, said[:200])


def line(what: str, ours: float, limit: float) -> str:
    return f"{what}: {1000 * ours:.1f} ms (median of {RUNS}), raw limit {1000 * limit:.1f} ms"


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    main(list(zip(numbers[::2], numbers[1::2], strict=True)) or [(1000, 300), (5000, 300)])
