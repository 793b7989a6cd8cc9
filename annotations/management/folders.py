"""The files of a folder, in an order that is always the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Found(NamedTuple):
    """A file, or what cannot be read and why."""

    path: Path
    wrong: str = ""


def files_in(folder: Path) -> Iterator[Found]:
    """Yield the files of a folder and of its folders, by name; hidden ones never, and no folder twice.

    A link is followed unless it leads to a folder that was seen: in a circle of links every folder is read once.
    """
    seen: set[tuple[int, int]] = set()
    # The one to be read next is the last.
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield Found(path, _why_no_file(path))
                continue
            stat = path.stat()
            if (stat.st_dev, stat.st_ino) in seen:
                continue
            seen.add((stat.st_dev, stat.st_ino))
            inside = sorted(each for each in os.listdir(path) if not each.startswith("."))
        except OSError as error:
            yield Found(path, f"it cannot be read: {error.strerror}")
            continue
        waiting += [path / name for name in reversed(inside)]


def _why_no_file(path: Path) -> str:
    """Say why this can be no article, so far as that can be told without opening it: a pipe would never end."""
    if path.is_file():
        return ""
    path.stat()  # raises OSError where a link leads nowhere
    return "it is no file"
