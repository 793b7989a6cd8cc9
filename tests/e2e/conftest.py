"""A real Chromium, the one Debian ships: nothing is ever downloaded, and without it the tests fail."""

import os
import shutil
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")

# Playwright's loop runs in the thread of the test, and Django would take the test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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
