"""Decide where, inside one paragraph, one sentence ends and the next begins."""

import re
from bisect import bisect
from collections.abc import Iterator
from typing import NamedTuple

from annotations.text.abbreviations import AFTER_HOUR
from annotations.text.languages import Rules
from annotations.text.paragraphs import GAP

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CLOSERS = rf"\"'”’»›“‘)\]}}」』）】〉》*†‡⁰¹²³⁴-⁹_{_MARKS}"
_PLAIN, _SPACELESS, _COLONS = ".!?…‽", "。！？｡．।॥።፧။؟۔", "։:;"


def _stops(marks: str) -> re.Pattern[str]:
    """Find runs of `marks` with what closes a sentence after them, and a transcript's "(APPLAUSE)" after a sentence.

    It begins with one set of characters, so that the search passes over all others in its innermost loop.
    """
    return re.compile(
        rf"([{marks}(](?:(?<=[{_PLAIN}])[{_PLAIN}]*+|(?<=[{_SPACELESS}])[{_SPACELESS}]*+|(?<=[{_COLONS}])[{_COLONS}]*+"
        r"|(?<=[.!?…] \()[A-Z]{4,20}\)))(?:[。！？!?…]++)?"
        rf"((?:[\u00a0\u202f ](?=»)| (?=[\"'”]\s))?(?:[{_CLOSERS}]++| ?\[(?:\d{{1,3}}|…|\.{{3}})\]|\[\w{{1,6}}\]"
        r"| [:;]-?[()DP](?=\s)| ?[\U0001f300-\U0001faff\u2600-\u26ff\ufe0f\u200d]++)*+)"
    )


_STOPS = _stops(_PLAIN + _SPACELESS + "։")
_STOPS_AND_COLONS = _stops(_PLAIN + _SPACELESS + _COLONS)
_AHEAD = re.compile(rf"[\s\ufeff\u200b]++((?:[\"'’“‘«‹„‚(\[{{「『（【¿¡*_–—{_MARKS}-]|<\w{{1,4}}>)*+)\s?")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]{0,30})")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_PARTICLES = frozenset("とっがのはをもでにな")
_ENUMERATOR = re.compile(r"[\W_]*+(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,4})?\Z")
_ENUMERATED = 8
"""An enumerator is no longer than this, in code points."""
_WINDOW = 20
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_TAIL = re.compile(r"[^\s\ufeff\u200b]{1,40}\Z")
_LEADING = "\"'’“‘«‹„‚([{「『（【¿¡*_–—-\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_ROMAN = re.compile(r"[IVXLC]{2,6}\Z")
_DASHES = ("-", "–", "—")
_HOURS = frozenset(("p.m", "a.m", "pm", "am"))
_TIME_WORDS = frozenset(AFTER_HOUR.split())
_SHORT_LEAD = re.compile(r"[\W_]*+(?:At|By|On|Around|About|From|Since|Until|Before|After|Between)\b[^,;]{0,30}\Z")
_BRANDS = frozenset(("yahoo", "jeopardy", "wham"))
_SAYS = re.compile(
    r"[A-Z][\w.’'-]{0,30} (?:[\w.’'-]{1,30} ){0,4}"
    r"(?:said|says|asked|asks|told|tells|wrote|writes|added|adds|replied|wondered|shouted|cried|exclaimed|tweeted|"
    r"continued|yelled|screamed|joked|quipped|demanded|inquired|responded|answered|recalled|posted)\b"
)
_ADDRESSES = ("http://", "https://", "www.")
_QUOTATION = re.compile(r"[\"“«][^\"“”«»]{0,600}+[\"”»]")
_SPACED_DOTS = re.compile(r" \. \. \.\s++[^\W\d_a-z]")


class _Stop(NamedTuple):
    """A place where a sentence may end."""

    text: str
    rules: Rules
    began: int
    """Where the sentence begins."""
    first: int
    """Where its stop stands."""
    marks: int
    """Where the run of stops ends."""
    closers: str
    """The quotation marks, brackets and footnotes after it."""
    openers: str
    """What stands between the white space and the next word."""
    at: int
    """Where the next word begins."""
    limit: int

    def before(self) -> str:
        """Return the word that the stop follows, without what opens it."""
        tail = _TAIL.search(self.text, max(self.began, self.first - 40), self.first)
        return tail.group().strip(_LEADING).replace("’", "'") if tail else ""

    def after(self) -> str:
        """Return the next word, in lower case."""
        word = _WORD.match(self.text, self.at, self.limit)
        return word.group().replace("’", "'").lower() if word else ""

    def starts(self) -> bool:
        """Say whether the next word all but proves a new sentence."""
        word = self.after()
        if len(word) == 1 and self.text.startswith(".", self.at + 1):
            return False
        return word in self.rules.starters or word.partition("'")[0] in self.rules.starters


def sentences(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the sentences of text[start:end], which neither begins nor ends with gap characters."""
    began = start
    verses = _verses(text, start, end) if text.find(" / ", start, end) >= 0 else []
    pattern = _STOPS_AND_COLONS if rules.colon_stops or rules.semicolon_asks else _STOPS
    for match in pattern.finditer(text, start, end):
        first, after = match.span()
        ends = _at_a_glance(text, first, after, began, end, rules)
        if ends is False or (verses and _within(first, verses)):
            continue
        stopped = after if ends else _end(text, match, began, end, rules)
        if stopped:
            yield began, stopped
            began = stopped
            while began < end and text[began] in GAP:
                began += 1
    if began < end:
        yield began, end


def _verses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the quotations that hold lines of verse, parted by strokes; each is one quotation."""
    return [match.span() for match in _QUOTATION.finditer(text, start, end) if match.group().count(" / ") > 1]


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Say whether a stop lies inside one of the spans; right before the closing mark it still ends the sentence."""
    number = bisect(spans, (at,))
    return number > 0 and at < spans[number - 1][1] - 2


def _at_a_glance(text: str, first: int, end: int, began: int, limit: int, rules: Rules) -> bool | None:
    """Tell of the common stops whether a sentence ends there; None of those that have to be looked at closely.

    It only saves time: `_end` would say the same.
    """
    if end >= limit:
        return True
    if end != first + 1 or text[first] != "." or rules.colon_stops:
        return None
    following = text[end]
    if following != " ":
        inside = following.isalnum() and (not following.isupper() or "A" <= _preceding(text, first) <= "Z")
        return False if inside else None
    following = text[end + 1]
    window = max(began, first - _WINDOW)
    word = text[max(window, text.rfind(" ", window, first) + 1) : first]
    if not word.isascii():
        return None
    plain = len(word) > 1 and word.isalpha() and word.islower() and word not in rules.abbreviations
    if following.isupper():
        if plain and first - began > _ENUMERATED:
            return True
        return False if word.isalpha() and word.lower() in rules.before_name else None
    if following.islower() and not plain and word.replace(".", "").isalnum() and not _CAMEL.match(text, end + 1):
        return None if text.startswith(_ADDRESSES, end + 1) else False
    return None


def _end(text: str, match: re.Match[str], began: int, limit: int, rules: Rules) -> int:
    """Return where the sentence that may stop here ends, or 0 when it goes on."""
    first, end = match.span()
    if end >= limit:
        return end
    mark = text[first]
    if mark in ":;" and not (rules.colon_stops if mark == ":" else rules.semicolon_asks):
        return 0
    if mark in _SPACELESS:
        return end if _spaceless_ends(text, match, began) else 0
    ahead = _AHEAD.match(text, end, limit)
    at = ahead.end() if ahead else end
    stop = _Stop(text, rules, began, first, match.end(1), match.group(2), ahead.group(1) if ahead else "", at, limit)
    if not ahead:
        return end if _glued_ends(stop, end) else 0
    if at >= limit or _preceding(text, first) in "([:;":
        return 0
    if mark == "." and text[at] == ".":
        return first + 1 if _preceding(text, first).isalpha() and _SPACED_DOTS.match(text, end, limit) else 0
    return end if _opens(stop) and _ends(stop, mark) else 0


def _ends(stop: _Stop, mark: str) -> bool:
    """Decide where white space and what may open a sentence follow the stop."""
    if mark == "(":
        return True
    if mark in "!?":
        if stop.starts():
            return True
        said = stop.closers and not stop.openers and _SAYS.match(stop.text, stop.at, stop.limit)
        return not said and stop.before().lower() not in _BRANDS
    if mark != "." or stop.marks - stop.first > 1 or _preceding(stop.text, stop.first) in GAP:
        return stop.after().partition("'")[0] != "i" and not _enumerates(stop)
    return _point_ends(stop)


def _opens(stop: _Stop) -> bool:
    """Say whether a sentence may begin with what stands ahead."""
    following = stop.text[stop.at]
    if not following.islower():
        return following.isalnum() or following in "$£€©#@•▪◦‣⁃*"
    if _CAMEL.match(stop.text, stop.at) or stop.text.startswith(_ADDRESSES, stop.at):
        return True
    if stop.closers[-1:] not in ("", "]") or stop.openers[-1:] in _DASHES or stop.text[stop.first] == "…":
        return False
    if stop.text.endswith("..", stop.first, stop.marks):
        return False
    return _opens_small(stop)


def _opens_small(stop: _Stop) -> bool:
    """Say whether a small letter may begin a sentence here, as it does in brackets, mail and posts."""
    before, rules = stop.before(), stop.rules
    if len(before) < 2 or not before.isalpha() or not before.islower():
        return False
    if any(_listed(before.capitalize(), table) for table in (rules.inside, rules.before_number, rules.before_name)):
        return False
    if before in rules.closing:
        return False
    if "(" in stop.openers or stop.text[stop.began].islower() or stop.after() in rules.informal:
        return True
    return len(before) > 3 and bool(rules.informal)


def _spaceless_ends(text: str, match: re.Match[str], began: int) -> bool:
    """Decide for stops of scripts without spaces: not inside brackets, and not in "「…。」と"."""
    first, end = match.span()
    window = max(began, first - 200)
    for opening, closing in ("（）", "《》", "「」", "『』"):
        if text.rfind(opening, window, first) > text.rfind(closing, window, first) and (
            opening in "（《" or closing not in match.group(2)
        ):
            return False
    following = text[end]
    if match.group(2) and following in _PARTICLES:
        return False
    if text[first] == "．" and following.isdigit():
        return False
    return following.isalnum() or following in GAP or following in _LEADING


def _glued_ends(stop: _Stop, end: int) -> bool:
    """Part "end.Next" and "end...Next", where a space was forgotten, but no address and no abbreviation."""
    if stop.text.startswith("..", stop.first) and end == stop.marks:
        small = _preceding(stop.text, stop.first).islower()
        return small and stop.text[end].isupper() and stop.after() not in ("i", "")
    if end != stop.first + 1 or stop.text[stop.first] not in ".!?" or not stop.text[end].isupper():
        return False
    before = stop.before()
    if (
        not before[-2:].islower()
        or any(sign in before for sign in "@/\\.<&=")
        or _listed(before, stop.rules.before_name)
    ):
        return False
    return stop.starts()


def _preceding(text: str, at: int) -> str:
    """Return the character before a place; where there is none, a line break, as before every other paragraph."""
    return text[at - 1] if at else "\n"


def _listed(word: str, table: frozenset[str]) -> bool:
    return word.lower() in table or (word[:1].isupper() and word.capitalize() in table)


def _enumerates(stop: _Stop) -> bool:
    """Say whether nothing but a number, a letter or dots stand before the stop: "1." or ". . ."."""
    return stop.first - stop.began <= _ENUMERATED and _ENUMERATOR.match(stop.text, stop.began, stop.first) is not None


def _point_ends(stop: _Stop) -> bool:
    """Decide for one full stop, which may belong to an abbreviation or a number."""
    rules = stop.rules
    if rules.colon_stops or _enumerates(stop):
        return False
    word = stop.before()
    if "'" in word[:-2] and not _listed(word, rules.inside):
        word = word.rpartition("'")[2]
    if "-" in word[:-1] and not _listed(word, rules.before_name):
        word = word.rpartition("-")[2]
    if word.isdigit() or _ROMAN.match(word):
        if stop.text.endswith(": ", stop.began, stop.first - len(word)):
            return False
        return not (rules.ordinals and (len(word) <= 2 or not word.isdigit())) or stop.starts()
    if _listed(word, rules.before_name):
        return False
    initials = len(word) == 1 and word.isalpha()
    shortened = initials or _LETTERS.match(word) is not None or _listed(word, rules.inside)
    if stop.text[stop.at].isdigit():
        return not (shortened or _listed(word, rules.before_number))
    if word.lower() in rules.closing:
        return word.lower() not in _HOURS or _hour_ends(stop)
    return not shortened or (stop.starts() and stop.openers[:1] not in _DASHES)


def _hour_ends(stop: _Stop) -> bool:
    """Tell "at 9 p.m. The crowd left" from "at 9 p.m. Monday"."""
    if stop.after() in _TIME_WORDS:
        return False
    return not (stop.first - stop.began < 40 and _SHORT_LEAD.match(stop.text, stop.began, stop.first))
