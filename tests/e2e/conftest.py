"""A real Chromium, the one Debian ships: nothing is ever downloaded, and without it the tests fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")

# Playwright's loop runs in the thread of the test, and Django would take the test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Long enough for a slow machine, short enough to be told soon.
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems() -> None:
    if not CHROMIUM:
        raise pytest.UsageError("The browser tests need Chromium. On Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Let a test write `page.goto("/login/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    # Chromium refuses to run as root inside its sandbox.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*quiet, *alone]}


Enter = Callable[..., Page]


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Fail a test whose pages threw an error, broke the content security policy, or asked anybody but the desk."""
    faults: list[str] = []
    yield faults
    assert not faults, "\n".join(faults)


@pytest.fixture
def browser_of(new_context: Callable[..., BrowserContext], base_url: str, faults: list[str]) -> Enter:
    """Open a browser that shares nothing with the others: `browser_of(java_script_enabled=False)`."""

    def browser_of(**options: Any) -> Page:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(f"error: {error.error}"))
        context.on("request", lambda request: _ask(request.url))
        context.on("console", lambda message: _hear(message.text))
        return context.new_page()

    def _ask(url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost", None):
            faults.append(f"foreign request: {url}")

    def _hear(said: str) -> None:
        if "Content Security Policy" in said:
            faults.append(said)

    return browser_of


@pytest.fixture
def enter(browser_of: Enter, base_url: str) -> Enter:
    """Give a person a browser of their own in which they are logged in: `enter("omar", color_scheme="dark")`."""

    def enter(name: str, **options: Any) -> Page:
        from annotations.models import User

        client = Client()
        client.force_login(User.objects.get(username=name))
        page = browser_of(**options)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
        return page

    return enter
