"""Guess the encoding of bytes that are neither marked nor UTF-8; whoever uses a guess has to tell the person."""

from __future__ import annotations

import re

# What files of newsrooms are written in, the likelier first: of two that read equally well it is the first one.
ENCODINGS = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "iso8859_2": "ISO 8859-2",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
    "mac_roman": "Mac Roman",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
# Enough to tell by, and quickly read.
LOOKED_AT = 100_000

_SIGN_IN_WORD = re.compile(r"(?<=[a-z])[\u00a1-\u00bf\u2020-\u203a\u20ac](?=[a-z])")
_SENTENCE_END = re.compile(rb"(?<=[.!?])\s|\n")


def guess_encoding(data: bytes) -> str | None:
    """Return the codec in which bytes read best as words, a key of ENCODINGS; None where they read badly in all."""
    if b"\0" in data:
        return _guess_utf16(data)
    # Its tables take 5 MB, and most desks never see such a file.
    from charset_normalizer import from_bytes

    # Only the sentences in which the encodings differ: among many plain words the library overlooks the few letters.
    telling = b"\n".join(part for part in _SENTENCE_END.split(data) if not part.isascii())[:LOOKED_AT]
    order = list(ENCODINGS)
    found = [
        (round(match.chaos + _signs_in_words(str(match)), 2), -round(match.coherence, 1), order.index(name), name)
        for match in from_bytes(telling, cp_isolation=order[:-2], threshold=0.4)
        for name in match.could_be_from_charset
        if name in ENCODINGS
    ]
    return next((name for *_, name in sorted(found) if _reads(data, name)), None)


def _guess_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a byte order mark by where its zero bytes stand; any other text has none."""
    even, odd, half = data[::2].count(0), data[1::2].count(0), len(data) / 2
    codec = "utf-16-le" if odd > even else "utf-16-be"
    plain = max(even, odd) > half / 3 and min(even, odd) < half / 20
    return codec if plain and _reads(data, codec) else None


def _signs_in_words(text: str) -> float:
    """Give the share of the letters beyond ASCII that are none, in the midst of a word: op³ata for opłata."""
    beyond = sum(not letter.isascii() for letter in text)
    return len(_SIGN_IN_WORD.findall(text)) / max(1, beyond)


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
