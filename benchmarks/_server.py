"""A real server for the benchmarks: gunicorn on a free port, and people who are logged in."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "b" * 32  # whoever sends the same in the cookie and in the form has read one of our pages


@contextlib.contextmanager
def serving(*, workers: int, threads: int) -> Iterator[tuple[int, int]]:
    """Serve the open desk as it is served in earnest; gives port and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --workers {workers} --threads {threads} --reuse-port"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "factcheck.wsgi", *options.split(), "--no-control-socket"],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "0", "SECRET_KEY": _secret(), "ALLOWED_HOSTS": "127.0.0.1", "SECURE_COOKIES": "0"},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _secret() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not come up.")


class Person:
    """Somebody with an open connection, who is logged in and sends what a browser keeps."""

    def __init__(self, port: int, user: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
        client.get("/")
        cookies = {name: held.value for name, held in client.cookies.items()} | {"csrftoken": TOKEN}
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def read(self, address: str) -> bytes:
        return self._ask("GET", address)

    def save(self, address: str, fields: dict[str, str]) -> bytes:
        """Post a form as the page does, by htmx."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "X-CSRFToken": TOKEN}
        return self._ask("POST", address, urlencode(fields), form)

    def _ask(self, method: str, address: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        for _ in range(2):  # the server closes a connection that has been idle for long
            try:
                self.connection.request(method, address, body, self.headers | (headers or {}))
                reply = self.connection.getresponse()
                break
            except ConnectionError:
                self.connection.close()
        content = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{method} {address}: {reply.status} {content[:300]!r}")
        return content
