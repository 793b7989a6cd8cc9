"""Read plain text: its every character is kept, and nothing is known of it but its words."""

from __future__ import annotations

from annotations.reading.document import Document
from annotations.text.decoding import decode_article


def read_plain(data: bytes) -> Document:
    decoded = decode_article(data)
    return Document(
        text=decoded.text,
        type="text",
        encoding=decoded.encoding,
        guessed=decoded.guessed,
        warnings=(decoded.warning,) if decoded.warning else (),
    )
