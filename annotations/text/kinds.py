"""Name what each unit of an article is: headline, byline, dateline, caption, body, quote or list item."""

import re
from collections import Counter

from annotations.text.paragraphs import Paragraph

KINDS = ("headline", "byline", "dateline", "caption", "body", "quote", "list_item")

_SHORT, _LONG = 200, 600
_FINAL = re.compile(r"[.…;。।۔።][\"'”’»)\]]{0,3}\Z")
_BYLINE = re.compile(
    r"(?:By|BY|Von|Par|Por|Di|Door|Af|Av|Text|Words|Story|Reporting)(?: by|:)? [A-ZÀ-ÞА-ЯΑ-Ω][^\n]{1,100}\Z"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_CITY = rf"[A-Z][A-Z .,’'-]{{1,40}}(?:, [A-Z][\w. ]{{1,20}})?(?:, {_DATE})?"
_AGENCY = r"\([A-Z][\w ./]{1,30}\)"
_DATELINE = re.compile(
    rf"(?:{_CITY} ?(?:{_AGENCY})? ?[—–-]{{1,2}}|{_CITY} ?{_AGENCY}|[A-Z][\w .,’'-]{{1,40}}, {_DATE}"
    r"|(?:(?:First published|Published|Updated|Posted|Last updated|Date)(?: on| at)?:? )?"
    rf"(?:[A-Z][a-z]{{2,8}},? )?{_DATE}(?:,? (?:at )?\d{{1,2}}[:.]\d\d[\w .]{{0,12}})?)\Z"
)
_CAPTION = re.compile(
    r"(?:file|archive|handout) (?:photo|picture|image)|(?:photo|image|picture|photograph|photos|foto|caption|credit|"
    r"pictured)(?: by| credit)?:|pictured(?: here| above| left| right)\b|\((?:from )?(?:left|l-r)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"Photograph:|Photo(?:graph)?(?: by|:)|\(?(?:AP|EPA|AFP|Reuters) Photo|Getty Images|(?:REUTERS|AFP|EPA|AP)/"
    r"|via (?:AP|Getty|Reuters|AFP)\b|[(\[](?:Getty|AFP|Reuters|EPA|AP)[)\]]\.?\Z|© "
)
_QUOTED = {
    opening: re.compile(f"{opening}[^{closing}]*+[{closing}]?")
    for opening, closing in zip("\"'“„«‹‘「『", ('"', "'", "”", "”“", "»", "›", "’", "」", "』"), strict=True)
}


def paragraph_kinds(text: str, parts: list[Paragraph], units: list[list[tuple[int, int]]]) -> list[list[str]]:
    """Return the kind of each unit, paragraph by paragraph."""
    shorts = [text[part.start : part.end] if part.end - part.start <= _LONG else "" for part in parts]
    seen = Counter(shorts)
    kinds = []
    for number, (part, short, spans) in enumerate(zip(parts, shorts, units, strict=True)):
        kind = "list_item" if part.listed else _short_kind(short, number, len(spans), seen[short], len(parts))
        kinds.append([kind or ("quote" if _is_quote(text, start, end) else "body") for start, end in spans])
    return kinds


def _short_kind(short: str, number: int, sentences: int, times: int, total: int) -> str:
    """Name a whole paragraph that is not running text, or return "" where it is."""
    if not short:
        return ""
    if _CAPTION.match(short) or (sentences <= 2 and len(short) <= 400 and _CREDIT.search(short)):
        return "caption"
    if sentences > 2 or len(short) > _SHORT:
        return ""
    if _DATELINE.match(short):
        return "dateline"
    if _FINAL.search(short):
        return ""
    if number < 8 and _BYLINE.match(short):
        return "byline"
    if number == 0 and (total > 1 or short[-1] not in "?!"):
        return "headline"
    return "caption" if times > 1 else ""


def _is_quote(text: str, start: int, end: int) -> bool:
    """Say whether a unit opens with a quotation mark and more than half of it is quoted."""
    quoted = _QUOTED.get(text[start])
    if quoted is None:
        return False
    return 2 * sum(len(match.group()) for match in quoted.finditer(text, start, end)) > end - start
