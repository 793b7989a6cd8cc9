"""The signs by which a browser shows the desk in its tabs and on its first screen."""

import struct

import pytest
from django.test import Client


def body(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content)


def test_the_icon_that_browsers_ask_for_unbidden_is_there_for_everybody() -> None:
    icon = body("/favicon.ico")
    kind, count = struct.unpack("<2xHH", icon[:6])
    assert kind == 1
    sizes = [icon[6 + 16 * place] for place in range(count)]
    assert sizes == [16, 32, 48]


@pytest.mark.parametrize("path", ["/apple-touch-icon.png", "/static/annotations/favicon.svg"])
def test_the_larger_icons_are_pictures(path: str) -> None:
    assert body(path).startswith((b"\x89PNG", b"<svg"))
