"""Turn the bytes of a file, or what was pasted, into article text that nothing else has touched."""

import codecs
import hashlib
import re
from typing import NamedTuple

from annotations.text.guessing import ENCODINGS, guess_encoding
from annotations.text.paragraphs import GAP

MAX_ARTICLE_CHARACTERS = 10_000_000

# Longest first: UTF-16's mark begins UTF-32's.
_MARKS = {
    codecs.BOM_UTF32_LE: ("utf-32-le", "UTF-32"),
    codecs.BOM_UTF32_BE: ("utf-32-be", "UTF-32"),
    codecs.BOM_UTF8: ("utf-8", "UTF-8"),
    codecs.BOM_UTF16_LE: ("utf-16-le", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16-be", "UTF-16"),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotAnArticle(ValueError):
    """What was given cannot become an article; the message says why and what to do, to a person."""


class UndecodableText(NotAnArticle):
    """The bytes are not text in an encoding that can be told."""


class UnusableText(NotAnArticle):
    """The text cannot be an article."""


class TooLarge(UnusableText):
    """The text has more bytes than this desk takes."""


class Decoded(NamedTuple):
    """A text, and the name of the encoding it was read in."""

    text: str
    encoding: str
    guessed: bool = False

    @property
    def warning(self) -> str:
        """Say, for a person, what may be wrong with the letters; "" where nothing is."""
        if self.guessed:
            line = _line_of(re.search("[^\0-\x7f]", self.text), self.text)
            where = f", for example in line {line}" if line > 1 else ""
            return f"This file is not UTF-8; we read it as {self.encoding}. Look whether the letters are right{where}."
        lost = re.search("\ufffd", self.text)
        if lost:
            line = _line_of(lost, self.text)
            return f"Line {line} holds “\ufffd”: a letter was lost before the text came here. Look at where it is from."
        return ""


def decode_article(data: bytes) -> Decoded:
    """Read a file exactly as it stands, but for a byte order mark at its beginning.

    The mark decides; without one it is strict UTF-8; what is not is guessed, which the person has to be told. Raises
    UndecodableText where even a guess fails. Nothing is stripped or normalised, and line ends stay.
    """
    for mark, (codec, name) in _MARKS.items():
        if data.startswith(mark):
            return Decoded(_decode(data[len(mark) :], codec, name), name)
    guess = _guessed(data)
    if guess is None:
        return Decoded(_decode(data, "utf-8", "UTF-8"), "UTF-8")
    return Decoded(data.decode(guess), ENCODINGS[guess], guessed=True)


def _guessed(data: bytes) -> str | None:
    """Guess a codec for what is not UTF-8 text; None for what is, or nearly is, or is no text at all."""
    if b"\0" in data:
        return guess_encoding(data)
    try:
        data.decode()
    except UnicodeDecodeError:
        return None if _is_damaged_utf8(data) else guess_encoding(data)
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether more letters are UTF-8 than are not: a guess would spoil them for the sake of a few."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) - broken > broken


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


def check_size(size: int, limit: int) -> None:
    """Raise TooLarge, with both numbers, where so many bytes are more than the desk takes as one article."""
    if size > limit:
        raise TooLarge(
            f"This text is {megabytes(size)} and the desk takes {megabytes(limit)} as one article."
            " Bring it in by parts, or ask whoever runs the desk for a higher limit."
        )


def megabytes(size: int) -> str:
    """Write a number of bytes as people do: 2 MB, 2.1 MB; what is a little over is never rounded down to the limit."""
    tenths = -(-size * 10 // 2**20)
    return f"{tenths // 10:,} MB" if tenths % 10 == 0 else f"{tenths / 10:,.1f} MB"


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
    nul = re.search("\0", text)
    if nul:
        raise UnusableText(
            f"Line {_line_of(nul, text)} holds a zero character, which no article has. "
            "The file is probably not text; please export it as plain text."
        )
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise UnusableText(
            f"Line {_line_of(surrogate, text)} holds half a character. "
            "Please copy the text again from where it came from."
        )


def _line_of(found: re.Match[str] | None, text: str) -> int:
    return text.count("\n", 0, found.start()) + 1 if found else 1


def text_sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
