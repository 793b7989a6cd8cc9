"""Print the sentence units of a text file, one JSON object a line."""

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from annotations.management.plain import PlainCommand, read_article
from annotations.reading.document import Document
from annotations.text.recognising import language_of
from annotations.text.segmentation import sentence_spans


class Command(PlainCommand):
    """Works on the file alone: it opens no database."""

    help = "Print the sentence units of a text file as JSON Lines: start, end, paragraph, kind, text."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="a text file, or - for standard input")
        parser.add_argument(
            "--language", default="", help="the language of the text, such as en or de; without it, it is recognised"
        )

    def handle(self, *args: Any, path: str, language: str, **options: Any) -> None:
        document = read_article(path)
        for warning in document.warnings:
            self.stderr.write(warning)
        try:
            self._print(document, language)
        except BrokenPipeError:
            # The reader has had enough (`| head`); without this Python complains once more as it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise CommandError(f"The units cannot be written: {error.strerror}.") from error

    def _print(self, document: Document, language: str) -> None:
        reconfigure = getattr(self.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")  # whatever the locale says
        text = document.text
        for span in sentence_spans(text, language_of(text, language or document.language), document.layout):
            unit = {**span._asdict(), "text": text[span.start : span.end]}
            self.stdout.write(json.dumps(unit, ensure_ascii=False, separators=(",", ":")))
        self.stdout.flush()
