"""Recognise the language that a text is written in, by its script, its little words and its letters."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from annotations.text.function_words import FUNCTION_WORDS, LETTERS

# Enough to tell by, and quickly read.
LOOKED_AT = 20_000

SCRIPTS = {
    "hy": "\u0530-\u058f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff\u0750-\u077f",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
    "my": "\u1000-\u109f",
    "ka": "\u10a0-\u10ff",
    "am": "\u1200-\u137f",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "ja": "\u3040-\u30ff",
    "zh": "\u4e00-\u9fff\u3400-\u4dbf",
    "ru": "\u0400-\u052f",
    "en": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
"""Code points of each script, under a language that is written in it."""

CYRILLIC = ("ru", "uk", "bg", "kk")
_WORD = re.compile(r"[^\W\d_]+")
# Letters of Persian and Urdu that Arabic has not.
_URDU, _PERSIAN = re.compile("[ٹڈڑںھےۓ]"), re.compile("[پچژگکی]")
# A language must be this much likelier than the next, and this share of the words must be its little ones.
AHEAD, SHARE = 1.15, 0.08


def recognise_language(text: str) -> str:
    """Return the tag of the language, such as "en", or "" where the text is too short or too mixed to tell.

    Only the first 20,000 code points count.
    """
    text = text[:LOOKED_AT]
    script = _script(text)
    if script == "ar":
        letters = len(_WORD.findall(text))
        if len(_URDU.findall(text)) > letters / 10:
            return "ur"
        return "fa" if len(_PERSIAN.findall(text)) > letters / 4 else "ar"
    if script == "ru":
        return _by_words(text, CYRILLIC)
    if script == "en":
        return _by_words(text, tuple(code for code in FUNCTION_WORDS if code not in CYRILLIC))
    return script


def language_of(text: str, said: str = "") -> str:
    """Return the language that somebody said a text is in, or else what it looks like; English where nothing tells."""
    return said or recognise_language(text) or "en"


def _script(text: str) -> str:
    """Name the script that most letters are of; Japanese mixes its own with that of Chinese."""
    counted = {code: len(re.findall(f"[{letters}]", text)) for code, letters in SCRIPTS.items()}
    if counted["ja"] > counted["zh"] / 10:
        counted["ja"] += counted["zh"]
    return max(counted, key=counted.__getitem__) if any(counted.values()) else ""


def _by_words(text: str, languages: tuple[str, ...]) -> str:
    """Weigh each little word by how few languages share it, and each letter of its own as half a word."""
    words = Counter(word.lower() for word in _WORD.findall(text))
    total = sum(words.values())
    shared = _shared(languages)
    scores = dict.fromkeys(languages, 0.0)
    covered = dict.fromkeys(languages, 0)
    for word, count in words.items():
        for language in shared.get(word, ()):
            scores[language] += count / len(shared[word])
            covered[language] += count
    for language in languages:
        own = sum(text.count(letter) for letter in LETTERS.get(language, ""))
        scores[language] += min(own / 2, total / 10)
    first, second = sorted(languages, key=scores.__getitem__, reverse=True)[:2]
    if covered[first] < SHARE * total or covered[first] < 3 or scores[first] < AHEAD * scores[second]:
        return ""
    return first


@cache
def _shared(languages: tuple[str, ...]) -> dict[str, list[str]]:
    """List the languages that have each little word."""
    found: dict[str, list[str]] = {}
    for language in languages:
        for word in FUNCTION_WORDS[language].split():
            found.setdefault(word, []).append(language)
    return found
