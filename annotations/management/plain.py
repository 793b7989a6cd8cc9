"""What every command has in common: a wrong call, a full disk, or a database that is not there, is one line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError

from annotations.reading.document import Document
from annotations.reading.reader import check_file, read_document
from annotations.text.decoding import NotAnArticle


class PlainCommand(BaseCommand):
    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # Of a wrong call argparse prints the usage too, in many lines; --help has it.
        parser.print_usage = lambda file=None: None  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        # A server that does not answer, or goes away, is said once, below, and not by the driver and its pool as well.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
        try:
            return super().execute(*args, **options)
        except (DatabaseError, InterfaceError) as error:
            if isinstance(error, IntegrityError | DataError):
                raise  # which no database is to blame for
            raise CommandError(
                f"The database cannot be used ({_first_line(error)}). Look at DATABASE_URL, and run: manage.py migrate"
            ) from error
        except OSError as error:
            # Without this Python complains once more as it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError(
                f"{error.filename or 'The output'} cannot be used: {error.strerror}. What was done before that stays."
            ) from error


def _first_line(error: DatabaseError | InterfaceError) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]


def read_article(path: str) -> Document:
    """Read a file, or - for standard input; raise CommandError where it cannot be read or cannot be an article."""
    try:
        with opened(path) as file:
            return read_document(_bounded(file), name_of(path), limit=settings.MAX_ARTICLE_BYTES)
    except NotAnArticle as error:
        raise CommandError(str(error)) from error


def name_of(path: str) -> str:
    """Give a file's name; a sign stands for each byte of it that is no character, as old systems wrote them."""
    return "" if path == "-" else os.fsencode(Path(path).name).decode(errors="replace")


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file, or - for standard input; raise CommandError where it cannot be read."""
    try:
        if path == "-":
            yield sys.stdin.buffer
        else:
            with Path(path).open("rb") as file:
                yield file
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _bounded(file: BinaryIO) -> bytes:
    """Read no more than a file may have: a device may never end."""
    limit = settings.MAX_FILE_BYTES
    data = file.read(limit + 1)
    if len(data) > limit:
        try:
            size = os.fstat(file.fileno()).st_size
        except OSError:
            size = 0
        check_file(max(size, len(data)), limit)
    return data
