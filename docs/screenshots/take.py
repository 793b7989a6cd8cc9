"""Take every picture in this folder, of a new demo at an hour that stands still: two runs give the same pictures.

A new page is one line in PICTURES. `python -m docs.screenshots.take [FOLDER]` writes them elsewhere.
"""

import datetime
import itertools
import os
import random
import secrets  # noqa: F401  # It takes its own os.urandom along before ours stands still, and sessions keep a true one.
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
NOW = datetime.datetime(2026, 11, 23, 14, 40, tzinfo=datetime.UTC)
WIDE, PHONE = (1440, 1000), (390, 844)
# Some words of the title of each article of the demo, by the name it has in the addresses below.
ARTICLES = {"lamps": "street lamps", "bus": "Library bus", "bakery": "bakery", "councillor": "Councillor"}


class Picture(NamedTuple):
    """What is to be seen in NAME.png, by whom; in the address, {lamps} and its like are keys of articles."""

    name: str
    who: str
    address: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    whole: bool = False


PICTURES = (
    Picture("workspace", "cleo", "/articles/{lamps}/?claim=9"),
    Picture("workspace-dark", "cleo", "/articles/{lamps}/?claim=9", scheme="dark"),
    Picture("phone", "cleo", "/articles/{lamps}/?claim=9", PHONE),
    Picture("dashboard", "rita", "/dashboard/"),
    Picture("my-desk", "omar", "/me/"),
    Picture("articles", "rita", "/"),
    Picture("claims", "rita", "/projects/demo/claims/"),
    Picture("sources", "rita", "/projects/demo/sources/"),
    Picture("new-article", "cleo", "/projects/demo/articles/new/"),
    Picture("drafts", "cleo", "/articles/{bakery}/drafts/1/2/"),
    Picture("draft-changes", "cleo", "/articles/{bakery}/drafts/2/"),
    Picture("history", "rita", "/dashboard/history/"),
    Picture("checked-copy", "rita", "/articles/{lamps}/print/"),
)


def take(folder: Path, pictures: tuple[Picture, ...] = PICTURES) -> None:
    """Write each picture into the folder as NAME.png."""
    from playwright.sync_api import sync_playwright

    with desk() as (url, sessions, keys), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments())
        for picture in pictures:
            width, height = picture.size
            context = chromium.new_context(
                base_url=url,
                viewport={"width": width, "height": height},
                color_scheme=picture.scheme,
                has_touch=picture.size == PHONE,
                timezone_id="UTC",
            )
            context.add_cookies([{"name": "sessionid", "value": sessions[picture.who], "url": url}])
            page = context.new_page()
            page.clock.set_fixed_time(NOW)
            page.goto(picture.address.format(**keys), wait_until="networkidle")
            page.screenshot(path=folder / f"{picture.name}.png", full_page=picture.whole, animations="disabled")
            context.close()
        chromium.close()


def arguments() -> list[str]:
    # Chromium refuses to run as root inside its sandbox.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Drawn whole each time: a part drawn anew differs by a shade that depends on when it was.
    return ["--disable-gpu", "--disable-background-networking", "--disable-partial-raster", *alone]


@contextmanager
def desk() -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    """Serve a new demo: its address, everybody's session by name, and the articles' keys."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        }
        stand_still()
        import django

        django.setup()
        from django.core.handlers.wsgi import WSGIHandler
        from django.core.management import call_command
        from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

        call_command("migrate", verbosity=0)
        with open(os.devnull, "w") as nowhere:
            call_command("create_demo", stdout=nowhere, stderr=nowhere)
        known = sessions(), keys()

        class Quiet(WSGIRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing of what went well."""

        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(WSGIHandler())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", *known
        finally:
            server.shutdown()


def stand_still() -> None:
    """Stop the clock, and draw keys and salts from one seed: hashes stand in the pictures."""
    from django.utils import timezone

    timezone.now = lambda: NOW
    ticks = itertools.count(int(NOW.timestamp()) * 1_000_000_000, 1_000_000)
    time.time_ns = lambda: next(ticks)
    os.urandom = random.Random(1).randbytes  # noqa: S311


def sessions() -> dict[str, str]:
    from django.test import Client

    from annotations.models import User

    found = {}
    for user in User.objects.all():
        client = Client()
        client.force_login(user)
        found[user.username] = client.cookies["sessionid"].value
    return found


def keys() -> dict[str, Any]:
    from annotations.models import Article

    return {name: Article.objects.get(title__contains=words).pk for name, words in ARTICLES.items()}


if __name__ == "__main__":
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    into.mkdir(parents=True, exist_ok=True)
    take(into)
