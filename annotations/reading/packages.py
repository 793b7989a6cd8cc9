"""Look into the package that a Word document is, before anything of it is unpacked for good."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from annotations.reading.document import PROTECTED, Unreadable
from annotations.text.decoding import TooLarge, megabytes

UNPACKED = 24 * 2**20
"""Bytes that the words and styles of one document may unpack to; pictures are never unpacked."""
PARTS = 5_000

_BROKEN = "This Word document is damaged: it did not arrive whole. Save it anew and choose it again."
_CHUNK = 65_536


def opened(data: bytes) -> zipfile.ZipFile:
    """Open a package whose parts are of bearable sizes and hold no entities.

    Raises TooLarge or Unreadable. What a part says of its size holds: zipfile unpacks no more than that.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise Unreadable(_BROKEN) from broken
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(PROTECTED)
    if len(parts) > PARTS:
        raise TooLarge(f"This document has {len(parts):,} parts, and the desk reads at most {PARTS:,}. Save it anew.")
    words = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    size = sum(part.file_size for part in words)
    if size > UNPACKED:
        raise TooLarge(
            f"Without its pictures this document unpacks to {megabytes(size)}, and the desk reads at most"
            f" {megabytes(UNPACKED)}. Bring the article in by parts, or copy the text and paste it."
        )
    try:
        for part in words:
            with package.open(part) as stream:
                _refuse_entities(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as broken:
        raise Unreadable(_BROKEN) from broken
    return package


def _refuse_entities(stream: IO[bytes]) -> None:
    """Raise Unreadable where an XML part declares anything: no word processor does, and a few lines can fill a disk."""
    began = False

    def refuse(*declared: object) -> None:
        raise Unreadable("This Word document holds declarations that no word processor writes. Save it anew.")

    def begin(*element: object) -> None:
        nonlocal began
        began = True

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    while not began and (chunk := stream.read(_CHUNK)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            return  # it is no XML, and whoever needs it will say so
