"""Turn the bytes of a file, or what was pasted, into article text that nothing else has touched."""

import codecs
import hashlib
import re

from annotations.text.paragraphs import GAP

MAX_ARTICLE_CHARACTERS = 10_000_000

_SURROGATE = re.compile("[\ud800-\udfff]")


class UndecodableText(ValueError):
    """The bytes are not text in an encoding that can be told for certain."""


class UnusableText(ValueError):
    """The text cannot be an article."""


def decode_article(data: bytes) -> str:
    """Return the text of a file exactly as it stands, but for a byte order mark at its beginning.

    UTF-8, and UTF-16 where a byte order mark says so; anything else raises UndecodableText, because
    a guess would change letters unseen. Nothing is stripped or normalised, and line ends stay.
    """
    if data.startswith((codecs.BOM_UTF32_LE, b"\x00\x00\xfe\xff")):
        raise UndecodableText("This file is UTF-32. Please save it again as UTF-8 and choose it once more.")
    if data.startswith(codecs.BOM_UTF16_LE):
        return _decode(data[2:], "utf-16-le", "UTF-16")
    if data.startswith(codecs.BOM_UTF16_BE):
        return _decode(data[2:], "utf-16-be", "UTF-16")
    return _decode(data.removeprefix(codecs.BOM_UTF8), "utf-8", "UTF-8")


def _decode(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(codec, "ignore").count("\n") + 1
    raise UndecodableText(
        f"This file is not {name} text: line {line} holds a byte that cannot be read. "
        "Please save it as “UTF-8” or “plain text, UTF-8” in the program it came from and choose it again, "
        "or copy the text and paste it."
    )


def pasted_article(text: str) -> str:
    """Return pasted text with the CRLF that browsers send as LF, and without a leading byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def check_article_text(text: str) -> None:
    """Raise UnusableText, in words for a person, where a text cannot be stored as an article."""
    if len(text) > MAX_ARTICLE_CHARACTERS:
        raise UnusableText(
            f"This text has {len(text):,} characters; an article may have {MAX_ARTICLE_CHARACTERS:,}. "
            "Please split it into several articles."
        )
    if not text.strip(GAP):
        raise UnusableText("There is no text here yet. Please paste the article or choose its file.")
    nul = text.find("\0")
    if nul >= 0:
        raise UnusableText(
            f"Line {text.count(chr(10), 0, nul) + 1} holds a zero character, which no article has. "
            "The file is probably not text; please export it as plain text."
        )
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise UnusableText(
            f"Line {text.count(chr(10), 0, surrogate.start()) + 1} holds half a character. "
            "Please copy the text again from where it came from."
        )


def text_sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
