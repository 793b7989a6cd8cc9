"""Print the sentence units of a text file, one JSON object a line."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.text.decoding import UndecodableText, UnusableText, check_article_text, decode_article
from annotations.text.segmentation import sentence_spans


class Command(BaseCommand):
    """Works on the file alone: it opens no database."""

    help = "Print the sentence units of a text file as JSON Lines: start, end, paragraph, kind, text."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="a UTF-8 text file (or UTF-16 with a byte order mark); - reads standard input")
        parser.add_argument("--language", default="en", help="the language of the text, such as en or de (default: en)")

    def handle(self, *args: Any, path: str, language: str, **options: Any) -> None:
        try:
            text = decode_article(sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes())
            check_article_text(text)
        except (UndecodableText, UnusableText) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            self._print(text, language)
        except BrokenPipeError:
            # The reader has had enough (`| head`); without this Python complains once more as it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise CommandError(f"The units cannot be written: {error.strerror}.") from error

    def _print(self, text: str, language: str) -> None:
        reconfigure = getattr(self.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")  # whatever the locale says
        for span in sentence_spans(text, language):
            unit = {**span._asdict(), "text": text[span.start : span.end]}
            self.stdout.write(json.dumps(unit, ensure_ascii=False, separators=(",", ":")))
        self.stdout.flush()
