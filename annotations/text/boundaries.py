"""Decide where, inside one paragraph, one sentence ends and the next begins."""

import re
from collections.abc import Iterator

from annotations.text.abbreviations import AFTER_HOUR
from annotations.text.languages import Rules

_CLOSERS = r"\"'”’»›“‘)\]}」』）】〉》*_\u202c\u200e\u200f"
STOP = re.compile(
    rf"([.!?…‽؟۔]++|[。！？｡．।॥።፧။։:;])(?:[。！？!?…]++)?((?:[\u00a0\u202f ](?=»))?"
    rf"(?:[{_CLOSERS}]++|\[\w{{1,6}}\])*+)"
)
_AHEAD = re.compile(
    r"[\s\ufeff\u200b]++((?:[\"'“‘«‹„‚(\[{「『（【¿¡*_–—-]|<\w{1,4}>|[\u202a-\u202e\u200e\u200f])*+)\s?"
)
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]{0,30})")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_SPACELESS = frozenset("。！？｡．।॥።፧።։။")
_ENUMERATOR = re.compile(r"[\W_]*+(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,4})?\Z")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_TAIL = re.compile(r"[^\s\ufeff\u200b]{1,40}\Z")
_LEADING = "\"'“‘«‹„‚([{「『（【¿¡*_–—-\u202a\u202b\u202d\u202e\u200e\u200f"
_BRANDS = frozenset(("yahoo", "jeopardy", "wham"))
_SAYS = re.compile(
    r"(?:[A-Z][\w.’'-]{0,30} ){1,4}(?:(?:later|also|then|had|has) )?"
    r"(?:said|says|asked|asks|told|tells|wrote|writes|added|adds|replied|wondered|shouted|cried|exclaimed|tweeted|"
    r"continued|yelled|screamed|joked|quipped|demanded|inquired|responded|answered|recalled|posted)\b"
)
_SPACED_DOTS = re.compile(r" \. \. \.\s++[^\W\d_a-z]")


def sentence_ends(text: str, start: int, end: int, rules: Rules) -> Iterator[int]:
    """Yield where each sentence of text[start:end] ends (code points, exclusive); the last is `end`."""
    began = start
    for match in STOP.finditer(text, start, end):
        at = _end(text, match, began, end, rules)
        if at:
            yield at
            began = at
    if began < end:
        yield end


def _end(text: str, match: re.Match[str], began: int, limit: int, rules: Rules) -> int:
    """Return where the sentence that may stop here ends, or 0 when it goes on."""
    first, end = match.span()
    if end >= limit:
        return end
    mark = text[first]
    if mark in ":;" and not (rules.colon_stops if mark == ":" else rules.semicolon_asks):
        return 0
    if mark in _SPACELESS:
        return end
    ahead = _AHEAD.match(text, end, limit)
    if ahead is None:
        return _glued_end(text, match, began, limit, rules)
    at = ahead.end()
    if at >= limit:
        return 0
    following = text[at]
    if mark == "." and match.end(1) - first == 1:
        if following == ".":
            return first + 1 if text[first - 1].isalpha() and _SPACED_DOTS.match(text, end, limit) else 0
        return end if _point_ends(text, match, ahead, began, limit, rules) else 0
    if not _opens(text, at, following) or text[first - 1] in "([":
        return 0
    if mark in "!?" and _SAYS.match(text, at, limit) and not ahead.group(1) and match.group(2):
        return 0
    if mark == "!" and _before(text, began, first).lower() in _BRANDS and _word(text, at, limit) not in rules.starters:
        return 0
    return end


def _opens(text: str, at: int, following: str) -> bool:
    """Say whether a sentence may begin with what stands here."""
    if following.islower():
        return _CAMEL.match(text, at) is not None
    return following.isalnum() or following in "$£€#@•▪◦‣⁃*"


def _glued_end(text: str, match: re.Match[str], began: int, limit: int, rules: Rules) -> int:
    """Part "end.Next", where a space was forgotten, but no address and no abbreviation."""
    first, end = match.span()
    if match.group() != text[first] or text[first] not in ".!?" or first - began < 2:
        return 0
    word = _WORD.match(text, end, limit)
    if word is None or not text[end].isupper() or not (text[first - 1].islower() and text[first - 2].islower()):
        return 0
    before = _before(text, began, first)
    if any(sign in before for sign in "@/\\.<&=") or before.lower() in rules.before_name:
        return 0
    return end if word.group().lower() in rules.starters else 0


def _before(text: str, began: int, at: int) -> str:
    """Return the word that ends at `at`, without what opens it."""
    tail = _TAIL.search(text, max(began, at - 40), at)
    return tail.group().lstrip(_LEADING) if tail else ""


def _word(text: str, at: int, limit: int) -> str:
    word = _WORD.match(text, at, limit)
    if word is None:
        return ""
    return word.group().replace("’", "'").lower()


def _starts(text: str, at: int, limit: int, rules: Rules) -> bool:
    word = _word(text, at, limit)
    return word in rules.starters or word.partition("'")[0] in rules.starters


def _point_ends(text: str, match: re.Match[str], ahead: re.Match[str], began: int, limit: int, rules: Rules) -> bool:
    """Decide for one full stop that white space follows."""
    first = match.start()
    at = ahead.end()
    following = text[at]
    if rules.colon_stops or not _opens(text, at, following) or text[first - 1] in "([":
        return False
    if first - began <= 8 and _ENUMERATOR.match(text, began, first):
        return False
    word = _before(text, began, first)
    low = word.lower()
    if word.isdigit():
        return not (rules.ordinals and len(word) <= 2) or _starts(text, at, limit, rules)
    if low in rules.before_name:
        return False
    if following.isdigit():
        return not (low in rules.before_number or low in rules.inside or _initial(word) or _LETTERS.match(word))
    if low in rules.closing:
        return low not in _HOURS or _after_hour(text, at, began, first, limit)
    if low in rules.inside or _initial(word) or _LETTERS.match(word):
        return _starts(text, at, limit, rules)
    return True


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


_HOURS = frozenset(("p.m", "a.m", "pm", "am"))
_TIME_WORDS = frozenset(AFTER_HOUR.split())
_SHORT_LEAD = re.compile(r"[\W_]*+(?:At|By|On|Around|About|From|Since|Until|Before|After|Between)\b[^,;]{0,30}\Z")


def _after_hour(text: str, at: int, began: int, first: int, limit: int) -> bool:
    """Tell "at 9 p.m. The crowd left" from "at 9 p.m. Monday"."""
    if _word(text, at, limit) in _TIME_WORDS:
        return False
    return not (first - began < 40 and _SHORT_LEAD.match(text, began, first))
